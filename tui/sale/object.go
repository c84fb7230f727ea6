package sale

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
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
	u       Desk
	diag    *checks.Diagnosis
	finding *checks.Finding
	url     string
	it      dossier.Object
	other   dossier.Object // the one on the other side; its Ref is zero where there is none
	tab     int
	tall    bool // there is room for rows that only part others
	fields  kit.Menu
	moments moments // of the timeline
	raw     *rawView
}

func newObject(u Desk, d *checks.Diagnosis, o checks.Object, f *checks.Finding) *object {
	x := &object{u: u, diag: d, fields: kit.Menu{Text: true}, finding: f, url: o.URL, it: dossier.Of(d, o.Ref)}
	if r, ok := dossier.Facing(d, f, o.Ref); ok {
		x.other = dossier.Of(d, r)
	}
	x.raw, x.moments = newRawView(u, x.it.Raw), newMoments(u, d)
	return x
}

// showing has it begin with one of its tabs.
func (x *object) showing(tab int) *object {
	x.tab = tab
	return x
}

func (x *object) Title() kit.Line {
	return kit.Ln(kit.Strong, dossier.TypeLabel(x.diag, x.it.Ref.Type)).With(kit.Muted, " "+x.u.Mask.ID(x.it.Ref.ID))
}

// Causes is that of the finding by which the object was opened.
func (x *object) Causes() []string {
	if x.finding == nil {
		return nil
	}
	return []string{x.finding.Cause}
}

func (x *object) Field() *kit.Field {
	if x.tab == tabRaw {
		return x.raw.Field()
	}
	return nil
}

func (x *object) Offers() []kit.Offer {
	if x.Field() != nil {
		return []kit.Offer{kit.CanCalled(kit.ActEnter, "search"), kit.CanCalled(kit.ActBack, "leave it")}
	}
	os := []kit.Offer{
		kit.CanCalled(kit.ActNextTab, "next view"),
		{Act: kit.ActPrevTab, Quiet: true},
		{Act: kit.ActLeft, Quiet: true},
		{Act: kit.ActRight, Quiet: true},
	}
	if x.tab == tabRaw {
		return append(
			append(os, x.raw.offers()...),
			kit.Offer{Act: kit.ActTimeline, Quiet: true},
			kit.Offer{Act: kit.ActRaw, Off: "This is the JSON."},
		)
	}
	_, ok := x.target()
	move := kit.CanMove("field")
	if x.tab == tabTimeline {
		move.Label = "moment"
	}
	os = append(append(os, move), kit.Scrolling...)
	os = append(os, kit.CanIf(ok, kit.ActEnter, "What is marked leads to no other object."))
	os[len(os)-1].Label = "go there"
	return append(os, kit.CanIf(x.tab != tabTimeline, kit.ActTimeline, "This is the timeline."), kit.Can(kit.ActRaw))
}

// target is the object that the marked row points at.
func (x *object) target() (func() kit.Screen, bool) {
	if x.tab == tabTimeline {
		m, ok := x.moments.at()
		return func() kit.Screen { return x.moments.object() }, ok && m.Ref != x.it.Ref
	}
	s, ok := x.fields.Spot()
	if !ok || s.Enter == nil {
		return nil, false
	}
	open := s.Enter()
	return open, open != nil
}

func (x *object) Do(act kit.Action, key string) tea.Cmd {
	switch act {
	case kit.ActNextTab, kit.ActRight:
		x.tab = (x.tab + 1) % tabCount
		return nil
	case kit.ActPrevTab, kit.ActLeft:
		x.tab = (x.tab + tabCount - 1) % tabCount
		return nil
	case kit.ActTimeline:
		x.tab = tabTimeline
		return nil
	case kit.ActRaw:
		x.tab = tabRaw
		return nil
	}
	switch {
	case x.tab == tabRaw:
		return x.raw.do(act)
	case act == kit.ActEnter:
		if open, ok := x.target(); ok {
			return x.u.Push(open())
		}
	case x.tab == tabTimeline:
		x.moments.menu.Act(act)
	default:
		x.fields.Act(act)
	}
	return nil
}

