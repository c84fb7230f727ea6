package checks

import (
	"strings"
	"time"

	"fpdoctor/checks/record"
)

const (
	// atSale is how soon after a payment a lead still counts as reported with it.
	atSale = 10 * time.Minute
	// longBefore is how much earlier than the lead a payment shows an old buyer.
	longBefore = 24 * time.Hour
)

// leadState is what can be wrong with the lead itself, its promoter or its
// date, however it was found.
func (w *walk) leadState() []Finding {
	var out []Finding
	l := w.match.lead
	if l != nil && l.Live() {
		if l.Expired {
			out = append(out, w.finding("referral-expired", w.args(), w.leadObject()))
		}
		if l.FraudCheck != "" && l.FraudCheck != "no_suspicion" {
			out = append(out, w.finding("referral-flagged", w.args(record.Args{"flag": code(strings.ReplaceAll(l.FraudCheck, "_", " "))}), w.leadObject()))
		}
	}
	out = append(out, w.promoterState()...)
	if l == nil {
		return out
	}
	return append(out, w.leadDates(*l)...)
}

// promoterState: blocked, rejected and archived promoters earn nothing, not
// even on old leads; suspended ones go on earning on those.
func (w *walk) promoterState() []Finding {
	p, promoter, ok := w.promotion()
	if !ok {
		return nil
	}
	objects := []Object{w.fpObject(record.TypePromoter, promoter.ID), w.fpObject(record.TypePromotion, p.ID)}
	state, archived := "", !record.Unknown(promoter.ArchivedAt)
	switch {
	case archived:
		state = "archived"
	case p.State == "blocked" || p.State == "rejected":
		state = p.State
	case promoter.Status == "blocked" || promoter.Status == "rejected" || promoter.Status == "denied":
		state = promoter.Status
	case p.State == "inactive":
		return []Finding{w.note("promoter-blocked", w.args(), objects...)}
	}
	if state == "" {
		return nil
	}
	a := record.Args{"promoterstate": words(state)}
	if archived {
		a["archived"], a["promotion"] = words("yes"), record.Piece{}
	}
	return []Finding{w.finding("promoter-blocked", w.args(a), objects...)}
}

// convertedBy reports whether the lead became a customer right after a payment:
// then it came early enough for that one.
func convertedBy(l record.Referral, paid time.Time) bool {
	return l.Customer() && !l.CustomerSince.Before(paid) && l.CustomerSince.Sub(paid) <= tracesAfter
}

// leadDates compares the lead's date with the payments'.
func (w *walk) leadDates(l record.Referral) []Finding {
	if record.Unknown(l.Created) || w.sale == nil || !w.sale.MoneyMoved() {
		return nil
	}
	paid := w.sale.Time()
	late := l.Created.Sub(paid)
	dates := []Compare{{Field: "paid / lead created", Stripe: when(paid), FirstPromoter: when(l.Created)}}
	switch {
	case late > atSale:
		f := w.finding("lead-after-sale", w.args(), w.leadObject(), w.saleObject())
		f.Compare = dates
		return []Finding{f}
	case late > 0 && !convertedBy(l, paid) && l.EntrySource != "coupon" && !w.carriesVisitorID() && !w.carriesTrackingCoupon():
		f := w.finding("lead-at-sale", w.args(), w.leadObject(), w.saleObject())
		f.Compare = dates
		return []Finding{f}
	}
	if l.Customer() || w.payer == nil {
		return nil
	}
	var first record.Sale
	var found bool
	for _, s := range w.sales() {
		if s.CustomerID() == w.payer.ID && s.MoneyMoved() && s.Time().Before(l.Created.Add(-longBefore)) {
			first, found = s, true
		}
	}
	if !found {
		return nil
	}
	ref := first.Ref()
	return []Finding{w.finding("paid-before-lead", w.args(record.Args{"firstpaid": when(first.Time())}), w.stripeObject(ref.Type, ref.ID), w.leadObject())}
}
