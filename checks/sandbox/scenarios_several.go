package sandbox

import "time"

// Sales with two or more faults; all of them are to be found.
var severalScenarios = []Scenario{
	{
		Name: "typo-and-coupon-not-in-stripe", Title: "A typing error, and a Tracking Coupon Code that means nothing to Stripe",
		Group: Several,
		Want:  []string{"email-typo", "coupon-not-in-stripe"},
		Build: func(b *Builder) {
			c := b.customer("Philomena Ashdown", "philomena.ashdown@ashdownweaving.example")
			s := b.subscription(c, usd(2900))
			p := b.promoterWith(place{coupon: "WEAVERS-OLD"})
			r := b.lead("philomena.ashdonw@ashdownweaving.example", p)
			b.Point("email-typo", r)
			b.Point("coupon-not-in-stripe", p)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "typo-and-own-uid", Title: "A typing error, and the site’s own user id is nowhere at Stripe", Group: Several,
		Want: []string{"email-typo", "fp-uid-missing"},
		Build: func(b *Builder) {
			c := b.customer("Leocadia Brunswick", "leocadia.brunswick@inkwellpress.example")
			s := b.subscription(c, usd(2900))
			r := b.lead("leocadia.brunswikc@inkwellpress.example", b.linkPromoter(), withUID("user_6150983"), enteredBy("api"))
			b.Point("email-typo", r)
			b.Point("fp-uid-missing", c)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "other-email-and-own-uid", Title: "Paid with another e-mail, and the site’s own user id is nowhere at Stripe", Group: Several,
		Want: []string{"email-differs", "fp-uid-missing"},
		Build: func(b *Builder) {
			c := b.customer("Purchasing", "purchasing@thornfieldhall.example")
			s := b.subscription(c, usd(2900)).
				checkout(object{"customer_details": object{"email": "emmeline.garrick@garrickdesign.example"}})
			r := b.lead("emmeline.garrick@garrickdesign.example", b.linkPromoter(), withUID("user_4402175"), enteredBy("api"))
			b.Point("email-differs", r)
			b.Point("fp-uid-missing", c)
			b.Sale(s.session)
		},
	},
	{
		Name: "typo-and-wrong-uid", Title: "A typing error, and the fp_uid of somebody else", Group: Several,
		Want: []string{"email-typo", "fp-uid-differs"},
		Build: func(b *Builder) {
			c := b.customer(
				"Ambrose Kettering",
				"ambrose.kettering@millponds.example",
				object{"metadata": object{"fp_uid": "user_1180022"}},
			)
			s := b.subscription(c, usd(2900))
			r := b.lead("ambrose.ketering@millponds.example", b.linkPromoter(), withUID("user_9075564"), enteredBy("api"))
			b.Point("email-typo", r)
			b.Point("fp-uid-differs", c)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "typo-and-misplaced-uid", Title: "A typing error, and the site’s own user id stands on the session only", Group: Several,
		Want: []string{"fp-uid-misplaced", "email-typo"},
		Build: func(b *Builder) {
			c := b.customer("Thaddeus Wainscott", "thaddeus.wainscott@ropewalk.example")
			s := b.subscription(c, usd(2900)).checkout(object{"metadata": object{"fp_uid": "user_3318047"}})
			r := b.lead("thaddeus.wainscot@ropewalk.example", b.linkPromoter(), withUID("user_3318047"), enteredBy("api"))
			b.Point("fp-uid-misplaced", s.session)
			b.Point("email-typo", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "no-lead-and-shared-coupon", Title: "No lead, and the coupon is the campaign’s own, which cannot be tracked", Group: Several,
		Want: []string{"lead-not-found", "coupon-campaign-level"},
		Build: func(b *Builder) {
			shared := b.coupon("HELLO-READERS", object{"percent_off": 10})
			b.promoterWith(place{campaign: b.campaign("Readers", shared)})
			s := b.subscription(b.buyer(), usd(4900)).off(shared, nil)
			b.Point("coupon-campaign-level", shared)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "no-lead-and-promotion-code", Title: "No lead, as the promoter’s field holds the promotion code instead of the coupon ID",
		Group: Several,
		Want:  []string{"lead-not-found", "coupon-is-promotion-code"},
		Build: func(b *Builder) {
			coupon := b.coupon("Pn39VwE4", object{"name": "Gideon's club"})
			promo := b.promotionCode("GIDEON30", coupon)
			place := b.promoterWith(place{coupon: "GIDEON30"})
			s := b.subscription(b.buyer(), usd(4900)).off(coupon, promo)
			b.Point("coupon-is-promotion-code", place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "case-and-trial", Title: "Capitals in the address, and still in the trial", Group: Several,
		Want: []string{"email-case", "trial"},
		Build: func(b *Builder) {
			c := b.customer("Octavia Pemberton", "octavia.pemberton@pembertonmill.example")
			s := b.subscription(c, usd(2900), trial)
			b.lead("Octavia.Pemberton@pembertonmill.example", b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "alias-and-open-invoice", Title: "A plus-tag in the address, and the invoice is not paid", Group: Several,
		Want: []string{"email-alias", "invoice-open"},
		Build: func(b *Builder) {
			c := b.customer("Crispin Lockwood", "crispin.lockwood+stripe@lockwoodbros.example")
			s := b.subscription(c, usd(2900), open)
			b.lead("crispin.lockwood@lockwoodbros.example", b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "disabled-and-free", Title: "The referral is disabled, and a coupon made the sale free", Group: Several,
		Want: []string{"referral-disabled", "zero-coupon"},
		Build: func(b *Builder) {
			coupon := b.coupon("FRIENDS-OF-THE-HOUSE", object{"percent_off": 100})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			b.leadFor(c, b.linkPromoter(), withState("denied"))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "blocked-and-small", Title: "The promoter is blocked, and 30 cents were paid", Group: Several,
		Want: []string{"promoter-blocked", "amount-too-small"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(30))
			b.leadFor(c, b.promoterWith(place{state: "blocked"}))
			b.Sale(s.charge)
		},
	},
	{
		Name: "flagged-and-promotion-code", Title: "Flagged as suspicious, and the promotion code stands in place of the coupon ID",
		Group: Several,
		Want:  []string{"referral-flagged", "coupon-is-promotion-code"},
		Build: func(b *Builder) {
			coupon := b.coupon("Hc84QzS1")
			promo := b.promotionCode("PRUDENCE", coupon)
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, promo)
			b.leadFor(c, b.promoterWith(place{coupon: "PRUDENCE"}), func(r *referral) { r.fraud = "same_promoter_email" })
			b.Sale(s.invoice)
		},
	},
	{
		Name: "late-lead-and-shared-coupon", Title: "The lead came a day late, and two promoters share the coupon", Group: Several,
		Want: []string{"lead-after-sale", "coupon-shared"},
		Build: func(b *Builder) {
			coupon := b.coupon("HARVESTMOON")
			first := b.promoterWith(place{coupon: "HARVESTMOON"})
			b.promoterWith(place{coupon: "HARVESTMOON"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			b.leadFor(c, first, createdAt(b.after(22*time.Hour)))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "two-leads-and-declined", Title: "Two leads with this address, and the card was declined", Group: Several,
		Want: []string{"duplicate-referrals", "payment-failed"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900), failed)
			b.leadFor(c, b.linkPromoter())
			b.leadFor(c, b.promoterWith(place{}), createdAt(b.before(30*time.Hour)))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "uid-and-draft", Title: "The lead’s uid is the site’s own, and the invoice is a draft", Group: Several,
		Want: []string{"uid-differs", "invoice-draft"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900), draft)
			b.leadFor(c, b.linkPromoter(), withUID("user_7263390"), enteredBy("api"))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "deleted-and-refunded", Title: "Paid back, and the customer deleted", Group: Several,
		Want: []string{"customer-deleted", "refunded"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.invoiced(c, usd(7700)).refund(7700)
			b.leadFor(c, b.linkPromoter())
			b.deleted(c)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "flagged-and-disputed", Title: "Flagged as suspicious, and the payment is disputed", Group: Several,
		Want: []string{"referral-flagged", "disputed"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(12900))
			s.dispute("under_review")
			b.leadFor(c, b.linkPromoter(), func(r *referral) { r.fraud = "ad_source" })
			b.Sale(s.charge)
		},
	},
	{
		Name: "misspelt-and-given-up", Title: "fp_uid under another key, and the invoice was given up", Group: Several,
		Want: []string{"fp-uid-misspelt", "invoice-uncollectible"},
		Build: func(b *Builder) {
			c := b.buyer(object{"metadata": object{"fpuid": "user_5527718"}})
			s := b.invoiced(c, usd(24000), uncollectible)
			b.lead("", b.linkPromoter(), withUID("user_5527718"), enteredBy("api"))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-before-and-borderline", Title: "An older payment before the lead, and exactly 50 cents now", Group: Several,
		Want: []string{"paid-before-lead", "amount-borderline"},
		Build: func(b *Builder) {
			b.ago(34 * 24 * time.Hour)
			c := b.buyer()
			s := b.subscription(c, usd(50))
			next := s.renewal(b.after(30 * 24 * time.Hour))
			b.leadFor(c, b.linkPromoter(), createdAt(b.after(20*24*time.Hour)))
			b.Sale(next.invoice)
		},
	},
	{
		Name: "other-customer-and-credit", Title: "The lead is tied to another customer, and the invoice was settled from credit",
		Group: Several,
		Want:  []string{"sale-on-other-customer", "paid-from-credit"},
		Build: func(b *Builder) {
			name, email := b.person()
			older := b.customer(name, email, object{"created": b.before(9 * 24 * time.Hour).Unix()})
			payer := b.customer(name, email)
			s := b.subscription(payer, usd(2900), fromCredit)
			r := b.lead(email, b.linkPromoter(), withUID(text(older["id"])), enteredBy("api"))
			b.Point("sale-on-other-customer", r)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "guest-and-off-invoice", Title: "A guest whose coupon stands only on the Checkout Session", Group: Several,
		Want: []string{"guest-checkout", "coupon-off-invoice"},
		Build: func(b *Builder) {
			coupon := b.coupon("LAPWING30", object{"percent_off": 30})
			name, email := b.person()
			s := b.guest(name, email, usd(4000)).off(coupon, nil)
			b.lead(email, b.promoterWith(place{coupon: "LAPWING30"}))
			b.Sale(s.charge)
		},
	},
	{
		Name: "guest-with-older-customer", Title: "Paid as a guest, while the lead is tied to the buyer’s older customer", Group: Several,
		Want: []string{"sale-on-other-customer", "guest-checkout"},
		Build: func(b *Builder) {
			name, email := b.person()
			older := b.customer(name, email, object{"created": b.before(20 * 24 * time.Hour).Unix()})
			s := b.guest(name, email, usd(3900))
			r := b.lead(email, b.linkPromoter(), withUID(text(older["id"])), enteredBy("api"))
			b.Point("sale-on-other-customer", older)
			b.Point("sale-on-other-customer", r)
			b.Sale(s.charge)
		},
	},
	{
		Name: "no-email-and-pending", Title: "A customer without an e-mail, and a debit that has not settled", Group: Several,
		Want: []string{"email-missing", "payment-pending"},
		Build: func(b *Builder) {
			c := b.customer("Counter 3", "")
			s := b.charged(c, eur(4500), pending)
			b.Sale(s.charge)
		},
	},
	{
		Name: "expired-and-name", Title: "An expired referral, and the coupon’s name in place of its ID", Group: Several, On: []string{V2},
		Want: []string{"referral-expired", "coupon-is-name"},
		Build: func(b *Builder) {
			coupon := b.coupon("u1LpZc52", object{"name": "Nightingale Letters"})
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(coupon, nil)
			b.leadFor(
				c,
				b.promoterWith(place{coupon: "Nightingale Letters"}),
				createdAt(b.before(100*24*time.Hour)),
				func(r *referral) { r.expired = true },
			)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "changed-and-void", Title: "The address was changed, and the invoice voided", Group: Several,
		Want: []string{"email-changed", "invoice-void"},
		Build: func(b *Builder) {
			b.ago(5 * 24 * time.Hour)
			c := b.customer(
				"Evander Thistlewood",
				"evander@thistlewood-estate.example",
				object{"created": b.before(6 * 24 * time.Hour).Unix()},
			)
			b.emailChanged(c, "e.t.1979@freepost.example", b.before(50*time.Hour))
			s := b.invoiced(c, usd(30000), void)
			b.lead("e.t.1979@freepost.example", b.linkPromoter(), createdAt(b.before(6*24*time.Hour)))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "mode-and-draft", Title: "FirstPromoter shows the test badge, and the invoice is a draft", Group: Several, World: newShop,
		Answers: Answers{Connected: "yes", ConnectedAccount: "own", FirstPromoterMode: "test"},
		Want:    []string{"mode-mismatch", "invoice-draft"},
		Build:   func(b *Builder) { b.Sale(b.couponSale(draft).invoice) },
	},
	{
		Name: "stopped-and-typo", Title: "Nothing has come from Stripe for weeks, and the address is mistyped", Group: Several,
		World: stoppedShop,
		Want:  []string{"stopped-receiving", "email-typo"},
		Build: func(b *Builder) {
			b.ago(50 * time.Hour)
			b.twoAddresses("email-typo", "wilhelmina.dashwood@dashwodcellars.example", "wilhelmina.dashwood@dashwoodcellars.example")
		},
	},
	{
		Name: "hostile-and-declined", Title: "A decline text and a coupon name that would paint the terminal", Group: Several,
		World: hostileShop,
		Want:  []string{"payment-failed", "coupon-is-name"},
		Build: func(b *Builder) {
			coupon := b.coupon("Yh07HsTl", object{"name": hostile})
			place := b.promoter(hostile, "other@hostile-promoters.example", place{coupon: hostile})
			c := b.customer(hostile, "buyer.two@hostile-buyers.example")
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			failed(s)
			merge(s.charge, object{"failure_message": hostile, "outcome": object{"seller_message": hostile}})
			merge(s.intent, object{"last_payment_error": object{"message": hostile}})
			b.leadFor(c, place)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "three-faults", Title: "A typing error, no fp_uid, and the invoice is open", Group: Several,
		Want: []string{"email-typo", "fp-uid-missing", "invoice-open"},
		Build: func(b *Builder) {
			c := b.customer("Philomena Garside", "philomena.garside@garside-yarns.example")
			s := b.subscription(c, usd(2900), open)
			b.lead("philomena.garsdie@garside-yarns.example", b.linkPromoter(), withUID("user_3019476"), enteredBy("api"))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "misplaced-asked-by-referral", Title: "Asked by the lead: its uid stands on the Checkout Session of a guest", Group: Several,
		Want: []string{"fp-uid-misplaced", "guest-checkout"},
		Build: func(b *Builder) {
			b.ago(52 * time.Hour)
			name, email := b.person()
			s := b.guest(name, email, usd(3900))
			merge(s.session, object{"client_reference_id": "user_7781236"})
			r := b.lead("", b.linkPromoter(), withUID("user_7781236"), enteredBy("api"))
			b.Point("fp-uid-misplaced", s.session)
			b.Sale(r)
		},
	},
	{
		Name: "typo-and-paid-before", Title: "A typing error, and an older payment before the lead", Group: Several,
		Want: []string{"email-typo", "paid-before-lead"},
		Build: func(b *Builder) {
			b.ago(40 * 24 * time.Hour)
			s := b.subscription(b.customer("Thaddea Blomquist", "thaddea.blomquist@hagstromwool.example"), usd(2900))
			b.lead("thaddea.blomqiust@hagstromwool.example", b.linkPromoter(), createdAt(b.after(20*24*time.Hour)))
			b.Sale(s.renewal(b.after(30 * 24 * time.Hour)).invoice)
		},
	},
}
