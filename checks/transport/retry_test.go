package transport_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fpdoctor/checks/transport"
)

var silent = log.New(io.Discard, "", 0)

// script answers the first requests by its steps, and 200 afterwards.
func script(steps ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if i := int(n.Add(1)) - 1; i < len(steps) {
			steps[i](w, r)
			return
		}
		_, _ = io.WriteString(w, "fine")
	}
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "no "+strconv.Itoa(code))
	}
}

// reset breaks the connection before an answer, cut in the middle of it.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, "half")
	w.(http.Flusher).Flush()
	reset(w, nil)
}

func TestTries(t *testing.T) {
	again := func(n int, h http.HandlerFunc) (list []http.HandlerFunc) {
		for range n {
			list = append(list, h)
		}
		return list
	}
	for name, c := range map[string]struct {
		steps  []http.HandlerFunc
		status int
		sent   int
	}{
		"at once":                    {nil, 200, 1},
		"500 then fine":              {again(1, status(500)), 200, 2},
		"three 503 then fine":        {again(3, status(503)), 200, 4},
		"four 502":                   {again(4, status(502)), 502, 4},
		"429 without reason":         {again(1, status(429)), 200, 2},
		"429 with reason":            {again(2, status(429, "Stripe-Rate-Limited-Reason", "endpoint-rate")), 200, 3},
		"429 all along":              {again(9, status(429)), 429, 4},
		"429 that says do not":       {again(1, status(429, "Stripe-Should-Retry", "false")), 200, 2},
		"lock conflict":              {again(1, status(409)), 200, 2},
		"500 that says do not":       {again(1, status(500, "Stripe-Should-Retry", "false")), 500, 1},
		"400 that says do":           {again(1, status(400, "Stripe-Should-Retry", "true")), 200, 2},
		"400":                        {again(1, status(400)), 400, 1},
		"401":                        {again(1, status(401)), 401, 1},
		"404":                        {again(1, status(404)), 404, 1},
		"reset then fine":            {again(1, reset), 200, 2},
		"cut body then fine":         {again(1, cut), 200, 2},
		"reset, cut, 500, then fine": {[]http.HandlerFunc{reset, cut, status(500)}, 200, 4},
	} {
		t.Run(name, func(t *testing.T) {
			tr := serve(t, script(c.steps...))
			code, body, err := tr.get(context.Background())
			if err != nil || code != c.status || tr.Sent() != c.sent {
				t.Errorf("%d %q %v after %d requests", code, body, err, tr.Sent())
			}
			if want := map[bool]string{true: "fine", false: "no " + strconv.Itoa(c.status)}[c.status == 200]; body != want {
				t.Errorf("body %q", body)
			}
		})
	}
}

func TestBrokenConnectionsAreGivenUp(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{"reset": reset, "cut": cut} {
		tr := serve(t, h)
		if _, _, err := tr.get(context.Background()); kindOf(t, err) != transport.NoConnection || tr.Sent() != 4 {
			t.Errorf("%s: %v after %d requests", name, err, tr.Sent())
		}
	}
}

func TestRefusedConnections(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	_ = listener.Close()
	tr := dial(t, base)
	_, _, err = tr.get(context.Background())
	var e *transport.Error
	if kindOf(t, err) != transport.NoConnection || !errors.As(err, &e) || e.Error() != "the connection was refused" || tr.Sent() != 4 {
		t.Errorf("%v after %d requests", err, tr.Sent())
	}
}

func TestPauseIsAsAsked(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, c := range map[string]struct {
		headers []string
		min     time.Duration
	}{
		"seconds":                 {[]string{"Retry-After", "1"}, time.Second},
		"date by their own clock": {[]string{"Retry-After", now.Add(-time.Hour + time.Second).UTC().Format(http.TimeFormat), "Date", now.Add(-time.Hour).UTC().Format(http.TimeFormat)}, time.Second},
		"zero":                    {[]string{"Retry-After", "0"}, 0},
		"negative":                {[]string{"Retry-After", "-5"}, 0},
		"nonsense":                {[]string{"Retry-After", "soon"}, 0},
		"not a number":            {[]string{"Retry-After", "NaN"}, 0},
		"past date":               {[]string{"Retry-After", now.Add(-time.Hour).UTC().Format(http.TimeFormat)}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := serve(t, script(status(429, c.headers...)))
			// The hour between the clocks would not be waited for.
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			start := time.Now()
			code, _, err := tr.get(ctx)
			if took := time.Since(start); err != nil || code != 200 || took < c.min {
				t.Errorf("%d %v after %v", code, err, took)
			}
		})
	}
}

