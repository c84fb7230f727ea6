package fpapi

import (
	"encoding/json"
	"strings"

	"fpdoctor/checks/record"
)

// API v1's records, by openapi-{leads,promoters,rewards}.json and the webhook
// pages, which call a lead's state its status.

type lead1 struct {
	ID            text
	State         text
	Status        text
	UID           text
	Email         text
	CustomerSince moment `json:"customer_since"`
	CancelledAt   moment `json:"cancelled_at"`
	CreatedAt     moment `json:"created_at"`
	Suspicion     text
	Username      text
	Website       text
	CustomFields  dict `json:"custom_fields"`
	Promotion     json.RawMessage
	Promoter      json.RawMessage
}

func readLead1(raw json.RawMessage) (record.Referral, string) {
	var w lead1
	if !decode(raw, &w) || w.CreatedAt.void {
		return record.Referral{}, ""
	}
	email, moved := unmoved(w.Email.String())
	r := record.Referral{
		ID: w.ID.id(), Email: email, UID: w.UID.String(), State: strings.ToLower(firstOf(w.State, w.Status)),
		CustomerSince: since(w.CustomerSince, w.CreatedAt.Time), Created: w.CreatedAt.Time, CancelledAt: w.CancelledAt.Time,
		Username: w.Username.String(), Website: w.Website.String(), Metadata: w.CustomFields, Raw: raw,
	}
	if s := w.Suspicion.id(); s != "no_suspicion" {
		r.FraudCheck = s
	}
	if moved {
		r.State = record.StateMoved
	}
	promotion, promoter := readPlace1(w.Promotion, w.Promoter)
	if promotion != nil {
		r.Promotion = promotion
		r.PromotionID, r.PromoterID = promotion.ID, promotion.PromoterID
		r.CampaignID, r.CampaignName = promotion.CampaignID, promotion.CampaignName
	}
	if promoter != nil {
		r.Promoter = promoter
		r.PromoterID, r.PromoterName, r.PromoterEmail = promoter.ID, promoter.Name, promoter.Email
	}
	return r, identity(r.ID, r.Email, r.UID)
}

// readPlace1 reads the promotion and the promoter inside a lead or reward, and
// ties them together. Either is nil where there is none.
func readPlace1(rawPromotion, rawPromoter json.RawMessage) (*record.Promotion, *record.Promoter) {
	var promotion *record.Promotion
	var promoter *record.Promoter
	if x, key := readPromotion1(rawPromotion); key != "" {
		promotion = &x
	}
	if x, key := readPromoter1(rawPromoter); key != "" {
		promoter = &x.Promoter
	}
	if promotion != nil && promoter != nil {
		if promotion.PromoterID == "" {
			promotion.PromoterID = promoter.ID
		}
		if promoter.ID == "" {
			promoter.ID = promotion.PromoterID
		}
		if len(promoter.Promotions) == 0 {
			promoter.Promotions = []record.Promotion{*promotion}
		}
	}
	return promotion, promoter
}

type promotion1 struct {
	ID            text
	Status        text
	RefID         text   `json:"ref_id"`
	PromoCode     text   `json:"promo_code"`
	CustomerCode  text   `json:"customer_promo_code"`
	PromoterID    text   `json:"promoter_id"`
	CampaignID    text   `json:"campaign_id"`
	CampaignName  text   `json:"campaign_name"`
	ReferralLink  text   `json:"referral_link"`
	Offer         offer1 `json:"current_offer"`
	ReferralOffer offer1 `json:"current_referral_reward"`
	PromotionDeal offer1 `json:"current_promotion_reward"`
}

// offer1 is a reward of the campaign; its code is shared by all promoters.
type offer1 struct {
	DefaultCode text `json:"default_promo_code"`
}

