package stripeapi

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-mock/embedded"
	"github.com/stripe/stripe-mock/server"
	"github.com/stripe/stripe-mock/spec"

	"fpdoctor/checks/question"
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
		if r.URL.Path == "/v1/apps/installs" { // younger than the mock's description
			say(http.StatusOK, list(false))(w, r)
			return
		}
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

	asked := []question.Question{
		question.Exists{ID: "promo_1"}, question.Exists{ID: "re_1"}, question.Exists{ID: "dp_1"},
		question.Object{Kind: record.ByInvoice, ID: "in_1"}, question.Object{Kind: record.ByCharge, ID: "ch_1"}, question.Object{Kind: record.ByPaymentIntent, ID: "pi_1"},
		question.Object{Kind: record.BySession, ID: "cs_test_1"}, question.Object{Kind: record.BySubscription, ID: "sub_1"},
		question.Coupon{ID: "735*%24"}, question.CustomersByUID{UID: `a"b`},
		question.NewestCharges{Created: question.Between(from, time.Time{})}, question.NewestInvoices{Created: question.Between(time.Time{}, to)},
	}
	for _, q := range question.OfStripe {
		asked = append(asked, filled(q, question.Between(from, to)))
	}
	for _, q := range asked {
		got, err := f.Ask(ctx, q)
		if _, isEvent := q.(question.Event); err != nil && !isEvent { // the mock gives an event of another id
			t.Errorf("%T %+v: %v", q, q, err)
		}
		if found, ok := got.(question.Records); ok && len(found.Gaps) > 0 {
			t.Errorf("%T %+v: %v", q, q, found.Gaps)
		}
	}
	for _, w := range question.Wholes {
		if _, _, err := f.Each(ctx, question.Stretch{Whole: w}, func(question.Records) {}); err != nil {
			t.Errorf("%s: %v", w.About().Words, err)
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
		version := "2023-10-16"
		if r.URL.Path == "/v1/apps/installs" {
			version = "2026-09-30.endive"
		}
		if len(r.Header["X-Stripe-Client-User-Agent"])+len(r.Header["X-Stripe-Client-Telemetry"]) > 0 || r.Header.Get("Stripe-Version") != version {
			t.Error(r.Header)
		}
		if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
			t.Error(err)
		}
	}
}

// filled is a question with something in each field.
func filled(q question.Question, created question.Period) question.Question {
	samples := map[string]any{
		"Customer": "cus_1", "Customers": "cus_1 cus_2", "Subscription": "sub_1", "Charge": "ch_1", "Intent": "pi_1", "Coupon": "Z4OV52SU",
		"Email": "a+b@own.example", "UID": "u-1", "Text": "FALL20", "ID": "cus_1", "Kind": record.ByCustomer, "Created": created,
	}
	v := reflect.New(reflect.TypeOf(q)).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); !f.Anonymous {
			v.Field(i).Set(reflect.ValueOf(samples[f.Name]))
		}
	}
	return v.Interface().(question.Question)
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
