package record

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Evidence is everything both services were found to hold about one sale.
// The six checks are functions of it. Lists hold each record once; a part that
// could not be had stands in Gaps, a part that was not asked for is simply absent.
type Evidence struct {
	Query         Query
	Stripe        StripeSide
	FirstPromoter FirstPromoterSide
	Gaps          []Gap
	Bounds        []Bound
	// OutOfTime: the time of the whole run was over before all was asked.
	OutOfTime bool
	Requests  Requests
	StartedAt time.Time
	Elapsed   time.Duration
}

// Requests counts what was sent, retries and pages included. Depth is the
// longest chain of requests that had to wait for one another.
type Requests struct {
	Stripe        int
	FirstPromoter int
	Depth         int
}

// StripeSide is what Stripe holds.
type StripeSide struct {
	Account *Account // nil: neither read nor derived
	KeyMode Mode     // the key's mode
	// Asked tells what Stripe said of the very id asked about. Empty for an
	// e-mail address or a referral.
	Asked         Existence
	AskedMessage  string // Stripe's own words, for Elsewhere
	Customers     []Customer
	Invoices      []Invoice
	Charges       []Charge
	Intents       []PaymentIntent
	Subscriptions []Subscription
	Schedules     []Schedule
	Sessions      []Session
	Disputes      []Dispute
	Upcoming      *Invoice
	Coupons       []CouponLookup
	// CouponCodes are promotion codes that stand for a coupon of the sale, or for
	// the one its promoter is tracked by.
	CouponCodes  []PromotionCode
	EmailChanges []EmailChange
	Events       []EventLookup
	Traces       []TraceLookup // FirstPromoter's trace ids looked up in Stripe, newest first
	// Installs are the Stripe Apps on the account in the key's mode, and
	// InstallChanges what the last 30 days' events tell of them, newest first. Both
	// are empty where Stripe does not tell, so that absence proves nothing.
	Installs       []AppInstall
	InstallChanges []InstallChange
}

// Existence is what Stripe said of an id.
type Existence string

// What Stripe can say of an id. OtherMode is Stripe's own word ("a similar
// object exists in live mode"); NotFound is a 404 without it.
const (
	NotAsked  Existence = ""
	Found     Existence = "found"
	OtherMode Existence = "other-mode"
	NotFound  Existence = "not-found"
)

// CouponLookup is what Stripe knows under one text that FirstPromoter holds as
// a coupon: a coupon of that id, promotion codes of that text or id, coupons of that name.
type CouponLookup struct {
	Value          string
	Coupon         *Coupon // of that very id, exact
	PromotionCodes []PromotionCode
	// Similar are coupons whose name or id equals Value but for case and blanks.
	Similar []Coupon
	// SimilarComplete: every coupon of the account was looked through.
	SimilarComplete bool
}

// TraceLookup is one trace id of FirstPromoter, looked up in Stripe.
type TraceLookup struct {
	ID        string
	At        time.Time // when FirstPromoter recorded it
	Existence Existence // NotAsked: the look-up failed
	// PaidHere: the customer (cus_) made a payment here about when FirstPromoter says
	// it became one.
	PaidHere bool
}

// CompareReceived orders what FirstPromoter received from Stripe, the newest first. Of
// one moment's, a payment tells more than a customer's id, which a copy to another
// account keeps.
func CompareReceived(aID string, a time.Time, bID string, b time.Time) int {
	kind := func(id string) int {
		if IsCustomerID(id) {
			return 1
		}
		return 0
	}
	return cmp.Or(b.Compare(a), kind(aID)-kind(bID), strings.Compare(aID, bID))
}

// Conclusive reports whether the look-up proves anything. Customers that are copied to
// another account keep their ids (docs.stripe.com/get-started/data-migrations/pan-copy-self-serve),
// so that one that is found proves nothing without its payment.
func (t *TraceLookup) Conclusive() bool {
	if IsCustomerID(t.ID) && t.Existence != NotFound {
		return t.Existence == Found && t.PaidHere
	}
	return t.Existence != NotAsked
}

