package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Screens are put together from spans, text with a role, and become escape
// codes only when the whole frame is painted. So width is always the width of
// the text itself, and nothing ever cuts through an escape code.

// Span is a stretch of text drawn in one role.
type Span struct {
	Text string
	Role Role
}

// Line is one row of the screen.
type Line []Span

// Ln makes a line of one span.
func Ln(r Role, text string) Line { return Line{{text, r}} }

// Width is the number of cells a text takes.
func Width(s string) int {
	n := 0
	for _, r := range s {
		if !oneCell(r) {
			return ansi.StringWidth(s)
		}
		n++
	}
	return n
}

// oneCell reports whether a character takes one cell and never becomes one with its
// neighbour, of those that nearly all texts are made of: then nothing need be looked up.
func oneCell(r rune) bool {
	switch {
	case r < 0x7f:
		return r >= ' '
	case r < 0x2010:
		return r >= 0xa0 && r <= 0x24f && r != softHyphen // Latin letters
	case r < 0x2600:
		return r <= 0x2027 || r >= 0x2500 && r <= 0x25fc // dashes and quotes; lines and blocks
	}
	return r == '✓' || r == '✗'
}

const softHyphen = 0xad

// Width is the number of cells the line takes.
func (l Line) Width() int {
	n := 0
	for _, s := range l {
		n += Width(s.Text)
	}
	return n
}

// Text is the line without roles.
func (l Line) Text() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return b.String()
}

// With appends a span.
func (l Line) With(r Role, text string) Line {
	if text == "" {
		return l
	}
	return append(l[:len(l):len(l)], Span{text, r})
}

// Join appends another line.
func (l Line) Join(m Line) Line { return append(l[:len(l):len(l)], m...) }

// Cut shortens the line to n cells, ending in an ellipsis where something is lost.
func (l Line) Cut(n int) Line {
	if n <= 0 {
		return nil
	}
	if l.Width() <= n {
		return l
	}
	return l.shortened(n)
}

func (l Line) shortened(n int) Line {
	var out Line
	room := n - 1
	for _, s := range l {
		w := Width(s.Text)
		if w > room {
			out = append(out, Span{clip(s.Text, room) + "…", s.Role})
			return out
		}
		out, room = append(out, s), room-w
	}
	return out
}

// Pad cuts or fills the line to exactly n cells.
func (l Line) Pad(n int) Line {
	if n <= 0 {
		return nil
	}
	w := l.Width()
	if w > n {
		l = l.shortened(n)
		w = l.Width()
	}
	if w < n {
		l = l.With(Plain, blanks(n-w))
	}
	return l
}

// blanks are n blanks, of one text that all of them share.
func blanks(n int) string {
	if n <= len(blank) {
		return blank[:max(0, n)]
	}
	return strings.Repeat(" ", n)
}

var blank = strings.Repeat(" ", 256)

// Right puts m at the right end of n cells; l gives way.
func (l Line) Right(m Line, n int) Line {
	mw := m.Width()
	if mw >= n {
		return m.Cut(n)
	}
	return l.Pad(n - mw).Join(m)
}

// Indent puts n blanks before every line.
func Indent(ls []Line, n int) []Line {
	out := make([]Line, len(ls))
	for i, l := range ls {
		out[i] = append(append(make(Line, 0, len(l)+3), Span{blanks(n), Plain}), l...)
	}
	return out
}

// clip keeps as many whole characters of s as fit into n cells.
func clip(s string, n int) string {
	if n <= 0 {
		return ""
	}
	used, end := 0, 0
	for end < len(s) {
		char, w := ansi.FirstGraphemeCluster(s[end:], ansi.GraphemeWidth)
		if used+w > n {
			return s[:end]
		}
		used += w
		end += len(char)
	}
	return s
}

// Wrap breaks a line at blanks so that no row is wider than n. Words longer
// than a row are cut where the row ends, which keeps ids and links whole when
// copied, but addresses at their @.
func (l Line) Wrap(n int) []Line {
	if n < 1 {
		n = 1
	}
	if k := len(l) - 1; k >= 0 && l.Width() <= n && !strings.HasPrefix(l[0].Text, " ") && !strings.HasSuffix(l[k].Text, " ") {
		return []Line{l}
	}
	w := wrapping{n: n}
	for _, word := range words(l) {
		if word[0].Text == " " {
			if w.used > 0 && w.used < n {
				w.put(word[0].Role, " ")
			}
			continue
		}
		for _, half := range word.halves(n) {
			w.word(half)
		}
	}
	if len(w.row) > 0 || len(w.rows) == 0 {
		w.end()
	}
	return w.rows
}

// wrapping is a line that is being broken into rows of n cells.
type wrapping struct {
	n    int
	rows []Line
	row  Line // the one being filled
	used int  // of its cells
}

