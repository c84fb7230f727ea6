package checks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

func TestPayment(t *testing.T) {
	invoice := func(f func(*record.Invoice)) func(*story) { return func(s *story) { f(s.invoice()) } }
	charge := func(f func(*record.Charge)) func(*story) { return func(s *story) { f(s.charge()) } }
	status := func(v string) func(*story) {
		return func(s *story) { s.invoice().Status, s.invoice().AmountPaid, s.Stripe.Charges = v, usd(0), nil }
	}
	intent := func(status string, more func(*record.PaymentIntent)) func(*story) {
		return func(s *story) {
			x := record.PaymentIntent{ID: "pi_sale", Status: status, Amount: usd(2900), CustomerID: "cus_buyer", Created: paidAt, Mode: record.Live}
			if more != nil {
				more(&x)
			}
			s.Stripe.Intents = []record.PaymentIntent{x}
		}
	}
	oneOff := func(s *story) { s.oneOff() }
	// attempt is a sale of which only the payment intent is there.
	attempt := func(status string, more func(*record.PaymentIntent)) func(*story) {
		return all(func(s *story) { s.ask("pi_sale"); s.Stripe.Invoices, s.Stripe.Charges = nil, nil }, intent(status, more))
	}
	session := func(more func(*record.Session)) func(*story) {
		return func(s *story) {
			s.ask("cs_sale")
			s.Stripe.Invoices, s.Stripe.Charges = nil, nil
			x := record.Session{ID: "cs_sale", Status: "complete", Kind: "payment", PaymentStatus: "paid", CustomerID: "cus_buyer", AmountTotal: usd(2900), Created: paidAt, Mode: record.Live}
			more(&x)
			s.session(x)
		}
	}
	// unpaid is a customer who has neither invoice nor charge.
	unpaid := func(s *story) { s.ask("cus_buyer"); s.Stripe.Invoices, s.Stripe.Charges = nil, nil }
	paid := func(m record.Money) func(*story) {
		return func(s *story) {
			s.invoice().Subtotal, s.invoice().Total, s.invoice().AmountDue, s.invoice().AmountPaid = m, m, m, m
		}
	}
	sum := func(minor int64, currency string) record.Money { return record.Money{Minor: minor, Currency: currency} }
	subscription := func(f func(*record.Subscription)) func(*story) {
		return func(s *story) {
			x := record.Subscription{ID: "sub_1", Status: "active", CustomerID: "cus_buyer", Created: paidAt, StartDate: paidAt}
			f(&x)
			s.Stripe.Subscriptions = append(s.Stripe.Subscriptions, x)
			if len(s.Stripe.Invoices) > 0 {
				s.invoice().SubscriptionID = "sub_1"
			}
		}
	}
	inTrial := subscription(func(x *record.Subscription) { x.Status, x.TrialEnd = "trialing", now.Add(trialing) })
	upcoming := func(s *story) {
		s.Stripe.Upcoming = &record.Invoice{AmountDue: usd(2900), SubscriptionID: "sub_1", NextAttempt: now.Add(trialing)}
	}
	dispute := func(status string) func(*story) {
		return func(s *story) {
			s.charge().Disputed = true
			s.Stripe.Disputes = append(s.Stripe.Disputes, record.Dispute{ID: "du_1", ChargeID: "ch_sale", Status: status, Amount: usd(2900)})
		}
	}
	recorded := func(s *story) { s.recorded() }

	checkRows(t, Payment, []row{
		{name: "paid", want: []string{"pass paid"}},
		{name: "paid at once", with: oneOff, want: []string{"pass paid"}},
		{name: "paid by a guest", with: func(s *story) { s.guest() }, want: []string{"pass paid"}},
		{name: "paid at Checkout", with: session(func(*record.Session) {}), want: []string{"pass paid"}},
		{name: "paid, though only the intent is to be seen", with: attempt("succeeded", func(x *record.PaymentIntent) { x.AmountReceived = usd(2900) }), want: []string{"pass paid"}},
		{name: "the sale asked about exists nowhere", with: all(nobody, func(s *story) { s.ask("in_gone"); s.Stripe.Asked = record.NotFound }), want: []string{"fail sale-not-found"}},

		// Nothing paid yet.
		{name: "nothing", with: unpaid, want: []string{"fail no-payment"}},
		{name: "a trial without invoice", with: all(unpaid, inTrial), want: []string{"fail trial"}},
		{name: "a trial that is over", with: all(unpaid, subscription(func(x *record.Subscription) { x.Status, x.TrialEnd = "trialing", now.Add(-time.Hour) })), want: []string{"fail no-payment"}},
		{name: "somebody else's trial", with: all(unpaid, inTrial, func(s *story) { s.Stripe.Subscriptions[0].CustomerID = "cus_second" }), want: []string{"fail no-payment"}},
		{name: "a subscription of the future", with: all(unpaid, subscription(func(x *record.Subscription) { x.StartDate = now.Add(trialing) })), want: []string{"fail subscription-not-started"}},
		{name: "a schedule", with: all(unpaid, func(s *story) {
			s.Stripe.Schedules = []record.Schedule{{ID: "sub_sched_1", Status: "not_started", CustomerID: "cus_buyer", StartDate: now.Add(trialing)}}
		}), want: []string{"fail subscription-not-started"}},
		{name: "a schedule that was cancelled", with: all(unpaid, func(s *story) {
			s.Stripe.Schedules = []record.Schedule{{ID: "sub_sched_1", Status: "canceled", CustomerID: "cus_buyer", StartDate: now.Add(trialing)}}
		}), want: []string{"fail no-payment"}},
		{name: "an upcoming invoice", with: all(unpaid, upcoming), want: []string{"fail invoice-upcoming"}},
		{name: "an upcoming invoice of 0", with: all(unpaid, upcoming, func(s *story) { s.Stripe.Upcoming.AmountDue = usd(0) }), want: []string{"fail no-payment"}},
		{name: "asked by a subscription in its trial", with: all(unpaid, inTrial, func(s *story) { s.ask("sub_1") }), want: []string{"fail trial"}},

		{name: "asked by a subscription, another one's invoice is upcoming", with: all(unpaid, upcoming, subscription(func(x *record.Subscription) { x.ID = "sub_2" }), func(s *story) { s.ask("sub_2") }), want: []string{"fail no-payment"}},

		// By the invoice's status.
		{name: "draft", with: status("draft"), want: []string{"fail invoice-draft"}},
		{name: "open", with: status("open"), want: []string{"fail invoice-open"}},
		{name: "void", with: status("void"), want: []string{"fail invoice-void"}},
		{name: "uncollectible", with: status("uncollectible"), want: []string{"fail invoice-uncollectible"}},
		{name: "open, the attempt failed", with: all(status("open"), func(s *story) {
			s.Stripe.Charges = []record.Charge{{ID: "ch_sale", Status: "failed", InvoiceID: "in_sale", Amount: usd(2900), FailureMessage: "Your card was declined."}}
		}), want: []string{"fail payment-failed"}},
		{name: "open, the bank asks the buyer", with: all(status("open"), intent("requires_action", nil)), want: []string{"fail payment-incomplete"}},
		{name: "open, not settled", with: all(status("open"), intent("processing", nil)), want: []string{"fail payment-pending"}},
		{name: "open, not captured", with: all(status("open"), intent("requires_capture", nil)), want: []string{"fail payment-uncaptured"}},
		{name: "open, never attempted", with: all(status("open"), intent("requires_payment_method", nil)), want: []string{"fail invoice-open"}},
		{name: "open, the intent tells of the failure", with: all(status("open"), intent("requires_payment_method", func(x *record.PaymentIntent) { x.ErrorMessage = "Declined." })), want: []string{"fail payment-failed"}},

		// By the payment's status.
		{name: "failed", with: all(oneOff, charge(func(c *record.Charge) { c.Status, c.Captured, c.FailureCode = "failed", false, "card_declined" })), want: []string{"fail payment-failed"}},
		{name: "pending", with: all(oneOff, charge(func(c *record.Charge) { c.Status, c.MethodType = "pending", "sepa_debit" })), want: []string{"fail payment-pending"}},
		{name: "uncaptured", with: all(oneOff, charge(func(c *record.Charge) { c.Captured, c.AmountCaptured = false, usd(0) })), want: []string{"fail payment-uncaptured"}},
		{name: "uncaptured, and released since", with: all(oneOff, charge(func(c *record.Charge) {
			c.Captured, c.AmountCaptured, c.Refunded, c.AmountRefunded = false, usd(0), true, usd(2900)
		})), want: []string{"fail payment-uncaptured"}},
		{name: "incomplete", with: attempt("requires_action", nil), want: []string{"fail payment-incomplete"}},
		{name: "attempt failed", with: attempt("requires_payment_method", func(x *record.PaymentIntent) { x.ErrorCode = "insufficient_funds" }), want: []string{"fail payment-failed"}},
		{name: "attempt cancelled", with: attempt("canceled", nil), want: []string{"fail payment-failed"}},
		{name: "attempt not settled", with: attempt("processing", nil), want: []string{"fail payment-pending"}},
		{name: "attempt not captured", with: attempt("requires_capture", nil), want: []string{"fail payment-uncaptured"}},
		{name: "Checkout not finished", with: session(func(x *record.Session) { x.PaymentStatus = "unpaid" }), want: []string{"fail payment-pending"}},
		{name: "Checkout free by coupon", with: session(func(x *record.Session) {
			x.PaymentStatus, x.AmountTotal = "no_payment_required", usd(0)
			x.Discounts = []record.Discount{{Coupon: record.Coupon{ID: "FREE", PercentOff: 100}}}
		}), want: []string{"fail zero-coupon"}},
		{name: "Checkout with nothing to pay", with: session(func(x *record.Session) { x.PaymentStatus, x.AmountTotal = "no_payment_required", usd(0) }), want: []string{"fail zero-invoice"}},

		// Paid, but with no or too little money.
		{name: "zero by coupon", with: all(paid(usd(0)), invoice(func(i *record.Invoice) { i.Subtotal = usd(2900) }), func(s *story) { s.discount("FREE") }), want: []string{"fail zero-coupon"}},
		{name: "zero by a coupon that the key may not read", with: all(paid(usd(0)), invoice(func(i *record.Invoice) { i.Subtotal, i.DiscountsUnread = usd(2900), true })), want: []string{"fail zero-coupon"}},
		{name: "zero with nothing to pay", with: paid(usd(0)), want: []string{"fail zero-invoice"}},
		{name: "zero with a coupon that took nothing off", with: all(paid(usd(0)), func(s *story) { s.discount("FREE") }), want: []string{"fail zero-invoice"}},
		{name: "zero in the trial", with: all(paid(usd(0)), inTrial), want: []string{"fail trial"}},
		{name: "zero, starting later", with: all(paid(usd(0)), subscription(func(x *record.Subscription) { x.StartDate = now.Add(trialing) })), want: []string{"fail subscription-not-started"}},
		{name: "zero, asked by the customer, more to come", with: all(paid(usd(0)), upcoming, func(s *story) { s.ask("cus_buyer") }), want: []string{"fail invoice-upcoming"}},
		{name: "zero, asked by the invoice, more to come", with: all(paid(usd(0)), upcoming), want: []string{"fail zero-invoice"}},
		{name: "from credit", with: invoice(func(i *record.Invoice) { i.AmountPaid, i.AmountDue, i.StartingBalance = usd(0), usd(0), usd(-2900) }), want: []string{"fail paid-from-credit"}},
		{name: "nearly all from credit", with: invoice(func(i *record.Invoice) { i.AmountPaid = usd(30) }), want: []string{"fail paid-from-credit"}},
		{name: "partly from credit", with: invoice(func(i *record.Invoice) { i.AmountPaid = usd(900) }), want: []string{"pass paid"}},
		{name: "too small to be charged, carried over", with: invoice(func(i *record.Invoice) {
			i.Subtotal, i.Total, i.AmountDue, i.AmountPaid = usd(30), usd(30), usd(0), usd(0)
		}), want: []string{"fail paid-from-credit"}},
		{name: "out of band", with: invoice(func(i *record.Invoice) { i.PaidOutOfBand, i.ChargeID = true, "" }), want: []string{"fail paid-out-of-band"}},
		{name: "out of band, of 0", with: all(paid(usd(0)), invoice(func(i *record.Invoice) { i.PaidOutOfBand = true })), want: []string{"fail paid-out-of-band"}},

		// The minimum.
		{name: "49 cents", with: paid(usd(49)), want: []string{"fail amount-too-small"}},
		{name: "50 cents", with: paid(usd(50)), want: []string{"warn amount-borderline"}},
		{name: "51 cents", with: paid(usd(51)), want: []string{"pass paid"}},
		{name: "29 pence", with: paid(sum(29, "gbp")), want: []string{"fail amount-too-small"}},
		{name: "30 pence", with: paid(sum(30, "gbp")), want: []string{"warn amount-borderline"}},
		{name: "31 pence", with: paid(sum(31, "gbp")), want: []string{"pass paid"}},
		{name: "49 yen", with: paid(sum(49, "jpy")), want: []string{"fail amount-too-small"}},
		{name: "500 yen", with: paid(sum(500, "jpy")), want: []string{"pass paid"}},
		{name: "174.99 forints", with: paid(sum(17499, "huf")), want: []string{"fail amount-too-small"}},
		{name: "a currency without a listed minimum", with: paid(sum(1, "kwd")), want: []string{"pass paid"}},
		{name: "0 of a currency without a listed minimum", with: paid(sum(0, "kwd")), want: []string{"fail zero-invoice"}},
		{name: "a charge of 49 cents", with: all(oneOff, charge(func(c *record.Charge) { c.Amount, c.AmountCaptured = usd(49), usd(49) })), want: []string{"fail amount-too-small"}},
		{name: "captured in part", with: all(oneOff, charge(func(c *record.Charge) { c.AmountCaptured = usd(40) })), want: []string{"fail amount-too-small"}},
		{name: "refunds do not count", with: charge(func(c *record.Charge) { c.AmountRefunded = usd(2880) }), want: []string{"pass paid", "info refunded"}},

		// Afterwards.
		{name: "refunded", with: charge(func(c *record.Charge) { c.Refunded, c.AmountRefunded = true, usd(2900) }), want: []string{"pass paid", "warn refunded"}},
		{name: "refunded in part", with: charge(func(c *record.Charge) { c.AmountRefunded = usd(100) }), want: []string{"pass paid", "info refunded"}},
		{name: "captured in part, the rest released", with: all(oneOff, charge(func(c *record.Charge) { c.AmountCaptured, c.AmountRefunded = usd(2000), usd(900) })), want: []string{"pass paid"}},
		{name: "captured in part, and some of it refunded", with: all(oneOff, charge(func(c *record.Charge) { c.AmountCaptured, c.AmountRefunded = usd(2000), usd(1000) })), want: []string{"pass paid", "info refunded"}},
		{name: "captured in part, and wholly refunded", with: all(oneOff, charge(func(c *record.Charge) { c.AmountCaptured, c.AmountRefunded, c.Refunded = usd(2000), usd(2900), true })), want: []string{"pass paid", "warn refunded"}},
		{name: "dispute open", with: dispute("needs_response"), want: []string{"pass paid", "warn disputed"}},
		{name: "dispute under review", with: dispute("under_review"), want: []string{"pass paid", "warn disputed"}},
		{name: "dispute lost", with: dispute("lost"), want: []string{"pass paid", "warn disputed"}},
		{name: "dispute won", with: dispute("won"), want: []string{"pass paid"}},
		{name: "early warning", with: dispute("warning_needs_response"), want: []string{"pass paid", "info disputed"}},
		{name: "dispute of another payment", with: all(dispute("lost"), func(s *story) { s.charge().Disputed, s.Stripe.Disputes[0].ChargeID = false, "ch_other" }), want: []string{"pass paid"}},
		{name: "dispute that cannot be read", with: func(s *story) {
			s.charge().Disputed = true
			s.gap(record.Stripe, record.PartDisputes, record.PermissionMissing)
		}, want: []string{"pass paid", "error permission-missing"}},

		{name: "just now", with: func(s *story) { s.now = paidAt.Add(119 * time.Second) }, want: []string{"pass paid", "warn too-recent"}},
		{name: "two minutes ago", with: func(s *story) { s.now = paidAt.Add(2 * time.Minute) }, want: []string{"pass paid"}},
		{name: "just now, and recorded already", with: all(recorded, func(s *story) { s.now = paidAt.Add(time.Minute) }), want: []string{"pass paid"}},
		{name: "just now, but nothing was paid", with: all(status("open"), func(s *story) { s.now = paidAt.Add(time.Minute) }), want: []string{"fail invoice-open"}},

		// FirstPromoter has it: nothing about the payment was in its way.
		{name: "recorded and refunded", with: all(recorded, charge(func(c *record.Charge) { c.Refunded, c.AmountRefunded = true, usd(2900) })), want: []string{"pass paid", "warn refunded"}},
		{name: "recorded and disputed", with: all(recorded, dispute("lost")), want: []string{"pass paid", "warn disputed"}},
		{name: "recorded at the minimum", with: all(recorded, paid(usd(50))), want: []string{"info amount-borderline"}},
		{name: "recorded though out of band", with: all(recorded, invoice(func(i *record.Invoice) { i.PaidOutOfBand = true })), want: []string{"info paid-out-of-band"}},

		// What could not be had.
		{name: "no payment to be seen, invoices could not be read", with: all(unpaid, func(s *story) { s.gap(record.Stripe, record.PartInvoices, record.PermissionMissing) }), want: []string{"error permission-missing"}},
		{name: "the object asked about could not be read", with: func(s *story) {
			s.Stripe = record.StripeSide{KeyMode: record.Live}
			s.gap(record.Stripe, record.PartAsked, record.Unreachable)
		}, want: []string{"error unreachable"}},
	})
}

