package display

import (
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
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
	at, over := 0, 0 // what of x and y is taken up
	for _, d := range swaps(whole(lcs.DiffLines(x, y), x, y), x, y) {
		left, _ = take(left, x[at:], d.Start-at, false)
		right, _ = take(right, y[over:], d.ReplStart-over, false)
		left, _ = take(left, x[d.Start:], d.End-d.Start, true)
		right, _ = take(right, y[d.ReplStart:], d.ReplEnd-d.ReplStart, true)
		at, over = d.End, d.ReplEnd
	}
	left, _ = take(left, x[at:], len(x)-at, false)
	right, _ = take(right, y[over:], len(y)-over, false)
	return left, right
}

// byChance is the most characters within a longer difference that are the same by chance.
const byChance = 2

// whole joins two differing stretches around so short a one that is the same, as a letter
// within another word is: the word differs.
func whole(diffs []lcs.Diff, x, y []string) []lcs.Diff {
	size := func(d lcs.Diff) int { return max(d.End-d.Start, d.ReplEnd-d.ReplStart) }
	var out []lcs.Diff
	for _, d := range diffs {
		for k := len(out) - 1; k >= 0 && d.Start-out[k].End < min(size(out[k]), size(d), byChance+1); k-- {
			d.Start, d.ReplStart = out[k].Start, out[k].ReplStart
			out = out[:k]
		}
		out = append(out, trimmed(d, x, y))
	}
	return out
}

// trimmed leaves out what a difference begins or ends with on both sides.
func trimmed(d lcs.Diff, x, y []string) lcs.Diff {
	for d.Start < d.End && d.ReplStart < d.ReplEnd && x[d.End-1] == y[d.ReplEnd-1] {
		d.End, d.ReplEnd = d.End-1, d.ReplEnd-1
	}
	for d.Start < d.End && d.ReplStart < d.ReplEnd && x[d.Start] == y[d.ReplStart] {
		d.Start, d.ReplStart = d.Start+1, d.ReplStart+1
	}
	return d
}

// swaps joins what makes two characters in the wrong order: a character taken
// out on one side of another and put in on its other side. Both are marked, for
// which of the two moved is nobody's to say.
func swaps(diffs []lcs.Diff, x, y []string) []lcs.Diff {
	var out []lcs.Diff
	for len(diffs) > 0 {
		if len(diffs) >= 2 {
			first, second := diffs[0], diffs[1]
			both := lcs.Diff{Start: first.Start, End: second.End, ReplStart: first.ReplStart, ReplEnd: second.ReplEnd}
			if both.End-both.Start == 2 && both.ReplEnd-both.ReplStart == 2 &&
				x[both.Start] == y[both.ReplStart+1] && x[both.Start+1] == y[both.ReplStart] {
				out, diffs = append(out, both), diffs[2:]
				continue
			}
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