// end ends a row, without the blanks at its end.
func (w *wrapping) end() {
	for len(w.row) > 0 {
		last := &w.row[len(w.row)-1]
		last.Text = strings.TrimRight(last.Text, " ")
		if last.Text != "" {
			break
		}
		w.row = w.row[:len(w.row)-1]
	}
	w.rows, w.row, w.used = append(w.rows, w.row), nil, 0
}

func (w *wrapping) put(r Role, text string) {
	if k := len(w.row) - 1; k >= 0 && w.row[k].Role == r {
		w.row[k].Text += text
	} else {
		w.row = append(w.row, Span{text, r})
	}
	w.used += Width(text)
}

// word puts a word on the row, or on the next where there is no room for it, and
// cuts one that is longer than a row.
func (w *wrapping) word(word Line) {
	if w.used > 0 && w.used+word.Width() > w.n {
		w.end()
	}
	for _, s := range word {
		text := s.Text
		for w.used+Width(text) > w.n {
			head := clip(text, w.n-w.used)
			if head == "" && w.used == 0 {
				head = firstGrapheme(text) // one character wider than the row: cut later
			}
			w.put(s.Role, head)
			if text = text[len(head):]; text == "" {
				break
			}
			w.end()
		}
		if text != "" {
			w.put(s.Role, text)
		}
	}
}

// halves are a word, or where it is an address too long for a row the parts
// before and from its @, for people read it in these two; not where that takes
// more rows.
func (l Line) halves(n int) []Line {
	w := l.Width()
	if w <= n {
		return []Line{l}
	}
	at := strings.LastIndexByte(l.Text(), '@')
	if at <= 0 {
		return []Line{l}
	}
	var before, from Line
	for _, s := range l {
		k := max(0, min(at, len(s.Text)))
		before, from = before.With(s.Role, s.Text[:k]), from.With(s.Role, s.Text[k:])
		at -= k
	}
	rows := func(w int) int { return (w + n - 1) / n }
	if rows(before.Width())+rows(from.Width()) > rows(w) {
		return []Line{l}
	}
	return []Line{before, from}
}

func firstGrapheme(s string) string {
	first, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return first
}

// words splits a line into words, each maybe of several spans, and single blanks.
func words(l Line) []Line {
	var out []Line
	var word Line
	end := func() {
		if len(word) > 0 {
			out, word = append(out, word), nil
		}
	}
	for _, s := range l {
		rest := s.Text
		for rest != "" {
			i := strings.IndexByte(rest, ' ')
			if i < 0 {
				word = append(word, Span{rest, s.Role})
				break
			}
			if i > 0 {
				word = append(word, Span{rest[:i], s.Role})
			}
			end()
			out = append(out, Line{{" ", s.Role}})
			rest = rest[i+1:]
		}
	}
	end()
	return out
}

// Hang wraps l after a label: the label stands before the first row, and the
// other rows are indented by its width.
func Hang(label Line, l Line, n int) []Line {
	lw := label.Width()
	rows := l.Wrap(max(1, n-lw))
	out := make([]Line, len(rows))
	for i, r := range rows {
		if i == 0 {
			out[i] = label.Join(r)
		} else {
			out[i] = Line{{blanks(lw), Plain}}.Join(r)
		}
	}
	return out
}

// Fill makes a block exactly h rows high.
func Fill(ls []Line, h int) []Line {
	if len(ls) > h {
		return ls[:max(0, h)]
	}
	for len(ls) < h {
		ls = append(ls, nil)
	}
	return ls
}

// Column is one block of a row of blocks.
type Column struct {
	Lines []Line
	Width int
}

// Columns puts blocks next to one another, h rows high, with a rule between.
func Columns(h int, cols ...Column) []Line {
	out := make([]Line, h)
	for i := range out {
		l := make(Line, 0, 16)
		for k, c := range cols {
			if k > 0 {
				l = append(l, Span{"│", Rule})
			}
			var part Line
			if i < len(c.Lines) {
				part = c.Lines[i]
			}
			l = append(l, part.Pad(c.Width)...)
		}
		out[i] = l
	}
	return out
}

// Ruler is a horizontal rule.
func Ruler(n int) Line { return Ln(Rule, strings.Repeat("─", max(0, n))) }

// Chunks cuts a line into rows of n cells, without regard to words.
func Chunks(l Line, n int) []Line {
	var out []Line
	var row Line
	used := 0
	for _, s := range l {
		text := s.Text
		for used+Width(text) > n {
			head := clip(text, n-used)
			if head == "" && used == 0 {
				head = firstGrapheme(text)
			}
			row = row.With(s.Role, head)
			text = text[len(head):]
			out, row, used = append(out, row), nil, 0
			if text == "" {
				break
			}
		}
		if text != "" {
			row = row.With(s.Role, text)
			used += Width(text)
		}
	}
	if len(row) > 0 || len(out) == 0 {
		out = append(out, row)
	}
	return out
}