// A rate is counted by the second, so it is waited out at twice the first
// pause; a concurrency limit or an object lock is not.
func TestReasonOfALimitSetsThePause(t *testing.T) {
	t.Parallel()
	for reason, least := range map[string]time.Duration{"global-rate": 200 * time.Millisecond, "endpoint-rate": 200 * time.Millisecond, "global-concurrency": 0, "": 0, "made-up-rate": 0} {
		shortest := time.Hour
		for tries := 0; tries < 20 && (tries == 0 || least == 0 && shortest >= 200*time.Millisecond); tries++ { // a busy machine may be slow, but not each time
			tr := serve(t, script(status(429, "Stripe-Rate-Limited-Reason", reason)), func(c *transport.Config) { c.Backoff = 100 * time.Millisecond })
			start := time.Now()
			if code, _, err := tr.get(context.Background()); err != nil || code != 200 {
				t.Errorf("%s: %d %v", reason, code, err)
			}
			shortest = min(shortest, time.Since(start))
		}
		if shortest < least || least == 0 && shortest >= 200*time.Millisecond {
			t.Errorf("%q: %v", reason, shortest)
		}
	}
}

func TestAPauseThatOutlastsTheDeadlineIsNotBegun(t *testing.T) {
	for name, c := range map[string]struct {
		step   http.HandlerFunc
		change func(*transport.Config)
		status int
	}{
		"Retry-After":          {status(429, "Retry-After", "20"), func(*transport.Config) {}, 429},
		"an hour of it":        {status(429, "Retry-After", "3600"), func(*transport.Config) {}, 429},
		"a date":               {status(503, "Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), func(*transport.Config) {}, 503},
		"the pause of our own": {status(500), func(c *transport.Config) { c.Backoff = time.Minute }, 500},
	} {
		t.Run(name, func(t *testing.T) {
			tr := serve(t, script(c.step), c.change)
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if code, _, err := tr.get(ctx); err != nil || code != c.status || ctx.Err() != nil || tr.Sent() != 1 {
				t.Errorf("%d %v after %d requests; the time is over: %v", code, err, tr.Sent(), ctx.Err())
			}
		})
	}
}

func TestCancellingCutsThePauseShort(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 4)
	tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		status(429, "Retry-After", "25")(w, r)
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-asked; cancel() }()
	start := time.Now()
	_, _, err := tr.get(ctx)
	if kindOf(t, err) != transport.Stopped || !errors.Is(err, context.Canceled) || time.Since(start) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

// hang answers nothing until the client has gone.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// trickle sends one byte now and then, for ever.
func trickle(w http.ResponseWriter, r *http.Request) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			_, _ = io.WriteString(w, " ")
			w.(http.Flusher).Flush()
		}
	}
}

func TestOneRequestHasItsOwnTime(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{"hang": hang, "trickle": trickle} {
		tr := serve(t, h, func(c *transport.Config) { c.Timeout = 50 * time.Millisecond })
		if _, _, err := tr.get(context.Background()); kindOf(t, err) != transport.TimedOut || tr.Sent() != 1 {
			t.Errorf("%s: %v after %d requests", name, err, tr.Sent())
		}
	}
}

