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

// Commissions finds commissions by event id, or by e-mail address or uid of the
// referral. As API v2's own search does, it finds whatever holds the text: the
// caller compares.
func (c *Client) Commissions(ctx context.Context, q string) ([]record.Commission, error) {
	if strings.TrimSpace(q) == "" {
		return nil, nil
	}
	if c.api == record.V2 {
		list, complete, err := all(ctx, c, listing[record.Commission]{path: "/commissions", query: url.Values{"q": {q}}, pages: maxMatches, read: readCommission2})
		return unlessCut(list, complete, err)
	}
	w, err := c.allRewards(ctx)
	list := slices.DeleteFunc(w.copied(), func(x record.Commission) bool {
		return !holds(x.EventID, q) && !holds(x.ReferralEmail, q) && !holds(x.ReferralUID, q)
	})
	return unlessCut(list, w.complete, err)
}

// unlessCut tells nothing found from not read far enough.
func unlessCut(list []record.Commission, complete bool, err error) ([]record.Commission, error) {
	if err == nil && !complete && len(list) == 0 {
		return nil, tooLong()
	}
	return list, err
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// RecentCommissions lists commissions, newest first: on API v2 the newest 100,
// on v1 all. complete says that there are no others.
func (c *Client) RecentCommissions(ctx context.Context) (list []record.Commission, complete bool, err error) {
	return c.commissionsWithin(ctx, time.Time{}, time.Time{})
}

// AllCommissions lists every commission, newest first. complete is false where
// a bound was reached.
func (c *Client) AllCommissions(ctx context.Context) (list []record.Commission, complete bool, err error) {
	if c.api == record.V1 {
		w, err := c.allRewards(ctx)
		return w.copied(), w.complete, err
	}
	list, complete, err = all(ctx, c, listing[record.Commission]{
		path: "/commissions", query: url.Values{"sorting[created_at]": {"desc"}}, pages: maxWhole, read: func(raw json.RawMessage) (record.Commission, string) {
			x, key := readCommission2(raw)
			x.Raw = nil
			return x, key
		},
	})
	newestFirst(list, commissionDate)
	return list, complete, err
}

// CommissionsBetween lists commissions created between two moments, newest
// first, on API v2 at most 100; a zero moment is no bound. complete says that
// there are no others in between.
func (c *Client) CommissionsBetween(ctx context.Context, from, to time.Time) (list []record.Commission, complete bool, err error) {
	return c.commissionsWithin(ctx, from, to)
}

func (c *Client) commissionsWithin(ctx context.Context, from, to time.Time) (list []record.Commission, complete bool, err error) {
	if c.api == record.V1 {
		w, err := c.allRewards(ctx)
		return between(w.copied(), from, to, commissionDate), w.complete, err
	}
	query := dates("created_at", from, to)
	query.Set("sorting[created_at]", "desc")
	list, complete, err = all(ctx, c, listing[record.Commission]{path: "/commissions", query: query, pages: newest, limit: perPage, read: readCommission2})
	list = between(list, from, to, commissionDate)
	newestFirst(list, commissionDate)
	return list, complete, err
}

// allRewards is API v1's whole list, newest first, fetched once.
func (c *Client) allRewards(ctx context.Context) (whole[record.Commission], error) {
	return c.rewards.get(ctx, func(ctx context.Context) (whole[record.Commission], error) {
		list, complete, err := all(ctx, c, listing[record.Commission]{path: "/rewards/list", pages: maxLeads, read: readReward1})
		newestFirst(list, commissionDate)
		return whole[record.Commission]{list, complete}, err
	})
}
