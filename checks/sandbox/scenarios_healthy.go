package sandbox

import "time"

// Healthy sales: FirstPromoter knows every one of them. None may raise a fail or a warn.
var healthyScenarios = []Scenario{
	{
		Name: "healthy-link", Title: "Bought through a promoter’s link, and recorded", Group: Healthy,
		Want: []string{"sale-recorded", "already-customer", "paid", "coupon-not-used"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900)).checkout()
			b.Point("sale-recorded", s.recorded(b.leadFor(c, b.linkPromoter())))
			b.Sale(c["email"])
		},
	},
	{
		Name: "healthy-one-off", Title: "A single payment in euros, and recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, eur(14900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-yen", Title: "Paid in yen, which has no cents", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, money{4800, "jpy"}).checkout()
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.session)
		},
	},
	{
		Name: "healthy-small-yen", Title: "120 yen: few, but over the minimum", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, money{120, "jpy"})
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.intent)
		},
	},
	{
		Name: "healthy-dinar", Title: "Paid in Kuwaiti dinars, which have three decimals", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, money{8500, "kwd"})
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-guest", Title: "A guest at Checkout, known by e-mail, and recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			name, email := b.person()
			s := b.guest(name, email, usd(3900))
			s.recorded(b.lead(email, b.linkPromoter()))
			b.Sale(email)
		},
	},
	{
		Name: "healthy-by-uid", Title: "The site sent the Stripe customer id and no e-mail", Group: Healthy,
		Want: []string{"sale-recorded", "already-customer", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.lead("", b.linkPromoter(), withUID(text(c["id"])), enteredBy("api")))
			b.Sale(c)
		},
	},
	{
		Name: "healthy-by-fp-uid", Title: "The site’s own user id stands on the customer as fp_uid", Group: Healthy,
		Want: []string{"sale-recorded", "already-customer", "paid"},
		Build: func(b *Builder) {
			const uid = "user_40417"
			c := b.buyer(object{"metadata": object{"fp_uid": uid, "plan": "pro"}})
			s := b.subscription(c, usd(2900))
			s.recorded(b.lead("someone.else@privaterelay.example", b.linkPromoter(), withUID(uid), enteredBy("api")))
			b.Sale(s.subscription)
		},
	},
	{
		Name: "healthy-new-address", Title: "The buyer changed their e-mail after the first payment; matched by customer id",
		Group: Healthy,
		Want:  []string{"sale-recorded", "already-customer", "paid"},
		Build: func(b *Builder) {
			name, old := b.person()
			c := b.customer(name, old)
			s := b.subscription(c, usd(2900))
			s.recorded(b.lead(old, b.linkPromoter()))
			_, fresh := b.person()
			c["email"] = fresh
			b.emailChanged(c, old, b.after(3*time.Hour))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-renewals", Title: "Three payments, each one recorded", Group: Healthy,
		Want: []string{"sale-recorded", "already-customer", "paid"},
		Build: func(b *Builder) {
			b.ago(65 * 24 * time.Hour)
			c := b.buyer()
			r := b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, usd(2900))
			s.recorded(r)
			s.renewal(b.after(30 * 24 * time.Hour)).recorded(r)
			s.renewal(b.after(60 * 24 * time.Hour)).recorded(r)
			b.Sale(c)
		},
	},
	{
		Name: "healthy-first-renewal-asked", Title: "The second of three payments", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(62 * 24 * time.Hour)
			c := b.buyer()
			r := b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, eur(1500))
			s.recorded(r)
			second := s.renewal(b.after(30 * 24 * time.Hour))
			second.recorded(r)
			s.renewal(b.after(60 * 24 * time.Hour)).recorded(r)
			b.Sale(second.invoice)
		},
	},
	{
		Name: "healthy-partial-refund", Title: "A part was paid back", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(9900)).refund(1500)
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-once-coupon", Title: "A renewal without the coupon that was good for one payment", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(35 * 24 * time.Hour)
			coupon := b.coupon("HALLOWEEN-ONCE", object{"duration": "once", "percent_off": 30})
			place := b.promoterWith(place{coupon: "HALLOWEEN-ONCE"})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			r := b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second)))
			s.recorded(r)
			s.renewal(b.after(30 * 24 * time.Hour)).recorded(r)
			b.Sale(c)
		},
	},
	{
		Name: "healthy-coupon", Title: "Bought with a promoter’s own coupon, and recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("Vx2LkR81", object{"name": "Otto's listeners"})
			place := b.promoterWith(place{coupon: "Vx2LkR81", display: "OTTO"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, b.promotionCode("OTTO", coupon))
			s.recorded(b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second))))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-link-and-coupon", Title: "Came by link, and used the same promoter’s coupon", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("PILGRIM15", object{"percent_off": 15})
			place := b.promoterWith(place{coupon: "PILGRIM15"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).checkout().off(coupon, nil)
			s.recorded(b.leadFor(c, place))
			b.Sale(c["email"])
		},
	},
	{
		Name: "healthy-stacked", Title: "Two discounts on one invoice, one of them the promoter’s", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			own := b.coupon("MAGPIE10", object{"percent_off": 10})
			shop := b.coupon("annual-saver", object{"percent_off": nil, "amount_off": 500, "currency": "usd"})
			place := b.promoterWith(place{coupon: "MAGPIE10"})
			c := b.buyer()
			s := b.subscription(c, usd(9900)).off(shop, nil)
			d := b.discount(c, own, nil, b.at)
			s.onInvoice(d)
			s.amounts(9900, 9900-500-990)
			s.recorded(b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second))))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-line-discount", Title: "The promoter’s coupon sits on a line of the invoice", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("TURNSTONE", object{"percent_off": 25})
			place := b.promoterWith(place{coupon: "TURNSTONE"})
			c := b.buyer()
			s := b.invoiced(c, usd(8000))
			d := b.discount(c, coupon, nil, b.at)
			d["invoice_item"] = s.lines()[0]["invoice_item"]
			s.lines()[0]["discounts"] = []any{d["id"]}
			s.lines()[0]["discount_amounts"] = []any{object{"amount": 2000, "discount": d["id"]}}
			s.invoice["total_discount_amounts"] = []any{object{"amount": 2000, "discount": d["id"]}}
			s.amounts(8000, 6000)
			s.recorded(b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second))))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-customer-coupon", Title: "The promoter’s coupon belongs to the customer", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("GOLDENROD")
			place := b.promoterWith(place{coupon: "GOLDENROD"})
			c := b.buyer()
			s := b.invoiced(c, usd(5000)).off(coupon, nil)
			c["discount"] = s.invoice["discount"]
			s.recorded(b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second))))
			b.Sale(c)
		},
	},
	{
		Name: "healthy-promo-code", Title: "A promotion code that FirstPromoter made for the promoter", Group: Healthy, On: []string{V2},
		Want: []string{"sale-recorded", "paid", "promo-code-matches"},
		Build: func(b *Builder) {
			coupon, promo, place, _ := b.promoCodeSetUp("healthy-promo-code-c1", "WILLA20")
			c := b.buyer()
			s := b.subscription(c, usd(4900)).checkout().off(coupon, promo)
			s.recorded(b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second))))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-late-lead-by-coupon", Title: "The lead was made by the coupon at the very sale; asked by referral", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("BRAMBLE")
			place := b.promoterWith(place{coupon: "BRAMBLE"})
			c := b.buyer()
			s := b.charged(c, usd(6000)).checkout()
			s.invoiceFor().off(coupon, nil)
			r := b.leadFor(c, place, byCoupon, createdAt(b.after(40*time.Second)))
			s.recorded(r)
			b.Sale(r)
		},
	},
	{
		Name: "healthy-suspended", Title: "The promoter is suspended, which leaves older leads alone", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			place := b.promoterWith(place{state: "inactive"})
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, place, createdAt(b.before(40*24*time.Hour))))
			b.Sale(c["email"])
		},
	},
	{
		Name: "healthy-restricted-key", Title: "Looked at with a restricted key", Group: Healthy, StripeKey: KeyRestrictedAll,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900)).checkout()
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-legacy-key", Title: "Looked at with an old key that does not tell its mode", Group: Healthy, StripeKey: KeyLegacy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-no-reward", Title: "No reward applies: the lead became a customer without a commission", Group: Healthy,
		Want: []string{"already-customer", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(700))
			r := b.leadFor(c, b.linkPromoter())
			s.converted(r)
			b.Point("already-customer", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-dispute-won", Title: "A dispute that the merchant won", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(7900))
			s.dispute("won")
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-early-warning", Title: "The bank sent an early warning, no dispute", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(7900))
			s.dispute("warning_needs_response")
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-by-hand", Title: "Entered by hand, under the invoice’s id", Group: Healthy, On: []string{V2},
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(
				b.leadFor(c, b.linkPromoter(), enteredBy("manual_admin")),
				func(c *commission) { c.createdBy = "owner@lumen-notes.example" },
			)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-payment-link", Title: "A Payment Link that carried the visitor id", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.checkout(s.paymentLink(), object{"client_reference_id": visitorID(b.seed("visitor"))})
			s.recorded(b.leadFor(c, b.linkPromoter(), createdAt(b.after(15*time.Second))))
			b.Sale(s.session)
		},
	},
	{
		Name: "healthy-visitor-id", Title: "Checkout with fp_tid; the lead was made at the sale", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, money{59, "gbp"}).checkout(object{"metadata": object{"fp_tid": visitorID(b.seed("visitor"))}})
			s.recorded(b.leadFor(c, b.linkPromoter(), createdAt(b.after(15*time.Second))))
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-cancelled", Title: "Cancelled since; the payment was recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			merge(
				s.subscription,
				object{"status": "canceled", "canceled_at": b.after(12 * time.Hour).Unix(), "ended_at": b.after(12 * time.Hour).Unix()},
			)
			r := b.leadFor(c, b.linkPromoter())
			s.recorded(r)
			r.state, r.cancelled = "cancelled", b.after(12*time.Hour)
			b.Sale(s.subscription)
		},
	},
	{
		Name: "healthy-colleagues", Title: "Two buyers of one company with alike addresses, both recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			for _, name := range []string{"Marlene Roth", "Marlena Roth"} {
				c := b.customer(
					name,
					map[string]string{"Marlene Roth": "marlene.roth@rothandsons.example",
						"Marlena Roth": "marlena.roth@rothandsons.example"}[name],
				)
				s := b.subscription(c, usd(2900))
				s.recorded(b.leadFor(c, b.linkPromoter()))
				b.Sale(c["email"])
			}
		},
	},
	{
		Name: "healthy-flagged", Title: "Flagged for the same IP address, and recorded all the same", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(
				b.leadFor(c, b.linkPromoter(), func(r *referral) { r.fraud = "same_ip_suspicion" }),
				func(c *commission) { c.status = "pending" },
			)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-bank-transfer", Title: "An invoice sent by mail and paid by transfer", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.invoiced(c, eur(120000))
			merge(s.invoice, object{"collection_method": "send_invoice", "due_date": b.after(12 * 24 * time.Hour).Unix()})
			s.charge["payment_method_details"] = object{"type": "customer_balance", "customer_balance": object{}}
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-second-try", Title: "The first card was declined, the second was not", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			b.declinedBefore(s)
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-accents", Title: "A name and an address with accents", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.customer("Žofie Šťastná 张伟", "žofie.šťastná@dílna.example")
			s := b.subscription(c, money{29900, "czk"})
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(c["email"])
		},
	},
	{
		Name: "healthy-dashboard-link", Title: "Asked by a link to the Stripe dashboard", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale("https://dashboard.stripe.com/" + b.world.account.id + "/invoices/" + text(s.invoice["id"]))
		},
	},
	{
		Name: "healthy-answers", Title: "The person’s answers say what the evidence says", Group: Healthy,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "live"},
		Want:    []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-charge-of-invoice", Title: "Asked by the payment that belongs to an invoice", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-open-renewal", Title: "The first payment is recorded, the renewal not yet paid", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			b.ago(33 * 24 * time.Hour)
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			s.renewal(b.after(30*24*time.Hour), open)
			b.Sale(c["email"])
		},
	},
	{
		Name: "healthy-second-subscription", Title: "A paid subscription, recorded, and a second one in its trial", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.subscription(c, usd(2900)).recorded(b.leadFor(c, b.linkPromoter()))
			b.at = b.after(20 * time.Hour)
			b.subscription(c, usd(9900), trial)
			b.Sale(c)
		},
	},
	{
		Name: "healthy-owner-asked-by-sale", Title: "Two referrals of one buyer; the one that owns the customer got the sale",
		Group: Healthy,
		Want:  []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			_, other := b.person()
			s.recorded(b.lead(other, b.promoterWith(place{})))
			b.leadFor(c, b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-other-case", Title: "Capitals in the lead’s address did no harm: matched by customer id", Group: Healthy,
		Want: []string{"sale-recorded", "already-customer", "paid"},
		Build: func(b *Builder) {
			c := b.customer("Gerda Vanhoutte", "gerda.vanhoutte@vlasserij.example")
			s := b.subscription(c, usd(2900))
			s.recorded(b.lead("Gerda.Vanhoutte@Vlasserij.example", b.linkPromoter()))
			b.Sale(c)
		},
	},
	{
		Name: "healthy-hostile", Title: "Names that would paint the terminal", Group: Healthy, World: hostileShop,
		Want: []string{"sale-recorded", "paid", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("HOSTILE20", object{"name": hostile})
			place := b.promoter(
				hostile,
				"promoter@hostile-promoters.example",
				place{coupon: "HOSTILE20", campaign: b.campaign(hostile, nil)},
			)
			c := b.customer(
				hostile,
				"buyer.one@hostile-buyers.example",
				object{"description": hostile, "metadata": object{hostile[:30]: hostile}},
			)
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			r := b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second)))
			r.username, r.website = hostile, hostile
			s.recorded(r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-test-mode", Title: "Both sides in test mode", Group: Healthy, World: testShop,
		Want: []string{"sale-recorded", "paid", "mode-by-evidence"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900)).checkout()
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.session)
		},
	},
	{
		Name: "healthy-by-api", Title: "The site reported the sale itself, under the payment intent’s id", Group: Healthy, World: apiShop,
		Want: []string{"sale-recorded", "sales-by-api", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(4900))
			s.recorded(b.leadFor(c, b.linkPromoter(), enteredBy("api")), func(c *commission) { c.eventID = text(s.intent["id"]) })
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-by-event", Title: "The site reported the sale itself, under the id of Stripe’s event", Group: Healthy,
		World: apiShop,
		Want:  []string{"sale-recorded", "sales-by-api", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(4900))
			s.recorded(b.leadFor(c, b.linkPromoter(), enteredBy("api")), func(c *commission) {
				c.eventID = stripeID("evt", b.world.account.id, "charge.succeeded "+text(s.charge["id"]))
			})
			b.Sale(s.charge)
		},
	},
	{
		Name: "healthy-namesakes", Title: "A recorded sale of a buyer with ten newer customers that never paid, by e-mail", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "already-customer", "duplicate-customers"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(4900))
			b.namesakes(c, 10)
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(c["email"])
		},
	},
	{
		Name: "healthy-namesakes-coupon", Title: "The same with the promoter’s coupon, by referral", Group: Healthy,
		Want: []string{"sale-recorded", "paid", "already-customer", "duplicate-customers", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("WIGEON")
			place := b.promoterWith(place{coupon: "WIGEON"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			b.namesakes(c, 6)
			r := b.leadFor(c, place)
			s.recorded(r)
			b.Sale(r)
		},
	},
}
