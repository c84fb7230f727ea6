package transport_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fpdoctor/checks/transport"
)

// counter is a service that refuses what goes beyond so many requests in a
// stretch of time, as Stripe counts them.
type counter struct {
	most int
	per  time.Duration

	mu      sync.Mutex
	recent  []time.Time
	taken   int
	refused int
}

func (c *counter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for len(c.recent) > 0 && now.Sub(c.recent[0]) >= c.per {
		c.recent = c.recent[1:]
	}
	if len(c.recent) >= c.most {
		c.refused++
		w.Header().Set("Stripe-Rate-Limited-Reason", "global-rate")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	c.recent = append(c.recent, now)
	c.taken++
}

// all sends so many requests, as many side by side as they may be.
func (p peer) all(t *testing.T, n int) time.Duration {
	t.Helper()
	began := time.Now()
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if status, _, err := p.get(context.Background()); status != http.StatusOK || err != nil {
				t.Errorf("%d %v", status, err)
			}
		}()
	}
	wg.Wait()
	return time.Since(began)
}

// TestLimitIsTheCeiling: as fast as the service allows, and hardly a request
// beyond, however unevenly they travel.
func TestLimitIsTheCeiling(t *testing.T) {
	t.Parallel()
	c := &counter{most: 20, per: time.Second}
	p := serve(t, c.ServeHTTP, func(cfg *transport.Config) {
		cfg.Limits = []transport.Limit{{Name: "global", Most: 20, Per: time.Second}}
	})
	took := p.all(t, 60)
	if c.taken != 60 || c.refused > 1 {
		t.Errorf("%d taken, %d refused", c.taken, c.refused)
	}
	if took > 4*time.Second {
		t.Errorf("%v for what the service takes in 2 s", took)
	}
}

// TestLimitsAreKeptTogether by all that ask one account, and not with others.
func TestLimitsAreKeptTogether(t *testing.T) {
	c := &counter{most: 10, per: time.Second}
	account := func(name string) func(*transport.Config) {
		return func(cfg *transport.Config) {
			cfg.Account, cfg.Limits = name, []transport.Limit{{Most: 10, Per: time.Second}}
		}
	}
	one := serve(t, c.ServeHTTP, account("a"))
	same, other := dial(t, one.base.String(), account("a")), dial(t, one.base.String(), account("b"))
	one.all(t, 10)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, _, err := same.get(ctx); err == nil || kindOf(t, err) != transport.OutOfTime || same.Sent() != 0 {
		t.Errorf("another client of the account had a turn of its own: %v", err)
	}
	if _, _, err := other.get(ctx); err != nil || other.Sent() == 0 {
		t.Errorf("another account had to wait: %v", err)
	}
}

