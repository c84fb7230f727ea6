package audit_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// payersLast has Stripe's customers come after their payments: what of these went by is
// asked for again.
func payersLast(_ string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/customers" {
			<-time.After(40 * time.Millisecond)
		}
		next.ServeHTTP(w, r)
	})
}

// TestRefusedMidway: a key that is taken back while an account is read, or may read one
// list no longer, leaves nothing said of a lead that rests on half of it: what a line
// complains of is the same as of the whole, or as where the list can be read at no time,
// and the end names what could not be read.
func TestRefusedMidway(t *testing.T) {
	sound := open(t, sandbox.V2, sandbox.Options{Size: 120, Wrap: payersLast})
	want := sound.audit(context.Background()).lines()
	n := 0
	for _, at := range []struct{ service, path, complaint string }{
		{sandbox.StripeService, "", "Stripe’s"},
		{sandbox.StripeService, "/v1/customers", "Stripe’s customers"},
		{sandbox.StripeService, "/v1/invoices", "Stripe’s invoices"},
		{sandbox.StripeService, "/v1/charges", "Stripe’s charges"},
		{sandbox.StripeService, "/v1/checkout/sessions", "Stripe’s Checkout Sessions"},
		{sandbox.FirstPromoterService, "", "FirstPromoter’s"},
		{sandbox.FirstPromoterService, "/api/v2/company/referrals", "FirstPromoter’s referrals"},
		{sandbox.FirstPromoterService, "/api/v2/company/commissions", "FirstPromoter’s commissions"},
	} {
		for _, kind := range []string{"revoked", "forbidden"} {
			for _, after := range []int{0, 2, 7, 15, 25} {
				// Once a list was read whole, what is asked for a lead is refused.
				behind := after == 25 && at.path == "/v1/invoices"
				if n++; !behind && !share.Has(n, 9) { // one in each place at least
					continue
				}
				fault := sandbox.Fault{Name: kind, Service: at.service, Path: at.path, After: after}
				r := sound.broken(t, fault).audit(context.Background())
				fault.After = 0
				never, same := sound.broken(t, fault), 0
				for query, line := range r.lines() {
					if want[query] == line {
						same++
						continue
					}
					// Of an open invoice it is not known then that its payment failed.
					alone := never.alone(t, query) + strings.ReplaceAll(want[query], "payment-failed", "invoice-open")
					for _, complaint := range strings.Split(line, ", ") {
						if !strings.Contains(complaint, " error ") && !strings.Contains(want[query]+alone, complaint) {
							t.Errorf("%s of %s%s after %d: %s: %s\n of the whole: %s\n    never read: %s",
								kind, at.service, at.path, after, query, line, want[query], alone)
						}
					}
				}
				if same < len(want) && !strings.Contains(r.summary.Incomplete, at.complaint) {
					t.Errorf("%s of %s%s after %d: %d of %d lines, and %q is told",
						kind, at.service, at.path, after, same, len(want), r.summary.Incomplete)
				}
			}
		}
	}
}

// broken is the same shop with a fault.
func (s shop) broken(t *testing.T, fault sandbox.Fault) shop {
	t.Helper()
	server, err := s.server.Broken(fault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s.server = server
	s.clients = walks.Connect(t, server, server.Credentials(sandbox.Scenario{}, sandbox.V2), 0)
	return s
}

// alone is what looking at one sale by itself complains of.
func (s shop) alone(t *testing.T, query string) string {
	t.Helper()
	q, err := record.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	d := checks.Diagnose(gather.Sale(context.Background(), s.clients, q, gather.Options{Now: s.clock}), record.Answers{}, s.now)
	return causes(d.Checks[:])
}

// TestWithoutEvents: leads of an address that was changed are found in Stripe's events
// alone, so that without these nobody is called unknown.
func TestWithoutEvents(t *testing.T) {
	sound := open(t, sandbox.V2, sandbox.Options{})
	whole := sound.audit(context.Background()).summary
	r := sound.broken(t, sandbox.Fault{Name: "forbidden", Service: sandbox.StripeService, Path: "/v1/events"}).audit(context.Background())
	if whole.Unknown == 0 || r.summary.Unknown != 0 || r.summary.Incomplete != "Stripe’s events could not be read for some sales" {
		t.Errorf("%d unknown of the whole; without events %d, %q", whole.Unknown, r.summary.Unknown, r.summary.Incomplete)
	}
}
