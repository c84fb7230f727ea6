package stripeapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"fpdoctor/checks/record"
)

// Coupon reads a coupon by its exact id, with the products it is limited to.
// A deleted one is not found.
func (c *Client) Coupon(ctx context.Context, id string) (record.Coupon, error) {
	path, ok := one("coupons", id)
	if !ok {
		return record.Coupon{}, unaskable()
	}
	raw, _, err := c.get(ctx, ask{path: path, expand: []string{"applies_to"}, needs: "rak_coupon_read", part: record.PartCoupons})
	if err != nil {
		return record.Coupon{}, err
	}
	r, err := single(c, raw, "coupon", coupon)
	if err == nil && r.Deleted {
		return record.Coupon{}, &record.Failure{Existence: record.NotFound, Detail: "this coupon has been deleted"}
	}
	return r, err
}

// PromotionCode reads a promotion code by its id (promo_…).
func (c *Client) PromotionCode(ctx context.Context, id string) (record.PromotionCode, error) {
	path, ok := one("promotion_codes", id)
	if !ok {
		return record.PromotionCode{}, unaskable()
	}
	raw, _, err := c.get(ctx, ask{path: path, needs: "rak_promotion_code_read", part: record.PartPromotionCodes})
	if err != nil {
		return record.PromotionCode{}, err
	}
	return single(c, raw, "promotion_code", promotionCode)
}

// PromotionCodesByText lists the promotion codes with a text, which Stripe
// compares without case. Several may share it when at most one is active. With
// an error of reason list-too-long, or of a later page, the list holds what came before.
func (c *Client) PromotionCodesByText(ctx context.Context, code string) ([]record.PromotionCode, error) {
	if code == "" {
		return nil, unaskable()
	}
	a := ask{path: "promotion_codes", query: url.Values{"code": {code}}, needs: "rak_promotion_code_read", part: record.PartPromotionCodes}
	list, gaps, more, err := all(ctx, c, a, maxPages, "promotion_code", promotionCode)
	return list, whole(gaps, more, err)
}

// PromotionCodesOfCoupon lists the promotion codes that stand for a coupon. Its
// error is as that of PromotionCodesByText.
func (c *Client) PromotionCodesOfCoupon(ctx context.Context, couponID string) ([]record.PromotionCode, error) {
	if couponID == "" {
		return nil, unaskable()
	}
	a := ask{path: "promotion_codes", query: url.Values{"coupon": {couponID}}, needs: "rak_promotion_code_read", part: record.PartPromotionCodes}
	list, gaps, more, err := all(ctx, c, a, maxPages, "promotion_code", promotionCode)
	return list, whole(gaps, more, err)
}

// Coupons lists the account's coupons, newest first. more: there may be others
// than these.
func (c *Client) Coupons(ctx context.Context) (list []record.Coupon, more bool, err error) {
	list, _, more, err = all(ctx, c, ask{path: "coupons", needs: "rak_coupon_read", part: record.PartCoupons}, maxPages, "coupon", coupon)
	return list, more, err
}

// NewestCoupons is the first page of Coupons.
func (c *Client) NewestCoupons(ctx context.Context) (list []record.Coupon, more bool, err error) {
	list, _, more, err = all(ctx, c, ask{path: "coupons", needs: "rak_coupon_read", part: record.PartCoupons}, 1, "coupon", coupon)
	return list, more, err
}

// single decodes the one object of an answer.
func single[T any](c *Client, raw json.RawMessage, want string, decode func(json.RawMessage, *peek) (T, error)) (T, error) {
	var p peek
	var none T
	if json.Unmarshal(raw, &p) != nil || p.ID == "" || p.Object != want || p.hollow() {
		return none, unreadable(http.StatusOK)
	}
	x, err := decode(c.scrub(raw), &p)
	if err != nil {
		return none, unreadable(http.StatusOK)
	}
	return x, nil
}

// all decodes a list of objects that nothing hangs below.
func all[T any](ctx context.Context, c *Client, a ask, pages int, want string, decode func(json.RawMessage, *peek) (T, error)) (list []T, gaps []record.Gap, more bool, err error) {
	gaps, more, err = c.list(ctx, a, pages, func(raw json.RawMessage) error {
		x, err := single(c, raw, want, decode)
		if err == nil {
			list = append(list, x)
		}
		return err
	})
	return list, gaps, more, err
}

// whole turns an incomplete list into an error, for lists whose callers have to
// rely on what is absent.
func whole(gaps []record.Gap, more bool, err error) error {
	switch {
	case err != nil:
		return err
	case len(gaps) > 0:
		return &gaps[len(gaps)-1].Failure
	case more:
		return &record.Failure{Reason: record.ListTooLong, Detail: "Stripe holds more of these than fpdoctor reads"}
	}
	return nil
}
