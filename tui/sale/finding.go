package sale

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// summaryLine is a finding's sentence, with the differing characters of the values it
// compares marked already there. Masks differ as a whole, so that marks within
// them would say nothing.
func (u Desk) summaryLine(f *checks.Finding) kit.Line {
	if u.Mask.On {
		return u.Sentence(f.Summary, kit.Plain)
	}
	var l kit.Line
	for _, p := range f.Summary {
		part := u.Sentence(record.Sentence{p}, kit.Plain)
		for _, c := range f.Compare {
			a, b := u.sides(c)
			switch {
			case carets(a) == nil && carets(b) == nil:
			case p == c.Stripe:
				part = a
			case p == c.FirstPromoter:
				part = b
			}
		}
		l = l.Join(part)
	}
	return l
}

// finding draws one finding in full.
func (u Desk) finding(d *kit.Doc, diag *checks.Diagnosis, f *checks.Finding, before ...checks.Finding) {
	kit.Verdict(d, f.Verdict, u.summaryLine(f))
	u.findingDetails(d, diag, f, before...)
}

// findingDetails is a finding below its sentence. What the findings before it offer to
// look at is not offered again.
func (u Desk) findingDetails(d *kit.Doc, diag *checks.Diagnosis, f *checks.Finding, before ...checks.Finding) {
	if f.Basis == checks.Inferred && f.Verdict.Wrong() {
		in := 0
		if d.N >= kit.Hangs {
			in = kit.Chip(f.Verdict).Width() + 2
		}
		d.Hang(kit.Ln(kit.Plain, strings.Repeat(" ", in)), kit.Ln(kit.Muted, "Inferred from what is known, not documented."))
	}
	both, compared := kit.NewDoc(d.N), f.Compare
	if f.Verdict.Wrong() {
		// What is the same on both sides is not what is wrong.
		compared = slices.DeleteFunc(slices.Clone(compared), func(c checks.Compare) bool { return c.Stripe.Value == c.FirstPromoter.Value })
	}
	if len(compared) > 0 {
		u.compare(both, compared)
	}
	// What to do should be in sight without scrolling; the sentence above says
	// what differs already.
	first := kit.NewDoc(d.N)
	u.remedies(first, f.Remedies[:min(1, len(f.Remedies))])
	const around = 3 // its heading and the blank rows
	later := len(first.Rows) > 0 && len(d.Rows)+len(both.Rows)+len(first.Rows)+around > d.High
	if len(both.Rows) > 0 && !later {
		d.Blank()
		u.compare(d, compared)
	}
	if len(f.Remedies) > 0 {
		d.Blank()
		d.Heading("What to do")
		u.remedies(d, f.Remedies)
	}
	if len(both.Rows) > 0 && later {
		d.Blank()
		d.Heading("Side by side")
		u.compare(d, compared)
	}
	offered := func(o checks.Object) bool {
		return slices.ContainsFunc(before, func(b checks.Finding) bool {
			return slices.ContainsFunc(b.Objects, func(p checks.Object) bool { return p.Ref == o.Ref })
		})
	}
	if objects := slices.DeleteFunc(slices.Clone(f.Objects), offered); len(objects) > 0 {
		d.Blank()
		d.Heading("Look closer")
		u.objects(d, diag, f, objects)
	}
}

// compare shows both sides. Where there is room they stand next to each other,
// else one above the other; either way what differs is marked and underlined
// by a row of its own, which needs no colour to be seen.
func (u Desk) compare(d *kit.Doc, list []checks.Compare) {
	const labelWidth = 20
	col := (d.N - labelWidth - 2) / 2
	wide := col >= 30
	for _, c := range list {
		a, b := u.Pair(c.Stripe, c.FirstPromoter)
		if kit.Width(a) > col || kit.Width(b) > col {
			wide = false
		}
	}
	if wide {
		d.Raw(kit.Ln(kit.Plain, strings.Repeat(" ", labelWidth)).Join(kit.Ln(kit.Heading, "STRIPE").Pad(col + 2)).
			Join(kit.Ln(kit.Heading, "FIRSTPROMOTER")))
	}
	for i, c := range list {
		a, b := u.sides(c)
		name := dossier.FieldLabel(c.Field)
		if wide {
			d.Raw(kit.Ln(kit.Muted, name).Cut(labelWidth - 1).Pad(labelWidth).Join(a.Pad(col + 2)).Join(b))
			if carets(a).Width()+carets(b).Width() > 0 {
				d.Raw(kit.Ln(kit.Plain, strings.Repeat(" ", labelWidth)).Join(carets(a).Pad(col + 2)).Join(carets(b)))
			}
			continue
		}
		if i > 0 {
			d.Raw(nil)
		}
		if in := 17; max(a.Width(), b.Width())+in <= d.N {
			d.Raw(kit.Ln(kit.Muted, name).Cut(d.N))
			valueRows(d, kit.Ln(kit.Muted, "  Stripe").Pad(in), a)
			valueRows(d, kit.Ln(kit.Muted, "  FirstPromoter").Pad(in), b)
			continue
		}
		d.Raw(kit.Ln(kit.Muted, name+" in ").With(kit.Plain, "Stripe").Cut(d.N))
		valueRows(d, nil, a)
		d.Raw(kit.Ln(kit.Muted, name+" in ").With(kit.Plain, "FirstPromoter").Cut(d.N))
		valueRows(d, nil, b)
	}
}

