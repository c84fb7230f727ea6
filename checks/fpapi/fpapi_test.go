package fpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testKey     = "fp-test-key-of-nobody"
	testAccount = "acc_123456"
)

// service is FirstPromoter as a test wants it, over real HTTP.
type service struct {
	*Client
	mu    sync.Mutex
	asked []*url.URL
	heads []http.Header
}

// serve starts a server that answers every request with handle, and a client of
// API v2 (or v1) that asks it.
func serve(t testing.TB, api record.API, handle http.HandlerFunc) *service {
	t.Helper()
	s := &service{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL)
		s.heads = append(s.heads, r.Header.Clone())
		s.mu.Unlock()
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	cfg := Config{Key: secret.New(testKey), Base: server.URL, Backoff: time.Millisecond, Timeout: 5 * time.Second}
	if api == record.V2 {
		cfg.AccountID = testAccount
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	s.Client = c
	return s
}

// answering answers everything with one status and body.
func answering(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func (s *service) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *service) last() *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[len(s.asked)-1]
}

func failure(t testing.TB, err error) *record.Failure {
	t.Helper()
	var f *record.Failure
	if !errors.As(err, &f) || f == nil {
		t.Fatalf("error is %T %v, want *record.Failure", err, err)
	}
	return f
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestHeadersAndAddresses(t *testing.T) {
	for _, tc := range []struct {
		api  record.API
		path string
		want map[string]string
		not  []string
	}{
		{record.V2, "/api/v2/company/referrals", map[string]string{"Authorization": "Bearer " + testKey, "Account-Id": testAccount}, []string{"X-Api-Key"}},
		{record.V1, "/api/v1/leads/list", map[string]string{"X-Api-Key": testKey}, []string{"Authorization", "Account-Id"}},
	} {
		t.Run(string(tc.api), func(t *testing.T) {
			s := serve(t, tc.api, answering(200, "[]"))
			if _, _, err := listed(context.Background(), s, question.Leads{}); err != nil {
				t.Fatal(err)
			}
			if got := s.last().Path; got != tc.path {
				t.Errorf("path %q, want %q", got, tc.path)
			}
			for name, want := range tc.want {
				if got := s.heads[0].Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			for _, name := range tc.not {
				if got := s.heads[0].Get(name); got != "" {
					t.Errorf("%s: %q, want none", name, got)
				}
			}
			if s.API() != tc.api || s.Sent() != s.requests() {
				t.Errorf("API %s, sent %d of %d", s.API(), s.Sent(), s.requests())
			}
		})
	}
}

func TestQueries(t *testing.T) {
	day := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	type params = url.Values
	for _, tc := range []struct {
		name string
		api  record.API
		ask  question.Question
		path string // escaped
		want params
	}{
		{"v2 referral", record.V2, question.Referral{ID: "12"}, "/referrals/12", nil},
		{"v2 odd id", record.V2, question.Referral{ID: "a/b?c#d e%"}, "/referrals/a%2Fb%3Fc%23d%20e%25", nil},
		{"v2 e-mail", record.V2, question.ReferralsByEmail{Email: "a+b@x.io"}, "/referrals", params{"q": {"a+b@x.io"}}},
		{"v2 uid", record.V2, question.ReferralsByUID{UID: "cus_1&q=2"}, "/referrals", params{"q": {"cus_1&q=2"}}},
		{"v2 like", record.V2, question.ReferralsLike{Text: "ann"}, "/referrals", params{"q": {"ann"}}},
		{"v2 created", record.V2, question.ReferralsCreated{Created: question.Between(day, day)}, "/referrals",
			params{"filters[created_at][from]": {"2026-03-09"}, "filters[created_at][to]": {"2026-03-11"}}},
		{"v2 leads", record.V2, question.Leads{}, "/referrals", params{"filters[type]": {"lead"}}},
		{"v2 converted", record.V2, question.Converted{}, "/referrals", params{"filters[type]": {"customer"}}},
		{"v2 converted until", record.V2, question.ConvertedBetween{Since: question.Between(time.Time{}, day)}, "/referrals",
			params{"filters[type]": {"customer"}, "filters[customer_since][to]": {"2026-03-11"}}},
		{"v2 all referrals", record.V2, question.AllReferrals{}, "/referrals", nil},
		{"v2 commissions", record.V2, question.Commissions{Text: "in_1"}, "/commissions", params{"q": {"in_1"}}},
		{"v2 recent", record.V2, question.RecentCommissions{}, "/commissions", params{"sorting[created_at]": {"desc"}}},
		{"v2 between", record.V2, question.CommissionsBetween{Created: question.Between(day, time.Time{})}, "/commissions",
			params{"sorting[created_at]": {"desc"}, "filters[created_at][from]": {"2026-03-09"}}},
		{"v2 all commissions", record.V2, question.AllCommissions{}, "/commissions", params{"sorting[created_at]": {"desc"}}},
		{"v2 promoters", record.V2, question.Promoters{}, "/promoters", nil},
		{"v2 by code", record.V2, question.PromoterByCode{Code: "50% off"}, "/promoters/50%25%20off", params{"find_by": {"promo_code"}}},
		{"v2 promo codes", record.V2, question.PromoCodesOf{Promotion: "9"}, "/promo_codes", params{"promoter_campaign_id": {"9"}}},
		{"v2 all promo codes", record.V2, question.AllPromoCodes{}, "/promo_codes", nil},
		{"v2 rewards", record.V2, question.Rewards{}, "/rewards", params{"scope": {"referrals"}}},

		{"v1 referral", record.V1, question.Referral{ID: "12"}, "/leads/show", params{"id": {"12"}}},
		{"v1 e-mail", record.V1, question.ReferralsByEmail{Email: "a+b@x.io"}, "/leads/show", params{"email": {"a+b@x.io"}}},
		{"v1 uid", record.V1, question.ReferralsByUID{UID: "u&1"}, "/leads/show", params{"uid": {"u&1"}}},
		{"v1 leads", record.V1, question.Leads{}, "/leads/list", nil},
		{"v1 converted", record.V1, question.Converted{}, "/leads/list", nil},
		{"v1 commissions", record.V1, question.Commissions{Text: "in_1"}, "/rewards/list", nil},
		{"v1 promoters", record.V1, question.Promoters{}, "/promoters/list", nil},
		{"v1 by code", record.V1, question.PromoterByCode{Code: "X"}, "/promoters/list", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			single := strings.Contains(tc.path, "show") || strings.Count(tc.path, "/") > 1 && tc.api == record.V2
			body := "[]"
			if single {
				body = `{"id": 1}`
			}
			s := serve(t, tc.api, answering(200, body))
			if _, err := s.Ask(t.Context(), tc.ask); err != nil && !isNotFound(err) {
				t.Fatal(err)
			}
			root := map[record.API]string{record.V1: "/api/v1", record.V2: "/api/v2/company"}[tc.api]
			if got := s.last().EscapedPath(); got != root+tc.path {
				t.Errorf("path %q, want %q", got, root+tc.path)
			}
			want := url.Values{}
			if !single {
				want = url.Values{"page": {"1"}, "per_page": {"100"}}
			}
			for k, v := range tc.want {
				want[k] = v
			}
			if got := s.last().Query().Encode(); got != want.Encode() {
				t.Errorf("query %q, want %q", got, want.Encode())
			}
			if s.requests() != 1 {
				t.Errorf("%d requests, want 1", s.requests())
			}
		})
	}
}

func TestNothingToAskFor(t *testing.T) {
	ctx := context.Background()
	for _, api := range []record.API{record.V1, record.V2} {
		s := serve(t, api, answering(200, "[]"))
		for _, id := range []string{"", "  ", "..", "."} {
			if api == record.V1 && strings.HasPrefix(id, ".") {
				continue // a value in a query leads nowhere else
			}
			for name, err := range map[string]error{
				"Referral":       second(question.Ask(ctx, s, question.Referral{ID: id})),
				"PromoterByCode": second(question.Ask(ctx, s, question.PromoterByCode{Code: id})),
			} {
				if f := failure(t, err); f.Existence != record.NotFound {
					t.Errorf("%s %s(%q): %+v, want NotFound", api, name, id, f)
				}
			}
		}
		for name, err := range map[string]error{
			"ReferralsByEmail": second(question.Ask(ctx, s, question.ReferralsByEmail{Email: " "})),
			"ReferralsByUID":   second(question.Ask(ctx, s, question.ReferralsByUID{UID: ""})),
			"ReferralsLike":    second(question.Ask(ctx, s, question.ReferralsLike{Text: ""})),
			"Commissions":      second(question.Ask(ctx, s, question.Commissions{Text: ""})),
			"PromoCodes":       second(question.Ask(ctx, s, question.PromoCodesOf{Promotion: ""})),
		} {
			if err != nil {
				t.Errorf("%s %s: %v", api, name, err)
			}
		}
		if s.requests() != 0 {
			t.Errorf("%s: %d requests for nothing", api, s.requests())
		}
	}
}

func TestV1HasNoSuchList(t *testing.T) {
	ctx := context.Background()
	s := serve(t, record.V1, answering(500, ""))
	like, err1 := question.Ask(ctx, s, question.ReferralsLike{Text: "a"})
	created, _, err2 := listed(ctx, s, question.ReferralsCreated{Created: question.Between(time.Time{}, time.Time{})})
	codes, err3 := question.Ask(ctx, s, question.PromoCodesOf{Promotion: "1"})
	rewards, err4 := question.Ask(ctx, s, question.Rewards{})
	if err := errors.Join(err1, err2, err3, err4); err != nil || like != nil || created != nil || codes != nil || rewards != nil || s.requests() != 0 {
		t.Errorf("got %v %v %v %v %v after %d requests", like, created, codes, rewards, err, s.requests())
	}
}

// listed asks for a list and takes it apart.
func listed[T any](ctx context.Context, s question.Service, q question.For[question.List[T]]) (items []T, complete bool, err error) {
	l, err := question.Ask(ctx, s, q)
	return l.Items, l.Complete, err
}

func second[T any](_ T, err error) error { return err }

func TestNewRefuses(t *testing.T) {
	good := secret.New(testKey)
	for name, cfg := range map[string]Config{
		"no key":            {},
		"Stripe key":        {Key: secret.New("sk_" + "test_x")},
		"plain http abroad": {Key: good, Base: "http://api.example.com"},
		"path in base":      {Key: good, Base: "https://api.example.com/api"},
		"Stripe account":    {Key: good, AccountID: "acct_1A"},
		"header injection":  {Key: good, AccountID: "1\r\nX: y"},
	} {
		if _, err := New(cfg); err == nil || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	c, err := New(Config{Key: good, AccountID: " 123456 "})
	if err != nil || c.AccountID() != "123456" || c.API() != record.V2 || c.root != "https://api.firstpromoter.com/api/v2/company" {
		t.Errorf("%+v, %v", c, err)
	}
	c, err = New(Config{Key: good, AccountID: "  "})
	if err != nil || c.API() != record.V1 || c.root != "https://firstpromoter.com/api/v1" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestCheckKey(t *testing.T) {
	for _, good := range []string{"abcDEF0123456789", "fp_0f-9.x~y==", "4f5b1c7e9d"} {
		if err := CheckKey(secret.New(good)); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for bad, word := range map[string]string{
		"":                        "empty",
		" \n":                     "empty",
		"Bearer abc":              "Bearer",
		`"abc"`:                   "quotes",
		"“abc”":                   "quotes",
		"ab c":                    "blanks",
		"abc\n":                   "blanks",
		"ab\u200bc":               "characters",
		"sk_" + "test_abc":        "Stripe key",
		"rk_" + "live_abc":        "Stripe key",
		"abc****xyz":              "hidden",
		"acct_1234567890":         "Stripe id",
		"https://firstpromoter":   "link",
		"me@example.com":          "e-mail",
		strings.Repeat("k", 1000): "too long",
	} {
		err := CheckKey(secret.New(bad))
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%.20q: %v, want %q in it", bad, err, word)
		}
	}
}

// numbered is one record of every list, told apart by its number.
func numbered(n int) string { return fmt.Sprintf(`{"id":%d,"email":"u%d@example.com"}`, n, n) }

func numberedList(from, to int) string {
	var items []string
	for n := from; n <= to; n++ {
		items = append(items, numbered(n))
	}
	return "[" + strings.Join(items, ",") + "]"
}

// TestEveryQuestionHasAnAnswer: whatever is asked of FirstPromoter is in the table.
func TestEveryQuestionHasAnAnswer(t *testing.T) {
	for _, q := range question.OfFirstPromoter {
		if !answers.Answers(q) {
			t.Errorf("%T is not answered", q)
		}
	}
}
