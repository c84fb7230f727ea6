package checks

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// coupon is item 6: does the coupon on the sale match the promoter's? With
// promo codes on the promoter's campaign the promotion code decides, else the
// coupon id.
func (w *walk) coupon() []Finding {
	if w.settled != nil {
		return w.notReached(w.settled.item)
	}
	if _, gap := w.ev.Gap(record.PartAsked, record.PartCustomers, record.PartInvoices, record.PartCharges); gap && w.sale == nil {
		return w.notReached(Payment)
	}
	discounts, offInvoice := w.saleDiscounts()
	if w.recorded != nil {
		return w.couponOfRecorded(discounts)
	}
	gaps := w.gaps(record.PartPromoters, record.PartPromoCodes)
	p, promoter, known := w.promotion()
	if len(gaps) > 0 && (known || len(discounts) > 0) {
		return gaps
	}
	if w.withoutKey() && len(discounts) > 0 && !w.ans.TrackingCoupon.Given() {
		return w.askForCoupon(discounts[0])
	}
	if w.sale != nil && w.sale.Invoice == nil && len(discounts) == 0 {
		// Without an invoice only the Checkout Session shows a coupon.
		if gaps := w.gaps(record.PartSessions); len(gaps) > 0 {
			return gaps
		}
	}
	if w.sale != nil && w.sale.Invoice != nil && w.sale.Invoice.DiscountsUnread && len(discounts) == 0 {
		if gaps := w.gaps(record.PartCoupons); len(gaps) > 0 {
			return gaps
		}
	}
	if len(discounts) == 0 && !known {
		return []Finding{w.finding("coupon-not-used", w.args(), w.saleObject())}
	}
	c := couponWalk{walk: w, promotion: p, promoter: promoter, known: known, codes: w.promoCodes(p.ID), discounts: discounts, offInvoice: offInvoice}
	c.inOtherCampaign()
	return c.findings()
}

// saleDiscounts are the discounts of the sale: of the invoice and its lines;
// where the invoice shows none, those of the subscription or customer that
// held when it was made; without an invoice those of the Checkout Session,
// which no invoice shows to FirstPromoter.
func (w *walk) saleDiscounts() (list []record.Discount, offInvoice bool) {
	list, offInvoice = w.discounts()
	nameless := func(d record.Discount) bool { return d.Coupon.ID == "" && d.PromotionCode.ID == "" }
	if slices.ContainsFunc(list, nameless) {
		list = slices.DeleteFunc(slices.Clone(list), nameless)
	}
	return list, offInvoice
}

// atOnce is how far apart the moments of things may lie that Stripe made together.
const atOnce = time.Minute

// discounts are saleDiscounts, nameless ones and all.
func (w *walk) discounts() (list []record.Discount, offInvoice bool) {
	if w.sale == nil {
		return nil, false
	}
	i := w.sale.Invoice
	if i == nil {
		if s := w.sale.Session; s != nil && len(s.Discounts) > 0 {
			return s.Discounts, true
		}
		return nil, false
	}
	if len(i.Discounts) > 0 {
		return i.Discounts, false
	}
	held := func(ds []record.Discount) []record.Discount {
		var out []record.Discount
		for _, d := range ds {
			if !record.Unknown(d.Start) && !d.Start.After(i.Created.Add(atOnce)) && (record.Unknown(d.End) || d.End.After(i.Created)) && d.Coupon.Duration != "once" && d.Coupon.Duration != "" {
				out = append(out, d)
			}
		}
		return out
	}
	if sub, ok := w.ev.Stripe.Subscription(i.SubscriptionID); ok {
		// A subscription's coupon beats the customer's.
		if out := held(sub.Discounts); len(out) > 0 {
			return out, false
		}
	}
	if w.payer != nil {
		return held(w.payer.Discounts), false
	}
	return nil, false
}

