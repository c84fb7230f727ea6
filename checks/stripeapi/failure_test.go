package stripeapi

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// errorBody is a body in the form of Stripe's errors.
func errorBody(code, message string) string {
	return fmt.Sprintf(`{"error":{"code":%q,"message":%q,"type":"invalid_request_error","param":"id"}}`, code, message)
}

const (
	otherMode = "No such customer: 'cus_1'; a similar object exists in live mode, but a test mode key was used to make this request."
	lacking   = "The provided key 'rk_test_*********mnop' does not have the required permissions for this endpoint on account 'acct_1AAAAAAAAAAAAAAA'. Having the 'rak_invoice_read' permission would allow this request to continue."
	kycName   = "The provided key 'rk_test_*********mnop' does not have the required permissions for this endpoint on account 'acct_1AAAAAAAAAAAAAAA'. Having the 'rak_accounts_kyc_basic_read' permission would allow this request to continue."
	nameless  = "This endpoint is not available for use by restricted keys."
	htmlPage  = "<!DOCTYPE html><html><body>Please sign in, secretvisitor@example.com</body></html>"
)

// TestErrorTable: each error of Stripe's (https://docs.stripe.com/error-codes), and
// what is no Stripe answer at all.
func TestErrorTable(t *testing.T) {
	redirect := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/sign-in", http.StatusFound) }
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   record.Failure
		words  string // that Detail holds
		sent   int
	}{
		"wrong key":                 {say(401, errorBody("", "Invalid API Key provided: sk_test_****mnop")), record.Failure{Reason: record.CredentialsRefused, Status: 401}, "revoked", 1},
		"expired key":               {say(401, errorBody("api_key_expired", "Expired API Key provided: rk_test_****mnop")), record.Failure{Reason: record.CredentialsRefused, Status: 401}, "expired", 1},
		"publishable key":           {say(403, errorBody("secret_key_required", "This API call cannot be made with a publishable API key.")), record.Failure{Reason: record.CredentialsRefused, Status: 403}, "secret", 1},
		"permission named":          {say(403, errorBody("more_permissions_required", lacking)), record.Failure{Reason: record.PermissionMissing, Permission: "rak_invoice_read", Row: "Invoices", Status: 403}, "“Invoices” (read)", 1},
		"permission without a name": {say(403, errorBody("", nameless)), record.Failure{Reason: record.PermissionMissing, Permission: "rak_charge_read", Row: "Charges and Refunds", Status: 403}, "Charges and Refunds", 1},
		"permission unheard of":     {say(403, errorBody("", "Having the 'rak_moon_read' permission would do.")), record.Failure{Reason: record.PermissionMissing, Permission: "rak_moon_read", Row: "Charges and Refunds", Status: 403}, "Charges and Refunds", 1},
		"unknown id":                {say(404, errorBody("resource_missing", "No such customer: 'cus_1'")), record.Failure{Existence: record.NotFound, Status: 404}, "No such customer: 'cus_1'", 1},
		"unknown id without code":   {say(404, errorBody("", "No such customer: 'cus_1'")), record.Failure{Existence: record.NotFound, Status: 404}, "No such", 1},
		"unknown id in a list":      {say(400, errorBody("resource_missing", "No such customer: 'cus_1'")), record.Failure{Existence: record.NotFound, Status: 400}, "No such", 1},
		"other mode":                {say(404, errorBody("resource_missing", otherMode)), record.Failure{Existence: record.OtherMode, Status: 404}, "similar object exists in live mode", 1},
		"unknown address":           {say(404, errorBody("", "Unrecognized request URL (GET: /v1/x).")), record.Failure{Reason: record.UnreadableAnswer, Status: 404}, "", 1},
		"404 page":                  {say(404, htmlPage), record.Failure{Reason: record.UnreadableAnswer, Status: 404}, "", 1},
		"rate limit":                {say(429, errorBody("rate_limit", "Too many requests")), record.Failure{Reason: record.RateLimited, Status: 429}, "slow down", 4},
		"lock":                      {say(429, errorBody("lock_timeout", "Locked")), record.Failure{Reason: record.RateLimited, Status: 429}, "busy", 4},
		"rate limit by a proxy":     {say(429, "slow"), record.Failure{Reason: record.RateLimited, Status: 429}, "slow down", 4},
		"lock conflict":             {say(409, errorBody("", "Conflict")), record.Failure{Reason: record.Unreachable, Status: 409}, "", 4},
		"server error":              {say(500, errorBody("", "Oops")), record.Failure{Reason: record.Unreachable, Status: 500}, "trouble", 4},
		"HTML 502":                  {say(502, htmlPage), record.Failure{Reason: record.Unreachable, Status: 502}, "trouble", 4},
		"HTML 200":                  {say(200, htmlPage), record.Failure{Reason: record.UnreadableAnswer, Status: 200}, "", 1},
		"HTML 403":                  {say(403, htmlPage), record.Failure{Reason: record.UnreadableAnswer, Status: 403}, "", 1},
		"HTML 401":                  {say(401, htmlPage), record.Failure{Reason: record.UnreadableAnswer, Status: 401}, "", 1},
		"empty 200":                 {say(200, ""), record.Failure{Reason: record.UnreadableAnswer, Status: 200}, "", 1},
		"null":                      {say(200, "null"), record.Failure{Reason: record.UnreadableAnswer, Status: 200}, "", 1},
		"a list for an object":      {say(200, "[]"), record.Failure{Reason: record.UnreadableAnswer, Status: 200}, "", 1},
		"empty object on 400":       {say(400, "{}"), record.Failure{Reason: record.UnreadableAnswer, Status: 400}, "", 1},
		"our bug":                   {say(400, errorBody("parameter_unknown", "Received unknown parameter: x")), record.Failure{Reason: record.UnreadableAnswer, Status: 400}, "(parameter_unknown)", 1},
		"strange code":              {say(400, errorBody("<b>\x1b[31m", "m")), record.Failure{Reason: record.UnreadableAnswer, Status: 400}, "", 1},
		"error of a wrong type":     {say(400, `{"error":"no"}`), record.Failure{Reason: record.UnreadableAnswer, Status: 400}, "", 1},
		"redirect":                  {redirect, record.Failure{Reason: record.Unreachable}, "redirect", 1},
		"gzip bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 20 {
				_, _ = z.Write(make([]byte, 1<<20))
			}
			_ = z.Close()
		}, record.Failure{Reason: record.UnreadableAnswer}, "16 MB", 1},
		"cut body": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"object":`)
		}, record.Failure{Reason: record.Unreachable}, "could not be reached", 4},
	} {
		t.Run(name, func(t *testing.T) {
			f := serve(t, c.answer)
			found, err := question.Ask(context.Background(), f, question.ChargesOf{Customer: "cus_1"})
			got := *failed(t, err)
			if !strings.Contains(got.Detail, c.words) || got.Detail == "" {
				t.Errorf("Detail is %q", got.Detail)
			}
			for _, leak := range []string{"secretvisitor", "<", "****", "\x1b", "acct_"} {
				if strings.Contains(got.Detail, leak) {
					t.Errorf("Detail holds %q: %q", leak, got.Detail)
				}
			}
			got.Detail = ""
			if got != c.want || f.Sent() != c.sent {
				t.Errorf("%+v after %d requests", got, f.Sent())
			}
			if len(found.Charges) > 0 || found.More {
				t.Errorf("found %+v", found)
			}
		})
	}
}

func TestKeysThatMayNotReadTheAccount(t *testing.T) {
	f := serve(t, say(403, errorBody("more_permissions_required", kycName)))
	_, err := question.Ask(context.Background(), f, question.Account{})
	if got := failed(t, err); got.Row != "Connect → Accounts" || got.Permission != "rak_accounts_kyc_basic_read" {
		t.Errorf("%+v", got)
	}
	if id, from := f.AccountHint(); id != "acct_1AAAAAAAAAAAAAAA" || from == "" {
		t.Error(id, from)
	}
}

func TestNoServerAtAll(t *testing.T) {
	c, err := New(Config{Key: testKey, Base: "http://127.0.0.1:1", Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	_, err = question.Ask(context.Background(), c, question.Mode{})
	if got := failed(t, err); got.Reason != record.Unreachable || got.Detail != "Stripe could not be reached: the connection was refused" || c.Sent() != 4 {
		t.Errorf("%+v after %d", got, c.Sent())
	}
}

func TestBaseIsChecked(t *testing.T) {
	for _, base := range []string{"http://api.stripe.com", "api.stripe.com", "https://u:p@x.de"} {
		if _, err := New(Config{Key: testKey, Base: base}); err == nil {
			t.Errorf("%s was taken", base)
		}
	}
	c, err := New(Config{Key: testKey})
	if err != nil || c.base.String() != "https://api.stripe.com" {
		t.Error(c.base, err)
	}
}

func TestStoppedIsToldApart(t *testing.T) {
	asked := make(chan struct{}, 4)
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		w.Header().Set("Retry-After", "20")
		w.WriteHeader(429)
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-asked; cancel() }()
	start := time.Now()
	_, err := question.Ask(ctx, f, question.ChargesOf{Customer: "cus_1"})
	if got := failed(t, err); got.Reason != record.Unreachable || got.Detail != record.Stopped || time.Since(start) > 15*time.Second {
		t.Errorf("%+v after %v", got, time.Since(start))
	}
	ctx, cancel = context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_, err = question.Ask(ctx, f, question.ChargesOf{Customer: "cus_1"})
	if got := failed(t, err); got.Reason != record.RateLimited || got.OutOfTime || f.Sent() != 2 {
		t.Errorf("a pause beyond the deadline: %+v after %d requests", got, f.Sent())
	}
	ctx, cancel = context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err = question.Ask(ctx, f, question.ChargesOf{Customer: "cus_1"})
	if got := failed(t, err); got.Reason != record.Unreachable || !got.OutOfTime || f.Sent() != 2 {
		t.Errorf("no time left: %+v after %d requests", got, f.Sent())
	}
}

func TestIDsAreEscaped(t *testing.T) {
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		say(404, errorBody("resource_missing", "No such coupon"))(w, r)
	})
	ctx := context.Background()
	for id, path := range map[string]string{
		"735*%24":         "/v1/coupons/735%2A%2524",
		"2.00$_off":       "/v1/coupons/2.00$_off",
		"a b":             "/v1/coupons/a%20b",
		"ü/..":            "/v1/coupons/%C3%BC%2F..",
		"../customers":    "/v1/coupons/..%2Fcustomers",
		"a?b#c&d":         "/v1/coupons/a%3Fb%23c&d",
		"a\r\nHost: x":    "/v1/coupons/a%0D%0AHost:%20x",
		"\xff\x00":        "/v1/coupons/%FF%00",
		"-rückerstattung": "/v1/coupons/-r%C3%BCckerstattung",
	} {
		_, err := question.Ask(ctx, f, question.Coupon{ID: id})
		got := failed(t, err)
		last := f.requests()[len(f.requests())-1]
		if got.Existence != record.NotFound || last.URL.EscapedPath() != path {
			t.Errorf("%q: %s, %+v", id, last.URL.EscapedPath(), got)
		}
	}
}

func TestIDsThatCannotBeAsked(t *testing.T) {
	f := serve(t, say(200, list(false)))
	ctx := context.Background()
	for _, id := range []string{"", ".", "..", strings.Repeat("x", 5000)} {
		calls := map[string]error{}
		_, calls["coupon"] = question.Ask(ctx, f, question.Coupon{ID: id})
		_, calls["code"] = question.Ask(ctx, f, question.PromotionCode{ID: id})
		_, calls["customer"] = question.Ask(ctx, f, question.Customer{ID: id})
		_, calls["exists"] = question.Ask(ctx, f, question.Exists{ID: id})
		if id == "" {
			_, calls["invoices"] = question.Ask(ctx, f, question.InvoicesOf{Customer: id})
			_, calls["email"] = question.Ask(ctx, f, question.CustomersByEmail{Email: id})
			_, calls["like"] = question.Ask(ctx, f, question.CustomersLike{Email: id})
			_, calls["uid"] = question.Ask(ctx, f, question.CustomersByUID{UID: id})
			_, calls["sessions"] = question.Ask(ctx, f, question.SessionsByEmail{Email: id})
			_, calls["codes"] = question.Ask(ctx, f, question.PromotionCodesByText{Text: id})
			_, calls["of coupon"] = question.Ask(ctx, f, question.PromotionCodesOfCoupon{Coupon: id})
			_, calls["upcoming"] = question.Ask(ctx, f, question.UpcomingOf{Customer: id})
			_, calls["disputes"] = question.Ask(ctx, f, question.DisputesOf{Charge: id})
		}
		for name, err := range calls {
			if failed(t, err).Existence != record.NotAsked {
				t.Errorf("%s of %q: %v", name, id, err)
			}
		}
	}
	if _, err := question.Ask(ctx, f, question.Object{Kind: record.ByEmail, ID: "a@b.c"}); err == nil {
		t.Error("an e-mail is no id")
	}
	if f.Sent() != 0 {
		t.Errorf("%d requests sent", f.Sent())
	}
}

func TestExists(t *testing.T) {
	ctx := context.Background()
	for name, c := range map[string]struct {
		id     string
		answer http.HandlerFunc
		want   record.Existence
		fails  bool
	}{
		"found":             {"cus_1", say(200, `{"id":"cus_1","object":"customer","livemode":true}`), record.Found, false},
		"deleted":           {"cus_1", say(200, `{"id":"cus_1","object":"customer","deleted":true}`), record.Found, false},
		"missing":           {"in_1", say(404, errorBody("resource_missing", "No such invoice: 'in_1'")), record.NotFound, false},
		"other mode":        {"ch_1", say(404, errorBody("resource_missing", otherMode)), record.OtherMode, false},
		"py":                {"py_1", say(200, `{"id":"py_1","object":"charge"}`), record.Found, false},
		"no permission":     {"promo_1", say(403, errorBody("", nameless)), record.NotAsked, true},
		"another object":    {"cus_1", say(200, `{"object":"list","data":[]}`), record.NotAsked, true},
		"unheard-of type":   {"xyz_1", say(200, `{}`), record.NotAsked, true},
		"no type":           {"Z4OV52SU", say(200, `{}`), record.NotAsked, true},
		"server in trouble": {"pi_1", say(500, ``), record.NotAsked, true},
	} {
		f := serve(t, c.answer)
		got, err := question.Ask(ctx, f, question.Exists{ID: c.id})
		if got != c.want || (err != nil) != c.fails {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
