package checks

import (
	"slices"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// refused is why Stripe did not take something for the sale, and what it would have
// taken; the zero value: it would have taken it, or does not tell.
type refused struct {
	why, instead causes.Phrase
	// byCode: another promotion code of the same coupon would do.
	byCode bool
}

// why tells, where Stripe does, what kept the promoter's coupon off the sale.
func (c promotionMatch) why() refused {
	check := refusal{c.input}
	if c.byCodes() {
		var codes []record.PromotionCode
		for _, look := range c.ev.Stripe.Coupons {
			codes = append(codes, slices.DeleteFunc(slices.Clone(look.PromotionCodes), func(code record.PromotionCode) bool {
				return !slices.ContainsFunc(c.codes, func(pc record.PromoCode) bool { return facts.SameCode(pc, code) })
			})...)
		}
		return check.ofCodes(codes)
	}
	look, ok := c.lookupOf(c.promotion.TrackingCoupon)
	if !ok || look.Coupon == nil {
		return refused{}
	}
	if r := check.ofCoupon(*look.Coupon); r.why != "" {
		return r
	}
	// Where buyers come by promotion codes only, those decide.
	codes := slices.DeleteFunc(
		slices.Clone(c.ev.Stripe.CouponCodes),
		func(x record.PromotionCode) bool { return x.Coupon.ID != look.Coupon.ID },
	)
	return check.ofCodes(codes)
}

// refusal tells why Stripe did not take a coupon or a promotion code for the sale
// (docs.stripe.com/billing/subscriptions/coupons).
type refusal struct{ input }

// ofCodes is why none of several promotion codes could be used; one that would have
// been taken is enough.
func (c refusal) ofCodes(codes []record.PromotionCode) (first refused) {
	for _, x := range codes {
		r := c.ofCode(x)
		if r.why == "" {
			return refused{}
		}
		if first.why == "" {
			first = r
		}
	}
	return first
}

// ofCoupon is why a coupon could not be used for the sale.
func (c refusal) ofCoupon(x record.Coupon) refused {
	at := c.saleTime()
	switch {
	case !record.Unknown(x.RedeemBy) && x.RedeemBy.Before(at):
		return refused{why: causes.CouponExpired, instead: causes.InsteadUsable}
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return refused{why: causes.CouponUsedUp, instead: causes.InsteadUsable}
	case c.inOtherCurrency(x):
		return refused{why: causes.CouponCurrency, instead: causes.InsteadPercent}
	case x.Duration == "once" && c.usedEarlier(x.ID):
		return refused{why: causes.CouponOnce, instead: causes.InsteadForever}
	case x.Duration == "repeating" && c.ranOut(x.ID):
		return refused{why: causes.CouponOver, instead: causes.InsteadForever}
	case len(x.AppliesTo) > 0 && !c.sells(x.AppliesTo):
		return refused{why: causes.CouponOtherGoods, instead: causes.InsteadAnyGoods}
	}
	return refused{}
}

// ofCode is why a promotion code could not be used for the sale.
func (c refusal) ofCode(x record.PromotionCode) refused {
	code := func(why, instead causes.Phrase) refused { return refused{why: why, instead: instead, byCode: true} }
	switch {
	case x.CustomerID != "" && c.Sale() != nil && x.CustomerID != c.Sale().CustomerID():
		return code(causes.CodeOfAnother, causes.InsteadAnyBuyer)
	case x.FirstTimeOnly && c.paidEarlier():
		return code(causes.CodeFirstOrder, causes.InsteadAnyOrder)
	case c.belowMinimum(x.MinimumAmount):
		return code(causes.CodeMinimum, causes.InsteadAnyAmount)
	case !record.Unknown(x.ExpiresAt) && x.ExpiresAt.Before(c.saleTime()):
		return code(causes.CodeExpired, causes.InsteadUsable)
	case x.MaxRedemptions > 0 && x.TimesRedeemed >= x.MaxRedemptions:
		return code(causes.CodeUsedUp, causes.InsteadUsable)
	}
	if r := c.ofCoupon(x.Coupon); r.why != "" || x.Active {
		return r
	}
	return code(causes.CodeInactive, causes.InsteadActive)
}

// inOtherCurrency: the coupon takes off an amount, and none in the sale's currency.
func (c refusal) inOtherCurrency(x record.Coupon) bool {
	if x.AmountOff.Minor <= 0 || !x.CurrenciesRead || c.Sale() == nil {
		return false
	}
	paid := c.Sale().Amount().Currency
	return paid != "" && paid != x.AmountOff.Currency && !slices.Contains(x.Currencies, paid)
}

func (c refusal) belowMinimum(least record.Money) bool {
	if least.Minor <= 0 || c.Sale() == nil || c.Sale().Invoice == nil {
		return false
	}
	subtotal := c.Sale().Invoice.Subtotal
	return subtotal.Minor < least.Minor && subtotal.Currency == least.Currency
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
	if c.Sale() == nil || c.Sale().Invoice == nil || len(c.Sale().Invoice.Lines) == 0 || c.Sale().Invoice.LinesUnread {
		return true
	}
	return slices.ContainsFunc(c.Sale().Invoice.Lines,
		func(l record.Line) bool { return l.ProductID == "" || slices.Contains(products, l.ProductID) })
}
