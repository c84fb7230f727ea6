package fpapi

import (
	"encoding/json"
	"strings"

	"fpdoctor/checks/record"
)

// API v2's records, by openapi-v2-{referrals,commissions,promoters,promo-codes,
// promoter-campaigns,rewards}.json.

type referral2 struct {
	ID            text
	Email         text
	UID           text
	State         text
	CustomerSince moment `json:"customer_since"`
	CreatedAt     moment `json:"created_at"`
	CancelledAt   moment `json:"cancelled_at"`
	EntrySource   text   `json:"entry_source"`
	FraudCheck    text   `json:"fraud_check"`
	Expired       flag   `json:"is_expired"`
	Username      text
	FirstName     text `json:"first_name"`
	LastName      text `json:"last_name"`
	Website       text
	CreatedBy     text `json:"created_by_user_email"`
	Metadata      dict
	Place         place2 `json:"promoter_campaign"`
}

// place2 is a promoter's place in a campaign as it comes inside other records.
type place2 struct {
	ID         text
	CampaignID text `json:"campaign_id"`
	PromoterID text `json:"promoter_id"`
	Promoter   struct {
		ID    text
		Email text
		Name  text
	}
	Campaign struct {
		ID   text
		Name text
	}
}

func (p place2) campaignID() string { return firstOf(p.CampaignID, p.Campaign.ID) }
func (p place2) promoterID() string { return firstOf(p.PromoterID, p.Promoter.ID) }

func firstOf(ids ...text) string {
	for _, t := range ids {
		if t.id() != "" {
			return t.id()
		}
	}
	return ""
}

func readReferral2(raw json.RawMessage) (record.Referral, string) {
	var w referral2
	if !decode(raw, &w) || w.CreatedAt.void {
		return record.Referral{}, ""
	}
	email, moved := unmoved(w.Email.String())
	r := record.Referral{
		ID: w.ID.id(), Email: email, UID: w.UID.String(), State: strings.ToLower(w.State.id()),
		CustomerSince: since(w.CustomerSince, w.CreatedAt.Time), Created: w.CreatedAt.Time, CancelledAt: w.CancelledAt.Time,
		EntrySource: w.EntrySource.id(), FraudCheck: w.FraudCheck.id(), Expired: bool(w.Expired),
		Username: w.Username.String(), Name: fullName(w.FirstName, w.LastName), Website: w.Website.String(),
		CreatedBy: w.CreatedBy.id(), Metadata: w.Metadata,
		PromotionID: w.Place.ID.id(), PromoterID: w.Place.promoterID(),
		PromoterName: w.Place.Promoter.Name.id(), PromoterEmail: w.Place.Promoter.Email.id(),
		CampaignID: w.Place.campaignID(), CampaignName: w.Place.Campaign.Name.id(),
		Raw: raw,
	}
	if moved {
		r.State = record.StateMoved
	}
	return r, identity(r.ID, r.Email, r.UID)
}

type commission2 struct {
	ID               text
	Status           text
	Type             text   `json:"commission_type"`
	EventID          text   `json:"event_id"`
	SaleAmount       number `json:"sale_amount"`
	Amount           number
	Unit             text
	OriginalAmount   number `json:"original_sale_amount"`
	OriginalCurrency text   `json:"original_sale_currency"`
	PlanID           text   `json:"plan_id"`
	CreatedBy        text   `json:"created_by_user_email"`
	CreatedByAt      moment `json:"created_by_user_at"`
	CreatedAt        moment `json:"created_at"`
	Referral         struct {
		ID    text
		Email text
		UID   text
	}
	Place place2 `json:"promoter_campaign"`
}

// somebody stands for a user of FirstPromoter whose address is not told.
const somebody = "a FirstPromoter user"

func readCommission2(raw json.RawMessage) (record.Commission, string) {
	var w commission2
	if !decode(raw, &w) || w.CreatedAt.void {
		return record.Commission{}, ""
	}
	email, _ := unmoved(w.Referral.Email.String())
	c := record.Commission{
		ID: w.ID.id(), Status: strings.ToLower(w.Status.id()), Type: strings.ToLower(w.Type.id()), EventID: w.EventID.id(),
		SaleAmount: int64(w.SaleAmount), Amount: int64(w.Amount), Unit: w.Unit.id(), PlanID: w.PlanID.id(),
		CreatedBy: w.CreatedBy.id(), Created: w.CreatedAt.Time,
		ReferralID: w.Referral.ID.id(), ReferralEmail: email, ReferralUID: w.Referral.UID.String(),
		PromotionID: w.Place.ID.id(), PromoterID: w.Place.promoterID(),
		PromoterName: w.Place.Promoter.Name.id(), PromoterEmail: w.Place.Promoter.Email.id(),
		Raw: raw,
	}
	if currency := strings.ToLower(w.OriginalCurrency.id()); currency != "" {
		c.Original = record.Money{Minor: int64(w.OriginalAmount), Currency: currency}
	}
	if c.CreatedBy == "" && w.CreatedByAt.given {
		c.CreatedBy = somebody
	}
	return c, identity(c.ID, c.EventID, c.ReferralID)
}

