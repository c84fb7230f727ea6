package tui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/tui/kit"
)

// helpScreen is the key table, with what works on the screen below, and what
// the signs mean.
type helpScreen struct {
	u      *ui
	below  kit.Screen
	scroll kit.Scroller

	doc *kit.Doc // as of when it was opened, and what it was laid out for
	key helpKey
}

type helpKey struct {
	width  int
	masked bool
}

func newHelp(u *ui, below kit.Screen) *helpScreen { return &helpScreen{u: u, below: below} }

func (h *helpScreen) Title() kit.Line { return kit.Ln(kit.Strong, "Help") }
func (h *helpScreen) Offers() []kit.Offer {
	return append(
		[]kit.Offer{kit.CanMove("scroll"), {Act: kit.ActHelp, Off: "This is the help. Esc goes back.", Quiet: true}},
		kit.Scrolling...)
}

func (h *helpScreen) Do(act kit.Action, _ string) tea.Cmd {
	h.scroll.Act(act)
	return nil
}

// helpRow is what a key does on the screen below.
type helpRow struct {
	keys, text string
	off        string // why it does nothing now
}

// rows are the keys that the screen below has of its own, those it moves by, and
// those that work everywhere.
func (h *helpScreen) rows() (own, move, always []helpRow, shown map[kit.Action]bool) {
	field, shown := kit.FieldOf(h.below), map[kit.Action]bool{}
	row := func(o kit.Offer, text string) (r helpRow) {
		b := kit.BindingOf[o.Act]
		r = helpRow{b.KeysBeside(field), text, o.Off}
		if r.keys == "" {
			r.keys, r.off = b.Shown, "It is a letter while you type."
		}
		return r
	}
	offers := h.below.Offers()
	moves := slices.ContainsFunc(offers, func(o kit.Offer) bool { return o.Act == kit.ActDown && o.Key != "" })
	for _, o := range offers {
		b := kit.BindingOf[o.Act]
		switch {
		case shown[o.Act]:
			continue
		case o.Act == kit.ActUp && moves:
		case o.Act == kit.ActDown && o.Key != "":
			keys := o.Key + " k j"
			if field != nil {
				keys = o.Key
			}
			own = append(own, helpRow{keys, "up and down: " + o.Label, o.Off})
		case b.Group == kit.GroupMove && o.Label == "":
			move = append(move, row(o, b.Help))
		default:
			own = append(own, row(o, o.Does()))
		}
		shown[o.Act] = true
	}
	for _, o := range h.u.everywhere(h.below, deep(h.u)-1) {
		if !shown[o.Act] && !kit.Taken(offers, o.Act) {
			shown[o.Act] = true
			always = append(always, row(o, kit.BindingOf[o.Act].Help))
		}
	}
	return own, move, always, shown
}

func (h *helpScreen) Body(w, height int) []kit.Line {
	if k := (helpKey{w, h.u.pen.Mask.On}); h.doc == nil || k != h.key {
		h.doc, h.key = h.lay(min(w-6, 120)), k
	}
	return kit.Indent(h.scroll.Window(h.doc, height, -1), 1)
}

// lay is the whole help in rows of n cells.
func (h *helpScreen) lay(n int) *kit.Doc {
	d := kit.NewDoc(n)
	for _, id := range kit.CausesOn(h.below) {
		explain(d, id)
	}
	entries := func(rows []helpRow) {
		for _, r := range rows {
			if r.off != "" {
				d.Hang(kit.Ln(kit.Muted, r.keys).Pad(16), kit.Ln(kit.Muted, r.text+" (not now: "+r.off+")"))
				continue
			}
			d.Hang(kit.Ln(kit.Keycap, r.keys).Pad(16), kit.Ln(kit.Plain, r.text))
		}
	}
	own, move, always, shown := h.rows()
	d.Raw(nil, kit.Ln(kit.Strong, "Keys on this screen"), nil)
	entries(own)
	d.Blank()
	d.Heading(kit.GroupMove)
	entries(move)
	d.Blank()
	d.Heading(kit.GroupAlways)
	entries(always)
	d.Blank()
	d.Heading("Signs")
	for _, s := range []struct {
		st      checks.Status
		meaning string
	}{
		{checks.Pass, "proved good"}, {checks.Fail, "this keeps the sale from being recorded"},
		{checks.Warn, "suspicious, or its effect is not documented"},
		{checks.Ask, "only you can see it in FirstPromoter"}, {checks.Skip, "does not apply to this sale, or an earlier item settled it"},
		{checks.Error, "could not be checked"}, {checks.Info, "worth knowing, decides nothing"},
	} {
		d.Hang(kit.Word(s.st).Pad(16), kit.Ln(kit.Plain, s.meaning))
	}
	d.Raw(kit.Ln(kit.Differ, "▴").Pad(16).With(kit.Plain, "characters that differ between both sides"))
	d.Blank()
	d.Heading("Elsewhere")
	for _, g := range kit.Groups {
		if g == kit.GroupMove || g == kit.GroupAlways {
			continue
		}
		for i := range kit.Bindings {
			if b := &kit.Bindings[i]; b.Group == g && !shown[b.Act] {
				d.Hang(kit.Ln(kit.Muted, b.Shown).Pad(16), kit.Ln(kit.Muted, b.Help+"  ("+strings.ToLower(g)+")"))
			}
		}
	}
	d.Blank()
	d.Para(
		kit.Muted,
		"fpdoctor only reads: it changes nothing in Stripe or FirstPromoter. For screen readers, “fpdoctor check SALE” prints the whole "+
			"walk as plain text.",
	)
	return d
}

