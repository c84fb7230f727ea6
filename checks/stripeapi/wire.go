package stripeapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Stripe's objects (API version 2023-10-16), as far as anything of them is kept.
// They are read in one pass: stripe-go's types read every nested object several
// times over. Texts that hold a secret are replaced while they are read.

// wire is an object that can be asked for, or hangs on one.
type wire interface {
	top() *head
	// below are the objects that may hang on it, and what each is.
	below() []child
	// links are the addresses that tell the account, and are never kept.
	links() (hostedInvoice, receipt string)
}

// head is what all objects have. Livemode is a pointer, as an absent one must not
// read as test mode.
type head struct {
	ID       string `json:"id"`
	Object   string `json:"object"`
	Deleted  bool   `json:"deleted"`
	Livemode *bool  `json:"livemode"`
	Created  sum    `json:"created"`
}

func (h *head) top() *head              { return h }
func (h *head) below() []child          { return nil }
func (h *head) links() (string, string) { return "", "" }

// sum is an amount or a moment that every real object has. null in its place makes
// the object a shell, which would read as nothing paid and no address given; where
// it is missing, it must not read as zero.
type sum struct {
	n     int64
	given bool
}

// UnmarshalJSONFrom takes whole numbers only.
func (s *sum) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	s.n, err = strconv.ParseInt(string(v), 10, 64)
	if s.given = true; err != nil {
		return errShape
	}
	return nil
}

// lacks reports whether one of the amounts that Stripe always sends is missing.
func lacks(always ...sum) bool {
	return slices.ContainsFunc(always, func(s sum) bool { return !s.given })
}

// maybe is a field that Stripe's answers have had since the pinned version, or
// whose shape depends on a kind written beside it: any other shape than expected
// says nothing.
type maybe[T any] struct{ is T }

// UnmarshalJSONFrom takes anything.
func (m *maybe[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	var is T
	if json.Unmarshal(v, &is, dec.Options()) == nil {
		m.is = is
	}
	return nil
}

// link is an address that is read for the account's id alone. Whoever holds it
// can see the buyer's papers.
type link string

// reference is an object that is named by its id, or written out where it was
// expanded.
type reference struct {
	ID   string
	held jsontext.Value // as it came
}

// UnmarshalJSONFrom takes an id, an object or null.
func (r *reference) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case 'n':
		return dec.SkipValue()
	case '"':
		return json.UnmarshalDecode(dec, &r.ID)
	case '{':
		v, err := dec.ReadValue()
		if err != nil {
			return err
		}
		r.held = v.Clone()
		var named struct {
			ID string `json:"id"`
		}
		err = json.Unmarshal(r.held, &named, dec.Options())
		r.ID = named.ID
		return err
	}
	return misfit(dec)
}

// child is an object below another.
type child struct {
	kind string
	reference
}

// expanded is an object that nothing else hangs on: its id, or all of it.
type expanded[T any] struct {
	ID    string
	Whole *T
}

// UnmarshalJSONFrom takes an id, an object or null.
func (e *expanded[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case 'n':
		return dec.SkipValue()
	case '"':
		return json.UnmarshalDecode(dec, &e.ID)
	case '{':
		e.Whole = new(T)
		return json.UnmarshalDecode(dec, e.Whole)
	}
	return misfit(dec)
}

// misfit is any other value.
func misfit(dec *jsontext.Decoder) error {
	if err := dec.SkipValue(); err != nil {
		return err
	}
	return errShape
}

// lenient is how answers are read: a name that comes twice counts with its last
// value, broken characters are replaced, and texts that hold a secret too.
var lenient = json.JoinOptions(
	jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), json.WithUnmarshalers(json.UnmarshalFromFunc(readText)),
)

// readText reads a text that is going to be kept.
func readText(dec *jsontext.Decoder, s *string) error {
	*s = ""
	switch dec.PeekKind() {
	case 'n':
		return dec.SkipValue()
	case '"':
		t, err := dec.ReadToken()
		if err != nil {
			return err
		}
		if *s = t.String(); secretText(*s) {
			*s = removedText
		}
		return nil
	}
	return misfit(dec)
}