// TestPaymentSays: the sentences carry what a person would ask next.
func TestPaymentSays(t *testing.T) {
	for _, c := range []struct {
		cause    string
		with     func(*story)
		sentence string
	}{
		{"paid", func(s *story) {}, "29.00 USD"},
		{"trial", func(s *story) {
			s.ask("cus_buyer")
			s.Stripe.Invoices, s.Stripe.Charges = nil, nil
			s.Stripe.Subscriptions = []record.Subscription{{ID: "sub_1", Status: "trialing", CustomerID: "cus_buyer", TrialEnd: now.Add(trialing)}}
		}, "2026-07-07T12:00:00Z"},
		{"invoice-open", func(s *story) {
			s.Stripe.Charges, s.invoice().Status, s.invoice().DueDate = nil, "open", now.Add(trialing)
		}, "It is due on 2026-07-07T12:00:00Z."},
		{"invoice-open", func(s *story) {
			s.Stripe.Charges, s.invoice().Status, s.invoice().DueDate = nil, "open", now.Add(-time.Hour)
		}, "It was due on 2026-07-02T11:00:00Z."},
		{"zero-coupon", func(s *story) {
			s.discount("FIVE")
			s.discount("FREE")
			s.invoice().Discounts[0].Coupon.PercentOff, s.invoice().Discounts[1].Coupon.PercentOff = 5, 100
			s.invoice().Total, s.invoice().AmountPaid = usd(0), usd(0)
		}, "the coupon FREE took off the whole price"},
		{"zero-coupon", func(s *story) {
			s.discount("FIVE")
			s.discount("GIFT")
			s.invoice().Discounts[0].Coupon.AmountOff, s.invoice().Discounts[1].Coupon.AmountOff = usd(500), usd(5000)
			s.invoice().Total, s.invoice().AmountPaid = usd(0), usd(0)
		}, "the coupon GIFT took off the whole price"},
		{"payment-uncaptured", func(s *story) {
			s.oneOff()
			s.charge().Captured, s.charge().AmountRefunded = false, usd(2900)
		}, "The authorisation has been released since."},
		{"invoice-open", func(s *story) {
			s.Stripe.Charges, s.invoice().Status, s.invoice().NextAttempt = nil, "open", now.Add(trialing)
		}, "Stripe tries next on 2026-07-07T12:00:00Z."},
		{"payment-failed", func(s *story) {
			s.oneOff()
			s.charge().Status, s.charge().FailureMessage = "failed", "Your card has insufficient funds"
		}, "failed: Stripe says “Your card has insufficient funds”."},
		{"payment-failed", func(s *story) { s.oneOff(); s.charge().Status = "failed" }, "failed: Stripe gives no reason."},
		{"payment-pending", func(s *story) {
			s.oneOff()
			s.charge().Status, s.charge().MethodType = "pending", "sepa_debit"
		}, "has not settled yet (sepa debit)."},
		{"payment-pending", func(s *story) { s.oneOff(); s.charge().Status = "pending" }, "has not settled yet."},
		{"amount-too-small", func(s *story) { s.invoice().AmountPaid, s.invoice().Total = usd(30), usd(30) }, "FirstPromoter needs more than 0.50 USD."},
		{"refunded", func(s *story) { s.charge().AmountRefunded = usd(100) }, "1.00 USD of the 29.00 USD was refunded."},
		{"paid-from-credit", func(s *story) { s.invoice().AmountPaid = usd(0) }, "The total was 29.00 USD, of which nothing was paid in money: it was settled"},
	} {
		s := healthy()
		c.with(s)
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		f, _ := finding(d, c.cause)
		if got := f.Summary.Plain(); !strings.Contains(got, c.sentence) {
			t.Errorf("%s says %q, not %q", c.cause, got, c.sentence)
		}
	}
}

// TestWordsOfStripeThatNameTheBuyer are of a kind that masking hides whole.
func TestWordsOfStripeThatNameTheBuyer(t *testing.T) {
	for words, kind := range map[string]record.Kind{
		"Your card has insufficient funds":               record.KindCode,
		"The bank refused ann@example.com":               record.KindText,
		"The account of wendeline ashcombe is closed":    record.KindText,
		"Wendeline, your bank has refused this payment.": record.KindText,
	} {
		s := healthy()
		s.FirstPromoter.Commissions = nil
		s.invoice().Status, s.invoice().AmountPaid = "open", usd(0)
		s.charge().Status, s.charge().FailureMessage, s.charge().BillingName = "failed", words, "Wendeline Ashcombe"
		f, ok := finding(s.diagnose(), "payment-failed")
		if !ok || !slices.ContainsFunc(f.Summary, func(p record.Piece) bool { return p.Kind == kind && strings.HasPrefix(words, p.Value) }) {
			t.Errorf("%q: %+v", words, f.Summary)
		}
	}
}
