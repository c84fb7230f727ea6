package checks_test

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// TestMain lets the garbage of hundreds of walks lie: what was found of each is kept for
// all tests, and looking it through over and over takes a tenth of their time. It runs
// more tests at once than there are processors, as broken services are waited for.
func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "6")
	debug.SetGCPercent(400)
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
	walked memo[checks.Diagnosis]
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
	d, err := walked.get(fmt.Sprintf("%p %s %s", w, s.Name, api), func() (checks.Diagnosis, error) {
		return walks.Sale(w.Server, s, api, w.now)
	})
	if err != nil {
		t.Fatalf("%s: %v", s.Sale, err)
	}
	return d
}

// walkScenario walks a scenario of a sandbox of the test's own.
func walkScenario(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string) checks.Diagnosis {
	t.Helper()
	d, err := walks.Sale(server, s, api, time.Now())
	if err != nil {
		t.Fatalf("%s: %v", s.Sale, err)
	}
	return d
}

// versions are the API versions on which a scenario is walked: all that show it, or, where
// a share is taken, one of them by turns, and the other too where a cause would else not be
// seen on it.
func versions(s sandbox.Scenario) []string { return versionsOf()[s.Name] }

var versionsOf = sync.OnceValue(func() map[string][]string {
	out, seen := map[string][]string{}, map[string]bool{}
	add := func(s sandbox.Scenario, api string) {
		out[s.Name] = append(out[s.Name], api)
		for _, cause := range s.Want {
			seen[cause+api] = true
		}
	}
	both := []string{sandbox.V2, sandbox.V1}
	all := sandbox.All()
	for i, s := range all {
		api := both[i%2]
		if !s.Shown(api) {
			api = both[1-i%2]
		}
		add(s, api)
	}
	for _, s := range all {
		for _, api := range both {
			isNew := slices.ContainsFunc(s.Want, func(cause string) bool { return !seen[cause+api] })
			if s.Shown(api) && !slices.Contains(out[s.Name], api) && (share.Whole() || isNew) {
				add(s, api)
			}
		}
	}
	return out
})

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
