package dossier

import (
	"cmp"
	"slices"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// Moment is one thing that happened on one side.
type Moment struct {
	At     time.Time
	Ref    record.Ref // the object it happened to
	What   string
	Detail record.Piece
}

// Moments puts both sides of a sale into the order of time.
func Moments(d *checks.Diagnosis) []Moment {
	if d == nil || d.Evidence == nil {
		return nil
	}
	m := moments{d: d, about: spokenOf(d)}
	m.firstPromoter(&d.Evidence.FirstPromoter)
	m.customers(&d.Evidence.Stripe)
	m.sale(d.Subject.Payment)
	m.charge(&d.Evidence.Stripe, d.Subject.Payment)
	m.subscriptions(&d.Evidence.Stripe, d.Subject.Payment)
	slices.SortStableFunc(m.list, func(a, b Moment) int { return a.At.Compare(b.At) })
	return m.list
}

// NoCommission reports whether it is known that no commission carries the sale.
func NoCommission(d *checks.Diagnosis) bool {
	if d == nil || d.Evidence == nil || len(d.Subject.Payment.IDs()) == 0 {
		return false
	}
	if _, gap := d.Evidence.Gap(record.PartCommissions, record.PartRecent); gap {
		return false
	}
	return d.Subject.Commission == ""
}

// spokenOf are the objects that the findings about the sale name.
func spokenOf(d *checks.Diagnosis) map[record.Ref]bool {
	named := map[record.Ref]bool{
		record.StripeRef(record.TypeCustomer, d.Subject.Customer):        true,
		record.FirstPromoterRef(record.TypeReferral, d.Subject.Referral): true,
	}
	for _, c := range d.Checks {
		if c.Item <= checks.Mode {
			continue // what those speak of are other sales, as a proof
		}
		for _, f := range c.Findings {
			for _, o := range f.Objects {
				named[o.Ref] = true
			}
		}
	}
	return named
}

// moments is a timeline in the making.
type moments struct {
	d     *checks.Diagnosis
	about map[record.Ref]bool
	list  []Moment
}

// add leaves out what has no date, and what another list told already.
func (m *moments) add(at time.Time, ref record.Ref, what string, detail record.Piece) {
	listed := slices.ContainsFunc(m.list, func(x Moment) bool { return x.Ref == ref && x.What == what })
	if record.Unknown(at) || listed {
		return
	}
	m.list = append(m.list, Moment{at, ref, what, detail})
}

func (m *moments) firstPromoter(s *record.FirstPromoterSide) {
	for _, r := range slices.Concat(s.Referrals, s.Leads) {
		ref := record.FirstPromoterRef(record.TypeReferral, r.ID)
		if !m.about[ref] {
			continue
		}
		who := record.EmailPiece(cmp.Or(r.Email, r.UID))
		m.add(r.Created, ref, TypeLabel(m.d, record.TypeReferral)+" created", who)
		m.add(r.CustomerSince, ref, "Became a customer", who)
		m.add(r.CancelledAt, ref, "cancelled", record.EmailPiece(r.Email))
	}
	ids := m.d.Subject.Payment.IDs()
	recorded := TypeLabel(m.d, record.TypeCommission) + " recorded"
	for _, c := range s.Commissions {
		if slices.Contains(ids, c.EventID) || m.about[record.FirstPromoterRef(record.TypeReferral, c.ReferralID)] {
			m.add(c.Created, record.FirstPromoterRef(record.TypeCommission, c.ID), recorded, record.IDPiece(c.EventID))
		}
	}
}

func (m *moments) customers(s *record.StripeSide) {
	for _, c := range s.Customers {
		if ref := record.StripeRef(record.TypeCustomer, c.ID); m.about[ref] {
			m.add(c.Created, ref, "Customer created", record.EmailPiece(cmp.Or(c.Email, c.ID)))
		}
	}
	for _, e := range s.EmailChanges {
		if m.about[record.StripeRef(record.TypeCustomer, e.CustomerID)] {
			m.add(e.At, record.StripeRef(record.TypeEvent, e.EventID), "E-mail changed", record.EmailPiece(e.To))
		}
	}
}

func (m *moments) sale(sale record.Sale) {
	if x := sale.Session; x != nil {
		m.add(x.Created, record.StripeRef(record.TypeSession, x.ID), "Checkout opened", record.IDPiece(x.ID))
	}
	if x := sale.Invoice; x != nil {
		ref := record.StripeRef(record.TypeInvoice, x.ID)
		m.add(x.Created, ref, "Invoice created", record.AmountPiece(x.Total))
		m.add(x.FinalizedAt, ref, "Invoice finalised", record.AmountPiece(x.AmountDue))
		m.add(x.PaidAt, ref, "Invoice paid", record.AmountPiece(x.AmountPaid))
		m.add(x.VoidedAt, ref, "Invoice voided", record.Piece{})
		m.add(x.DueDate, ref, "Invoice due", record.Piece{})
		m.add(x.NextAttempt, ref, "Next attempt to collect", record.Piece{})
	}
}

func (m *moments) charge(s *record.StripeSide, sale record.Sale) {
	if x := sale.Charge; x != nil {
		what := "Payment succeeded"
		switch {
		case x.Status == "failed":
			what = "Payment failed"
		case x.Status == "pending":
			what = "Payment under way"
		case !x.Captured:
			what = "Payment authorised"
		}
		m.add(x.Created, record.StripeRef(record.TypeCharge, x.ID), what, record.AmountPiece(x.Amount))
	} else if x := sale.Intent; x != nil {
		m.add(x.Created, record.StripeRef(record.TypeIntent, x.ID), "Payment begun", record.AmountPiece(x.Amount))
	}
	for _, x := range s.Disputes {
		if sale.Charge != nil && x.ChargeID == sale.Charge.ID {
			m.add(x.Created, record.StripeRef(record.TypeDispute, x.ID), "Payment disputed", record.AmountPiece(x.Amount))
		}
	}
}

func (m *moments) subscriptions(s *record.StripeSide, sale record.Sale) {
	for _, x := range s.Subscriptions {
		ref := record.StripeRef(record.TypeSubscription, x.ID)
		if x.ID != sale.SubscriptionID() && !m.about[ref] {
			continue
		}
		m.add(x.StartDate, ref, "Subscription starts", record.IDPiece(x.ID))
		m.add(x.TrialEnd, ref, "Trial ends", record.Piece{})
		m.add(x.CanceledAt, ref, "Subscription cancelled", record.Piece{})
	}
}
