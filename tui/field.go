package tui

import (
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
)

// field is one line to type in. The editing is bubbles' own; the drawing is
// ours, since a cursor shown by colours alone vanishes where there are none.
type field struct {
	input  textinput.Model
	hint   string
	secret bool
	// refused: what stands in it was turned down, and the next text takes its place.
	refused bool
	// whole: what is pasted is a whole value and takes the place of any other.
	whole bool
	// opener is the key that led here: pressed again in the empty field it is no letter.
	opener string
}

func newField(hint string, hidden bool) *field {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = 2048
	in.Focus()
	return &field{input: in, hint: hint, secret: hidden}
}

func (f *field) value() string { return strings.TrimSpace(f.input.Value()) }
func (f *field) empty() bool   { return f.input.Value() == "" }

func (f *field) set(s string) {
	f.input.SetValue(oneLine(s))
	f.input.CursorEnd()
}

// takes reports whether a key belongs to the field: letters, editing keys and
// pasted text do; the keys that lead elsewhere do not.
func (f *field) takes(msg tea.KeyMsg) bool {
	if msg.Paste || msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace {
		return true
	}
	switch msg.String() {
	case "backspace", "delete", "left", "right", "home", "end", "ctrl+a", "ctrl+e", "ctrl+w", "ctrl+k", "ctrl+u", "ctrl+d", "ctrl+b", "ctrl+f",
		"ctrl+left", "ctrl+right", "ctrl+h":
		return true
	}
	return slices.Contains(byWords, msg.String())
}

// byWords are the keys with Alt that edit; some terminals send the arrows as b and f.
var byWords = []string{"alt+left", "alt+right", "alt+backspace", "alt+delete", "alt+b", "alt+f", "alt+d"}

// key edits. Pasted text may hold line breaks and blanks around it.
func (f *field) key(msg tea.KeyMsg) {
	if msg.Type == tea.KeyRunes {
		clean := []rune(oneLine(string(msg.Runes)))
		if len(clean) == 0 || f.empty() && !msg.Paste && string(clean) == f.opener {
			return
		}
		msg.Runes = clean
		if f.refused || f.whole && msg.Paste {
			f.input.SetValue("")
		}
	}
	f.refused = false
	f.input, _ = f.input.Update(msg)
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// line draws the field in n cells, scrolled so that the cursor shows.
func (f *field) line(n int, colourless bool) line {
	caret := func(under string) line {
		if colourless {
			return line{{"▏", plain}}
		}
		if under == "" {
			under = " "
		}
		return line{{under, cursor}}
	}
	if f.empty() {
		return caret("").with(muted, f.hint).cut(n)
	}
	text := []rune(f.input.Value())
	if f.secret {
		text = []rune(strings.Repeat("•", len(text)))
	}
	at := min(f.input.Position(), len(text))
	start := 0
	for start < at && width(drawable(text[start:at])) > n-2 {
		start++
	}
	l := ln(outside, drawable(text[start:at]))
	if start > 0 {
		l = line{{"…", muted}}.join(ln(outside, drawable(text[start+1:at])))
	}
	if at == len(text) {
		return l.join(caret("")).cut(n)
	}
	if colourless {
		return l.join(caret("")).with(outside, drawable(text[at:])).cut(n)
	}
	return l.join(caret(drawable(text[at:at+1]))).with(outside, drawable(text[at+1:])).cut(n)
}

// drawable keeps the cells of what is typed, spaces at the ends too.
func drawable(r []rune) string {
	s := string(r)
	if strings.TrimSpace(s) == "" {
		return s
	}
	lead := len(s) - len(strings.TrimLeft(s, " "))
	trail := len(s) - len(strings.TrimRight(s, " "))
	return s[:lead] + display.Clean(s[lead:len(s)-trail]) + s[len(s)-trail:]
}
