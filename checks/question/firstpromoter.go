package question

import (
	"time"

	"fpdoctor/checks/record"
)

func firstPromoter(part record.Part, words string) About {
	return About{record.FirstPromoter, part, words}
}

// Referral asks for one referral. One that does not exist is a Failure with
// Existence NotFound.
type Referral struct {
	gives[record.Referral]
	ID string
}

func (Referral) About() About { return firstPromoter(record.PartReferrals, "the referral") }

// ReferralsByEmail asks for the referrals of an address. API v2 gives whatever
// its search finds, which is more than exact matches: who asks compares.
type ReferralsByEmail struct {
	gives[[]record.Referral]
	Email string
}

func (ReferralsByEmail) About() About {
	return firstPromoter(record.PartReferrals, "leads with the address")
}

// ReferralsByUID asks for the referrals of a site's own id of a person, as
// ReferralsByEmail does for an address.
type ReferralsByUID struct {
	gives[[]record.Referral]
	UID string
}

func (ReferralsByUID) About() About {
	return firstPromoter(record.PartReferrals, "leads with the customer’s id")
}

// ReferralsLike searches addresses, uids, names and websites, one page. API v1
// has no search and answers with nothing.
type ReferralsLike struct {
	gives[[]record.Referral]
	Text string
}

func (ReferralsLike) About() About {
	return firstPromoter(record.PartLeads, "leads with a similar address")
}

// ReferralsCreated asks for the referrals created in a time, newest first, at
// most 500. API v1 has no such filter and answers with nothing.
type ReferralsCreated struct {
	gives[List[record.Referral]]
	Created Period
}

func (ReferralsCreated) About() About { return firstPromoter(record.PartLeads, "leads of those days") }

// Leads asks for referrals to look through for near misses, newest first: on
// API v2 the newest 100 that are no customers yet, on v1 all, customers included.
type Leads struct{ gives[List[record.Referral]] }

func (Leads) About() About { return firstPromoter(record.PartLeads, "the newest leads") }

// Converted asks for referrals that became customers, newest first: on API v2
// the newest 100, on v1 all.
type Converted struct{ gives[List[record.Referral]] }

func (Converted) About() About {
	return firstPromoter(record.PartRecent, "leads that became customers")
}

// ConvertedBetween asks for referrals that became customers in a time, on API
// v2 at most 100.
type ConvertedBetween struct {
	gives[List[record.Referral]]
	Since Period
}

func (ConvertedBetween) About() About {
	return firstPromoter(record.PartRecent, "conversions of those days")
}

// AllReferrals asks for every referral, leads and customers, newest first.
type AllReferrals struct{ gives[List[record.Referral]] }

func (AllReferrals) About() About {
	return firstPromoter(record.PartReferrals, "all leads and customers")
}

// Commissions asks for commissions by event id, or by address or uid of the
// referral. As API v2's own search does, the answer holds whatever has the text in
// it: who asks compares.
type Commissions struct {
	gives[[]record.Commission]
	Text string
}

func (Commissions) About() About {
	return firstPromoter(record.PartCommissions, "commissions of the sale")
}

// RecentCommissions asks for commissions, newest first: on API v2 the newest
// 100, on v1 all.
type RecentCommissions struct{ gives[List[record.Commission]] }

func (RecentCommissions) About() About {
	return firstPromoter(record.PartRecent, "the newest commissions")
}

// CommissionsBetween asks for commissions created in a time, newest first, on
// API v2 at most 100.
type CommissionsBetween struct {
	gives[List[record.Commission]]
	Created Period
}

func (CommissionsBetween) About() About {
	return firstPromoter(record.PartRecent, "commissions of those days")
}

// AllCommissions asks for every commission, newest first, or for those since a moment.
type AllCommissions struct {
	gives[List[record.Commission]]
	Since time.Time // zero: all
}

func (AllCommissions) About() About { return firstPromoter(record.PartCommissions, "all commissions") }

// Promoters asks for all promoters with their promotions.
type Promoters struct{ gives[List[record.Promoter]] }

func (Promoters) About() About {
	return firstPromoter(record.PartPromoters, "promoters and their coupons")
}

// PromoterByCode asks for the promoter who owns a promotion code or tracking
// coupon; NotFound as with Referral.
type PromoterByCode struct {
	gives[record.Promoter]
	Code string
}

func (PromoterByCode) About() About {
	return firstPromoter(record.PartPromoCodes, "whose the promotion code is")
}

// PromoCodesOf asks for the promotion codes that FirstPromoter made for one
// promotion. API v1 has none.
type PromoCodesOf struct {
	gives[[]record.PromoCode]
	Promotion string
}

func (PromoCodesOf) About() About {
	return firstPromoter(record.PartPromoCodes, "the promoter’s promo codes")
}

// AllPromoCodes asks for the promotion codes of all promotions. API v1 has none.
type AllPromoCodes struct{ gives[List[record.PromoCode]] }

func (AllPromoCodes) About() About {
	return firstPromoter(record.PartPromoCodes, "the promoters’ promo codes")
}

// Rewards asks for the rewards for referrals, which name the campaigns' shared
// coupons. API v1 has no such list (see record.Promotion.SharedCoupons).
type Rewards struct{ gives[[]record.Reward] }

func (Rewards) About() About {
	return firstPromoter(record.PartRewards, "the campaigns’ shared coupons")
}

// OfFirstPromoter are the questions that are asked of FirstPromoter, each with
// nothing filled in.
var OfFirstPromoter = []Question{
	Referral{}, ReferralsByEmail{}, ReferralsByUID{}, ReferralsLike{}, ReferralsCreated{}, Leads{}, Converted{}, ConvertedBetween{},
	AllReferrals{},
	Commissions{}, RecentCommissions{}, CommissionsBetween{}, AllCommissions{},
	Promoters{}, PromoterByCode{}, PromoCodesOf{}, AllPromoCodes{}, Rewards{},
}
