package checks_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
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

// TestScenarios walks every scenario of the sandbox over real HTTP, on both API
// versions, and compares what was found with what is wanted: nothing that
// fails, warns, asks or errs may be missing, and nothing may be there besides.
func TestScenarios(t *testing.T) {
	only := os.Getenv("FPDOCTOR_TEST_SCENARIO")
	m := newMatrix()
	for _, world := range sandbox.Worlds() {
		server := standing(t, sandbox.Options{Scenario: world})
		for _, s := range server.Scenarios() {
			if only != "" && s.Name != only {
				continue
			}
			for _, api := range []string{sandbox.V2, sandbox.V1} {
				if !s.Shown(api) {
					continue
				}
				t.Run(s.Name+"/"+api, func(t *testing.T) {
					d := walkScenario(t, server, s, api)
					m.take(t, s, api, d)
				})
			}
		}
	}
	t.Log("\n" + m.String())
}

// TestScenariosInACrowd walks the demo merchant's sales under other ids, names
// and moments, with hundreds of unrelated buyers and leads around.
func TestScenariosInACrowd(t *testing.T) {
	m := newMatrix()
	server := standing(t, sandbox.Options{Variant: "crowd", Crowd: 150})
	for _, s := range server.Scenarios() {
		for _, api := range []string{sandbox.V2, sandbox.V1} {
			if s.Shown(api) {
				t.Run(s.Name+"/"+api, func(t *testing.T) { m.take(t, s, api, walkScenario(t, server, s, api)) })
			}
		}
	}
	t.Log("\n" + m.String())
}

// TestNoRemedyStopsLiveTracking: with a test key no finding but mode-mismatch advises
// to change what FirstPromoter listens to, whatever the person answers.
func TestNoRemedyStopsLiveTracking(t *testing.T) {
	walked := 0
	for _, world := range sandbox.Worlds() {
		server := standing(t, sandbox.Options{Scenario: world})
		for _, s := range server.Scenarios() {
			api := s.API()
			if !strings.Contains(server.Credentials(s, api).Stripe, "_test_") {
				continue
			}
			walked++
			d := walkScenario(t, server, s, api)
			own := "acct_1AbCdEfGhIjKlMnOp"
			if a := d.Evidence.Stripe.Account; a != nil {
				own = a.ID
			}
			for _, connected := range []string{"", "yes", "no"} {
				for _, account := range []string{"", own, "acct_1ZZZZTZyXwVuTsRq"} {
					for _, mode := range []string{"", "live", "test"} {
						ans := answers(sandbox.Answers{Connected: connected, ConnectedAccount: account, FirstPromoterMode: mode}, d.At)
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

// moments are when the clocks of sandboxes stand still, so that a sale of a few
// seconds ago stays one however long the tests take.
var moments sync.Map // *sandbox.Server to time.Time

// standing starts a sandbox whose clock stands still.
func standing(t *testing.T, opts sandbox.Options) *sandbox.Server {
	t.Helper()
	now := time.Now()
	opts.Now = func() time.Time { return now }
	server, err := sandbox.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	moments.Store(server, now)
	return server
}

func walkScenario(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string) checks.Diagnosis {
	t.Helper()
	clients := connected(t, server, s, api)
	defer clients.Stripe.Close()
	defer clients.FirstPromoter.Close()
	q, err := record.ParseQuery(s.Sale)
	if err != nil {
		t.Fatalf("%s: %v", s.Sale, err)
	}
	now := time.Now()
	if m, still := moments.Load(server); still {
		now = m.(time.Time)
	}
	ev := gather.Sale(context.Background(), clients, q, gather.Options{Now: func() time.Time { return now }})
	return checks.Diagnose(ev, answers(s.Answers, now), now)
}

// connected are the clients with a scenario's keys.
func connected(t *testing.T, server *sandbox.Server, s sandbox.Scenario, api string) gather.Clients {
	t.Helper()
	keys := server.Credentials(s, api)
	stripe, err := stripeapi.New(stripeapi.Config{Key: secret.New(keys.Stripe), Base: server.StripeBase, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	fp, err := fpapi.New(fpapi.Config{Key: secret.New(keys.FirstPromoter), AccountID: keys.AccountID, Base: server.FirstPromoterBase, Backoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return gather.Clients{Stripe: stripe, FirstPromoter: fp}
}

func answers(a sandbox.Answers, now time.Time) record.Answers {
	var out record.Answers
	if a.Connected != "" {
		out.Connected = record.AnswerOf(a.Connected == "yes", now)
	}
	if a.ConnectedAccount != "" {
		out.ConnectedAccount = record.AnswerOf(a.ConnectedAccount, now)
	}
	if a.FirstPromoterMode != "" {
		out.Mode = record.AnswerOf(record.Mode(a.FirstPromoterMode), now)
	}
	return out
}

// matrix counts, per cause, in how many scenarios it was found, missed or a
// false alarm.
type matrix struct {
	found, missed, alarm map[string]int
	walks, most, sum     int
	depth                map[int]int
}

func newMatrix() *matrix {
	return &matrix{found: map[string]int{}, missed: map[string]int{}, alarm: map[string]int{}, depth: map[int]int{}}
}

func (m *matrix) take(t *testing.T, s sandbox.Scenario, api string, d checks.Diagnosis) {
	t.Helper()
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
