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
	Charge  *Charge   // the succeeded one where there are several, else the newest
	Charges []*Charge // all of them: an invoice may be paid in parts
	Intent  *PaymentIntent
	Session *Session
}

// ID is the invoice's id where there is one, else the charge's, else whatever there is.
func (s Sale) ID() string { return s.Ref().ID }

// Ref points at the object ID names.
func (s Sale) Ref() Ref {
	switch {
	case s.Invoice != nil:
		return StripeRef(TypeInvoice, s.Invoice.ID)
	case s.Charge != nil:
		return StripeRef(TypeCharge, s.Charge.ID)
	case s.Intent != nil:
		return StripeRef(TypeIntent, s.Intent.ID)
	case s.Session != nil:
		return StripeRef(TypeSession, s.Session.ID)
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

// BuyerAccount is the account (acct_…) that a merchant keeps in place of a
// customer (docs.stripe.com/connect/use-accounts-as-customers); empty: none.
func (s Sale) BuyerAccount() string {
	switch {
	case s.Invoice != nil && s.Invoice.BuyerAccount != "":
		return s.Invoice.BuyerAccount
	case s.Intent != nil && s.Intent.BuyerAccount != "":
		return s.Intent.BuyerAccount
	case s.Session != nil:
		return s.Session.BuyerAccount
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
	case s.Invoice != nil && s.Invoice.Paid():
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
		return s.Invoice.Paid() && s.Invoice.AmountPaid.Minor > 0 && !s.Invoice.PaidOutOfBand
	}
	return s.Charge != nil && s.Charge.Collected() && s.Charge.AmountCaptured.Minor > 0
}

// Time is when the money moved, else when the attempt was made.
func (s Sale) Time() time.Time {
	if s.Invoice != nil {
		if s.Invoice.Paid() && !Unknown(s.Invoice.PaidAt) {
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
	out := make([]Sale, 0, len(s.Invoices))
	p := s.parts()
	for i := range s.Invoices {
		sale := Sale{Invoice: &s.Invoices[i]}
		p.attach(&sale)
		out = append(out, sale)
	}
	for i := range s.Charges {
		if c := &s.Charges[i]; p.usedCharge[c] == 0 {
			sale := Sale{Charge: c}
			p.attach(&sale)
			out = append(out, sale)
		}
	}
	for i := range s.Intents {
		if x := &s.Intents[i]; !p.usedIntent[x] && x.InvoiceID == "" {
			sale := Sale{Intent: x}
			p.attach(&sale)
			out = append(out, sale)
		}
	}
	for i := range s.Sessions {
		if x := &s.Sessions[i]; !p.usedSession[x] && x.Status == SessionComplete && x.Kind == SessionPayment {
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

// parts finds what belongs to a sale by the ids it is linked with; a merchant
// may have thousands of each.
type parts struct {
	charges     index[Charge]
	intents     index[PaymentIntent]
	sessions    index[Session]
	sale        int             // counts the sales put together
	usedCharge  map[*Charge]int // the sale that it was put to last
	usedIntent  map[*PaymentIntent]bool
	usedSession map[*Session]bool
}

// index holds records by the ids that lead to them.
type index[T any] map[string][]*T

func indexed[T any](list []T, ids func(*T) []string) index[T] {
	x := make(index[T], len(list))
	for i := range list {
		for _, id := range ids(&list[i]) {
			if id != "" {
				x[id] = append(x[id], &list[i])
			}
		}
	}
	return x
}

func (s *StripeSide) parts() *parts {
	return &parts{
		charges:    indexed(s.Charges, func(c *Charge) []string { return []string{c.ID, c.InvoiceID, c.PaymentIntentID} }),
		intents:    indexed(s.Intents, func(x *PaymentIntent) []string { return []string{x.ID, x.InvoiceID} }),
		sessions:   indexed(s.Sessions, func(x *Session) []string { return []string{x.InvoiceID, x.SubscriptionID, x.PaymentIntentID} }),
		usedCharge: map[*Charge]int{}, usedIntent: map[*PaymentIntent]bool{}, usedSession: map[*Session]bool{},
	}
}

func (p *parts) attach(sale *Sale) {
	p.sale++
	var ids []string
	if x := sale.Invoice; x != nil {
		ids = append(ids, x.ID, x.ChargeID, x.PaymentIntentID)
	}
	p.attachCharges(sale, ids...)
	if c := sale.Charge; c != nil {
		p.attachCharges(sale, c.ID, c.PaymentIntentID)
		ids = append(ids, c.PaymentIntentID)
	}
	if x := sale.Intent; x != nil {
		ids = append(ids, x.ID)
	}
	for _, id := range ids {
		for _, x := range p.intents[id] {
			p.usedIntent[x], sale.Intent = true, x
		}
	}
	if x := sale.Invoice; x != nil {
		ids = append(ids, x.SubscriptionID)
	}
	if x := sale.Intent; x != nil {
		ids = append(ids, x.ID)
	}
	for _, id := range ids {
		for _, x := range p.sessions[id] {
			p.usedSession[x], sale.Session = true, x
		}
	}
}

func (p *parts) attachCharges(sale *Sale, ids ...string) {
	for _, id := range ids {
		for _, c := range p.charges[id] {
			if p.usedCharge[c] != p.sale { // not under another of the ids
				p.usedCharge[c] = p.sale
				sale.Charges = append(sale.Charges, c)
			}
			if better(c, sale.Charge) {
				sale.Charge = c
			}
		}
	}
}

func better(c, than *Charge) bool {
	switch {
	case than == nil:
		return true
	case c.Succeeded() != than.Succeeded():
		return c.Succeeded()
	}
	return c.Created.After(than.Created)
}

// Sale picks the sale looked at: the payment asked about; else,
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
			return s.ID == e.Query.Value && (s.Kind == SessionPayment || s.Kind == SessionSubscription) &&
				(s.Status == "open" || s.Status == SessionComplete)
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
