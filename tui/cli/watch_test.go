package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds"
	"fpdoctor/tui/cli"
)

// ownClock is a clock that only waiting moves.
type ownClock struct {
	sync.Mutex
	at time.Time
}

func (c *ownClock) now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.at
}

func (c *ownClock) pause(ctx context.Context, d time.Duration) error {
	c.Lock()
	defer c.Unlock()
	c.at = c.at.Add(d)
	return ctx.Err()
}

// watched is what came of a watch on the command line.
type watched struct {
	sale     string
	status   int
	out, err string
	took     time.Duration
	asked    map[string][]time.Duration // when each service was asked, from the beginning on
}

// watchSale runs fpdoctor check SALE --watch against a sandbox, both by a clock of ours.
func watchSale(t *testing.T, scenario string, args ...string) watched {
	t.Helper()
	began := time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)
	clock := &ownClock{at: began}
	var mu sync.Mutex
	w := watched{asked: map[string][]time.Duration{}}
	server, err := sandbox.Start(sandbox.Options{Now: clock.now, Wrap: func(service string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			mu.Lock()
			w.asked[service] = append(w.asked[service], clock.now().Sub(began))
			mu.Unlock()
			next.ServeHTTP(rw, r)
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	for _, s := range server.Scenarios() {
		if s.Name == scenario {
			w.sale = s.Sale
		}
	}
	env := map[string]string{
		"STRIPE_API_KEY": server.StripeKey, "FIRSTPROMOTER_API_KEY": server.FirstPromoterKey, "FIRSTPROMOTER_ACCOUNT_ID": server.AccountID,
		"FPDOCTOR_STRIPE_API_BASE": server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE": server.FirstPromoterBase,
	}
	var out, errs bytes.Buffer
	w.status = cli.Run(append([]string{"check", w.sale, "--watch"}, args...), cli.Host{
		In: strings.NewReader(""), Out: &out, Err: &errs, Env: func(name string) string { return env[name] }, Now: clock.now, Pause: clock.pause,
		Store: func() *creds.Store { return creds.Open(t.TempDir()) },
	})
	w.out, w.err, w.took = out.String(), errs.String(), clock.now().Sub(began)
	return w
}

func (w watched) wants(t *testing.T, status int, texts ...string) {
	t.Helper()
	if w.status != status {
		t.Errorf("exit %d, want %d", w.status, status)
	}
	rest := w.out
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Errorf("no %q after what came before it, in\n%s\n%s", text, w.out, w.err)
			return
		}
		rest = after
	}
}

// TestWatchOnTheCommandLine: a line as each station is reached, 0 once recorded, 1
// with the item that breaks when the time is over.
func TestWatchOnTheCommandLine(t *testing.T) {
	t.Parallel()
	w := watchSale(t, "arriving")
	w.wants(t, 0, "Click: ", "Referral: ", "Customer: ", "Payment: 29.00 USD", "Paid. FirstPromoter does not show it yet.", "Commission: ",
		"It has arrived. FirstPromoter has recorded this sale for ", "1. Stripe is connected: ✓ pass")
	if w.took < 30*time.Second || w.took > 3*time.Minute {
		t.Errorf("it took %s", w.took)
	}

	w = watchSale(t, "email-typo")
	w.wants(t, 1, "The two minutes are over, and FirstPromoter still does not show the sale. 4 Lead: ", "Cause: email-typo")
	if w.took < 2*time.Minute || w.took > 5*time.Minute { // a look under way is finished
		t.Errorf("it took %s", w.took)
	}
	for service, apart := range map[string]time.Duration{sandbox.StripeService: stripeapi.Apart, sandbox.FirstPromoterService: fpapi.Apart} {
		paced := 0
		for _, at := range w.asked[service] {
			if at > 0 { // not of the first look, which is the one of check
				if paced++; at < time.Duration(paced-1)*apart {
					t.Errorf("request %d of %s went out after %s", paced, service, at)
				}
			}
		}
		if most := int(w.took/apart) + 1; paced > most || paced < 6 {
			t.Errorf("%d requests of %s in %s", paced, service, w.took)
		}
	}

	w = watchSale(t, "email-typo", "--for", "20s", "--mask")
	w.wants(t, 1, "The 20s are over")
	if strings.Contains(w.out, w.sale) {
		t.Errorf("not masked:\n%s", w.out)
	}
	watchSale(t, "invoice-open", "--for", "1m").wants(t, 1, "No money has come in through Stripe yet.", "No money came in through Stripe in 1m", "5 Payment: ")
	watchSale(t, "healthy-link").wants(t, 0, "It had arrived before this watch began.")
	watchSale(t, "healthy-link", "--for", "0s").wants(t, 2)
}

// In JSON each line is an object, the last one that of check.
func TestWatchInJSON(t *testing.T) {
	t.Parallel()
	w := watchSale(t, "arriving", "--format", "json")
	var stations, states []string
	lines := strings.Split(strings.TrimSpace(w.out), "\n")
	for i, text := range lines {
		var l struct{ Schema, Station, State, Verdict string }
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		if want := map[bool]string{true: "fpdoctor.check/1", false: "fpdoctor.watch/1"}[i == len(lines)-1]; l.Schema != want {
			t.Errorf("line %d is %s", i, l.Schema)
		}
		if l.Station != "" {
			stations = append(stations, l.Station)
		}
		if l.State != "" {
			states = append(states, l.State)
		}
	}
	if got := strings.Join(stations, " "); got != "click lead customer payment commission" || strings.Join(states, " ") != "on-its-way arrived" || w.status != 0 {
		t.Errorf("exit %d, stations %s, states %s", w.status, got, states)
	}
}
