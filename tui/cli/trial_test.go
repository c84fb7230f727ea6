package cli

import (
	"strings"
	"testing"

	"fpdoctor/checks/display"
	"fpdoctor/tui/profiles"
)

// What a service says of itself cannot steer the terminal nor begin a line.
func TestTrialsAreDrawnSafely(t *testing.T) {
	hostile := "Shop\x1b[31m\x1b]0;x\x07\r\nfpdoctor: all is well\u202e"
	for _, test := range []profiles.KeyTest{
		{OK: true, Name: hostile, Account: hostile, Mode: "live"},
		{Problem: hostile},
	} {
		got := inWords("Stripe", test, display.Masker{})
		if strings.ContainsAny(got.outcome, "\x1b\x07\r\n\u202e") || !strings.HasPrefix(got.outcome, "Stripe: ") || !strings.HasSuffix(got.outcome, ".") {
			t.Errorf("%q", got.outcome)
		}
	}
	for problem, want := range map[string]string{
		"Stripe does not accept this key": "Stripe: does not accept this key.",
		"is it the FirstPromoter key?":    "Stripe: is it the FirstPromoter key?",
		"":                                "Stripe: the key could not be tested.",
	} {
		if got := inWords("Stripe", profiles.KeyTest{Problem: problem}, display.Masker{}).outcome; got != want {
			t.Errorf("%q is told as %q", problem, got)
		}
	}
}
