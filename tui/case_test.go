package tui

import (
	"strings"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
)

// TestCaseOnScreen: a case is walked like any sale, says what it is, and has off what
// needs the services, with its reason.
func TestCaseOnScreen(t *testing.T) {
	d := typoDiagnosis()
	o := testOptions(d)
	o.Keys, o.Services = profiles.Keys{}, Services{}
	o.Case = &Case{
		Past: sale.Past{Banner: "A case of then.", Then: map[checks.Item]string{checks.Lead: "Item 4 then: pass; now: fail"}},
		File: "a case.fpcase", Masked: true, Evidence: d.Evidence, At: testNow,
	}
	s := start(t, o, 100, 30)
	for _, want := range []string{"case", "A case of then.", "✗ FAIL", "Item 4 then: pass; now: fail"} {
		if !strings.Contains(s.text(), want) {
			t.Errorf("%q is not shown:\n%s", want, s.text())
		}
	}
	for _, key := range []string{"r", "R", "W", "/", "$", "K", "A"} {
		s.keys(key)
		if !strings.Contains(s.text(), sale.NotAsked) {
			t.Errorf("%s says:\n%s", key, s.text())
		}
	}
	s.keys("c", "esc", "t", "esc", "e", "esc", "d", "J")
	if !strings.Contains(s.text(), "Raw") {
		t.Errorf("the raw answer is not shown:\n%s", s.text())
	}
	if got := s.u.farewell(); !strings.Contains(got, "fpdoctor check --case 'a case.fpcase'") {
		t.Errorf("%q", got)
	}
}
