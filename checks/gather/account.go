package gather

import (
	"context"
	"slices"

	"fpdoctor/checks/record"
)

// Account gathers what concerns an account as a whole: the traces, and what
// Stripe knows of the promoters' tracking coupons. known is what was read of the
// account before: whether it has leads, its promoters, promo codes and invoices,
// and what could not be had.
func Account(ctx context.Context, clients Clients, known *record.Evidence, opts Options) *record.Evidence {
	r := begin(ctx, clients, record.Query{}, opts)
	asks := []Asking{r.account(), r.installs(), r.recent(), r.converted(), r.leads()}
	if r.ev.Stripe.KeyMode == "" {
		asks = append(asks, r.mode())
	}
	r.round(asks...)
	f := &r.ev.FirstPromoter
	f.HasLeads = known.FirstPromoter.HasLeads
	r.addPromoters(known.FirstPromoter.Promoters)
	r.addPromoCodes(known.FirstPromoter.PromoCodes)
	f.PromotersComplete, f.PromoCodesComplete = known.FirstPromoter.PromotersComplete, known.FirstPromoter.PromoCodesComplete
	r.ev.Stripe.Invoices = known.Stripe.Invoices
	r.round(append(r.traceLookups(1), r.installChanges(), coupons{r}.everyCouponName())...)
	r.round(append(r.traceLookups(5), r.unknownCoupons()...)...)
	r.compareNames()
	for _, g := range known.Gaps {
		r.addGap(g)
	}
	return r.finish()
}

// maxUnknown bounds the tracking values that are asked for one by one.
const maxUnknown = 25

// unknownCoupons asks what the tracking values are that are no coupon's id.
func (r *gathering) unknownCoupons() []Asking {
	known := map[string]*record.Coupon{}
	for i := range r.names {
		known[r.names[i].ID] = &r.names[i]
	}
	var unknown []string
	for _, p := range r.ev.FirstPromoter.Promoters {
		for _, x := range p.Promotions {
			t := x.TrackingCoupon
			if t == "" {
				continue
			}
			if c := known[t]; c != nil {
				r.lookup(t).Coupon = c
			} else if r.namesComplete && !slices.Contains(unknown, t) {
				unknown = append(unknown, t)
			}
		}
	}
	var asks []Asking
	for _, t := range firstOf(r.notes, record.BoundUnknown, unknown, maxUnknown) {
		r.lookup(t)
		asks = append(asks, coupons{r}.promotionCode(t))
	}
	return asks
}
