package casefile

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fpdoctor/checks/record"
)

// unit is one character of a value, or several that only mean something together.
type unit struct {
	text  string
	fixed string // what stands for it in any case; empty: a letter or digit to be drawn
}

// letter reports whether the unit is a letter or a digit to be replaced.
func (u unit) letter() bool { return u.fixed == "" }

func (u unit) folded() string { return strings.ToLower(u.text) }

// unitsOf takes a value apart. What is neither letter nor digit stays, and so does
// what stands behind a percent sign: it is one character, encoded. In an address a
// letter that looks like one of ASCII stays too, for that is what may be wrong with it.
func unitsOf(value string, address bool) []unit {
	var out []unit
	for i := 0; i < len(value); {
		if n := encodedAt(value[i:]); n > 0 {
			out = append(out, unit{value[i : i+n], value[i : i+n]})
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(value[i:])
		u := unit{text: value[i : i+n]}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || r > unicode.MaxASCII && address && looksASCII(u.text) {
			u.fixed = u.text
		}
		out = append(out, u)
		i += n
	}
	return out
}

// looksASCII reports whether a letter of another script, or one with a mark, looks
// like a letter of ASCII (Unicode UTS 39).
func looksASCII(letter string) bool {
	return strings.ContainsFunc(record.Skeleton(letter), func(r rune) bool { return r <= unicode.MaxASCII })
}

// encodedAt is how many bytes at the beginning are one URL-encoded character, as
// often as it was encoded.
func encodedAt(s string) int {
	if s[0] != '%' {
		return 0
	}
	n := 1
	for strings.HasPrefix(s[n:], "25") {
		n += 2
	}
	if len(s) < n+2 {
		return len(s)
	}
	return n + 2
}

// cluster are values that are like one another. They are drawn together, so that
// they differ as they did.
type cluster struct {
	members []string
	units   [][]unit
	columns [][]int // of each member's unit: its column
	count   int
}

// mostUnits is how long values may be that are compared character by character.
const mostUnits = 400

// align gives each unit a column; units of one column stand at the same place.
func align(members []string, units [][]unit) *cluster {
	c := &cluster{members: members, units: units, columns: make([][]int, len(members))}
	ref := units[0]
	c.count = len(ref)
	c.columns[0] = make([]int, len(ref))
	for i := range ref {
		c.columns[0][i] = i
	}
	inserted := map[[3]int]map[string]int{} // by where, and how far in
	for m := 1; m < len(members); m++ {
		c.columns[m] = make([]int, len(units[m]))
		at, off := 0, 0
		for i, place := range matched(ref, units[m]) {
			if place >= 0 {
				c.columns[m][i], at, off = place, place+1, 0
				continue
			}
			key := [3]int{at, off, 0}
			if inserted[key] == nil {
				inserted[key] = map[string]int{}
			}
			col, ok := inserted[key][units[m][i].folded()]
			if !ok {
				col = c.count
				c.count++
				inserted[key][units[m][i].folded()] = col
			}
			c.columns[m][i] = col
			off++
		}
	}
	return c
}

// matched is, for each unit of b, the place in a that it stands at; -1: a has none.
// Of two values of one length that have little in common the places are taken as
// they are.
func matched(a, b []unit) []int {
	if len(a) > mostUnits || len(b) > mostUnits {
		return inOrder(len(a), len(b))
	}
	cost := costs(a, b)
	if len(a) == len(b) && cost[len(a)][len(b)] > 2 {
		return inOrder(len(a), len(b))
	}
	out := make([]int, len(b))
	for i, j := len(a), len(b); j > 0; {
		swap := 1
		if i > 0 {
			swap = swapCost(a[i-1], b[j-1])
		}
		// Of two equal letters of which one is missing it is the later one, as in display.Differ.
		switch {
		case i > 0 && swap == 0 && cost[i][j] == cost[i-1][j]+1:
			i--
		case i > 0 && swap == 0 && cost[i][j] == cost[i][j-1]+1:
			out[j-1] = -1
			j--
		case i > 0 && cost[i][j] == cost[i-1][j-1]+swap:
			out[j-1] = i - 1
			i, j = i-1, j-1
		case i > 0 && cost[i][j] == cost[i-1][j]+1:
			i--
		default:
			out[j-1] = -1
			j--
		}
	}
	return out
}

// inOrder matches each with what stands at its place, as far as there is something.
func inOrder(a, b int) []int {
	out := make([]int, b)
	for i := range out {
		out[i] = -1
		if i < a {
			out[i] = i
		}
	}
	return out
}

// costs are the distances of all beginnings of a and b.
func costs(a, b []unit) [][]int {
	cost := make([][]int, len(a)+1)
	for i := range cost {
		cost[i] = make([]int, len(b)+1)
		for j := range cost[i] {
			switch {
			case i == 0:
				cost[i][j] = j
			case j == 0:
				cost[i][j] = i
			default:
				cost[i][j] = min(cost[i-1][j-1]+swapCost(a[i-1], b[j-1]), cost[i-1][j]+1, cost[i][j-1]+1)
			}
		}
	}
	return cost
}

// swapCost is what it costs to take b for a.
func swapCost(a, b unit) int {
	switch {
	case a.folded() == b.folded():
		return 0
	case a.letter() != b.letter():
		return 2 // rather none at this place
	}
	return 1
}

// mostKept is how many differing letters of values near one another stay as they
// are, so that the slip can still be read.
const mostKept = 2

// drawing is a cluster at the drawing of its stand-ins.
type drawing struct {
	*cluster
	hex  bool // letters stay within a to f
	keep bool // differing letters stay however many they are
	none bool // and none of them stays
	// Of each column: what stands in it, letters of either case as one; how many
	// members have it; whether one of them fixes it; and what is drawn.
	seen  [][]string
	in    []int
	held  []bool
	drawn []map[string]string
}

// draw gives each member its stand-in.
func (c *cluster) draw(hex, keep, none bool) []string {
	d := &drawing{
		cluster: c, hex: hex, keep: keep, none: none,
		seen: make([][]string, c.count), in: make([]int, c.count), held: make([]bool, c.count), drawn: make([]map[string]string, c.count),
	}
	d.look()
	d.fill()
	out := make([]string, len(c.members))
	for m, us := range c.units {
		var b strings.Builder
		for i, u := range us {
			switch x := d.drawn[c.columns[m][i]][u.folded()]; {
			case !u.letter():
				b.WriteString(u.fixed)
			case u.text != u.folded():
				b.WriteString(strings.ToUpper(x))
			default:
				b.WriteString(x)
			}
		}
		out[m] = b.String()
	}
	return out
}

func (d *drawing) look() {
	for m, us := range d.units {
		for i, u := range us {
			col := d.columns[m][i]
			d.in[col]++
			if !slices.Contains(d.seen[col], u.folded()) {
				d.seen[col] = append(d.seen[col], u.folded())
			}
			if d.drawn[col] == nil {
				d.drawn[col] = map[string]string{}
			}
			switch {
			case u.letter() || !isWord(u.text):
			case u.fixed == u.text:
				d.held[col] = true
			default:
				d.drawn[col][u.folded()] = strings.ToLower(u.fixed)
			}
		}
	}
}

func (d *drawing) fill() {
	differs := func(col int) bool { return len(d.seen[col]) > 1 || d.in[col] < len(d.members) }
	odd := 0
	for col := range d.seen {
		if differs(col) {
			odd++
		}
	}
	for col, seen := range d.seen {
		stays := d.held[col] || differs(col) && !d.none && (odd <= mostKept || d.keep)
		taken := map[string]bool{}
		for _, x := range d.drawn[col] {
			taken[x] = true
		}
		for _, s := range seen {
			if _, ok := d.drawn[col][s]; ok {
				continue
			}
			x := s
			if !stays && isWord(s) {
				x = oneLike(s, d.hex, taken)
			}
			d.drawn[col][s], taken[x] = x, true
		}
	}
}

func isWord(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// What is drawn, first without what looks like something else.
var (
	drawnLetters = []string{"abcdefghjkpqstuvwxyz", "abcdefghijklmnopqrstuvwxyz"}
	drawnHex     = []string{"abcdef"}
	drawnDigits  = []string{"23456789", "123456789", "0123456789"}
)

// oneLike is a letter for a letter and a digit for a digit, at random, that is not
// taken yet.
func oneLike(s string, hex bool, taken map[string]bool) string {
	from := drawnLetters
	switch r, _ := utf8.DecodeRuneInString(s); {
	case r > unicode.MaxASCII:
		return ofScript(r, taken)
	case unicode.IsDigit(r):
		from = drawnDigits
	case hex:
		from = drawnHex
	}
	for _, alphabet := range from {
		for _, n := range rand.Perm(len(alphabet)) {
			if x := alphabet[n : n+1]; !taken[x] && x != s {
				return x
			}
		}
	}
	return s // all are taken: it stands for itself
}

// ofScript is a letter of the script that one of another alphabet than ours is of:
// one of its neighbours in Unicode.
func ofScript(r rune, taken map[string]bool) string {
	const row = 32
	for _, n := range rand.Perm(row) {
		x := r - r%row + rune(n)
		if s := string(x); x != r && unicode.IsLetter(x) && unicode.IsDigit(x) == unicode.IsDigit(r) && strings.ToLower(s) == s &&
			!taken[s] {
			return s
		}
	}
	return oneLike("x", false, taken)
}
