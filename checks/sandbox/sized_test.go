package sandbox_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
)

// TestSizedAccount reads an account of a size as any other: whole, in ranges of
// its dates, by customer and one by one, and finds the same objects each time.
func TestSizedAccount(t *testing.T) {
	s := start(t, sandbox.Options{Size: 120})
	const problems, customers = 12, 1200
	for path, made := range map[string]int{"/v1/customers": customers, "/v1/invoices": customers * 3 / 2, "/v1/charges": customers * 3 / 2, "/v1/checkout/sessions": customers / 50} {
		list := all(t, s, s.StripeKey, path, nil)
		ids := map[any]bool{}
		for i, o := range list {
			ids[o["id"]] = true
			if i > 0 && o["created"].(float64) > list[i-1]["created"].(float64) {
				t.Fatalf("%s: %v stands behind %v", path, o["id"], list[i-1]["id"])
			}
		}
		if len(ids) != len(list) || len(list) < made || len(list) > made+problems {
			t.Errorf("%s: %d objects, %d ids, %d were made", path, len(list), len(ids), made)
		}
		middle := strconv.FormatInt(int64(list[len(list)/2]["created"].(float64)), 10)
		older := all(t, s, s.StripeKey, path, url.Values{"created[lt]": {middle}})
		newer := all(t, s, s.StripeKey, path, url.Values{"created[gte]": {middle}})
		if !slices.EqualFunc(slices.Concat(newer, older), list, func(a, b object) bool { return a["id"] == b["id"] }) {
			t.Errorf("%s: %d since %s and %d before, of %d", path, len(newer), middle, len(older), len(list))
		}
		for _, o := range []object{list[0], list[len(list)/3], list[len(list)-1]} {
			alone := stripe(t, s, s.StripeKey, path+"/"+o["id"].(string), 200)
			if fmt.Sprint(alone) != fmt.Sprint(o) {
				t.Errorf("%s alone is not what it is in its list:\n%v\n%v", o["id"], alone, o)
			}
		}
		if path == "/v1/invoices" {
			of := list[len(list)/2]["customer"].(string)
			found := all(t, s, s.StripeKey, path, url.Values{"customer": {of}})
			if len(found) == 0 || slices.ContainsFunc(found, func(o object) bool { return o["customer"] != of }) {
				t.Errorf("%d invoices of %s", len(found), of)
			}
			who := list[len(list)/2]["customer_email"].(string)
			if c := all(t, s, s.StripeKey, "/v1/customers", url.Values{"email": {who}}); len(c) != 1 || c[0]["id"] != of {
				t.Errorf("%d customers are %s", len(c), who)
			}
		}
	}
	if n := len(everyV2(t, s, "referrals")); n != 120+problems || len(s.Scenarios()) != problems {
		t.Errorf("%d referrals, %d planted problems", n, len(s.Scenarios()))
	}
}

// TestSizedAccountIsTheSameAgain: the seed and the size decide all of it.
func TestSizedAccountIsTheSameAgain(t *testing.T) {
	ids := func(opts sandbox.Options) []string {
		s := start(t, opts)
		held := map[string]bool{s.StripeKey: true, s.AccountID: true}
		for _, o := range all(t, s, s.StripeKey, "/v1/invoices", nil) {
			held[fmt.Sprint(o["id"], o["customer"], o["amount_paid"], o["created"])] = true
		}
		for _, x := range s.Scenarios() {
			held[x.Sale] = true
		}
		return slices.Sorted(maps.Keys(held))
	}
	one := ids(sandbox.Options{Size: 30})
	if !slices.Equal(one, ids(sandbox.Options{Size: 30})) {
		t.Error("the same size made another account")
	}
	if other := ids(sandbox.Options{Size: 30, Variant: "other"}); slices.Equal(one, other) {
		t.Error("another seed made the same account")
	}
}

// TestLimits: each limit refuses with its own reason, and every answer takes its time.
func TestLimits(t *testing.T) {
	if _, err := sandbox.LimitsNamed("endless"); err == nil {
		t.Error("limits that there are not")
	}
	limits, err := sandbox.LimitsNamed("live")
	if err != nil || limits.Stripe != 100 || limits.StripeEndpoint != 25 || limits.FirstPromoter != 400 {
		t.Fatal(limits, err)
	}
	s := start(t, sandbox.Options{Latency: 20 * time.Millisecond, Limits: sandbox.Limits{Stripe: 5, StripeEndpoint: 2}})
	began := time.Now()
	reasons := map[string]int{}
	for _, path := range []string{"charges", "charges", "charges", "invoices", "invoices", "customers", "customers"} {
		_, header, _ := ask(t, s.StripeBase+"/v1/"+path, map[string]string{"Authorization": "Bearer " + s.StripeKey})
		reasons[header.Get("Stripe-Rate-Limited-Reason")]++
	}
	if took := time.Since(began); took < 7*20*time.Millisecond || took < time.Second && (reasons["endpoint-rate"] != 1 || reasons["global-rate"] != 1) {
		t.Errorf("%v after %v", reasons, took)
	}
}
