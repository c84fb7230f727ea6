package stripeapi

import (
	"strings"
	"time"

	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
	"fpdoctor/creds/secret"
)

// limits are Stripe's own, a second and account: 100 requests with a live key and
// 25 with any other, 25 to one endpoint, 20 to the search (docs.stripe.com/rate-limits).
// A tenth of the live ones is left to the shop itself.
func limits(key secret.Key) []transport.Limit {
	all := 25
	if KeyMode(key) == record.Live {
		all = 90
	}
	return []transport.Limit{
		{Name: "global", Most: all, Per: time.Second},
		{Name: "endpoint", Most: 25, Per: time.Second, Of: endpoint},
		{Name: "endpoint", Most: 20, Per: time.Second, Of: searches},
	}
}

// endpoint is a list with all its objects: checkout/sessions for
// /v1/checkout/sessions/cs_…. Stripe does not say what counts as one endpoint; this
// is the stricter reading.
func endpoint(path string) string {
	parts := strings.SplitN(strings.TrimPrefix(path, "/v1/"), "/", 3)
	if len(parts) > 1 && parts[0] == "checkout" {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

func searches(path string) string {
	if strings.HasSuffix(path, "/search") {
		return "search"
	}
	return ""
}
