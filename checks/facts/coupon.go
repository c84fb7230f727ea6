package facts

import (
	"slices"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// Discounts are those of the sale: of the invoice and its lines;
// where the invoice shows none, those of the subscription or customer that
// held when it was made; without an invoice those of the Checkout Session,
// which no invoice shows to FirstPromoter.
func (f *Facts) Discounts() (list []record.Discount, offInvoice bool) {
	list, offInvoice = allDiscounts(f)
	nameless := func(d record.Discount) bool { return d.Coupon.ID == "" && d.PromotionCode.ID == "" }
	if slices.ContainsFunc(list, nameless) {
		list = slices.DeleteFunc(slices.Clone(list), nameless)
	}
	return list, offInvoice
}

// atOnce is how far apart the moments of things may lie that Stripe made together.
const atOnce = time.Minute

// allDiscounts are Discounts, nameless ones and all.
func allDiscounts(f *Facts) (list []record.Discount, offInvoice bool) {
	if f.sale == nil {
		return nil, false
	}
	i := f.sale.Invoice
	if i == nil {
		if s := f.sale.Session; s != nil && len(s.Discounts) > 0 {
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
			begun := !record.Unknown(d.Start) && !d.Start.After(i.Created.Add(atOnce))
			ended := !record.Unknown(d.End) && !d.End.After(i.Created)
			if begun && !ended && d.Coupon.Duration != "once" && d.Coupon.Duration != "" {
				out = append(out, d)
			}
		}
		return out
	}
	if sub, ok := f.ev.Stripe.Subscription(i.SubscriptionID); ok {
		// A subscription's coupon beats the customer's.
		if out := held(sub.Discounts); len(out) > 0 {
			return out, false
		}
	}
	if f.payer != nil {
		return held(f.payer.Discounts), false
	}
	return nil, false
}

// PromoCodes are those of a promotion: where it has any, they decide instead of its
// tracking coupon.
func (f *Facts) PromoCodes(promotionID string) []record.PromoCode {
	var out []record.PromoCode
	for _, c := range f.ev.FirstPromoter.PromoCodes {
		if promotionID != "" && c.PromotionID == promotionID {
			out = append(out, c)
		}
	}
	return out
}

// Owner is the promotion that a coupon or promotion code belongs to.
type Owner struct {
	Promotion record.Promotion
	Promoter  record.Promoter
	Code      *record.PromoCode // the promo code by which it does
}

// Owners of one discount: by the promotion code where FirstPromoter knows it,
// and by the tracking coupon.
func (f *Facts) Owners(d record.Discount) []Owner {
	var out []Owner
	add := func(o Owner) {
		if !slices.ContainsFunc(out, func(x Owner) bool { return x.Promotion.ID == o.Promotion.ID && x.Promoter.ID == o.Promoter.ID }) {
			out = append(out, o)
		}
	}
	if d.PromotionCode.ID != "" {
		for i := range f.ev.FirstPromoter.PromoCodes {
			pc := &f.ev.FirstPromoter.PromoCodes[i]
			if !SameCode(*pc, d.PromotionCode) {
				continue
			}
			if p, promoter, ok := f.ev.FirstPromoter.Promotion(pc.PromotionID); ok {
				add(Owner{p, promoter, pc})
			}
		}
	}
	for _, promoter := range f.ev.FirstPromoter.Promoters {
		for _, p := range promoter.Promotions {
			// Where promo codes are set up they decide, not the coupon.
			if p.TrackingCoupon != "" && p.TrackingCoupon == d.Coupon.ID && len(f.PromoCodes(p.ID)) == 0 {
				add(Owner{p, promoter, nil})
			}
		}
	}
	return out
}

// SameCode compares a promo code of FirstPromoter with Stripe's promotion code:
// by its id, else by the text, which Stripe itself takes without case.
func SameCode(pc record.PromoCode, code record.PromotionCode) bool {
	return pc.ExtID != "" && pc.ExtID == code.ID || pc.Code != "" && strings.EqualFold(pc.Code, code.Code)
}

// CouponOwner is the promotion whose tracking coupon or promo code the sale
// carries, one that is archived only where there is no other.
func (f *Facts) CouponOwner() (Owner, bool) {
	if o, ok := f.TrackingOwner(); ok {
		return o, true
	}
	discounts, _ := f.Discounts()
	for _, d := range discounts {
		if o := f.Owners(d); len(o) > 0 {
			return o[0], true
		}
	}
	return Owner{}, false
}

// TrackingOwner is the one FirstPromoter can give the sale to: an archived
// promo code tracks nothing.
func (f *Facts) TrackingOwner() (Owner, bool) {
	discounts, _ := f.Discounts()
	for _, d := range discounts {
		for _, o := range f.Owners(d) {
			if o.Code == nil || record.Unknown(o.Code.ArchivedAt) {
				return o, true
			}
		}
	}
	return Owner{}, false
}

// Promotion is the promotion the lead stands under, or the one the sale's coupon names.
func (f *Facts) Promotion() (record.Promotion, record.Promoter, bool) {
	if l := f.Lead().Referral; l != nil {
		p, promoter, ok := f.ev.FirstPromoter.Promotion(l.PromotionID)
		if ok {
			return p, promoter, true
		}
		promoter = record.Promoter{ID: l.PromoterID, Name: l.PromoterName, Email: l.PromoterEmail}
		if l.Promoter != nil {
			promoter = *l.Promoter
		}
		if l.Promotion != nil {
			return *l.Promotion, promoter, true
		}
		if l.PromotionID != "" {
			return record.Promotion{ID: l.PromotionID, PromoterID: l.PromoterID, CampaignID: l.CampaignID,
				CampaignName: l.CampaignName}, promoter, true
		}
		return record.Promotion{}, record.Promoter{}, false
	}
	if o, ok := f.CouponOwner(); ok {
		return o.Promotion, o.Promoter, true
	}
	return f.ev.FirstPromoter.Promotion(TypedID)
}
