#!/usr/bin/env bash
# With MaxNetworkRetries 5, stripe-go v76.25.0 does not try a request again that Stripe
# refused for its rate (429, code rate_limit), although the answer says when to come back
# (Retry-After): a loop over a list ends there with an error. Only a 429 for a locked
# object (lock_timeout), and one with Stripe-Should-Retry: true, are tried again, and then
# after stripe-go's own half second, not after the two seconds of Retry-After. Most HTTP
# clients with a number of retries go by 429 and Retry-After, so one would expect that of
# this one. Whoever reads long lists has to keep to Stripe's limits by himself.
# Needs: Go.
set -euo pipefail
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod
go version | cut -d' ' -f3
go mod init finding >/dev/null 2>&1
go get github.com/stripe/stripe-go/v76@v76.25.0 2>&1 | grep stripe-go || true
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/customer"
)

// read reads a list whose first answer is a 429, and says how that went.
func read(code, shouldRetry string) string {
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests++; requests > 1 {
			fmt.Fprint(w, `{"object":"list","data":[{"id":"cus_1","object":"customer"}],"has_more":false,"url":"/v1/customers"}`)
			return
		}
		w.Header().Set("Retry-After", "2")
		if shouldRetry != "" {
			w.Header().Set("Stripe-Should-Retry", shouldRetry)
		}
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprintf(w, `{"error":{"type":"invalid_request_error","code":%q,"message":"later"}}`, code)
	}))
	defer server.Close()
	customers := customer.Client{Key: "sk_test_123", B: stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL: stripe.String(server.URL), MaxNetworkRetries: stripe.Int64(5), LeveledLogger: &stripe.LeveledLogger{},
	})}
	began, found := time.Now(), 0
	list := customers.List(&stripe.CustomerListParams{})
	for list.Next() {
		found++
	}
	return fmt.Sprintf("%d request(s), %d customer(s), error: %t, waited as told: %t", requests, found, list.Err() != nil, time.Since(began) >= 2*time.Second)
}

func main() {
	fmt.Println("rate_limit:", read("rate_limit", ""))
	fmt.Println("lock_timeout:", read("lock_timeout", ""))
	fmt.Println("rate_limit, Stripe-Should-Retry: true:", read("rate_limit", "true"))
}
GO
go run . | tee seen
diff seen - <<'SEEN' && echo "as found"
rate_limit: 1 request(s), 0 customer(s), error: true, waited as told: false
lock_timeout: 2 request(s), 1 customer(s), error: false, waited as told: false
rate_limit, Stripe-Should-Retry: true: 2 request(s), 1 customer(s), error: false, waited as told: false
SEEN
