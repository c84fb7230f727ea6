package checks

import (
	"cmp"
	"slices"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// DiagnoseAccount looks at what concerns an account as a whole: items 1 to 3,
// and in item 6 what FirstPromoter's own coupon fields hold. sale is the newest
// payment that is missing, by which item 1 tells whether sales still arrive; nil
// where none is missing. Items 4 and 5 stand there only where a list they
// need could not be had. It is pure, as Diagnose is.
func DiagnoseAccount(ev *record.Evidence, sale *record.Sale, ans record.Answers, now time.Time) []Check {
	f := facts.OfAccount(ev, ans, nil)
	arriving, asOf := facts.OfAccount(ev, ans, sale), now
	if received := f.Received(); sale == nil && len(received) > 0 {
		// Nothing is missing, so that silence since the last sale says nothing.
		asOf = received[0].At
	}
	in := newInput(f, ans, now)
	var out []Check
	for _, run := range []struct {
		item  Item
		check func() []Finding
	}{
		{Connected, func() []Finding { return connectedAtAll(arriving, ans, asOf) }},
		{Account, func() []Finding { return checkAccount(f, ans, now) }},
		{Mode, func() []Finding { return checkMode(f, ans, now) }},
		{Lead, func() []Finding { return in.gaps(record.PartCustomers, record.PartReferrals) }},
		{Payment, func() []Finding { return in.gaps(record.PartInvoices, record.PartCharges, record.PartSessions) }},
		{Coupon, in.couponFields},
	} {
		var found []Finding
		if guarded(func() { found = run.check() }) {
			found = []Finding{in.stumbled()}
		}
		if len(found) > 0 || run.item <= Mode {
			out = append(out, conclude(run.item, found))
		}
	}
	return out
}

// connectedAtAll is item 1 in words that speak of no one sale.
func connectedAtAll(f *facts.Facts, ans record.Answers, now time.Time) []Finding {
	in := newInput(f, ans, now)
	out := checkConnected(f, ans, now)
	for i, f := range out {
		if f.Cause != "recently-received" || len(in.Received()) == 0 {
			continue
		}
		newest := in.Received()[0]
		a := in.args(causes.Args{causes.ArgTrace: record.IDPiece(newest.ID), causes.ArgTraceAt: when(newest.At)})
		out[i] = in.findingAs(f.Cause, causes.OfAccount, a, in.refObject(newest.Ref))
	}
	return out
}

// couponFields are the faults of the promoters' tracking coupons themselves:
// each that is set more than once, and each that holds no coupon's id.
func (in input) couponFields() []Finding {
	out := in.gaps(record.PartPromoters, record.PartPromoCodes)
	seen := map[string]bool{}
	for _, promoter := range in.ev.FirstPromoter.Promoters {
		if !record.Unknown(promoter.ArchivedAt) {
			continue
		}
		for _, p := range promoter.Promotions {
			c := promotionMatch{input: in, promotion: p, promoter: promoter, known: true, codes: in.PromoCodes(p.ID)}
			t := p.TrackingCoupon
			if !earns(p) || c.byCodes() || t == "" && !c.displayOnly() || t != "" && seen[t] {
				continue
			}
			if t == "" {
				out = append(out, c.idMissing(record.Discount{}))
				continue
			}
			seen[t] = true
			if f, ok := c.shared(); ok {
				out = append(out, f)
			} else if found, ok := c.fieldFault(); ok {
				out = append(out, slices.DeleteFunc(found, func(f Finding) bool { return f.Verdict != Fail && f.Verdict != Warn })...)
			}
		}
	}
	return inPart(in, append(out, in.unreadCoupons()...), record.BoundUnknown)
}

// unreadCoupons: without Stripe's coupons nothing can be said of the fields.
func (in input) unreadCoupons() []Finding {
	for _, promoter := range in.ev.FirstPromoter.Promoters {
		if slices.ContainsFunc(promoter.Promotions, func(p record.Promotion) bool { return p.TrackingCoupon != "" }) {
			return in.gaps(record.PartCoupons, record.PartPromotionCodes)
		}
	}
	return nil
}

// earns reports whether a promotion is in use. Blocked, rejected and pending
// ones track nothing, whatever their coupon is.
func earns(p record.Promotion) bool {
	switch cmp.Or(p.State, "accepted") {
	case "accepted", "inactive", "offer_running":
		return true
	}
	return false
}