// How long before, and after, a referral became a customer its payment may have been
// made: Stripe tells of one for three days, until it is heard (docs.stripe.com/webhooks).
const (
	ConversionLag   = 3 * 24 * time.Hour
	ConversionSlack = time.Hour
)

// ConvertedBy reports whether a payment may be what made a referral a customer.
func ConvertedBy(paid, since time.Time) bool {
	return !paid.Before(since.Add(-ConversionLag)) && !paid.After(since.Add(ConversionSlack))
}

// EventLookup is a Stripe event (evt_) under whose id FirstPromoter holds a sale.
type EventLookup struct {
	ID      string
	Objects []string // ids of what it tells of, and of what that names
}

// FirstPromoterSide is what FirstPromoter holds.
type FirstPromoterSide struct {
	API API
	// Referrals holds every referral that came up, matching or not.
	Referrals []Referral
	// ReferralAsked tells whether the referral asked about exists.
	ReferralAsked Existence
	// Commissions of this sale and its buyer.
	Commissions []Commission
	// Recent are the account's commissions by which traces are told, newest
	// first, and Converted its referrals that became customers.
	Recent            []Commission
	RecentComplete    bool // all of the account's commissions are in Recent
	Converted         []Referral
	ConvertedComplete bool
	// ReadUntil: whatever was recorded up to then is in Recent and Converted,
	// even where they are not the whole. Zero: nothing is known.
	ReadUntil time.Time
	HasLeads  bool // the account has at least one referral
	// Leads are the referrals looked through for near misses.
	Leads         []Referral
	LeadsComplete bool
	Promoters     []Promoter
	// PromotersComplete: Promoters is the whole list of the account.
	PromotersComplete bool
	PromoCodes        []PromoCode
	// PromoCodesComplete: PromoCodes is the whole list of the account.
	PromoCodesComplete bool
	// CodeOwners maps a promotion code's text to the promoter FirstPromoter names
	// as its owner. By which field is not documented, so it only says whose promo
	// codes to read.
	CodeOwners map[string]Promoter
	Rewards    []Reward
}

// Part names one part of the evidence, for Gaps.
type Part string

// The parts of the evidence.
const (
	PartAccount        Part = "account"
	PartInstalls       Part = "installs" // of Stripe Apps
	PartMode           Part = "mode"
	PartAsked          Part = "asked" // the very object asked about
	PartCustomers      Part = "customers"
	PartInvoices       Part = "invoices"
	PartCharges        Part = "charges"
	PartIntents        Part = "payment_intents"
	PartSubscriptions  Part = "subscriptions"
	PartSchedules      Part = "schedules"
	PartSessions       Part = "sessions"
	PartDisputes       Part = "disputes"
	PartUpcoming       Part = "upcoming"
	PartCoupons        Part = "coupons"
	PartPromotionCodes Part = "promotion_codes"
	PartEvents         Part = "events"
	PartTraces         Part = "traces" // trace ids in Stripe
	PartReferrals      Part = "referrals"
	PartLeads          Part = "leads" // the list for near misses
	PartCommissions    Part = "commissions"
	PartRecent         Part = "recent" // recent commissions and converted referrals
	PartPromoters      Part = "promoters"
	PartPromoCodes     Part = "promo_codes"
	PartRewards        Part = "rewards"
)

// Reason says why a part could not be had. The values are ids of causes (.github/CAUSES.md).
type Reason string

// The reasons.
const (
	PermissionMissing  Reason = "permission-missing"
	CredentialsRefused Reason = "credentials-refused"
	Unreachable        Reason = "unreachable"
	RateLimited        Reason = "rate-limited"
	UnreadableAnswer   Reason = "unreadable-answer"
	ListTooLong        Reason = "list-too-long"
)

// Gap is a part of the evidence that could not be had.
type Gap struct {
	System System
	Part   Part
	Failure
}

// Bound is a kind of thing of which a look at one sale asks for the first few only,
// where there were more.
type Bound struct {
	What   Bounded
	Looked int // so many were asked for
	Among  int // of so many
}

// Bounded is a kind of thing that is asked for one by one.
type Bounded string

