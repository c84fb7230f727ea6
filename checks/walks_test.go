package checks_test

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/fpapi"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/stripeapi"
	"fpdoctor/creds/secret"
)

// TestMain lets the garbage of a thousand walks lie: what was found of each is kept for
// all tests, and looking it through over and over takes a tenth of their time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(200)
	debug.SetMemoryLimit(2 << 30)
	os.Exit(m.Run())
}

// world is a sandbox with a clock that stands still, so that a sale of a few
// seconds ago stays one however long the tests take. Tests share it until they
// are all over; what arrives there, sent looks at.
type world struct {
	*sandbox.Server
	now time.Time
}

var (
	worlds memo[*world]
	walks  memo[checks.Diagnosis]
	sent   = &inspector{requests: map[string]int{}}
)

func shared(t *testing.T, name string) *world { return serve(t, name, sandbox.Options{Scenario: name}) }

// inACrowd is the demo merchant under other ids, names and moments, with hundreds
// of unrelated buyers and leads around.
func inACrowd(t *testing.T) *world {
	return serve(t, "crowd", sandbox.Options{Variant: "crowd", Crowd: 150})
}

func serve(t *testing.T, name string, opts sandbox.Options) *world {
	t.Helper()
	w, err := worlds.get(name, func() (*world, error) {
		now := time.Now()
		opts.Now, opts.Wrap = func() time.Time { return now }, sent.wrap
		server, err := sandbox.Start(opts)
		return &world{server, now}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// walk is what is found of a scenario on an API version. It is found out once and
// handed to every test that asks, so none may change it.
func (w *world) walk(t *testing.T, s sandbox.Scenario, api string) checks.Diagnosis {
	t.Helper()
	d, err := walks.get(fmt.Sprintf("%p %s %s", w, s.Name, api), func() (checks.Diagnosis, error) {
		return walkAt(w.Server, s, api, w.now)
	})
	if err != nil {
		t.Fatalf("%s: %v", s.Sale, err)
	}
	return d
}

// walkScenario walks a scenario of a sandbox of the test's own.
func walkScenario(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string) checks.Diagnosis {
	t.Helper()
	d, err := walkAt(server, s, api, time.Now())
	if err != nil {
		t.Fatalf("%s: %v", s.Sale, err)
	}
	return d
}

func walkAt(server *sandbox.Server, s sandbox.Scenario, api string, now time.Time) (checks.Diagnosis, error) {
	clients, err := clientsOf(server, s, api)
	if err != nil {
		return checks.Diagnosis{}, err
	}
	defer clients.Stripe.Close()
	defer clients.FirstPromoter.Close()
	q, err := record.ParseQuery(s.Sale)
	if err != nil {
		return checks.Diagnosis{}, err
	}
	ev := gather.Sale(context.Background(), clients, q, gather.Options{Now: func() time.Time { return now }})
	return checks.Diagnose(ev, answers(s.Answers, now), now), nil
}

// connected are the clients with a scenario's keys.
func connected(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string) gather.Clients {
	t.Helper()
	clients, err := clientsOf(server, s, api)
	if err != nil {
		t.Fatal(err)
	}
	return clients
}

func clientsOf(server *sandbox.Server, s sandbox.Scenario, api string) (gather.Clients, error) {
	keys := server.Credentials(s, api)
	stripe, err := stripeapi.New(stripeapi.Config{Key: secret.New(keys.Stripe), Base: server.StripeBase, Backoff: time.Millisecond})
	if err != nil {
		return gather.Clients{}, err
	}
	fp, err := fpapi.New(fpapi.Config{
		Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: server.FirstPromoterBase, Backoff: time.Millisecond,
	})
	return gather.Clients{Stripe: stripe, FirstPromoter: fp}, err
}

// memo keeps what is costly to make, by a name; each thing is made once.
type memo[T any] struct {
	mu   sync.Mutex
	made map[string]func() (T, error)
}

func (m *memo[T]) get(name string, make func() (T, error)) (T, error) {
	m.mu.Lock()
	if m.made == nil {
		m.made = map[string]func() (T, error){}
	}
	f, ok := m.made[name]
	if !ok {
		f = sync.OnceValues(make)
		m.made[name] = f
	}
	m.mu.Unlock()
	return f()
}
