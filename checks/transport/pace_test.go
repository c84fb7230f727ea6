package transport_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/transport"
)

// TestRequestsOfAWatchAreApart: of one service each request waits for its turn, of whatever goroutine it
// is, and one that is stopped does not go out.
func TestRequestsOfAWatchAreApart(t *testing.T) {
	var mu sync.Mutex
	at := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	began := at
	now := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return at
	}
	pause := func(ctx context.Context, d time.Duration) error {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(d)
		return ctx.Err()
	}
	var asked []time.Duration
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		since := now().Sub(began)
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, since)
	}))
	defer server.Close()
	base, err := transport.ParseBase(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	wire := transport.New(transport.Config{Base: base, Apart: 5 * time.Second})
	defer wire.CloseIdleConnections()
	ask := func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/x", nil)
		if err != nil {
			return err
		}
		res, err := wire.RoundTrip(req)
		if err != nil {
			return err
		}
		return res.Body.Close()
	}
	ctx := transport.NewPace(now, pause).At(t.Context())
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if err := ask(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if now().Sub(began) != 25*time.Second || len(asked) != 6 {
		t.Errorf("%d requests in %s", len(asked), now().Sub(began))
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if err := ask(stopped); err == nil || len(asked) != 6 {
		t.Errorf("a request that was stopped went out: %v", err)
	}
	if err := ask(t.Context()); err != nil || now().Sub(began) > 30*time.Second {
		t.Errorf("a request without a pace waited: %v", err)
	}
}
