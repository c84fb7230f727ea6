package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
)

// helpScreen is the key table, with what works on the screen below, and what
// the signs mean.
type helpScreen struct {
	below  screen
	scroll scroller
}

func newHelp(below screen) *helpScreen { return &helpScreen{below: below} }

func (h *helpScreen) title() line { return ln(strong, "Help") }
func (h *helpScreen) offers() []offer {
	return append([]offer{canMove("scroll"), {act: actHelp, off: "This is the help. Esc goes back.", quiet: true}}, scrolling...)
}

func (h *helpScreen) do(act action, _ string) tea.Cmd {
	h.scroll.act(act)
	return nil
}

func (h *helpScreen) body(w, height int) []line {
	d := newDoc(min(w-6, 120))
	d.raw(nil, ln(strong, "Keys on this screen"), nil)
	shown := map[action]bool{}
	entry := func(b *binding, text string) {
		d.hang(ln(keycap, b.shown).pad(16), ln(plain, text))
	}
	for _, o := range h.below.offers() {
		b := bindingOf[o.act]
		if shown[o.act] || b.group == groupMove && o.label == "" {
			continue
		}
		shown[o.act] = true
		if o.key != "" {
			shown[actUp] = true
			d.hang(ln(keycap, o.key+" k j").pad(16), ln(plain, "up and down: "+o.label))
			continue
		}
		text := o.says()
		if o.off != "" {
			d.hang(ln(muted, b.shown).pad(16), ln(muted, text+" (not now: "+o.off+")"))
			continue
		}
		entry(b, text)
	}
	for _, g := range []string{groupMove, groupAlways} {
		d.blank()
		d.heading(g)
		for i := range bindings {
			if b := &bindings[i]; b.group == g && !shown[b.act] {
				entry(b, b.help)
			}
		}
	}
	d.blank()
	d.heading("Signs")
	for _, s := range []struct {
		st   checks.Status
		says string
	}{
		{checks.Pass, "proved good"}, {checks.Fail, "this keeps the sale from being recorded"}, {checks.Warn, "suspicious, or its effect is not documented"},
		{checks.Ask, "only you can see it in FirstPromoter"}, {checks.Skip, "does not apply to this sale, or an earlier item settled it"},
		{checks.Error, "could not be checked"}, {checks.Info, "worth knowing, decides nothing"},
	} {
		d.hang(word(s.st).pad(16), ln(plain, s.says))
	}
	d.raw(ln(differ, "▴").pad(16).with(plain, "characters that differ between both sides"))
	d.blank()
	d.heading("Elsewhere")
	for _, g := range groups {
		if g == groupMove || g == groupAlways {
			continue
		}
		for i := range bindings {
			if b := &bindings[i]; b.group == g && !shown[b.act] {
				d.hang(ln(muted, b.shown).pad(16), ln(muted, b.help+"  ("+strings.ToLower(g)+")"))
			}
		}
	}
	d.blank()
	d.para(muted, "fpdoctor only reads: it changes nothing in Stripe or FirstPromoter. For screen readers, “fpdoctor check SALE” prints the whole walk as plain text.")
	return indent(h.scroll.window(d, height, -1), 1)
}

// palette is every command of the screen below, by name.
type palette struct {
	u     *ui
	below screen
	input *field
	menu  menu
}

func newPalette(u *ui, below screen) *palette {
	return &palette{u: u, below: below, input: newField("type part of a command", false)}
}

func (p *palette) title() line   { return ln(strong, "Commands") }
func (p *palette) field() *field { return p.input }

func (p *palette) offers() []offer {
	return []offer{canMove("choose"), {act: actUp, quiet: true}, canCalled(actEnter, "do it"), canCalled(actBack, "leave it"), {act: actPageUp, quiet: true}, {act: actPageDown, quiet: true}}
}

// list is what matches the typed letters: what works now first.
func (p *palette) list() []offer {
	var on, off []offer
	seen := map[action]bool{}
	all := append(append([]offer{}, p.below.offers()...), p.u.everywhere(p.below, len(p.u.stack)-1)...)
	want := strings.Fields(strings.ToLower(p.input.value()))
next:
	for _, o := range all {
		b := bindingOf[o.act]
		if seen[o.act] || b.group == groupMove && o.label == "" || o.act == actPalette || o.act == actItem || o.key != "" {
			continue
		}
		seen[o.act] = true
		text := strings.ToLower(o.name() + " " + b.help)
		for _, word := range want {
			if !strings.Contains(text, word) {
				continue next
			}
		}
		if o.off == "" {
			on = append(on, o)
		} else {
			off = append(off, o)
		}
	}
	return append(on, off...)
}

func (p *palette) update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(typedMsg); ok {
		p.menu.first()
	}
	return nil
}

func (p *palette) do(act action, _ string) tea.Cmd {
	list := p.list()
	switch act {
	case actUp, actDown, actPageUp, actPageDown:
		p.menu.act(act)
	case actBack:
		p.u.pop()
	case actEnter:
		if p.menu.at >= len(list) {
			return nil
		}
		o := list[p.menu.at]
		p.u.pop()
		if o.off != "" {
			return p.u.say(muted, o.off)
		}
		for _, own := range p.below.offers() {
			if own.act == o.act {
				return p.below.do(o.act, "")
			}
		}
		return p.u.do(o.act)
	}
	return nil
}

func (p *palette) body(w, h int) []line {
	d := newDoc(min(w-6, 100))
	list := p.list()
	top := []line{nil, line{{"  : ", keycap}}.join(p.input.line(min(w-8, 60), p.u.pen.colourless)), nil}
	for _, o := range list {
		b := bindingOf[o.act]
		r, note := outside, muted
		help := o.says()
		switch {
		case o.off != "":
			r, help = muted, o.off
		case help == o.name():
			help = "" // said already
		}
		d.spotted(spot{key: string(o.act)}, hang(ln(keycap, b.shown).pad(10).join(ln(r, o.name()).pad(min(18, d.n/4))).with(plain, " "), ln(note, help), d.n))
	}
	if len(list) == 0 {
		d.para(muted, "No command has these letters.")
	}
	p.menu.lay(d, len(top), h-len(top))
	return append(top, indent(p.menu.window(true), 1)...)
}
