package fpapi

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// commissions searches; on API v1 as v2's own search does.
func (c *Client) commissions(ctx context.Context, q question.Commissions) ([]record.Commission, error) {
	if strings.TrimSpace(q.Text) == "" {
		return nil, nil
	}
	if c.api == record.V2 {
		query := url.Values{"q": {q.Text}}
		return unlessCut(
			all(ctx, c, listing[record.Commission]{path: "/commissions", query: query, pages: maxMatches, read: readCommission2}),
		)
	}
	w, err := c.allRewards(ctx)
	list, part := w.copied(), strings.ToLower(q.Text)
	holds := func(text string) bool { return strings.Contains(strings.ToLower(text), part) }
	list.Items = slices.DeleteFunc(list.Items, func(x record.Commission) bool {
		return !holds(x.EventID) && !holds(x.ReferralEmail) && !holds(x.ReferralUID)
	})
	return unlessCut(list, err)
}

// unlessCut tells nothing found from not read far enough.
func unlessCut(list question.List[record.Commission], err error) ([]record.Commission, error) {
	if err == nil && !list.Complete && len(list.Items) == 0 {
		return nil, tooLong()
	}
	return list.Items, err
}

// allCommissions reads to the end, however far that is.
func (c *Client) allCommissions(ctx context.Context, q question.AllCommissions) (question.List[record.Commission], error) {
	if c.api == record.V1 {
		w, err := c.allRewards(ctx)
		return w.copied(), err
	}
	query := dates("created_at", question.Period{From: q.Since})
	query.Set("sorting[created_at]", "desc")
	list, err := all(ctx, c, listing[record.Commission]{
		path: "/commissions", query: query, alike: alikeCommissions, bare: true,
		read: func(raw json.RawMessage) (record.Commission, string) {
			x, key := readCommission2(raw)
			x.Raw = nil
			return x, key
		},
	})
	newestFirst(list.Items, commissionDate)
	return list, err
}

func (c *Client) recentCommissions(ctx context.Context, _ question.RecentCommissions) (question.List[record.Commission], error) {
	return c.commissionsBetween(ctx, question.CommissionsBetween{})
}

func (c *Client) commissionsBetween(ctx context.Context, q question.CommissionsBetween) (question.List[record.Commission], error) {
	if c.api == record.V1 {
		w, err := c.allRewards(ctx)
		list := w.copied()
		list.Items = between(list.Items, q.Created, commissionDate)
		return list, err
	}
	query := dates("created_at", q.Created)
	query.Set("sorting[created_at]", "desc")
	list, err := all(
		ctx,
		c,
		listing[record.Commission]{path: "/commissions", query: query, pages: newest, limit: perPage, read: readCommission2},
	)
	list.Items = between(list.Items, q.Created, commissionDate)
	newestFirst(list.Items, commissionDate)
	return list, err
}

// allRewards is API v1's whole list, newest first, fetched once.
func (c *Client) allRewards(ctx context.Context) (whole[record.Commission], error) {
	return c.rewards.get(ctx, func(ctx context.Context) (whole[record.Commission], error) {
		list, err := all(ctx, c, listing[record.Commission]{
			path: "/rewards/list", pages: within(ctx, maxLeads), read: readReward1, alike: alikeCommissions,
		})
		newestFirst(list.Items, commissionDate)
		return whole[record.Commission]{list}, err
	})
}
