package checks_test

import (
	"slices"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/causes"
	"fpdoctor/checks/sandbox"
)

// notOnV1 are the causes that API v1 cannot show, and why.
var notOnV1 = map[string]string{
	"referral-expired":       "v1 tells nothing of expiry",
	"referral-pending":       "v1 has no such state",
	"referral-moved":         "v1 has no such state",
	"promo-code-matches":     "the promo-code set-up is v2's",
	"promo-code-archived":    "the promo-code set-up is v2's",
	"promotion-code-missing": "the promo-code set-up is v2's",
}

// notOnV2 are the causes that API v2 cannot show, and why.
var notOnV2 = map[string]string{
	"coupon-id-missing": "the two coupon fields of a promotion are v1's",
}

// TestEveryCauseHasAScenario: a cause that the sandbox does not show is one that
// no test has seen on the wire.
func TestEveryCauseHasAScenario(t *testing.T) {
	for api, exempt := range map[string]map[string]string{sandbox.V2: notOnV2, sandbox.V1: notOnV1} {
		shown := map[string]bool{}
		for _, s := range sandbox.All() {
			if !s.Shown(api) {
				continue
			}
			for _, cause := range s.Want {
				shown[cause] = true
				if _, ok := checks.Lookup(cause); !ok {
					t.Errorf("the scenario %s wants %s, which is no cause", s.Name, cause)
				}
			}
		}
		for _, c := range causes.All() {
			why, let := exempt[c.ID]
			switch {
			case shown[c.ID] && let:
				t.Errorf("%s is shown on %s, so it needs no exemption (%s)", c.ID, api, why)
			case !shown[c.ID] && !let:
				t.Errorf("%s has no scenario on %s", c.ID, api)
			}
		}
	}
}

// TestScenariosAreMany: enough healthy sales that a false alarm would show, and
// enough with several faults at once.
func TestScenariosAreMany(t *testing.T) {
	healthy, several := 0, 0
	names := map[string]bool{}
	for _, s := range sandbox.All() {
		if names[s.Name] {
			t.Errorf("two scenarios are called %s", s.Name)
		}
		names[s.Name] = true
		faults := 0
		for _, cause := range s.Want {
			if c, ok := checks.Lookup(cause); ok && slices.Contains([]checks.Status{checks.Fail, checks.Warn}, c.Verdict) {
				faults++
			}
		}
		switch s.Group {
		case sandbox.Healthy:
			healthy++
			if faults > 0 {
				t.Errorf("%s is called healthy and has faults: %v", s.Name, s.Want)
			}
		case sandbox.Several:
			several++
			if faults < 2 {
				t.Errorf("%s should have several faults: %v", s.Name, s.Want)
			}
		}
	}
	if healthy < 25 || several < 15 {
		t.Errorf("%d healthy sales and %d with several faults", healthy, several)
	}
}

// TestScenariosReadWell: what is said about real answers is sound and leaves no
// gap where a value is missing. Each scenario once, on either version by turns.
func TestScenariosReadWell(t *testing.T) {
	for _, world := range sandbox.Worlds() {
		w := shared(t, world)
		for _, s := range w.Scenarios() {
			api := versions(s)[0]
			t.Run(s.Name+"/"+api, func(t *testing.T) {
				d := w.walk(t, s, api)
				checks.Sound(t, d.Evidence, d)
			})
		}
	}
}
