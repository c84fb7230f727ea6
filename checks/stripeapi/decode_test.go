package stripeapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// decoders are all of them, by stripe-mock's name of the fixture.
var decoders = map[string]func(*Client, json.RawMessage) (id string, raw record.Raw, err error){
	"coupon": func(c *Client, raw json.RawMessage) (string, record.Raw, error) {
		x, err := single(raw, "coupon", coupon)
		return x.ID, x.Raw, err
	},
	"promotion_code": func(c *Client, raw json.RawMessage) (string, record.Raw, error) {
		x, err := single(raw, "promotion_code", promotionCode)
		return x.ID, x.Raw, err
	},
	"customer":              taken("customer"),
	"deleted_customer":      taken("customer"),
	"invoice":               taken("invoice"),
	"charge":                taken("charge"),
	"payment_intent":        taken("payment_intent"),
	"subscription":          taken("subscription"),
	"subscription_schedule": taken("subscription_schedule"),
	"checkout.session":      taken("checkout.session"),
	"dispute":               taken("dispute"),
}

func taken(want string) func(*Client, json.RawMessage) (string, record.Raw, error) {
	return func(c *Client, raw json.RawMessage) (string, record.Raw, error) {
		var f question.Records
		if err := c.collect(&f, source{text: jsontext.Value(raw)}, want, always); err != nil {
			return "", nil, err
		}
		switch want {
		case "customer":
			return f.Customers[0].ID, f.Customers[0].Raw, nil
		case "invoice":
			return f.Invoices[0].ID, f.Invoices[0].Raw, nil
		case "charge":
			return f.Charges[0].ID, f.Charges[0].Raw, nil
		case "payment_intent":
			return f.Intents[0].ID, f.Intents[0].Raw, nil
		case "subscription":
			return f.Subscriptions[0].ID, f.Subscriptions[0].Raw, nil
		case "subscription_schedule":
			return f.Schedules[0].ID, f.Schedules[0].Raw, nil
		case "checkout.session":
			return f.Sessions[0].ID, f.Sessions[0].Raw, nil
		}
		return f.Disputes[0].ID, f.Disputes[0].Raw, nil
	}
}

func TestTrueShapes(t *testing.T) {
	c := &Client{key: testKey}
	for name, decode := range decoders {
		var head struct{ ID string }
		if err := json.Unmarshal(fixtures()[name], &head); err != nil {
			t.Fatal(name, err)
		}
		id, raw, err := decode(c, fixtures()[name])
		if err != nil || id != head.ID || id == "" || !json.Valid(raw) {
			t.Errorf("%s: %q, %v", name, id, err)
		}
	}
}

// TestNullsEverywhere nulls, drops and mistypes every field of every object in
// turn, at any depth: whatever comes of it, it is a record or an error.
func TestNullsEverywhere(t *testing.T) {
	c := &Client{key: testKey}
	for name, decode := range decoders {
		var whole any
		if err := json.Unmarshal(fixtures()[name], &whole); err != nil {
			t.Fatal(err)
		}
		for _, value := range []any{nil, "x", -1, 1.5, true, []any{}, []any{nil}, map[string]any{}, map[string]any{"id": nil, "object": "invoice"}, "absent"} {
			mutate(whole, value, func() {
				raw, err := json.Marshal(whole)
				if err != nil {
					t.Fatal(err)
				}
				if id, _, err := decode(c, raw); err == nil && id == "" {
					t.Errorf("%s: a record without an id from %s", name, raw)
				}
			})
		}
	}
}

// mutate sets each value below a node to another, calls f, and puts it back.
func mutate(node, value any, f func()) {
	switch node := node.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(node)) {
			old := node[k]
			mutate(old, value, f)
			if value == "absent" {
				delete(node, k)
			} else {
				node[k] = value
			}
			f()
			node[k] = old
		}
	case []any:
		for i, old := range node {
			mutate(old, value, f)
			node[i] = value
			f()
			node[i] = old
		}
	}
}

