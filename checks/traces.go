package checks

import (
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// trace is something FirstPromoter can only have learnt from Stripe by itself.
type trace struct {
	id string // in_, ch_, py_ or cus_
	at time.Time
	// ref is FirstPromoter's own record of it.
	ref record.Ref
}

// traces are all of the account's traces, newest first (causes.md, Trace).
func (w *walk) traces() []trace {
	var out []trace
	for _, c := range w.allCommissions() {
		if c.Trace() {
			out = append(out, trace{c.EventID, c.Created, record.Ref{System: record.FirstPromoter, Type: "commission", ID: c.ID}})
		}
	}
	seen := map[string]bool{}
	for _, list := range [][]record.Referral{w.ev.FirstPromoter.Converted, w.ev.FirstPromoter.Referrals, w.ev.FirstPromoter.Leads} {
		for _, r := range list {
			if r.Trace() && !seen[r.ID] {
				seen[r.ID] = true
				out = append(out, trace{r.UID, r.CustomerSince, record.Ref{System: record.FirstPromoter, Type: "referral", ID: r.ID}})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b trace) int { return b.at.Compare(a.at) })
	return out
}

// allCommissions are this sale's and the account's recent ones, each once.
func (w *walk) allCommissions() []record.Commission {
	var out []record.Commission
	seen := map[string]bool{}
	for _, list := range [][]record.Commission{w.ev.FirstPromoter.Commissions, w.ev.FirstPromoter.Recent} {
		for _, c := range list {
			if !seen[c.ID] {
				seen[c.ID] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// sentByAPI is a commission of a sale that the site reported itself.
func (w *walk) sentByAPI() (record.Commission, bool) {
	for _, c := range w.allCommissions() {
		if c.Type == "sale" && c.CreatedBy == "" && c.EventID != "" && !c.FromStripe() {
			return c, true
		}
	}
	return record.Commission{}, false
}

// findRecording looks for the proof that FirstPromoter has this sale.
func (w *walk) findRecording() *recording {
	if w.sale == nil {
		return nil
	}
	asked := w.ev.Query.Kind == record.ByReferral
	ids := w.sale.IDs()
	var best *recording
	for _, c := range w.allCommissions() {
		if c.Type != "sale" || c.EventID == "" || !slices.Contains(ids, c.EventID) {
			continue
		}
		// Asked about one referral, another one's conversion is not its own.
		if asked && c.ReferralID != "" && c.ReferralID != w.ev.Query.Value {
			continue
		}
		r := &recording{commission: &c, byHand: c.CreatedBy != "", byAPI: !c.FromStripe()}
		if best == nil || r.trace() {
			best = r
		}
	}
	if best != nil {
		return best
	}
	customer := w.sale.CustomerID()
	for _, r := range w.referrals() {
		if customer != "" && r.UID == customer && r.Customer() && (!asked || r.ID == w.ev.Query.Value) {
			return &recording{}
		}
	}
	return nil
}

// lookup is what Stripe said of a trace id.
func (w *walk) lookup(traceID string) record.Existence {
	for _, t := range w.ev.Stripe.Traces {
		if t.ID == traceID {
			return t.Existence
		}
	}
	return record.NotAsked
}
