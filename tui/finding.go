package tui

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
)

// fillItem draws one item: the question, each finding with what both sides say,
// and what to do.
func (w *walk) fillItem(d *doc) {
	u, c := w.u, w.diag.Check(w.row)
	d.add(ln(strong, c.Item.Question()))
	d.blank()
	asking := (c.Status == checks.Ask && !w.answered(c.Item) || w.asking != nil) && len(c.Findings) > 0
	if asking {
		f := c.Findings[0]
		d.verdict(f.Verdict, u.told(&f))
		if !w.low() {
			d.blank()
		}
	}
	w.fillAnswer(d, c)
	last := 0 // the finding after which to say what comes then
	for i, f := range c.Findings {
		if f.Verdict == checks.Fail || f.Verdict == checks.Warn {
			last = i
		}
	}
	for i := range c.Findings {
		if i > 0 {
			d.blank()
			d.raw(ruler(min(d.n, 24)))
			d.blank()
		}
		f := &c.Findings[i]
		if asking && i == 0 {
			u.rest(d, w.diag, f)
		} else {
			u.finding(d, w.diag, f, c.Findings[:i]...)
		}
		if i == last {
			w.mended(d, c.Status)
		}
	}
	if next := w.row + 1; next <= checks.Coupon {
		d.blank()
		d.add(line{{"Next  ", muted}, {"↓ ", keycap}, {fmt.Sprintf("%d %s  ", next, next.Label()), muted}}.join(word(w.diag.Check(next).Status)))
	} else {
		d.blank()
		d.add(line{{"Next  ", muted}, {"↓ ", keycap}, {"Summary", muted}})
	}
}

// mended tells what to do once the remedy is done.
func (w *walk) mended(d *doc, s checks.Status) {
	if w.diag.Watchable() && (s == checks.Fail || s == checks.Warn) {
		d.blank()
		d.add(line{{"Then  ", muted}, {"W ", keycap}, {"watches both sides until the sale arrives", muted}})
	}
}

// told is a finding's sentence, with the differing characters of the values it
// compares marked already there. Masks differ as a whole, so that marks within
// them would say nothing.
func (u desk) told(f *checks.Finding) line {
	if u.mask.On {
		return u.sentence(f.Summary, plain)
	}
	var l line
	for _, p := range f.Summary {
		part := u.sentence(record.Sentence{p}, plain)
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
		l = l.join(part)
	}
	return l
}

// finding draws one finding in full.
func (u desk) finding(d *doc, diag *checks.Diagnosis, f *checks.Finding, before ...checks.Finding) {
	d.verdict(f.Verdict, u.told(f))
	u.rest(d, diag, f, before...)
}

// rest is a finding below its sentence. What the findings before it offer to
// look at is not offered again.
func (u desk) rest(d *doc, diag *checks.Diagnosis, f *checks.Finding, before ...checks.Finding) {
	if f.Basis == checks.Inferred && (f.Verdict == checks.Fail || f.Verdict == checks.Warn) {
		in := 0
		if d.n >= hangs {
			in = chip(f.Verdict).width() + 2
		}
		d.hang(ln(plain, strings.Repeat(" ", in)), ln(muted, "Inferred from what is known, not documented."))
	}
	both, compared := newDoc(d.n), f.Compare
	if f.Verdict == checks.Fail || f.Verdict == checks.Warn {
		// What is the same on both sides is not what is wrong.
		compared = slices.DeleteFunc(slices.Clone(compared), func(c checks.Compare) bool { return c.Stripe.Value == c.FirstPromoter.Value })
	}
	if len(compared) > 0 {
		u.compare(both, compared)
	}
	// What to do should be in sight without scrolling; the sentence above says
	// what differs already.
	first := newDoc(d.n)
	u.remedies(first, f.Remedies[:min(1, len(f.Remedies))])
	const around = 3 // its heading and the blank rows
	later := len(first.rows) > 0 && len(d.rows)+len(both.rows)+len(first.rows)+around > d.high
	if len(both.rows) > 0 && !later {
		d.blank()
		u.compare(d, compared)
	}
	if len(f.Remedies) > 0 {
		d.blank()
		d.heading("What to do")
		u.remedies(d, f.Remedies)
	}
	if len(both.rows) > 0 && later {
		d.blank()
		d.heading("Side by side")
		u.compare(d, compared)
	}
	offered := func(o checks.Object) bool {
		return slices.ContainsFunc(before, func(b checks.Finding) bool {
			return slices.ContainsFunc(b.Objects, func(p checks.Object) bool { return p.Ref == o.Ref })
		})
	}
	if objects := slices.DeleteFunc(slices.Clone(f.Objects), offered); len(objects) > 0 {
		d.blank()
		d.heading("Look closer")
		u.objects(d, diag, f, objects)
	}
}

