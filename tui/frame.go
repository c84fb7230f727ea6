package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// The smallest terminal the screens are laid out for.
const (
	minWidth  = 60
	minHeight = 16
	// chrome is the rows around a screen's body: header, rule, status, footer.
	chrome = 4
)

// frame is a screen with what stands around it: the header, what is said, the keys.
type frame struct {
	u *ui
	s kit.Screen // the top one
}

func (f frame) rows() []kit.Line {
	if f.u.w < minWidth || f.u.h < minHeight {
		msg := fmt.Sprintf("Too small: need %dx%d, have %dx%d.", minWidth, minHeight, f.u.w, f.u.h)
		return kit.Fill(kit.Ln(kit.Plain, msg).Wrap(f.u.w), min(f.u.h, 3))
	}
	rows := make([]kit.Line, 0, f.u.h)
	rows = append(rows, f.header(), kit.Ruler(f.u.w))
	rows = append(rows, kit.Fill(f.s.Body(f.u.w, f.u.h-chrome), f.u.h-chrome)...)
	notice := f.notice()
	rows = append(rows[:f.u.h-1-len(notice)], notice...) // over the body's last rows: nothing moves
	return append(rows, f.footer())
}

// mostNotice is how many rows a toast may take, and mostByHand a value below it.
const (
	mostNotice = 3
	mostByHand = 4
)

// notice is the line above the footer, or the rows of a toast too long for one.
func (f frame) notice() []kit.Line {
	if f.u.toast == nil {
		if st, ok := f.s.(kit.Stated); ok {
			if l := st.Status(); l != nil {
				return kit.Indent([]kit.Line{l}, 1)
			}
		}
		return []kit.Line{nil}
	}
	rows := atMost(mostNotice, f.u.toast.Wrap(f.u.w-2), f.u.w-2)
	if f.u.byHand != nil {
		rows = append(rows, atMost(mostByHand, kit.Chunks(f.u.byHand, f.u.w-2), f.u.w-2)...)
	}
	return kit.Indent(rows, 1)
}

// atMost keeps the first k rows, and says where there were more.
func atMost(k int, rows []kit.Line, n int) []kit.Line {
	if len(rows) > k {
		return append(rows[:k-1:k-1], rows[k-1].With(kit.Plain, "…").Cut(n))
	}
	return rows
}

// header is the name, the way to here, and the signs at the right.
func (f frame) header() kit.Line {
	l, signs, _ := f.way()
	return l.Right(signs, f.u.w)
}

// crumb is where a screen below stands in the header.
type crumb struct{ to, from, end int }

// way is the left of the header, with the screens that it names, and its right.
func (f frame) way() (l, signs kit.Line, crumbs []crumb) {
	l = f.name(true).With(kit.Plain, "  ")
	for i, below := range f.u.stack {
		if i > 0 {
			l = l.With(kit.Rule, " › ")
		}
		if below == f.s {
			l = l.Join(below.Title())
			break
		}
		from := l.Width()
		l = l.With(kit.Muted, below.Title().Text())
		crumbs = append(crumbs, crumb{i, from, l.Width()})
	}
	signs = f.signs(true)
	if l.Width() > f.u.w-signs.Width()-2 {
		signs = f.signs(false)
	}
	if room := f.u.w - signs.Width() - 2; l.Width() > room {
		// The way to here is the first to go.
		l, crumbs = f.name(true).With(kit.Plain, "  "), nil
		if below := len(f.u.stack) - 2; below >= 0 {
			crumbs = []crumb{{below, l.Width(), l.Width() + 1}}
		}
		l = l.With(kit.Rule, "… › ").Join(f.s.Title())
		if len(f.u.stack) == 1 || l.Width() > room {
			l, crumbs = f.name(false).Join(f.s.Title()), nil
		}
		l = l.Cut(room)
	}
	return l, signs, crumbs
}

// crumbAt is the place in the stack of the screen that the header names at a column.
func (f frame) crumbAt(x int) (to int, ok bool) {
	_, _, crumbs := f.way()
	for _, c := range crumbs {
		if x >= c.from && x < c.end {
			return c.to, true
		}
	}
	return 0, false
}

// name is the program's, and before it that personal data is hidden: at the left,
// where a shared screen shows it however small the viewer's window is.
func (f frame) name(whole bool) kit.Line {
	l := kit.Ln(kit.Plain, "")
	if f.u.pen.Mask.On {
		l = kit.Ln(kit.Plain, " ").With(kit.MaskBadge, " masked ")
	}
	l = l.With(kit.Brand, " ✚ ")
	if whole {
		l = l.With(kit.Brand, "fpdoctor")
	}
	return l
}

