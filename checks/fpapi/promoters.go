package fpapi

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// allPromoters lists the promoters with their promotions.
func (c *Client) allPromoters(ctx context.Context, _ question.Promoters) (question.List[record.Promoter], error) {
	if c.api == record.V2 {
		return all(ctx, c, listing[record.Promoter]{path: "/promoters", pages: within(ctx, maxPromoters), read: readPromoter2})
	}
	w, err := c.codedPromoters(ctx)
	list := question.List[record.Promoter]{Complete: w.Complete}
	for _, p := range w.Items {
		list.Items = append(list.Items, p.Promoter)
	}
	return list, err
}

// promoterByCode reads the promoter who owns a code. API v2 says itself
// (find_by=promo_code); on v1 the list of promoters is looked through, for the
// very text first, then without regard to case.
func (c *Client) promoterByCode(ctx context.Context, q question.PromoterByCode) (record.Promoter, error) {
	if strings.TrimSpace(q.Code) == "" {
		return record.Promoter{}, notFound()
	}
	if c.api == record.V2 {
		part, ok := segment(q.Code)
		if !ok {
			return record.Promoter{}, notFound()
		}
		return readOne(ctx, c, "/promoters/"+part, url.Values{"find_by": {"promo_code"}}, readPromoter2)
	}
	w, err := c.codedPromoters(ctx)
	if err != nil {
		return record.Promoter{}, err
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, p := range w.Items {
			if slices.ContainsFunc(p.codes, func(x string) bool { return same(x, q.Code) }) {
				return p.Promoter, nil
			}
		}
	}
	if !w.Complete {
		return record.Promoter{}, tooLong()
	}
	return record.Promoter{}, notFound()
}

// codedPromoters is API v1's whole list, fetched once.
func (c *Client) codedPromoters(ctx context.Context) (whole[codedPromoter], error) {
	return c.promoters.get(ctx, func(ctx context.Context) (whole[codedPromoter], error) {
		list, err := all(ctx, c, listing[codedPromoter]{path: "/promoters/list", pages: within(ctx, maxPromoters), read: readPromoter1})
		return whole[codedPromoter]{list}, err
	})
}

func (c *Client) promoCodesOf(ctx context.Context, q question.PromoCodesOf) ([]record.PromoCode, error) {
	if c.api == record.V1 || strings.TrimSpace(q.Promotion) == "" {
		return nil, nil
	}
	list, err := all(ctx, c, listing[record.PromoCode]{
		path: "/promo_codes", query: url.Values{"promoter_campaign_id": {q.Promotion}}, pages: maxMatches, read: readPromoCode2,
	})
	return list.Items, err
}

func (c *Client) allPromoCodes(ctx context.Context, _ question.AllPromoCodes) (question.List[record.PromoCode], error) {
	if c.api == record.V1 {
		return question.List[record.PromoCode]{Complete: true}, nil
	}
	return all(ctx, c, listing[record.PromoCode]{path: "/promo_codes", pages: within(ctx, maxMatches), read: readPromoCode2})
}

func (c *Client) campaignRewards(ctx context.Context, _ question.Rewards) ([]record.Reward, error) {
	if c.api == record.V1 {
		return nil, nil
	}
	list, err := all(
		ctx,
		c,
		listing[record.Reward]{path: "/rewards", query: url.Values{"scope": {"referrals"}}, pages: maxMatches, read: readReward2},
	)
	return list.Items, err
}