// An object of nulls would read as nothing paid and no address given.
func TestAllNullIsUnreadable(t *testing.T) {
	c := &Client{key: testKey}
	for name, decode := range decoders {
		var object map[string]any
		if err := json.Unmarshal(fixtures()[name], &object); err != nil {
			t.Fatal(err)
		}
		for k := range object {
			if k != "id" && k != "object" {
				object[k] = nil
			}
		}
		object["created"] = nil // a deleted customer has none
		raw, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		if id, _, err := decode(c, raw); err == nil {
			t.Errorf("%s: %q, %v", name, id, err)
		}
	}
}

// Nor is a single null in the place of what was paid a sale of nothing.
func TestNullAmountIsUnreadable(t *testing.T) {
	c := &Client{key: testKey}
	for name, fields := range map[string][]string{
		"invoice": {"amount_paid", "total"}, "charge": {"amount", "amount_captured"}, "payment_intent": {"amount", "amount_received"},
	} {
		for _, f := range fields {
			var object map[string]any
			if err := json.Unmarshal(fixtures()[name], &object); err != nil {
				t.Fatal(err)
			}
			object[f] = nil
			raw, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := decoders[name](c, raw); err == nil {
				t.Errorf("%s of a null %s is read", name, f)
			}
		}
	}
}

// An absent or null livemode must not read as test mode.
func TestModeIsKnownOrEmpty(t *testing.T) {
	for body, want := range map[string]record.Mode{`true`: record.Live, `false`: record.Test, `null`: ""} {
		var found question.Records
		c := &Client{}
		if err := c.collect(&found, source{text: jsontext.Value(`{"id":"ch_1","object":"charge","livemode":` + body + `}`)}, "charge", always); err != nil || found.Charges[0].Mode != want {
			t.Errorf("%s: %v %v", body, found.Charges, err)
		}
	}
}

// What a later API version sends decodes without an error, but with holes.
func TestLaterShapesDoNotPanic(t *testing.T) {
	c := &Client{}
	var found question.Records
	for want, raw := range map[string]string{
		"invoice":      `{"id":"in_1","object":"invoice","discounts":[{"id":"di_1","object":"discount","source":{"coupon":"X","type":"coupon"}}],"lines":{"data":[{"id":"il_1","pricing":{}},null]},"parent":{}}`,
		"subscription": `{"id":"sub_1","object":"subscription","discounts":["di_1"],"items":{"data":[{"current_period_end":1}]}}`,
	} {
		if err := c.collect(&found, source{text: jsontext.Value(raw)}, want, always); err != nil {
			t.Error(err)
		}
	}
	if len(found.Invoices[0].Discounts)+len(found.Subscriptions[0].Discounts) != 0 {
		t.Error("a discount without a coupon")
	}
	if p, err := single(json.RawMessage(`{"id":"promo_1","object":"promotion_code","promotion":{"coupon":"X"}}`), "promotion_code", promotionCode); err != nil || p.Coupon.ID != "" {
		t.Error(p, err)
	}
}

// An amount that Stripe always sends and that is missing is not zero.
func TestAbsentAmountIsNotZero(t *testing.T) {
	for object, fields := range map[string][]string{"charge": {"", "amount", "amount_captured"}, "invoice": {"", "amount_paid", "total"}, "payment_intent": {"", "amount", "amount_received"}} {
		for _, missing := range fields {
			var whole map[string]json.RawMessage
			if err := json.Unmarshal([]byte(fixture(t, object)), &whole); err != nil {
				t.Fatal(err)
			}
			delete(whole, missing)
			raw, _ := json.Marshal(whole)
			var found question.Records
			if err := (&Client{}).collect(&found, source{text: raw}, object, always); err != nil {
				t.Fatalf("%s: %v", object, err)
			}
			unknown := slices.ContainsFunc(found.Charges, func(x record.Charge) bool { return x.AmountsMissing }) ||
				slices.ContainsFunc(found.Invoices, func(x record.Invoice) bool { return x.AmountsMissing }) ||
				slices.ContainsFunc(found.Intents, func(x record.PaymentIntent) bool { return x.AmountsMissing })
			if unknown != (missing != "") {
				t.Errorf("%s without %q: its amounts are missing: %v", object, missing, unknown)
			}
		}
	}
}

