// Package record holds what fpdoctor knows: plain records of Stripe and
// FirstPromoter, the evidence gathered about one sale, and the person's
// answers. It is a leaf: it fetches nothing and judges nothing.
//
// Field names follow Stripe's API (pinned at 2023-10-16) and FirstPromoter's
// API v2; where v1 uses another word, the record keeps the v2 one (Referral
// for lead, Promotion for a promoter's place in a campaign).
package record

import (
	"encoding/json"
	"strings"
	"time"
)

// System names one of the two services.
type System string

// The two services.
const (
	Stripe        System = "stripe"
	FirstPromoter System = "firstpromoter"
)

// Name is the service as its owner writes it.
func (s System) Name() string {
	if s == FirstPromoter {
		return "FirstPromoter"
	}
	return "Stripe"
}

// Mode is Stripe's live or test mode; empty when it is not known.
type Mode string

// Stripe's modes. A sandbox counts as test.
const (
	Live Mode = "live"
	Test Mode = "test"
)

// ModeOf turns Stripe's livemode flag into a Mode.
func ModeOf(livemode bool) Mode {
	if livemode {
		return Live
	}
	return Test
}

// Raw is the JSON a record came in, less secrets, for the raw view only.
type Raw = json.RawMessage

// Ref points at one object of one service.
type Ref struct {
	System System
	// Type is one of the types below.
	Type string
	ID   string
}

// The types of Stripe's objects: the values of their field `object`
// (https://docs.stripe.com/api).
const (
	TypeAccount       = "account"
	TypeCustomer      = "customer"
	TypeInvoice       = "invoice"
	TypeCharge        = "charge"
	TypeIntent        = "payment_intent"
	TypeSession       = "checkout.session"
	TypeSubscription  = "subscription"
	TypeSchedule      = "subscription_schedule"
	TypeDispute       = "dispute"
	TypeCoupon        = "coupon"
	TypePromotionCode = "promotion_code"
	TypeEvent         = "event"
)

// The types of FirstPromoter's objects, in the words of its API v2.
const (
	TypeReferral   = "referral"
	TypePromoter   = "promoter"
	TypePromotion  = "promotion" // a promoter's place in a campaign
	TypePromoCode  = "promo_code"
	TypeCommission = "commission"
)

// StripeRef points at an object of Stripe.
func StripeRef(objectType, id string) Ref { return Ref{Stripe, objectType, id} }

// FirstPromoterRef points at an object of FirstPromoter.
func FirstPromoterRef(objectType, id string) Ref { return Ref{FirstPromoter, objectType, id} }

// IsCustomerID reports whether an id has the form that Stripe gives to customers. A
// merchant may choose other ones (https://docs.stripe.com/api/customers/create).
func IsCustomerID(id string) bool { return strings.HasPrefix(id, "cus_") }

// IsChargeID reports whether an id is a charge's; those of some methods of payment
// begin with py_.
func IsChargeID(id string) bool { return strings.HasPrefix(id, "ch_") || strings.HasPrefix(id, "py_") }

// Unknown reports whether a time is none: Stripe sends 0 and FirstPromoter null
// for times that have not come.
func Unknown(t time.Time) bool { return t.IsZero() || t.Unix() == 0 }

// Earliest returns the earlier of two times, ignoring unknown ones.
func Earliest(a, b time.Time) time.Time {
	switch {
	case Unknown(a):
		return b
	case Unknown(b), a.Before(b):
		return a
	}
	return b
}
