package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// The tabs of an object.
const (
	tabCompare = iota
	tabTimeline
	tabRaw
	tabCount
)

var tabNames = []string{"Compare", "Timeline", "Raw"}

// object is the drill-down into one object of either service.
type object struct {
	base
	u       *ui
	diag    *checks.Diagnosis
	finding *checks.Finding
	url     string
	it      thing
	other   thing // the object on the other side; its ref is zero where there is none
	tab     int
	spot    int
	scroll  [tabCount]scroller
	doc     *doc
	raw     *rawView
}

func newObject(u *ui, d *checks.Diagnosis, o checks.Object, f *checks.Finding) *object {
	x := &object{u: u, diag: d, finding: f, url: o.URL, it: lookUp(d, o.Ref)}
	if r, ok := facing(d, f, o.Ref); ok {
		x.other = lookUp(d, r)
	}
	x.raw = newRawView(u, x.it.raw)
	return x
}

func (x *object) title() line {
	return ln(strong, typeLabel(x.it.ref.Type, x.diag)).with(muted, " "+x.u.mask.ID(x.it.ref.ID))
}

func (x *object) field() *field {
	if x.tab == tabRaw {
		return x.raw.field()
	}
	return nil
}

func (x *object) offers() []offer {
	if x.field() != nil {
		return []offer{canCalled(actEnter, "search"), canCalled(actBack, "leave it")}
	}
	os := []offer{canCalled(actNextTab, "tab"), {act: actPrevTab, quiet: true}, {act: actLeft, quiet: true}, {act: actRight, quiet: true}}
	if x.tab == tabRaw {
		return append(append(os, x.raw.offers()...), offer{act: actTimeline, quiet: true}, offer{act: actRaw, off: "This is the JSON."})
	}
	if x.tab == tabCompare {
		os = append(os, canMove("field"))
	}
	os = append(os, scrolling...)
	if x.tab == tabCompare {
		_, ok := x.target()
		os = append(os, canIf(ok, actEnter, "What is marked leads to no other object."))
		os[len(os)-1].label = "go there"
	}
	return append(os, canIf(x.tab != tabTimeline, actTimeline, "This is the timeline."), can(actRaw))
}

// target is the object that the marked row points at.
func (x *object) target() (func() screen, bool) {
	if x.doc == nil || x.spot >= len(x.doc.spots) || x.doc.spots[x.spot].enter == nil {
		return nil, false
	}
	open := x.doc.spots[x.spot].enter()
	return open, open != nil
}

func (x *object) do(act action, key string) tea.Cmd {
	switch act {
	case actNextTab, actRight:
		x.tab = (x.tab + 1) % tabCount
		return nil
	case actPrevTab, actLeft:
		x.tab = (x.tab + tabCount - 1) % tabCount
		return nil
	case actTimeline:
		x.tab = tabTimeline
		return nil
	case actRaw:
		x.tab = tabRaw
		return nil
	}
	switch x.tab {
	case tabRaw:
		return x.raw.do(act)
	case tabTimeline:
		x.scroll[x.tab].act(act)
		return nil
	}
	s := &x.scroll[tabCompare]
	last := 0
	if x.doc != nil {
		last = max(0, len(x.doc.spots)-1)
	}
	switch act {
	case actUp:
		if x.spot == 0 {
			s.by(-1)
		}
		x.spot = max(0, x.spot-1)
	case actDown:
		if x.spot == last {
			s.by(1)
		}
		x.spot = min(last, x.spot+1)
	case actPageUp:
		x.spot = max(0, x.spot-s.page())
	case actPageDown:
		x.spot = min(last, x.spot+s.page())
	case actTop:
		x.spot = 0
		s.to(0)
	case actBottom:
		x.spot = last
		s.to(s.rows)
	case actEnter:
		if open, ok := x.target(); ok {
			return x.u.push(open())
		}
	}
	if x.doc != nil && x.spot < len(x.doc.spots) && act != actTop && act != actBottom {
		s.show(x.doc.spots[x.spot].from, x.doc.spots[x.spot].to)
	}
	return nil
}

func (x *object) update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(typedMsg); ok && x.tab == tabRaw {
		x.raw.typed()
	}
	return nil
}

func (x *object) status() line {
	if x.tab == tabRaw {
		return x.raw.status()
	}
	return nil
}

func (x *object) marked() mark {
	switch x.tab {
	case tabRaw:
		m := x.raw.marked()
		m.url = x.url
		return m
	case tabCompare:
		if x.doc != nil && x.spot < len(x.doc.spots) {
			m := x.doc.spots[x.spot].mark
			m.url = x.url
			return m
		}
	}
	return mark{url: x.url}
}

func (x *object) body(w, h int) []line {
	top := []line{nil, tabRow(tabNames, x.tab), nil}
	rest := h - len(top)
	switch x.tab {
	case tabRaw:
		return append(top, x.raw.body(w, rest)...)
	case tabTimeline:
		d := newDoc(w - 6)
		x.u.timeline(d, x.diag)
		return append(top, indent(x.scroll[x.tab].window(d, rest, -1), 1)...)
	}
	d := newDoc(min(w-6, 150))
	x.compare(d)
	if rest-len(d.rows) > 8 {
		d.blank()
		d.heading("What happened when")
		x.u.timeline(d, x.diag)
	}
	x.doc = d
	return append(top, indent(x.scroll[x.tab].window(d, rest, x.spot), 1)...)
}

