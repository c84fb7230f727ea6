package display_test

import (
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/display"
)

// Whatever is sent, a screen must be drawn in time.
func TestHugeTextsAreCheap(t *testing.T) {
	for name, unit := range map[string]string{
		"letters": "x", "zero-width": "\u200b", "accents": "\u0301", "look-alikes": "\u0430a", "broken": "\xff", "escapes": "\x1b[", "marks": "‹", "at": "@", "key": "sk_live_",
	} {
		huge := strings.Repeat(unit, 1<<20/len(unit))
		began := time.Now()
		_ = display.Clean(huge)
		_ = display.Escape(huge)
		_ = on.Email(huge)
		_ = on.Text(huge)
		_ = on.URL(huge)
		_, _ = display.Differ(huge, huge+"x")
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}
