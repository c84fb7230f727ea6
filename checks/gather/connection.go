package gather

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// installChanges asks since when FirstPromoter's app is gone, where none stands. Who
// may not list the apps has none to ask about.
func (r *gathering) installChanges() Asking {
	if _, stands := r.facts().Apps().Installed(); stands || !r.installsKnown || r.recorded() {
		return Asking{}
	}
	return Ask(question.InstallChanges{}, func(list []record.InstallChange, _ error) { r.ev.Stripe.InstallChanges = list })
}

// connection asks for more of what FirstPromoter received where the newest
// commissions show nothing around the sale.
func (r *gathering) connection() []Asking {
	if r.recorded() {
		return nil
	}
	return append(r.moreTraces(), r.installChanges())
}

func (r *gathering) moreTraces() []Asking {
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
	received := r.facts().Received()
	if !known || slices.ContainsFunc(received, func(x facts.Received) bool { return days.Holds(x.At) }) {
		return asks
	}
	if !fp.RecentComplete && oldest.After(days.From) {
		// The newest do not reach back to the sale's own days.
		asks = append(asks, r.commissionsUntil(days.To, oldest))
	}
	return append(asks, r.conversionsOf(days, received)...)
}

// conversionsOf asks for conversions beside a sale's days, where the newest ones
// are all before or after.
func (r *gathering) conversionsOf(days question.Period, received []facts.Received) []Asking {
	if r.ev.FirstPromoter.ConvertedComplete || !r.hasAsked(question.Converted{}) || len(received) == 0 {
		return nil
	}
	switch newest, oldest := received[0], received[len(received)-1]; {
	case newest.At.Before(days.From) && r.depth < 3: // only to be quite sure
		return []Asking{r.convertedBetween(days.From, time.Time{})}
	case oldest.At.After(days.To):
		return []Asking{r.convertedBetween(time.Time{}, days.To)}
	}
	return nil
}

// traceLookups looks up FirstPromoter's newest trace in Stripe and, where that
// one is not found, up to limit of them.
func (r *gathering) traceLookups(limit int) []Asking {
	if r.recorded() {
		return nil
	}
	received := r.facts().Received()
	received = received[:min(len(received), limit)]
	looked := r.facts().LookedUp()
	if len(looked) > 0 && looked[0].Existence == record.Found && len(received) > 2 {
		// Beside the newest, which may have come to light since, one older is
		// enough to see whether the connection was ever changed.
		received = []facts.Received{received[0], received[len(received)-1]}
	}
	var asks []Asking
	for _, x := range received {
		asks = append(asks, r.exists(x.ID, x.At), r.paidHere(x.ID, x.At))
	}
	return asks
}

// maxReports bounds the commissions under an event's id that are followed to their payment.
const maxReports = 3

// events asks which payments the Stripe events are about under whose ids the
// site reported the buyer's sales.
func (r *gathering) events() []Asking {
	var ids []string
	for _, c := range r.ev.FirstPromoter.Commissions {
		if strings.HasPrefix(c.EventID, "evt_") && !slices.Contains(ids, c.EventID) {
			ids = append(ids, c.EventID)
		}
	}
	var asks []Asking
	for _, id := range firstOf(r.notes, record.BoundReports, ids, maxReports) {
		asks = append(asks, r.event(id))
	}
	return asks
}