func readPromotion1(raw json.RawMessage) (record.Promotion, string) {
	var w promotion1
	if !decode(raw, &w) {
		return record.Promotion{}, ""
	}
	p := record.Promotion{
		ID: w.ID.id(), CampaignID: w.CampaignID.id(), CampaignName: w.CampaignName.id(), PromoterID: w.PromoterID.id(),
		State: strings.ToLower(w.Status.id()), TrackingCoupon: w.PromoCode.String(), DisplayCoupon: w.CustomerCode.String(),
		SharedCoupons: distinct(w.Offer.DefaultCode, w.ReferralOffer.DefaultCode, w.PromotionDeal.DefaultCode),
		RefToken:      w.RefID.id(), RefLink: w.ReferralLink.id(), Raw: raw,
	}
	return p, identity(p.ID, p.TrackingCoupon, p.RefToken)
}

// codedPromoter is a promoter with the promo codes that only the look-up by
// code needs.
type codedPromoter struct {
	record.Promoter
	codes []string
}

type promoter1 struct {
	ID        text
	Status    text
	Email     text
	Name      text
	CreatedAt moment `json:"created_at"`
	Profile   struct {
		FirstName text `json:"first_name"`
		LastName  text `json:"last_name"`
	}
	Promotions []json.RawMessage
	PromoCodes []struct{ Code text } `json:"promo_codes"`
}

func readPromoter1(raw json.RawMessage) (codedPromoter, string) {
	var w promoter1
	if !decode(raw, &w) || w.CreatedAt.void && w.Email == "" {
		return codedPromoter{}, ""
	}
	p := codedPromoter{Promoter: record.Promoter{
		ID: w.ID.id(), Email: w.Email.String(), Name: fullName(w.Profile.FirstName, w.Profile.LastName),
		Status: strings.ToLower(w.Status.id()), Raw: raw,
	}}
	if p.Name == "" {
		p.Name = w.Name.id()
	}
	var codes []text
	for _, promotion := range w.Promotions {
		x, key := readPromotion1(promotion)
		if key == "" {
			continue
		}
		if x.PromoterID == "" {
			x.PromoterID = p.ID
		}
		p.Promotions = append(p.Promotions, x)
		codes = append(codes, text(x.TrackingCoupon), text(x.DisplayCoupon))
	}
	for _, c := range w.PromoCodes {
		codes = append(codes, c.Code)
	}
	p.codes = distinct(codes...)
	return p, identity(p.ID, p.Email)
}

type reward1 struct {
	ID               text
	Status           text
	Amount           number
	Unit             text
	EventID          text   `json:"event_id"`
	ConversionAmount number `json:"conversion_amount"`
	CreatedAt        moment `json:"created_at"`
	Lead             struct {
		ID    text
		Email text
		UID   text
	}
	Promotion json.RawMessage
	Promoter  json.RawMessage
}

// readReward1 reads what API v2 calls a commission. v1 does not tell rewards of
// a sale from others, nor those entered by hand; the event id has to.
func readReward1(raw json.RawMessage) (record.Commission, string) {
	var w reward1
	if !decode(raw, &w) || w.CreatedAt.void {
		return record.Commission{}, ""
	}
	email, _ := unmoved(w.Lead.Email.String())
	c := record.Commission{
		ID: w.ID.id(), Status: strings.ToLower(w.Status.id()), Type: record.CommissionOfSale, EventID: w.EventID.id(),
		SaleAmount: int64(w.ConversionAmount), Amount: int64(w.Amount), Unit: w.Unit.id(), Created: w.CreatedAt.Time,
		ReferralID: w.Lead.ID.id(), ReferralEmail: email, ReferralUID: w.Lead.UID.String(), Raw: raw,
	}
	promotion, promoter := readPlace1(w.Promotion, w.Promoter)
	if promotion != nil {
		c.PromotionID, c.PromoterID = promotion.ID, promotion.PromoterID
	}
	if promoter != nil {
		c.PromoterID, c.PromoterName, c.PromoterEmail = promoter.ID, promoter.Name, promoter.Email
	}
	return c, identity(c.ID, c.EventID, c.ReferralID)
}
