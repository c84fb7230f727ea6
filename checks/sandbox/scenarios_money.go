package sandbox

import "time"

// Item 5 beyond a card that is charged at once: vouchers, transfers, credits,
// pauses, parts, test clocks, buyers that are accounts.
var moneyScenarios = []Scenario{
	{
		Name: "payment-awaited", Title: "A Boleto voucher that nobody has paid yet", Group: Payment,
		Want: []string{"payment-awaited", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, money{24900, "brl"}, awaits("boleto", "boleto_display_details", object{
				"number": "01010101010101010101010101010101010101010101010", "expires_at": b.world.start.Add(3 * 24 * time.Hour).Unix(),
				"hosted_voucher_url": "https://payments.stripe.com/boleto/voucher/" + token("voucher", 20), "pdf": nil,
			}))
			b.Point("payment-awaited", s.intent)
			b.Sale(s.intent)
		},
	},
	{
		Name: "payment-awaited-invoice", Title: "An invoice to be paid with an OXXO voucher", Group: Payment,
		Want: []string{"payment-awaited"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, money{39900, "mxn"}, awaits("oxxo", "oxxo_display_details", object{
				"number": "12345678901234657890123456789012", "expires_after": b.world.start.Add(2 * 24 * time.Hour).Unix(),
				"hosted_voucher_url": "https://payments.stripe.com/oxxo/voucher/" + token("voucher", 20),
			}))
			b.Point("payment-awaited", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "payment-awaited-transfer", Title: "A bank transfer of which a part has come", Group: Payment,
		Want: []string{"payment-awaited"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, eur(4900), awaits("customer_balance", "display_bank_transfer_instructions", object{
				"amount_remaining": 900, "currency": "eur", "reference": token("reference", 9), "type": "eu_bank_transfer",
				"hosted_instructions_url": "https://payments.stripe.com/bank_transfers/instructions/" + token("instructions", 20),
			}))
			b.Point("payment-awaited", s.intent)
			b.Sale(s.intent)
		},
	},
	{
		Name: "payment-swish", Title: "A code that lasts a few minutes only waits for the buyer", Group: Payment,
		Want: []string{"payment-incomplete"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			code := object{"qr_code": object{"data": token("code", 12)}}
			s := b.charged(c, money{9900, "sek"}, awaits("swish", "swish_handle_redirect_or_display_qr_code", code))
			b.Sale(s.intent)
		},
	},
	{
		Name: "healthy-voucher", Title: "Paid with a voucher, and recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.charged(c, money{24900, "brl"})
			s.charge["payment_method_details"] = object{"type": "boleto", "boleto": object{"tax_id": "000.000.000-00"}}
			s.recorded(b.leadFor(c, b.linkPromoter()))
			b.Sale(s.charge)
		},
	},
	{
		Name: "collection-paused", Title: "Collection is paused, so the invoices stay drafts", Group: Payment,
		Want: []string{"collection-paused"},
		Build: func(b *Builder) {
			s := b.linkSale(draft)
			s.paused("keep_as_draft", b.world.start.Add(20*24*time.Hour).Unix())
			b.Point("collection-paused", s.subscription)
			b.Sale(s.subscription)
		},
	},
	{
		Name: "collection-paused-void", Title: "Collection is paused, so the invoices are voided", Group: Payment,
		Want: []string{"collection-paused"},
		Build: func(b *Builder) {
			s := b.linkSale(void)
			s.paused("void", nil)
			b.Point("collection-paused", s.subscription)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "collection-paused-uncollectible", Title: "Collection is paused, so the invoices are written off", Group: Payment,
		Want: []string{"collection-paused"},
		Build: func(b *Builder) {
			s := b.linkSale(uncollectible)
			s.paused("mark_uncollectible", nil)
			b.Point("collection-paused", s.subscription)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-resumed", Title: "A subscription that was paused, was resumed, and is paid again", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			c := b.buyer()
			at := b.at
			b.at = b.before(31 * 24 * time.Hour)
			first := b.subscription(c, usd(2900), void)
			b.at = at
			next := first.renewal(at)
			next.recorded(b.leadFor(c, b.linkPromoter(), createdAt(at.Add(-40*24*time.Hour))))
			b.Sale(next.invoice)
		},
	},
	{
		Name: "payment-failed-void", Title: "The first payment failed, and the subscription ended with it", Group: Payment,
		Want: []string{"payment-failed"},
		Build: func(b *Builder) {
			s := b.linkSale(failed)
			s.subscription["status"] = "incomplete_expired"
			merge(s.invoice, object{"status": "void", "status_transitions": object{"voided_at": b.after(23 * time.Hour).Unix()}})
			b.Point("payment-failed", s.charge)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "invoice-partly-paid", Title: "A part of the invoice was paid", Group: Payment,
		Want: []string{"invoice-partly-paid", "matched-by-email"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.invoiced(c, eur(4900))
			merge(s.charge, object{"amount": 4000, "amount_captured": 4000})
			merge(s.intent, object{"amount": 4000, "amount_received": 4000})
			merge(s.invoice, object{"status": "open", "paid": false, "amount_paid": 4000, "amount_remaining": 900})
			merge(s.invoice, object{"status_transitions": object{"paid_at": nil}})
			b.Point("invoice-partly-paid", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-two-parts", Title: "An invoice paid in two parts, and recorded", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			s := b.inTwoParts()
			s.recorded(b.leadFor(s.customer, b.linkPromoter()))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-one-part-refunded", Title: "Paid in two parts, of which one was paid back", Group: Healthy,
		Want: []string{"sale-recorded", "paid"},
		Build: func(b *Builder) {
			s := b.inTwoParts()
			s.recorded(b.leadFor(s.customer, b.linkPromoter()))
			s.refund(number64(s.charge["amount"]))
			b.Sale(s.invoice)
		},
	},
	{
		Name: "both-parts-refunded", Title: "Paid in two parts, and both were paid back", Group: Payment,
		Want: []string{"refunded", "sale-recorded"},
		Build: func(b *Builder) {
			s := b.inTwoParts()
			s.recorded(b.leadFor(s.customer, b.linkPromoter()))
			for _, part := range s.parts {
				s.charge = part
				s.refund(number64(part["amount"]))
			}
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-from-billing-credits", Title: "Usage paid for with billing credits", Group: Payment,
		Want: []string{"paid-from-credit", "matched-by-email"},
		Build: func(b *Builder) {
			s := b.linkSale()
			s.amounts(4900, 0)
			s.nothingToPay()
			credits := []any{object{"amount": 4900, "credit_balance_transaction": b.id("cbtxn"), "type": "credit_balance_transaction"}}
			merge(s.invoice, object{"total_pretax_credit_amounts": credits})
			b.Point("paid-from-credit", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "paid-by-credit-note", Title: "A credit note over the whole open invoice", Group: Payment,
		Want: []string{"paid-from-credit"},
		Build: func(b *Builder) {
			s := b.linkSale()
			s.noPayment()
			merge(s.invoice, object{"amount_due": 0, "amount_paid": 0, "amount_remaining": 0, "pre_payment_credit_notes_amount": 2900})
			b.Point("paid-from-credit", s.invoice)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "metered", Title: "A metered plan: the first invoice is empty, the next one is not", Group: Payment,
		Want: []string{"invoice-upcoming"},
		Build: func(b *Builder) {
			s := b.linkSale(free)
			price, _ := firstItem(s.subscription)["price"].(object)
			recurring, _ := price["recurring"].(object)
			recurring["usage_type"], recurring["aggregate_usage"] = "metered", "sum"
			b.Point("invoice-upcoming", s.subscription)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "test-clock", Title: "A test clock two weeks ahead", Group: Payment, World: testShop,
		Want: []string{"connection-unconfirmed", "test-clock"},
		Build: func(b *Builder) {
			clock := b.id("clock")
			at := b.at
			b.at = b.world.start.Add(14 * 24 * time.Hour)
			c := b.buyer(object{"test_clock": clock, "created": at.Unix()})
			s := b.subscription(c, usd(2900))
			s.subscription["test_clock"], s.invoice["test_clock"] = clock, clock
			// Neither tells of the clock, and both have been made by now.
			s.intent["created"], s.charge["created"] = at.Unix(), at.Unix()
			b.at = at
			b.leadFor(c, b.linkPromoter())
			b.Sale(s.invoice)
		},
	},
	{
		Name: "healthy-dispute-prevented", Title: "A dispute that was prevented", Group: Healthy,
		Want: []string{"sale-recorded"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			s.dispute("prevented")
			b.Sale(s.invoice)
		},
	},
	{
		Name: "dispute-appealed", Title: "A lost dispute is under appeal", Group: Payment,
		Want: []string{"disputed"},
		Build: func(b *Builder) {
			c := b.buyer()
			s := b.subscription(c, usd(2900))
			s.recorded(b.leadFor(c, b.linkPromoter()))
			s.dispute("appeal_under_review")
			b.Point("disputed", s.charge)
			b.Sale(s.invoice)
		},
	},
	{
		Name: "amount-missing", Title: "A payment whose captured amount is not told", Group: Errors,
		Want: []string{"unreadable-answer"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.charged(c, usd(4900))
			delete(s.charge, "amount_captured")
			b.Sale(s.charge)
		},
	},
	{
		Name: "buyer-is-account", Title: "The buyer is an account, not a customer", Group: Lead,
		Want: []string{"buyer-is-account"},
		Build: func(b *Builder) {
			c := b.buyer()
			b.leadFor(c, b.linkPromoter())
			s := b.subscription(c, usd(2900))
			account := "acct_1" + token("buyer "+text(c["id"]), 15)
			for _, o := range []object{s.invoice, s.subscription, s.intent, s.charge} {
				o["customer"] = nil
			}
			for _, o := range []object{s.invoice, s.subscription, s.intent} {
				merge(o, object{"customer_account": account})
			}
			b.drop(c)
			b.Point("buyer-is-account", s.invoice)
			b.Sale(s.invoice)
		},
	},
}

// awaits leaves a payment with something that the buyer pays by later.
func awaits(method, action string, details object) state {
	return func(s *sale) {
		s.awaiting("requires_action")
		s.intent["payment_method_types"] = []any{method}
		s.intent["next_action"] = object{"type": action, action: details}
		if s.invoice != nil {
			s.unpaid("open")
		}
		if s.subscription != nil {
			s.subscription["status"] = "incomplete"
		}
	}
}

// paused pauses the collection of the subscription.
func (s *sale) paused(behaviour string, until any) {
	s.subscription["pause_collection"] = object{"behavior": behaviour, "resumes_at": until}
}

// inTwoParts is an invoice of 49.00 that 40.00 and 9.00 were paid for.
func (b stripeSide) inTwoParts() *sale {
	s := b.invoiced(b.buyer(), eur(4900))
	merge(s.charge, object{"amount": 4000, "amount_captured": 4000})
	second := b.made("charge", "ch", b.at.Add(-time.Hour))
	merge(second, object{
		"amount": 900, "amount_captured": 900, "currency": "eur", "customer": s.charge["customer"], "invoice": s.charge["invoice"],
		"payment_intent": s.charge["payment_intent"], "billing_details": s.charge["billing_details"],
	})
	b.put(second)
	s.parts = []object{s.charge, second}
	return s
}