// explain tells of a cause in general. What to do stands on the screen below, with
// the values of its sale.
func explain(d *kit.Doc, id string) {
	e, ok := checks.Explain(id)
	if !ok {
		return
	}
	d.Raw(nil, kit.Ln(kit.Strong, "What ").With(kit.Code, e.ID).With(kit.Strong, " means").Right(kit.Word(e.Verdict), d.N))
	for _, part := range [][2]string{{"means", e.Means}, {"recognised by", e.Recognised}, {"rests on", e.Basis.InWords() + "."},
		{"source", e.Source + "."}} {
		d.Hang(kit.Ln(kit.Muted, part[0]).Pad(16), kit.Ln(kit.Plain, part[1]))
	}
}

// palette is every command of the screen below, by name.
type palette struct {
	u     *ui
	below kit.Screen
	input *kit.Field
	menu  kit.Menu
}

func newPalette(u *ui, below kit.Screen) *palette {
	return &palette{u: u, below: below, input: kit.NewField("type part of a command", false)}
}

func (p *palette) Title() kit.Line   { return kit.Ln(kit.Strong, "Commands") }
func (p *palette) Field() *kit.Field { return p.input }

func (p *palette) Offers() []kit.Offer {
	return []kit.Offer{
		kit.CanMove("choose"),
		{Act: kit.ActUp, Quiet: true},
		kit.CanCalled(kit.ActEnter, "do it"),
		kit.CanCalled(kit.ActBack, "leave it"),
		{Act: kit.ActPageUp, Quiet: true},
		{Act: kit.ActPageDown, Quiet: true},
		{Act: kit.ActPalette, Off: "These are the commands.", Quiet: true},
	}
}

// list is what matches the typed letters: what works now first.
func (p *palette) list() []kit.Offer {
	var on, off []kit.Offer
	seen := map[kit.Action]bool{}
	all := append(append([]kit.Offer{}, p.below.Offers()...), p.u.everywhere(p.below, deep(p.u)-1)...)
	for i := range kit.Bindings { // a command of another screen says where it is
		b := &kit.Bindings[i]
		all = append(all, kit.Offer{Act: b.Act, Off: p.whereElse(b)})
	}
	want := strings.Fields(strings.ToLower(p.input.Value()))
next:
	for _, o := range all {
		b := kit.BindingOf[o.Act]
		if seen[o.Act] || b.Group == kit.GroupMove && o.Label == "" || o.Act == kit.ActPalette || o.Act == kit.ActItem || o.Key != "" {
			continue
		}
		seen[o.Act] = true
		text := strings.ToLower(o.Name() + " " + b.Help + " " + string(o.Act) + " " + kit.AlsoCalled[o.Act])
		for _, word := range want {
			if !strings.Contains(text, word) {
				continue next
			}
		}
		if o.Off == "" {
			on = append(on, o)
		} else {
			off = append(off, o)
		}
	}
	return append(on, off...)
}

// whereElse says where a command works that is none of the screen below.
func (p *palette) whereElse(b *kit.Binding) string {
	for _, s := range p.u.stack[:max(0, len(p.u.stack)-2)] {
		if slices.ContainsFunc(s.Offers(), func(o kit.Offer) bool { return o.Act == b.Act && o.Off == "" }) {
			return "Esc goes back to the screen that has it: " + s.Title().Text() + "."
		}
	}
	return b.WhereElse()
}

func (p *palette) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(kit.TypedMsg); ok {
		p.menu.First()
	}
	return nil
}

func (p *palette) Do(act kit.Action, _ string) tea.Cmd {
	list := p.list()
	switch act {
	case kit.ActUp, kit.ActDown, kit.ActPageUp, kit.ActPageDown:
		p.menu.Act(act)
	case kit.ActBack:
		p.u.Pop()
	case kit.ActEnter:
		if p.menu.At >= len(list) {
			return nil
		}
		o := list[p.menu.At]
		p.u.Pop()
		if o.Off != "" {
			return p.u.Say(kit.Muted, o.Off)
		}
		for _, own := range p.below.Offers() {
			if own.Act == o.Act {
				return p.below.Do(o.Act, "")
			}
		}
		return p.u.do(o.Act)
	}
	return nil
}

func (p *palette) Body(w, h int) []kit.Line {
	d := kit.NewDoc(min(w-6, 100))
	list := p.list()
	top := []kit.Line{nil, kit.Ln(kit.Keycap, "  : ").Join(p.input.Line(min(w-8, 60), p.u.pen)), nil}
	for _, o := range list {
		b := kit.BindingOf[o.Act]
		r, note := kit.Outside, kit.Muted
		help := o.Does()
		switch {
		case o.Off != "":
			r, help = kit.Muted, o.Off
		case help == o.Name():
			help = "" // said already
		}
		d.Spotted(
			kit.Spot{Key: string(o.Act)},
			kit.Hang(
				kit.Ln(kit.Keycap, b.Shown).Pad(10).Join(kit.Ln(r, o.Name()).Pad(min(18, d.N/4))).With(kit.Plain, " "),
				kit.Ln(note, help),
				d.N,
			),
		)
	}
	if len(list) == 0 {
		d.Para(kit.Muted, "No command has these letters.")
	}
	p.menu.Lay(d, len(top), h-len(top))
	return append(top, kit.Indent(p.menu.Window(true), 1)...)
}

func (p *palette) Click(_, y int) tea.Cmd {
	if hit, _ := p.menu.Click(y); hit {
		return p.Do(kit.ActEnter, "")
	}
	return nil
}
