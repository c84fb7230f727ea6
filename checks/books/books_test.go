package books

import (
	"context"
	"testing"
	"time"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// knowing is a Stripe account that has whatever it is asked for.
type knowing struct{ gather.Stripe }

func (knowing) KeyMode() record.Mode           { return record.Live }
func (knowing) AccountHint() (id, from string) { return "", "" }
func (knowing) Sent() int                      { return 0 }
func (knowing) Ask(_ context.Context, q question.Question) (any, error) {
	switch q.(type) {
	case question.Account:
		return record.Account{ID: "acct_1"}, nil
	case question.Exists:
		return record.Found, nil
	case question.Coupons:
		return question.List[record.Coupon]{Complete: true}, nil
	}
	return nil, question.Unknown()
}

type silent struct{ gather.FirstPromoter }

func (silent) API() record.API { return record.V2 }
func (silent) Sent() int       { return 0 }

// TestAccountReadsTheTracesWhateverIsRecorded: that the newest payment of a
// lead's customer is recorded, for another referral, must not keep the traces from being
// looked up: the account and its mode are told from them.
func TestAccountReadsTheTracesWhateverIsRecorded(t *testing.T) {
	now := time.Now()
	over := make(chan struct{})
	close(over)
	b := &Books{
		Over:        over,
		clients:     gather.Clients{Stripe: knowing{}, FirstPromoter: silent{}},
		Commissions: []record.Commission{{ID: "9", Type: "sale", EventID: "in_1", ReferralID: "7", Created: now}},
	}
	b.held.Invoices = []record.Invoice{{ID: "in_1", Status: "paid", AmountPaid: record.Money{Minor: 4900, Currency: "usd"}, PaidAt: now}}
	traces := b.Account(t.Context()).Stripe.Traces
	if len(traces) != 1 || traces[0].ID != "in_1" || traces[0].Existence != record.Found {
		t.Errorf("got %+v", traces)
	}
}
