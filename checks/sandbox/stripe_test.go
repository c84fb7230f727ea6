package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stripe/stripe-mock/embedded"

	"fpdoctor/checks/sandbox"
)

// TestStripeShapes compares the fields of every kind of object with the samples
// of Stripe's own mock, which is of the same API version.
func TestStripeShapes(t *testing.T) {
	var samples struct{ Resources map[string]object }
	if err := json.Unmarshal(embedded.OpenAPIFixtures, &samples); err != nil {
		t.Fatal(err)
	}
	s := shared(t, "")
	for path, kind := range map[string]string{
		"/v1/customers": "customer", "/v1/invoices": "invoice", "/v1/charges": "charge", "/v1/payment_intents": "payment_intent",
		"/v1/subscriptions?status=all": "subscription", "/v1/subscription_schedules": "subscription_schedule",
		"/v1/checkout/sessions": "checkout.session", "/v1/coupons": "coupon", "/v1/promotion_codes": "promotion_code",
		"/v1/disputes": "dispute", "/v1/refunds": "refund", "/v1/events": "event", "/v1/account": "account", "/v1/balance": "balance",
		"/v1/webhook_endpoints": "webhook_endpoint",
	} {
		t.Run(kind, func(t *testing.T) {
			answer := stripe(t, s, s.StripeKey, path, 200)
			got := answer
			if answer["object"] == "list" {
				got = rows(t, answer)[0]
			}
			want := slices.Sorted(maps.Keys(samples.Resources[kind]))
			have := slices.Sorted(maps.Keys(got))
			// Some fields come only when expanded, or beside what the mock knows.
			real := strings.Fields("amount_updates destination dispute order radar_options source")
			want = slices.DeleteFunc(want, func(k string) bool { return kind == "charge" && k == "refunds" })
			have = slices.DeleteFunc(have, func(k string) bool {
				return kind == "subscription" && k == "discounts" || kind == "charge" && slices.Contains(real, k)
			})
			if !slices.Equal(want, have) {
				t.Errorf("fields differ:\nwant %v\nhave %v", want, have)
			}
			if got["object"] != kind {
				t.Errorf("object is %v", got["object"])
			}
		})
	}
}

func TestStripePaging(t *testing.T) {
	s := shared(t, "")
	whole := all(t, s, s.StripeKey, "/v1/charges", nil)
	if len(whole) <= 100 {
		t.Fatalf("only %d charges: no second page is tested", len(whole))
	}
	for i := 1; i < len(whole); i++ {
		if whole[i]["created"].(float64) > whole[i-1]["created"].(float64) {
			t.Fatal("not newest first")
		}
	}
	ids := func(list []object) (out []string) {
		for _, o := range list {
			out = append(out, o["id"].(string))
		}
		return out
	}
	want := ids(whole)
	var got []string
	for query := "?limit=7"; ; {
		page := stripe(t, s, s.StripeKey, "/v1/charges"+query, 200)
		got = append(got, ids(rows(t, page))...)
		if page["has_more"] != true {
			break
		}
		query = "?limit=7&starting_after=" + got[len(got)-1]
	}
	if !slices.Equal(got, want) {
		t.Error("pages of seven give another list than pages of a hundred")
	}
	back := ids(rows(t, stripe(t, s, s.StripeKey, "/v1/charges?limit=3&ending_before="+want[5], 200)))
	if !slices.Equal(back, want[2:5]) {
		t.Errorf("ending_before gave %v", back)
	}
	if n := len(rows(t, stripe(t, s, s.StripeKey, "/v1/charges", 200))); n != 10 {
		t.Errorf("the default page holds %d", n)
	}
	for _, bad := range []string{"limit=0", "limit=101", "limit=x", "starting_after=ch_none", "foo=1", "customer=", "created[near]=3", "status=paid", "expand[]=data.teapot", "expand[]=customer", "expand[]=data.invoice.subscription.latest_invoice.charge"} {
		refusal(t, s, s.StripeKey, "/v1/charges?"+bad, 400)
	}
}

