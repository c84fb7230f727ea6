package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
)

// Screens are put together from spans, text with a role, and become escape
// codes only when the whole frame is painted. So width is always the width of
// the text itself, and nothing ever cuts through an escape code.

// span is a stretch of text drawn in one role.
type span struct {
	text string
	role role
}

// line is one row of the screen.
type line []span

// ln makes a line of one span.
func ln(r role, text string) line { return line{{text, r}} }

// width is the number of cells a text takes.
func width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x7f || s[i] < ' ' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

func (l line) width() int {
	n := 0
	for _, s := range l {
		n += width(s.text)
	}
	return n
}

// text is the line without roles.
func (l line) text() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.text)
	}
	return b.String()
}

// with appends a span.
func (l line) with(r role, text string) line {
	if text == "" {
		return l
	}
	return append(l[:len(l):len(l)], span{text, r})
}

// join appends another line.
func (l line) join(m line) line { return append(l[:len(l):len(l)], m...) }

// cut shortens the line to n cells, ending in an ellipsis where something is lost.
func (l line) cut(n int) line {
	if n <= 0 {
		return nil
	}
	if l.width() <= n {
		return l
	}
	return l.shortened(n)
}

func (l line) shortened(n int) line {
	var out line
	room := n - 1
	for _, s := range l {
		w := width(s.text)
		if w > room {
			out = append(out, span{clip(s.text, room) + "…", s.role})
			return out
		}
		out, room = append(out, s), room-w
	}
	return out
}

// pad cuts or fills the line to exactly n cells.
func (l line) pad(n int) line {
	if n <= 0 {
		return nil
	}
	w := l.width()
	if w > n {
		l = l.shortened(n)
		w = l.width()
	}
	if w < n {
		l = l.with(plain, blanks(n-w))
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

// right puts m at the right end of n cells; l gives way.
func (l line) right(m line, n int) line {
	mw := m.width()
	if mw >= n {
		return m.cut(n)
	}
	return l.pad(n - mw).join(m)
}

// indent puts n blanks before every line.
func indent(ls []line, n int) []line {
	out := make([]line, len(ls))
	for i, l := range ls {
		out[i] = append(append(make(line, 0, len(l)+3), span{blanks(n), plain}), l...)
	}
	return out
}

// clip keeps as many whole characters of s as fit into n cells.
func clip(s string, n int) string {
	if n <= 0 {
		return ""
	}
	used, g := 0, uniseg.NewGraphemes(s)
	end := 0
	for g.Next() {
		w := width(g.Str())
		if used+w > n {
			return s[:end]
		}
		used += w
		_, end = g.Positions()
	}
	return s
}

// wrap breaks a line at blanks so that no row is wider than n. Words longer
// than a row are cut where the row ends, which keeps ids and links whole when
// copied, but addresses at their @.
func (l line) wrap(n int) []line {
	if n < 1 {
		n = 1
	}
	if k := len(l) - 1; k >= 0 && l.width() <= n && !strings.HasPrefix(l[0].text, " ") && !strings.HasSuffix(l[k].text, " ") {
		return []line{l}
	}
	var rows []line
	var row line
	used := 0
	flush := func() {
		for len(row) > 0 {
			last := &row[len(row)-1]
			last.text = strings.TrimRight(last.text, " ")
			if last.text != "" {
				break
			}
			row = row[:len(row)-1]
		}
		rows, row, used = append(rows, row), nil, 0
	}
	put := func(r role, text string, w int) {
		if k := len(row) - 1; k >= 0 && row[k].role == r {
			row[k].text += text
		} else {
			row = append(row, span{text, r})
		}
		used += w
	}
	for _, word := range words(l) {
		if word[0].text == " " {
			if used > 0 && used < n {
				put(word[0].role, " ", 1)
			}
			continue
		}
		for _, half := range word.halves(n) {
			if used > 0 && used+half.width() > n {
				flush()
			}
			for _, s := range half {
				text := s.text
				for used+width(text) > n {
					head := clip(text, n-used)
					if head == "" && used == 0 {
						head = text // one character wider than the row: cut later
						if k := len(firstGrapheme(text)); k < len(text) {
							head = text[:k]
						}
					}
					put(s.role, head, width(head))
					text = text[len(head):]
					if text == "" {
						break
					}
					flush()
				}
				if text != "" {
					put(s.role, text, width(text))
				}
			}
		}
	}
	if len(row) > 0 || len(rows) == 0 {
		flush()
	}
	return rows
}

// halves are a word, or where it is an address too long for a row the parts
// before and from its @, for people read it in these two; not where that takes
// more rows.
func (l line) halves(n int) []line {
	w := l.width()
	if w <= n {
		return []line{l}
	}
	at := strings.LastIndexByte(l.text(), '@')
	if at <= 0 {
		return []line{l}
	}
	var before, from line
	for _, s := range l {
		k := max(0, min(at, len(s.text)))
		before, from = before.with(s.role, s.text[:k]), from.with(s.role, s.text[k:])
		at -= k
	}
	rows := func(w int) int { return (w + n - 1) / n }
	if rows(before.width())+rows(from.width()) > rows(w) {
		return []line{l}
	}
	return []line{before, from}
}

func firstGrapheme(s string) string {
	first, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return first
}

// words splits a line into words, each maybe of several spans, and single blanks.
func words(l line) []line {
	var out []line
	var word line
	end := func() {
		if len(word) > 0 {
			out, word = append(out, word), nil
		}
	}
	for _, s := range l {
		rest := s.text
		for rest != "" {
			i := strings.IndexByte(rest, ' ')
			if i < 0 {
				word = append(word, span{rest, s.role})
				break
			}
			if i > 0 {
				word = append(word, span{rest[:i], s.role})
			}
			end()
			out = append(out, line{{" ", s.role}})
			rest = rest[i+1:]
		}
	}
	end()
	return out
}

// hang wraps l after a label: the label stands before the first row, and the
// other rows are indented by its width.
func hang(label line, l line, n int) []line {
	lw := label.width()
	rows := l.wrap(max(1, n-lw))
	out := make([]line, len(rows))
	for i, r := range rows {
		if i == 0 {
			out[i] = label.join(r)
		} else {
			out[i] = line{{blanks(lw), plain}}.join(r)
		}
	}
	return out
}

// fill makes a block exactly h rows high.
func fill(ls []line, h int) []line {
	if len(ls) > h {
		return ls[:max(0, h)]
	}
	for len(ls) < h {
		ls = append(ls, nil)
	}
	return ls
}

// column is one block of a row of blocks.
type column struct {
	lines []line
	width int
}

// columns puts blocks next to one another, h rows high, with a rule between.
func columns(h int, cols ...column) []line {
	out := make([]line, h)
	for i := range out {
		l := make(line, 0, 16)
		for k, c := range cols {
			if k > 0 {
				l = append(l, span{"│", rule})
			}
			var part line
			if i < len(c.lines) {
				part = c.lines[i]
			}
			l = append(l, part.pad(c.width)...)
		}
		out[i] = l
	}
	return out
}

// ruler is a horizontal rule.
func ruler(n int) line { return ln(rule, strings.Repeat("─", max(0, n))) }
