package fpapi

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// Bounds of the lists, in pages of perPage.
const (
	maxMatches   = 5  // what a search for one e-mail address or uid finds
	maxLeads     = 40 // v1's whole lists of leads and of rewards
	maxPromoters = 20
)

// newest is the bound of the lists of which only the newest part is wanted. A
// second page is for servers that cap pages below perPage.
const newest = 2

// answers are all questions that this client answers.
var answers = question.NewTable(
	question.By((*Client).referral),
	question.By((*Client).referralsByEmail),
	question.By((*Client).referralsByUID),
	question.By((*Client).referralsLike),
	question.By((*Client).referralsCreated),
	question.By((*Client).newestLeads),
	question.By((*Client).converted),
	question.By((*Client).convertedBetween),
	question.By((*Client).allReferrals),

	question.By((*Client).commissions),
	question.By((*Client).recentCommissions),
	question.By((*Client).commissionsBetween),
	question.By((*Client).allCommissions),

	question.By((*Client).allPromoters),
	question.By((*Client).promoterByCode),
	question.By((*Client).promoCodesOf),
	question.By((*Client).allPromoCodes),
	question.By((*Client).campaignRewards),
)

// Ask answers any of question.OfFirstPromoter.
func (c *Client) Ask(ctx context.Context, q question.Question) (any, error) {
	return answers.Ask(ctx, c, q)
}

func (c *Client) referral(ctx context.Context, q question.Referral) (record.Referral, error) {
	if strings.TrimSpace(q.ID) == "" {
		return record.Referral{}, notFound()
	}
	if c.api == record.V1 {
		return readOne(ctx, c, "/leads/show", url.Values{"id": {q.ID}}, readLead1)
	}
	part, ok := segment(q.ID)
	if !ok {
		return record.Referral{}, notFound()
	}
	return readOne(ctx, c, "/referrals/"+part, nil, readReferral2)
}

func (c *Client) referralsByEmail(ctx context.Context, q question.ReferralsByEmail) ([]record.Referral, error) {
	return c.referralsBy(ctx, "email", q.Email, func(r record.Referral) string { return r.Email })
}

func (c *Client) referralsByUID(ctx context.Context, q question.ReferralsByUID) ([]record.Referral, error) {
	return c.referralsBy(ctx, "uid", q.UID, func(r record.Referral) string { return r.UID })
}

func (c *Client) referralsBy(ctx context.Context, field, value string, of func(record.Referral) string) ([]record.Referral, error) {
	if strings.TrimSpace(value) == "" {
		return nil, nil
	}
	if c.api == record.V1 {
		r, err := readOne(ctx, c, "/leads/show", url.Values{field: {value}}, readLead1)
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
	list, err := all(
		ctx,
		c,
		listing[record.Referral]{path: "/referrals", query: url.Values{"q": {value}}, pages: maxMatches, read: readReferral2},
	)
	if err == nil && !list.Complete && !slices.ContainsFunc(list.Items, func(r record.Referral) bool { return of(r) == value }) {
		err = tooLong()
	}
	return list.Items, err
}

func (c *Client) referralsLike(ctx context.Context, q question.ReferralsLike) ([]record.Referral, error) {
	if c.api == record.V1 || strings.TrimSpace(q.Text) == "" {
		return nil, nil
	}
	list, err := all(ctx, c, listing[record.Referral]{path: "/referrals", query: url.Values{"q": {q.Text}}, pages: 1, read: readReferral2})
	return list.Items, err
}

func (c *Client) referralsCreated(ctx context.Context, q question.ReferralsCreated) (question.List[record.Referral], error) {
	if c.api == record.V1 {
		return question.List[record.Referral]{}, nil
	}
	list, err := all(
		ctx,
		c,
		listing[record.Referral]{path: "/referrals", query: dates("created_at", q.Created), pages: maxMatches, read: readReferral2},
	)
	list.Items = between(list.Items, q.Created, referralDate)
	newestFirst(list.Items, referralDate)
	return list, err
}

// dates filters by day. The account's time zone is not known, so a day more is
// asked for at both ends; the caller drops what is outside.
func dates(field string, p question.Period) url.Values {
	q := url.Values{}
	if !p.From.IsZero() {
		q.Set("filters["+field+"][from]", p.From.UTC().AddDate(0, 0, -1).Format(time.DateOnly))
	}
	if !p.To.IsZero() {
		q.Set("filters["+field+"][to]", p.To.UTC().AddDate(0, 0, 1).Format(time.DateOnly))
	}
	return q
}

// allReferrals reads to the end, however far that is.
func (c *Client) allReferrals(ctx context.Context, _ question.AllReferrals) (question.List[record.Referral], error) {
	if c.api == record.V1 {
		w, err := c.allLeads(ctx)
		return w.copied(), err
	}
	read := func(raw json.RawMessage) (record.Referral, string) {
		r, key := readReferral2(raw)
		r.Raw = nil // of thousands, nobody looks at the bytes
		return r, key
	}
	list, err := all(ctx, c, listing[record.Referral]{path: "/referrals", alike: alikeReferrals, bare: true, read: read})
	newestFirst(list.Items, referralDate)
	return list, err
}

func (c *Client) newestLeads(ctx context.Context, _ question.Leads) (question.List[record.Referral], error) {
	if c.api == record.V1 {
		w, err := c.allLeads(ctx)
		return w.copied(), err
	}
	return c.newestOf(ctx, "lead", nil)
}

func (c *Client) converted(ctx context.Context, _ question.Converted) (question.List[record.Referral], error) {
	return c.convertedBetween(ctx, question.ConvertedBetween{})
}

func (c *Client) convertedBetween(ctx context.Context, q question.ConvertedBetween) (question.List[record.Referral], error) {
	if c.api == record.V1 {
		w, err := c.allLeads(ctx)
		list := w.copied()
		list.Items = slices.DeleteFunc(list.Items, func(r record.Referral) bool { return !r.Customer() })
		list.Items = between(list.Items, q.Since, customerSince)
		return list, err
	}
	list, err := c.newestOf(ctx, "customer", dates("customer_since", q.Since))
	list.Items = between(list.Items, q.Since, customerSince)
	return list, err
}

func customerSince(r record.Referral) time.Time { return r.CustomerSince }

// newestOf lists one type of referrals. FirstPromoter documents no order, its
// own tools say newest first.
func (c *Client) newestOf(ctx context.Context, kind string, query url.Values) (question.List[record.Referral], error) {
	if query == nil {
		query = url.Values{}
	}
	query.Set("filters[type]", kind)
	list, err := all(ctx, c, listing[record.Referral]{
		path: "/referrals", query: query, pages: newest, limit: perPage, read: readReferral2,
	})
	newestFirst(list.Items, referralDate)
	return list, err
}

// allLeads is API v1's whole list, fetched once.
func (c *Client) allLeads(ctx context.Context) (whole[record.Referral], error) {
	return c.leads.get(ctx, func(ctx context.Context) (whole[record.Referral], error) {
		list, err := all(ctx, c, listing[record.Referral]{
			path: "/leads/list", pages: within(ctx, maxLeads), read: readLead1, alike: alikeReferrals,
		})
		newestFirst(list.Items, referralDate)
		return whole[record.Referral]{list}, err
	})
}
