package checks

import (
	"slices"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// Diagnose answers the six items from the evidence. It is a pure function: the
// clock comes in as now, and nothing is asked of anyone.
func Diagnose(ev *record.Evidence, answers record.Answers, now time.Time) Diagnosis {
	return diagnose(ev, answers, now, guarded)
}

// judge answers one item. It is a pure function, and none sees what another found.
type judge func(*facts.Facts, record.Answers, time.Time) []Finding

// judges are the six, in the order of the items.
var judges = [...]judge{checkConnected, checkAccount, checkMode, checkLead, checkPayment, checkCoupon}

// diagnose is Diagnose with the guard against panics given.
func diagnose(ev *record.Evidence, answers record.Answers, now time.Time, guarded func(func()) bool) Diagnosis {
	d := Diagnosis{Evidence: ev, Answers: answers, At: now}
	f := facts.OfAccount(ev, answers, nil)
	broke := guarded(func() { f = facts.Of(ev, answers) })
	in := newInput(f, answers, now)
	for i, item := range Items {
		var found []Finding
		if broke || guarded(func() { found = judges[i](f, answers, now) }) {
			found = []Finding{in.stumbled()}
		}
		d.Checks[i] = conclude(item, found)
	}
	// That nothing explains it follows from what all six found.
	if more := in.unexplained(d.Checks); len(more) > 0 {
		d.Checks[0] = conclude(Connected, append(d.Checks[0].Findings, more...))
	}
	d.Subject, d.Apps = subjectOf(f), f.Apps().Unknown
	return d
}

// stumbled is what stands for an item whose check broke.
func (in input) stumbled() Finding {
	return in.finding("unreadable-answer", causes.Args{
		causes.ArgDetail: causes.OwnFault.Piece(),
	})
}

// guarded runs f and reports whether it panicked: odd data must cost one item, not six.
func guarded(f func()) (broke bool) {
	defer func() {
		if recover() != nil {
			broke = true
		}
	}()
	f()
	return false
}

// conclude sorts an item's findings worst first; the worst is its status, and
// an item with infos only is skip.
func conclude(item Item, found []Finding) Check {
	slices.SortStableFunc(found, func(a, b Finding) int { return b.Verdict.Compare(a.Verdict) })
	status := Skip
	for _, f := range found {
		if f.Verdict != Info && f.Verdict.Worse(status) {
			status = f.Verdict
		}
	}
	return Check{Item: item, Status: status, Findings: found}
}

// subjectOf names what was looked at.
func subjectOf(f *facts.Facts) Subject {
	ev := f.Evidence()
	s := Subject{Query: ev.Query, Email: f.Email()}
	if f.Payer() != nil {
		s.Customer = f.Payer().ID
	} else if f.Sale() != nil {
		s.Customer = f.Sale().CustomerID()
	}
	if f.Sale() != nil {
		s.Sale, s.Payment = f.Sale().Ref(), *f.Sale()
	}
	s.Discounts, _ = f.Discounts()
	if c := f.Commission(); c != nil {
		s.Commission = c.ID
	}
	if f.Lead().Referral != nil {
		s.Referral = untyped(f.Lead().Referral.ID)
		if s.Email == "" {
			s.Email = f.Lead().Referral.Email
		}
	}
	switch q := ev.Query; {
	case q.Kind == record.ByReferral && s.Referral == "" && ev.FirstPromoter.ReferralAsked == record.Found:
		s.Referral = q.Value
	case q.Kind == record.ByEmail && s.Email == "":
		s.Email = q.Value
	case q.Kind == record.ByCustomer && s.Customer == "" && ev.Stripe.Asked == record.Found:
		s.Customer = q.Value
	}
	return s
}