func (x *object) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(kit.TypedMsg); ok && x.tab == tabRaw {
		x.raw.typed()
	}
	return nil
}

func (x *object) Status() kit.Line {
	if x.tab == tabRaw {
		return x.raw.Status()
	}
	return nil
}

func (x *object) Marked() kit.Mark {
	switch x.tab {
	case tabRaw:
		m := x.raw.Marked()
		m.URL = x.url
		return m
	case tabTimeline:
		return x.moments.Marked()
	case tabCompare:
		if s, ok := x.fields.Spot(); ok {
			m := s.Mark
			m.URL = x.url
			return m
		}
	}
	return kit.Mark{URL: x.url}
}

func (x *object) Body(w, h int) []kit.Line {
	x.tall = h > 16
	top := []kit.Line{nil, kit.TabRow(tabNames, x.tab), nil}
	rest := h - len(top)
	switch x.tab {
	case tabRaw:
		return append(top, x.raw.body(w, rest)...)
	case tabTimeline:
		return append(top, x.moments.rows(w, rest, len(top))...)
	}
	d := kit.NewDoc(min(w-6, 150))
	x.compare(d)
	if rest-len(d.Rows) > 8 {
		d.Blank()
		d.Heading("What happened when")
		t := kit.NewDoc(d.N)
		x.u.timeline(t, x.diag, x.moments.list)
		d.Raw(t.Rows...)
	}
	x.fields.Lay(d, len(top), rest)
	return append(top, kit.Indent(x.fields.Window(true), 1)...)
}

// compare draws this object next to the one on the other side.
func (x *object) compare(d *kit.Doc) {
	u := x.u
	if x.finding != nil {
		kit.Verdict(d, x.finding.Verdict, u.summaryLine(x.finding))
		d.Blank()
	}
	if !x.it.Known {
		has := "only the id of this object"
		if len(x.it.Fields) > 1 {
			has = "only what other records say of this object"
		}
		d.Para(kit.Muted, "fpdoctor has "+has+": it does not exist there, or more of it was not needed to find the cause.")
		d.Blank()
	}
	stripe, fp := x.it, x.other
	if x.it.Ref.System == record.FirstPromoter {
		stripe, fp = x.other, x.it
	}
	list := dossier.Pairs(x.it, x.other)
	g := newGrid(d.N, x.other.Ref.ID != "")
	g.fit(x, list)
	g.head(d, x.diag, stripe, fp, x.it.Ref.System)
	for i, row := range list {
		// What only one of both has stands apart from what can be compared.
		if i > 0 && sidesOf(row) != sidesOf(list[i-1]) && x.tall {
			d.Raw(nil)
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
			if w := kit.Width(x.u.Piece(f.Value)); w <= g.left {
				widest = max(widest, min(w+4, g.left))
			}
		}
	}
	g.right += g.left - widest
	g.left = widest
}

func (g grid) head(d *kit.Doc, diag *checks.Diagnosis, stripe, fp dossier.Object, mine record.System) {
	name := func(t dossier.Object) string {
		if t.Ref.ID == "" {
			return ""
		}
		return dossier.TypeLabel(diag, t.Ref.Type)
	}
	switch {
	case g.alone:
		d.Raw(kit.Ln(kit.Plain, "").Pad(g.name).Join(kit.Ln(kit.Heading, strings.ToUpper(mine.Name()))))
	case !g.stacked:
		left, right := kit.Ln(kit.Heading, "STRIPE"), kit.Ln(kit.Heading, "FIRSTPROMOTER")
		what, other := kit.Ln(kit.Muted, name(stripe)), kit.Ln(kit.Muted, name(fp))
		row := func(l, r kit.Line) { d.Raw(kit.Ln(kit.Plain, "").Pad(g.name).Join(l.Pad(g.left + 3)).Join(r)) }
		if left.Width()+2+what.Width() > g.left || right.Width()+2+other.Width() > g.right {
			row(left, right)
			row(what, other)
			return
		}
		row(left.With(kit.Plain, "  ").Join(what), right.With(kit.Plain, "  ").Join(other))
	}
}

