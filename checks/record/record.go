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
	// Type is Stripe's `object` value (customer, invoice, checkout.session …)
	// or, for FirstPromoter, referral, promoter, promotion, promo_code, commission.
	Type string
	ID   string
}

// StripeRef points at an object of Stripe.
func StripeRef(objectType, id string) Ref { return Ref{Stripe, objectType, id} }

// FirstPromoterRef points at an object of FirstPromoter.
func FirstPromoterRef(objectType, id string) Ref { return Ref{FirstPromoter, objectType, id} }

// unknown reports whether a time is none: Stripe sends 0 and FirstPromoter null
// for times that have not come.
func unknown(t time.Time) bool { return t.IsZero() || t.Unix() == 0 }

// Earliest returns the earlier of two times, ignoring unknown ones.
func Earliest(a, b time.Time) time.Time {
	switch {
	case unknown(a):
		return b
	case unknown(b), a.Before(b):
		return a
	}
	return b
}
