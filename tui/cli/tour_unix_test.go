//go:build unix

package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
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
	for i, size := range []string{"60x16", "80x24", "100x30", "160x50"} {
		if !share.Has(i, 3) { // the smallest and the widest
			continue
		}
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
					{"e", "Markdown"}, {"W", "› Watch"}, {"/", "Which sale did not turn"}, {"A", "missing or open"},
				} {
					s.visit(over[0], over[1], nil)
				}
				s.visit("?", "Keys on this screen", func() { s.keys("j", "G") })
				s.visit(":", "type part of a command", func() { s.keys("Down"); s.text("chain") })
				s.visit("d", "Tab", func() {
					s.visit("?", "Keys on this screen", nil)
					s.keys("t")
					s.until("Referral created")
					s.keys("J")
					s.until("fold")
				})
				s.visit("t", "What happened when, on both sides", func() {
					s.move("j")
					s.move("j")
					s.visit("Enter", "Tab", nil)
					s.visit("J", "fold", nil)
				})
				s.visit("c", "From the click", func() {
					s.visit("t", "What happened when", nil)
					s.move("k")
					s.visit("Enter", "Tab", nil)
					s.visit("J", "fold", nil)
				})
				s.keys("Escape")
				s.gone("Esc items")
			})
			s.keys("/")
			s.text(saleNamed(t, "healthy-renewals"))
			s.keys("Enter")
			s.until("Nothing is wrong with this sale")
			s.gone("Esc stop")
			s.visit("$", "› Payments", func() {
				s.move("j")
				s.visit("Enter", "↑↓ item", func() { s.gone("Esc stop") })
			})
			s.keys("Escape")
			s.until("START HERE")
			s.visit("A", "missing or open. Money missing: ", func() {
				s.visit("Enter", "The account as a whole", func() { s.keys("j") })
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

// TestTourOfTheKeys goes through the screens of the keys from the walk, and back by Esc.
func TestTourOfTheKeys(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for _, size := range []string{"60x16", "80x24", "100x30", "160x50"} {
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			s := onScreen(t, size, []string{
				"FPDOCTOR_STRIPE_API_BASE=" + server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + server.FirstPromoterBase,
				"STRIPE_API_KEY=" + server.StripeKey, "FIRSTPROMOTER_API_KEY=" + server.FirstPromoterKey,
				"FIRSTPROMOTER_ACCOUNT_ID=" + server.AccountID,
			}, saleNamed(t, "email-typo"))
			s.until("differ by a typing")
			s.gone("Esc stop")
			s.keys("l", "j")
			s.until("Esc items")
			s.visit("K", "Whose keys?", func() {
				s.until("No keys are stored yet")
				s.keys("i")
				s.until("A name for the new profile")
				s.text("acme")
				s.visit("Enter", "Two keys, and fpdoctor", nil)
				s.until("acme")
				s.keys("Escape")
				s.gone("A name for the new profile")
			})
		})
	}
}

// move moves the mark to another row.
func (s *screenTest) move(key string) {
	s.Helper()
	place := func(screen string) string {
		above, row, _ := strings.Cut(screen, "▸ ")
		return fmt.Sprintf("%d %.24s", strings.Count(above, "\n"), row)
	}
	before := place(s.screen())
	s.keys(key)
	s.wait("another row marked by "+key, func(screen string) bool { return place(screen) != before })
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