// couponOfRecorded: the sale is recorded, so the coupon cannot have stood in its way.
func (w *walk) couponOfRecorded(discounts []record.Discount) []Finding {
	p, promoter, known := w.promotion()
	c := couponWalk{walk: w, promotion: p, promoter: promoter, known: known, codes: w.promoCodes(p.ID), discounts: discounts}
	c.inOtherCampaign()
	f, ok := c.mine()
	for _, d := range discounts {
		if !ok {
			f, ok = c.others(d)
		}
	}
	if ok {
		return w.harmless([]Finding{f})
	}
	if len(discounts) == 0 {
		return []Finding{w.finding("coupon-not-used", w.args(), w.saleObject())}
	}
	f = w.finding("coupon-unassigned", c.args(discounts[0], nil), c.discountObjects(discounts[0])...)
	if _, gap := w.ev.Gap(record.PartPromoters, record.PartPromoCodes); gap {
		f.Summary = record.Say("The sale carries {salecoupon}. Whose it is could not be looked up, but FirstPromoter has recorded the sale.", c.args(discounts[0], nil))
	}
	return []Finding{f}
}

func (w *walk) promoCodes(promotionID string) []record.PromoCode {
	var out []record.PromoCode
	for _, c := range w.ev.FirstPromoter.PromoCodes {
		if promotionID != "" && c.PromotionID == promotionID {
			out = append(out, c)
		}
	}
	return out
}

// owner is the promotion that a coupon or promotion code belongs to.
type owner struct {
	promotion record.Promotion
	promoter  record.Promoter
	code      *record.PromoCode // the promo code by which it does
}

// owners of one discount: by the promotion code where FirstPromoter knows it,
// and by the tracking coupon.
func (w *walk) owners(d record.Discount) []owner {
	var out []owner
	add := func(o owner) {
		if !slices.ContainsFunc(out, func(x owner) bool { return x.promotion.ID == o.promotion.ID && x.promoter.ID == o.promoter.ID }) {
			out = append(out, o)
		}
	}
	if d.PromotionCode.ID != "" {
		for i := range w.ev.FirstPromoter.PromoCodes {
			pc := &w.ev.FirstPromoter.PromoCodes[i]
			if !sameCode(*pc, d.PromotionCode) {
				continue
			}
			if p, promoter, ok := w.ev.FirstPromoter.Promotion(pc.PromotionID); ok {
				add(owner{p, promoter, pc})
			}
		}
	}
	for _, promoter := range w.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			// Where promo codes are set up they decide, not the coupon.
			if p.TrackingCoupon != "" && p.TrackingCoupon == d.Coupon.ID && len(w.promoCodes(p.ID)) == 0 {
				add(owner{p, promoter, nil})
			}
		}
	}
	return out
}

// sameCode compares a promo code of FirstPromoter with Stripe's promotion code:
// by its id, else by the text, which Stripe itself takes without case.
func sameCode(pc record.PromoCode, code record.PromotionCode) bool {
	return pc.ExtID != "" && pc.ExtID == code.ID || pc.Code != "" && strings.EqualFold(pc.Code, code.Code)
}

// couponOwner is the promotion whose tracking coupon or promo code the sale
// carries, one that is archived only where there is no other.
func (w *walk) couponOwner() (owner, bool) {
	if o, ok := w.trackingOwner(); ok {
		return o, true
	}
	discounts, _ := w.saleDiscounts()
	for _, d := range discounts {
		if o := w.owners(d); len(o) > 0 {
			return o[0], true
		}
	}
	return owner{}, false
}

// trackingOwner is the one FirstPromoter can give the sale to: an archived
// promo code tracks nothing.
func (w *walk) trackingOwner() (owner, bool) {
	discounts, _ := w.saleDiscounts()
	for _, d := range discounts {
		for _, o := range w.owners(d) {
			if o.code == nil || record.Unknown(o.code.ArchivedAt) {
				return o, true
			}
		}
	}
	return owner{}, false
}

func (w *walk) carriesTrackingCoupon() bool {
	_, ok := w.trackingOwner()
	return ok
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

func (w *walk) saleCouponWords() string {
	discounts, _ := w.saleDiscounts()
	for _, d := range discounts {
		if len(w.owners(d)) > 0 {
			return couponWords(d)
		}
	}
	if len(discounts) > 0 {
		return couponWords(discounts[0])
	}
	return ""
}