type promoter2 struct {
	ID         text
	Email      text
	Name       text
	JoinedAt   moment `json:"joined_at"`
	ArchivedAt moment `json:"archived_at"`
	Profile    struct {
		FirstName text `json:"first_name"`
		LastName  text `json:"last_name"`
	}
	Places []json.RawMessage `json:"promoter_campaigns"`
}

func readPromoter2(raw json.RawMessage) (record.Promoter, string) {
	var w promoter2
	if !decode(raw, &w) || w.JoinedAt.void && w.Email == "" {
		return record.Promoter{}, ""
	}
	p := record.Promoter{ID: w.ID.id(), Email: w.Email.String(), Name: w.Name.id(), ArchivedAt: archived(w.ArchivedAt), Raw: raw}
	if p.Name == "" {
		p.Name = fullName(w.Profile.FirstName, w.Profile.LastName)
	}
	for _, place := range w.Places {
		if x, key := readPromotion2(place); key != "" {
			if x.PromoterID == "" {
				x.PromoterID = p.ID
			}
			p.Promotions = append(p.Promotions, x)
		}
	}
	return p, identity(p.ID, p.Email)
}

type promotion2 struct {
	place2
	State         text
	Coupon        text
	DisplayCoupon text `json:"display_coupon"`
	RefToken      text `json:"ref_token"`
	RefLink       text `json:"ref_link"`
	Rewards       []struct {
		Reward struct{ Coupon text }
	} `json:"rewards_for_referrals"`
}

func readPromotion2(raw json.RawMessage) (record.Promotion, string) {
	var w promotion2
	if !decode(raw, &w) {
		return record.Promotion{}, ""
	}
	p := record.Promotion{
		ID: w.ID.id(), CampaignID: w.campaignID(), CampaignName: w.Campaign.Name.id(), PromoterID: w.promoterID(),
		State: strings.ToLower(w.State.id()), TrackingCoupon: w.Coupon.String(), DisplayCoupon: w.DisplayCoupon.String(),
		RefToken: w.RefToken.id(), RefLink: w.RefLink.id(), Raw: raw,
	}
	var shared []text
	for _, r := range w.Rewards {
		shared = append(shared, r.Reward.Coupon)
	}
	p.SharedCoupons = distinct(shared...)
	return p, identity(p.ID, p.TrackingCoupon, p.RefToken)
}

type promoCode2 struct {
	ID         text
	Code       text
	ExtID      text   `json:"ext_id"`
	PlaceID    text   `json:"promoter_campaign_id"`
	ArchivedAt moment `json:"archived_at"`
	Reward     struct{ ID text }
}

func readPromoCode2(raw json.RawMessage) (record.PromoCode, string) {
	var w promoCode2
	if !decode(raw, &w) {
		return record.PromoCode{}, ""
	}
	p := record.PromoCode{
		ID: w.ID.id(), Code: w.Code.String(), ExtID: w.ExtID.id(), PromotionID: w.PlaceID.id(), RewardID: w.Reward.ID.id(),
		ArchivedAt: archived(w.ArchivedAt), Raw: raw,
	}
	return p, identity(p.ID, p.Code, p.ExtID)
}

type reward2 struct {
	ID               text
	Name             text
	Coupon           text
	ProviderCouponID text `json:"provider_coupon_id"`
}

func readReward2(raw json.RawMessage) (record.Reward, string) {
	var w reward2
	if !decode(raw, &w) {
		return record.Reward{}, ""
	}
	r := record.Reward{ID: w.ID.id(), Name: w.Name.id(), Coupon: w.Coupon.String(), ProviderCouponID: w.ProviderCouponID.String(), Raw: raw}
	return r, identity(r.ID, r.Coupon, r.ProviderCouponID)
}
