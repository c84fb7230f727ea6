package record

import (
	"slices"
	"strings"
	"time"
)

// Sale is one payment or attempt, put together from what Stripe holds of it.
// At least one part is set.
type Sale struct {
	Invoice *Invoice
	Charge  *Charge // the succeeded one where there are several, else the newest
	Intent  *PaymentIntent
	Session *Session
}

// ID is the invoice's id where there is one, else the charge's, else whatever there is.
func (s Sale) ID() string { return s.Ref().ID }

// Ref points at the object ID names.
func (s Sale) Ref() Ref {
	switch {
	case s.Invoice != nil:
		return Ref{Stripe, "invoice", s.Invoice.ID}
	case s.Charge != nil:
		return Ref{Stripe, "charge", s.Charge.ID}
	case s.Intent != nil:
		return Ref{Stripe, "payment_intent", s.Intent.ID}
	case s.Session != nil:
		return Ref{Stripe, "checkout.session", s.Session.ID}
	}
	return Ref{}
}

// IDs are all ids under which FirstPromoter may know the sale.
func (s Sale) IDs() []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if s.Invoice != nil {
		add(s.Invoice.ID)
		add(s.Invoice.ChargeID)
		add(s.Invoice.PaymentIntentID)
	}
	if s.Charge != nil {
		add(s.Charge.ID)
		add(s.Charge.InvoiceID)
		add(s.Charge.PaymentIntentID)
	}
	if s.Intent != nil {
		add(s.Intent.ID)
		add(s.Intent.LatestChargeID)
		add(s.Intent.InvoiceID)
	}
	// The session of a subscription led to its first invoice only.
	if s.Session != nil && (s.Invoice == nil || s.Session.InvoiceID == "" || s.Session.InvoiceID == s.Invoice.ID) {
		add(s.Session.ID)
		add(s.Session.PaymentIntentID)
		add(s.Session.InvoiceID)
	}
	return ids
}

// CustomerID is the Stripe customer who pays; empty for a guest.
func (s Sale) CustomerID() string {
	switch {
	case s.Invoice != nil && s.Invoice.CustomerID != "":
		return s.Invoice.CustomerID
	case s.Charge != nil && s.Charge.CustomerID != "":
		return s.Charge.CustomerID
	case s.Intent != nil && s.Intent.CustomerID != "":
		return s.Intent.CustomerID
	case s.Session != nil:
		return s.Session.CustomerID
	}
	return ""
}

// SubscriptionID is the subscription the sale belongs to, if any.
func (s Sale) SubscriptionID() string {
	if s.Invoice != nil && s.Invoice.SubscriptionID != "" {
		return s.Invoice.SubscriptionID
	}
	if s.Session != nil {
		return s.Session.SubscriptionID
	}
	return ""
}

// Mode is the sale's mode.
func (s Sale) Mode() Mode {
	switch {
	case s.Invoice != nil:
		return s.Invoice.Mode
	case s.Charge != nil:
		return s.Charge.Mode
	case s.Intent != nil:
		return s.Intent.Mode
	case s.Session != nil:
		return s.Session.Mode
	}
	return ""
}

// Amount is what was paid, else what was or is to be paid.
func (s Sale) Amount() Money {
	switch {
	case s.Invoice != nil && s.Invoice.Status == "paid":
		return s.Invoice.AmountPaid
	case s.Invoice != nil:
		return s.Invoice.Total
	case s.Charge != nil:
		return s.Charge.Amount
	case s.Intent != nil:
		return s.Intent.Amount
	case s.Session != nil:
		return s.Session.AmountTotal
	}
	return Money{}
}

// MoneyMoved reports whether money came in through Stripe: an invoice with an
// amount paid not out of band, or a captured charge.
func (s Sale) MoneyMoved() bool {
	if s.Invoice != nil {
		return s.Invoice.Status == "paid" && s.Invoice.AmountPaid.Minor > 0 && !s.Invoice.PaidOutOfBand
	}
	return s.Charge != nil && s.Charge.Status == "succeeded" && s.Charge.Captured && s.Charge.AmountCaptured.Minor > 0
}

// Time is when the money moved, else when the attempt was made.
func (s Sale) Time() time.Time {
	if s.Invoice != nil {
		if s.Invoice.Status == "paid" && !unknown(s.Invoice.PaidAt) {
			return s.Invoice.PaidAt
		}
		return s.Invoice.Created
	}
	switch {
	case s.Charge != nil:
		return s.Charge.Created
	case s.Intent != nil:
		return s.Intent.Created
	case s.Session != nil:
		return s.Session.Created
	}
	return time.Time{}
}