// value appends one side of a comparison with the row that marks what differs.
// A value too long for the row goes on below, each part above its marks.
func valueRows(d *kit.Doc, head, l kit.Line) {
	in := head.Width()
	for _, part := range kit.Chunks(l, max(4, d.N-in)) {
		d.Raw(head.Pad(in).Join(part))
		if c := carets(part); c.Width() > 0 {
			d.Raw(kit.Ln(kit.Plain, strings.Repeat(" ", in)).Join(c))
		}
		head = nil
	}
}

// sides are both values, differing characters marked.
func (u Desk) sides(c checks.Compare) (stripe, firstPromoter kit.Line) {
	a, b := u.Pair(c.Stripe, c.FirstPromoter)
	nothing := func(s string) kit.Line {
		if s == "" {
			return kit.Ln(kit.Muted, "(nothing)")
		}
		return kit.Ln(kit.Outside, s)
	}
	if a == "" || b == "" || c.Stripe.Kind == record.KindWhen || c.Stripe.Kind == record.Words || c.FirstPromoter.Kind == record.Words {
		return nothing(a), nothing(b)
	}
	both := kit.Once(u.Drawn.Sides, [2]string{a, b}, func() (l [2]kit.Line) {
		l[0], l[1], _ = contrast(a, b)
		return l
	})
	return both[0], both[1]
}

// contrast marks what differs between two texts. Two ids of one kind are
// compared place by place; texts that have little in common are only told to
// differ, since marking nearly all of both says nothing.
func contrast(a, b string) (left, right, sign kit.Line) {
	if a == b {
		return kit.Ln(kit.Outside, a), kit.Ln(kit.Outside, b), kit.Ln(kit.Pass, "=")
	}
	x, y := display.Differ(a, b)
	if same(x)*2 >= max(letters(a), letters(b)) {
		return marks(x), marks(y), kit.Ln(kit.Fail, "≠")
	}
	if kind, _, ok := strings.Cut(a, "_"); ok && len(a) == len(b) && strings.HasPrefix(b, kind+"_") {
		return placeByPlace(a, b), placeByPlace(b, a), kit.Ln(kit.Fail, "≠")
	}
	return kit.Ln(kit.Outside, a), kit.Ln(kit.Outside, b), kit.Ln(kit.Fail, "≠")
}

// placeByPlace marks the characters of a that are others in b. Both are of one length.
func placeByPlace(a, b string) kit.Line {
	var l kit.Line
	x, y := []rune(a), []rune(b)
	for i, r := range x {
		ro := kit.Outside
		if i >= len(y) || y[i] != r {
			ro = kit.Differ
		}
		if k := len(l) - 1; k >= 0 && l[k].Role == ro {
			l[k].Text += string(r)
		} else {
			l = append(l, kit.Span{Text: string(r), Role: ro})
		}
	}
	return l
}

func same(spans []display.Span) int {
	n := 0
	for _, s := range spans {
		if !s.Differs {
			n += letters(s.Text)
		}
	}
	return n
}

// letters are the characters of a drawn text; an escape such as ‹U+200B› is one.
func letters(s string) int { return utf8.RuneCountInString(escaped.ReplaceAllString(s, "x")) }

var escaped = regexp.MustCompile(`‹[^‹›]{1,24}›`)

func marks(spans []display.Span) kit.Line {
	var l kit.Line
	for _, s := range spans {
		r := kit.Outside
		if s.Differs {
			r = kit.Differ
		}
		l = l.With(r, s.Text)
	}
	return l
}

