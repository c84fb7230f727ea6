package display

import (
	"strings"
	"unicode"

	"fpdoctor/checks/record"
)

const (
	// At most so many characters of a hidden value are shown for differing, and
	// no more than a third of it: else the difference would be the value.
	mostShown = 4
	// A hidden stretch longer than this is shortened.
	longestHidden = 24
)

// Pair is two compared values as they may be shown side by side. While hiding,
// two values that nearly agree keep the differing characters in their place
// and hide the rest, as in "••••@••ia•.•••" and "••••@••ai•.•••"; two that have
// little in common get their ordinary masks.
func (m Masker) Pair(a, b record.Piece) (string, string) {
	whole := func(p record.Piece) bool {
		return p.Kind == record.KindWhen || p.Kind == record.KindAmount || p.Kind == record.Words || p.Kind == record.KindCode
	}
	if !m.On || a.Value == "" || b.Value == "" || a.Value == b.Value || whole(a) || whole(b) {
		return m.Piece(a), m.Piece(b)
	}
	prefix := ""
	if g, h := prefixed.FindStringSubmatch(a.Value), prefixed.FindStringSubmatch(b.Value); g != nil && h != nil && g[1] == h[1] {
		prefix = g[1]
	}
	left, right, ok := hideAround(a.Value[len(prefix):], b.Value[len(prefix):])
	if !ok {
		return m.Piece(a), m.Piece(b)
	}
	return prefix + left, prefix + right
}

// hideAround hides what both values share. ok is false where they differ too much.
func hideAround(a, b string) (string, string, bool) {
	if len(a) > longestEscaped || len(b) > longestEscaped {
		return "", "", false
	}
	x, y := escapeTokens(a), escapeTokens(b)
	if strings.EqualFold(a, b) && len(x) == len(y) {
		return hideCase(x, y)
	}
	left, right := differ(x, y)
	allowed := min(mostShown, min(len(x), len(y))/3)
	if differing(left) > allowed || differing(right) > allowed {
		return "", "", false
	}
	return drawHidden(left), drawHidden(right), true
}

func differing(spans []Span) (n int) {
	for _, s := range spans {
		if s.Differs {
			n += len(drawnTokens(s.Text))
		}
	}
	return n
}

// hideCase keeps the pattern of upper and lower case: the letters themselves
// where they are few, else X and x in their place.
func hideCase(x, y []string) (string, string, bool) {
	n := 0
	for i := range x {
		if x[i] != y[i] {
			n++
		}
	}
	few := n <= min(mostShown, len(x)/3)
	draw := func(own, other []string) string {
		var spans []Span
		for i, t := range own {
			switch {
			case t == other[i]:
				spans = append(spans, Span{t, false})
			case few:
				spans = append(spans, Span{t, true})
			case strings.IndexFunc(t, unicode.IsUpper) == 0:
				spans = append(spans, Span{"X", true})
			default:
				spans = append(spans, Span{"x", true})
			}
		}
		return drawHidden(spans)
	}
	a, b := draw(x, y), draw(y, x)
	return a, b, a != b
}

// drawHidden draws the differing stretches and a dot for every other character,
// save for @ and the full stop, which tell where in an address one is.
func drawHidden(spans []Span) string {
	var out, hidden []string
	flush := func() {
		if len(hidden) > longestHidden {
			keep := longestHidden / 2
			out = append(out, hidden[:keep]...)
			out = append(out, string(ellipsis))
			hidden = hidden[len(hidden)-keep:]
		}
		out = append(out, hidden...)
		hidden = nil
	}
	for _, s := range spans {
		if s.Differs {
			flush()
			out = append(out, s.Text)
			continue
		}
		for _, t := range drawnTokens(s.Text) {
			if t != "@" && t != "." {
				t = string(dot)
			}
			hidden = append(hidden, t)
		}
	}
	flush()
	return strings.Join(out, "")
}
