package dossier

import (
	"cmp"
	"strconv"

	"fpdoctor/checks/record"
)

// firstPromoterObjects tell the fields of each type of FirstPromoter's objects.
var firstPromoterObjects = map[string]reader[record.FirstPromoterSide]{
	record.TypeReferral:   shownBy(findReferral, referralFields),
	record.TypePromoter:   promoterFields,
	record.TypePromotion:  promotionFields,
	record.TypePromoCode:  shownBy(findPromoCode, promoCodeFields),
	record.TypeCommission: shownBy(findCommission, commissionFields),
}

func referralFields(f *fields, x record.Referral) record.Raw {
	f.add("e-mail", meansEmail, record.EmailPiece(x.Email))
	if x.UID != "" {
		f.add("UID", meansUID, record.IDPiece(x.UID))
	} else {
		f.add("UID", "", record.CodePiece("none"))
	}
	f.add("state", "", inWords(x.State))
	if x.Customer() {
		f.add("customer since", "", record.WhenPiece(x.CustomerSince))
	} else {
		f.add("customer since", "", record.CodePiece("not yet: still a lead"))
	}
	f.add("name", meansName, record.NamePiece(x.Name))
	f.add("created", meansCreated, record.WhenPiece(x.Created))
	f.add("came by", "", inWords(x.EntrySource))
	f.promoter(x.PromoterID, x.PromoterName, x.PromoterEmail)
	f.campaign(x.PromotionID, x.CampaignName)
	if x.Expired {
		f.add("expired", "", record.CodePiece("yes"))
	}
	f.add("fraud check", "", inWords(x.FraudCheck))
	f.add("cancelled", "", record.WhenPiece(x.CancelledAt))
	f.add("user name", "", record.NamePiece(x.Username))
	f.add("website", "", record.TextPiece(x.Website))
	f.add("entered by", "", record.EmailPiece(x.CreatedBy))
	f.metadata(x.Metadata)
	return x.Raw
}

func promoterFields(f *fields, s *record.FirstPromoterSide, id string) (record.Raw, bool) {
	p, ok := findPromoter(s, id)
	if !ok {
		mentionedPromoter(f, s, id)
		return nil, false
	}
	f.add("name", "", record.NamePiece(p.Name))
	f.add("e-mail", meansEmail, record.EmailPiece(p.Email))
	f.add("status", "", inWords(p.Status))
	f.add("archived", "", record.WhenPiece(p.ArchivedAt))
	for _, x := range p.Promotions {
		f.campaign(x.ID, cmp.Or(x.CampaignName, x.CampaignID))
		f.add("  state", "", inWords(x.State))
		f.add("  coupon", meansCoupon, record.CouponPiece(x.TrackingCoupon))
	}
	return p.Raw, true
}

// mentionedPromoter is what a lead or a commission says of a promoter who was
// not asked for.
func mentionedPromoter(f *fields, s *record.FirstPromoterSide, id string) {
	for _, x := range s.Referrals {
		if x.PromoterID == id {
			f.add("name", "", record.NamePiece(x.PromoterName))
			f.add("e-mail", meansEmail, record.EmailPiece(x.PromoterEmail))
			f.campaign(x.PromotionID, cmp.Or(x.CampaignName, x.CampaignID))
			return
		}
	}
	for _, c := range s.Commissions {
		if c.PromoterID == id {
			f.add("name", "", record.NamePiece(c.PromoterName))
			f.add("e-mail", meansEmail, record.EmailPiece(c.PromoterEmail))
			return
		}
	}
}

func promotionFields(f *fields, s *record.FirstPromoterSide, id string) (record.Raw, bool) {
	x, p, ok := s.Promotion(id)
	if !ok {
		return nil, false
	}
	f.promoter(p.ID, p.Name, p.Email)
	f.add("campaign", "", record.NamePiece(x.CampaignName))
	f.add("state", "", inWords(x.State))
	f.add("tracking coupon", meansCoupon, record.CouponPiece(x.TrackingCoupon))
	if x.TrackingCoupon == "" && x.DisplayCoupon != "" {
		f.add("tracking coupon", meansCoupon, record.CodePiece("none")) // it tracks nothing then
	}
	f.add("code buyers see", meansCode, record.CouponPiece(x.DisplayCoupon))
	for _, c := range x.SharedCoupons {
		f.add("campaign’s code", "", record.CouponPiece(c))
	}
	f.add("referral token", "", record.IDPiece(x.RefToken))
	f.add("referral link", "", record.TextPiece(x.RefLink))
	for _, c := range s.PromoCodes {
		if c.PromotionID == x.ID {
			f.add("promo code", meansCode, record.CouponPiece(c.Code), record.FirstPromoterRef(record.TypePromoCode, c.ID))
		}
	}
	return x.Raw, true
}

func promoCodeFields(f *fields, x record.PromoCode) record.Raw {
	f.add("code", meansCode, record.CouponPiece(x.Code))
	f.add("id in Stripe", meansCodeID, record.IDPiece(x.ExtID))
	f.firstPromoter("promoter’s place", "", record.TypePromotion, x.PromotionID)
	f.add("archived", "", record.WhenPiece(x.ArchivedAt))
	return x.Raw
}

func commissionFields(f *fields, x record.Commission) record.Raw {
	f.add("event id", meansEvent, record.IDPiece(x.EventID))
	f.add("status", "", inWords(x.Status))
	f.add("type", "", inWords(x.Type))
	f.add("sale as charged", meansAmount, record.AmountPiece(x.Original))
	f.add("sale in cents", "", cents(x.SaleAmount))
	if cash := x.Unit == "" || x.Unit == "cash"; cash && x.Amount != 0 {
		f.add("earned in cents", "", cents(x.Amount))
	} else if x.Amount != 0 {
		f.add("earned", "", inWords(strconv.FormatInt(x.Amount, 10)+" "+x.Unit))
	}
	f.add("recorded", meansRecorded, record.WhenPiece(x.Created))
	f.add("e-mail", meansEmail, record.EmailPiece(x.ReferralEmail))
	f.add("UID", meansUID, record.IDPiece(x.ReferralUID))
	f.firstPromoter("referral", "", record.TypeReferral, x.ReferralID)
	f.promoter(x.PromoterID, x.PromoterName, x.PromoterEmail)
	f.firstPromoter("campaign place", "", record.TypePromotion, x.PromotionID)
	f.add("plan", "", record.IDPiece(x.PlanID))
	f.add("entered by", "", record.EmailPiece(x.CreatedBy))
	return x.Raw
}
