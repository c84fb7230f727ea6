package facts

import (
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// Recording is the proof that FirstPromoter has this sale: a commission under one
// of the sale's ids, or the conversion of the payer's referral.
type Recording struct {
	Commission *record.Commission // nil: by the conversion of the referral
	ByHand     bool
	ByAPI      bool // under an id that Stripe does not send
}

// FromStripe reports whether FirstPromoter learnt of the sale from Stripe by itself.
func (r *Recording) FromStripe() bool {
	return r != nil && r.Commission != nil && !r.ByHand && !r.ByAPI
}

// findRecording looks for the proof that FirstPromoter has this sale.
func findRecording(f *Facts) *Recording {
	if f.sale == nil {
		return nil
	}
	asked := f.ev.Query.Kind == record.ByReferral
	var best *Recording
	for _, c := range f.carriers {
		// Asked about one referral, another one's conversion is not its own.
		if asked && c.ReferralID != "" && c.ReferralID != f.ev.Query.Value {
			continue
		}
		r := &Recording{Commission: c, ByHand: c.CreatedBy != "", ByAPI: !c.FromStripe()}
		if best == nil || r.FromStripe() {
			best = r
		}
	}
	if best != nil {
		return best
	}
	customer := f.sale.CustomerID()
	for _, r := range f.Referrals() {
		if customer != "" && r.UID == customer && r.Customer() && (!asked || r.ID == f.ev.Query.Value) {
			return &Recording{}
		}
	}
	return nil
}

// Commission is the one that carries the sale, another referral's than the one asked
// about too; nil: none came up.
func (f *Facts) Commission() *record.Commission {
	if f.recording != nil && f.recording.Commission != nil {
		return f.recording.Commission
	}
	if len(f.carriers) > 0 {
		return f.carriers[0]
	}
	return nil
}

// saleCommissions are those under one of the sale's ids.
func saleCommissions(f *Facts) []*record.Commission {
	if f.sale == nil {
		return nil
	}
	var out []*record.Commission
	ids := saleIDs(f)
	for _, c := range f.Commissions() {
		if c.Type == record.CommissionOfSale && c.EventID != "" && slices.Contains(ids, c.EventID) {
			out = append(out, c)
		}
	}
	return out
}

// saleIDs are all ids under which FirstPromoter may hold the sale, those of
// Stripe's events about it included.
func saleIDs(f *Facts) []string {
	ids := f.sale.IDs()
	known := len(ids)
	for _, e := range f.ev.Stripe.Events {
		if slices.ContainsFunc(e.Objects, func(id string) bool { return slices.Contains(ids[:known], id) }) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// SentByAPI is a commission of a sale that the site reported itself, under an id
// that Stripe does not send.
func (f *Facts) SentByAPI() (record.Commission, bool) {
	for _, c := range f.Commissions() {
		if c.Type == record.CommissionOfSale && c.CreatedBy == "" && c.EventID != "" && !c.FromStripe() {
			return *c, true
		}
	}
	return record.Commission{}, false
}

// Received is something FirstPromoter can only have learnt from Stripe by itself.
type Received struct {
	ID string // in_, ch_, py_ or cus_
	At time.Time
	// Ref is FirstPromoter's own record of it.
	Ref record.Ref
}

func listReceived(f *Facts) []Received {
	// Nearly all commissions and conversions are such.
	out := make([]Received, 0, len(f.Commissions())+len(f.ev.FirstPromoter.Converted))
	for _, c := range f.Commissions() {
		if c.Trace() {
			out = append(out, Received{c.EventID, c.Created, record.FirstPromoterRef(record.TypeCommission, c.ID)})
		}
	}
	for _, r := range f.Referrals() {
		if r.Trace() {
			out = append(out, Received{r.UID, r.CustomerSince, record.FirstPromoterRef(record.TypeReferral, r.ID)})
		}
	}
	slices.SortFunc(out, func(a, b Received) int { return record.CompareReceived(a.ID, a.At, b.ID, b.At) })
	return slices.CompactFunc(out, func(a, b Received) bool { return a.ID == b.ID })
}

// ReceivedAs is what FirstPromoter received under an id.
func (f *Facts) ReceivedAs(id string) Received {
	for _, r := range f.Received() {
		if r.ID == id {
			return r
		}
	}
	return Received{ID: id}
}

// LookedUp are the look-ups in Stripe of what FirstPromoter received that told
// something, newest first. Where the newest itself could not be looked up nothing
// is concluded from older ones.
func (f *Facts) LookedUp() []record.TraceLookup {
	var out []record.TraceLookup
	for _, t := range f.ev.Stripe.Traces {
		switch {
		case t.Conclusive():
			out = append(out, t)
		case t.Existence == record.NotAsked && len(out) == 0:
			return nil
		}
	}
	return out
}

// ConvertedHere reports whether the sale counts as recorded by the conversion of its
// referral alone, and the buyer paid in this account about that time.
func (f *Facts) ConvertedHere() bool {
	if f.recording == nil || f.recording.Commission != nil {
		return false
	}
	customer := f.sale.CustomerID()
	return slices.ContainsFunc(f.Referrals(), func(r *record.Referral) bool {
		return r.UID == customer && r.Customer() && paidAbout(f, customer, r.CustomerSince)
	})
}

func paidAbout(f *Facts, customer string, since time.Time) bool {
	return slices.ContainsFunc(
		f.ev.Stripe.Traces,
		func(t record.TraceLookup) bool { return t.ID == customer && t.Conclusive() && t.PaidHere },
	) ||
		slices.ContainsFunc(f.Sales(), func(s record.Sale) bool {
			return s.CustomerID() == customer && s.MoneyMoved() && record.ConvertedBy(s.Time(), since)
		})
}