// carets underlines the differing spans of a line, for eyes and terminals
// without colours. Where nothing is marked it is empty.
func carets(l kit.Line) kit.Line {
	var b strings.Builder
	marked := false
	for _, s := range l {
		if s.Role == kit.Differ {
			marked = true
			b.WriteString(strings.Repeat("▴", kit.Width(s.Text)))
		} else {
			b.WriteString(strings.Repeat(" ", kit.Width(s.Text)))
		}
	}
	if !marked {
		return nil
	}
	return kit.Ln(kit.Fail, strings.TrimRight(b.String(), " "))
}

// mostRows is how many rows a value takes before it is marked.
const mostRows = 3

// remedies are numbered in the order in which to do them; alternatives have a letter each.
func (u Desk) remedies(d *kit.Doc, list []checks.Remedy) {
	wide := 0
	for _, r := range list {
		wide = max(wide, len(r.Label()))
	}
	for i, r := range list {
		if i > 0 {
			d.Raw(nil)
		}
		number := fmt.Sprintf("%-*s  ", wide, r.Label())
		d.Hang(kit.Ln(kit.Accent, number), u.Sentence(r.Text, kit.Plain))
		in := strings.Repeat(" ", len(number))
		if r.Where != "" {
			d.Hang(kit.Ln(kit.Muted, in), kit.MenuPath(u.Safe(r.Where)))
		}
		row := func(what string, m kit.Mark, ro kit.Role, text string) {
			m.What = "the " + what
			head := kit.Ln(kit.Muted, in+what).Pad(len(in) + 9)
			rows := kit.Hang(head, kit.Ln(ro, text), d.N)
			switch {
			case len(rows) > 1 && kit.Width(text)+len(in) <= d.N:
				rows = []kit.Line{head, kit.Ln(kit.Plain, in).With(ro, text)} // whole, on a row of its own
			case len(rows) > mostRows && d.Open != len(d.Spots):
				rows = []kit.Line{head.With(ro, text).Cut(d.N)} // whole when marked
			}
			d.Spotted(kit.Spot{Mark: m}, rows)
		}
		if r.Value.Value != "" {
			row("value", u.Mark("", r.Value), kit.Outside, u.Piece(r.Value))
		}
		if r.URL != "" {
			shown := u.Link(r.URL)
			row("link", kit.Mark{Text: shown, URL: r.URL, Real: func() string { return u.Unmasked().URL(r.URL) }}, kit.Link, shown)
		}
		if len(r.Command) > 0 {
			u.commandRow(d, in, r)
		}
	}
}

// commandRow is one row, unfolded while it is marked: most people never need it.
func (u Desk) commandRow(d *kit.Doc, in string, r checks.Remedy) {
	shown := u.Command(r.Command)
	s := kit.Spot{Mark: kit.Mark{
		What: "the command", Text: shown, Real: func() string { return u.Unmasked().Sentence(r.Command) },
	}}
	head := kit.Ln(kit.Muted, in+"or by command")
	if d.Open != len(d.Spots) {
		d.Spotted(s, []kit.Line{head})
		return
	}
	copies := "  y copies it"
	if u.Mask.On {
		copies = "  y copies it masked, Y as it is"
	}
	rows := []kit.Line{head.With(kit.Muted, copies)}
	rows = append(rows, kit.Hang(kit.Ln(kit.Muted, in), kit.Ln(kit.Muted, "It needs "+r.CommandNeeds()+"."), d.N)...)
	for _, part := range strings.Split(shown, "\n") {
		rows = append(rows, kit.Hang(kit.Ln(kit.Muted, in), kit.Ln(kit.Code, part), d.N)...)
	}
	d.Spotted(s, rows)
}

// objects are the objects a finding speaks of, each to be opened.
func (u Desk) objects(d *kit.Doc, diag *checks.Diagnosis, f *checks.Finding, list []checks.Object) {
	for _, o := range list {
		l := kit.Ln(kit.Plain, dossier.TypeLabel(diag, o.Type)).Pad(21).With(kit.Outside, u.Mask.ID(o.ID))
		if system := o.System.Name(); l.Width()+len(system)+2 <= d.N {
			l = l.Right(kit.Ln(kit.Muted, system), d.N)
		}
		mark := u.IDMark(o.ID)
		mark.URL = o.URL
		d.Spotted(kit.Spot{
			Mark:  mark,
			Enter: func() func() kit.Screen { return func() kit.Screen { return newObject(u, diag, o, f) } },
		}, []kit.Line{l.Cut(d.N)})
	}
}
