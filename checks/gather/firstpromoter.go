package gather

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// The requests to FirstPromoter, each with the words shown while it runs.

type listed[T any] struct {
	list     []T
	complete bool
}

func (r *run) referral(id string) ask {
	if r.clients.FirstPromoter == nil {
		return ask{}
	}
	return ask{system: record.FirstPromoter, part: record.PartReferrals, what: "the referral", key: "firstpromoter referral " + id, do: func(ctx context.Context) error {
		l, err := r.clients.FirstPromoter.Referral(ctx, id)
		r.mu.Lock()
		defer r.mu.Unlock()
		var failure *record.Failure
		switch {
		case err == nil:
			r.ev.FirstPromoter.ReferralAsked = record.Found
			r.addReferrals([]record.Referral{l})
		case errors.As(err, &failure) && failure.Existence == record.NotFound:
			r.ev.FirstPromoter.ReferralAsked = record.NotFound
		}
		return err
	}}
}

func (r *run) referralsByEmail(email string) ask {
	return fp(r, record.PartReferrals, "leads with the address", "referrals "+email, func(ctx context.Context) ([]record.Referral, error) {
		return r.clients.FirstPromoter.ReferralsByEmail(ctx, email)
	}, r.addReferrals)
}

func (r *run) referralsByUID(uid string) ask {
	return fp(r, record.PartReferrals, "leads with the customer’s id", "referrals "+uid, func(ctx context.Context) ([]record.Referral, error) {
		return r.clients.FirstPromoter.ReferralsByUID(ctx, uid)
	}, r.addReferrals)
}

// maxUIDs bounds, for each kind of object, the values that are asked for as a lead's uid.
const maxUIDs = 4

// uidsElsewhere asks for leads under every value of a payer's or of the sale's
// metadata that can be a lead's uid.
func (r *run) uidsElsewhere(c *record.Customer, sale *record.Sale) []ask {
	var asks []ask
	count := map[string]int{}
	for _, p := range r.ev.Stripe.UIDs(c, sale) {
		uid := strings.TrimSpace(p.Value)
		// No uid is as long as this, a sentence or a link; addresses are asked for as such.
		if len(uid) > 128 || strings.ContainsAny(uid, " @/") || count[p.Object.Type] == maxUIDs {
			continue
		}
		count[p.Object.Type]++
		asks = append(asks, r.referralsByUID(uid))
	}
	return asks
}

// maxElsewhere bounds the addresses asked for that stand in other fields.
const maxElsewhere = 3

// emailsElsewhere asks for leads under the addresses that stand in metadata,
// custom fields and descriptions.
func (r *run) emailsElsewhere(sale *record.Sale) []ask {
	var found []string
	take := func(list []record.Place) {
		for _, p := range list {
			found = append(found, p.Value)
		}
	}
	for _, c := range r.payers() {
		take(r.ev.Stripe.AddressesInTexts(&c, nil))
	}
	take(r.ev.Stripe.AddressesInTexts(nil, sale))
	slices.Sort(found)
	found = slices.Compact(found)
	var asks []ask
	for _, e := range found[:min(len(found), maxElsewhere)] {
		if !r.hasAddress(e) {
			asks = append(asks, r.referralsByEmail(e), r.customersByEmail(e))
		}
	}
	return asks
}

// leadsLike searches for near misses by the part before the @, then by a
// domain that is somebody's own.
func (r *run) leadsLike(email string) []ask {
	like := func(what, q string) ask {
		return fp(r, record.PartLeads, what, "like "+q, func(ctx context.Context) ([]record.Referral, error) {
			return r.clients.FirstPromoter.ReferralsLike(ctx, q)
		}, func(list []record.Referral) { r.addLeads(list, false) })
	}
	if r.ev.FirstPromoter.API == record.V1 {
		return nil
	}
	a := record.Address(email).Meant()
	var asks []ask
	local := a.Untagged()
	if len(local) >= 3 {
		asks = append(asks, like("leads with a similar address", local))
	}
	// Gmail takes an address with and without dots for the same.
	if bare := strings.ReplaceAll(local, ".", ""); bare != local && a.Public() {
		asks = append(asks, like("leads with a similar address", bare))
	}
	for _, d := range a.OwnDomains() {
		asks = append(asks, like("leads at the same company", d))
	}
	return asks
}

