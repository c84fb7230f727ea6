package checks

import "fpdoctor/checks/record"

// withTyped is the evidence with what a person has read off FirstPromoter's
// screen, where there is no key to ask it with: the lead, and the promoter's
// tracking coupon. The evidence given stays as it is.
func withTyped(ev *record.Evidence, ans record.Answers) *record.Evidence {
	if ev.FirstPromoter.API != record.NoAPI || !typedLead(ans) && ans.TrackingCoupon.Value == "" {
		return ev
	}
	with := *ev
	lead := record.Referral{ID: typedID, Email: ans.LeadEmail.Value, UID: ans.LeadUID.Value, State: record.StateSignup}
	if ans.TrackingCoupon.Value != "" {
		lead.PromotionID = typedID
		with.FirstPromoter.Promoters = []record.Promoter{{Promotions: []record.Promotion{{ID: typedID, TrackingCoupon: ans.TrackingCoupon.Value}}}}
	}
	if typedLead(ans) {
		with.FirstPromoter.Referrals = []record.Referral{lead}
	}
	return &with
}

// typedID stands for the number of what was typed; it is never shown.
const typedID = "typed"

// untyped is an id as it may be shown and pasted.
func untyped(id string) string {
	if id == typedID {
		return ""
	}
	return id
}

func typedLead(ans record.Answers) bool { return ans.LeadEmail.Value != "" || ans.LeadUID.Value != "" }

// lookedForLead reports whether the person has looked: with both left empty
// there is no such lead.
func lookedForLead(ans record.Answers) bool { return ans.LeadEmail.Given() || ans.LeadUID.Given() }

// withoutKey reports whether FirstPromoter cannot be asked for want of a key.
func (w *walk) withoutKey() bool { return w.ev.FirstPromoter.API == record.NoAPI }

// askForLead is item 4 without a key, before the person has looked.
func (w *walk) askForLead() []Finding {
	f := w.finding("lead-not-found", w.args(), w.customerObject(), w.saleIfGuest())
	f.Verdict = Ask
	f.Summary = record.Say("There is no FirstPromoter key, so fpdoctor cannot look for the lead. Please look it up there and type its e-mail address and its UID.", nil)
	f.Remedies = w.remedies([]Step{{"look-lead"}}, w.args())
	return []Finding{f}
}

// typedDiffers: the lead typed has nothing in common with the buyer.
func (w *walk) typedDiffers() []Finding {
	f := w.finding("lead-not-found", w.args(), w.customerObject(), w.saleIfGuest())
	lead := email(w.ans.LeadEmail.Value)
	if lead.Value == "" {
		lead = id(w.ans.LeadUID.Value)
	}
	f.Summary = record.Say("The lead you typed, {typed}, does not match this buyer ({buyer}): neither the e-mail address nor the UID.", w.args(record.Args{"typed": lead}))
	if w.email == "" {
		f.Summary = record.Say("The lead you typed, {typed}, does not match this buyer, who has no e-mail address in Stripe.", record.Args{"typed": lead})
	}
	f.Remedies = w.remedies([]Step{{"look-lead"}, {"fp-uid-set"}, {"import-sale"}}, w.args())
	f.Compare = w.compareLead()
	return []Finding{f}
}

// askForCoupon is item 6 without a key: the sale carries a coupon, and whose it
// is stands on FirstPromoter's screen only.
func (w *walk) askForCoupon(d record.Discount) []Finding {
	f := w.finding("coupon-differs", w.args(record.Args{"salecoupon": coupon(couponWords(d))}), w.saleObject(), w.stripeObject(record.TypeCoupon, d.Coupon.ID))
	f.Verdict = Ask
	f.Summary = record.Say("The sale carries {salecoupon}. There is no FirstPromoter key, so please look up the promoter’s tracking coupon there and type it.", w.args(record.Args{"salecoupon": coupon(couponWords(d))}))
	f.Remedies = w.remedies([]Step{{"look-coupon"}}, w.args())
	return []Finding{f}
}