// Sales puts together every payment and attempt, newest first: invoices with
// their charge, charges without an invoice, payment intents without either,
// and finished Checkout Sessions that led to none of these.
func (s *StripeSide) Sales() []Sale {
	var out []Sale
	usedCharge, usedIntent, usedSession := map[string]bool{}, map[string]bool{}, map[string]bool{}

	attach := func(sale *Sale) {
		for i := range s.Charges {
			c := &s.Charges[i]
			own := sale.Invoice != nil && (c.InvoiceID == sale.Invoice.ID || c.ID == sale.Invoice.ChargeID) ||
				sale.Invoice != nil && sale.Invoice.PaymentIntentID != "" && c.PaymentIntentID == sale.Invoice.PaymentIntentID ||
				sale.Charge != nil && sale.Charge.PaymentIntentID != "" && c.PaymentIntentID == sale.Charge.PaymentIntentID ||
				sale.Charge != nil && c.ID == sale.Charge.ID
			if !own {
				continue
			}
			usedCharge[c.ID] = true
			if better(c, sale.Charge) {
				sale.Charge = c
			}
		}
		for i := range s.Intents {
			x := &s.Intents[i]
			own := sale.Invoice != nil && (x.InvoiceID == sale.Invoice.ID || x.ID == sale.Invoice.PaymentIntentID) ||
				sale.Charge != nil && x.ID == sale.Charge.PaymentIntentID || sale.Intent != nil && x.ID == sale.Intent.ID
			if own {
				usedIntent[x.ID] = true
				sale.Intent = x
			}
		}
		for i := range s.Sessions {
			x := &s.Sessions[i]
			own := sale.Invoice != nil && (x.InvoiceID == sale.Invoice.ID || sale.Invoice.SubscriptionID != "" && x.SubscriptionID == sale.Invoice.SubscriptionID ||
				sale.Invoice.PaymentIntentID != "" && x.PaymentIntentID == sale.Invoice.PaymentIntentID) ||
				sale.Charge != nil && sale.Charge.PaymentIntentID != "" && x.PaymentIntentID == sale.Charge.PaymentIntentID ||
				sale.Intent != nil && x.PaymentIntentID == sale.Intent.ID
			if own {
				usedSession[x.ID] = true
				sale.Session = x
			}
		}
	}
	for i := range s.Invoices {
		sale := Sale{Invoice: &s.Invoices[i]}
		attach(&sale)
		out = append(out, sale)
	}
	for i := range s.Charges {
		if c := &s.Charges[i]; !usedCharge[c.ID] {
			sale := Sale{Charge: c}
			attach(&sale)
			out = append(out, sale)
		}
	}
	for i := range s.Intents {
		if x := &s.Intents[i]; !usedIntent[x.ID] && x.InvoiceID == "" {
			sale := Sale{Intent: x}
			attach(&sale)
			out = append(out, sale)
		}
	}
	for i := range s.Sessions {
		if x := &s.Sessions[i]; !usedSession[x.ID] && x.Status == "complete" && x.Kind == "payment" {
			out = append(out, Sale{Session: x})
		}
	}
	slices.SortStableFunc(out, func(a, b Sale) int {
		if c := b.Time().Compare(a.Time()); c != 0 {
			return c
		}
		return strings.Compare(b.ID(), a.ID())
	})
	return out
}

func better(c, than *Charge) bool {
	switch {
	case than == nil:
		return true
	case (c.Status == "succeeded") != (than.Status == "succeeded"):
		return c.Status == "succeeded"
	}
	return c.Created.After(than.Created)
}

// Sale picks the sale looked at (causes.md): the payment asked about; else,
// among the payments of the given customers (all where none is given), the
// newest in which money moved, else the newest attempt.
func (e *Evidence) Sale(customers ...string) (Sale, bool) {
	return e.SaleAmong(e.Stripe.Sales(), customers...)
}

// SaleAmong is Sale where the payments have been put together already.
func (e *Evidence) SaleAmong(all []Sale, customers ...string) (Sale, bool) {
	if e.Query.IsPayment() {
		if i := slices.IndexFunc(all, func(s Sale) bool { return slices.Contains(s.IDs(), e.Query.Value) }); i >= 0 {
			return all[i], true
		}
		// A Checkout Session that nobody finished is an attempt all the same.
		i := slices.IndexFunc(e.Stripe.Sessions, func(s Session) bool {
			return s.ID == e.Query.Value && (s.Kind == "payment" || s.Kind == "subscription") && (s.Status == "open" || s.Status == "complete")
		})
		if i < 0 {
			return Sale{}, false
		}
		return Sale{Session: &e.Stripe.Sessions[i]}, true
	}
	fits := func(s Sale) bool {
		if e.Query.Kind == BySubscription {
			return s.SubscriptionID() == e.Query.Value
		}
		return len(customers) == 0 || slices.Contains(customers, s.CustomerID())
	}
	if i := slices.IndexFunc(all, func(s Sale) bool { return fits(s) && s.MoneyMoved() }); i >= 0 {
		return all[i], true
	}
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return all[i], true
	}
	return Sale{}, false
}
