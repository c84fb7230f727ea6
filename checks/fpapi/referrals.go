package fpapi

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// Bounds of the lists, in pages of perPage.
const (
	maxMatches   = 5  // what a search for one e-mail address or uid finds
	maxLeads     = 40 // v1's whole lists of leads and of rewards
	maxPromoters = 20
	maxWhole     = 500 // what an audit reads from end to end
)

// newest is the bound of the lists of which only the newest part is wanted. A
// second page is for servers that cap pages below perPage.
const newest = 2

// Referral reads one referral. One that does not exist is a Failure with
// Existence NotFound.
func (c *Client) Referral(ctx context.Context, id string) (record.Referral, error) {
	if strings.TrimSpace(id) == "" {
		return record.Referral{}, notFound()
	}
	if c.api == record.V1 {
		return one(ctx, c, "/leads/show", url.Values{"id": {id}}, readLead1)
	}
	part, ok := segment(id)
	if !ok {
		return record.Referral{}, notFound()
	}
	return one(ctx, c, "/referrals/"+part, nil, readReferral2)
}

// ReferralsByEmail finds referrals by e-mail address. API v2 gives whatever its
// search finds, which is more than exact matches: the caller compares.
func (c *Client) ReferralsByEmail(ctx context.Context, email string) ([]record.Referral, error) {
	return c.referralsBy(ctx, "email", email, func(r record.Referral) string { return r.Email })
}

// ReferralsByUID finds referrals by the site's own id of the person, as
// ReferralsByEmail does by e-mail address.
func (c *Client) ReferralsByUID(ctx context.Context, uid string) ([]record.Referral, error) {
	return c.referralsBy(ctx, "uid", uid, func(r record.Referral) string { return r.UID })
}

func (c *Client) referralsBy(ctx context.Context, field, value string, of func(record.Referral) string) ([]record.Referral, error) {
	if strings.TrimSpace(value) == "" {
		return nil, nil
	}
	if c.api == record.V1 {
		r, err := one(ctx, c, "/leads/show", url.Values{field: {value}}, readLead1)
		switch {
		case isNotFound(err):
			return nil, nil
		case err != nil:
			return nil, err
		}
		return []record.Referral{r}, nil
	}
	// The search keeps values with dots out of the path, where a server may
	// take them for a file's ending.
	list, complete, err := all(ctx, c, listing[record.Referral]{path: "/referrals", query: url.Values{"q": {value}}, pages: maxMatches, read: readReferral2})
	if err != nil {
		return list, err
	}
	if !complete && !slices.ContainsFunc(list, func(r record.Referral) bool { return of(r) == value }) {
		return list, tooLong()
	}
	return list, nil
}

// ReferralsLike searches e-mail addresses, uids, names and websites, one page.
// API v1 has no search: nil.
func (c *Client) ReferralsLike(ctx context.Context, q string) ([]record.Referral, error) {
	if c.api == record.V1 || strings.TrimSpace(q) == "" {
		return nil, nil
	}
	list, _, err := all(ctx, c, listing[record.Referral]{path: "/referrals", query: url.Values{"q": {q}}, pages: 1, read: readReferral2})
	return list, err
}

// ReferralsCreated lists referrals created between two moments, newest first,
// at most 500; a zero moment is no bound. more says that there were others. API v1
// has no such filter: nil.
func (c *Client) ReferralsCreated(ctx context.Context, from, to time.Time) (list []record.Referral, more bool, err error) {
	if c.api == record.V1 {
		return nil, false, nil
	}
	list, complete, err := all(ctx, c, listing[record.Referral]{path: "/referrals", query: dates("created_at", from, to), pages: maxMatches, read: readReferral2})
	list = between(list, from, to, referralDate)
	newestFirst(list, referralDate)
	return list, !complete && err == nil, err
}

// dates filters by day. The account's time zone is not known, so a day more is
// asked for at both ends; the caller drops what is outside.
func dates(field string, from, to time.Time) url.Values {
	q := url.Values{}
	if !from.IsZero() {
		q.Set("filters["+field+"][from]", from.UTC().AddDate(0, 0, -1).Format(time.DateOnly))
	}
	if !to.IsZero() {
		q.Set("filters["+field+"][to]", to.UTC().AddDate(0, 0, 1).Format(time.DateOnly))
	}
	return q
}

// AllReferrals lists every referral, leads and customers, newest first.
// complete is false where a bound was reached.
func (c *Client) AllReferrals(ctx context.Context) (list []record.Referral, complete bool, err error) {
	if c.api == record.V1 {
		w, err := c.allLeads(ctx)
		return w.copied(), w.complete, err
	}
	list, complete, err = all(ctx, c, listing[record.Referral]{path: "/referrals", pages: maxWhole, read: func(raw json.RawMessage) (record.Referral, string) {
		r, key := readReferral2(raw)
		r.Raw = nil // of thousands, nobody looks at the bytes
		return r, key
	}})
	newestFirst(list, referralDate)
	return list, complete, err
}

// Leads lists referrals to look through for near misses, newest first: on API
// v2 the newest 100 that are no customers yet, on v1 all, customers included.
// complete says that there are no others.
func (c *Client) Leads(ctx context.Context) (list []record.Referral, complete bool, err error) {
	if c.api == record.V1 {
		w, err := c.allLeads(ctx)
		return w.copied(), w.complete, err
	}
	return c.newestOf(ctx, "lead", nil)
}

// Converted lists referrals that became customers, newest first: on API v2 the
// newest 100, on v1 all.
func (c *Client) Converted(ctx context.Context) (list []record.Referral, complete bool, err error) {
	if c.api == record.V1 {
		w, err := c.allLeads(ctx)
		list := slices.DeleteFunc(w.copied(), func(r record.Referral) bool { return !r.Customer() })
		return list, w.complete, err
	}
	return c.newestOf(ctx, "customer", nil)
}

// ConvertedBetween lists referrals that became customers between two moments, on
// API v2 at most 100; a zero moment is no bound. complete says that there are
// no others in between.
func (c *Client) ConvertedBetween(ctx context.Context, from, to time.Time) (list []record.Referral, complete bool, err error) {
	if c.api == record.V1 {
		list, complete, err = c.Converted(ctx)
	} else {
		list, complete, err = c.newestOf(ctx, "customer", dates("customer_since", from, to))
	}
	return between(list, from, to, func(r record.Referral) time.Time { return r.CustomerSince }), complete, err
}

// newestOf lists one type of referrals. FirstPromoter documents no order, its
// own tools say newest first.
func (c *Client) newestOf(ctx context.Context, kind string, query url.Values) ([]record.Referral, bool, error) {
	if query == nil {
		query = url.Values{}
	}
	query.Set("filters[type]", kind)
	list, complete, err := all(ctx, c, listing[record.Referral]{
		path: "/referrals", query: query, pages: newest, limit: perPage, read: readReferral2,
	})
	newestFirst(list, referralDate)
	return list, complete, err
}

// allLeads is API v1's whole list, fetched once.
func (c *Client) allLeads(ctx context.Context) (whole[record.Referral], error) {
	return c.leads.get(ctx, func(ctx context.Context) (whole[record.Referral], error) {
		list, complete, err := all(ctx, c, listing[record.Referral]{path: "/leads/list", pages: maxLeads, read: readLead1})
		newestFirst(list, referralDate)
		return whole[record.Referral]{list, complete}, err
	})
}