// compare shows both sides. Where there is room they stand next to each other,
// else one above the other; either way what differs is marked and underlined
// by a row of its own, which needs no colour to be seen.
func (u desk) compare(d *doc, list []checks.Compare) {
	const labelWidth = 20
	col := (d.n - labelWidth - 2) / 2
	wide := col >= 30
	for _, c := range list {
		a, b := u.pair(c.Stripe, c.FirstPromoter)
		if width(a) > col || width(b) > col {
			wide = false
		}
	}
	if wide {
		d.raw(line{{strings.Repeat(" ", labelWidth), plain}}.join(ln(heading, "STRIPE").pad(col + 2)).join(ln(heading, "FIRSTPROMOTER")))
	}
	for i, c := range list {
		a, b := u.sides(c)
		name := dossier.FieldLabel(c.Field)
		if wide {
			d.raw(ln(muted, name).cut(labelWidth - 1).pad(labelWidth).join(a.pad(col + 2)).join(b))
			if carets(a).width()+carets(b).width() > 0 {
				d.raw(line{{strings.Repeat(" ", labelWidth), plain}}.join(carets(a).pad(col + 2)).join(carets(b)))
			}
			continue
		}
		if i > 0 {
			d.raw(nil)
		}
		if in := 17; max(a.width(), b.width())+in <= d.n {
			d.raw(ln(muted, name).cut(d.n))
			d.value(ln(muted, "  Stripe").pad(in), a)
			d.value(ln(muted, "  FirstPromoter").pad(in), b)
			continue
		}
		d.raw(ln(muted, name+" in ").with(plain, "Stripe").cut(d.n))
		d.value(nil, a)
		d.raw(ln(muted, name+" in ").with(plain, "FirstPromoter").cut(d.n))
		d.value(nil, b)
	}
}

// value appends one side of a comparison with the row that marks what differs.
// A value too long for the row goes on below, each part above its marks.
func (d *doc) value(head, l line) {
	in := head.width()
	for _, part := range chunks(l, max(4, d.n-in)) {
		d.raw(head.pad(in).join(part))
		if c := carets(part); c.width() > 0 {
			d.raw(ln(plain, strings.Repeat(" ", in)).join(c))
		}
		head = nil
	}
}

// hangs is the width from which a sentence stands beside its verdict.
const hangs = 64

// verdict is a status with its sentence: beside it where there is room, else
// running on from it.
func (d *doc) verdict(s checks.Status, l line) {
	if d.n >= hangs {
		d.hang(chip(s).with(plain, "  "), l)
		return
	}
	d.add(chip(s).with(plain, "  ").join(l))
}

// chunks cuts a line into rows of n cells, without regard to words.
func chunks(l line, n int) []line {
	var out []line
	var row line
	used := 0
	for _, s := range l {
		text := s.text
		for used+width(text) > n {
			head := clip(text, n-used)
			if head == "" && used == 0 {
				head = firstGrapheme(text)
			}
			row = row.with(s.role, head)
			text = text[len(head):]
			out, row, used = append(out, row), nil, 0
			if text == "" {
				break
			}
		}
		if text != "" {
			row = row.with(s.role, text)
			used += width(text)
		}
	}
	if len(row) > 0 || len(out) == 0 {
		out = append(out, row)
	}
	return out
}

