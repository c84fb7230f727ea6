package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
)

func fetch(t *testing.T, s *sandbox.Server, address string) (*http.Response, []byte, error) {
	t.Helper()
	return fetchWithin(t, s, address, plenty)
}

// plenty of time for an answer that comes.
const plenty = 20 * time.Second

// fetchWithin asks a broken sandbox for one address, following nothing, and reads at most a megabyte.
func fetchWithin(t *testing.T, s *sandbox.Server, address string, patience time.Duration) (*http.Response, []byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.StripeKey)
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return res, body, err
}

// TestFaults asks each fault for a page of customers and looks whether it fails as it says.
func TestFaults(t *testing.T) {
	t.Parallel()
	sound := shared(t, "")
	status := func(want int) func(*http.Response, []byte, error) bool {
		return func(r *http.Response, _ []byte, err error) bool { return err == nil && r.StatusCode == want }
	}
	holding := func(text string) func(*http.Response, []byte, error) bool {
		return func(r *http.Response, body []byte, err error) bool {
			return err == nil && r.StatusCode == 200 && bytes.Contains(body, []byte(text))
		}
	}
	fails := func(r *http.Response, _ []byte, err error) bool { return err != nil }
	timeOut := func(_ *http.Response, _ []byte, err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	holds := map[string]func(*http.Response, []byte, error) bool{
		"refused": func(_ *http.Response, _ []byte, err error) bool { return errors.Is(err, syscall.ECONNREFUSED) },
		"surplus": func(_ *http.Response, body []byte, err error) bool { return err == nil && json.Valid(body) },
		"tls":     fails, "reset": fails, "cut": fails, "trickle": timeOut, "hang": timeOut,
		"html-200": holding("<html>"), "html-403": status(403), "html-502": status(502), "html-503": status(503), "redirect": status(302),
		"rate": func(r *http.Response, _ []byte, _ error) bool {
			return r.Header.Get("Stripe-Rate-Limited-Reason") != ""
		},
		"lock": func(r *http.Response, body []byte, _ error) bool {
			return r.StatusCode == 429 && r.Header.Get("Stripe-Should-Retry") == "true" && bytes.Contains(body, []byte("lock_timeout"))
		},
		"rate-bare": status(429), "rate-hour": status(429), "once-500": status(500), "echo": status(400), "revoked": status(401), "forbidden": status(403),
		"empty":       func(_ *http.Response, body []byte, err error) bool { return err == nil && len(body) == 0 },
		"wrong-shape": holding(`["what"`), "wrong-types": holding(`"about `), "nulls": holding(`"created": null`), "deep": holding(`[{"data":[{"data":[`),
		"future": holding(`"created": 33`), "past": holding(`"created": 1`), "endless": holding(`"has_more": true`), "fat": holding(`"comment": "long long`), "repeated": holding(`"has_more": true`),
		"empty-more": holding(`"data": []`), "bomb": holding("    "), "large": holding("xxxxxx"),
	}
	for _, kind := range sandbox.Faults() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			s, err := sound.Broken(sandbox.Fault{Name: kind.Name, Service: sandbox.StripeService})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			}()
			patience := plenty
			if kind.Name == "hang" || kind.Name == "trickle" {
				patience = 300 * time.Millisecond
			}
			res, body, err := fetchWithin(t, s, s.StripeBase+"/v1/customers?limit=3", patience)
			if hold := holds[kind.Name]; hold == nil || !hold(res, body, err) {
				t.Errorf("%v, %v, %.200s", res, err, body)
			}
			if _, _, err := fetch(t, s, s.FirstPromoterBase+"/api/v2/company/referrals"); err != nil {
				t.Errorf("the other service: %v", err)
			}
		})
	}
}

