package tui

import "strings"

// doc is a text that scrolls: rows of a fixed width, some of which can be
// marked, to be copied, opened or looked at closer.
type doc struct {
	n     int // width of a row
	rows  []line
	spots []spot
	open  int // the spot that is drawn unfolded; -1: none
	until int // the row below the field being typed in; 0: none
	high  int // the rows there are to show it in; 0: not known
	// late draws rows of long lists only when they come into view.
	late map[int]func() line
	// endless stands for rows: of so many rows, each is drawn when in view.
	endless int
	draw    func(k int) line
}

func (d *doc) count() int {
	if d.draw != nil {
		return d.endless
	}
	return len(d.rows)
}

func (d *doc) row(k int) line {
	if d.draw != nil {
		return d.draw(k).cut(d.n)
	}
	if draw, ok := d.late[k]; ok {
		return draw().cut(d.n)
	}
	return d.rows[k]
}

// spot is a stretch of rows that can be marked.
type spot struct {
	from, to int // rows [from, to)
	mark     mark
	enter    func() func() screen // what Enter opens; nil: nothing
	key      string               // what it is of, for a menu to find it again
	lead     int                  // the rows above it to be seen with it,
	tail     int                  // and those below
}

func newDoc(n int) *doc { return &doc{n: max(8, n), open: -1} }

func (d *doc) blank() {
	if len(d.rows) > 0 && (d.rows[len(d.rows)-1].width() > 0 || d.late[len(d.rows)-1] != nil) {
		d.rows = append(d.rows, nil)
	}
}

// add appends a line, wrapped.
func (d *doc) add(l line) { d.rows = append(d.rows, l.wrap(d.n)...) }

// raw appends rows as they are.
func (d *doc) raw(ls ...line) { d.rows = append(d.rows, ls...) }

func (d *doc) para(r role, text string) { d.add(ln(r, text)) }

// hang appends a label with text wrapped beside it.
func (d *doc) hang(label, l line) { d.rows = append(d.rows, hang(label, l, d.n)...) }

func (d *doc) heading(text string) {
	d.rows = append(d.rows, ln(heading, strings.ToUpper(text)).cut(d.n))
}

// spotted appends rows that can be marked.
func (d *doc) spotted(s spot, rows []line) {
	s.from = len(d.rows)
	d.rows = append(d.rows, rows...)
	s.to = len(d.rows)
	d.spots = append(d.spots, s)
}

// listed appends one row that can be marked and is drawn only when in view.
func (d *doc) listed(key string, lead int, draw func() line) {
	if d.late == nil {
		d.late = map[int]func() line{}
	}
	d.late[len(d.rows)] = draw
	d.spots = append(d.spots, spot{from: len(d.rows), to: len(d.rows) + 1, key: key, lead: lead})
	d.rows = append(d.rows, nil)
}

// scroller keeps the place in a doc.
type scroller struct {
	off  int
	rows int // of the doc when last drawn
	h    int
}

func (s *scroller) by(n int) { s.to(s.off + n) }
func (s *scroller) to(n int) { s.off = max(0, min(n, s.rows-s.h)) }

// page is how far one page goes.
func (s *scroller) page() int { return max(1, s.h-2) }

// show scrolls as little as needed for rows [from, to) to be seen.
func (s *scroller) show(from, to int) {
	if to > s.off+s.h {
		s.off = to - s.h
	}
	if from < s.off {
		s.off = from
	}
}

// act does the scrolling actions; others are none of its business.
func (s *scroller) act(a action) {
	switch a {
	case actUp:
		s.by(-1)
	case actDown:
		s.by(1)
	case actPageUp:
		s.by(-s.page())
	case actPageDown:
		s.by(s.page())
	case actTop:
		s.to(0)
	case actBottom:
		s.to(s.rows)
	}
}

// window is the part of the doc that fits into h rows, with the marked spot
// (-1: none) on its own ground and a thumb at the right where there is more.
func (s *scroller) window(d *doc, h, marked int) []line {
	s.rows, s.h = d.count(), h
	s.to(s.off)
	out := make([]line, h)
	first, last := -1, -1
	if marked >= 0 && marked < len(d.spots) {
		first, last = d.spots[marked].from, d.spots[marked].to
	}
	thumbFrom, thumbTo := 0, 0
	if s.rows > h && h > 0 {
		size := max(1, h*h/s.rows)
		thumbFrom = s.off * (h - size) / max(1, s.rows-h)
		thumbTo = thumbFrom + size
	}
	for i := range out {
		k := s.off + i
		var l line
		gutter := line{{"  ", plain}}
		if k < s.rows {
			l = d.row(k)
			if k == first {
				gutter = line{{"▸ ", accent}}
			}
		}
		l = gutter.join(l).pad(d.n + 2)
		if k >= first && k < last {
			l = onGround(l)
		}
		edge := span{" ", plain}
		switch {
		case s.rows <= h:
		case i >= thumbFrom && i < thumbTo:
			edge = span{"┃", accent}
		default:
			edge = span{"│", rule}
		}
		out[i] = append(l[:len(l):len(l)], span{" ", plain}, edge)
	}
	return out
}

// onGround turns every span of a line to the ground of a selection.
func onGround(l line) line {
	out := make(line, len(l))
	for i, s := range l {
		if s.role < roleCount {
			s.role += roleCount
		}
		out[i] = s
	}
	return out
}
