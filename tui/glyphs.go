package tui

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"fpdoctor/checks"
)

// charset is what a terminal can draw.
type charset uint8

const (
	allLetters  charset = iota
	asciiSigns          // our frames and signs in ASCII, text from outside as it is
	wideLetters         // the same, since ambiguous width is two cells here
	asciiOnly           // all in ASCII: the locale is not UTF-8
)

// charsetOf settles what the terminal can draw.
func charsetOf(o Options) charset {
	switch {
	case o.ASCII:
		return asciiOnly
	case o.heard.Wide:
		return wideLetters
	case o.ASCIISigns:
		return asciiSigns
	}
	return allLetters
}

// of is a text in these letters, cell for cell.
func (c charset) of(s string) string {
	if c == allLetters || isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch twin := asciiTwin[r]; {
		case twin != "":
			b.WriteString(twin)
		case r < utf8.RuneSelf || c != asciiOnly:
			b.WriteRune(r)
		default:
			b.WriteString(strings.Repeat("?", width(string(r))))
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// fit keeps a row of at most n cells from being more to the terminal, where
// letters from outside, as é, may take two: the end of such a row goes.
func (c charset) fit(row line, n int) line {
	if c != wideLetters {
		return row
	}
	room := n
	for i, s := range row {
		text := c.of(s.text)
		w := asWide.String(text)
		if w > room {
			return row[:i:i].with(s.role, asWide.TruncateString(text, room, ""))
		}
		room -= w
	}
	return row
}

// asWide counts cells as terminals do that give ambiguous width two (UAX #11).
var asWide = displaywidth.Options{EastAsianWidth: true}

// Every symbol drawn is one cell wide and has a twin here.
var asciiTwin = map[rune]string{
	'✓': "+", '✗': "x", '·': "-", '▸': ">", '◌': "#", '…': "~", '›': ">", '‹': "<", '→': ">", '←': "<",
	'↑': "^", '↓': "v", '│': "|", '─': "-", '┃': "#", '━': "=", '╎': ":", '╌': "-", '•': "*", '▏': "|", '▔': "^", '▴': "^", '▾': "v",
	'┌': "+", '┐': "+", '└': "+", '┘': "+", '├': "+", '┤': "+", '┬': "+", '┴': "+", '┼': "+", '╭': "+", '╮': "+", '╰': "+", '╯': "+",
	'–': "-", '—': "-", '’': "'", '‘': "'", '“': "\"", '”': "\"", '×': "x", '✚': "+", '●': "*", '○': "o", '≠': "!", '∙': ".",
	'⠋': "|", '⠙': "/", '⠹': "-", '⠸': "\\", '⠼': "|", '⠴': "/", '⠦': "-", '⠧': "\\", '⠇': "|", '⠏': "/",
}

var spinner = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// look is how a status is drawn: always a symbol and a word beside the colour.
type look struct {
	symbol string
	word   string
	role   role
	chip   role
}

var looks = map[checks.Status]look{
	checks.Pass:  {"✓", "pass", pass, passChip},
	checks.Fail:  {"✗", "fail", fail, failChip},
	checks.Warn:  {"!", "warn", warn, warnChip},
	checks.Ask:   {"?", "ask", ask, askChip},
	checks.Skip:  {"·", "skip", muted, mutedChip},
	checks.Error: {"◌", "error", errored, erroredChip},
	checks.Info:  {"i", "info", muted, mutedChip},
}

func lookOf(s checks.Status) look {
	if l, ok := looks[s]; ok {
		return l
	}
	return look{"·", string(s), muted, mutedChip}
}

// chip is a status as a coloured label.
func chip(s checks.Status) line {
	l := lookOf(s)
	return line{{hard(" " + l.symbol + " " + strings.ToUpper(l.word) + " "), l.chip}}
}

// keyChip is a key to press, as a label.
func keyChip(key string) line { return line{{hard(" " + key + " "), tab}} }

// hard keeps the blanks of a label from being broken or dropped at the end of a row.
func hard(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }
