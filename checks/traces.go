package checks

import (
	"slices"

	"fpdoctor/checks/record"
)

// sentByAPI is a commission of a sale that the site reported itself.
func (w *walk) sentByAPI() (record.Commission, bool) {
	for _, c := range w.allCommissions() {
		if c.Type == "sale" && c.CreatedBy == "" && c.EventID != "" && !c.FromStripe() {
			return *c, true
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
	ids := w.saleIDs()
	var best *recording
	for _, c := range w.allCommissions() {
		if c.Type != "sale" || c.EventID == "" || !slices.Contains(ids, c.EventID) {
			continue
		}
		// Asked about one referral, another one's conversion is not its own.
		if asked && c.ReferralID != "" && c.ReferralID != w.ev.Query.Value {
			continue
		}
		r := &recording{commission: c, byHand: c.CreatedBy != "", byAPI: !c.FromStripe()}
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

// saleIDs are all ids under which FirstPromoter may hold the sale, those of
// Stripe's events about it included.
func (w *walk) saleIDs() []string {
	ids := w.sale.IDs()
	known := len(ids)
	for _, e := range w.ev.Stripe.Events {
		if slices.ContainsFunc(e.Objects, func(id string) bool { return slices.Contains(ids[:known], id) }) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}
