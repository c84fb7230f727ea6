package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// audited is what one line of an audit says, as far as a test looks at it.
type audited struct {
	Schema  string
	Subject struct{ Query, Referral string }
	Checks  []struct {
		Status   string
		Findings []struct{ Cause, Verdict string }
	}
	Complete  bool
	Why       string
	Referrals int
}

func linesOf(t *testing.T, where string, out []byte) (lines []audited) {
	t.Helper()
	for _, l := range strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") {
		var x audited
		if err := json.Unmarshal([]byte(l), &x); err != nil {
			t.Errorf("%s: %v in %.200s", where, err, l)
			return nil
		}
		lines = append(lines, x)
	}
	return lines
}

// alarms are the fails and warnings of an audit, by whom they are about.
func alarms(lines []audited) map[string]bool {
	out := map[string]bool{}
	for _, l := range lines {
		for _, c := range l.Checks {
			for _, f := range c.Findings {
				if f.Verdict == "fail" || f.Verdict == "warn" {
					out[l.Subject.Query+" "+f.Cause] = true
				}
			}
		}
	}
	return out
}

// TestAuditUnderFaults breaks each list that an audit reads in each way: the
// account comes first and the summary last, in time, the exit status fits, and
// nothing is made up or leaks.
func TestAuditUnderFaults(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	now := time.Now()
	sound, err := sandbox.Start(sandbox.Options{Scenario: "stopped-shop", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sound.Close() }()
	whole := around(t, sound)
	whole.now = func() time.Time { return now }
	whole.run("audit", "--format", "json")
	before := alarms(linesOf(t, "sound", whole.out.Bytes()))
	if len(before) == 0 {
		t.Fatalf("nothing is wrong with the sound shop: %s", &whole.out)
	}

	// These come in the form of sound answers; what they lead to cannot be known
	// for wrong.
	lying := []string{"wrong-types", "future", "past", "endless", "repeated", "empty-more"}
	places := map[string][]string{
		sandbox.StripeService:        {"", "/v1/customers", "/v1/invoices", "/v1/charges", "/v1/checkout/sessions", "/v1/coupons", "/v1/events", "/v1/account"},
		sandbox.FirstPromoterService: {"", "/api/v2/company/referrals", "/api/v2/company/commissions", "/api/v2/company/promoters", "/api/v2/company/promo_codes", "/api/v2/company/rewards"},
	}
	const limit = time.Second
	var group errgroup.Group
	group.SetLimit(24) // most of the time is spent waiting
	var mu sync.Mutex
	runs, exits := 0, map[int]int{}
	for i, kind := range sandbox.Faults() {
		for service, paths := range places {
			for k, path := range paths {
				if path != "" && !share.Has(i+k, len(sandbox.Faults())) {
					continue // each fault of a whole service, and one in each of its lists
				}
				if kind.Name == "tls" && path != "" {
					continue
				}
				group.Go(func() error {
					server, err := sound.Broken(sandbox.Fault{Name: kind.Name, Service: service, Path: path})
					if err != nil {
						return err
					}
					defer func() { _ = server.Close() }()
					s := around(t, server)
					began := time.Now()
					status := s.run("audit", "--format", "json", "--timeout", limit.String())
					took := time.Since(began)
					where := kind.Name + " of " + service + " " + path
					mu.Lock()
					defer mu.Unlock()
					runs++
					exits[status]++
					lines := linesOf(t, where, s.out.Bytes())
					if len(lines) < 2 || lines[0].Schema != "fpdoctor.audit-account/1" || lines[len(lines)-1].Schema != "fpdoctor.audit/1" {
						t.Errorf("%s: %s", where, &s.out)
						return nil
					}
					if took > limit+20*time.Second {
						t.Errorf("%s: took %v", where, took)
					}
					if want := auditExit(lines); status != want {
						t.Errorf("%s: exit status %d, and the lines say %d: %s", where, status, want, &s.out)
					}
					if found := s.leaks(); len(found) > 0 {
						t.Errorf("%s: %s in\n%s\n%s", where, found, &s.out, &s.err)
					}
					for alarm := range alarms(lines) {
						if !before[alarm] && !slices.Contains(lying, kind.Name) {
							t.Errorf("%s: false alarm %s\n%s", where, alarm, &s.out)
						}
					}
					return nil
				})
			}
		}
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d audits, by exit status %v", runs, exits)
}

// auditExit is the exit status that the lines of an audit ask for.
func auditExit(lines []audited) int {
	status := 0
	for _, l := range lines {
		for _, c := range l.Checks {
			switch {
			case c.Status == "fail":
				return 1
			case c.Status == "error":
				status = 3
			}
		}
	}
	if !lines[len(lines)-1].Complete {
		return 3
	}
	return status
}
