package checks

import (
	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// untyped is an id as it may be shown and pasted.
func untyped(id string) string {
	if id == facts.TypedID {
		return ""
	}
	return id
}

// askForLead is item 4 without a key, before the person has looked.
func (in leadItem) askForLead() []Finding {
	f := in.findingAs("lead-not-found", causes.WithoutKey, in.args(), in.customerObject(), in.saleIfGuest())
	f.Verdict = Ask
	return []Finding{f}
}

// typedDiffers: the lead typed has nothing in common with the buyer.
func (in leadItem) typedDiffers() []Finding {
	lead := record.EmailPiece(in.ans.LeadEmail.Value)
	if lead.Value == "" {
		lead = record.IDPiece(in.ans.LeadUID.Value)
	}
	as := causes.TypedDiffers
	if in.Email() == "" {
		as = causes.TypedWithoutEmail
	}
	f := in.findingAs("lead-not-found", as, in.args(causes.Args{causes.ArgTyped: lead}), in.customerObject(), in.saleIfGuest())
	f.Compare = in.compareLead()
	return []Finding{f}
}

// askForCoupon is item 6 without a key: the sale carries a coupon, and whose it
// is stands on FirstPromoter's screen only.
func (in couponItem) askForCoupon(d record.Discount) []Finding {
	a := in.args(causes.Args{causes.ArgSaleCoupon: record.CouponPiece(couponWords(d))})
	f := in.findingAs("coupon-differs", causes.WithoutKey, a, in.saleObject(), in.stripeObject(record.TypeCoupon, d.Coupon.ID))
	f.Verdict = Ask
	return []Finding{f}
}