func TestStripeFilters(t *testing.T) {
	s := shared(t, "")
	at := clock.Add(-10 * 24 * time.Hour).Unix()
	for _, c := range []struct {
		path string
		keep func(object) bool
	}{
		{fmt.Sprintf("/v1/charges?created[gte]=%d", at), func(o object) bool { return int64(o["created"].(float64)) >= at }},
		{fmt.Sprintf("/v1/charges?created[lt]=%d", at), func(o object) bool { return int64(o["created"].(float64)) < at }},
		{"/v1/invoices?status=open", func(o object) bool { return o["status"] == "open" }},
		{"/v1/subscriptions?status=trialing", func(o object) bool { return o["status"] == "trialing" }},
		{"/v1/subscriptions?status=ended", func(o object) bool { return o["status"] == "canceled" || o["status"] == "incomplete_expired" }},
		{"/v1/subscriptions?", func(o object) bool { return o["status"] != "canceled" }},
		{"/v1/subscription_schedules?scheduled=true", func(o object) bool { return o["status"] == "not_started" }},
		{"/v1/promotion_codes?code=marabel20", func(o object) bool { return o["code"] == "MARABEL20" }},
		{"/v1/promotion_codes?coupon=Qx81Lk2P", func(o object) bool { return o["coupon"].(object)["id"] == "Qx81Lk2P" }},
		{"/v1/events?type=customer.updated", func(o object) bool { return o["type"] == "customer.updated" }},
		{"/v1/events?types[]=customer.updated&types[]=charge.succeeded", func(o object) bool { return o["type"] != "invoice.payment_succeeded" }},
		{"/v1/events?type=invoice.*", func(o object) bool { return strings.HasPrefix(o["type"].(string), "invoice.") }},
	} {
		base, query, _ := strings.Cut(c.path, "?")
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		everything := url.Values{}
		if base == "/v1/subscriptions" {
			everything.Set("status", "all")
		}
		want := 0
		for _, o := range all(t, s, s.StripeKey, base, everything) {
			if c.keep(o) {
				want++
			}
		}
		got := all(t, s, s.StripeKey, base, values)
		for _, o := range got {
			if !c.keep(o) {
				t.Errorf("%s: %v does not belong", c.path, o["id"])
			}
		}
		if len(got) != want || want == 0 {
			t.Errorf("%s: %d, want %d", c.path, len(got), want)
		}
	}
}

func TestStripeFindsByEmail(t *testing.T) {
	s := shared(t, "")
	find := func(email string) int {
		return len(rows(t, stripe(t, s, s.StripeKey, "/v1/customers?email="+url.QueryEscape(email), 200)))
	}
	if n := find("tove.halvorsen@nordicpress.example"); n != 1 {
		t.Errorf("%d customers by the exact address", n)
	}
	if n := find("Tove.Halvorsen@NordicPress.example"); n != 0 {
		t.Errorf("%d customers by another case: the list is case-sensitive", n)
	}
	guest := scenario(t, s, "healthy-guest").Sale
	sessions := rows(t, stripe(t, s, s.StripeKey, "/v1/checkout/sessions?status=complete&customer_details[email]="+url.QueryEscape(guest), 200))
	if len(sessions) != 1 || sessions[0]["customer"] != nil {
		t.Errorf("sessions of a guest: %v", sessions)
	}
}

