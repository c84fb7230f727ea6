package display

import (
	"strings"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Span is a stretch of one of two compared texts.
type Span struct {
	Text    string
	Differs bool
}

// longestCompared bounds the exact comparison, which takes time by the product
// of both lengths in the worst case.
const longestCompared = 1000

// longestMark is no shorter than any escape, in bytes.
const longestMark = 32

// Differ compares two texts as they are drawn (after Pair or Escape) and gives
// each as stretches, those that the other lacks marked. An escape such as
// ‹U+200B› counts as one character. Joined, the stretches are the texts.
func Differ(a, b string) (left, right []Span) {
	if len(a) > longestRead || len(b) > longestRead {
		// Nothing so long is ever drawn; its lines are as good as its characters.
		return differEnds(strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n"))
	}
	return differ(drawnTokens(a), drawnTokens(b))
}

// differ compares two texts given character by character.
func differ(x, y []string) (left, right []Span) {
	if len(x) > longestCompared || len(y) > longestCompared {
		return differEnds(x, y)
	}
	numbers := map[string]rune{}
	u, v := number(x, numbers), number(y, numbers)
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the same answer on a slow machine as on a fast one
	for _, d := range swaps(dmp.DiffMainRunes(u, v, false)) {
		n := len([]rune(d.Text))
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			left, x = take(left, x, n, false)
			right, y = take(right, y, n, false)
		case diffmatchpatch.DiffDelete:
			left, x = take(left, x, n, true)
		case diffmatchpatch.DiffInsert:
			right, y = take(right, y, n, true)
		}
	}
	return left, right
}

// swaps joins what makes two characters in the wrong order: a character taken
// out on one side of another and put in on its other side. Both are marked, for
// which of the two moved is nobody's to say.
func swaps(diffs []diffmatchpatch.Diff) []diffmatchpatch.Diff {
	single := func(d diffmatchpatch.Diff) bool { return utf8.RuneCountInString(d.Text) == 1 }
	var out []diffmatchpatch.Diff
	for len(diffs) > 0 {
		if len(diffs) >= 3 && single(diffs[0]) && single(diffs[1]) && diffs[0].Text == diffs[2].Text &&
			diffs[0].Type == -diffs[2].Type && diffs[0].Type != diffmatchpatch.DiffEqual && diffs[1].Type == diffmatchpatch.DiffEqual {
			moved, over := diffs[0].Text, diffs[1].Text
			out = append(out, diffmatchpatch.Diff{Type: diffs[0].Type, Text: moved + over}, diffmatchpatch.Diff{Type: diffs[2].Type, Text: over + moved})
			diffs = diffs[3:]
			continue
		}
		out, diffs = append(out, diffs[0]), diffs[1:]
	}
	return out
}

// differEnds marks everything between the common beginning and the common end.
func differEnds(x, y []string) (left, right []Span) {
	shorter := min(len(x), len(y))
	head := 0
	for head < shorter && x[head] == y[head] {
		head++
	}
	end := 0
	for end < shorter-head && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	spans := func(t []string) (out []Span) {
		out, t = take(out, t, head, false)
		out, t = take(out, t, len(t)-end, true)
		out, _ = take(out, t, end, false)
		return out
	}
	return spans(x), spans(y)
}

// take moves n characters into the stretches.
func take(spans []Span, from []string, n int, differs bool) ([]Span, []string) {
	if n == 0 {
		return spans, from
	}
	text := strings.Join(from[:n], "")
	if k := len(spans) - 1; k >= 0 && spans[k].Differs == differs {
		spans[k].Text += text
	} else {
		spans = append(spans, Span{text, differs})
	}
	return spans, from[n:]
}

// number stands one rune for each character, so that an escape is compared as a
// whole. They come from the first private plane: none is a surrogate.
func number(tokens []string, numbers map[string]rune) []rune {
	out := make([]rune, len(tokens))
	for i, t := range tokens {
		r, ok := numbers[t]
		if !ok {
			r = rune(0xF0000 + len(numbers))
			numbers[t] = r
		}
		out[i] = r
	}
	return out
}

// drawnTokens splits a drawn text into characters, escapes staying whole.
func drawnTokens(s string) []string {
	var out []string
	for s != "" {
		_, size := utf8.DecodeRuneInString(s)
		if strings.HasPrefix(s, "‹") {
			if end := strings.Index(s[:min(len(s), longestMark)], "›"); end > 0 {
				size = end + len("›")
			}
		}
		out = append(out, s[:size])
		s = s[size:]
	}
	return out
}