// sides are both values, differing characters marked.
func (u desk) sides(c checks.Compare) (stripe, firstPromoter line) {
	a, b := u.pair(c.Stripe, c.FirstPromoter)
	nothing := func(s string) line {
		if s == "" {
			return ln(muted, "(nothing)")
		}
		return ln(outside, s)
	}
	if a == "" || b == "" || c.Stripe.Kind == record.KindWhen || c.Stripe.Kind == record.Words || c.FirstPromoter.Kind == record.Words {
		return nothing(a), nothing(b)
	}
	both := once(u.drawn.sides, [2]string{a, b}, func() (l [2]line) {
		l[0], l[1], _ = contrast(a, b)
		return l
	})
	return both[0], both[1]
}

// contrast marks what differs between two texts. Two ids of one kind are
// compared place by place; texts that have little in common are only told to
// differ, since marking nearly all of both says nothing.
func contrast(a, b string) (left, right, sign line) {
	if a == b {
		return ln(outside, a), ln(outside, b), ln(pass, "=")
	}
	x, y := display.Differ(a, b)
	if same(x)*2 >= max(letters(a), letters(b)) {
		return marks(x), marks(y), ln(fail, "≠")
	}
	if kind, _, ok := strings.Cut(a, "_"); ok && len(a) == len(b) && strings.HasPrefix(b, kind+"_") {
		return placeByPlace(a, b), placeByPlace(b, a), ln(fail, "≠")
	}
	return ln(outside, a), ln(outside, b), ln(fail, "≠")
}

