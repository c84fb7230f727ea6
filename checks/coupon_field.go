package checks

import (
	"slices"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/record"
)

// displayOnly: on v1 the promotion has a field of its own for the code that
// buyers see; filled alone it tracks nothing.
func (c promotionMatch) displayOnly() bool {
	return c.ev.FirstPromoter.API == record.V1 && c.promotion.TrackingCoupon == "" && c.promotion.DisplayCoupon != ""
}

func (c promotionMatch) idMissing(d record.Discount) Finding {
	a := causes.Args{}
	objects := append([]Object{c.promotionObject()}, c.discountObjects(d)...)
	shown := c.promotion.DisplayCoupon
	look, _ := c.lookupOf(shown)
	switch {
	case c.promotion.Displays(d):
		a[causes.ArgCouponID] = record.CouponPiece(d.Coupon.ID)
	case look.Coupon != nil:
		a[causes.ArgCouponID] = record.CouponPiece(look.Coupon.ID)
		objects = append(objects, c.stripeObject(record.TypeCoupon, look.Coupon.ID))
	case len(look.PromotionCodes) > 0:
		x := c.likeliest(look.PromotionCodes)
		a[causes.ArgCouponID] = record.CouponPiece(x.Coupon.ID)
		objects = append(objects, c.stripeObject(record.TypePromotionCode, x.ID), c.stripeObject(record.TypeCoupon, x.Coupon.ID))
	}
	f := c.finding("coupon-id-missing", c.args(d, a), objects...)
	if id, ok := a[causes.ArgCouponID]; ok {
		f.Compare = compareCoupon(id, record.CouponPiece(""))
	}
	return f
}

// likeliest is, of several promotion codes of one text, the one that the buyer
// of this sale could have used.
func (c promotionMatch) likeliest(codes []record.PromotionCode) record.PromotionCode {
	unlike := func(x record.PromotionCode) int {
		n := 0
		if !slices.ContainsFunc(c.discounts, func(d record.Discount) bool { return d.Coupon.ID == x.Coupon.ID }) {
			n += 4
		}
		if !x.Active {
			n += 2
		}
		if x.CustomerID != "" && (c.Payer() == nil || x.CustomerID != c.Payer().ID) {
			n++
		}
		return n
	}
	return slices.MinFunc(codes, func(a, b record.PromotionCode) int { return unlike(a) - unlike(b) })
}

// lookupOf is what Stripe has under a text that FirstPromoter holds as a coupon.
func (c promotionMatch) lookupOf(value string) (record.CouponLookup, bool) {
	for _, l := range c.ev.Stripe.Coupons {
		if l.Value == value {
			return l, true
		}
	}
	return record.CouponLookup{}, false
}

// fieldFault looks at what FirstPromoter's tracking field itself holds: a
// promotion code, a coupon's name, or nothing that Stripe knows.
func (c promotionMatch) fieldFault() ([]Finding, bool) {
	t := c.promotion.TrackingCoupon
	look, looked := c.lookupOf(t)
	if !looked {
		if gaps := c.gaps(record.PartCoupons, record.PartPromotionCodes); len(gaps) > 0 {
			return gaps, true
		}
		return nil, false
	}
	if look.Coupon != nil || c.wasHere(t) {
		return nil, false
	}
	fault := func(cause string, couponID string, objects ...Object) ([]Finding, bool) {
		a := c.args(record.Discount{}, causes.Args{causes.ArgCouponID: record.CouponPiece(couponID)})
		if d := c.unowned(); couponID == "" && d.Coupon.ID != "" {
			a[causes.ArgSaleCoupon], a[causes.ArgSaleCouponID] = record.CouponPiece(couponWords(d)), record.CouponPiece(d.Coupon.ID)
		}
		f := c.finding(cause, a, append([]Object{c.promotionObject()}, objects...)...)
		if couponID != "" {
			f = c.compared(f, couponID, t)
		}
		return []Finding{f}, true
	}
	isCode := func(codes []record.PromotionCode) ([]Finding, bool) {
		x := c.likeliest(codes)
		return fault("coupon-is-promotion-code", x.Coupon.ID, c.stripeObject(record.TypePromotionCode, x.ID),
			c.stripeObject(record.TypeCoupon, x.Coupon.ID))
	}
	// Codes and ids often differ in case only: the exact text tells best.
	exact := slices.DeleteFunc(slices.Clone(look.PromotionCodes), func(x record.PromotionCode) bool { return x.Code != t })
	if len(exact) > 0 {
		return isCode(exact)
	}
	for _, x := range look.Similar {
		if x.Named(t) == record.ByCouponID {
			return fault("coupon-case", x.ID, c.stripeObject(record.TypeCoupon, x.ID))
		}
	}
	if len(look.PromotionCodes) > 0 {
		return isCode(look.PromotionCodes)
	}
	for _, x := range look.Similar {
		return fault("coupon-is-name", x.ID, c.stripeObject(record.TypeCoupon, x.ID))
	}
	if gaps := c.gaps(record.PartCoupons, record.PartPromotionCodes); len(gaps) > 0 {
		return gaps, true
	}
	if !look.SimilarComplete {
		return []Finding{c.gap(record.Gap{System: record.Stripe, Part: record.PartCoupons,
			Failure: record.Failure{Reason: record.ListTooLong}})}, true
	}
	return fault("coupon-not-in-stripe", "")
}

// unowned is the first discount of the sale that is no promoter's.
func (c promotionMatch) unowned() record.Discount {
	for _, d := range c.discounts {
		if len(c.Owners(d)) == 0 {
			return d
		}
	}
	return record.Discount{}
}

// wasHere: an earlier invoice shows that the text is the id of a coupon that
// Stripe no longer has.
func (c promotionMatch) wasHere(couponID string) bool {
	for _, i := range c.ev.Stripe.Invoices {
		if slices.ContainsFunc(i.Discounts, func(d record.Discount) bool { return d.Coupon.ID == couponID }) {
			return true
		}
	}
	return false
}

// deleted notes a coupon of the sale, or the promoter's, that Stripe no longer has.
func (c promotionMatch) deleted() []Finding {
	if t := c.promotion.TrackingCoupon; t != "" {
		if look, ok := c.lookupOf(t); ok && look.Coupon == nil && len(look.PromotionCodes) == 0 && c.wasHere(t) {
			return []Finding{c.finding("coupon-deleted", c.args(record.Discount{Coupon: record.Coupon{ID: t}}, nil),
				c.stripeObject(record.TypeCoupon, t), c.promotionObject())}
		}
	}
	for _, d := range c.discounts {
		if look, ok := c.lookupOf(d.Coupon.ID); d.Coupon.Deleted || ok && look.Coupon == nil && d.Coupon.ID != "" {
			return []Finding{c.finding("coupon-deleted", c.args(d, nil), c.stripeObject(record.TypeCoupon, d.Coupon.ID))}
		}
	}
	return nil
}