// compare draws this object next to the one on the other side.
func (x *object) compare(d *doc) {
	u := x.u
	if x.finding != nil {
		d.verdict(x.finding.Verdict, u.told(x.finding))
		d.blank()
	}
	if !x.it.known {
		has := "only the id of this object"
		if len(x.it.fields) > 1 {
			has = "only what other records say of this object"
		}
		d.para(muted, "fpdoctor has "+has+": it does not exist there, or more of it was not needed to find the cause.")
		d.blank()
	}
	stripe, fp := x.it, x.other
	if x.it.ref.System == record.FirstPromoter {
		stripe, fp = x.other, x.it
	}
	list := pairUp(x.it, x.other)
	g := newGrid(d.n, x.other.ref.ID != "")
	g.fit(x, list)
	g.head(d, x.diag, stripe, fp, x.it.ref.System)
	for i, row := range list {
		// What only one of both has stands apart from what can be compared.
		if i > 0 && row.kind() != list[i-1].kind() && x.u.h > minHeight+4 {
			d.raw(nil)
		}
		g.row(d, x, row)
	}
}

// pairRow is one row of the comparison; mine belongs to the object looked at.
type pairRow struct{ mine, theirs *fieldRow }

// kind tells rows that both sides have from those of one side.
func (r pairRow) kind() [2]bool { return [2]bool{r.mine != nil, r.theirs != nil} }

// pairUp puts fields that mean the same next to each other. What only the other
// side has comes last.
func pairUp(it, other thing) []pairRow {
	used := make([]bool, len(other.fields))
	var out []pairRow
	for i := range it.fields {
		r := pairRow{mine: &it.fields[i]}
		for k := range other.fields {
			o := &other.fields[k]
			if r.mine.twin != "" && !used[k] && o.twin == r.mine.twin {
				used[k], r.theirs = true, o
				break
			}
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b pairRow) int {
		switch {
		case (a.theirs != nil) == (b.theirs != nil):
			return 0
		case a.theirs != nil:
			return -1
		}
		return 1
	})
	for k := range other.fields {
		if !used[k] {
			out = append(out, pairRow{theirs: &other.fields[k]})
		}
	}
	return out
}

// grid lays the rows of a comparison out: three columns where there is room,
// else one value below the other.
type grid struct {
	name, left, right int // the columns: the field's name, Stripe, FirstPromoter
	stacked           bool
	alone             bool
}

func newGrid(n int, both bool) grid {
	g := grid{name: 18, alone: !both}
	if !both {
		g.left = n - g.name
		return g
	}
	g.left = (n - g.name - 3) / 2
	g.right = n - g.name - 3 - g.left
	g.stacked = g.left < 24
	return g
}

// fit makes the left column as narrow as its values allow, so that what is
// compared stands close together.
func (g *grid) fit(x *object, list []pairRow) {
	if g.alone || g.stacked {
		return
	}
	widest := 24
	for _, r := range list {
		f := r.mine
		if x.it.ref.System == record.FirstPromoter {
			f = r.theirs
		}
		if f != nil {
			if w := width(x.u.piece(f.value)); w <= g.left {
				widest = max(widest, min(w+4, g.left))
			}
		}
	}
	g.right += g.left - widest
	g.left = widest
}

func (g grid) head(d *doc, diag *checks.Diagnosis, stripe, fp thing, mine record.System) {
	name := func(t thing) string {
		if t.ref.ID == "" {
			return ""
		}
		return typeLabel(t.ref.Type, diag)
	}
	switch {
	case g.alone:
		d.raw(ln(plain, "").pad(g.name).join(ln(heading, strings.ToUpper(mine.Name()))))
	case !g.stacked:
		left, right := ln(heading, "STRIPE"), ln(heading, "FIRSTPROMOTER")
		what, other := ln(muted, name(stripe)), ln(muted, name(fp))
		row := func(l, r line) { d.raw(ln(plain, "").pad(g.name).join(l.pad(g.left + 3)).join(r)) }
		if left.width()+2+what.width() > g.left || right.width()+2+other.width() > g.right {
			row(left, right)
			row(what, other)
			return
		}
		row(left.with(plain, "  ").join(what), right.with(plain, "  ").join(other))
	}
}

