package stripeapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

func (c *Client) coupon(ctx context.Context, q question.Coupon) (record.Coupon, error) {
	path, ok := objectPath("coupons", q.ID)
	if !ok {
		return record.Coupon{}, unaskable()
	}
	raw, gaps, err := c.get(
		ctx,
		request{path: path, expand: []string{"applies_to", "currency_options"}, needs: "rak_coupon_read", part: record.PartCoupons},
	)
	if err != nil {
		return record.Coupon{}, err
	}
	r, err := single(raw, "coupon", coupon)
	r.CurrenciesRead = len(gaps) == 0
	if err == nil && r.Deleted {
		return record.Coupon{}, &record.Failure{Existence: record.NotFound, Detail: "this coupon has been deleted"}
	}
	return r, err
}

func (c *Client) promotionCode(ctx context.Context, q question.PromotionCode) (record.PromotionCode, error) {
	path, ok := objectPath("promotion_codes", q.ID)
	if !ok {
		return record.PromotionCode{}, unaskable()
	}
	raw, _, err := c.get(ctx, request{path: path, needs: "rak_promotion_code_read", part: record.PartPromotionCodes})
	if err != nil {
		return record.PromotionCode{}, err
	}
	return single(raw, "promotion_code", promotionCode)
}

func (c *Client) promotionCodesByText(ctx context.Context, q question.PromotionCodesByText) ([]record.PromotionCode, error) {
	return c.promotionCodes(ctx, "code", q.Text)
}

func (c *Client) promotionCodesOfCoupon(ctx context.Context, q question.PromotionCodesOfCoupon) ([]record.PromotionCode, error) {
	return c.promotionCodes(ctx, "coupon", q.Coupon)
}

func (c *Client) promotionCodes(ctx context.Context, by, value string) ([]record.PromotionCode, error) {
	if value == "" {
		return nil, unaskable()
	}
	parts := []string{"data.coupon.applies_to", "data.coupon.currency_options"}
	a := request{
		path:   "promotion_codes",
		query:  url.Values{by: {value}},
		expand: parts,
		needs:  "rak_promotion_code_read",
		part:   record.PartPromotionCodes,
	}
	list, gaps, more, err := all(ctx, c, a, maxPages, "promotion_code", promotionCode, func(x record.PromotionCode) string { return x.ID })
	for i := range list {
		list[i].Coupon.CurrenciesRead = len(gaps) == 0
	}
	return list, onlyWhole(gaps, more, err)
}

func (c *Client) allCoupons(ctx context.Context, _ question.Coupons) (question.List[record.Coupon], error) {
	return c.coupons(ctx, maxPages)
}

func (c *Client) newestCoupons(ctx context.Context, _ question.NewestCoupons) (question.List[record.Coupon], error) {
	return c.coupons(ctx, 1)
}

func (c *Client) coupons(ctx context.Context, pages int) (question.List[record.Coupon], error) {
	a := request{path: "coupons", needs: "rak_coupon_read", part: record.PartCoupons}
	list, _, more, err := all(ctx, c, a, pages, "coupon", coupon, func(x record.Coupon) string { return x.ID })
	return question.List[record.Coupon]{Items: list, Complete: !more && err == nil}, err
}

// single reads the one object of an answer that nothing hangs below.
func single[T, W any, P interface {
	*W
	wire
}](raw json.RawMessage, want string, build func(P, record.Raw) T) (T, error) {
	w := P(new(W))
	var none T
	s := source{text: jsontext.Value(raw)}
	if s.read(w) != nil || w.top().ID == "" || w.top().Object != want {
		return none, unreadable(http.StatusOK)
	}
	return build(w, s.raw()), nil
}

// all reads a list of such objects.
func all[T, W any, P interface {
	*W
	wire
}](ctx context.Context, c *Client, a request, pages int, want string, build func(P, record.Raw) T, id func(T) string,
) (list []T, gaps []record.Gap, more bool, err error) {
	gaps, more, err = c.list(ctx, a, pages, kept(func(text jsontext.Value, fresh func(string) bool) error {
		x, err := single(json.RawMessage(text), want, build)
		if err == nil && fresh(id(x)) {
			list = append(list, x)
		}
		return err
	}))
	return list, gaps, more, err
}

// onlyWhole turns an incomplete list into an error, for lists whose callers have to
// rely on what is absent.
func onlyWhole(gaps []record.Gap, more bool, err error) error {
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
