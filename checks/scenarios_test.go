package checks_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/internal/walks"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// TestScenarios walks every scenario of the sandbox over real HTTP, on both API
// versions (or a share: see versions), and compares what was found with what is wanted: nothing that
// fails, warns, asks or errs may be missing, and nothing may be there besides.
func TestScenarios(t *testing.T) {
	m := newMatrix(t)
	for _, name := range sandbox.Worlds() {
		w := shared(t, name)
		for _, s := range w.Scenarios() {
			for _, api := range versions(s) {
				m.walk(t, w, s, api)
			}
		}
	}
}

// TestScenariosInACrowd does so under other ids, names and moments, with hundreds
// of unrelated buyers and leads around.
func TestScenariosInACrowd(t *testing.T) {
	m, w := newMatrix(t), inACrowd(t)
	for i, s := range w.Scenarios() {
		if share.Has(i, 7) {
			for _, api := range versions(s) {
				m.walk(t, w, s, api)
			}
		}
	}
}

// TestNoRemedyStopsLiveTracking: with a test key no finding but mode-mismatch advises
// to change what FirstPromoter listens to, whatever the person answers.
func TestNoRemedyStopsLiveTracking(t *testing.T) {
	walked := 0
	for _, world := range sandbox.Worlds() {
		w := shared(t, world)
		for _, s := range w.Scenarios() {
			api := s.API()
			if !strings.Contains(w.Credentials(s, api).Stripe, "_test_") {
				continue
			}
			walked++
			d := w.walk(t, s, api)
			own := "acct_1AbCdEfGhIjKlMnOp"
			if a := d.Evidence.Stripe.Account; a != nil {
				own = a.ID
			}
			for _, connected := range []string{"", "yes", "no"} {
				for _, account := range []string{"", own, "acct_1ZZZZTZyXwVuTsRq"} {
					for _, mode := range []string{"", "live", "test"} {
						ans := walks.Answers(sandbox.Answers{Connected: connected, ConnectedAccount: account, FirstPromoterMode: mode}, d.At)
						again := checks.Diagnose(d.Evidence, ans, d.At)
						checks.Sound(t, d.Evidence, again)
						for _, c := range append(checks.DiagnoseAccount(d.Evidence, &d.Subject.Payment, ans, d.At), again.Checks[:]...) {
							for _, f := range c.Findings {
								for _, r := range f.Remedies {
									if r.StopsLive && f.Cause != "mode-mismatch" {
										t.Errorf("%s/%s, answered %q, %q, %q: %s: %s", s.Name, api, connected, account, mode, f.Cause, r.Text.Plain())
									}
								}
							}
						}
					}
				}
			}
		}
	}
	if walked < 8 {
		t.Errorf("only %d scenarios have a test key", walked)
	}
}

// matrix counts, per cause, in how many scenarios it was found, missed or a
// false alarm.
type matrix struct {
	mu sync.Mutex

	found, missed, alarm map[string]int
	walks, most, sum     int
	depth                map[int]int
}

func newMatrix(t *testing.T) *matrix {
	m := &matrix{found: map[string]int{}, missed: map[string]int{}, alarm: map[string]int{}, depth: map[int]int{}}
	t.Cleanup(func() { t.Log("\n" + m.String()) })
	return m
}

// walk walks a scenario as a test of its own, beside the others.
func (m *matrix) walk(t *testing.T, w *world, s sandbox.Scenario, api string) {
	t.Run(s.Name+"/"+api, func(t *testing.T) {
		t.Parallel()
		m.take(t, s, api, w.walk(t, s, api))
	})
}

func (m *matrix) take(t *testing.T, s sandbox.Scenario, api string, d checks.Diagnosis) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	got := map[string]checks.Finding{}
	loud := map[string]bool{}
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			got[f.Cause] = f
			switch f.Verdict {
			case checks.Fail, checks.Warn, checks.Ask, checks.Error:
				loud[f.Cause] = true
			}
		}
	}
	wanted := s.Want
	var complaints []string
	for _, want := range wanted {
		if _, ok := got[want]; ok {
			m.found[want]++
		} else {
			m.missed[want]++
			complaints = append(complaints, "missed "+want)
		}
	}
	for cause := range loud {
		if !slices.Contains(wanted, cause) {
			m.alarm[cause]++
			complaints = append(complaints, fmt.Sprintf("false alarm %s (%s): %s", cause, got[cause].Verdict, got[cause].Summary.Plain()))
		}
	}
	for _, p := range s.Points {
		f, ok := got[p.Cause]
		if !ok {
			continue
		}
		if !slices.ContainsFunc(f.Objects, func(o checks.Object) bool {
			return string(o.System) == p.System && o.Type == p.Type && o.ID == p.ID
		}) {
			complaints = append(complaints, fmt.Sprintf("%s does not point at %s %s, but at %v", p.Cause, p.Type, p.ID, f.Objects))
		}
	}
	m.most = max(m.most, d.Evidence.Requests.Stripe+d.Evidence.Requests.FirstPromoter)
	m.sum += d.Evidence.Requests.Stripe + d.Evidence.Requests.FirstPromoter
	m.walks++
	m.depth[d.Evidence.Requests.Depth]++
	if d.Evidence.Requests.Depth > 4 {
		complaints = append(complaints, fmt.Sprintf("depth %d", d.Evidence.Requests.Depth))
	}
	if len(complaints) > 0 {
		var lines []string
		for _, c := range d.Checks {
			for _, f := range c.Findings {
				lines = append(lines, fmt.Sprintf("    %d %-8s %-26s %s", c.Item, f.Verdict, f.Cause, f.Summary.Plain()))
			}
		}
		t.Errorf("%s (%s): %s\n  wanted %v\n%s\n  requests %+v gaps %+v", s.Sale, s.Title, strings.Join(complaints, "; "), wanted, strings.Join(lines, "\n"), d.Evidence.Requests, d.Evidence.Gaps)
	}
}

// String is the table: cause, found, missed, false alarms.
func (m *matrix) String() string {
	causes := map[string]bool{}
	for _, x := range []map[string]int{m.found, m.missed, m.alarm} {
		for c := range x {
			causes[c] = true
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-32s %6s %6s %6s\n", "cause", "found", "missed", "false")
	for _, c := range slices.Sorted(maps.Keys(causes)) {
		fmt.Fprintf(&b, "%-32s %6d %6d %6d\n", c, m.found[c], m.missed[c], m.alarm[c])
	}
	fmt.Fprintf(&b, "%d walks, %.1f requests on average, %d at most, walks by depth %v\n", m.walks, float64(m.sum)/float64(max(m.walks, 1)), m.most, m.depth)
	return b.String()
}