func TestFaultsOfAPath(t *testing.T) {
	sound := shared(t, "")
	for _, name := range []string{"html-503", "refused"} {
		s, err := sound.Broken(sandbox.Fault{Name: name, Service: sandbox.StripeService, Path: "/v1/coupons"})
		if err != nil {
			t.Fatal(err)
		}
		if res, _, err := fetch(t, s, s.StripeBase+"/v1/charges"); err != nil || res.StatusCode != 200 {
			t.Errorf("%s: beside the path: %v", name, err)
		}
		if res, _, err := fetch(t, s, s.StripeBase+"/v1/coupons"); err == nil && res.StatusCode == 200 {
			t.Errorf("%s: the path is sound", name)
		}
		if _, _, err := fetch(t, s, s.StripeBase+"/v1/charges"); (err != nil) != (name == "refused") {
			t.Errorf("%s: afterwards: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A fault may begin later, counted by the requests that it is about.
func TestFaultsThatBeginLater(t *testing.T) {
	s := start(t, sandbox.Options{Faults: []sandbox.Fault{{Name: "revoked", Service: sandbox.StripeService, Path: "/v1/charges", After: 2}}})
	for n, want := range []int{200, 200, 401, 401} {
		for path, status := range map[string]int{"/v1/charges": want, "/v1/customers": 200} {
			if res, _, err := fetch(t, s, s.StripeBase+path); err != nil || res.StatusCode != status {
				t.Errorf("%s, the %d. time: %v, %v", path, n+1, res, err)
			}
		}
	}
}

func TestEndlessPagesAreNew(t *testing.T) {
	sound := shared(t, "")
	for _, name := range []string{"endless", "repeated"} {
		s, err := sound.Broken(sandbox.Fault{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		ids, after := map[string]bool{}, ""
		for range 3 {
			_, body, err := fetch(t, s, s.StripeBase+"/v1/customers?limit=3"+after)
			var page struct{ Data []struct{ ID string } }
			if err != nil || json.Unmarshal(body, &page) != nil || len(page.Data) != 100 {
				t.Fatalf("%s: %v, %.200s", name, err, body)
			}
			for _, x := range page.Data {
				ids[x.ID] = true
			}
			after = "&starting_after=" + page.Data[99].ID
		}
		if want := map[string]int{"endless": 300, "repeated": 100}[name]; len(ids) != want {
			t.Errorf("%s: %d different customers on three pages, want %d", name, len(ids), want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestParseFaults(t *testing.T) {
	got, err := sandbox.ParseFaults("hang, stripe:reset,firstpromoter:nulls:/api/v2/company/referrals,stripe:revoked:/v1/charges:20,stripe:cut::3")
	want := []sandbox.Fault{{Name: "hang"}, {Name: "reset", Service: "stripe"}, {Name: "nulls", Service: "firstpromoter", Path: "/api/v2/company/referrals"},
		{Name: "revoked", Service: "stripe", Path: "/v1/charges", After: 20}, {Name: "cut", Service: "stripe", After: 3}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	for list, why := range map[string]string{
		"": "no fault called", "explode": "it knows refused, tls", "paypal:hang": "not to", "tls:": "no fault called", "stripe:tls:/v1": "takes no path", "stripe:cut:v1": "begins with a slash",
		"stripe:cut:/v1:soon": "after how many", "stripe:cut:/v1:-1": "after how many", "stripe:tls::2": "no number",
	} {
		if _, err := sandbox.ParseFaults(list); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v", list, err)
		}
	}
	if _, err := sandbox.Start(sandbox.Options{Faults: []sandbox.Fault{{Name: "explode"}}}); err == nil {
		t.Error("an unknown fault was taken")
	}
}

func FuzzParseFaults(f *testing.F) {
	for _, seed := range []string{"", "hang", "hang, stripe:reset,firstpromoter:nulls:/api/v2/company/referrals", ":", "stripe:", "stripe:hang:", ",,", "hang:hang", "stripe:hang:/v1/a:b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, list string) {
		faults, err := sandbox.ParseFaults(list)
		if err != nil && (err.Error() == "" || len(faults) > 0) {
			t.Errorf("%q: %v with %v", list, err, faults)
		}
		for _, fault := range faults {
			known := false
			for _, k := range sandbox.Faults() {
				known = known || k.Name == fault.Name
			}
			if !known {
				t.Errorf("%q: an unknown fault %q", list, fault.Name)
			}
		}
	})
}
