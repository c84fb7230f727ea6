package tui

import "slices"

// menu is a list one row of which is marked: marking, moving, scrolling and
// clicking, once for the screens that have one. What was marked stays marked, and
// at its place on the screen, while rows come and go around it.
type menu struct {
	at     int    // the marked row among those that can be marked
	key    string // by which it is found again; empty: nobody chose it, it is just the first
	scroll scroller
	doc    *doc // as last laid out
	top    int  // the row of the body it begins at
	stood  int  // the row of doc that the mark was on
}

// lay takes the list as it is now, in h rows from the body's row top on.
func (m *menu) lay(d *doc, top, h int) {
	last := len(d.spots) - 1
	here := func(i int) bool { return i <= last && d.spots[i].key == m.key }
	if m.key != "" && !here(m.at) {
		if i := slices.IndexFunc(d.spots, func(s spot) bool { return s.key == m.key }); i >= 0 {
			m.at = i
		}
	}
	m.at = max(0, min(m.at, last))
	m.scroll.rows, m.scroll.h = d.count(), h
	if last >= 0 {
		s := d.spots[m.at]
		if m.doc != nil && m.key != "" && here(m.at) {
			m.scroll.to(m.scroll.off + s.from - m.stood)
		}
		m.stood = s.from
		m.scroll.show(s.from-s.lead, s.to+s.tail)
	}
	m.doc, m.top = d, top
}

// mark marks a row, the nearest one where there is none.
func (m *menu) mark(i int) {
	m.at, m.key = max(0, i), ""
	if m.doc != nil {
		m.at = max(0, min(i, len(m.doc.spots)-1))
	}
	m.hold()
}

// hold keeps the mark on the row it is on, also where nobody chose it.
func (m *menu) hold() {
	if m.doc != nil && m.at < len(m.doc.spots) {
		m.key, m.stood = m.doc.spots[m.at].key, m.doc.spots[m.at].from
	}
}

// first marks whatever row is the first.
func (m *menu) first() { m.at, m.key = 0, "" }

// act moves the mark; other actions are none of its business.
func (m *menu) act(a action) {
	switch a {
	case actUp:
		m.mark(m.at - 1)
	case actDown:
		m.mark(m.at + 1)
	case actPageUp:
		m.mark(m.at - m.scroll.page())
	case actPageDown:
		m.mark(m.at + m.scroll.page())
	case actTop:
		m.mark(0)
	case actBottom:
		m.mark(m.scroll.rows)
	}
}

// window is the part of the list that is in sight, the mark only where it is shown.
func (m *menu) window(marked bool) []line {
	at := -1
	if marked {
		at = m.at
	}
	return m.scroll.window(m.doc, m.scroll.h, at)
}

// click marks the row at y of the body; again: it was marked already.
func (m *menu) click(y int) (hit, again bool) {
	i := m.scroll.spotAt(m.doc, m.top, y)
	if i < 0 {
		return false, false
	}
	again = m.at == i
	m.mark(i)
	return true, again
}
