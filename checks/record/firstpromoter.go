package record

import (
	"strings"
	"time"
)

// API is the FirstPromoter API version in use.
type API string

// The API versions. NoAPI means that no FirstPromoter key was given.
const (
	V1    API = "v1"
	V2    API = "v2"
	NoAPI API = "none"
)

// States of a referral (API v2; v1 knows the first four and cancelled).
const (
	StateSubscribed = "subscribed"
	StateSignup     = "signup"
	StateActive     = "active"
	StateDenied     = "denied" // "Disabled" on screen
	StateCancelled  = "cancelled"
	StateRefunded   = "refunded"
	StatePending    = "pending"
	StateMoved      = "moved"
)

// CommissionOfSale is the type of a commission on a payment. API v1 tells of no other.
const CommissionOfSale = "sale"

// EntryCoupon is the entry source of a lead that a promoter's coupon made.
const EntryCoupon = "coupon"

// Referral is a lead or customer in FirstPromoter.
type Referral struct {
	ID            string
	Email         string // may be empty
	UID           string // may be empty
	State         string
	CustomerSince time.Time // zero: still a lead
	Created       time.Time
	CancelledAt   time.Time
	EntrySource   string // api, EntryCoupon, cookie, manual_admin, manual_affiliate; empty on v1
	FraudCheck    string // no_suspicion or empty: none
	Expired       bool
	Username      string
	Name          string
	Website       string
	CreatedBy     string // created_by_user_email
	Metadata      map[string]string
	PromotionID   string // v2: promoter_campaign.id
	PromoterID    string
	PromoterName  string
	PromoterEmail string
	CampaignID    string
	CampaignName  string
	// Promotion and Promoter come embedded on v1 only.
	Promotion *Promotion
	Promoter  *Promoter
	Raw       Raw
}

// Live reports whether FirstPromoter tracks sales for the referral: it is not
// denied, pending or moved.
func (r Referral) Live() bool {
	switch r.State {
	case StateDenied, StatePending, StateMoved:
		return false
	}
	return true
}

// Customer reports whether the lead has become a customer.
func (r Referral) Customer() bool { return !Unknown(r.CustomerSince) }

// Promoter is an affiliate.
type Promoter struct {
	ID         string
	Email      string
	Name       string
	Status     string    // v1 only: active, approved, pending, blocked, denied
	ArchivedAt time.Time // zero: not archived
	Promotions []Promotion
	Raw        Raw
}

// Promotion is a promoter's place in one campaign: v2 promoter_campaign, v1 promotion.
type Promotion struct {
	ID           string
	CampaignID   string
	CampaignName string
	PromoterID   string
	// State: v2 pending, accepted, rejected, blocked, inactive, not_set;
	// v1 offer_running, offer_inactive.
	State string
	// TrackingCoupon is the coupon id at the billing provider: v2 coupon,
	// v1 promo_code ("Tracking Coupon Code").
	TrackingCoupon string
	// DisplayCoupon is what the buyer types: v2 display_coupon, v1 customer_promo_code.
	DisplayCoupon string
	// SharedCoupons are the campaign's own codes (v1 *.default_promo_code).
	SharedCoupons []string
	RefToken      string
	RefLink       string
	Raw           Raw
}

// PromoCode is a promotion code that FirstPromoter made for one promotion (v2).
type PromoCode struct {
	ID          string
	Code        string
	ExtID       string // likely the Stripe promo_… id
	PromotionID string
	RewardID    string
	ArchivedAt  time.Time // zero: in use
	Raw         Raw
}

// Reward is a campaign's reward for referrals (v2): where the shared coupon stands.
type Reward struct {
	ID               string
	Name             string
	Coupon           string
	ProviderCouponID string
	Raw              Raw
}

// Commission is a v2 commission or v1 reward: FirstPromoter's trace of a sale.
type Commission struct {
	ID            string
	Status        string // pending, approved, denied
	Type          string // CommissionOfSale, custom
	EventID       string
	SaleAmount    int64 // account currency, cents
	Amount        int64
	Unit          string
	Original      Money // as charged, where given
	PlanID        string
	CreatedBy     string // non-empty: entered by hand
	Created       time.Time
	ReferralID    string
	ReferralEmail string
	ReferralUID   string
	PromotionID   string
	PromoterID    string
	PromoterName  string
	PromoterEmail string
	Raw           Raw
}

// FromStripe reports whether the event id is one under which FirstPromoter
// stores what Stripe tells it: the invoice for subscriptions, the charge for
// one-time payments (FirstPromoter: rewards API, note on event_id).
func (c Commission) FromStripe() bool {
	return strings.HasPrefix(c.EventID, "in_") || IsChargeID(c.EventID)
}

// Trace reports whether FirstPromoter can only have learnt of the sale from
// Stripe by itself.
func (c Commission) Trace() bool {
	return c.Type == CommissionOfSale && c.CreatedBy == "" && c.FromStripe()
}

// Trace reports whether the conversion can only have come from Stripe.
func (r Referral) Trace() bool { return r.Customer() && IsCustomerID(r.UID) }
