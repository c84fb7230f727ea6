package checks

import (
	"strings"
	"time"

	"fpdoctor/checks/causes"
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
func (in leadItem) leadState() []Finding {
	var out []Finding
	l := in.Lead().Referral
	if l != nil && l.Live() {
		if l.Expired {
			out = append(out, in.finding("referral-expired", in.args(), in.leadObject()))
		}
		if l.FraudCheck != "" && l.FraudCheck != "no_suspicion" {
			out = append(out, in.finding("referral-flagged",
				in.args(causes.Args{causes.ArgFlag: record.CodePiece(strings.ReplaceAll(l.FraudCheck, "_", " "))}), in.leadObject()))
		}
	}
	out = append(out, in.promoterState()...)
	if l == nil {
		return out
	}
	return append(out, in.leadDates(*l)...)
}

// promoterState: blocked, rejected and archived promoters earn nothing, not
// even on old leads; suspended ones go on earning on those.
func (in leadItem) promoterState() []Finding {
	p, promoter, ok := in.Promotion()
	if !ok {
		return nil
	}
	objects := []Object{in.fpObject(record.TypePromoter, promoter.ID), in.fpObject(record.TypePromotion, p.ID)}
	state, archived := "", !record.Unknown(promoter.ArchivedAt)
	switch {
	case archived:
		state = "archived"
	case p.State == "blocked" || p.State == "rejected":
		state = p.State
	case promoter.Status == "blocked" || promoter.Status == "rejected" || promoter.Status == "denied":
		state = promoter.Status
	case p.State == "inactive":
		return []Finding{in.note("promoter-blocked", in.args(), objects...)}
	}
	if state == "" {
		return nil
	}
	a := causes.Args{causes.ArgPromoterState: record.WordsPiece(state)}
	if archived {
		a[causes.ArgArchived], a[causes.ArgPromotion] = causes.Yes.Piece(), record.Piece{}
	}
	return []Finding{in.finding("promoter-blocked", in.args(a), objects...)}
}

// convertedBy reports whether the lead became a customer right after a payment:
// then it came early enough for that one.
func convertedBy(l record.Referral, paid time.Time) bool {
	return l.Customer() && !l.CustomerSince.Before(paid) && l.CustomerSince.Sub(paid) <= receivedAfter
}

// leadDates compares the lead's date with the payments'.
func (in leadItem) leadDates(l record.Referral) []Finding {
	if record.Unknown(l.Created) || in.Sale() == nil || !in.Sale().MoneyMoved() || in.simulated() {
		return nil
	}
	paid := in.Sale().Time()
	_, byCoupon := in.TrackingOwner()
	late := l.Created.Sub(paid)
	dates := []Compare{{Field: "paid / lead created", Stripe: when(paid), FirstPromoter: when(l.Created)}}
	switch {
	case late > atSale:
		f := in.finding("lead-after-sale", in.args(), in.leadObject(), in.saleObject())
		f.Compare = dates
		return []Finding{f}
	case late > 0 && !convertedBy(l, paid) && l.EntrySource != record.EntryCoupon && !in.carriesVisitorID() && !byCoupon:
		f := in.finding("lead-at-sale", in.args(), in.leadObject(), in.saleObject())
		f.Compare = dates
		return []Finding{f}
	}
	if l.Customer() || in.Payer() == nil {
		return nil
	}
	var first record.Sale
	var found bool
	for _, s := range in.Sales() {
		if s.CustomerID() == in.Payer().ID && s.MoneyMoved() && s.Time().Before(l.Created.Add(-longBefore)) {
			first, found = s, true
		}
	}
	if !found {
		return nil
	}
	ref := first.Ref()
	return []Finding{in.finding("paid-before-lead", in.args(causes.Args{causes.ArgFirstPaid: when(first.Time())}),
		in.stripeObject(ref.Type, ref.ID), in.leadObject())}
}
