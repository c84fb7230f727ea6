package tui

import (
	"strings"

	"fpdoctor/checks"
)

// Every symbol drawn is one cell wide and has a twin here for terminals whose
// locale is not UTF-8.
var asciiTwin = map[rune]string{
	'✓': "+", '✗': "x", '·': "-", '▸': ">", '◌': "#", '…': "~", '›': ">", '‹': "<", '→': ">", '←': "<",
	'↑': "^", '↓': "v", '│': "|", '─': "-", '┃': "#", '━': "=", '╎': ":", '╌': "-", '•': "*", '▏': "|", '▔': "^", '▴': "^", '▾': "v",
	'┌': "+", '┐': "+", '└': "+", '┘': "+", '├': "+", '┤': "+", '┬': "+", '┴': "+", '┼': "+", '╭': "+", '╮': "+", '╰': "+", '╯': "+",
	'–': "-", '—': "-", '’': "'", '‘': "'", '“': "\"", '”': "\"", '×': "x", '✚': "+", '●': "*", '○': "o", '≠': "!", '∙': ".",
	'⠋': "|", '⠙': "/", '⠹': "-", '⠸': "\\", '⠼': "|", '⠴': "/", '⠦': "-", '⠧': "\\", '⠇': "|", '⠏': "/",
}

// toASCII replaces what a non-UTF-8 terminal cannot show, cell for cell.
func toASCII(s string) string {
	plainText := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			plainText = false
			break
		}
	}
	if plainText {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case asciiTwin[r] != "":
			b.WriteString(asciiTwin[r])
		default:
			b.WriteString(strings.Repeat("?", width(string(r))))
		}
	}
	return b.String()
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
