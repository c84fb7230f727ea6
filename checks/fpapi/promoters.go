package fpapi

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"fpdoctor/checks/record"
)

// Promoters lists all promoters with their promotions. complete is false where
// a bound was reached.
func (c *Client) Promoters(ctx context.Context) (list []record.Promoter, complete bool, err error) {
	if c.api == record.V2 {
		return all(ctx, c, listing[record.Promoter]{path: "/promoters", pages: maxPromoters, read: readPromoter2})
	}
	w, err := c.allPromoters(ctx)
	for _, p := range w.list {
		list = append(list, p.Promoter)
	}
	return list, w.complete, err
}

// Promoter reads one promoter; NotFound as with Referral.
func (c *Client) Promoter(ctx context.Context, id string) (record.Promoter, error) {
	if strings.TrimSpace(id) == "" {
		return record.Promoter{}, notFound()
	}
	if c.api == record.V1 {
		p, err := one(ctx, c, "/promoters/show", url.Values{"id": {id}}, readPromoter1)
		return p.Promoter, err
	}
	part, ok := segment(id)
	if !ok {
		return record.Promoter{}, notFound()
	}
	return one(ctx, c, "/promoters/"+part, nil, readPromoter2)
}

// PromoterByCode reads the promoter who owns a promotion code or tracking
// coupon. API v2 says itself (find_by=promo_code); on v1 the list of promoters
// is looked through, for the very text first, then without regard to case.
func (c *Client) PromoterByCode(ctx context.Context, code string) (record.Promoter, error) {
	if strings.TrimSpace(code) == "" {
		return record.Promoter{}, notFound()
	}
	if c.api == record.V2 {
		part, ok := segment(code)
		if !ok {
			return record.Promoter{}, notFound()
		}
		return one(ctx, c, "/promoters/"+part, url.Values{"find_by": {"promo_code"}}, readPromoter2)
	}
	w, err := c.allPromoters(ctx)
	if err != nil {
		return record.Promoter{}, err
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, p := range w.list {
			if slices.ContainsFunc(p.codes, func(x string) bool { return same(x, code) }) {
				return p.Promoter, nil
			}
		}
	}
	if !w.complete {
		return record.Promoter{}, tooLong()
	}
	return record.Promoter{}, notFound()
}

// allPromoters is API v1's whole list, fetched once.
func (c *Client) allPromoters(ctx context.Context) (whole[codedPromoter], error) {
	return c.promoters.get(ctx, func(ctx context.Context) (whole[codedPromoter], error) {
		list, complete, err := all(ctx, c, listing[codedPromoter]{path: "/promoters/list", pages: maxPromoters, read: readPromoter1})
		return whole[codedPromoter]{list, complete}, err
	})
}

// Promotions lists all promotions. On API v2 this is the only list that holds
// display coupons and the campaign's shared ones; on v1 they are those of Promoters.
func (c *Client) Promotions(ctx context.Context) (list []record.Promotion, complete bool, err error) {
	if c.api == record.V2 {
		return all(ctx, c, listing[record.Promotion]{path: "/promoter_campaigns", pages: maxPromoters, read: readPromotion2})
	}
	promoters, complete, err := c.Promoters(ctx)
	for _, p := range promoters {
		list = append(list, p.Promotions...)
	}
	return list, complete, err
}

// PromoCodes lists the promotion codes that FirstPromoter made for one
// promotion. API v1 has none: nil.
func (c *Client) PromoCodes(ctx context.Context, promotionID string) ([]record.PromoCode, error) {
	if c.api == record.V1 || strings.TrimSpace(promotionID) == "" {
		return nil, nil
	}
	list, _, err := all(ctx, c, listing[record.PromoCode]{
		path: "/promo_codes", query: url.Values{"promoter_campaign_id": {promotionID}}, pages: maxMatches, read: readPromoCode2,
	})
	return list, err
}

// AllPromoCodes lists the promotion codes of all promotions. complete is false
// where a bound was reached. API v1 has none.
func (c *Client) AllPromoCodes(ctx context.Context) (list []record.PromoCode, complete bool, err error) {
	if c.api == record.V1 {
		return nil, true, nil
	}
	return all(ctx, c, listing[record.PromoCode]{path: "/promo_codes", pages: maxMatches, read: readPromoCode2})
}

// Rewards lists the rewards for referrals, which name the campaigns' shared
// coupons. API v1 has no such list: nil (see Promotion.SharedCoupons).
func (c *Client) Rewards(ctx context.Context) ([]record.Reward, error) {
	if c.api == record.V1 {
		return nil, nil
	}
	list, _, err := all(ctx, c, listing[record.Reward]{path: "/rewards", query: url.Values{"scope": {"referrals"}}, pages: maxMatches, read: readReward2})
	return list, err
}
