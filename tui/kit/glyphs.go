package kit

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/spinner"
	"github.com/clipperhouse/displaywidth"
)

// Charset is what a terminal can draw.
type Charset uint8

const (
	AllLetters  Charset = iota
	ASCIISigns          // our frames and signs in ASCII, text from outside as it is
	WideLetters         // the same, since ambiguous width is two cells here
	ASCIIOnly           // all in ASCII: the locale is not UTF-8
)

// Of is a text in these letters, cell for cell.
func (c Charset) Of(s string) string {
	if c == AllLetters || isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch twin := asciiTwin[r]; {
		case twin != "":
			b.WriteString(twin)
		case r < utf8.RuneSelf || c != ASCIIOnly:
			b.WriteRune(r)
		default:
			b.WriteString(strings.Repeat("?", Width(string(r))))
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

// Fit keeps a row of at most n cells from being more to the terminal, where
// letters from outside, as é, may take two: the end of such a row goes.
func (c Charset) Fit(row Line, n int) Line {
	if c != WideLetters {
		return row
	}
	room := n
	for i, s := range row {
		text := c.Of(s.Text)
		w := asWide.String(text)
		if w > room {
			return row[:i:i].With(s.Role, asWide.TruncateString(text, room, ""))
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

var spin = spinner.MiniDot.Frames

// Look is how a status is drawn: always a symbol and a word beside the colour.
type Look struct {
	Symbol string
	Word   string
	Role   Role
	Chip   Role
}

// looks of the statuses of checks.
var looks = map[string]Look{
	"pass":  {"✓", "pass", Pass, passChip},
	"fail":  {"✗", "fail", Fail, failChip},
	"warn":  {"!", "warn", Warn, warnChip},
	"ask":   {"?", "ask", ask, askChip},
	"skip":  {"·", "skip", Muted, MutedChip},
	"error": {"◌", "error", errored, erroredChip},
	"info":  {"i", "info", Muted, MutedChip},
}

// LookOf is how a status is drawn.
func LookOf[S ~string](s S) Look {
	if l, ok := looks[string(s)]; ok {
		return l
	}
	return Look{"·", string(s), Muted, MutedChip}
}

// Chip is a status as a coloured label.
func Chip[S ~string](s S) Line {
	l := LookOf(s)
	return Line{{Hard(" " + l.Symbol + " " + strings.ToUpper(l.Word) + " "), l.Chip}}
}

// KeyChip is a key to press, as a label.
func KeyChip(key string) Line { return Line{{Hard(" " + key + " "), tab}} }

// Hard keeps the blanks of a label from being broken or dropped at the end of a row.
func Hard(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }
