package checks

import (
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// checkCoupon is item 6: does the coupon on the sale match the promoter's? With
// promo codes on the promoter's campaign the promotion code decides, else the
// coupon id.
func checkCoupon(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	in := couponItem{newInput(f, answers, now)}
	return inPart(in.input, in.findings(), record.BoundSaleCoupons, record.BoundTracked, record.BoundPromoCodes, record.BoundCouponCodes,
		record.BoundPromotions)
}

// couponItem is item 6 at work.
type couponItem struct{ input }

func (in couponItem) findings() []Finding {
	if by, settled := in.settledBy(); settled {
		return in.notReached(by)
	}
	if _, gap := in.ev.Gap(record.PartAsked, record.PartCustomers, record.PartInvoices, record.PartCharges); gap && in.Sale() == nil ||
		in.mayHavePaid() {
		return in.notReached(Payment)
	}
	discounts, offInvoice := in.Discounts()
	if in.Recording() != nil {
		return in.couponOfRecorded(discounts)
	}
	gaps := in.gaps(record.PartPromoters, record.PartPromoCodes)
	_, _, known := in.Promotion()
	if len(gaps) > 0 && (known || len(discounts) > 0) {
		return gaps
	}
	if in.WithoutKey() && len(discounts) > 0 && !in.ans.TrackingCoupon.Given() {
		return in.askForCoupon(discounts[0])
	}
	if gaps := in.unreadDiscounts(); len(discounts) == 0 && len(gaps) > 0 {
		return gaps
	}
	if len(discounts) == 0 && !known {
		return []Finding{in.finding("coupon-not-used", in.args(), in.saleObject())}
	}
	return in.match(discounts, offInvoice).findings()
}

// unreadDiscounts are what could not be had of where the sale's discounts stand.
func (in couponItem) unreadDiscounts() []Finding {
	switch sale := in.Sale(); {
	case sale == nil:
		return nil
	case sale.Invoice == nil:
		return in.gaps(record.PartSessions) // without an invoice only the Checkout Session shows a coupon
	case sale.Invoice.DiscountsUnread:
		return in.gaps(record.PartCoupons)
	}
	return nil
}

// match sets the sale's discounts beside the promotion that the sale is to count for.
func (in couponItem) match(discounts []record.Discount, offInvoice bool) promotionMatch {
	p, promoter, known := in.Promotion()
	c := promotionMatch{input: in.input, promotion: p, promoter: promoter, known: known, codes: in.PromoCodes(p.ID),
		discounts: discounts, offInvoice: offInvoice}
	return c.orOfOtherCampaign()
}

// couponOfRecorded: the sale is recorded, so the coupon cannot have stood in its way.
func (in couponItem) couponOfRecorded(discounts []record.Discount) []Finding {
	c := in.match(discounts, false)
	out := c.attributed()
	switch {
	case len(out) > 0:
	case len(discounts) == 0:
		out = append(out, in.finding("coupon-not-used", in.args(), in.saleObject()))
	default:
		var as causes.Variant
		if _, gap := in.ev.Gap(record.PartPromoters, record.PartPromoCodes); gap {
			as = causes.OwnerUnread
		}
		out = append(out, in.findingAs("coupon-unassigned", as, c.args(discounts[0], nil), c.discountObjects(discounts[0])...))
	}
	return append(out, c.deleted()...)
}

// attributed tells, for a recorded sale, whose its discounts are.
func (c promotionMatch) attributed() []Finding {
	var out []Finding
	if f, ok := c.mine(); ok {
		out = append(out, f)
	}
	if f, ok := c.several(); ok {
		return c.harmless(append(out, f))
	}
	for _, d := range c.discounts {
		if len(out) > 0 {
			break
		}
		if f, ok := c.others(d, c.finding); ok {
			out = append(out, f)
		}
	}
	return c.harmless(out)
}

// couponWords names a discount as the buyer or the invoice would: the
// promotion code with its coupon, or the coupon's id.
func couponWords(d record.Discount) string {
	switch {
	case d.PromotionCode.Code != "" && d.Coupon.ID != "":
		return d.PromotionCode.Code + " (coupon " + d.Coupon.ID + ")"
	case d.PromotionCode.Code != "":
		return d.PromotionCode.Code
	case d.Coupon.ID == "":
		return d.PromotionCode.ID
	}
	return d.Coupon.ID
}

// saleCouponWords names the discount of the sale that is somebody’s, else its first.
func saleCouponWords(in *facts.Facts) string {
	discounts, _ := in.Discounts()
	for _, d := range discounts {
		if len(in.Owners(d)) > 0 {
			return couponWords(d)
		}
	}
	if len(discounts) > 0 {
		return couponWords(discounts[0])
	}
	return ""
}
