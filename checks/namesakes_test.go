package checks_test

import (
	"net/http"
	"strings"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/sandbox"
)

// Where Stripe cannot search (docs.stripe.com/search#regional-availability), not all
// of many customers of one address can be looked at: that none of these paid is then
// no proof that nobody did.
func TestManyCustomersWithoutSearch(t *testing.T) {
	server, err := sandbox.Start(sandbox.Options{Wrap: func(_ string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/invoices/search") || strings.HasSuffix(r.URL.Path, "/charges/search") {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = w.Write([]byte(`{"error":{"type":"invalid_request_error","message":"Search is not supported on your account."}}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for _, s := range server.Scenarios() {
		if s.Name != "zero-coupon-namesakes" && s.Name != "no-payment-namesakes" {
			continue
		}
		d := walkScenario(t, server, s, sandbox.V2)
		paid := d.Checks[checks.Payment-1]
		if paid.Status != checks.Error || len(paid.Findings) != 1 || paid.Findings[0].Cause != "list-too-long" {
			t.Errorf("%s: item 5 is %s, %v", s.Name, paid.Status, paid.Findings)
		}
	}
}
