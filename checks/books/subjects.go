package books

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

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

// LeadsLookedFor is how many leads there are among which Stripe may know some, but for
// those of the subjects: with Options.Since those made since.
func (b *Books) LeadsLookedFor(but []record.Query) int {
	looked := map[string]bool{}
	for _, q := range but {
		looked[q.Value] = q.Kind == record.ByReferral
	}
	n := 0
	for _, l := range b.Referrals {
		if !l.Customer() && !looked[l.ID] && (b.opts.Since.IsZero() || b.isNew(l)) {
			n++
		}
	}
	return n
}

// LeadsFound is how many leads a customer of Stripe was tied to so far.
func (b *Books) LeadsFound() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ties == nil {
		return 0
	}
	return len(b.ties.owners)
}

// Windowed reports whether of Stripe's lists only what was made since Options.Since is read.
func (b *Books) Windowed() bool {
	<-b.prepared
	return b.windowed
}

func (b *Books) leadsSince() int {
	n := 0
	for _, l := range b.Referrals {
		if b.isNew(l) {
			n++
		}
	}
	return n
}

// isNew reports whether a lead was made since Options.Since.
func (b *Books) isNew(l record.Referral) bool {
	return !l.Customer() && !b.opts.Since.IsZero() && !l.Created.Before(b.opts.Since)
}

// New reports whether a lead or its payment is one that is looked at: with Options.Since
// only those made since.
func (b *Books) New(lead string, payment time.Time) bool {
	return b.opts.Since.IsZero() || !payment.Before(b.opts.Since) ||
		slices.ContainsFunc(b.Referrals, func(l record.Referral) bool { return l.ID == lead && b.isNew(l) })
}

// Subjects are what an audit has to look at, newest first: every lead that
// Stripe may know, and the newest payment of every buyer without a referral
// that carries a promoter's coupon and that FirstPromoter does not have.
func (b *Books) Subjects() []record.Query {
	return append(b.leadsToLookAt(func(l record.Referral) bool {
		switch {
		case b.ties.known[l.ID], b.Forgone() && b.opts.Since.IsZero():
			return true
		case b.windowed || b.Forgone():
			return b.isNew(l) // a customer from before may be its own
		}
		return record.IsCustomerID(l.UID)
	}), b.buyersToLookAt()...)
}

// Before reports whether one sale to look at comes before another: newer leads first, and
// buyers without a referral after all leads.
func (b *Books) Before(x, y record.Query) bool {
	place := func(q record.Query) int {
		for i, l := range b.Referrals {
			if q.Kind == record.ByReferral && l.ID == q.Value {
				return i
			}
		}
		return len(b.Referrals)
	}
	return place(x) < place(y)
}

// Early are those of the leads of whom a customer has been found in Stripe so far, while
// the lists are being read: what that one paid can be asked for.
func (b *Books) Early() []record.Query {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ties == nil {
		return nil
	}
	return b.leadsToLookAt(func(l record.Referral) bool { return b.ties.owners[l.ID] })
}

// News is sent to when Early may be longer than it was.
func (b *Books) News() <-chan struct{} { return b.news }

func (b *Books) leadsToLookAt(mayBeKnown func(record.Referral) bool) []record.Query {
	emails, uids := map[string]bool{}, map[string]bool{} // of records that are in use
	for _, l := range b.Referrals {
		if l.Live() {
			emails[record.FoldAddress(l.Email)], uids[l.UID] = true, true
		}
	}
	var out []record.Query
	for _, l := range b.Referrals {
		switch {
		case l.Customer(), !mayBeKnown(l):
		case !l.Live() && (l.Email != "" && emails[record.FoldAddress(l.Email)] || l.UID != "" && uids[l.UID]):
			// A record that is no longer used, beside the one that is.
		default:
			out = append(out, record.ReferralQuery(l.ID))
		}
	}
	return out
}

func (b *Books) buyersToLookAt() []record.Query {
	emails, uids := map[string]bool{}, map[string]bool{}
	for _, l := range b.Referrals {
		emails[record.FoldAddress(l.Email)], uids[l.UID] = true, true
	}
	recorded := b.recorded()
	slices.SortFunc(b.couponSale, func(x, y couponSale) int {
		return cmp.Or(y.at.Compare(x.at), strings.Compare(x.query.Value, y.query.Value))
	})
	seen := map[string]bool{}
	var out []record.Query
	for _, s := range b.couponSale {
		buyer := s.customerID
		if buyer == "" {
			buyer = record.FoldAddress(s.email)
		}
		if seen[buyer] && buyer != "" || s.customerID != "" && uids[s.customerID] || s.email != "" && emails[record.FoldAddress(s.email)] {
			continue
		}
		seen[buyer] = true
		if !slices.ContainsFunc(s.ids, recorded) {
			out = append(out, s.query)
		}
	}
	return out
}

// recorded tells the ids under which FirstPromoter holds a commission.
func (b *Books) recorded() func(id string) bool {
	ids := map[string]bool{}
	for _, c := range b.Commissions {
		ids[c.EventID] = true
	}
	return func(id string) bool { return ids[id] }
}

// Sale gathers what there is to know of one sale, out of the books where they have it.
func (b *Books) Sale(ctx context.Context, query record.Query) *record.Evidence {
	if b.Forgone() {
		return b.Live(ctx, query)
	}
	return gather.Sale(ctx, b.answering(), query, b.quietly())
}

// Live does the same while Stripe's lists are still being read.
func (b *Books) Live(ctx context.Context, query record.Query) *record.Evidence {
	return gather.Sale(ctx, b.asking(), query, b.quietly())
}

// quietly are the options of a look at one sale of many.
func (b *Books) quietly() gather.Options {
	opts := b.opts.Options
	opts.Progress, opts.Sparing = nil, true
	return opts
}

// Account gathers what concerns the account as a whole: once FirstPromoter's lists
// are Known, and again with all that Stripe's told when these are read.
func (b *Books) Account(ctx context.Context) *record.Evidence {
	opts := b.quietly()
	opts.Sparing = false
	known := record.Evidence{
		FirstPromoter: record.FirstPromoterSide{
			HasLeads:  len(b.Referrals) > 0,
			Promoters: b.promoters.Items, PromotersComplete: b.promoters.Complete,
			PromoCodes: b.promoCodes.Items, PromoCodesComplete: b.promoCodes.Complete,
		},
		Gaps: b.unread,
	}
	services := b.asking()
	if b.isOver() {
		known.Stripe.Invoices, known.Gaps = b.held.Invoices, b.Gaps
		if !b.Forgone() {
			services = b.answering()
		}
	}
	services.FirstPromoter = heldPromoter{b.clients.FirstPromoter, b, true}
	return gather.Account(ctx, services, &known, opts)
}

func (b *Books) isOver() bool {
	select {
	case <-b.Over:
		return true
	default:
		return false
	}
}

// NewestMissing is the newest payment of a lead that FirstPromoter does not
// have, in which money moved.
func (b *Books) NewestMissing() (record.Sale, bool) {
	recorded := b.recorded()
	for _, s := range b.held.Sales() {
		if s.MoneyMoved() && b.holds[s.CustomerID()] && !slices.ContainsFunc(s.IDs(), recorded) {
			return s, true
		}
	}
	return record.Sale{}, false
}