func (r *run) addLeads(list []record.Referral, complete bool) {
	f := &r.ev.FirstPromoter
	add(&f.Leads, list, func(x record.Referral) string { return x.ID })
	f.LeadsComplete = f.LeadsComplete || complete
	f.HasLeads = f.HasLeads || len(list) > 0
}

func (r *run) leads() ask {
	return fp(r, record.PartLeads, "the newest leads", "leads", func(ctx context.Context) (listed[record.Referral], error) {
		list, complete, err := r.clients.FirstPromoter.Leads(ctx)
		return listed[record.Referral]{list, complete}, err
	}, func(l listed[record.Referral]) { r.addLeads(l.list, l.complete) })
}

// leadsAround lists the leads made in the weeks before a sale.
func (r *run) leadsAround(at time.Time) ask {
	if r.ev.FirstPromoter.API == record.V1 {
		return ask{}
	}
	return fp(r, record.PartLeads, "leads of those days", "leads around", func(ctx context.Context) ([]record.Referral, error) {
		list, _, err := r.clients.FirstPromoter.ReferralsCreated(ctx, at.Add(-14*24*time.Hour), at.Add(24*time.Hour))
		return list, err
	}, func(list []record.Referral) { r.addLeads(list, false) })
}

func (r *run) commissions(q string) ask {
	return fp(r, record.PartCommissions, "commissions of the sale", "commissions "+q, func(ctx context.Context) ([]record.Commission, error) {
		return r.clients.FirstPromoter.Commissions(ctx, q)
	}, r.addCommissions)
}

func (r *run) recent() ask {
	return fp(r, record.PartRecent, "the newest commissions", "recent", func(ctx context.Context) (listed[record.Commission], error) {
		list, complete, err := r.clients.FirstPromoter.RecentCommissions(ctx)
		return listed[record.Commission]{list, complete}, err
	}, func(l listed[record.Commission]) {
		r.ev.FirstPromoter.Recent, r.ev.FirstPromoter.RecentComplete = append(r.ev.FirstPromoter.Recent, l.list...), l.complete
	})
}

// commissionsUntil lists the newest of the commissions that are older than both
// the moment and the oldest known.
func (r *run) commissionsUntil(until, oldest time.Time) ask {
	return fp(r, record.PartRecent, "commissions of those days", "commissions until", func(ctx context.Context) (listed[record.Commission], error) {
		list, complete, err := r.clients.FirstPromoter.CommissionsBetween(ctx, time.Time{}, record.Earliest(until, oldest))
		return listed[record.Commission]{list, complete}, err
	}, func(l listed[record.Commission]) {
		add(&r.ev.FirstPromoter.Recent, l.list, func(c record.Commission) string { return c.ID })
		if l.complete {
			r.readCommissions = until
			r.ev.FirstPromoter.RecentComplete = !until.Before(oldest)
		}
	})
}

func (r *run) converted() ask {
	return fp(r, record.PartRecent, "leads that became customers", "converted", func(ctx context.Context) (listed[record.Referral], error) {
		list, complete, err := r.clients.FirstPromoter.Converted(ctx)
		return listed[record.Referral]{list, complete}, err
	}, func(l listed[record.Referral]) {
		r.ev.FirstPromoter.Converted, r.ev.FirstPromoter.ConvertedComplete = l.list, l.complete
		r.ev.FirstPromoter.HasLeads = r.ev.FirstPromoter.HasLeads || len(l.list) > 0
	})
}

// convertedBetween lists conversions of the days that decide, where there are
// more than the list of all shows.
func (r *run) convertedBetween(from, until time.Time) ask {
	return fp(r, record.PartRecent, "conversions of those days", "converted between", func(ctx context.Context) (listed[record.Referral], error) {
		list, complete, err := r.clients.FirstPromoter.ConvertedBetween(ctx, from, until)
		return listed[record.Referral]{list, complete}, err
	}, func(l listed[record.Referral]) {
		add(&r.ev.FirstPromoter.Converted, l.list, func(x record.Referral) string { return x.ID })
		if l.complete && from.IsZero() {
			r.readConversions = until
		}
	})
}
