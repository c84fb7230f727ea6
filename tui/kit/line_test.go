package kit

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// scripts are texts in which what is one character is no easy question.
var scripts = []string{
	"plain", "日本語テキスト", "क्षत्रिय हिन्दी", "ක්\u200dරීඩා", "กำลังทดสอบ", "한국어 각각",
	"e\u0301a\u0308o\u0302", "🧑\u200d👩\u200d👧👍🏽🇩🇪🇫🇷", "עברית العربية", "a\u200db\u0600c",
}

// A text cut anywhere is never wider than asked, loses nothing, and its parts are
// together as wide as the whole: what cuts counts as what measures does.
func TestCutsAsItMeasures(t *testing.T) {
	for _, s := range scripts {
		for n := 1; n <= Width(s)+1; n++ {
			var parts []string
			sum := 0
			for rest := s; rest != ""; {
				head := clip(rest, n)
				if head == "" {
					head = firstGrapheme(rest) // wider than the room there is
				} else if Width(head) > n {
					t.Errorf("%q in %d cells: %q takes %d", s, n, head, Width(head))
				}
				parts, sum, rest = append(parts, head), sum+Width(head), rest[len(head):]
			}
			if got := strings.Join(parts, ""); got != s || sum != Width(s) {
				t.Errorf("%q in %d cells is %q, %d wide in place of %d", s, n, parts, sum, Width(s))
			}
		}
	}
}

// TestWidthIsThatOfTheLibrary of all characters that are not looked up, alone and beside others.
func TestWidthIsThatOfTheLibrary(t *testing.T) {
	for r := rune(1); r < 0x3000; r++ {
		for _, text := range []string{string(r), "a" + string(r) + "b", "’" + string(r), string(r) + "\u0301", string(r) + "\ufe0f"} {
			if got, want := Width(text), ansi.StringWidth(text); got != want {
				t.Errorf("%+q: %d cells, want %d", text, got, want)
			}
		}
	}
}
