package casefile

import (
	"fmt"
	"strings"

	"fpdoctor/checks"
)

// Why tells why drawings were refused, for a test that fails.
func Why(d *checks.Diagnosis) string {
	clear := Of(d, "")
	m := collect(clear, d)
	var out strings.Builder
	for n := range 3 {
		if !m.draw(n) {
			fmt.Fprintf(&out, "drawing %d: a group cannot be drawn: %v\n", n, m.failed)
			continue
		}
		c := m.apply(clear)
		again := c.Diagnose()
		a, b := strings.Split(outcome(d, m.mask), "\n"), strings.Split(outcome(&again, func(s string) string { return s }), "\n")
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				fmt.Fprintf(&out, "drawing %d, line %d:\n  %q\n  %q\n", n, i, a[min(i, len(a)-1)], b[min(i, len(b)-1)])
				break
			}
		}
		c.Then = items(&again)
		text, _ := c.json()
		if left := m.left(string(text)); len(left) > 0 {
			fmt.Fprintf(&out, "drawing %d: %q are left\n", n, left)
		}
	}
	return out.String()
}

// Left are the e-mail addresses, names, ids and other values of the original that a
// masked file still holds.
func Left(d *checks.Diagnosis, masked *Case) []string {
	m := collect(Of(d, ""), d)
	m.chosen = map[part]string{}
	text, _ := masked.json()
	var out []string
	in := wordsOf(string(text))
	for _, s := range m.whole {
		if len(s) >= shortestSought && !serviceWord().MatchString(s) && in.holds(s) {
			out = append(out, s)
		}
	}
	return out
}