// TestEndpointsHaveLimitsOfTheirOwn: one that is used up holds no other back.
func TestEndpointsHaveLimitsOfTheirOwn(t *testing.T) {
	p := serve(t, func(http.ResponseWriter, *http.Request) {}, func(cfg *transport.Config) {
		cfg.Limits = []transport.Limit{{Name: "endpoint", Most: 3, Per: time.Hour, Of: func(path string) string { return path }}}
	})
	p.all(t, 3)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, _, err := p.get(ctx); kindOf(t, err) != transport.OutOfTime {
		t.Error(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.String()+"/y", nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := p.Client().Do(req); err != nil {
		t.Error(err)
	} else {
		_ = res.Body.Close()
	}
}

// TestWaitingHoldsNobodyBack: whoever waits for a limit of its own takes no turn of
// those who need not.
func TestWaitingHoldsNobodyBack(t *testing.T) {
	p := serve(t, func(http.ResponseWriter, *http.Request) {}, func(cfg *transport.Config) {
		cfg.Limits = []transport.Limit{
			{Name: "global", Most: 100, Per: time.Second},
			{Name: "endpoint", Most: 2, Per: time.Hour, Of: func(path string) string { return strings.Trim(path, "/y") }},
		}
	})
	p.all(t, 2)
	ctx, stop := context.WithCancel(context.Background())
	var waiting sync.WaitGroup
	for range 30 {
		waiting.Add(1)
		go func() {
			defer waiting.Done()
			if _, _, err := p.get(ctx); kindOf(t, err) != transport.Stopped {
				t.Error(err)
			}
		}()
	}
	for range 20 {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, p.base.String()+"/y", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := p.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	if p.Sent() != 22 {
		t.Errorf("%d sent", p.Sent())
	}
	stop()
	waiting.Wait()
}

// TestAShutEndpointKeepsNobodyAsleep: while the first in the queue waits long for a limit of
// its own and shortly for the common one, the next goes out as soon as the common one lets it.
func TestAShutEndpointKeepsNobodyAsleep(t *testing.T) {
	p := serve(t, func(http.ResponseWriter, *http.Request) {}, func(cfg *transport.Config) {
		cfg.Limits = []transport.Limit{
			{Name: "global", Most: 10, Per: 100 * time.Millisecond},
			{Name: "endpoint", Most: 5, Per: time.Hour, Of: func(path string) string { return path }},
		}
	})
	ask := func(ctx context.Context, path string) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.String()+path, nil)
		if err != nil {
			return err
		}
		res, err := p.Client().Do(req)
		if err != nil {
			return err
		}
		return res.Body.Close()
	}
	for _, path := range strings.Fields("/a /a /a /a /a /b /b /b /b /b") {
		if err := ask(t.Context(), path); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	waits := make(chan error, 1)
	go func() { waits <- ask(ctx, "/a") }()
	for range 5 {
		if err := ask(t.Context(), "/c"); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-waits; kindOf(t, err) != transport.Stopped {
		t.Error(err)
	}
}

// TestListsGiveWay: what is asked for by itself goes before pages of lists, and those of
// a long list before those of a short one.
func TestListsGiveWay(t *testing.T) {
	var mu sync.Mutex
	var order []string
	held := make(chan struct{})
	p := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		order = append(order, r.URL.Path)
		mu.Unlock()
		<-held
	}, func(cfg *transport.Config) { cfg.InFlight = 1 })
	ask := func(ctx context.Context, path string) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base.String()+path, nil)
		if err != nil {
			t.Error(err)
			return
		}
		if res, err := p.Client().Do(req); err == nil {
			_ = res.Body.Close()
		}
	}
	var all sync.WaitGroup
	begin := func(ctx context.Context, path string) {
		waiting := p.Waiting()
		all.Add(1)
		go func() { defer all.Done(); ask(ctx, path) }()
		for p.Sent() == 0 || path != "/first" && p.Waiting() == waiting {
			<-time.After(time.Millisecond)
		}
	}
	ctx := context.Background()
	begin(ctx, "/first")
	begin(transport.Behind(ctx, 3), "/short")
	begin(transport.Behind(ctx, 30), "/long")
	begin(ctx, "/alone")
	close(held)
	all.Wait()
	if got := strings.Join(order, " "); got != "/first /alone /long /short" {
		t.Error(got)
	}
}

// TestOthersUseTheLimitToo: where half of the limit is taken by somebody else,
// the refusals stay few and everything arrives.
func TestOthersUseTheLimitToo(t *testing.T) {
	t.Parallel()
	c := &counter{most: 10, per: 200 * time.Millisecond}
	p := serve(t, c.ServeHTTP, func(cfg *transport.Config) {
		cfg.Limits, cfg.Backoff = []transport.Limit{{Name: "global", Most: 20, Per: 200 * time.Millisecond}}, 100*time.Millisecond
	})
	p.all(t, 120)
	if c.taken != 120 || c.refused > 60 {
		t.Errorf("%d taken, %d refused", c.taken, c.refused)
	}
}

// TestTooManyAtOnce: a refusal for requests side by side, or for a locked object,
// leaves fewer of them.
func TestTooManyAtOnce(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]http.HandlerFunc{
		"concurrency": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Stripe-Rate-Limited-Reason", "endpoint-concurrency")
			w.WriteHeader(429)
		},
		"lock": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(429)
			_, _ = fmt.Fprint(w, `{"error":{"code":"lock_timeout","type":"invalid_request_error"}}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var under, most, refused atomic.Int64
			p := serve(t, func(w http.ResponseWriter, r *http.Request) {
				n := under.Add(1)
				defer under.Add(-1)
				if n > 4 && refused.Add(1) < 1000 {
					refuse(w, r)
					return
				}
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				<-time.After(20 * time.Millisecond) // an answer's own time
			}, func(cfg *transport.Config) { cfg.InFlight, cfg.Tries, cfg.Backoff = 16, 8, 20*time.Millisecond })
			p.all(t, 60)
			if refused.Load() > 60 {
				t.Errorf("%d refused", refused.Load())
			}
		})
	}
}
