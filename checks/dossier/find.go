package dossier

import (
	"slices"

	"fpdoctor/checks/record"
)

// What is found by its id, wherever it may have come along.

func findAccount(s *record.StripeSide, id string) (record.Account, bool) {
	if s.Account == nil || s.Account.ID != id {
		return record.Account{}, false
	}
	return *s.Account, true
}

func findInvoice(s *record.StripeSide, id string) (record.Invoice, bool) {
	if x, ok := s.Invoice(id); ok || s.Upcoming == nil || s.Upcoming.ID != id {
		return x, ok
	}
	return *s.Upcoming, true
}

func findCharge(s *record.StripeSide, id string) (record.Charge, bool) {
	return first(func(x record.Charge) bool { return x.ID == id }, s.Charges)
}

func findIntent(s *record.StripeSide, id string) (record.PaymentIntent, bool) {
	return first(func(x record.PaymentIntent) bool { return x.ID == id }, s.Intents)
}

func findSchedule(s *record.StripeSide, id string) (record.Schedule, bool) {
	return first(func(x record.Schedule) bool { return x.ID == id }, s.Schedules)
}

func findSession(s *record.StripeSide, id string) (record.Session, bool) {
	return first(func(x record.Session) bool { return x.ID == id }, s.Sessions)
}

func findDispute(s *record.StripeSide, id string) (record.Dispute, bool) {
	return first(func(x record.Dispute) bool { return x.ID == id }, s.Disputes)
}

func findEmailChange(s *record.StripeSide, id string) (record.EmailChange, bool) {
	return first(func(x record.EmailChange) bool { return x.EventID == id }, s.EmailChanges)
}

func findCoupon(s *record.StripeSide, id string) (record.Coupon, bool) {
	for _, l := range s.Coupons {
		if l.Coupon != nil && l.Coupon.ID == id {
			return *l.Coupon, true
		}
		for _, c := range l.Similar {
			if c.ID == id {
				return c, true
			}
		}
	}
	for _, d := range s.Discounts() {
		if d.Coupon.ID == id {
			return d.Coupon, true
		}
	}
	for _, l := range s.Coupons {
		for _, p := range l.PromotionCodes {
			if p.Coupon.ID == id {
				return p.Coupon, true
			}
		}
	}
	return record.Coupon{}, false
}

func findPromotionCode(s *record.StripeSide, id string) (record.PromotionCode, bool) {
	for _, l := range s.Coupons {
		for _, p := range l.PromotionCodes {
			if p.ID == id {
				return p, true
			}
		}
	}
	for _, d := range s.Discounts() {
		if d.PromotionCode.ID == id {
			return d.PromotionCode, true
		}
	}
	return record.PromotionCode{}, false
}

func findReferral(s *record.FirstPromoterSide, id string) (record.Referral, bool) {
	return first(func(x record.Referral) bool { return x.ID == id }, s.Referrals, s.Leads, s.Converted)
}

func findPromoter(s *record.FirstPromoterSide, id string) (record.Promoter, bool) {
	return first(func(x record.Promoter) bool { return x.ID == id }, s.Promoters)
}

func findPromoCode(s *record.FirstPromoterSide, id string) (record.PromoCode, bool) {
	return first(func(x record.PromoCode) bool { return x.ID == id }, s.PromoCodes)
}

func findCommission(s *record.FirstPromoterSide, id string) (record.Commission, bool) {
	return first(func(x record.Commission) bool { return x.ID == id }, s.Commissions, s.Recent)
}

// first is the first record that fits, in the first list that has one.
func first[Record any](fits func(Record) bool, lists ...[]Record) (Record, bool) {
	for _, list := range lists {
		if i := slices.IndexFunc(list, fits); i >= 0 {
			return list[i], true
		}
	}
	var none Record
	return none, false
}