// A service that was silent is waited for half as long until it answers.
func TestSilenceCostsPatience(t *testing.T) {
	t.Parallel()
	var silent atomic.Bool
	tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if silent.Load() {
			hang(w, r)
		}
	}, func(c *transport.Config) { c.Timeout = time.Second })
	for i, c := range []struct {
		silent   bool
		min, max time.Duration
	}{{true, time.Second, time.Minute}, {true, time.Second / 2, 990 * time.Millisecond}, {false, 0, time.Minute}, {true, time.Second, time.Minute}} {
		silent.Store(c.silent)
		start := time.Now()
		_, _, err := tr.get(context.Background())
		if took := time.Since(start); (err != nil) != c.silent || took < c.min || took > c.max {
			t.Errorf("request %d: %v after %v", i+1, err, took)
		}
	}
}

// A request of which nobody could tell whether it was the service that was slow.
func TestNothingIsSentAtTheVeryEnd(t *testing.T) {
	p := serve(t, func(w http.ResponseWriter, _ *http.Request) { time.Sleep(time.Millisecond) })
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Millisecond)
	defer cancel()
	_, _, err := p.get(ctx)
	var e *transport.Error
	if !errors.As(err, &e) || e.Kind != transport.OutOfTime || p.Sent() != 0 {
		t.Errorf("%v after %d requests", err, p.Sent())
	}
}

func TestEndsOfTheCallersContextAreToldApart(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{"hang": hang, "trickle": trickle} {
		tr := serve(t, h)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		_, _, err := tr.get(ctx)
		if ctx.Err() != nil {
			t.Errorf("%s: one request took the whole run", name)
		}
		cancel()
		if kindOf(t, err) != transport.TimedOut {
			t.Errorf("%s: %v", name, err)
		}
		ctx, cancel = context.WithCancel(context.Background())
		time.AfterFunc(50*time.Millisecond, cancel)
		if _, _, err = tr.get(ctx); kindOf(t, err) != transport.Stopped {
			t.Errorf("%s: %v", name, err)
		}
	}
	tr := serve(t, nil)
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	if _, _, err := tr.get(ctx); kindOf(t, err) != transport.OutOfTime || tr.Sent() != 0 {
		t.Errorf("%v after %d requests", err, tr.Sent())
	}
	cancel()
	ctx, cancel = context.WithCancel(context.Background())
	cancel()
	if _, _, err := tr.get(ctx); kindOf(t, err) != transport.Stopped || tr.Sent() != 0 {
		t.Errorf("%v after %d requests", err, tr.Sent())
	}
}

func TestNoMoreThanSoManyAtOnce(t *testing.T) {
	var now, most atomic.Int64
	full := make(chan struct{}, 100)
	release := make(chan struct{})
	tr := serve(t, func(http.ResponseWriter, *http.Request) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		full <- struct{}{}
		<-release
		now.Add(-1)
	}, func(c *transport.Config) { c.InFlight = 3 })
	var wg sync.WaitGroup
	for range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, _, err := tr.get(context.Background()); err != nil {
				t.Error(err)
			}
		}()
	}
	for range 3 {
		<-full
	}
	// A request that has to wait for its turn can still be stopped.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, _, err := tr.get(ctx); kindOf(t, err) != transport.OutOfTime {
		t.Error(err)
	}
	close(release)
	wg.Wait()
	if most.Load() != 3 || tr.Sent() != 12 {
		t.Errorf("%d at once, %d sent", most.Load(), tr.Sent())
	}
}

// TestPace: so many go out at once, and the next one not before its turn; where
// that would come too late, it is told at once and not sent.
func TestPace(t *testing.T) {
	tr := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }, func(c *transport.Config) {
		c.Limits = []transport.Limit{{Most: 2, Per: time.Minute}}
	})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for range 2 {
		if _, _, err := tr.get(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := tr.get(ctx); kindOf(t, err) != transport.OutOfTime || tr.Sent() != 2 {
		t.Errorf("%v, %d sent", err, tr.Sent())
	}
	stopped, stop := context.WithCancel(context.Background())
	time.AfterFunc(time.Millisecond, stop)
	if _, _, err := tr.get(stopped); kindOf(t, err) != transport.Stopped || tr.Sent() != 2 {
		t.Errorf("%v, %d sent", err, tr.Sent())
	}
}
