package stripeapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-mock/embedded"
	"github.com/stripe/stripe-mock/server"
	"github.com/stripe/stripe-mock/spec"

	"fpdoctor/checks/record"
)

// TestEveryRequestIsValid sends every request this package can send to Stripe's
// own mock at the pinned API version, which refuses unknown paths and parameters.
func TestEveryRequestIsValid(t *testing.T) {
	api, err := server.LoadSpec(embedded.OpenAPISpec, "")
	if err != nil {
		t.Fatal(err)
	}
	answers, err := server.LoadFixtures(embedded.OpenAPIFixtures, "")
	if err != nil {
		t.Fatal(err)
	}
	// The mock talks to standard output about everything it is asked.
	out := os.Stdout
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = null
	defer func() { os.Stdout = out; _ = null.Close() }()

	stub, err := server.NewStubServer(answers, api, true, false)
	if err != nil {
		t.Fatal(err)
	}
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		stub.HandleRequest(rec, r)
		if rec.Code != http.StatusOK {
			t.Errorf("%s %s: %d %s", r.Method, r.URL.RequestURI(), rec.Code, rec.Body)
		}
		for _, e := range r.URL.Query()["expand[]"] {
			if !expandable(api, r.URL.Path, e) {
				t.Errorf("%s cannot be expanded on %s", e, r.URL.Path)
			}
		}
		w.WriteHeader(rec.Code)
		_, _ = io.Copy(w, rec.Body)
	})
	for _, e := range []string{"data.nonsense", "data.lines.data.discounts.promotion_code", "customer"} {
		if expandable(api, "/v1/invoices", e) {
			t.Fatalf("the test takes %s for expandable", e)
		}
	}
	ctx := context.Background()
	from, to := time.Unix(1700000000, 0), time.Unix(1700001000, 0)

	calls := map[string]func() error{
		"Account":        func() error { _, err := f.Account(ctx); return err },
		"Mode":           func() error { _, err := f.Mode(ctx); return err },
		"Coupon":         func() error { _, err := f.Coupon(ctx, "735*%24"); return err },
		"Coupons":        func() error { _, _, err := f.Coupons(ctx); return err },
		"PromotionCode":  func() error { _, err := f.PromotionCode(ctx, "promo_1"); return err },
		"PromotionCodes": func() error { _, err := f.PromotionCodesByText(ctx, "FALL20"); return err },
		"CodesOfCoupon":  func() error { _, err := f.PromotionCodesOfCoupon(ctx, "Z4OV52SU"); return err },
		"EmailChanges":   func() error { _, err := f.EmailChanges(ctx, from, to); return err },
		"Event":          func() error { _, err := f.Event(ctx, "evt_1"); return err },
		"Exists":         func() error { _, err := f.Exists(ctx, "in_1"); return err },
		"Exists refund":  func() error { _, err := f.Exists(ctx, "re_1"); return err },
		"Exists dispute": func() error { _, err := f.Exists(ctx, "dp_1"); return err },
		"Exists promo":   func() error { _, err := f.Exists(ctx, "promo_1"); return err },
		"CustomersLike":  func() error { _, err := f.CustomersLike(ctx, "anna@own.example"); return err },
		"CustomersByUID": func() error { _, err := f.CustomersByUID(ctx, `a"b`); return err },
		"CustomersTyped": func() error { _, err := f.CustomersTyped(ctx, "anna"); return err },
		"Misspelt":       func() error { _, err := f.CustomersByMisspeltUID(ctx, "u-1"); return err },
		"Each": func() error {
			var errs []error
			for _, w := range Wholes {
				_, _, err := f.Each(ctx, w, func(Found) {})
				errs = append(errs, err)
			}
			return errors.Join(errs...)
		},
	}
	for name, call := range map[string]func() (Found, error){
		"Customer":               func() (Found, error) { return f.Customer(ctx, "cus_1") },
		"CustomersByEmail":       func() (Found, error) { return f.CustomersByEmail(ctx, "a+b@c.de") },
		"NewestCustomers":        func() (Found, error) { return f.NewestCustomers(ctx, from, to) },
		"Invoices":               func() (Found, error) { return f.Invoices(ctx, "cus_1") },
		"InvoicesOfSubscription": func() (Found, error) { return f.InvoicesOfSubscription(ctx, "sub_1") },
		"Charges":                func() (Found, error) { return f.Charges(ctx, "cus_1") },
		"Intents":                func() (Found, error) { return f.Intents(ctx, "cus_1") },
		"Subscriptions":          func() (Found, error) { return f.Subscriptions(ctx, "cus_1") },
		"Schedules":              func() (Found, error) { return f.Schedules(ctx, "cus_1") },
		"Sessions":               func() (Found, error) { return f.Sessions(ctx, "cus_1") },
		"SessionsByEmail":        func() (Found, error) { return f.SessionsByEmail(ctx, "a@b.c") },
		"SessionsByIntent":       func() (Found, error) { return f.SessionsByIntent(ctx, "pi_1") },
		"NewestCharges":          func() (Found, error) { return f.NewestCharges(ctx, from, time.Time{}) },
		"NewestInvoices":         func() (Found, error) { return f.NewestInvoices(ctx, time.Time{}, to) },
		"Upcoming":               func() (Found, error) { return f.Upcoming(ctx, "cus_1") },
		"Disputes":               func() (Found, error) { return f.Disputes(ctx, "ch_1") },
		"Asked invoice":          func() (Found, error) { return f.Asked(ctx, record.Query{Kind: record.ByInvoice, Value: "in_1"}) },
		"Asked charge":           func() (Found, error) { return f.Asked(ctx, record.Query{Kind: record.ByCharge, Value: "ch_1"}) },
		"Asked intent":           func() (Found, error) { return f.Asked(ctx, record.Query{Kind: record.ByPaymentIntent, Value: "pi_1"}) },
		"Asked session":          func() (Found, error) { return f.Asked(ctx, record.Query{Kind: record.BySession, Value: "cs_test_1"}) },
		"Asked subscription":     func() (Found, error) { return f.Asked(ctx, record.Query{Kind: record.BySubscription, Value: "sub_1"}) },
		"Asked customer":         func() (Found, error) { return f.Asked(ctx, record.Query{Kind: record.ByCustomer, Value: "cus_1"}) },
	} {
		calls[name] = func() error {
			found, err := call()
			if len(found.Gaps) > 0 {
				t.Errorf("%s: %v", name, found.Gaps)
			}
			return err
		}
	}
	for name, call := range calls {
		if err := call(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, p := range f.Permissions(ctx) {
		if !p.Granted || p.Failure != nil {
			t.Errorf("%s: %v", p.Name, p.Failure)
		}
	}
	for _, r := range f.requests() {
		if r.Method != http.MethodGet {
			t.Error(r.Method, r.URL)
		}
		if len(r.Header["X-Stripe-Client-User-Agent"])+len(r.Header["X-Stripe-Client-Telemetry"]) > 0 || r.Header.Get("Stripe-Version") != "2023-10-16" {
			t.Error(r.Header)
		}
		if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
			t.Error(err)
		}
	}
}

