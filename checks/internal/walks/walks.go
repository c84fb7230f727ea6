// Package walks looks at the sandbox's sales for the tests, as the program looks at a
// merchant's. No part of the program imports it.
package walks

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds/secret"
)

// Clients are clients of a sandbox, which wait that long for an answer, 0: as long as
// the program does. They try again at once.
func Clients(server *sandbox.Server, keys sandbox.Credentials, timeout time.Duration) (gather.Clients, error) {
	stripe, err := stripeapi.New(stripeapi.Config{
		Key: secret.New(keys.Stripe), Base: server.StripeBase, Backoff: time.Millisecond, Timeout: timeout,
	})
	if err != nil {
		return gather.Clients{}, fmt.Errorf("a client of Stripe: %w", err)
	}
	fp, err := fpapi.New(fpapi.Config{
		Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: server.FirstPromoterBase,
		Backoff: time.Millisecond, Timeout: timeout,
	})
	if err != nil {
		return gather.Clients{}, fmt.Errorf("a client of FirstPromoter: %w", err)
	}
	return gather.Clients{Stripe: stripe, FirstPromoter: fp}, nil
}

// Connect are Clients until the end of a test.
func Connect(t testing.TB, server *sandbox.Server, keys sandbox.Credentials, timeout time.Duration) gather.Clients {
	t.Helper()
	c, err := Clients(server, keys, timeout)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Stripe.Close(); c.FirstPromoter.Close() })
	return c
}

// Query is what is typed, read.
func Query(t testing.TB, typed string) record.Query {
	t.Helper()
	q, err := record.ParseQuery(typed)
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return q
}

// Sale is what is found of a scenario on an API version at a moment, with clients of its own.
func Sale(server *sandbox.Server, s sandbox.Scenario, api string, now time.Time) (checks.Diagnosis, error) {
	clients, err := Clients(server, server.Credentials(s, api), 0)
	if err != nil {
		return checks.Diagnosis{}, err
	}
	defer clients.Stripe.Close()
	defer clients.FirstPromoter.Close()
	q, err := record.ParseQuery(s.Sale)
	if err != nil {
		return checks.Diagnosis{}, fmt.Errorf("%q: %w", s.Sale, err)
	}
	ev := gather.Sale(context.Background(), clients, q, gather.Options{Now: func() time.Time { return now }})
	return checks.Diagnose(ev, Answers(s.Answers, now), now), nil
}

// Answers are a person's, given at a moment.
func Answers(a sandbox.Answers, now time.Time) record.Answers {
	var out record.Answers
	if a.Connected != "" {
		out.Connected = record.AnswerOf(a.Connected == "yes", now)
	}
	if a.ConnectedAccount != "" {
		out.ConnectedAccount = record.AnswerOf(a.ConnectedAccount, now)
	}
	if a.FirstPromoterMode != "" {
		out.Mode = record.AnswerOf(record.Mode(a.FirstPromoterMode), now)
	}
	if a.FirstPromoterApp != "" {
		out.App = record.AnswerOf(a.FirstPromoterApp, now)
	}
	return out
}
