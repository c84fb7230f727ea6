package causes

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryCauseIsExplained, without a placeholder left, and with advice where
// something is wrong.
func TestEveryCauseIsExplained(t *testing.T) {
	for _, c := range All() {
		e := c.Explain()
		if e.ID != c.ID || e.Means == "" || e.Recognised == "" || e.Source == "" || e.Basis.InWords() == "" {
			t.Errorf("%s: %+v", c.ID, e)
		}
		if c.Verdict == Fail && len(e.ToDo) == 0 {
			t.Errorf("%s: nothing is advised", c.ID)
		}
		shown := e.Means + e.Recognised
		for _, a := range append(slices.Clone(e.ToDo), e.WithTestKey...) {
			shown += a.Label + a.Text + a.Where
			if a.Label == "" || a.Text == "" {
				t.Errorf("%s: %+v", c.ID, a)
			}
		}
		if strings.ContainsAny(shown, "{}[]") {
			t.Errorf("%s: a placeholder is left: %s", c.ID, shown)
		}
	}
}

func TestNear(t *testing.T) {
	for typed, want := range map[string]string{
		"email-tpyo": "email-typo", "EMAIL_TYPO": "email-typo", "lead not found": "lead-not-found", "typo": "email-typo",
		"not-found-lead": "lead-not-found", "zerocoupon": "zero-coupon",
	} {
		if got := Near(typed); len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s first", typed, got, want)
		}
	}
	if got := Near("xyzzy-1234567"); len(got) > 0 {
		t.Errorf("nothing is like it, yet %v", got)
	}
}