// expandable walks an expansion through the schema of a path's answer: every
// name must be expandable where it stands, and Stripe takes no more than four.
func expandable(s *spec.Spec, path, expansion string) bool {
	names := strings.Split(expansion, ".")
	if len(names) > 4 {
		return false
	}
	at := []*spec.Schema{answerSchema(s, path)}
	for _, name := range names {
		var below []*spec.Schema
		for _, schema := range at {
			if name == "data" && schema.Properties["data"] != nil {
				below = append(below, resolve(s, schema.Properties["data"])...)
			} else if schema.XExpandableFields != nil && slices.Contains(*schema.XExpandableFields, name) {
				below = append(below, resolve(s, schema.Properties[name])...)
			}
		}
		at = below
	}
	return len(at) > 0
}

func answerSchema(s *spec.Spec, path string) *spec.Schema {
	best := &spec.Schema{}
	for template, verbs := range s.Paths {
		want, got := strings.Split(string(template), "/"), strings.Split(path, "/")
		fits := len(want) == len(got) && verbs["get"] != nil
		for i := 0; fits && i < len(want); i++ {
			fits = want[i] == got[i] || strings.HasPrefix(want[i], "{")
		}
		if fits && (best.Properties == nil && best.AnyOf == nil || string(template) == path) {
			schema := verbs["get"].Responses["200"].Content["application/json"].Schema
			best = &spec.Schema{AnyOf: []*spec.Schema{schema}}
		}
	}
	if all := resolve(s, best); len(all) > 0 {
		return all[0]
	}
	return best
}

// resolve follows references, alternatives and lists to the object schemas.
func resolve(s *spec.Spec, schema *spec.Schema) []*spec.Schema {
	switch {
	case schema == nil:
		return nil
	case schema.Ref != "":
		return resolve(s, s.Components.Schemas[strings.TrimPrefix(schema.Ref, "#/components/schemas/")])
	case schema.Items != nil:
		return resolve(s, schema.Items)
	case len(schema.AnyOf) > 0:
		var all []*spec.Schema
		for _, x := range schema.AnyOf {
			all = append(all, resolve(s, x)...)
		}
		return all
	}
	return []*spec.Schema{schema}
}
