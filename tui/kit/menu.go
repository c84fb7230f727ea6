package kit

// Menu is a list one row of which is marked: marking, moving, scrolling and
// clicking, once for the screens that have one. What was marked stays marked, and
// at its place on the screen, while rows come and go around it.
type Menu struct {
	At     int    // the marked row among those that can be marked
	Key    string // by which it is found again; empty: nobody chose it, it is just the first
	Scroll Scroller
	// Text: between what can be marked stands text to be read. Beyond the first and
	// the last mark it scrolls on, and the mark may be out of sight.
	Text  bool
	doc   *Doc // as last laid out
	top   int  // the row of the body it begins at
	stood int  // the row of doc that the mark was on
	moved bool // the mark, since then
}

// Lay takes the list as it is now, in h rows from the body's row top on.
func (m *Menu) Lay(d *Doc, top, h int) {
	marks := d.marks()
	last := marks.Count() - 1
	here := func(i int) bool { return i <= last && marks.Spot(i).Key == m.Key }
	if m.Key != "" && !here(m.At) {
		if i := marks.Find(m.Key); i >= 0 {
			m.At = i
		}
	}
	m.At = max(0, min(m.At, last))
	show := !m.Text || m.moved || m.Scroll.H != 0 && m.Scroll.H != h
	m.Scroll.Rows, m.Scroll.H, m.moved = d.Count(), h, false
	if last >= 0 {
		s := marks.Spot(m.At)
		if m.doc != nil && m.Key != "" && here(m.At) {
			m.Scroll.To(m.Scroll.Off + s.From - m.stood)
		}
		m.stood = s.From
		if show {
			m.Scroll.Show(max(0, s.From-s.Lead), min(d.Count(), s.To+s.Tail))
		}
	}
	m.doc, m.top = d, top
}

// Mark marks a row, the nearest one where there is none.
func (m *Menu) Mark(i int) {
	m.At, m.Key, m.moved = max(0, i), "", true
	if m.doc != nil {
		m.At = max(0, min(i, m.last()))
	}
	m.Hold()
}

// MarkKey marks the row of a key, as soon as there is one.
func (m *Menu) MarkKey(key string) { m.Key, m.moved = key, true }

// Hold keeps the mark on the row it is on, also where nobody chose it.
func (m *Menu) Hold() {
	if s, ok := m.Spot(); ok {
		m.Key, m.stood = s.Key, s.From
	}
}

// First marks whatever row is the first.
func (m *Menu) First() { m.At, m.Key = 0, "" }

// Act moves the mark; other actions are none of its business.
func (m *Menu) Act(a Action) {
	switch a {
	case ActUp:
		if m.Text && m.At == 0 {
			m.Scroll.By(-1)
		}
		m.Mark(m.At - 1)
	case ActDown:
		if m.Text && m.At >= m.last() {
			m.Scroll.By(1)
		}
		m.Mark(m.At + 1)
	case ActPageUp:
		m.Mark(m.At - m.Scroll.Page())
	case ActPageDown:
		m.Mark(m.At + m.Scroll.Page())
	case ActTop:
		m.Mark(0)
		m.toEnd(0)
	case ActBottom:
		m.Mark(m.last())
		m.toEnd(m.Scroll.Rows)
	}
}

func (m *Menu) last() int {
	if m.doc == nil {
		return 0
	}
	return max(0, m.doc.marks().Count()-1)
}

// toEnd scrolls a text to its very end, beyond the mark.
func (m *Menu) toEnd(row int) {
	if m.Text {
		m.Scroll.To(row)
		m.moved = false
	}
}

// Spot is what is marked; false: nothing is.
func (m *Menu) Spot() (Spot, bool) {
	if m.doc == nil || m.At >= m.doc.marks().Count() {
		return Spot{}, false
	}
	return m.doc.marks().Spot(m.At), true
}

// Window is the part of the list that is in sight, the mark only where it is shown.
func (m *Menu) Window(marked bool) []Line {
	at := -1
	if marked {
		at = m.At
	}
	return m.Scroll.Window(m.doc, m.Scroll.H, at)
}

// Click marks the row at y of the body; again: it was marked already.
func (m *Menu) Click(y int) (hit, again bool) {
	i := m.Scroll.SpotAt(m.doc, m.top, y)
	if i < 0 {
		return false, false
	}
	again = m.At == i
	m.Mark(i)
	return true, again
}
