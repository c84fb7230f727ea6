package record

import "time"

// Answers are what only a person can see on FirstPromoter's screens. An answer
// is unset when its At is zero.
type Answers struct {
	Connected        Answer[bool]   // item 1: does Stripe show as connected?
	ConnectedAccount Answer[string] // item 2: the Connected account ID (acct_…)
	Mode             Answer[Mode]   // item 3: test when FirstPromoter shows the test badge
	// App is which of the Stripe Apps on the account is FirstPromoter's (app_…); NoApp
	// where none is.
	App Answer[string]

	// Without a FirstPromoter key the lead is read off FirstPromoter's screen.
	// These belong to one sale and are not remembered.
	LeadEmail      Answer[string] // item 4
	LeadUID        Answer[string] // item 4
	TrackingCoupon Answer[string] // item 6: the promoter's tracking coupon
}

// NoApp is the answer that none of the Stripe Apps on the account is FirstPromoter's.
const NoApp = "none"

// LeadTyped reports whether the person has typed a lead.
func (a Answers) LeadTyped() bool { return a.LeadEmail.Value != "" || a.LeadUID.Value != "" }

// LookedForLead reports whether the person has looked: with both left empty there
// is no such lead.
func (a Answers) LookedForLead() bool { return a.LeadEmail.Given() || a.LeadUID.Given() }

// Answer is one answer with its date.
type Answer[T any] struct {
	Value T
	At    time.Time
}

// Given reports whether the person has answered.
func (a Answer[T]) Given() bool { return !a.At.IsZero() }

// AnswerOf makes an answer given at a moment.
func AnswerOf[T any](v T, at time.Time) Answer[T] { return Answer[T]{v, at} }

// Lasting are the answers that hold for the account, not for one sale.
func (a Answers) Lasting() Answers { return a.WithSale(Answers{}) }

// WithSale are the answers that hold for the account, and those of a sale.
func (a Answers) WithSale(sale Answers) Answers {
	a.LeadEmail, a.LeadUID, a.TrackingCoupon = sale.LeadEmail, sale.LeadUID, sale.TrackingCoupon
	return a
}
