package gather

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// connection asks for more traces where the newest commissions show none
// around the sale.
func (r *gathering) connection() []Asking {
	if r.recorded() {
		return nil
	}
	fp := &r.ev.FirstPromoter
	at := r.opts.Now()
	sale, known := r.sale()
	if known {
		at = sale.Time()
	}
	// A lead's sale is known one round later, and may be an old one.
	early := !known && slices.ContainsFunc(r.subjectLeads(), func(l record.Referral) bool { return !l.Customer() })
	days := question.Between(at.Add(-7*24*time.Hour), at.Add(time.Hour))
	var oldest time.Time
	for _, c := range fp.Recent {
		if !early && c.Trace() && days.Holds(c.Created) {
			return nil
		}
		oldest = record.Earliest(oldest, c.Created)
	}
	asks := []Asking{r.converted()}
	if !fp.HasLeads {
		asks = append(asks, r.leads())
	}
	traces := r.traces()
	if !known || slices.ContainsFunc(traces, func(t trace) bool { return days.Holds(t.at) }) {
		return asks
	}
	if !fp.RecentComplete && oldest.After(days.From) {
		// The newest do not reach back to the sale's own days.
		asks = append(asks, r.commissionsUntil(days.To, oldest))
	}
	return append(asks, r.conversionsOf(days, traces)...)
}

// conversionsOf asks for conversions beside a sale's days, where the newest ones
// are all before or after.
func (r *gathering) conversionsOf(days question.Period, traces []trace) []Asking {
	if r.ev.FirstPromoter.ConvertedComplete || !r.hasAsked(question.Converted{}) || len(traces) == 0 {
		return nil
	}
	switch newest, oldest := traces[0], traces[len(traces)-1]; {
	case newest.at.Before(days.From) && r.depth < 3: // only to be quite sure
		return []Asking{r.convertedBetween(days.From, time.Time{})}
	case oldest.at.After(days.To):
		return []Asking{r.convertedBetween(time.Time{}, days.To)}
	}
	return nil
}

// trace is something FirstPromoter can only have learnt from Stripe by itself.
type trace struct {
	id string
	at time.Time
}

// traces are those known so far, newest first.
func (r known) traces() []trace {
	var traces []trace
	fp := &r.ev.FirstPromoter
	for _, list := range [][]record.Commission{fp.Recent, fp.Commissions} {
		for _, c := range list {
			if c.Trace() {
				traces = append(traces, trace{c.EventID, c.Created})
			}
		}
	}
	for _, list := range [][]record.Referral{fp.Converted, fp.Referrals} {
		for _, x := range list {
			if x.Trace() {
				traces = append(traces, trace{x.UID, x.CustomerSince})
			}
		}
	}
	slices.SortStableFunc(traces, func(a, b trace) int { return b.at.Compare(a.at) })
	return slices.CompactFunc(traces, func(a, b trace) bool { return a.id == b.id })
}

// traceLookups looks up FirstPromoter's newest trace in Stripe and, where that
// one is not found, up to limit of them.
func (r *gathering) traceLookups(limit int) []Asking {
	if r.recorded() {
		return nil
	}
	traces := r.traces()
	traces = traces[:min(len(traces), limit)]
	looked := r.ev.Stripe.Traces
	if len(looked) > 0 && looked[0].Existence == record.Found && len(traces) > 2 {
		// Beside the newest, which may have come to light since, one older is
		// enough to see whether the connection was ever changed.
		traces = []trace{traces[0], traces[len(traces)-1]}
	}
	var asks []Asking
	for _, t := range traces {
		asks = append(asks, r.exists(t.id, t.at))
	}
	return asks
}

// events asks which payments the Stripe events are about under whose ids the
// site reported the buyer's sales.
func (r *gathering) events() []Asking {
	var asks []Asking
	for _, c := range r.ev.FirstPromoter.Commissions {
		if strings.HasPrefix(c.EventID, "evt_") && len(asks) < 3 {
			asks = append(asks, r.event(c.EventID))
		}
	}
	return asks
}