// What Stripe's answers have had since the pinned version is read beside it.
func TestNewerFields(t *testing.T) {
	take := func(want, raw string) (found question.Records) {
		t.Helper()
		if err := (&Client{}).collect(&found, source{text: jsontext.Value(raw)}, want, always); err != nil {
			t.Fatal(err)
		}
		return found
	}
	i := take("invoice", fixture(t, "invoice", "amount_paid", 1000, "amount_paid_off_stripe", 1000, "currency", "eur", "total", 1000, "customer_account", "acct_1K3vmTAbCdEfGhIj",
		"total_pretax_credit_amounts", []string{`{"amount":4900,"type":"credit_balance_transaction"}`, `{"amount":10,"type":"discount"}`},
		"total_discount_amounts", []string{`{"amount":10,"discount":"di_1"}`})).Invoices[0]
	if i.BuyerAccount != "acct_1K3vmTAbCdEfGhIj" || i.AmountPaid.Minor != 0 || !i.PaidOutOfBand || i.BillingCredits.Minor != 4900 || i.DiscountAmount.Minor != 10 {
		t.Errorf("%+v", i)
	}
	for kind, want := range map[string]record.NextAction{
		`{"type":"boleto_display_details","boleto_display_details":{"expires_at":1800000000}}`:                                         {Type: "boleto_display_details", Until: timeOf(1800000000)},
		`{"type":"oxxo_display_details","oxxo_display_details":{"expires_after":1800000000}}`:                                          {Type: "oxxo_display_details", Until: timeOf(1800000000)},
		`{"type":"display_bank_transfer_instructions","display_bank_transfer_instructions":{"amount_remaining":900,"currency":"eur"}}`: {Type: "display_bank_transfer_instructions", Remaining: record.Money{Minor: 900, Currency: "eur"}},
		`{"type":"redirect_to_url","redirect_to_url":{"url":"https://example.com"}}`:                                                   {Type: "redirect_to_url"},
	} {
		if p := take("payment_intent", fixture(t, "payment_intent", "next_action", kind)).Intents[0]; p.Next != want {
			t.Errorf("%s: %+v", kind, p.Next)
		}
	}
	s := take("subscription", fixture(t, "subscription", "pause_collection", `{"behavior":"void","resumes_at":1800000000}`, "customer_account", "acct_1K3vmTAbCdEfGhIj")).Subscriptions[0]
	if s.Pause != "void" || s.PausedUntil != timeOf(1800000000) || s.BuyerAccount == "" {
		t.Errorf("%+v", s)
	}
}

func TestSessionFields(t *testing.T) {
	raw := fixture(t, "checkout.session", "id", "cs_live_1", "livemode", true, "mode", "payment", "status", "complete", "payment_status", "paid",
		"client_reference_id", "ref", "customer_email", "pre@example.com", "amount_total", 900, "currency", "gbp", "payment_link", "plink_1",
		"metadata", `{"url":"https://example.com/?fpr=anna","client_secret":"x"}`,
		"custom_fields", []string{`{"key":"a","type":"text","text":{"value":"t"}}`, `{"key":"b","type":"dropdown","dropdown":{"value":"d"}}`, `{"key":"c","type":"numeric","numeric":{"value":"7"}}`, `{"key":"e","type":"text","text":null}`, `null`},
		"total_details", `{"amount_discount":100,"breakdown":{"discounts":[{"amount":100,"discount":`+discount(t, "di_1", "CUT", "")+`},null,{"discount":null}]}}`)
	var found question.Records
	if err := (&Client{}).collect(&found, source{text: jsontext.Value(raw)}, "checkout.session", always); err != nil {
		t.Fatal(err)
	}
	s := found.Sessions[0]
	if s.Kind != "payment" || s.Mode != record.Live || s.DetailsEmail != "example@example.com" || s.CustomerEmail != "pre@example.com" || s.PaymentLinkID != "plink_1" ||
		s.AmountTotal.String() != "9.00 GBP" || fmt.Sprint(s.CustomFields) != "map[a:t b:d c:7]" || len(s.Discounts) != 1 || s.Discounts[0].Where != record.OnSession ||
		s.Metadata["url"] == "" || s.Metadata["client_secret"] != "" {
		t.Errorf("%+v", s)
	}
	if strings.Contains(string(s.Raw), "checkout.stripe.com") {
		t.Error("the session's own address is kept")
	}
}

