package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
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
	u       desk
	diag    *checks.Diagnosis
	finding *checks.Finding
	url     string
	it      dossier.Object
	other   dossier.Object // the one on the other side; its Ref is zero where there is none
	tab     int
	tall    bool // there is room for rows that only part others
	spot    int
	scroll  [tabCount]scroller
	doc     *doc
	raw     *rawView
}

func newObject(u desk, d *checks.Diagnosis, o checks.Object, f *checks.Finding) *object {
	x := &object{u: u, diag: d, finding: f, url: o.URL, it: dossier.Of(d, o.Ref)}
	if r, ok := dossier.Facing(d, f, o.Ref); ok {
		x.other = dossier.Of(d, r)
	}
	x.raw = newRawView(u, x.it.Raw)
	return x
}

func (x *object) title() line {
	return ln(strong, dossier.TypeLabel(x.diag, x.it.Ref.Type)).with(muted, " "+x.u.mask.ID(x.it.Ref.ID))
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
	x.tall = h > 16
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
	if !x.it.Known {
		has := "only the id of this object"
		if len(x.it.Fields) > 1 {
			has = "only what other records say of this object"
		}
		d.para(muted, "fpdoctor has "+has+": it does not exist there, or more of it was not needed to find the cause.")
		d.blank()
	}
	stripe, fp := x.it, x.other
	if x.it.Ref.System == record.FirstPromoter {
		stripe, fp = x.other, x.it
	}
	list := dossier.Pairs(x.it, x.other)
	g := newGrid(d.n, x.other.Ref.ID != "")
	g.fit(x, list)
	g.head(d, x.diag, stripe, fp, x.it.Ref.System)
	for i, row := range list {
		// What only one of both has stands apart from what can be compared.
		if i > 0 && sidesOf(row) != sidesOf(list[i-1]) && x.tall {
			d.raw(nil)
		}
		g.row(d, x, row)
	}
}

// sidesOf tells which sides have a row of the comparison.
func sidesOf(p dossier.Pair) [2]bool { return [2]bool{p.Mine != nil, p.Theirs != nil} }

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
func (g *grid) fit(x *object, list []dossier.Pair) {
	if g.alone || g.stacked {
		return
	}
	widest := 24
	for _, r := range list {
		f := r.Mine
		if x.it.Ref.System == record.FirstPromoter {
			f = r.Theirs
		}
		if f != nil {
			if w := width(x.u.piece(f.Value)); w <= g.left {
				widest = max(widest, min(w+4, g.left))
			}
		}
	}
	g.right += g.left - widest
	g.left = widest
}

func (g grid) head(d *doc, diag *checks.Diagnosis, stripe, fp dossier.Object, mine record.System) {
	name := func(t dossier.Object) string {
		if t.Ref.ID == "" {
			return ""
		}
		return dossier.TypeLabel(diag, t.Ref.Type)
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

func (g grid) row(d *doc, x *object, r dossier.Pair) {
	u := x.u
	name := ""
	var mine, theirs line
	var value string
	var sign line
	switch {
	case r.Both():
		name = r.Mine.Label
		if r.Theirs.Label != r.Mine.Label && !g.stacked && width(name)+width(r.Theirs.Label)+3 <= g.name {
			name = strings.TrimSpace(name) + " / " + strings.TrimSpace(r.Theirs.Label)
		}
		a, b := u.pair(r.Mine.Value, r.Theirs.Value)
		value = u.exact(r.Mine.Value)
		mine, theirs, sign = compared(r, a, b)
	case r.Mine != nil:
		name, value = r.Mine.Label, u.exact(r.Mine.Value)
		mine = ln(roleOf(*r.Mine), u.piece(r.Mine.Value))
	default:
		name, value = r.Theirs.Label, u.exact(r.Theirs.Value)
		theirs = ln(roleOf(*r.Theirs), u.piece(r.Theirs.Value))
	}
	left, right := mine, theirs
	if x.it.Ref.System == record.FirstPromoter {
		left, right = theirs, mine
	}
	own := r.Mine
	if own == nil {
		own = r.Theirs
	}
	s := spot{mark: mark{what: u.mask.Text(name), text: value}}
	if t := own.Ref; t.ID != "" && t != x.it.Ref {
		s.enter = x.opener(t)
	} else if r.Mine == nil && r.Theirs.Label == "id" {
		s.enter = x.opener(x.other.Ref)
	}
	if s.enter != nil {
		sign2 := ln(accent, " ›")
		if r.Mine != nil {
			mine = mine.join(sign2)
		} else {
			theirs = theirs.join(sign2)
		}
		left, right = mine, theirs
		if x.it.Ref.System == record.FirstPromoter {
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
		return func() screen { return newObject(x.u, x.diag, dossier.Linked(x.diag, ref), nil) }
	}
}

func roleOf(f dossier.Field) role {
	if f.Value.Kind == record.KindCode || f.Value.Kind == record.Words {
		return plain
	}
	return outside
}

// compared marks what differs between two values of the same meaning. Two that
// have little in common are only told to differ, since marking them whole says
// nothing.
func compared(r dossier.Pair, a, b string) (mine, theirs, sign line) {
	mine, theirs = ln(outside, a), ln(outside, b)
	switch {
	case r.MayDiffer():
		return mine, theirs, nil
	case r.Equal():
		return mine, theirs, ln(pass, "=")
	}
	return contrast(a, b)
}
