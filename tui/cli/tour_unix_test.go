//go:build unix

package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// body is the screen without its header, what is said below it, and the footer.
func (s *screenTest) body() string {
	s.Helper()
	rows := strings.Split(strings.TrimRight(s.screen(), "\n"), "\n")
	if len(rows) < 5 {
		return ""
	}
	return strings.Join(rows[2:len(rows)-2], "\n")
}

// marked is the beginning of the row that is marked. It may stand lower than before
// in a list that does not scroll: what was looked at comes in above it.
func (s *screenTest) marked() string {
	s.Helper()
	for _, row := range strings.Split(s.screen(), "\n") {
		if at := strings.Index(row, "▸ "); at >= 0 {
			return fmt.Sprintf("%.24s", row[at:])
		}
	}
	return ""
}

// TestTour opens every screen of a sale and the lists at every size, and comes back
// by Esc alone: to the same row, scrolled as it was, the keys where they were.
func TestTour(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"60x16", "80x24", "100x30", "160x50"} {
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			s := onScreen(t, size, []string{"FPDOCTOR_ASCII="}, "--demo")
			s.until("START HERE")
			s.gone("Looking for missing sales") // what comes in moves rows
			s.keys("j", "j", "j")
			s.wait("the fourth sale is marked", func(screen string) bool { return strings.Contains(screen, "▸ 4 Lead") })
			s.visit("Enter", "gmial.com", func() {
				s.keys("l", "j")
				s.until("Esc items")
				for _, over := range [][]string{
					{"t", "What happened when, on both sides"}, {"c", "From the click to the commission"}, {"e", "Markdown"},
					{"d", "Tab"}, {"W", "› Watch"}, {"/", "Which sale did not turn"}, {":", "type part of a command"}, {"?", "Keys on this screen"}, {"A", "missing or open"},
				} {
					s.visit(over[0], over[1], nil)
				}
				s.visit("d", "Tab", func() { s.keys("J"); s.until("fold") })
				s.visit("c", "From the click", func() { s.visit("t", "What happened when", nil) })
				s.keys("Escape")
				s.gone("Esc items")
			})
			s.visit("A", "missing or open. Money missing: ", func() {
				s.keys("j", "j", "j", "D")
				s.until("Marked as done")
				s.visit("Enter", "↑↓ item", func() { s.gone("Esc stop") })
				s.keys("/")
				s.text("slip")
				s.until("Narrowed: slip")
				s.keys("Escape")
				s.gone("Narrowed")
			})
		})
	}
}

// visit opens a screen by a key, does something there, and takes Esc until what was
// there before is there again.
func (s *screenTest) visit(key, shows string, there func()) {
	s.Helper()
	place := s.body
	if slices.Contains([]string{"W", "A", "Enter"}, key) {
		place = s.marked // what was looked at or came in meanwhile is told beside it
	}
	before := place()
	s.keys(key)
	s.until(shows)
	if there != nil {
		there()
	}
	stopping := slices.Contains([]string{"W", "A", "/"}, key) // the first Esc stops what runs
	s.keys("Escape")
	s.wait("what was there before "+key, func(string) bool {
		if place() == before {
			return true
		}
		if stopping && strings.Contains(s.screen(), "Stopped") {
			stopping = false
			s.keys("Escape")
		}
		return false
	})
}