// What is bounded.
const (
	BoundUIDs        Bounded = "uids"             // values of the metadata that may be a lead's uid
	BoundAddresses   Bounded = "addresses"        // those on the sale and in its texts
	BoundLeads       Bounded = "leads"            // those of the address asked about
	BoundNearLeads   Bounded = "near-leads"       // those with an address like the buyer's
	BoundFormer      Bounded = "former-addresses" // those that customers had before
	BoundCustomers   Bounded = "customers"        // those whom a lead or a payment names
	BoundReports     Bounded = "reports"          // commissions under the id of a Stripe event
	BoundSaleCoupons Bounded = "sale-coupons"     // those on the sale
	BoundTracked     Bounded = "tracking-coupons" // those that promoters are tracked by
	BoundPromoCodes  Bounded = "promo-codes"      // those of the promotion
	BoundCouponCodes Bounded = "coupon-codes"     // coupons whose promotion codes are read
	BoundPromotions  Bounded = "promotions"       // those of the leads and coupons of the sale
	BoundUnknown     Bounded = "tracking-values"  // of the account: those that are no coupon's id
)

// Failure is why a request gave nothing, told by a client in plain values.
type Failure struct {
	Reason Reason
	// Permission is the missing one by its API name (rak_…), Row its name in
	// Stripe's dashboard. Empty where the service did not say.
	Permission string
	Row        string
	Status     int    // HTTP status, 0 when no answer came
	Detail     string // what happened, in a few safe words without secrets
	// Lasting: asking again does not help before something is mended here, such as
	// a proxy's setting or a certificate.
	Lasting bool
	// OutOfTime: the time of the whole run was over, which is no fault of the service.
	OutOfTime bool
	// Existence is set where the service answered that there is no such object, or
	// that it is in the other mode: an answer, not a failure. FirstPromoter may say so
	// by a 422 (a find_by miss).
	Existence Existence
}

// Stopped is the Detail of a Failure that came of the person's own stop.
const Stopped = "stopped"

// Error makes a Failure an error for the clients; the text is for people and
// holds nothing secret.
func (f *Failure) Error() string {
	if f.Detail != "" {
		return f.Detail
	}
	return string(f.Reason)
}

// Gap returns the first gap of one of the parts.
func (e *Evidence) Gap(parts ...Part) (Gap, bool) {
	for _, g := range e.Gaps {
		if slices.Contains(parts, g.Part) {
			return g, true
		}
	}
	return Gap{}, false
}

// Customer returns the customer of an id.
func (s *StripeSide) Customer(id string) (Customer, bool) {
	return find(s.Customers, id, func(c Customer) string { return c.ID })
}

// Invoice returns the invoice of an id.
func (s *StripeSide) Invoice(id string) (Invoice, bool) {
	return find(s.Invoices, id, func(x Invoice) string { return x.ID })
}

// Subscription returns the subscription of an id.
func (s *StripeSide) Subscription(id string) (Subscription, bool) {
	return find(s.Subscriptions, id, func(x Subscription) string { return x.ID })
}

// Session returns the Checkout Session of an id.
func (s *StripeSide) Session(id string) (Session, bool) {
	return find(s.Sessions, id, func(x Session) string { return x.ID })
}

// Referral returns the referral of an id.
func (s *FirstPromoterSide) Referral(id string) (Referral, bool) {
	return find(s.Referrals, id, func(x Referral) string { return x.ID })
}

// Promotion returns a promotion and its promoter.
func (s *FirstPromoterSide) Promotion(id string) (Promotion, Promoter, bool) {
	if id == "" {
		return Promotion{}, Promoter{}, false
	}
	for _, p := range s.Promoters {
		for _, x := range p.Promotions {
			if x.ID == id {
				return x, p, true
			}
		}
	}
	return Promotion{}, Promoter{}, false
}

func find[T any](list []T, id string, key func(T) string) (T, bool) {
	var zero T
	if id == "" {
		return zero, false
	}
	for _, x := range list {
		if key(x) == id {
			return x, true
		}
	}
	return zero, false
}
