package casefile_test

import (
	"context"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds/secret"
)

// everySale walks sales of the sandbox on both API versions: all of them, or a share.
func everySale(t *testing.T, each func(t *testing.T, name string, d checks.Diagnosis)) {
	t.Helper()
	at := 0
	for _, world := range sandbox.Worlds() {
		now := time.Now()
		server, err := sandbox.Start(sandbox.Options{Scenario: world, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		for _, s := range server.Scenarios() {
			if at++; !share.Has(at, 20) {
				continue
			}
			for _, api := range []string{sandbox.V2, sandbox.V1} {
				each(t, s.Name+"/"+api, walk(t, server, s, api, now))
			}
		}
	}
}

func walk(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string, now time.Time) checks.Diagnosis {
	t.Helper()
	keys := server.Credentials(s, api)
	stripe, err := stripeapi.New(stripeapi.Config{Key: secret.New(keys.Stripe), Base: server.StripeBase, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer stripe.Close()
	fp, err := fpapi.New(fpapi.Config{Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: server.FirstPromoterBase, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer fp.Close()
	q, err := record.ParseQuery(s.Sale)
	if err != nil {
		t.Fatal(err)
	}
	ev := gather.Sale(context.Background(), gather.Clients{Stripe: stripe, FirstPromoter: fp}, q, gather.Options{Now: func() time.Time { return now }})
	return checks.Diagnose(ev, answers(s.Answers, now), now)
}

func answers(a sandbox.Answers, now time.Time) record.Answers {
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