func TestStripeSearch(t *testing.T) {
	s := shared(t, "")
	for query, want := range map[string]int{
		`email:"TOVE.halvorsen@nordicpress.example"`:           1,
		`email:"halvorsen nordicpress"`:                        1,
		`email:"nordicpress halvorsen"`:                        0,
		`email~"ve.halvor"`:                                    1,
		`metadata["fp_uid"]:"USER_40417"`:                      1,
		`metadata["fp_uid"]:"user_4041"`:                       0,
		`email~"halvorsen" AND metadata["fp_uid"]:"x"`:         0,
		`email~"tove.halv" OR metadata["fp_uid"]:"user_40417"`: 2,
		`email~"tove.halv" created<1`:                          0,
		`-email~"example" AND email~"gmail"`:                   3,
		`name:"Accounts Payable" -metadata["fp_uid"]:null`:     0,
	} {
		answer := stripe(t, s, s.StripeKey, "/v1/customers/search?query="+url.QueryEscape(query), 200)
		if n := len(rows(t, answer)); n != want || answer["object"] != "search_result" {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	for _, bad := range []string{`email~"ab"`, `shoe:"9"`, `email:"a" AND email:"b" OR email:"c"`, `nonsense`, ``, `metadata["a"]~"bcd"`} {
		refusal(t, s, s.StripeKey, "/v1/customers/search?query="+url.QueryEscape(bad), 400)
	}
	seen := map[any]bool{}
	for query := "?limit=50&query=" + url.QueryEscape(`email~"example"`); ; {
		page := stripe(t, s, s.StripeKey, "/v1/customers/search"+query, 200)
		for _, o := range rows(t, page) {
			seen[o["id"]] = true
		}
		if page["has_more"] != true {
			break
		}
		query = "?limit=50&query=" + url.QueryEscape(`email~"example"`) + "&page=" + url.QueryEscape(page["next_page"].(string))
	}
	if len(seen) <= 100 {
		t.Errorf("%d customers over all pages", len(seen))
	}
	email := scenario(t, s, "arriving").Sale // paid seconds ago, the customer made half an hour before
	if n := len(rows(t, stripe(t, s, s.StripeKey, "/v1/customers/search?query="+url.QueryEscape(`email:"`+email+`"`), 200))); n != 1 {
		t.Errorf("%d customers", n)
	}
}

func TestStripeExpands(t *testing.T) {
	s := shared(t, "")
	invoice := scenario(t, s, "healthy-coupon").Sale
	plain := stripe(t, s, s.StripeKey, "/v1/invoices/"+invoice, 200)
	for _, name := range []string{"customer", "charge", "payment_intent", "subscription"} {
		if _, ok := plain[name].(string); !ok {
			t.Errorf("%s is no id unless expanded: %v", name, plain[name])
		}
	}
	full := stripe(t, s, s.StripeKey, "/v1/invoices/"+invoice+"?expand[]=customer&expand[]=charge.payment_intent&expand[]=discounts.promotion_code.coupon.applies_to&expand[]=subscription", 200)
	charge := full["charge"].(object)
	if charge["payment_intent"].(object)["id"] != plain["payment_intent"] {
		t.Error("the charge's intent is not expanded")
	}
	discount := full["discounts"].([]any)[0].(object)
	if discount["promotion_code"].(object)["code"] != "OTTO" {
		t.Errorf("the discount's promotion code: %v", discount["promotion_code"])
	}
	listed := rows(t, stripe(t, s, s.StripeKey, "/v1/invoices?expand[]=data.discounts&customer="+plain["customer"].(string), 200))
	if _, ok := listed[0]["discounts"].([]any)[0].(object); !ok {
		t.Error("data.discounts is not expanded")
	}
	session := rows(t, stripe(t, s, s.StripeKey, "/v1/checkout/sessions?limit=100&payment_intent="+intentOf(t, s, "coupon-off-invoice"), 200))[0]
	if details := session["total_details"].(object); details["breakdown"] != nil {
		t.Error("the breakdown shows without being asked for")
	}
	session = stripe(t, s, s.StripeKey, "/v1/checkout/sessions/"+session["id"].(string)+"?expand[]=total_details.breakdown", 200)
	used := session["total_details"].(object)["breakdown"].(object)["discounts"].([]any)[0].(object)["discount"].(object)
	if used["coupon"].(object)["id"] != "SANDPIPER" {
		t.Errorf("breakdown: %v", used)
	}
	refunded := scenario(t, s, "refunded-recorded").Sale
	if n := len(rows(t, stripe(t, s, s.StripeKey, "/v1/charges/"+refunded+"?expand[]=refunds", 200)["refunds"].(object))); n != 1 {
		t.Errorf("%d refunds", n)
	}
	key := keyNamed(s, sandbox.KeyWithout+"rak_promotion_code_read")
	e := refusal(t, s, key, "/v1/invoices/"+invoice+"?expand[]=discounts.promotion_code", 403)
	if !strings.Contains(e["message"].(string), "'rak_promotion_code_read'") {
		t.Errorf("message: %v", e["message"])
	}
}

func intentOf(t *testing.T, s *sandbox.Server, name string) string {
	t.Helper()
	return stripe(t, s, s.StripeKey, "/v1/charges/"+scenario(t, s, name).Sale, 200)["payment_intent"].(string)
}

func TestStripeRefusals(t *testing.T) {
	s := shared(t, "")
	for _, c := range []struct {
		key, path string
		status    int
		code, has string
	}{
		{keyNamed(s, sandbox.KeyUnknown), "/v1/balance", 401, "", "Invalid API Key provided: sk_live_***"},
		{keyNamed(s, sandbox.KeyExpired), "/v1/balance", 401, "api_key_expired", "Expired API Key provided: rk_live_***"},
		{keyNamed(s, sandbox.KeyRestricted), "/v1/account", 403, "more_permissions_required", "on account '" + s.StripeAccount + "'. Having the 'rak_accounts_kyc_basic_read' permission"},
		{s.StripeKey, "/v1/customers/cus_none", 404, "resource_missing", "No such customer: 'cus_none'"},
		{s.StripeKey, "/v1/coupons/OTTO", 404, "resource_missing", "No such coupon: 'OTTO'"},
		{s.StripeKey, "/v1/invoices?customer=cus_none", 400, "resource_missing", "No such customer: 'cus_none'"},
		{s.StripeKey, "/v1/invoices?color=red", 400, "parameter_unknown", "Received unknown parameter: color"},
		{s.StripeKey, "/v1/customers?email=", 400, "parameter_invalid_empty", "You passed an empty string for 'email'"},
		{s.StripeKey, "/v1/teapots", 404, "", "Unrecognized request URL (GET: /v1/teapots)"},
		{s.StripeKey, "/v1/invoices/upcoming?customer=" + scenario(t, s, "no-payment").Sale, 404, "invoice_upcoming_none", "No upcoming invoices"},
	} {
		e := refusal(t, s, c.key, c.path, c.status)
		code, _ := e["code"].(string)
		if code != c.code || !strings.Contains(e["message"].(string), c.has) || e["type"] != "invalid_request_error" {
			t.Errorf("%s: %v", c.path, e)
		}
		if strings.Contains(fmt.Sprint(e), c.key) {
			t.Errorf("%s repeats the whole key", c.path)
		}
	}
	status, _, _ := ask(t, s.StripeBase+"/v1/balance", nil)
	if status != 401 {
		t.Errorf("without a key: %d", status)
	}
	status, _, _ = ask(t, s.StripeBase+"/v1/balance", map[string]string{"Authorization": "Bearer " + s.StripeKey, "Stripe-Version": "2026-08-26.dahlia"})
	if status != 400 {
		t.Errorf("another API version: %d", status)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.StripeBase+"/v1/customers", strings.NewReader("email=x"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.StripeKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != 404 {
		t.Errorf("POST: %d", res.StatusCode)
	}
}

func TestStripeModes(t *testing.T) {
	s := shared(t, "")
	sale := scenario(t, s, "sale-in-other-mode").Sale
	e := refusal(t, s, s.StripeKey, "/v1/invoices/"+sale, 404)
	if want := "No such invoice: '" + sale + "'; a similar object exists in test mode, but a live mode key was used to make this request."; e["message"] != want {
		t.Errorf("message: %v", e["message"])
	}
	if inv := stripe(t, s, keyNamed(s, sandbox.KeyTest), "/v1/invoices/"+sale, 200); inv["livemode"] != false {
		t.Error("a test invoice says livemode")
	}
	for name, want := range map[string]bool{sandbox.KeyLive: true, sandbox.KeyTest: false, sandbox.KeyLegacy: true} {
		if b := stripe(t, s, keyNamed(s, name), "/v1/balance", 200); b["livemode"] != want {
			t.Errorf("%s: livemode %v", name, b["livemode"])
		}
	}
	foreign := scenario(t, s, "sale-in-other-account").Sale
	for _, key := range []string{sandbox.KeyLive, sandbox.KeyTest} {
		if e := refusal(t, s, keyNamed(s, key), "/v1/invoices/"+foreign, 404); strings.Contains(e["message"].(string), "similar object") {
			t.Error("an invoice of another account is said to exist")
		}
	}
	tail := s.StripeAccount[len(s.StripeAccount)-10:]
	if strings.Contains(foreign, tail) || !strings.Contains(sale, tail) {
		t.Error("ids do not carry their account's characters")
	}
}

// TestStripePermissions takes each permission away from a key and expects the
// 403 that names it, and only for what it covers.
func TestStripePermissions(t *testing.T) {
	s := shared(t, "")
	covers := map[string][]string{
		"rak_customer_read":          {"customers", "customers/search?query=" + url.QueryEscape(`name:"x"`)},
		"rak_invoice_read":           {"invoices", "invoices/upcoming?customer=cus_none"},
		"rak_charge_read":            {"charges", "refunds"},
		"rak_coupon_read":            {"coupons"},
		"rak_promotion_code_read":    {"promotion_codes"},
		"rak_subscription_read":      {"subscriptions", "subscription_schedules"},
		"rak_checkout_session_read":  {"checkout/sessions"},
		"rak_event_read":             {"events"},
		"rak_connected_account_read": {"account"},
		"rak_balance_read":           {"balance"},
		"rak_dispute_read":           {"disputes"},
		"rak_webhook_read":           {"webhook_endpoints"},
	}
	for permission := range covers {
		key := keyNamed(s, sandbox.KeyWithout+permission)
		for other, paths := range covers {
			for _, path := range paths {
				status, _, answer := ask(t, s.StripeBase+"/v1/"+path, map[string]string{"Authorization": "Bearer " + key})
				if (status == 403) != (other == permission) {
					t.Errorf("without %s, %s: status %d %v", permission, path, status, answer)
				}
			}
		}
	}
}

// TestStripeSecretsAreThere makes sure that there is something to drop.
func TestStripeSecretsAreThere(t *testing.T) {
	s := shared(t, "")
	inv := stripe(t, s, s.StripeKey, "/v1/invoices/"+scenario(t, s, "healthy-coupon").Sale+"?expand[]=charge&expand[]=payment_intent", 200)
	if !strings.Contains(inv["hosted_invoice_url"].(string), "/i/"+s.StripeAccount+"/live_") || inv["invoice_pdf"] == nil {
		t.Errorf("invoice links: %v", inv["hosted_invoice_url"])
	}
	if inv["charge"].(object)["receipt_url"] == nil || inv["payment_intent"].(object)["client_secret"] == nil {
		t.Error("no receipt link or client secret")
	}
}

// TestStripeHoldsTogether follows every reference of every object, in every world and mode.
func TestStripeHoldsTogether(t *testing.T) {
	prefixes := map[string]string{
		"cus_": "customer", "in_": "invoice", "ch_": "charge", "pi_": "payment_intent", "sub_1": "subscription", "cs_": "checkout.session", "promo_": "promotion_code",
	}
	for _, world := range sandbox.Worlds() {
		if slices.Contains([]string{"busy-stripe"}, world) {
			continue // answers nothing
		}
		s := shared(t, world)
		for _, mode := range []string{sandbox.KeyLive, sandbox.KeyTest} {
			key := keyNamed(s, mode)
			known := map[string]bool{}
			var everything []object
			for _, path := range []string{"customers", "invoices", "charges", "payment_intents", "subscriptions", "checkout/sessions", "promotion_codes", "disputes", "refunds"} {
				query := url.Values{}
				if path == "subscriptions" {
					query.Set("status", "all")
				}
				for _, o := range all(t, s, key, "/v1/"+path, query) {
					if known[o["id"].(string)] {
						t.Errorf("%s: %v twice", world, o["id"])
					}
					known[o["id"].(string)] = true
					everything = append(everything, o)
				}
			}
			for _, o := range everything {
				strings := map[string]bool{}
				references(o, strings)
				for id := range strings {
					for prefix, kind := range prefixes {
						if !hasPrefix(id, prefix) || known[id] {
							continue
						}
						if kind == "customer" && stripe(t, s, key, "/v1/customers/"+id, 200)["deleted"] == true {
							continue
						}
						t.Errorf("%s: %v points at %s, which is not there", world, o["id"], id)
					}
				}
				checkMoney(t, o)
			}
		}
	}
}

func hasPrefix(s, prefix string) bool { return strings.HasPrefix(s, prefix) }

// references gathers the texts in an object that look like ids.
func references(v any, into map[string]bool) {
	switch v := v.(type) {
	case object:
		for k, x := range v {
			if k != "client_secret" && k != "url" {
				references(x, into)
			}
		}
	case []any:
		for _, x := range v {
			references(x, into)
		}
	case string:
		if !strings.ContainsAny(v, " /@") {
			into[v] = true
		}
	}
}

// checkMoney looks for amounts and statuses that contradict one another.
func checkMoney(t *testing.T, o object) {
	t.Helper()
	n := func(name string) float64 { f, _ := o[name].(float64); return f }
	wrong := func(why string) { t.Errorf("%v: %s", o["id"], why) }
	switch o["object"] {
	case "invoice":
		switch {
		case (o["status"] == "paid") != (o["paid"] == true):
			wrong("status and paid differ")
		case o["status"] == "paid" && o["status_transitions"].(object)["paid_at"] == nil:
			wrong("paid, but never")
		case o["status"] != "paid" && n("amount_paid") != 0 && (o["status"] != "open" || n("amount_paid")+n("amount_remaining") != n("total")):
			wrong("not paid, but an amount is")
		case n("amount_paid") > 0 && o["charge"] == nil && o["paid_out_of_band"] != true:
			wrong("paid without a charge")
		case o["status"] == "draft" && o["hosted_invoice_url"] != nil:
			wrong("a draft has no page")
		case n("total") > n("subtotal"):
			wrong("the total is over the subtotal")
		}
	case "charge":
		switch {
		case n("amount_refunded") > n("amount_captured"):
			wrong("more refunded than captured")
		case (o["refunded"] == true) != (n("amount_refunded") > 0 && n("amount_refunded") == n("amount")):
			wrong("refunded is wrong")
		case o["status"] == "failed" && n("amount_captured") > 0:
			wrong("failed, but captured")
		}
	}
	if o["metadata"] != nil && reflect.TypeOf(o["metadata"]).Kind() != reflect.Map {
		wrong("metadata is no object")
	}
}
