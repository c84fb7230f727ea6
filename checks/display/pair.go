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
	if g, h := prefixed().FindStringSubmatch(a.Value), prefixed().FindStringSubmatch(b.Value); g != nil && h != nil && g[1] == h[1] {
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
	if differing(left) > allowed || differing(right) > allowed || names(left) || names(right) {
		return "", "", false
	}
	l, r := drawHidden(left, right)
	return l, r, true
}

// names reports whether all that stands before an @ differs, so that showing it
// would name the person.
func names(spans []Span) bool {
	for i, s := range spans {
		if !s.Differs {
			return i > 0 && strings.HasPrefix(s.Text, "@")
		}
	}
	return false
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
	draw := func(own, other []string) []Span {
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
		return spans
	}
	left, right := draw(x, y), draw(y, x)
	if few && (names(left) || names(right)) {
		few = false
		left, right = draw(x, y), draw(y, x)
	}
	a, b := drawHidden(left, right)
	return a, b, a != b
}

// drawHidden draws the differing stretches and a dot for every other character,
// save for @ and the full stop, which tell where in an address one is. What
// both share is shortened at the same places in both, so that nothing but the
// differing stretches differs in what is drawn.
func drawHidden(left, right []Span) (string, string) {
	shared, ofLeft := apart(left)
	_, ofRight := apart(right)
	var a, b strings.Builder
	from := 0
	for at := 0; at <= len(shared); at++ {
		if ofLeft[at] == "" && ofRight[at] == "" && at < len(shared) {
			continue
		}
		dots := hidden(shared[from:at])
		a.WriteString(dots + ofLeft[at])
		b.WriteString(dots + ofRight[at])
		from = at
	}
	return a.String(), b.String()
}

// apart is what a text shares with the other, and what it has beside that by
// the number of shared characters before it.
func apart(spans []Span) (shared []string, own map[int]string) {
	own = map[int]string{}
	for _, s := range spans {
		if s.Differs {
			own[len(shared)] += s.Text
			continue
		}
		shared = append(shared, drawnTokens(s.Text)...)
	}
	return shared, own
}

// hidden is a stretch of dots, shortened where it is long.
func hidden(tokens []string) string {
	var out []string
	for _, t := range tokens {
		if t != "@" && t != "." {
			t = string(dot)
		}
		out = append(out, t)
	}
	if keep := longestHidden / 2; len(out) > longestHidden {
		out = append(append(out[:keep:keep], string(ellipsis)), out[len(out)-keep:]...)
	}
	return strings.Join(out, "")
}