// placeByPlace marks the characters of a that are others in b. Both are of one length.
func placeByPlace(a, b string) line {
	var l line
	x, y := []rune(a), []rune(b)
	for i, r := range x {
		ro := outside
		if i >= len(y) || y[i] != r {
			ro = differ
		}
		if k := len(l) - 1; k >= 0 && l[k].role == ro {
			l[k].text += string(r)
		} else {
			l = append(l, span{string(r), ro})
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

func marks(spans []display.Span) line {
	var l line
	for _, s := range spans {
		r := outside
		if s.Differs {
			r = differ
		}
		l = l.with(r, s.Text)
	}
	return l
}

// carets underlines the differing spans of a line, for eyes and terminals
// without colours. Where nothing is marked it is empty.
func carets(l line) line {
	var b strings.Builder
	any := false
	for _, s := range l {
		if s.role == differ {
			any = true
			b.WriteString(strings.Repeat("▴", width(s.text)))
		} else {
			b.WriteString(strings.Repeat(" ", width(s.text)))
		}
	}
	if !any {
		return nil
	}
	return ln(fail, strings.TrimRight(b.String(), " "))
}

// mostRows is how many rows a value takes before it is marked.
const mostRows = 3

// remedies are numbered in the order in which to do them; alternatives have a letter each.
func (u desk) remedies(d *doc, list []checks.Remedy) {
	wide := 0
	for _, r := range list {
		wide = max(wide, len(r.Label()))
	}
	for i, r := range list {
		if i > 0 {
			d.raw(nil)
		}
		number := fmt.Sprintf("%-*s  ", wide, r.Label())
		d.hang(ln(accent, number), u.sentence(r.Text, plain))
		in := strings.Repeat(" ", len(number))
		if r.Where != "" {
			d.hang(ln(muted, in), menuPath(u.safe(r.Where)))
		}
		row := func(what string, m mark, ro role, text string) {
			m.what = "the " + what
			head := ln(muted, in+what).pad(len(in) + 9)
			rows := hang(head, ln(ro, text), d.n)
			switch {
			case len(rows) > 1 && width(text)+len(in) <= d.n:
				rows = []line{head, ln(plain, in).with(ro, text)} // whole, on a row of its own
			case len(rows) > mostRows && d.open != len(d.spots):
				rows = []line{head.with(ro, text).cut(d.n)} // whole when marked
			}
			d.spotted(spot{mark: m}, rows)
		}
		if r.Value.Value != "" {
			row("value", mark{text: u.exact(r.Value)}, outside, u.piece(r.Value))
		}
		if r.URL != "" {
			shown := u.link(r.URL)
			row("link", mark{text: shown, url: r.URL}, link, shown)
		}
		if len(r.Command) > 0 {
			u.commandRow(d, in, u.command(r.Command))
		}
	}
}

// commandRow is one row, unfolded while it is marked: most people never need it.
func (u desk) commandRow(d *doc, in, shown string) {
	s := spot{mark: mark{what: "the command", text: shown}}
	head := ln(muted, in+"command  ")
	if d.open != len(d.spots) {
		one, _, _ := strings.Cut(shown, "\n")
		d.spotted(s, []line{head.with(code, one).cut(d.n)})
		return
	}
	rows := []line{head.with(muted, "y copies it")}
	for _, part := range strings.Split(shown, "\n") {
		rows = append(rows, hang(ln(muted, in), ln(code, part), d.n)...)
	}
	d.spotted(s, rows)
}

// menuPath draws a way through menus.
func menuPath(where string) line {
	var l line
	for i, part := range strings.Split(where, " > ") {
		if i > 0 {
			l = l.with(rule, " ›\u00a0") // a row breaks before the sign
		}
		l = l.with(muted, part)
	}
	return l
}

// objects are the objects a finding speaks of, each to be opened.
func (u desk) objects(d *doc, diag *checks.Diagnosis, f *checks.Finding, list []checks.Object) {
	for _, o := range list {
		l := ln(plain, dossier.TypeLabel(diag, o.Type)).pad(21).with(outside, u.mask.ID(o.ID))
		if system := o.System.Name(); l.width()+len(system)+2 <= d.n {
			l = l.right(ln(muted, system), d.n)
		}
		d.spotted(spot{
			mark:  mark{what: "the id", text: u.mask.ID(o.ID), url: o.URL},
			enter: func() func() screen { return func() screen { return newObject(u, diag, o, f) } },
		}, []line{l.cut(d.n)})
	}
}

// fillSummary is the end of the walk: the one thing to fix first, then the rest.
func (w *walk) fillSummary(d *doc) {
	u := w.u
	first, item, ok := w.diag.First()
	if !ok {
		d.add(ln(pass, "✓ Nothing is wrong with this sale."))
		d.blank()
		if s := w.diag.Check(checks.Connected).Summary(); s != nil {
			d.add(u.sentence(s, plain))
			d.blank()
		}
		w.fillGood(d)
		w.fillNotes(d, 0)
		d.blank()
		d.add(ln(keycap, "/").with(muted, " picks another sale, ").with(keycap, "e").with(muted, " makes a report of this one."))
		return
	}
	d.add(ln(strong, w.headline(first.Verdict)))
	if !w.low() {
		d.blank()
	}
	d.add(ln(muted, fmt.Sprintf("%d  %s", item, item.Question())))
	d.blank()
	d.verdict(first.Verdict, u.told(&first))
	if len(first.Remedies) > 0 {
		d.blank()
		d.heading("What to do")
		u.remedies(d, first.Remedies)
	}
	w.mended(d, first.Verdict)
	w.fillNotes(d, item)
	d.blank()
	w.fillGood(d)
}

func (w *walk) headline(s checks.Status) string {
	switch s {
	case checks.Fail:
		return "Fix this first"
	case checks.Error:
		return "This could not be checked"
	case checks.Ask:
		return "Only you can see this: please look"
	default:
		return "Nothing is surely wrong, but this looks suspicious"
	}
}

// fillNotes lists what else there is, below the item shown in full.
func (w *walk) fillNotes(d *doc, shown checks.Item) {
	head := false
	for _, st := range []checks.Status{checks.Fail, checks.Error, checks.Ask, checks.Warn} {
		for _, c := range w.diag.Checks {
			for i, f := range c.Findings {
				if f.Verdict != st || c.Item == shown && i == 0 {
					continue
				}
				if !head {
					d.blank()
					d.heading("Then")
					head = true
				}
				d.hang(word(st).pad(8).with(muted, fmt.Sprintf("%d ", c.Item)), w.u.sentence(f.Summary, plain))
			}
		}
	}
}

func (w *walk) fillGood(d *doc) {
	for _, st := range []checks.Status{checks.Pass, checks.Skip} {
		var names []string
		for _, c := range w.diag.Checks {
			if c.Status == st {
				names = append(names, hard(fmt.Sprintf("%d %s", c.Item, c.Item.Label())))
			}
		}
		if len(names) > 0 {
			d.hang(word(st).pad(8), ln(muted, strings.Join(names, ", ")))
		}
	}
}
