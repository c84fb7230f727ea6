package checks

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// lists are what several items look through, put together once: an account may
// hold hundreds of each. Records are pointed at, not copied.
type lists struct {
	referrals   []*record.Referral
	commissions []*record.Commission
	traces      []trace
	sales       []record.Sale
	has         struct{ referrals, commissions, traces, sales bool }
}

// trace is something FirstPromoter can only have learnt from Stripe by itself.
type trace struct {
	id string // in_, ch_, py_ or cus_
	at time.Time
	// ref is FirstPromoter's own record of it.
	ref record.Ref
}

// sales are all payments and attempts, newest first.
func (w *walk) sales() []record.Sale {
	if !w.lists.has.sales {
		w.lists.sales, w.lists.has.sales = w.ev.Stripe.Sales(), true
	}
	return w.lists.sales
}

// saleOf picks the sale looked at among all (causes.md, The sale).
func (w *walk) saleOf(customers ...string) (record.Sale, bool) {
	return w.ev.SaleAmong(w.sales(), customers...)
}

// referrals are all that came up, each once.
func (w *walk) referrals() []*record.Referral {
	if !w.lists.has.referrals {
		fp := &w.ev.FirstPromoter
		w.lists.referrals, w.lists.has.referrals = once(func(r *record.Referral) string { return r.ID }, fp.Referrals, fp.Leads, fp.Converted), true
	}
	return w.lists.referrals
}

// allCommissions are this sale's and the account's recent ones, each once.
func (w *walk) allCommissions() []*record.Commission {
	if !w.lists.has.commissions {
		fp := &w.ev.FirstPromoter
		w.lists.commissions, w.lists.has.commissions = once(func(c *record.Commission) string { return c.ID }, fp.Commissions, fp.Recent), true
	}
	return w.lists.commissions
}

// traces are all of the account's traces, newest first (causes.md, Trace).
func (w *walk) traces() []trace {
	if !w.lists.has.traces {
		// Nearly all commissions and conversions are traces.
		out := make([]trace, 0, len(w.allCommissions())+len(w.ev.FirstPromoter.Converted))
		for _, c := range w.allCommissions() {
			if c.Trace() {
				out = append(out, trace{c.EventID, c.Created, record.FirstPromoterRef(record.TypeCommission, c.ID)})
			}
		}
		for _, r := range w.referrals() {
			if r.Trace() {
				out = append(out, trace{r.UID, r.CustomerSince, record.FirstPromoterRef(record.TypeReferral, r.ID)})
			}
		}
		slices.SortFunc(out, func(a, b trace) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.id, b.id)) })
		w.lists.traces, w.lists.has.traces = out, true
	}
	return w.lists.traces
}

// once points at the records of several lists, each id once.
func once[T any](id func(*T) string, from ...[]T) []*T {
	n := 0
	for _, list := range from {
		n += len(list)
	}
	out, seen := make([]*T, 0, n), make(map[string]struct{}, n)
	for _, list := range from {
		for i := range list {
			key := id(&list[i])
			if _, twice := seen[key]; !twice {
				seen[key] = struct{}{}
				out = append(out, &list[i])
			}
		}
	}
	return out
}