// TestUnreadDiscounts: a key that may not expand them gets ids, which must not
// read as no discount at all.
func TestUnreadDiscounts(t *testing.T) {
	whole, line := discount(t, "di_1", "WHOLE", ""), fixture(t, "line_item", "id", "il_1", "discounts", []string{`"di_2"`})
	for _, c := range []struct {
		name   string
		fields []any
		known  int
		unread bool
	}{
		{"none", nil, 0, false},
		{"one, written out", []any{"discount", whole, "discounts", []string{`"di_1"`}}, 1, false},
		{"several, by their ids", []any{"discount", nil, "discounts", []string{`"di_1"`, `"di_2"`}}, 0, true},
		{"one of a line, by its id", []any{"lines", `{"object":"list","data":[` + line + `],"has_more":false}`}, 0, true},
	} {
		var found question.Records
		if err := (&Client{}).collect(&found, source{text: jsontext.Value(fixture(t, "invoice", c.fields...))}, "invoice", always); err != nil {
			t.Fatal(err)
		}
		if x := found.Invoices[0]; len(x.Discounts) != c.known || x.DiscountsUnread != c.unread {
			t.Errorf("%s: %d known, unread %v", c.name, len(x.Discounts), x.DiscountsUnread)
		}
	}
}

func TestIntentErrors(t *testing.T) {
	for last, want := range map[string]string{
		`{"code":"card_declined","decline_code":"insufficient_funds","message":"No funds."}`: "insufficient_funds",
		`{"code":"authentication_required","message":"No funds."}`:                           "authentication_required",
	} {
		var found question.Records
		if err := (&Client{}).collect(&found, source{text: jsontext.Value(fixture(t, "payment_intent", "last_payment_error", last))}, "payment_intent", always); err != nil {
			t.Fatal(err)
		}
		if x := found.Intents[0]; x.ErrorCode != want || x.ErrorMessage != "No funds." {
			t.Errorf("%+v", x)
		}
	}
}

func TestTimesOutOfRange(t *testing.T) {
	for _, seconds := range []int64{0, -1, 1 << 62, lastSecond + 1} {
		if !timeOf(seconds).IsZero() {
			t.Error(seconds, timeOf(seconds))
		}
	}
	if raw, err := json.Marshal(timeOf(lastSecond)); err != nil {
		t.Error(string(raw), err)
	}
}

func TestAccountAndMode(t *testing.T) {
	ctx := context.Background()
	f := serve(t, say(200, fixture(t, "account", "id", "acct_1AAAAAAAAAAAAAAA", "country", "DE", "settings", `{"dashboard":{"display_name":"Shop"}}`)))
	if a, err := question.Ask(ctx, f, question.Account{}); err != nil || a.ID != "acct_1AAAAAAAAAAAAAAA" || a.Name != "Shop" || a.Country != "DE" || a.DerivedFrom != "" || len(a.Raw) == 0 {
		t.Errorf("%+v %v", a, err)
	}
	f = serve(t, say(200, `{"object":"account","id":"acct_1","settings":null}`))
	if a, err := question.Ask(ctx, f, question.Account{}); err != nil || a.ID != "acct_1" {
		t.Errorf("%+v %v", a, err)
	}
	f = serve(t, say(200, `{"object":"list","data":[]}`))
	if _, err := question.Ask(ctx, f, question.Account{}); failed(t, err).Reason != record.UnreadableAnswer {
		t.Error(err)
	}
	for body, want := range map[string]record.Mode{fixture(t, "balance", "livemode", true): record.Live, fixture(t, "balance", "livemode", false): record.Test} {
		if m, err := question.Ask(ctx, serve(t, say(200, body)), question.Mode{}); err != nil || m != want {
			t.Error(m, err)
		}
	}
	if m, err := question.Ask(ctx, serve(t, say(200, fixture(t, "balance", "livemode", nil))), question.Mode{}); err == nil {
		t.Error(m)
	}
	f = serve(t, say(200, fixture(t, "coupon", "id", "X", "applies_to", `{"products":["prod_1"]}`)))
	if c, err := question.Ask(ctx, f, question.Coupon{ID: "X"}); err != nil || len(c.AppliesTo) != 1 {
		t.Errorf("%+v %v", c, err)
	}
	f = serve(t, say(200, fixture(t, "promotion_code", "id", "promo_1", "customer", "cus_9", "restrictions", `{"first_time_transaction":true,"minimum_amount":500,"minimum_amount_currency":"usd"}`)))
	if p, err := question.Ask(ctx, f, question.PromotionCode{ID: "promo_1"}); err != nil || p.Code != "FALL20" || p.Coupon.ID != "Z4OV52SU" || p.CustomerID != "cus_9" || !p.FirstTimeOnly || p.MinimumAmount.Minor != 500 {
		t.Errorf("%+v %v", p, err)
	}
}