// withoutSecrets are a merchant's own texts, less those whose names say that they are secret.
func withoutSecrets(texts map[string]string) map[string]string {
	for name := range texts {
		if secretFields[strings.ToLower(name)] || name == removedText {
			delete(texts, name)
		}
	}
	return texts
}

// anyWire is an object of which only the existence is asked.
type anyWire struct {
	head
	Hosted  link `json:"hosted_invoice_url"`
	Receipt link `json:"receipt_url"`
}

func (w *anyWire) links() (string, string) { return string(w.Hosted), string(w.Receipt) }

type customerWire struct {
	head
	Email       string                 `json:"email"`
	Name        string                 `json:"name"`
	Description string                 `json:"description"`
	Metadata    map[string]string      `json:"metadata"`
	Discount    expanded[discountWire] `json:"discount"`
	TestClock   reference              `json:"test_clock"`
}

type invoiceWire struct {
	head
	Number           string            `json:"number"`
	Status           string            `json:"status"`
	BillingReason    string            `json:"billing_reason"`
	CollectionMethod string            `json:"collection_method"`
	CustomerEmail    string            `json:"customer_email"`
	CustomerName     string            `json:"customer_name"`
	Currency         string            `json:"currency"`
	Subtotal         int64             `json:"subtotal"`
	Total            sum               `json:"total"`
	AmountDue        int64             `json:"amount_due"`
	AmountPaid       sum               `json:"amount_paid"`
	AmountRemaining  int64             `json:"amount_remaining"`
	CreditNotes      int64             `json:"pre_payment_credit_notes_amount"`
	StartingBalance  int64             `json:"starting_balance"`
	EndingBalance    int64             `json:"ending_balance"`
	PaidOutOfBand    bool              `json:"paid_out_of_band"`
	AttemptCount     int64             `json:"attempt_count"`
	DueDate          int64             `json:"due_date"`
	NextAttempt      int64             `json:"next_payment_attempt"`
	Description      string            `json:"description"`
	Metadata         map[string]string `json:"metadata"`
	Customer         reference         `json:"customer"`
	Subscription     reference         `json:"subscription"`
	Charge           reference         `json:"charge"`
	Intent           reference         `json:"payment_intent"`
	Transitions      struct {
		FinalizedAt int64 `json:"finalized_at"`
		PaidAt      int64 `json:"paid_at"`
		VoidedAt    int64 `json:"voided_at"`
	} `json:"status_transitions"`
	SubscriptionDetails struct {
		Metadata map[string]string `json:"metadata"`
	} `json:"subscription_details"`
	Discount  expanded[discountWire]   `json:"discount"`
	Discounts []expanded[discountWire] `json:"discounts"`
	Lines     struct {
		Data    []*lineWire `json:"data"`
		HasMore bool        `json:"has_more"`
	} `json:"lines"`
	DiscountAmounts []*struct {
		Amount   int64                  `json:"amount"`
		Discount expanded[discountWire] `json:"discount"`
	} `json:"total_discount_amounts"`
	TestClock reference `json:"test_clock"`
	Hosted    link      `json:"hosted_invoice_url"`

	BuyerAccount maybe[string] `json:"customer_account"` // docs.stripe.com/connect/use-accounts-as-customers
	// PaidOffStripe is the part of amount_paid that was recorded by hand
	// (docs.stripe.com/changelog/dahlia/2026-05-27).
	PaidOffStripe maybe[int64] `json:"amount_paid_off_stripe"`
	PretaxCredits maybe[[]struct {
		Amount int64  `json:"amount"`
		Type   string `json:"type"`
	}] `json:"total_pretax_credit_amounts"`
}

func (w *invoiceWire) below() []child {
	return []child{
		{customers.object, w.Customer}, {intents.object, w.Intent}, {charges.object, w.Charge}, {subscriptions.object, w.Subscription},
	}
}