// cells are one row of the comparison: what both sides hold of a field, and whether
// it is the same.
type cells struct {
	name              string
	left, right, sign kit.Line
	value             record.Piece // to be copied
}

func (g grid) cells(x *object, r dossier.Pair) cells {
	u, c := x.u, cells{}
	var mine, theirs kit.Line
	switch {
	case r.Both():
		c.name = r.Mine.Label
		if r.Theirs.Label != r.Mine.Label && !g.stacked && kit.Width(c.name)+kit.Width(r.Theirs.Label)+3 <= g.name {
			c.name = strings.TrimSpace(c.name) + " / " + strings.TrimSpace(r.Theirs.Label)
		}
		a, b := u.Pair(r.Mine.Value, r.Theirs.Value)
		c.value = r.Mine.Value
		mine, theirs, c.sign = compared(r, a, b)
	case r.Mine != nil:
		c.name, c.value = r.Mine.Label, r.Mine.Value
		mine = kit.Ln(roleOf(*r.Mine), u.Piece(r.Mine.Value))
	default:
		c.name, c.value = r.Theirs.Label, r.Theirs.Value
		theirs = kit.Ln(roleOf(*r.Theirs), u.Piece(r.Theirs.Value))
	}
	if x.leadsTo(r).ID != "" {
		on := kit.Ln(kit.Accent, " ›")
		if r.Mine != nil {
			mine = mine.Join(on)
		} else {
			theirs = theirs.Join(on)
		}
	}
	c.left, c.right = mine, theirs
	if x.it.Ref.System == record.FirstPromoter {
		c.left, c.right = theirs, mine
	}
	c.name = u.Mask.Text(c.name)
	return c
}

// leadsTo is the object that a row points at; zero: none.
func (x *object) leadsTo(r dossier.Pair) record.Ref {
	own := r.Mine
	if own == nil {
		own = r.Theirs
	}
	switch {
	case own.Ref.ID != "" && own.Ref != x.it.Ref:
		return own.Ref
	case r.Mine == nil && r.Theirs.Label == "id":
		return x.other.Ref
	}
	return record.Ref{}
}

func (g grid) row(d *kit.Doc, x *object, r dossier.Pair) {
	c := g.cells(x, r)
	s := kit.Spot{Mark: x.u.Mark(c.name, c.value), Enter: x.opener(x.leadsTo(r))}
	switch wide := c.left.Width() > g.left || c.right.Width() > g.right; {
	case g.alone:
		d.Spotted(s, g.single(c.name, c.left.Join(c.right), g.left))
	case g.stacked, c.left.Width() > 0 && c.right.Width() > 0 && wide:
		d.Spotted(s, g.stack(c.name, c.left, c.right, d.N))
	case c.right.Width() == 0:
		d.Spotted(s, g.single(c.name, c.left, d.N-g.name))
	default:
		d.Spotted(s, g.beside(c))
	}
}

// heads are what stands before the first row of a field, and before the others.
func (g grid) heads(name string) (first, others kit.Line) {
	return kit.Ln(kit.Muted, name).Cut(g.name - 1).Pad(g.name), kit.Ln(kit.Plain, "").Pad(g.name)
}

// single is a value by itself, in rows of n cells.
func (g grid) single(name string, value kit.Line, n int) []kit.Line {
	head, others := g.heads(name)
	var out []kit.Line
	for _, part := range kit.Chunks(value, n) {
		out = append(out, head.Join(part))
		head = others
	}
	return out
}

