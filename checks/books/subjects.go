package books

import (
	"context"
	"slices"
	"strings"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
)

// Leads are the referrals that are no customers.
func (b *Books) Leads() int {
	n := 0
	for _, l := range b.Referrals {
		if !l.Customer() {
			n++
		}
	}
	return n
}

// Subjects are what an audit has to look at, newest first: every lead that
// Stripe may know, and the newest payment of every buyer without a referral
// that carries a promoter's coupon and that FirstPromoter does not have.
func (b *Books) Subjects() []record.Query {
	var out []record.Query
	emails, uids, live := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, l := range b.Referrals {
		emails[record.FoldAddress(l.Email)], uids[l.UID] = true, true
		if l.Live() {
			live[record.FoldAddress(l.Email)], live[l.UID] = true, true
		}
	}
	for _, l := range b.Referrals {
		switch {
		case l.Customer(), !b.ties.known[l.ID] && !strings.HasPrefix(l.UID, "cus_"):
		case !l.Live() && (l.Email != "" && live[record.FoldAddress(l.Email)] || l.UID != "" && live[l.UID]):
			// A record that is no longer used, beside the one that is.
		default:
			out = append(out, record.Query{Kind: record.ByReferral, Value: l.ID, Typed: "ref_" + l.ID})
		}
	}
	recorded := map[string]bool{}
	for _, c := range b.Commissions {
		recorded[c.EventID] = true
	}
	slices.SortStableFunc(b.couponSale, func(x, y couponSale) int { return y.at.Compare(x.at) })
	seen := map[string]bool{}
	for _, s := range b.couponSale {
		buyer := s.customerID
		if buyer == "" {
			buyer = record.FoldAddress(s.email)
		}
		if seen[buyer] && buyer != "" || s.customerID != "" && uids[s.customerID] || s.email != "" && emails[record.FoldAddress(s.email)] {
			continue
		}
		seen[buyer] = true
		if !slices.ContainsFunc(s.ids, func(id string) bool { return recorded[id] }) {
			out = append(out, s.query)
		}
	}
	return out
}

// Sale is Sale, answered out of the books where they have it.
func (b *Books) Sale(ctx context.Context, query record.Query) *record.Evidence {
	opts := b.opts
	opts.Progress, opts.Sparing = nil, true
	return gather.Sale(ctx, b.answering(), query, opts)
}

// Account gathers what concerns the account as a whole.
func (b *Books) Account(ctx context.Context) *record.Evidence {
	opts := b.opts
	opts.Progress = nil
	return gather.Account(ctx, b.answering(), &record.Evidence{
		Stripe: record.StripeSide{Invoices: b.held.Invoices},
		FirstPromoter: record.FirstPromoterSide{
			HasLeads:  len(b.Referrals) > 0,
			Promoters: b.promoters.Items, PromotersComplete: b.promoters.Complete,
			PromoCodes: b.promoCodes.Items, PromoCodesComplete: b.promoCodes.Complete,
		},
		Gaps: b.Gaps,
	}, opts)
}

// NewestMissing is the newest payment of a lead that FirstPromoter does not
// have, in which money moved.
func (b *Books) NewestMissing() (record.Sale, bool) {
	recorded := map[string]bool{}
	for _, c := range b.Commissions {
		recorded[c.EventID] = true
	}
	for _, s := range b.held.Sales() {
		if s.MoneyMoved() && b.holds[s.CustomerID()] && !slices.ContainsFunc(s.IDs(), func(id string) bool { return recorded[id] }) {
			return s, true
		}
	}
	return record.Sale{}, false
}