func (g grid) row(d *doc, x *object, r pairRow) {
	u := x.u
	name := ""
	var mine, theirs line
	var value string
	var sign line
	switch {
	case r.mine != nil && r.theirs != nil:
		name = r.mine.label
		if r.theirs.label != r.mine.label && !g.stacked && width(name)+width(r.theirs.label)+3 <= g.name {
			name = strings.TrimSpace(name) + " / " + strings.TrimSpace(r.theirs.label)
		}
		a, b := u.pair(r.mine.value, r.theirs.value)
		value = u.exact(r.mine.value)
		mine, theirs, sign = compared(r, a, b)
	case r.mine != nil:
		name, value = r.mine.label, u.exact(r.mine.value)
		mine = ln(roleOf(*r.mine), u.piece(r.mine.value))
	default:
		name, value = r.theirs.label, u.exact(r.theirs.value)
		theirs = ln(roleOf(*r.theirs), u.piece(r.theirs.value))
	}
	left, right := mine, theirs
	if x.it.ref.System == record.FirstPromoter {
		left, right = theirs, mine
	}
	own := r.mine
	if own == nil {
		own = r.theirs
	}
	s := spot{mark: mark{what: u.mask.Text(name), text: value}}
	if t := own.ref; t.ID != "" && t != x.it.ref {
		s.enter = x.opener(t)
	} else if r.mine == nil && r.theirs.label == "id" {
		s.enter = x.opener(x.other.ref)
	}
	if s.enter != nil {
		sign2 := ln(accent, " ›")
		if r.mine != nil {
			mine = mine.join(sign2)
		} else {
			theirs = theirs.join(sign2)
		}
		left, right = mine, theirs
		if x.it.ref.System == record.FirstPromoter {
			left, right = theirs, mine
		}
	}
	name = u.mask.Text(name)
	head := ln(muted, name).cut(g.name - 1).pad(g.name)
	blank := ln(plain, "").pad(g.name)
	var out []line
	switch {
	case g.alone:
		for i, part := range chunks(left.join(right), g.left) {
			if i > 0 {
				head = blank
			}
			out = append(out, head.join(part))
		}
	case g.stacked, left.width() > 0 && right.width() > 0 && (left.width() > g.left || right.width() > g.right):
		out = g.stack(name, left, right, d.n)
	case right.width() == 0:
		for i, part := range chunks(left, d.n-g.name) {
			if i > 0 {
				head = blank
			}
			out = append(out, head.join(part))
		}
	default:
		ls, rs := chunks(left, g.left), chunks(right, g.right)
		for i := range max(len(ls), len(rs)) {
			var a, b line
			if i < len(ls) {
				a = ls[i]
			}
			if i < len(rs) {
				b = rs[i]
			}
			mid := ln(plain, "   ")
			if i == 0 && sign != nil {
				mid = line{{" ", plain}}.join(sign).with(plain, " ")
			} else if i > 0 {
				head = blank
			}
			out = append(out, head.join(a.pad(g.left)).join(mid).join(b))
			if ca, cb := carets(a), carets(b); ca.width()+cb.width() > 0 {
				out = append(out, blank.join(ca.pad(g.left+3)).join(cb))
			}
		}
	}
	d.spotted(s, out)
}

// stack is a row of the comparison whose values do not fit side by side: they
// stand one above the other, aligned.
func (g grid) stack(name string, left, right line, n int) []line {
	if left.width() == 0 || right.width() == 0 {
		side := "Stripe: "
		if left.width() == 0 {
			side = "FirstPromoter: "
		}
		return hang(ln(muted, name).cut(g.name-1).pad(g.name), ln(muted, side).join(left).join(right), n)
	}
	const sides = 15
	in, head := g.name+sides, ln(muted, name).cut(g.name-1).pad(g.name)
	rest := line(nil)
	if max(left.width(), right.width())+in > n {
		in, head, rest = 2+sides, ln(plain, "  "), ln(plain, "  ")
	} else {
		rest = ln(plain, "").pad(g.name)
	}
	var d doc
	d.n = n
	if in == 2+sides {
		d.raw(ln(muted, name).cut(n))
	}
	d.value(head.with(muted, "Stripe").pad(in), left)
	d.value(rest.with(muted, "FirstPromoter").pad(in), right)
	return d.rows
}

func (x *object) opener(ref record.Ref) func() func() screen {
	if ref.ID == "" {
		return nil
	}
	return func() func() screen {
		return func() screen { return newObject(x.u, x.diag, x.withURL(ref), nil) }
	}
}

// withURL finds the dashboard link of an object among the findings.
func (x *object) withURL(ref record.Ref) checks.Object {
	for _, c := range x.diag.Checks {
		for _, f := range c.Findings {
			for _, o := range f.Objects {
				if o.Ref == ref && o.URL != "" {
					return o
				}
			}
		}
	}
	return checks.Object{Ref: ref}
}

func roleOf(f fieldRow) role {
	if f.value.Kind == record.KindCode || f.value.Kind == record.Words {
		return plain
	}
	return outside
}

// compared marks what differs between two values of the same meaning. Two that
// have little in common are only told to differ, since marking them whole says
// nothing.
func compared(r pairRow, a, b string) (mine, theirs, sign line) {
	mine, theirs = ln(outside, a), ln(outside, b)
	switch r.mine.value.Kind {
	case record.KindWhen, record.KindAmount:
		return mine, theirs, nil
	default:
	}
	if r.mine.value.Value == r.theirs.value.Value {
		return mine, theirs, ln(pass, "=")
	}
	return contrast(a, b)
}