// FuzzAnswers: whatever comes back, it becomes records or an error, and no
// record holds a secret field.
func FuzzAnswers(f *testing.F) {
	for name := range decoders {
		f.Add([]byte(list(false, string(fixtures()[name]))))
		f.Add([]byte(fixtures()[name]))
	}
	for _, s := range []string{"", "null", "[]", `{"object":"list","data":[null],"has_more":true}`, `{"id":"in_1","object":"invoice","lines":{"data":[null]},"discounts":[null,{}]}`, "\x1f\x8b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c := &Client{key: testKey}
		var found, passed question.Records
		_, err := readPage(bytes.NewReader(body), map[string]bool{}, kept(func(text jsontext.Value, fresh func(string) bool) error {
			return c.collect(&found, source{text: text}, "invoice", fresh)
		}))
		if err == nil {
			check(t, &found)
		}
		// Read without its text, a page holds the same.
		_, other := readPage(bytes.NewReader(body), map[string]bool{}, func(page *jsontext.Decoder, fresh func(string) bool) error {
			return c.collect(&passed, source{page: page}, "invoice", fresh)
		})
		for i := range found.Invoices {
			found.Invoices[i].Raw = nil
		}
		if err == nil && (other != nil || !reflect.DeepEqual(found.Invoices, passed.Invoices)) {
			t.Errorf("%q:\n%+v\n%+v %v", body, found.Invoices, passed.Invoices, other)
		}
		if !json.Valid(body) || tooDeep(body) {
			return
		}
		for _, decode := range decoders {
			if id, raw, err := decode(c, body); err == nil && (id == "" || !json.Valid(raw)) {
				t.Errorf("%q: %s", id, raw)
			}
		}
	})
}

func check(t *testing.T, found *question.Records) {
	for _, x := range found.Invoices {
		if x.ID == "" || !json.Valid(x.Raw) {
			t.Errorf("%+v", x)
		}
		for _, d := range x.Discounts {
			if d.Coupon.ID == "" || d.Where == "" {
				t.Errorf("%+v", d)
			}
		}
		if _, err := json.Marshal(x); err != nil {
			t.Error(err)
		}
	}
}

// BenchmarkInvoicePage decodes a page of 100 invoices with their discounts.
func BenchmarkInvoicePage(b *testing.B) {
	items := make([]string, 100)
	for i := range items {
		items[i] = fixture(b, "invoice", "id", fmt.Sprintf("in_%d", i), "discounts", []string{string(fixtures()["discount"])})
	}
	body := []byte(list(false, items...))
	c := &Client{key: testKey}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var found question.Records
		if _, err := readPage(bytes.NewReader(body), map[string]bool{}, func(page *jsontext.Decoder, fresh func(string) bool) error {
			return c.collect(&found, source{page: page}, "invoice", fresh)
		}); err != nil || len(found.Invoices) != 100 {
			b.Fatal(err)
		}
	}
}

// BenchmarkInvoicesOverHTTP is the same through the whole client.
func BenchmarkInvoicesOverHTTP(b *testing.B) {
	items := make([]string, 100)
	for i := range items {
		items[i] = fixture(b, "invoice", "id", fmt.Sprintf("in_%d", i))
	}
	body := list(false, items...)
	f := serve(b, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	b.ReportAllocs()
	for b.Loop() {
		if found, err := question.Ask(context.Background(), f, question.InvoicesOf{Customer: "cus_1"}); err != nil || len(found.Invoices) != 100 {
			b.Fatal(err)
		}
	}
}
