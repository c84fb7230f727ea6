package casefile

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// sameOutcome compares what is found of a case with what is found of it masked:
// verdicts, causes, objects, and what differs between the sides at which places.
func (m *masker) sameOutcome(clear, masked *checks.Diagnosis) bool {
	return outcome(clear, m.mask) == outcome(masked, func(s string) string { return s })
}

// outcome is a diagnosis in lines. Ids of the one in clear are told by their stand-ins.
func outcome(d *checks.Diagnosis, id func(string) string) string {
	var b strings.Builder
	for _, c := range d.Checks {
		fmt.Fprintln(&b, c.Item, c.Status)
		for _, f := range c.Findings {
			fmt.Fprintln(&b, f.Cause, f.Verdict, f.Basis, len(f.Summary))
			for _, o := range f.Objects {
				fmt.Fprintln(&b, o.System, o.Type, id(o.ID))
			}
			for _, x := range f.Compare {
				differs := fmt.Sprint(x.Stripe.Value == x.FirstPromoter.Value)
				if x.Stripe.Kind != record.KindAmount {
					differs = differing(x.Stripe.Value, x.FirstPromoter.Value)
				}
				fmt.Fprintln(&b, x.Field, x.Stripe.Kind, x.FirstPromoter.Kind, differs)
			}
			for _, r := range f.Remedies {
				fmt.Fprintln(&b, r.Label(), r.Where, r.Value.Kind)
			}
		}
	}
	return b.String()
}

// differing tells at which places two values differ, where they have enough in common
// for that to say something.
func differing(a, b string) string {
	if a == "" || b == "" || a == b {
		return fmt.Sprint(a == "", b == "", a == b)
	}
	if prefix := display.IDPrefix(a); prefix != "" && prefix == display.IDPrefix(b) && len(a) == len(b) {
		return placesOf(a, b)
	}
	x, y := display.Differ(a, b)
	shape := func(spans []display.Span) (out string, differs int) {
		for _, s := range spans {
			n := len([]rune(s.Text))
			out += fmt.Sprint(n, s.Differs, " ")
			if s.Differs {
				differs += n
			}
		}
		return out, differs
	}
	left, n := shape(x)
	right, k := shape(y)
	if max(n, k) > mostDiffering {
		return "differ" // two values of their own, which may agree anywhere by chance
	}
	return left + right
}

// mostDiffering is how many characters of two values may differ for the places to matter.
const mostDiffering = 4

// placesOf are the places at which two ids of one kind differ.
func placesOf(a, b string) string {
	var out []byte
	for i := range len(a) {
		if a[i] == b[i] {
			out = append(out, '=')
		} else {
			out = append(out, '!')
		}
	}
	return string(out)
}

// shortestSought is from how many characters on a value must not stand in what comes
// out: shorter ones are words like any other.
const shortestSought = 7

// hides reports whether nothing of what was to be replaced is left in the file.
func (m *masker) hides(c *Case) bool {
	b, err := c.json()
	if err != nil {
		return false
	}
	return len(m.left(string(b))) == 0
}

// left are the values that still stand in a text.
func (m *masker) left(text string) []string {
	var out []string
	in := wordsOf(text)
	for _, s := range m.whole {
		if len(s) >= shortestSought && !serviceWord().MatchString(s) && in.holds(s) && m.mask(s) != s {
			out = append(out, s)
		}
	}
	return out
}

// words is a text with the words in it, by which most values are told not to be there.
type words struct {
	text  string
	known map[string]bool
}

func wordsOf(text string) words {
	w := words{strings.ToLower(text), map[string]bool{}}
	for _, s := range splitWords(w.text) {
		w.known[s] = true
	}
	return w
}

func splitWords(s string) []string {
	var out []string
	from := -1
	for i := range len(s) {
		in := s[i] >= utf8.RuneSelf || wordAt(s, i)
		if in && from < 0 {
			from = i
		} else if !in && from >= 0 {
			out, from = append(out, s[from:i]), -1
		}
	}
	if from >= 0 {
		out = append(out, s[from:])
	}
	return out
}

func (w words) holds(s string) bool {
	s = strings.ToLower(s)
	for _, part := range splitWords(s) {
		if !w.known[part] {
			return false
		}
	}
	return standsIn(w.text, s)
}

// serviceWord is a single word in small letters, which may be a service's own.
var serviceWord = pattern.New(`^[a-z_]+$`)

// standsIn reports whether a value stands in a text as such, and not within a longer
// word or number.
func standsIn(text, s string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], s)
		if i < 0 {
			return false
		}
		i += from
		if !wordAt(text, i-1) && !wordAt(text, i+len(s)) {
			return true
		}
		from = i + 1
	}
}

func wordAt(text string, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	c := text[i]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_'
}