// beside are two values next to each other, what differs marked below them.
func (g grid) beside(c cells) []kit.Line {
	head, others := g.heads(c.name)
	ls, rs := kit.Chunks(c.left, g.left), kit.Chunks(c.right, g.right)
	part := func(of []kit.Line, i int) kit.Line {
		if i < len(of) {
			return of[i]
		}
		return nil
	}
	var out []kit.Line
	for i := range max(len(ls), len(rs)) {
		a, b, mid := part(ls, i), part(rs, i), kit.Ln(kit.Plain, "   ")
		if i == 0 && c.sign != nil {
			mid = kit.Ln(kit.Plain, " ").Join(c.sign).With(kit.Plain, " ")
		}
		out = append(out, head.Join(a.Pad(g.left)).Join(mid).Join(b))
		if ca, cb := carets(a), carets(b); ca.Width()+cb.Width() > 0 {
			out = append(out, others.Join(ca.Pad(g.left+3)).Join(cb))
		}
		head = others
	}
	return out
}

// stack is a row of the comparison whose values do not fit side by side: they
// stand one above the other, aligned.
func (g grid) stack(name string, left, right kit.Line, n int) []kit.Line {
	if left.Width() == 0 || right.Width() == 0 {
		side := "Stripe: "
		if left.Width() == 0 {
			side = "FirstPromoter: "
		}
		return kit.Hang(kit.Ln(kit.Muted, name).Cut(g.name-1).Pad(g.name), kit.Ln(kit.Muted, side).Join(left).Join(right), n)
	}
	const sides = 15
	in, head := g.name+sides, kit.Ln(kit.Muted, name).Cut(g.name-1).Pad(g.name)
	rest := kit.Ln(kit.Plain, "").Pad(g.name)
	if max(left.Width(), right.Width())+in > n {
		in, head, rest = 2+sides, kit.Ln(kit.Plain, "  "), kit.Ln(kit.Plain, "  ")
	}
	d := kit.NewDoc(n)
	if in == 2+sides {
		d.Raw(kit.Ln(kit.Muted, name).Cut(n))
	}
	valueRows(d, head.With(kit.Muted, "Stripe").Pad(in), left)
	valueRows(d, rest.With(kit.Muted, "FirstPromoter").Pad(in), right)
	return d.Rows
}

func (x *object) opener(ref record.Ref) func() func() kit.Screen {
	if ref.ID == "" {
		return nil
	}
	return func() func() kit.Screen {
		return func() kit.Screen { return newObject(x.u, x.diag, dossier.Linked(x.diag, ref), nil) }
	}
}

func roleOf(f dossier.Field) kit.Role {
	if f.Value.Kind == record.KindCode || f.Value.Kind == record.Words {
		return kit.Plain
	}
	return kit.Outside
}

// compared marks what differs between two values of the same meaning. Two that
// have little in common are only told to differ, since marking them whole says
// nothing.
func compared(r dossier.Pair, a, b string) (mine, theirs, sign kit.Line) {
	mine, theirs = kit.Ln(kit.Outside, a), kit.Ln(kit.Outside, b)
	switch {
	case r.MayDiffer():
		return mine, theirs, nil
	case r.Equal():
		return mine, theirs, kit.Ln(kit.Pass, "=")
	}
	return contrast(a, b)
}

func (x *object) Click(at, y int) tea.Cmd {
	if y == kit.TabsAt {
		if i := kit.TabAt(tabNames, at); i >= 0 {
			x.tab = i
		}
		return nil
	}
	again := false
	switch x.tab {
	case tabCompare:
		_, again = x.fields.Click(y)
	case tabTimeline:
		_, again = x.moments.menu.Click(y)
	case tabRaw:
		again = x.raw.click(y - kit.TabsAt - 2)
	}
	if again {
		act := kit.ActEnter
		if x.tab == tabRaw {
			act = kit.ActFold
		}
		return x.Do(act, "")
	}
	return nil
}
