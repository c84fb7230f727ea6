package sale

import "fpdoctor/tui/kit"

// detail is the text of the item at hand, and what is marked in it.
type detail struct {
	inside  bool // the keys move in it, not in the list of items
	spot    int
	scroll  kit.Scroller
	doc     *kit.Doc // as last drawn
	showing int      // the spot that was marked in it; -1: none
}

// reset shows the text from its top, the keys in the list of items.
func (t *detail) reset() { t.spot, t.scroll.Off, t.inside = 0, 0, false }

// step marks the spot before or after, or scrolls where there is none near by.
func (t *detail) step(by int) {
	if t.doc == nil {
		return
	}
	next := t.spot + by
	if next < 0 || next >= len(t.doc.Spots) {
		t.scroll.By(by)
		return
	}
	s := t.doc.Spots[next]
	if by > 0 && s.From > t.scroll.Off+t.scroll.H+2 || by < 0 && s.To < t.scroll.Off-2 {
		t.scroll.By(3 * by) // a long way to the next one: what lies between wants reading
		return
	}
	t.spot = next
	t.scroll.Show(s.From, s.To)
}

// moveIn has the keys move in the text.
func (t *detail) moveIn() {
	if t.doc == nil {
		return
	}
	t.inside = true
	if len(t.doc.Spots) > 0 {
		t.spot = min(t.spot, len(t.doc.Spots)-1)
		s := t.doc.Spots[t.spot]
		t.scroll.Show(s.From, s.To)
	}
}

// toEnd goes to the first or the last spot, and to the very end of the text.
func (t *detail) toEnd(first bool) {
	t.spot = 0
	if first || t.doc == nil {
		t.scroll.To(0)
		return
	}
	t.scroll.To(t.scroll.Rows)
	t.spot = max(0, len(t.doc.Spots)-1)
}

// marked is the spot that the keys are on; false: they are in the list of items.
func (t *detail) marked() (kit.Spot, bool) {
	if t.doc == nil || !t.inside || t.spot >= len(t.doc.Spots) {
		return kit.Spot{}, false
	}
	return t.doc.Spots[t.spot], true
}

// Marked is the marked spot; while the keys move in the list it is the first
// value to paste, else the first link.
func (t *detail) Marked() kit.Mark {
	if s, ok := t.marked(); ok {
		return s.Mark
	}
	var m kit.Mark
	if t.doc == nil {
		return m
	}
	for _, s := range t.doc.Spots {
		if m.Text == "" && s.Mark.Text != "" {
			m.What, m.Text, m.Real = s.Mark.What, s.Mark.Text, s.Mark.Real
		}
		if m.URL == "" {
			m.URL = s.Mark.URL
		}
	}
	return m
}

func (t *detail) Wheel(by int) { t.scroll.By(by) }

// click marks the spot at y, of a text whose first row is top; again: it was marked.
func (t *detail) click(top, y int) (again bool) {
	i := t.scroll.SpotAt(t.doc, top, y)
	if i < 0 {
		return false
	}
	again = t.inside && t.spot == i
	t.inside, t.spot = true, i
	return again
}
