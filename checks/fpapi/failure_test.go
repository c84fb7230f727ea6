package fpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

const wallPage = `<!DOCTYPE html><title>Attention Required! | Cloudflare</title>`

func TestFailures(t *testing.T) {
	type want struct {
		reason record.Reason
		exist  record.Existence
		words  string
	}
	unreachable := func(words string) want { return want{reason: record.Unreachable, words: words} }
	refusedKey := func(words string) want { return want{reason: record.CredentialsRefused, words: words} }
	unreadable := want{reason: record.UnreadableAnswer}
	missing := want{exist: record.NotFound}
	for _, tc := range []struct {
		name   string
		status int
		body   string
		header []string
		// one is what a look-up of a record says, list what a list says.
		one1, list1, one2, list2 want
	}{
		{"v1's refusal", 401, `"Bad credentials"`, nil,
			refusedKey("account id"), refusedKey("account id"), refusedKey("API v1"), refusedKey("API v1")},
		{"no body", 401, "", nil,
			refusedKey("account id"), refusedKey("account id"), refusedKey("API v1"), refusedKey("API v1")},
		{"a page", 401, "<html>", []string{"Content-Type", "text/html"},
			refusedKey(""), refusedKey(""), refusedKey(""), refusedKey("")},
		{"few rights", 403, `{"message":"You don't have enough rights to perform this action","code":"forbidden"}`, nil,
			refusedKey("rights"), refusedKey("rights"), refusedKey("rights"), refusedKey("rights")},
		{"wrong kind", 403, `{"message":"Invalid user type","code":"forbidden"}`, nil,
			refusedKey("kind"), refusedKey("kind"), refusedKey("kind"), refusedKey("kind")},
		{"wall", 403, wallPage, []string{"Content-Type", "text/html"},
			unreachable("Cloudflare"), unreachable("Cloudflare"), unreachable("Cloudflare"), unreachable("Cloudflare")},
		{"wall known by its header", 403, "<html>", []string{"Content-Type", "text/html", "CF-Ray", "8f"},
			unreachable("Cloudflare"), unreachable("Cloudflare"), unreachable("Cloudflare"), unreachable("Cloudflare")},
		{"v1's missing lead", 404, `{"error":"Lead not found."}`, nil,
			missing, unreadable, missing, refusedKey("account id")},
		{"v2's missing record", 404, `{"message":"Record not found","code":"not_found"}`, nil,
			missing, unreadable, missing, refusedKey("account id")},
		{"missing, no body", 404, "", nil,
			missing, unreadable, missing, refusedKey("account id")},
		{"missing, a page", 404, "<html>", nil,
			unreadable, unreadable, missing, refusedKey("account id")},
		{"find_by miss", 422, `{"message":"Cannot find promoter by email","code":"invalid_params"}`, nil,
			unreadable, unreadable, missing, unreadable},
		{"odd request", 400, `{}`, nil, unreadable, unreadable, unreadable, unreadable},
		{"rate limit", 429, ``, nil,
			want{reason: record.RateLimited}, want{reason: record.RateLimited}, want{reason: record.RateLimited}, want{reason: record.RateLimited}},
		{"fault", 500, `{"error":"x"}`, nil, unreachable("trouble"), unreachable("trouble"), unreachable("trouble"), unreachable("trouble")},
		{"gateway", 502, "<html>nginx", []string{"Content-Type", "text/html"}, unreachable("trouble"), unreachable("trouble"), unreachable("trouble"), unreachable("trouble")},
		{"wall with 503", 503, wallPage, []string{"Content-Type", "text/html"},
			unreachable("Cloudflare"), unreachable("Cloudflare"), unreachable("Cloudflare"), unreachable("Cloudflare")},
		{"redirect", 302, "", []string{"Location", "https://example.com/"},
			unreachable("redirect"), unreachable("redirect"), unreachable("redirect"), unreachable("redirect")},
		{"sign-in page", 200, "<!DOCTYPE html><html>", []string{"Content-Type", "text/html"}, unreadable, unreadable, unreadable, unreadable},
		{"nothing", 204, "", nil, unreadable, unreadable, unreadable, unreadable},
		{"cut JSON", 200, `{"id":1`, nil, unreadable, unreadable, unreadable, unreadable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			check := func(api record.API, asked string, w want, ask func(*Client) error) {
				t.Helper()
				s := serve(t, api, answering(tc.status, tc.body, tc.header...))
				if api == record.V2 && w.exist == record.NotFound {
					s.known.Store(true)
				}
				f := failure(t, ask(s.Client))
				if f.Reason != w.reason || f.Existence != w.exist || !strings.Contains(f.Detail, w.words) || f.Detail == "" {
					t.Errorf("%s %s: %+v, want %+v", api, asked, f, w)
				}
				if f.Reason != record.Unreachable && f.Reason != record.UnreadableAnswer && f.Status != tc.status {
					t.Errorf("%s %s: status %d, want %d", api, asked, f.Status, tc.status)
				}
				if strings.Contains(f.Detail, testKey) || strings.Contains(f.Detail, "127.0.0.1") {
					t.Errorf("%s %s: the detail tells too much: %s", api, asked, f.Detail)
				}
			}
			ctx := context.Background()
			one := func(c *Client) error { return second(question.Ask(ctx, c, question.Referral{ID: "1"})) }
			list := func(c *Client) error { _, _, err := listed(ctx, c, question.Leads{}); return err }
			check(record.V1, "record", tc.one1, one)
			check(record.V1, "list", tc.list1, list)
			check(record.V2, "record", tc.one2, one)
			check(record.V2, "list", tc.list2, list)
		})
	}
}