// signs are the badges, and before them where the keys come from if there is room.
func (f frame) signs(source bool) kit.Line {
	var l kit.Line
	add := func(r kit.Role, text string) {
		if len(l) > 0 {
			l = l.With(kit.Plain, " ")
		}
		l = l.With(r, " "+text+" ")
	}
	l = l.With(kit.Accent, f.u.left.sign(f.s))
	if f.u.o.Case != nil {
		add(kit.DemoBadge, "case")
	} else if f.u.o.Demo {
		add(kit.DemoBadge, "demo")
	} else if f.u.source != "" && source {
		from, _, _ := strings.Cut(f.u.source, " (")
		if f.u.w < 100 { // the profile is what tells one from another
			from = strings.TrimPrefix(from, f.place()+", ")
		}
		l = l.With(kit.Muted, "keys: "+display.Clean(from)+" ")
	}
	if f.u.o.ElsewhereHosts != "" {
		l = l.With(kit.Warn, "at "+display.Clean(f.u.o.ElsewhereHosts)+" ")
	}
	switch f.u.mode() {
	case record.Live:
		add(kit.LiveBadge, "LIVE")
	case record.Test:
		add(kit.TestBadge, "TEST")
	}
	return l.With(kit.Plain, " ")
}

// place is where keys are kept, in words; empty where nothing is.
func (f frame) place() string {
	if f.u.o.Store == nil {
		return ""
	}
	return f.u.o.Store.Place()
}

func (f frame) maskLabel() string {
	if f.u.pen.Mask.On {
		return "unmask"
	}
	return "mask"
}

// hint is one key in the footer; back: the way back, the last to go.
type hint struct {
	back bool
	line kit.Line
}

// maskFrom is the width from which the switch for sharing the screen is always in sight.
const maskFrom = 72

// footer shows the keys that work now, as many as fit; the way back, help and quit always.
func (f frame) footer() kit.Line {
	offers := f.offers()
	tail, l := f.tail(offers), kit.Ln(kit.Plain, " ")
	room := f.u.w - tail.Width() - 1
	hints, back := f.hints(offers), 0 // the room that the way back takes, until it is drawn
	for _, h := range hints {
		if h.back {
			back = h.line.Width()
		}
	}
	full := false
	for _, h := range hints {
		if h.back {
			back = 0
		} else if full = full || l.Width()+h.line.Width()+back > room; full {
			continue
		}
		l = l.Join(h.line)
	}
	return l.Right(tail, f.u.w)
}

// offers are what works on the screen: a screen's own word comes first.
func (f frame) offers() []kit.Offer {
	return append(f.s.Offers(), f.u.everywhere(f.s, deep(f.u))...)
}

// typed reports whether a key is a letter of the field just now.
func (f frame) typed(key string) bool {
	field := kit.FieldOf(f.s)
	return len(key) == 1 && field != nil && field.Letter(key)
}

func hintLine(key, label string) kit.Line { return kit.Ln(kit.Keycap, key).With(kit.Muted, " "+label) }

// keyOf is the key that a hint names: of those that work while typing where letters are text.
func (f frame) keyOf(act kit.Action) string {
	typing := kit.FieldOf(f.s) != nil
	switch {
	case act == kit.ActMask && typing:
		return "F2"
	case act == kit.ActQuit && typing:
		return "ctrl+c"
	case act == kit.ActHelp && f.typed("?"):
		return "F1"
	}
	return kit.BindingOf[act].Short()
}

// tail is what stands at the right of every footer.
func (f frame) tail(offers []kit.Offer) kit.Line {
	var l kit.Line
	works := func(act kit.Action) bool {
		i := slices.IndexFunc(offers, func(o kit.Offer) bool { return o.Act == act })
		return i >= 0 && offers[i].Off == ""
	}
	if f.u.w >= maskFrom && works(kit.ActMask) {
		l = hintLine(f.keyOf(kit.ActMask), f.maskLabel()).With(kit.Plain, "  ")
	}
	if works(kit.ActHelp) {
		l = l.Join(hintLine(f.keyOf(kit.ActHelp), "help")).With(kit.Plain, "  ")
	}
	return l.Join(hintLine(f.keyOf(kit.ActQuit), "quit")).With(kit.Plain, " ")
}

// hints are what stands at the left, as far as there is room.
func (f frame) hints(offers []kit.Offer) []hint {
	shown := map[kit.Action]bool{kit.ActHelp: true, kit.ActQuit: true, kit.ActMask: f.u.w >= maskFrom}
	taken := map[string]bool{} // a key does the first of what is offered for it
	var hints []hint
	for _, o := range offers {
		key, label := cmp.Or(o.Key, f.keyOf(o.Act)), o.Name()
		if o.Off != "" || o.Quiet || shown[o.Act] || taken[key] || f.typed(key) {
			continue
		}
		shown[o.Act], taken[key] = true, true
		if o.Act == kit.ActMask {
			label = f.maskLabel()
		}
		hints = append(hints, hint{key == kit.BindingOf[kit.ActBack].Short(), hintLine(key, label).With(kit.Plain, "  ")})
	}
	return hints
}
