package sandbox

import "time"

// state turns a paid sale into one of another kind. It does what Stripe would
// have done, so that no two fields contradict one another.
type state func(*sale)

// noPayment takes the intent and the charge away again.
func (s *sale) noPayment() {
	if s.charge != nil {
		s.b.drop(s.charge)
		s.charge = nil
	}
	if s.intent != nil {
		s.b.drop(s.intent)
		s.intent = nil
	}
	if s.invoice != nil {
		s.invoice["charge"], s.invoice["payment_intent"] = nil, nil
	}
}

// nothingToPay is an invoice that Stripe closes at once because nothing is due.
func (s *sale) nothingToPay() {
	s.noPayment()
	if s.invoice != nil {
		merge(s.invoice, object{"amount_due": 0, "amount_paid": 0, "amount_remaining": 0, "attempt_count": 0})
	}
	if s.session != nil && s.invoice == nil {
		s.session["payment_status"], s.session["payment_intent"] = "no_payment_required", nil
	}
}

// unpaid is what all invoices that nobody paid have in common.
func (s *sale) unpaid(status string) {
	total := number64(s.invoice["total"])
	merge(s.invoice, object{
		"status": status, "paid": false, "amount_paid": 0, "amount_remaining": total, "charge": nil, "ending_balance": nil,
		"status_transitions": object{"paid_at": nil},
	})
}

// draft is an invoice that has not been finalised.
func draft(s *sale) {
	s.noPayment()
	s.unpaid("draft")
	merge(s.invoice, object{
		"number": nil, "hosted_invoice_url": nil, "invoice_pdf": nil, "attempted": false, "attempt_count": 0, "auto_advance": true,
		"effective_at": nil, "status_transitions": object{"finalized_at": nil},
		"next_payment_attempt": s.b.world.start.Add(40 * time.Minute).Unix(),
	})
}

// open is an invoice that was sent and waits to be paid.
func open(s *sale) {
	s.awaiting("requires_payment_method")
	s.unpaid("open")
	merge(s.invoice, object{
		"collection_method": "send_invoice", "due_date": s.b.world.start.Add(14 * 24 * time.Hour).Unix(), "attempted": false,
		"attempt_count": 0, "auto_advance": true,
	})
	if s.subscription != nil {
		merge(s.subscription, object{"collection_method": "send_invoice", "days_until_due": 30})
	}
}

// void and uncollectible are invoices that were given up.
func void(s *sale) {
	s.noPayment()
	s.unpaid("void")
	merge(s.invoice, object{"attempted": false, "attempt_count": 0, "status_transitions": object{"voided_at": s.b.after(time.Hour).Unix()}})
}

func uncollectible(s *sale) {
	s.awaiting("requires_payment_method")
	s.unpaid("uncollectible")
	merge(s.invoice, object{"status_transitions": object{"marked_uncollectible_at": s.b.after(time.Hour).Unix()}})
}

// awaiting leaves the intent in a status, without a charge.
func (s *sale) awaiting(status string) {
	s.b.drop(s.charge)
	s.charge = nil
	if s.invoice != nil {
		s.invoice["charge"] = nil
	}
	merge(s.intent, object{"status": status, "amount_received": 0, "latest_charge": nil})
}

// failed is a declined card.
func failed(s *sale) {
	declined := object{
		"charge": s.charge["id"], "code": "card_declined", "decline_code": "insufficient_funds",
		"message": "Your card has insufficient funds.", "type": "card_error",
		"doc_url": "https://stripe.com/docs/error-codes/card-declined",
	}
	merge(s.charge, object{
		"status": "failed", "paid": false, "captured": false, "amount_captured": 0, "balance_transaction": nil, "receipt_url": nil,
		"failure_code": "card_declined", "failure_message": "Your card has insufficient funds.",
		"outcome": object{
			"network_status": "declined_by_network", "reason": "insufficient_funds", "type": "issuer_declined",
			"seller_message": "The bank returned the decline code `insufficient_funds`.",
		},
	})
	merge(s.intent, object{"status": "requires_payment_method", "amount_received": 0, "last_payment_error": declined})
	if s.invoice != nil {
		charge := s.invoice["charge"]
		s.unpaid("open")
		merge(s.invoice, object{"charge": charge, "auto_advance": true})
	}
	if s.subscription != nil {
		s.subscription["status"] = "incomplete"
	}
}

// needsAction waits for the buyer to confirm with the bank.
func needsAction(s *sale) {
	s.awaiting("requires_action")
	s.intent["next_action"] = object{"type": "use_stripe_sdk"}
	if s.invoice != nil {
		s.unpaid("open")
	}
	if s.subscription != nil {
		s.subscription["status"] = "incomplete"
	}
}

// pending is a bank debit that has not settled.
func pending(s *sale) {
	merge(s.charge, object{"status": "pending", "paid": false, "captured": true, "balance_transaction": nil})
	s.charge["payment_method_details"] = object{"type": "sepa_debit", "sepa_debit": object{"country": "DE", "last4": "3000"}}
	merge(s.intent, object{"status": "processing", "amount_received": 0, "payment_method_types": []any{"sepa_debit"}})
	if s.invoice != nil {
		charge := s.invoice["charge"]
		s.unpaid("open")
		s.invoice["charge"] = charge
	}
	if s.session != nil {
		s.session["payment_status"] = "unpaid"
	}
}

// uncaptured is authorised, but not collected.
func uncaptured(s *sale) {
	merge(s.charge, object{"captured": false, "amount_captured": 0, "balance_transaction": nil})
	merge(
		s.intent,
		object{"status": "requires_capture", "capture_method": "manual", "amount_received": 0, "amount_capturable": s.money.amount},
	)
}

// free is an invoice over nothing.
func free(s *sale) {
	s.amounts(0, 0)
	s.nothingToPay()
	for _, l := range s.lines() {
		merge(l, object{"amount": 0, "amount_excluding_tax": 0, "unit_amount_excluding_tax": "0"})
	}
}

// trial is a subscription in its free weeks, with the empty first invoice.
func trial(s *sale) {
	free(s)
	end := s.b.world.start.Add(9*24*time.Hour + 5*time.Hour).Unix()
	merge(s.subscription, object{
		"status": "trialing", "trial_start": s.subscription["created"], "trial_end": end, "current_period_end": end,
		"billing_cycle_anchor": end,
	})
	for _, l := range s.lines() {
		l["description"] = "Trial period for Notes Pro"
	}
}

// fromCredit is an invoice settled from the customer's balance.
func fromCredit(s *sale) {
	s.noPayment()
	total := number64(s.invoice["total"])
	merge(
		s.invoice,
		object{
			"amount_due":       0,
			"amount_paid":      0,
			"amount_remaining": 0,
			"attempt_count":    0,
			"starting_balance": -total,
			"ending_balance":   0,
		},
	)
}

// outOfBand is an invoice that somebody marked as paid.
func outOfBand(s *sale) {
	s.noPayment()
	merge(
		s.invoice,
		object{
			"paid_out_of_band":  true,
			"attempt_count":     0,
			"collection_method": "send_invoice",
			"due_date":          s.b.after(10 * 24 * time.Hour).Unix(),
		},
	)
}
