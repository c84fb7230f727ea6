package checks

import (
	"cmp"
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// DiagnoseAccount looks at what concerns an account as a whole: items 1 to 3,
// and in item 6 what FirstPromoter's own coupon fields hold. sale is the newest
// payment that is missing, by which item 1 tells whether sales still arrive; nil
// where none is missing. Items 4 and 5 stand there only where a list they
// need could not be had. It is pure, as Diagnose is.
func DiagnoseAccount(ev *record.Evidence, sale *record.Sale, ans record.Answers, now time.Time) []Check {
	w := &walk{ev: ev, ans: ans, now: now}
	arriving := &walk{ev: ev, ans: ans, now: now, sale: sale}
	if traces := w.traces(); sale == nil && len(traces) > 0 {
		// Nothing is missing, so that silence since the last sale says nothing.
		arriving.now = traces[0].at
	}
	var out []Check
	for _, run := range []struct {
		item  Item
		check func() []Finding
	}{
		{Connected, arriving.accountConnected},
		{Account, w.account},
		{Mode, w.mode},
		{Lead, func() []Finding { return w.gaps(record.PartCustomers, record.PartReferrals) }},
		{Payment, func() []Finding { return w.gaps(record.PartInvoices, record.PartCharges, record.PartSessions) }},
		{Coupon, w.couponFields},
	} {
		var found []Finding
		if guarded(func() { found = run.check() }) {
			found = []Finding{w.stumbled()}
		}
		if len(found) > 0 || run.item <= Mode {
			out = append(out, conclude(run.item, found))
		}
	}
	return out
}

// accountConnected is item 1 in words that speak of no one sale.
func (w *walk) accountConnected() []Finding {
	out := w.connected()
	for i, f := range out {
		if f.Cause != "recently-received" || len(w.traces()) == 0 {
			continue
		}
		newest := w.traces()[0]
		out[i].Summary = record.Say("FirstPromoter hears from Stripe: the newest sale it learnt of is {trace}, of {traceat}.", w.args(record.Args{"trace": id(newest.id), "traceat": when(newest.at)}))
	}
	return out
}

// couponFields are the faults of the promoters' tracking coupons themselves:
// each that is set more than once, and each that holds no coupon's id.
func (w *walk) couponFields() []Finding {
	out := w.gaps(record.PartPromoters, record.PartPromoCodes)
	seen := map[string]bool{}
	for _, promoter := range w.ev.FirstPromoter.Promoters {
		if !record.Unknown(promoter.ArchivedAt) {
			continue
		}
		for _, p := range promoter.Promotions {
			c := couponWalk{walk: w, promotion: p, promoter: promoter, known: true, codes: w.promoCodes(p.ID)}
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
	return append(out, w.unreadCoupons()...)
}

// unreadCoupons: without Stripe's coupons nothing can be said of the fields.
func (w *walk) unreadCoupons() []Finding {
	for _, promoter := range w.ev.FirstPromoter.Promoters {
		if slices.ContainsFunc(promoter.Promotions, func(p record.Promotion) bool { return p.TrackingCoupon != "" }) {
			return w.gaps(record.PartCoupons, record.PartPromotionCodes)
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
