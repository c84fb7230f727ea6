package sandbox

import "time"

// Item 5: did an actual payment over $0.50 happen?
var paymentScenarios = []Scenario{
	{
		Name: "sale-not-found", Title: "An invoice id with a slip in it", Group: Payment,
		Want:  []string{"sale-not-found"},
		Build: func(b *Builder) { b.Sale(b.id("in")) },
	},
	{
		Name: "customer-id-not-found", Title: "A customer id that Stripe does not know", Group: Payment,
		Want:  []string{"sale-not-found"},
		Build: func(b *Builder) { b.Sale(b.id("cus")) },
	},
	{
		Name: "no-payment", Title: "The customer exists, but never paid or owed anything", Group: Payment,
		Want: []string{"no-payment", "matched-by-email", "recently-received", "coupon-not-used"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			b.Sale(c)
		},
	},
	{
		Name: "trial", Title: "Still in the free trial", Group: Payment,
		Want: []string{"trial", "matched-by-email"},
		Build: func(b *Builder) {
			s := b.linkSale(trial)
			b.Point("trial", s.subscription)
			b.Sale(s.customer["email"])
		},
	},
	{
		Name: "subscription-not-started", Title: "The subscription starts next month", Group: Payment,
		Want: []string{"subscription-not-started"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			b.Point("subscription-not-started", b.scheduled(c, usd(2900)))
			b.Sale(c)
		},
	},
	{
		Name: "invoice-upcoming", Title: "The first invoice is still to come", Group: Payment,
		Want: []string{"invoice-upcoming", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, usd(2900))
			s.noPayment()
			b.drop(s.invoice)
			next := b.world.start.Add(6 * 24 * time.Hour).Unix()
			merge(s.subscription, object{"latest_invoice": nil, "billing_cycle_anchor": next, "current_period_end": next})
			b.Sale(c["email"])
		},
	},
	{
		Name: "invoice-draft", Title: "The invoice is still a draft", Group: Payment,
		Want: []string{"invoice-draft"},
		Build: func(b *Builder) {
			b.ago(30 * time.Minute)
			s := b.linkSale(draft)
			b.Point("invoice-draft", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "invoice-open", Title: "The invoice was sent and is not paid yet", Group: Payment,
		Want: []string{"invoice-open", "matched-by-fp-uid"},
		Build: func(b *Builder) {
			const uid = "user_77120"
			c := b.buyer(object{"metadata": object{"fp_uid": uid}})
			s := b.subscription(c, usd(2900), open)
			b.lead("", b.linkPromoter(), withUID(uid), enteredBy("api"))
			b.Point("invoice-open", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "invoice-void", Title: "The invoice was voided", Group: Payment,
		Want: []string{"invoice-void"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.invoiced(c, usd(24000), void)
			b.Point("invoice-void", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "invoice-uncollectible", Title: "The invoice was given up as uncollectible", Group: Payment,
		Want: []string{"invoice-uncollectible"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.invoiced(c, usd(24000), uncollectible)
			b.Point("invoice-uncollectible", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "payment-failed", Title: "The card was declined", Group: Payment,
		Want: []string{"payment-failed", "matched-by-uid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900), failed)
			b.leadFor(c, b.linkPromoter(), withUID(text(c["id"])), enteredBy("api"))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "charge-failed", Title: "A single payment was declined", Group: Payment,
		Want: []string{"payment-failed"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(4900), failed)
			b.Point("payment-failed", s.charge)
			b.Sale(s.charge)
		},
	},
	{
		Name: "payment-incomplete", Title: "The bank still asks the buyer to confirm", Group: Payment,
		Want: []string{"payment-incomplete"},
		Build: func(b *Builder) {
			s := b.linkSale(needsAction)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "intent-incomplete", Title: "A single payment waits for the buyer’s confirmation", Group: Payment,
		Want: []string{"payment-incomplete"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(4900), needsAction)
			b.Point("payment-incomplete", s.intent)
			b.Sale(s.intent)
		},
	},
	{
		Name: "payment-pending", Title: "A bank debit that has not settled yet", Group: Payment,
		Want: []string{"payment-pending"},
		Build: func(b *Builder) {
			b.ago(40 * time.Hour)
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, eur(2900), pending)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "payment-uncaptured", Title: "Authorised, but never captured", Group: Payment,
		Want: []string{"payment-uncaptured"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(18000), uncaptured)
			b.Point("payment-uncaptured", s.charge)
			b.Sale(s.charge)
		},
	},
	{
		Name: "zero-coupon", Title: "A 100 % coupon left nothing to pay", Group: Payment,
		Want: []string{"zero-coupon", "coupon-unassigned"},
		Build: func(b *Builder) {
			coupon := b.coupon("LAUNCH-GIFT", object{"percent_off": 100, "duration": "once", "name": "Launch gift"})
			s := b.linkSale()
			s.off(coupon, nil)
			b.Point("zero-coupon", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "zero-coupon-amount", Title: "A coupon worth more than the price", Group: Payment,
		Want: []string{"zero-coupon", "coupon-matches"},
		Build: func(b *Builder) {
			coupon := b.coupon("FREEMONTH", object{"percent_off": nil, "amount_off": 3500, "currency": "usd", "duration": "once"})
			place := b.promoterWith(place{coupon: "FREEMONTH"})
			c := b.buyer()
			s := b.subscription(c, usd(2900)).off(coupon, nil)
			b.leadFor(c, place, byCoupon, createdAt(b.after(20*time.Second)))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "zero-invoice", Title: "A free plan: nothing to pay at all", Group: Payment,
		Want: []string{"zero-invoice"},
		Build: func(b *Builder) {
			s := b.linkSale(free)
			price, _ := firstItem(s.subscription)["price"].(object)
			price["unit_amount"], price["unit_amount_decimal"] = 0, "0" // the next ones too
			b.Point("zero-invoice", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-from-credit", Title: "Settled from the customer’s balance at Stripe", Group: Payment,
		Want: []string{"paid-from-credit"},
		Build: func(b *Builder) {
			s := b.linkSale(fromCredit)
			b.Point("paid-from-credit", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-mostly-from-credit", Title: "All but 20 cents settled from the customer’s balance", Group: Payment,
		Want: []string{"paid-from-credit"},
		Build: func(b *Builder) {
			s := b.linkSale()
			merge(s.invoice, object{"starting_balance": -2880, "ending_balance": 0, "amount_due": 20, "amount_paid": 20})
			merge(s.charge, object{"amount": 20, "amount_captured": 20})
			merge(s.intent, object{"amount": 20, "amount_received": 20})
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-out-of-band", Title: "Marked as paid outside Stripe", Group: Payment,
		Want: []string{"paid-out-of-band"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.invoiced(c, usd(60000), outOfBand)
			b.Point("paid-out-of-band", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-out-of-band-zero", Title: "Marked as paid outside Stripe, with no amount paid", Group: Payment,
		Want: []string{"paid-out-of-band"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.invoiced(c, usd(60000), outOfBand)
			merge(s.invoice, object{"amount_paid": 0})
			b.Sale(s.invoice)
		},
	},
	{
		Name: "amount-too-small", Title: "40 cents", Group: Payment,
		Want: []string{"amount-too-small"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, usd(40))
			b.Point("amount-too-small", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "amount-too-small-euro", Title: "A single iDEAL payment of 12 cents", Group: Payment,
		Want: []string{"amount-too-small"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, eur(12))
			s.charge["payment_method_details"] = object{"type": "ideal", "ideal": object{"bank": "ing"}}
			b.Point("amount-too-small", s.charge)
			b.Sale(s.charge)
		},
	},
	{
		Name: "amount-too-small-yen", Title: "30 yen", Group: Payment,
		Want: []string{"amount-too-small"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			b.Sale(b.charged(c, money{30, "jpy"}).charge)
		},
	},
	{
		Name: "amount-borderline", Title: "Exactly 50 cents", Group: Payment,
		Want: []string{"amount-borderline"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(50))
			b.Sale(s.charge)
		},
	},
	{
		Name: "amount-borderline-yen", Title: "Exactly 50 yen", Group: Payment,
		Want: []string{"amount-borderline"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, money{50, "jpy"})
			b.Sale(s.intent)
		},
	},
	{
		Name: "refunded", Title: "Wholly paid back", Group: Payment,
		Want: []string{"refunded"},
		Build: func(b *Builder) {
			s := b.linkSale()
			s.refund(2900)
			b.Point("refunded", s.charge)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "refunded-recorded", Title: "Recorded, then wholly paid back", Group: Payment,
		Want: []string{"refunded", "sale-recorded"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(2900)).refund(2900)
			r := b.leadFor(c, b.linkPromoter())
			s.recorded(r)
			r.state = "refunded"
			b.Sale(s.charge)
		},
	},
	{
		Name: "disputed", Title: "The buyer disputes the payment", Group: Payment,
		Want: []string{"disputed"},
		Build: func(b *Builder) {
			s := b.linkSale()
			s.dispute("needs_response")
			b.Point("disputed", s.charge)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "disputed-lost", Title: "Recorded, and the dispute was lost", Group: Payment,
		Want: []string{"disputed", "sale-recorded"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, usd(2900))
			s.dispute("lost")
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "too-recent", Title: "Paid a few seconds ago", Group: Payment,
		Want: []string{"too-recent"},
		Build: func(b *Builder) {
			b.ago(5 * time.Second)
			b.Sale(b.linkSale().invoice)
		},
	},
	{
		Name: "arriving", Title: "Paid a few seconds ago; FirstPromoter records it while you watch", Group: Payment,
		Want: []string{"too-recent"},
		Build: func(b *Builder) {
			b.ago(15 * time.Second)
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(c["email"])
		},
	},
	{
		Name: "first-of-a-checkout", Title: "Asked by the Checkout Session: it led to the first invoice, not to the renewal",
		Group: Payment,
		Want:  []string{"amount-too-small"},
		Build: func(b *Builder) {
			b.ago(40 * 24 * time.Hour)
			c := b.buyer()
			s := b.subscription(c, usd(40)).checkout()
			b.leadFor(c, b.linkPromoter())
			s.renewal(b.after(30 * 24 * time.Hour))
			b.Point("amount-too-small", s.invoice)
			b.Sale(s.session)
		},
	},
	{
		Name: "session-unfinished", Title: "A Checkout Session that the buyer has not finished", Group: Payment,
		Want: []string{"payment-incomplete"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(2900)).checkout()
			s.noPayment()
			merge(s.session, object{"status": "open", "payment_status": "unpaid", "payment_intent": nil})
			b.Point("payment-incomplete", s.session)
			b.Sale(s.session)
		},
	},
	{
		Name: "session-expired", Title: "A Checkout Session that expired unpaid", Group: Payment,
		Want: []string{"no-payment"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(2900)).checkout()
			s.noPayment()
			merge(s.session, object{"status": "expired", "payment_status": "unpaid", "payment_intent": nil})
			b.Sale(s.session)
		},
	},
	{
		Name: "zero-coupon-namesakes", Title: "Nothing to pay after a full discount, and six newer customers of the address",
		Group: Payment,
		Want:  []string{"zero-coupon", "duplicate-customers", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(4900)).off(b.coupon("ALL-OFF-TWICE", object{"percent_off": 100, "duration": "once"}), nil)
			b.namesakes(c, 6)
			b.leadFor(c, b.linkPromoter())
			b.Point("zero-coupon", s.invoice)
			b.Sale(c["email"])
		},
	},
	{
		Name: "no-payment-namesakes", Title: "Seven customers of one address, and none has paid", Group: Payment,
		Want: []string{"no-payment", "duplicate-customers", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.namesakes(c, 6)
			b.Sale(b.leadFor(c, b.linkPromoter()))
		},
	},
}

// scheduled is a subscription that starts in the future.
func (b stripeSide) scheduled(customer object, m money) object {
	s := b.made("subscription_schedule", "sub_sched", b.at)
	start := b.world.start.Add(12 * 24 * time.Hour).Unix()
	phase, _ := s["phases"].([]any)[0].(object)
	price := b.priceOf(m, true)
	merge(phase, object{"start_date": start, "end_date": start + 12*month, "currency": m.currency})
	item, _ := phase["items"].([]any)[0].(object)
	item["price"] = price["id"]
	return b.put(s, object{"customer": customer["id"], "status": "not_started"})
}
