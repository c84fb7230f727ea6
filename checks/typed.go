package checks

import (
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
	f := in.finding("lead-not-found", in.args(), in.customerObject(), in.saleIfGuest())
	f.Verdict = Ask
	f.Summary = record.Say("There is no FirstPromoter key, so fpdoctor cannot look for the lead. Please look it up there and type its e-mail address and its UID.", nil)
	f.Remedies = in.remedies([]Step{{"look-lead"}}, in.args())
	return []Finding{f}
}

// typedDiffers: the lead typed has nothing in common with the buyer.
func (in leadItem) typedDiffers() []Finding {
	f := in.finding("lead-not-found", in.args(), in.customerObject(), in.saleIfGuest())
	lead := email(in.ans.LeadEmail.Value)
	if lead.Value == "" {
		lead = id(in.ans.LeadUID.Value)
	}
	f.Summary = record.Say("The lead you typed, {typed}, does not match this buyer ({buyer}): neither the e-mail address nor the UID.", in.args(record.Args{"typed": lead}))
	if in.Email() == "" {
		f.Summary = record.Say("The lead you typed, {typed}, does not match this buyer, who has no e-mail address in Stripe.", record.Args{"typed": lead})
	}
	f.Remedies = in.remedies([]Step{{"look-lead"}, {"fp-uid-set"}, {"import-sale"}}, in.args())
	f.Compare = in.compareLead()
	return []Finding{f}
}

// askForCoupon is item 6 without a key: the sale carries a coupon, and whose it
// is stands on FirstPromoter's screen only.
func (in couponItem) askForCoupon(d record.Discount) []Finding {
	f := in.finding("coupon-differs", in.args(record.Args{"salecoupon": coupon(couponWords(d))}), in.saleObject(), in.stripeObject(record.TypeCoupon, d.Coupon.ID))
	f.Verdict = Ask
	f.Summary = record.Say("The sale carries {salecoupon}. There is no FirstPromoter key, so please look up the promoter’s tracking coupon there and type it.", in.args(record.Args{"salecoupon": coupon(couponWords(d))}))
	f.Remedies = in.remedies([]Step{{"look-coupon"}}, in.args())
	return []Finding{f}
}
