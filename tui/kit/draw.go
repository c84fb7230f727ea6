package kit

import "strings"

// Box draws a line in a frame of n cells.
func Box(d *Doc, l Line, n int) {
	d.Raw(Ln(Accent, "╭"+strings.Repeat("─", n-2)+"╮"))
	d.Raw(Line{{"│ ", Accent}}.Join(l.Pad(n-4)).With(Accent, " │"))
	d.Raw(Ln(Accent, "╰"+strings.Repeat("─", n-2)+"╯"))
}

// SketchRow is one row of a sketched screen; the one to look at is lit up.
type SketchRow struct {
	Label, Value string
	Look         bool
}

// Panel draws a part of FirstPromoter's screen.
func Panel(n int, rows []SketchRow) []Line {
	n = min(n, 48)
	in := n - 4
	out := []Line{Ln(Rule, "╭─").With(Muted, " FirstPromoter ").With(Rule, strings.Repeat("─", max(0, n-18))+"╮")}
	for _, r := range rows {
		ro := Muted
		if r.Look {
			ro = ask
		}
		var l Line
		if r.Label != "" {
			l = l.With(Muted, r.Label+" ")
		}
		l = l.With(ro, r.Value)
		if r.Look {
			l = l.With(ask, "  ← look here")
		}
		out = append(out, Line{{"│ ", Rule}}.Join(l.Pad(in)).With(Rule, " │"))
	}
	return append(out, Ln(Rule, "╰"+strings.Repeat("─", n-2)+"╯"))
}

// MenuPath draws a way through menus.
func MenuPath(where string) Line {
	var l Line
	for i, part := range strings.Split(where, " > ") {
		if i > 0 {
			l = l.With(Rule, " ›\u00a0") // a row breaks before the sign
		}
		l = l.With(Muted, part)
	}
	return l
}

// Hangs is the width from which a sentence stands beside its verdict.
const Hangs = 64

// Verdict is a status with its sentence: beside it where there is room, else
// running on from it.
func Verdict[S ~string](d *Doc, s S, l Line) {
	if d.N >= Hangs {
		d.Hang(Chip(s).With(Plain, "  "), l)
		return
	}
	d.Add(Chip(s).With(Plain, "  ").Join(l))
}

// Word is a status as a symbol and a word.
func Word[S ~string](s S) Line {
	l := LookOf(s)
	return Line{{l.Symbol + " " + l.Word, l.Role}}
}
