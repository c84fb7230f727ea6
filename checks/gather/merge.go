package gather

import (
	"slices"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// records asks Stripe for what goes into the evidence. keep, if given, chooses
// among it first.
func (r *notes) records(q question.For[question.Records], keep ...func(*question.Records)) Asking {
	return Ask(q, func(found question.Records, _ error) {
		for _, k := range keep {
			k(&found)
		}
		r.merge(found)
		if found.More {
			r.tooLong(q.About())
		}
	})
}

// merge adds an answer's records to the evidence; what is already there stays,
// for the object asked about comes with more than a list shows of it.
func (r *notes) merge(f question.Records) {
	s := &r.ev.Stripe
	add(&s.Customers, f.Customers, func(x record.Customer) string { return x.ID })
	for _, x := range f.Invoices {
		// One that hangs on a session lacks the discounts of its lines.
		i := slices.IndexFunc(s.Invoices, func(y record.Invoice) bool { return y.ID == x.ID })
		if i >= 0 && len(x.Discounts) > len(s.Invoices[i].Discounts) {
			s.Invoices[i].Discounts, s.Invoices[i].DiscountsUnread = x.Discounts, x.DiscountsUnread
		}
	}
	add(&s.Invoices, f.Invoices, func(x record.Invoice) string { return x.ID })
	add(&s.Charges, f.Charges, func(x record.Charge) string { return x.ID })
	add(&s.Intents, f.Intents, func(x record.PaymentIntent) string { return x.ID })
	add(&s.Subscriptions, f.Subscriptions, func(x record.Subscription) string { return x.ID })
	add(&s.Schedules, f.Schedules, func(x record.Schedule) string { return x.ID })
	add(&s.Sessions, f.Sessions, func(x record.Session) string { return x.ID })
	add(&s.Disputes, f.Disputes, func(x record.Dispute) string { return x.ID })
	if s.Upcoming == nil {
		s.Upcoming = f.Upcoming
	}
	if f.Asked != record.NotAsked {
		s.Asked, s.AskedMessage = f.Asked, f.AskedMessage
	}
	for _, g := range f.Gaps {
		r.addGap(g)
	}
}

func add[T any](to *[]T, from []T, key func(T) string) {
	if len(from) == 0 {
		return
	}
	known := make(map[string]bool, len(*to)+len(from))
	for _, x := range *to {
		known[key(x)] = true
	}
	for _, x := range from {
		if k := key(x); k != "" && !known[k] {
			known[k] = true
			*to = append(*to, x)
		}
	}
}

func (r *notes) addReferrals(list []record.Referral) {
	add(&r.ev.FirstPromoter.Referrals, list, func(x record.Referral) string { return x.ID })
	if len(list) > 0 {
		r.ev.FirstPromoter.HasLeads = true
	}
}

func (r *notes) addCommissions(list []record.Commission) {
	add(&r.ev.FirstPromoter.Commissions, list, func(x record.Commission) string { return x.ID })
}

func (r *notes) addPromoters(list []record.Promoter) {
	add(&r.ev.FirstPromoter.Promoters, list, func(x record.Promoter) string { return x.ID })
}
