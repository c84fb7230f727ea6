package record

import "strings"

// Naming is how a text that FirstPromoter holds as a coupon names one of Stripe's.
type Naming int

// The ways, those of a slip of case or blanks included.
const (
	NotNamed Naming = iota
	ByCouponID
	ByPromotionCode // by its text or its id
	ByCouponName
)

// Named is how a text names the coupon.
func (c Coupon) Named(text string) Naming {
	switch FoldID(text) {
	case "":
		return NotNamed
	case FoldID(c.ID):
		return ByCouponID
	case FoldID(c.Name):
		return ByCouponName
	}
	return NotNamed
}

// Named reports whether a text is the promotion code, or its id.
func (c PromotionCode) Named(text string) bool {
	folded := FoldID(text)
	return folded != "" && (strings.TrimSpace(text) == c.ID || folded == FoldID(c.Code))
}

// Named is how a text names the discount. Ids and codes often differ in case only: the
// very code tells best.
func (d Discount) Named(text string) Naming {
	exact := text != "" && d.PromotionCode.ID != "" && text == d.PromotionCode.Code
	byCoupon, byCode := d.Coupon.Named(text), d.PromotionCode.Named(text)
	if exact || byCode && (byCoupon != ByCouponID || strings.TrimSpace(text) == d.PromotionCode.ID) {
		return ByPromotionCode
	}
	return byCoupon
}

// Displays reports whether the promotion's code that buyers see stands for the discount.
func (p Promotion) Displays(d Discount) bool {
	shown := FoldID(p.DisplayCoupon)
	return shown != "" && (shown == FoldID(d.PromotionCode.Code) || p.DisplayCoupon == d.Coupon.ID)
}

// Discounts are all of the evidence, wherever they sit.
func (s *StripeSide) Discounts() []*Discount {
	var out []*Discount
	add := func(list []Discount) {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	for _, x := range s.Invoices {
		add(x.Discounts)
	}
	for _, x := range s.Sessions {
		add(x.Discounts)
	}
	for _, x := range s.Subscriptions {
		add(x.Discounts)
	}
	for _, x := range s.Customers {
		add(x.Discounts)
	}
	return out
}
