package stripeapi

import (
	"encoding/json"
	"strings"

	"github.com/stripe/stripe-go/v76"

	"fpdoctor/checks/record"
)

// newer are fields that Stripe's answers have had since stripe-go v76, or whose
// shape depends on a kind that is written beside them.
type newer struct {
	// CustomerAccount is the buyer as an account (docs.stripe.com/connect/use-accounts-as-customers).
	CustomerAccount string `json:"customer_account"`
	// PaidOffStripe is the part of amount_paid that was recorded by hand
	// (docs.stripe.com/changelog/dahlia/2026-05-27).
	PaidOffStripe int64 `json:"amount_paid_off_stripe"`
	PretaxCredits []struct {
		Amount int64  `json:"amount"`
		Type   string `json:"type"`
	} `json:"total_pretax_credit_amounts"`
	NextAction map[string]json.RawMessage `json:"next_action"`
}

// newerOf reads them; what has another shape than expected says nothing.
func newerOf(raw json.RawMessage) newer {
	var n newer
	if json.Unmarshal(raw, &n) != nil {
		var account struct {
			CustomerAccount string `json:"customer_account"`
		}
		_ = json.Unmarshal(raw, &account) // the least of it
		return newer{CustomerAccount: account.CustomerAccount}
	}
	return n
}

func (n newer) ofInvoice(r *record.Invoice) {
	r.BuyerAccount = n.CustomerAccount
	r.AmountPaid.Minor -= n.PaidOffStripe
	r.PaidOutOfBand = r.PaidOutOfBand || n.PaidOffStripe > 0 && r.AmountPaid.Minor <= 0
	r.BillingCredits.Currency = r.Total.Currency
	for _, c := range n.PretaxCredits {
		if c.Type == "credit_balance_transaction" {
			r.BillingCredits.Minor += c.Amount
		}
	}
}

func (n newer) ofIntent(r *record.PaymentIntent) {
	r.BuyerAccount = n.CustomerAccount
	var kind string
	if json.Unmarshal(n.NextAction["type"], &kind) != nil || kind == "" {
		return
	}
	r.Next.Type = kind
	var details struct {
		ExpiresAt    int64  `json:"expires_at"`
		ExpiresAfter int64  `json:"expires_after"`
		Remaining    *int64 `json:"amount_remaining"`
		Currency     string `json:"currency"`
	}
	if json.Unmarshal(n.NextAction[kind], &details) != nil {
		return
	}
	r.Next.Until = at(max(details.ExpiresAt, details.ExpiresAfter))
	if details.Remaining != nil {
		r.Next.Remaining = money(*details.Remaining, stripe.Currency(strings.ToLower(details.Currency)))
		if details.Currency == "" {
			r.Next.Remaining.Currency = r.Amount.Currency
		}
	}
}
