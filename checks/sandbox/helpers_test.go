package sandbox_test

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
)

type object = map[string]any

// clock is the moment at which every test takes place.
var clock = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

func start(t *testing.T, opts sandbox.Options) *sandbox.Server {
	t.Helper()
	if opts.Now == nil {
		opts.Now = func() time.Time { return clock }
	}
	s, err := sandbox.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// servers are the worlds as they are, each made once for all tests that change nothing in it.
var servers = struct {
	sync.Mutex
	made map[string]*sandbox.Server // by their names
}{made: map[string]*sandbox.Server{}}

func shared(t *testing.T, world string) *sandbox.Server {
	t.Helper()
	world = cmp.Or(world, sandbox.Worlds()[0])
	servers.Lock()
	defer servers.Unlock()
	if servers.made[world] == nil {
		s, err := sandbox.Start(sandbox.Options{Scenario: world, Now: func() time.Time { return clock }})
		if err != nil {
			t.Fatal(err)
		}
		servers.made[world] = s
	}
	return servers.made[world]
}

// ask sends one GET and decodes the answer, whatever its status.
func ask(t *testing.T, address string, headers map[string]string) (status int, header http.Header, answer any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatalf("%s: %v in %.200s", address, err, body)
		}
	}
	return res.StatusCode, res.Header, answer
}

// stripe asks Stripe and wants a status.
func stripe(t *testing.T, s *sandbox.Server, key, path string, want int) object {
	t.Helper()
	status, _, answer := ask(t, s.StripeBase+path, map[string]string{"Authorization": "Bearer " + key, "Stripe-Version": "2023-10-16"})
	if status != want {
		t.Fatalf("GET %s: status %d, want %d: %v", path, status, want, answer)
	}
	o, _ := answer.(object)
	return o
}

// refusal is the error object of an answer.
func refusal(t *testing.T, s *sandbox.Server, key, path string, want int) object {
	t.Helper()
	e, ok := stripe(t, s, key, path, want)["error"].(object)
	if !ok {
		t.Fatalf("GET %s: no error object", path)
	}
	return e
}

func rows(t *testing.T, o object) (out []object) {
	t.Helper()
	data, ok := o["data"].([]any)
	if !ok {
		t.Fatalf("no data in %v", o)
	}
	for _, x := range data {
		out = append(out, x.(object))
	}
	return out
}

// all reads every page of a Stripe list.
func all(t *testing.T, s *sandbox.Server, key, path string, query url.Values) (out []object) {
	t.Helper()
	if query == nil {
		query = url.Values{}
	}
	query.Set("limit", "100")
	for {
		page := stripe(t, s, key, path+"?"+query.Encode(), 200)
		got := rows(t, page)
		out = append(out, got...)
		if page["has_more"] != true {
			return out
		}
		query.Set("starting_after", got[len(got)-1]["id"].(string))
	}
}

// v2 asks FirstPromoter's API v2.
func v2(t *testing.T, s *sandbox.Server, path string) (int, any) {
	t.Helper()
	status, _, answer := ask(t, s.FirstPromoterBase+"/api/v2/company/"+path,
		map[string]string{"Authorization": "Bearer " + s.FirstPromoterKey, "Account-ID": s.AccountID})
	return status, answer
}

// v1 asks FirstPromoter's API v1.
func v1(t *testing.T, s *sandbox.Server, path string) (int, http.Header, any) {
	t.Helper()
	return ask(t, s.FirstPromoterBase+"/api/v1/"+path, map[string]string{"X-API-KEY": s.FirstPromoterV1Key})
}

func list(t *testing.T, answer any) (out []object) {
	t.Helper()
	data, ok := answer.([]any)
	if !ok {
		t.Fatalf("no list: %v", answer)
	}
	for _, x := range data {
		out = append(out, x.(object))
	}
	return out
}

// scenario finds a scenario of the running world.
func scenario(t *testing.T, s *sandbox.Server, name string) sandbox.Scenario {
	t.Helper()
	for _, x := range s.Scenarios() {
		if x.Name == name {
			return x
		}
	}
	t.Fatalf("no scenario %s", name)
	return sandbox.Scenario{}
}

// keyNamed is one of the world's Stripe keys.
func keyNamed(s *sandbox.Server, name string) string {
	return s.Credentials(sandbox.Scenario{StripeKey: name}, sandbox.V2).Stripe
}