func (w *invoiceWire) links() (string, string) { return string(w.Hosted), "" }

type lineWire struct {
	Description string                   `json:"description"`
	Amount      int64                    `json:"amount"`
	Currency    string                   `json:"currency"`
	Discounts   []expanded[discountWire] `json:"discounts"`
	Price       struct {
		Product expanded[struct {
			ID string `json:"id"`
		}] `json:"product"`
	} `json:"price"`
}

type chargeWire struct {
	head
	Status         string            `json:"status"`
	Currency       string            `json:"currency"`
	Amount         sum               `json:"amount"`
	AmountCaptured sum               `json:"amount_captured"`
	AmountRefunded int64             `json:"amount_refunded"`
	Captured       bool              `json:"captured"`
	Refunded       bool              `json:"refunded"`
	Disputed       bool              `json:"disputed"`
	FailureCode    string            `json:"failure_code"`
	FailureMessage string            `json:"failure_message"`
	ReceiptEmail   string            `json:"receipt_email"`
	Description    string            `json:"description"`
	Metadata       map[string]string `json:"metadata"`
	Customer       reference         `json:"customer"`
	Invoice        reference         `json:"invoice"`
	Intent         reference         `json:"payment_intent"`
	Outcome        struct {
		SellerMessage string `json:"seller_message"`
	} `json:"outcome"`
	Method struct {
		Type string `json:"type"`
	} `json:"payment_method_details"`
	Billing struct {
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"billing_details"`
	Receipt link `json:"receipt_url"`
}

func (w *chargeWire) below() []child {
	return []child{{customers.object, w.Customer}, {invoices.object, w.Invoice}, {intents.object, w.Intent}}
}

func (w *chargeWire) links() (string, string) { return "", string(w.Receipt) }

type intentWire struct {
	head
	Status         string            `json:"status"`
	Currency       string            `json:"currency"`
	Amount         sum               `json:"amount"`
	AmountReceived sum               `json:"amount_received"`
	ReceiptEmail   string            `json:"receipt_email"`
	Description    string            `json:"description"`
	Metadata       map[string]string `json:"metadata"`
	Customer       reference         `json:"customer"`
	Invoice        reference         `json:"invoice"`
	LatestCharge   reference         `json:"latest_charge"`
	LastError      struct {
		DeclineCode string `json:"decline_code"`
		Code        string `json:"code"`
		Message     string `json:"message"`
	} `json:"last_payment_error"`
	BuyerAccount maybe[string]                    `json:"customer_account"`
	NextAction   maybe[map[string]jsontext.Value] `json:"next_action"`
}

func (w *intentWire) below() []child {
	return []child{{customers.object, w.Customer}, {invoices.object, w.Invoice}, {charges.object, w.LatestCharge}}
}

type subscriptionWire struct {
	head
	Status        string                   `json:"status"`
	StartDate     int64                    `json:"start_date"`
	TrialEnd      int64                    `json:"trial_end"`
	PeriodEnd     int64                    `json:"current_period_end"`
	CanceledAt    int64                    `json:"canceled_at"`
	Description   string                   `json:"description"`
	Metadata      map[string]string        `json:"metadata"`
	Customer      reference                `json:"customer"`
	LatestInvoice reference                `json:"latest_invoice"`
	Discount      expanded[discountWire]   `json:"discount"`
	Discounts     []expanded[discountWire] `json:"discounts"`
	TestClock     reference                `json:"test_clock"`
	BuyerAccount  maybe[string]            `json:"customer_account"`
	Pause         struct {
		Behavior  string `json:"behavior"`
		ResumesAt int64  `json:"resumes_at"`
	} `json:"pause_collection"`
}

func (w *subscriptionWire) below() []child {
	return []child{{customers.object, w.Customer}, {invoices.object, w.LatestInvoice}}
}

type scheduleWire struct {
	head
	Status       string    `json:"status"`
	Customer     reference `json:"customer"`
	Subscription reference `json:"subscription"`
	Phases       []*struct {
		StartDate int64 `json:"start_date"`
	} `json:"phases"`
}

func (w *scheduleWire) below() []child {
	return []child{{customers.object, w.Customer}, {subscriptions.object, w.Subscription}}
}

type sessionWire struct {
	head
	Kind              string            `json:"mode"`
	Status            string            `json:"status"`
	PaymentStatus     string            `json:"payment_status"`
	Currency          string            `json:"currency"`
	AmountTotal       int64             `json:"amount_total"`
	CustomerEmail     string            `json:"customer_email"`
	ClientReferenceID string            `json:"client_reference_id"`
	Metadata          map[string]string `json:"metadata"`
	Customer          reference         `json:"customer"`
	Invoice           reference         `json:"invoice"`
	Intent            reference         `json:"payment_intent"`
	Subscription      reference         `json:"subscription"`
	PaymentLink       reference         `json:"payment_link"`
	BuyerAccount      maybe[string]     `json:"customer_account"`
	Details           struct {
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"customer_details"`
	CustomFields []*fieldWire `json:"custom_fields"`
	Totals       struct {
		Breakdown struct {
			Discounts []*struct {
				Discount expanded[discountWire] `json:"discount"`
			} `json:"discounts"`
		} `json:"breakdown"`
	} `json:"total_details"`
}

func (w *sessionWire) below() []child {
	return []child{
		{customers.object, w.Customer}, {invoices.object, w.Invoice}, {intents.object, w.Intent}, {subscriptions.object, w.Subscription},
	}
}

type fieldWire struct {
	Key      string    `json:"key"`
	Text     valueWire `json:"text"`
	Dropdown valueWire `json:"dropdown"`
	Numeric  valueWire `json:"numeric"`
}

type valueWire struct {
	Value string `json:"value"`
}

type disputeWire struct {
	head
	Status   string    `json:"status"`
	Reason   string    `json:"reason"`
	Currency string    `json:"currency"`
	Amount   sum       `json:"amount"`
	Charge   reference `json:"charge"`
	Intent   reference `json:"payment_intent"`
}

func (w *disputeWire) below() []child {
	return []child{{charges.object, w.Charge}, {intents.object, w.Intent}}
}

type couponWire struct {
	head
	Name             string            `json:"name"`
	Valid            bool              `json:"valid"`
	PercentOff       float64           `json:"percent_off"`
	AmountOff        int64             `json:"amount_off"`
	Currency         string            `json:"currency"`
	Duration         string            `json:"duration"`
	DurationInMonths int64             `json:"duration_in_months"`
	MaxRedemptions   int64             `json:"max_redemptions"`
	TimesRedeemed    int64             `json:"times_redeemed"`
	RedeemBy         int64             `json:"redeem_by"`
	Metadata         map[string]string `json:"metadata"`
	AppliesTo        struct {
		Products []string `json:"products"`
	} `json:"applies_to"`
	CurrencyOptions maybe[map[string]struct{}] `json:"currency_options"`
}

type promotionCodeWire struct {
	head
	Code           string               `json:"code"`
	Active         bool                 `json:"active"`
	Coupon         expanded[couponWire] `json:"coupon"`
	Customer       reference            `json:"customer"`
	MaxRedemptions int64                `json:"max_redemptions"`
	TimesRedeemed  int64                `json:"times_redeemed"`
	ExpiresAt      int64                `json:"expires_at"`
	Restrictions   struct {
		FirstTime     bool   `json:"first_time_transaction"`
		MinimumAmount int64  `json:"minimum_amount"`
		Currency      string `json:"minimum_amount_currency"`
	} `json:"restrictions"`
}

type discountWire struct {
	ID            string                      `json:"id"`
	Coupon        expanded[couponWire]        `json:"coupon"`
	PromotionCode expanded[promotionCodeWire] `json:"promotion_code"`
	Start         int64                       `json:"start"`
	End           int64                       `json:"end"`
}

// id is the discount's own, however it came.
func idOf(d expanded[discountWire]) string {
	if d.Whole != nil {
		return d.Whole.ID
	}
	return d.ID
}
