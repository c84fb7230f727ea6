package kit

import (
	"slices"
	"strings"
)

// Doc is a text that scrolls: rows of a fixed width, some of which can be
// marked, to be copied, opened or looked at closer.
type Doc struct {
	N     int // width of a row
	Rows  []Line
	Spots []Spot
	Open  int // the spot that is drawn unfolded; -1: none
	Until int // the row below the field being typed in; 0: none
	High  int // the rows there are to show it in; 0: not known
	// late draws rows of long lists only when they come into view.
	late map[int]func() Line
	// Endless stands for rows: of so many rows, each is drawn when in view.
	Endless int
	Draw    func(k int) Line
	// Endlessly stands for Spots where there are too many to be laid out for every frame.
	Endlessly Marks
}

// Marks are what can be marked of a doc, in the order of its rows.
type Marks interface {
	Count() int
	Spot(i int) Spot
	Find(key string) int // -1: there is none of that key
	At(row int) int      // -1: nothing there can be marked
}

// spots are marks that are laid out.
type spots []Spot

func (s spots) Count() int      { return len(s) }
func (s spots) Spot(i int) Spot { return s[i] }

func (s spots) Find(key string) int {
	return slices.IndexFunc(s, func(x Spot) bool { return x.Key == key })
}

func (s spots) At(row int) int {
	return slices.IndexFunc(s, func(x Spot) bool { return row >= x.From && row < x.To })
}

func (d *Doc) marks() Marks {
	if d.Endlessly != nil {
		return d.Endlessly
	}
	return spots(d.Spots)
}

// Count is how many rows there are.
func (d *Doc) Count() int {
	if d.Draw != nil {
		return d.Endless
	}
	return len(d.Rows)
}

func (d *Doc) row(k int) Line {
	if d.Draw != nil {
		return d.Draw(k).Cut(d.N)
	}
	if draw, ok := d.late[k]; ok {
		return draw().Cut(d.N)
	}
	return d.Rows[k]
}

// Spot is a stretch of rows that can be marked.
type Spot struct {
	From, To int // rows [from, to)
	Mark     Mark
	Enter    func() func() Screen // what Enter opens; nil: nothing
	Key      string               // what it is of, for a menu to find it again
	Lead     int                  // the rows above it to be seen with it,
	Tail     int                  // and those below
}

// NewDoc is an empty text of rows of n cells.
func NewDoc(n int) *Doc { return &Doc{N: max(8, n), Open: -1} }

// Blank appends a blank row, unless there is one already.
func (d *Doc) Blank() {
	if len(d.Rows) > 0 && (d.Rows[len(d.Rows)-1].Width() > 0 || d.late[len(d.Rows)-1] != nil) {
		d.Rows = append(d.Rows, nil)
	}
}

// Add appends a line, wrapped.
func (d *Doc) Add(l Line) { d.Rows = append(d.Rows, l.Wrap(d.N)...) }

// Raw appends rows as they are.
func (d *Doc) Raw(ls ...Line) { d.Rows = append(d.Rows, ls...) }

// Para appends a text in one role, wrapped.
func (d *Doc) Para(r Role, text string) { d.Add(Ln(r, text)) }

// Hang appends a label with text wrapped beside it.
func (d *Doc) Hang(label, l Line) { d.Rows = append(d.Rows, Hang(label, l, d.N)...) }

// Heading appends a small heading.
func (d *Doc) Heading(text string) {
	d.Rows = append(d.Rows, Ln(Heading, strings.ToUpper(text)).Cut(d.N))
}

// Spotted appends rows that can be marked.
func (d *Doc) Spotted(s Spot, rows []Line) {
	s.From = len(d.Rows)
	d.Rows = append(d.Rows, rows...)
	s.To = len(d.Rows)
	d.Spots = append(d.Spots, s)
}

// Listed appends one row that can be marked and is drawn only when in view.
func (d *Doc) Listed(key string, lead int, draw func() Line) {
	if d.late == nil {
		d.late = map[int]func() Line{}
	}
	d.late[len(d.Rows)] = draw
	d.Spots = append(d.Spots, Spot{From: len(d.Rows), To: len(d.Rows) + 1, Key: key, Lead: lead})
	d.Rows = append(d.Rows, nil)
}

// Scroller keeps the place in a doc.
type Scroller struct {
	Off  int
	Rows int // of the doc when last drawn
	H    int
}

// By scrolls n rows on, or back.
func (s *Scroller) By(n int) { s.To(s.Off + n) }

// To scrolls a row to the top, as far as there are rows.
func (s *Scroller) To(n int) { s.Off = max(0, min(n, s.Rows-s.H)) }

// Page is how far one page goes.
func (s *Scroller) Page() int { return max(1, s.H-2) }

// Show scrolls as little as needed for rows [from, to) to be seen.
func (s *Scroller) Show(from, to int) {
	if to > s.Off+s.H {
		s.Off = to - s.H
	}
	if from < s.Off {
		s.Off = from
	}
}

// Act does the scrolling actions; others are none of its business.
func (s *Scroller) Act(a Action) {
	switch a {
	case ActUp:
		s.By(-1)
	case ActDown:
		s.By(1)
	case ActPageUp:
		s.By(-s.Page())
	case ActPageDown:
		s.By(s.Page())
	case ActTop:
		s.To(0)
	case ActBottom:
		s.To(s.Rows)
	}
}

// Window is the part of the doc that fits into h rows, with the marked spot
// (-1: none) on its own ground and a thumb at the right where there is more.
func (s *Scroller) Window(d *Doc, h, marked int) []Line {
	s.Rows, s.H = d.Count(), h
	s.To(s.Off)
	out := make([]Line, h)
	first, last := -1, -1
	if marks := d.marks(); marked >= 0 && marked < marks.Count() {
		s := marks.Spot(marked)
		first, last = s.From, s.To
	}
	thumbFrom, thumbTo := 0, 0
	if s.Rows > h && h > 0 {
		size := max(1, h*h/s.Rows)
		thumbFrom = s.Off * (h - size) / max(1, s.Rows-h)
		thumbTo = thumbFrom + size
	}
	for i := range out {
		k := s.Off + i
		var l Line
		gutter := Line{{"  ", Plain}}
		if k < s.Rows {
			l = d.row(k)
			if k == first {
				gutter = Line{{"▸ ", Accent}}
			}
		}
		l = gutter.Join(l).Pad(d.N + 2)
		if k >= first && k < last {
			l = OnGround(l)
		}
		edge := Span{" ", Plain}
		switch {
		case s.Rows <= h:
		case i >= thumbFrom && i < thumbTo:
			edge = Span{"┃", Accent}
		default:
			edge = Span{"│", Rule}
		}
		out[i] = append(l[:len(l):len(l)], Span{" ", Plain}, edge)
	}
	return out
}

// OnGround turns every span of a line to the ground of a selection.
func OnGround(l Line) Line {
	out := make(Line, len(l))
	for i, s := range l {
		if s.Role < roleCount {
			s.Role += roleCount
		}
		out[i] = s
	}
	return out
}

// SpotAt is the spot drawn at a row of a window whose first row is top, -1 for none.
func (s *Scroller) SpotAt(d *Doc, top, y int) int {
	if d == nil || y < top || y >= top+s.H {
		return -1
	}
	return d.marks().At(s.Off + y - top)
}
