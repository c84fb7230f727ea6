package facts

import "fpdoctor/checks/record"

// TypedID stands for the number of a lead and of a promotion that a person has
// read off FirstPromoter's screen. It is never shown.
const TypedID = "typed"

// withTyped is the evidence with what a person has read off FirstPromoter's
// screen, where there is no key to ask it with: the lead, and the promoter's
// tracking coupon. The evidence given stays as it is.
func withTyped(ev *record.Evidence, answers record.Answers) *record.Evidence {
	if ev.FirstPromoter.API != record.NoAPI || !answers.LeadTyped() && answers.TrackingCoupon.Value == "" {
		return ev
	}
	with := *ev
	lead := record.Referral{ID: TypedID, Email: answers.LeadEmail.Value, UID: answers.LeadUID.Value, State: record.StateSignup}
	if coupon := answers.TrackingCoupon.Value; coupon != "" {
		lead.PromotionID = TypedID
		with.FirstPromoter.Promoters = []record.Promoter{{Promotions: []record.Promotion{{ID: TypedID, TrackingCoupon: coupon}}}}
	}
	if answers.LeadTyped() {
		with.FirstPromoter.Referrals = []record.Referral{lead}
	}
	return &with
}
