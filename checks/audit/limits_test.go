package audit_test

import (
	"context"
	"testing"
	"time"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds/secret"
)

// TestAuditKeepsToTheLimits: at the services' own limits, fewer than one request in a
// hundred is refused for them.
func TestAuditKeepsToTheLimits(t *testing.T) {
	live, err := sandbox.LimitsNamed("live")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, sandbox.V2, sandbox.Options{Size: 250, Limits: live, Latency: 5 * time.Millisecond})
	keys := s.server.Credentials(sandbox.Scenario{}, sandbox.V2)
	stripe, err := stripeapi.New(stripeapi.Config{Key: secret.New(keys.Stripe), Base: s.server.StripeBase, Paced: true})
	if err != nil {
		t.Fatal(err)
	}
	fp, err := fpapi.New(fpapi.Config{
		Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: s.server.FirstPromoterBase, Paced: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { stripe.Close(); fp.Close() }()
	s.clients = gather.Clients{Stripe: stripe, FirstPromoter: fp}
	r := s.audit(context.Background())
	got := s.server.Tally()
	if got.Asked < 150 || got.Refused*100 >= got.Asked || r.summary.Incomplete != "" {
		t.Errorf("%d of %d requests were refused, %+v", got.Refused, got.Asked, r.summary)
	}
	// One that was given up, as what it is about was read meanwhile, may not have come.
	if sent := r.summary.Requests.Stripe + r.summary.Requests.FirstPromoter; got.Asked > sent || got.Asked < sent-8 {
		t.Errorf("%d requests came, and %d are told of", got.Asked, sent)
	}
}
