package gather

import (
	"context"
	"time"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// Stripe is what is asked of Stripe: by its client, or out of the Books of an
// audit. The methods are those of stripeapi.Client.
type Stripe interface {
	KeyMode() record.Mode
	AccountHint() (id, from string)
	Sent() int
	Close()

	Account(ctx context.Context) (record.Account, error)
	Mode(ctx context.Context) (record.Mode, error)
	Asked(ctx context.Context, q record.Query) (stripeapi.Found, error)
	Exists(ctx context.Context, id string) (record.Existence, error)
	Event(ctx context.Context, id string) (record.EventLookup, error)
	EmailChanges(ctx context.Context, from, to time.Time) ([]record.EmailChange, error)

	Customer(ctx context.Context, id string) (stripeapi.Found, error)
	CustomersByEmail(ctx context.Context, email string) (stripeapi.Found, error)
	CustomersByUID(ctx context.Context, uid string) (stripeapi.Found, error)
	CustomersByMisspeltUID(ctx context.Context, uid string) (stripeapi.Found, error)
	CustomersLike(ctx context.Context, email string) (stripeapi.Found, error)
	CustomersTyped(ctx context.Context, text string) (stripeapi.Found, error)

	Invoices(ctx context.Context, customerID string) (stripeapi.Found, error)
	InvoicesOfSubscription(ctx context.Context, subscriptionID string) (stripeapi.Found, error)
	Charges(ctx context.Context, customerID string) (stripeapi.Found, error)
	Intents(ctx context.Context, customerID string) (stripeapi.Found, error)
	Subscriptions(ctx context.Context, customerID string) (stripeapi.Found, error)
	Schedules(ctx context.Context, customerID string) (stripeapi.Found, error)
	Upcoming(ctx context.Context, customerID string) (stripeapi.Found, error)
	Disputes(ctx context.Context, chargeID string) (stripeapi.Found, error)
	Sessions(ctx context.Context, customerID string) (stripeapi.Found, error)
	SessionsByEmail(ctx context.Context, email string) (stripeapi.Found, error)
	SessionsByIntent(ctx context.Context, paymentIntentID string) (stripeapi.Found, error)

	NewestCustomers(ctx context.Context, from, to time.Time) (stripeapi.Found, error)
	NewestInvoices(ctx context.Context, from, to time.Time) (stripeapi.Found, error)
	NewestCharges(ctx context.Context, from, to time.Time) (stripeapi.Found, error)
	IntentsBetween(ctx context.Context, from, to time.Time) (stripeapi.Found, error)
	PromotionCodesOfCoupon(ctx context.Context, couponID string) ([]record.PromotionCode, error)
	ChargesBetween(ctx context.Context, from, to time.Time) (stripeapi.Found, error)
	NewestSessions(ctx context.Context, from, to time.Time) (stripeapi.Found, error)
	Each(ctx context.Context, w stripeapi.Whole, each func(stripeapi.Found)) (gaps []record.Gap, more bool, err error)

	Coupon(ctx context.Context, id string) (record.Coupon, error)
	Coupons(ctx context.Context) (list []record.Coupon, more bool, err error)
	NewestCoupons(ctx context.Context) (list []record.Coupon, more bool, err error)
	PromotionCode(ctx context.Context, id string) (record.PromotionCode, error)
	PromotionCodesByText(ctx context.Context, code string) ([]record.PromotionCode, error)
}

// FirstPromoter is what is asked of FirstPromoter, as with Stripe. The methods
// are those of fpapi.Client.
type FirstPromoter interface {
	API() record.API
	Sent() int
	Close()

	Referral(ctx context.Context, id string) (record.Referral, error)
	ReferralsByEmail(ctx context.Context, email string) ([]record.Referral, error)
	ReferralsByUID(ctx context.Context, uid string) ([]record.Referral, error)
	ReferralsLike(ctx context.Context, q string) ([]record.Referral, error)
	ReferralsCreated(ctx context.Context, from, to time.Time) (list []record.Referral, more bool, err error)
	Leads(ctx context.Context) (list []record.Referral, complete bool, err error)
	Converted(ctx context.Context) (list []record.Referral, complete bool, err error)
	ConvertedBetween(ctx context.Context, from, to time.Time) (list []record.Referral, complete bool, err error)
	AllReferrals(ctx context.Context) (list []record.Referral, complete bool, err error)

	Commissions(ctx context.Context, q string) ([]record.Commission, error)
	CommissionsBetween(ctx context.Context, from, to time.Time) (list []record.Commission, complete bool, err error)
	RecentCommissions(ctx context.Context) (list []record.Commission, complete bool, err error)
	AllCommissions(ctx context.Context) (list []record.Commission, complete bool, err error)

	Promoters(ctx context.Context) (list []record.Promoter, complete bool, err error)
	PromoterByCode(ctx context.Context, code string) (record.Promoter, error)
	PromoCodes(ctx context.Context, promotionID string) ([]record.PromoCode, error)
	AllPromoCodes(ctx context.Context) (list []record.PromoCode, complete bool, err error)
	Rewards(ctx context.Context) ([]record.Reward, error)
}

var (
	_ Stripe        = (*stripeapi.Client)(nil)
	_ FirstPromoter = (*fpapi.Client)(nil)
)
