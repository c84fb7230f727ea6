package gather

import (
	"context"
	"slices"

	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// stripe makes a request to Stripe whose records go into the evidence. keep, if
// given, chooses among them first.
func (r *run) stripe(part record.Part, what, key string, do func(context.Context) (stripeapi.Found, error), keep ...func(*stripeapi.Found)) ask {
	return ask{system: record.Stripe, part: part, what: what, key: "stripe " + key, do: func(ctx context.Context) error {
		found, err := do(ctx)
		for _, k := range keep {
			k(&found)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.merge(found)
		if found.More {
			r.addGap(record.Gap{System: record.Stripe, Part: part, Failure: record.Failure{Reason: record.ListTooLong}})
		}
		return err
	}}
}

// fp makes a request to FirstPromoter; apply runs under the lock.
func fp[T any](r *run, part record.Part, what, key string, do func(context.Context) (T, error), apply func(T)) ask {
	if r.clients.FirstPromoter == nil {
		return ask{}
	}
	return ask{system: record.FirstPromoter, part: part, what: what, key: "firstpromoter " + key, do: func(ctx context.Context) error {
		got, err := do(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		apply(got)
		return err
	}}
}

// merge adds an answer's records to the evidence; what is already there stays,
// for the object asked about comes with more than a list shows of it.
func (r *run) merge(f stripeapi.Found) {
	s := &r.ev.Stripe
	r.assembled = false
	add(&s.Customers, f.Customers, func(x record.Customer) string { return x.ID })
	for _, x := range f.Invoices {
		// One that hangs on a session lacks the discounts of its lines.
		if i := slices.IndexFunc(s.Invoices, func(y record.Invoice) bool { return y.ID == x.ID }); i >= 0 && len(x.Discounts) > len(s.Invoices[i].Discounts) {
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

func (r *run) addReferrals(list []record.Referral) {
	add(&r.ev.FirstPromoter.Referrals, list, func(x record.Referral) string { return x.ID })
	if len(list) > 0 {
		r.ev.FirstPromoter.HasLeads = true
	}
}

func (r *run) addCommissions(list []record.Commission) {
	add(&r.ev.FirstPromoter.Commissions, list, func(x record.Commission) string { return x.ID })
}

func (r *run) addPromoters(list []record.Promoter) {
	add(&r.ev.FirstPromoter.Promoters, list, func(x record.Promoter) string { return x.ID })
}