// A wrong account id makes API v2 answer 404 to everything; that is no proof
// that the referral does not exist.
func TestAccountIDThatFitsNothing(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V2, answering(404, ""))
	for name, err := range map[string]error{
		"Referral":       second(question.Ask(ctx, s, question.Referral{ID: "1"})),
		"PromoterByCode": second(question.Ask(ctx, s, question.PromoterByCode{Code: "X"})),
	} {
		if f := failure(t, err); f.Reason != record.CredentialsRefused || f.Existence != record.NotAsked {
			t.Errorf("%s: %+v", name, f)
		}
	}

	s = serve(t, record.V2, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/referrals") {
			answering(200, "[]")(w, r)
			return
		}
		answering(404, "")(w, r)
	})
	for range 2 {
		if f := failure(t, second(question.Ask(ctx, s, question.Referral{ID: "1"}))); f.Existence != record.NotFound {
			t.Errorf("%+v", f)
		}
	}
	if s.requests() != 3 { // the account is looked at once
		t.Errorf("%d requests, want 3", s.requests())
	}
	// Known to fit, a list that is missing is no matter of the account id.
	if f := failure(t, second(question.Ask(ctx, s, question.PromoCodesOf{Promotion: "1"}))); f.Reason != record.UnreadableAnswer {
		t.Errorf("%+v", f)
	}
}

func TestMissesAreNoFailures(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V1, answering(404, `{"error":"Lead not found."}`))
	for _, q := range []question.For[[]record.Referral]{question.ReferralsByEmail{Email: "x@example.com"}, question.ReferralsByUID{UID: "x@example.com"}} {
		if list, err := question.Ask(ctx, s, q); err != nil || len(list) != 0 {
			t.Errorf("%T: %v, %v", q, list, err)
		}
	}
}

func TestNoConnection(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c, err := New(Config{Key: secret.New(testKey), Base: server.URL, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = listed(context.Background(), c, question.Leads{})
	if f := failure(t, err); f.Reason != record.Unreachable || f.Status != 0 || strings.Contains(f.Detail, "127.0.0.1") {
		t.Errorf("%+v", f)
	}
}

func TestBodyTooLong(t *testing.T) {
	s := serve(t, record.V2, func(w http.ResponseWriter, _ *http.Request) {
		chunk := []byte(strings.Repeat(" ", 1<<20))
		for range 20 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	if f := failure(t, second(question.Ask(context.Background(), s, question.Rewards{}))); f.Reason != record.UnreadableAnswer {
		t.Errorf("%+v", f)
	}
}

func TestCancelled(t *testing.T) {
	arrived := make(chan struct{}, 8)
	s := serve(t, record.V2, func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-arrived; cancel() }()
	if f := failure(t, second(question.Ask(ctx, s, question.Referral{ID: "1"}))); f.Reason != record.Unreachable || f.Detail != record.Stopped {
		t.Errorf("%+v", f)
	}
	timed, done := context.WithTimeout(context.Background(), time.Millisecond)
	defer done()
	if f := failure(t, second(question.Ask(timed, s, question.Referral{ID: "1"}))); f.Reason != record.Unreachable || f.Detail == record.Stopped || !f.OutOfTime {
		t.Errorf("%+v", f)
	}
}
