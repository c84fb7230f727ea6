package checks

import (
	"slices"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// why tells, where Stripe does, what kept the promoter's coupon off the sale.
func (c promotionMatch) why() causes.Phrase {
	refused := refusal{c.input}
	if c.byCodes() {
		for _, look := range c.ev.Stripe.Coupons {
			for _, code := range look.PromotionCodes {
				if slices.ContainsFunc(c.codes, func(pc record.PromoCode) bool { return facts.SameCode(pc, code) }) {
					if s := refused.ofCode(code); s != "" {
						return s
					}
				}
			}
		}
		return ""
	}
	look, ok := c.lookupOf(c.promotion.TrackingCoupon)
	if !ok || look.Coupon == nil {
		return ""
	}
	if s := refused.ofCoupon(*look.Coupon); s != "" {
		return s
	}
	// Where buyers come by promotion codes only, those decide: one that would
	// have been taken is enough.
	first := causes.Phrase("")
	for _, x := range c.ev.Stripe.CouponCodes {
		if x.Coupon.ID != look.Coupon.ID {
			continue
		}
		s := refused.ofCode(x)
		if s == "" {
			return ""
		}
		if first == "" {
			first = s
		}
	}
	return first
}

// refusal tells why Stripe did not take a coupon or a promotion code for the sale.
type refusal struct{ input }

// ofCoupon is why a coupon could not be used for the sale; empty: it could.
func (c refusal) ofCoupon(x record.Coupon) causes.Phrase {
	at := c.saleTime()
	switch {
	case !record.Unknown(x.RedeemBy) && x.RedeemBy.Before(at):
		return causes.CouponExpired
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return causes.CouponUsedUp
	case x.Duration == "once" && c.usedEarlier(x.ID):
		return causes.CouponOnce
	case x.Duration == "repeating" && c.ranOut(x.ID):
		return causes.CouponOver
	case len(x.AppliesTo) > 0 && !c.sells(x.AppliesTo):
		return causes.CouponOtherGoods
	}
	return ""
}

// ofCode is why a promotion code could not be used for the sale; empty: it could.
func (c refusal) ofCode(x record.PromotionCode) causes.Phrase {
	switch {
	case x.FirstTimeOnly && c.paidEarlier():
		return causes.CodeFirstOrder
	case x.MinimumAmount.Minor > 0 && c.Sale() != nil && c.Sale().Invoice != nil &&
		c.Sale().Invoice.Subtotal.Minor < x.MinimumAmount.Minor && c.Sale().Invoice.Subtotal.Currency == x.MinimumAmount.Currency:
		return causes.CodeMinimum
	case !record.Unknown(x.ExpiresAt) && x.ExpiresAt.Before(c.saleTime()):
		return causes.CodeExpired
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return causes.CodeUsedUp
	case !x.Active:
		return causes.CodeInactive
	}
	return c.ofCoupon(x.Coupon)
}

// ranOut: the customer's discount of the coupon had ended when the sale was made.
func (c refusal) ranOut(couponID string) bool {
	for _, i := range c.ev.Stripe.Invoices {
		if c.Sale() == nil || i.CustomerID != c.Sale().CustomerID() {
			continue
		}
		for _, d := range i.Discounts {
			if d.Coupon.ID == couponID && !record.Unknown(d.End) && !d.End.After(c.saleTime()) {
				return true
			}
		}
	}
	return false
}

func (c refusal) usedEarlier(couponID string) bool {
	for _, i := range c.ev.Stripe.Invoices {
		if c.Sale() == nil || i.ID == c.Sale().ID() || i.CustomerID != c.Sale().CustomerID() {
			continue
		}
		if slices.ContainsFunc(i.Discounts, func(d record.Discount) bool { return d.Coupon.ID == couponID }) {
			return true
		}
	}
	return false
}

func (c refusal) paidEarlier() bool {
	for _, s := range c.Sales() {
		if c.Sale() != nil && s.ID() != c.Sale().ID() && s.CustomerID() == c.Sale().CustomerID() && s.MoneyMoved() &&
			s.Time().Before(c.saleTime()) {
			return true
		}
	}
	return false
}

func (c refusal) sells(products []string) bool {
	if c.Sale() == nil || c.Sale().Invoice == nil || len(c.Sale().Invoice.Lines) == 0 {
		return true
	}
	return slices.ContainsFunc(c.Sale().Invoice.Lines,
		func(l record.Line) bool { return l.ProductID == "" || slices.Contains(products, l.ProductID) })
}
