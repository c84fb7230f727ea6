package kit

import (
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
)

// Field is one line to type in. The editing is bubbles' own; the drawing is
// ours, since a cursor shown by colours alone vanishes where there are none.
type Field struct {
	Input  textinput.Model
	Hint   string
	Secret bool
	// Refused: what stands in it was turned down, and the next text takes its place.
	Refused bool
	// Whole: what is pasted is a whole value and takes the place of any other.
	Whole bool
	// Opener is the key that led here: pressed again in the empty field it is no letter.
	// After it, Commands are letters.
	Opener string
	// Commands are keys that are no letters while it is empty, but do what they do
	// where nothing is typed.
	Commands []string
	opened   bool // by its Opener
}

// NewField is an empty field; the hint stands in it until something is typed, and
// hidden shows dots.
func NewField(hint string, hidden bool) *Field {
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = 2048
	in.Focus()
	return &Field{Input: in, Hint: hint, Secret: hidden}
}

// Value is what is typed, without blanks around it.
func (f *Field) Value() string { return strings.TrimSpace(f.Input.Value()) }

// Empty reports whether nothing is typed.
func (f *Field) Empty() bool { return f.Input.Value() == "" }

// Set puts a text in place of what is typed.
func (f *Field) Set(s string) {
	f.opened = false
	f.Input.SetValue(oneLine(s))
	f.Input.CursorEnd()
}

// Takes reports whether a key belongs to the field: letters, editing keys and
// pasted text do; the keys that lead elsewhere do not.
func (f *Field) Takes(msg tea.KeyMsg) bool {
	if msg.Paste || msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace {
		return msg.Paste || f.Letter(msg.String())
	}
	return f.takes(msg.String())
}

// editing are the keys that move and delete in a field.
var editing = []string{
	"backspace", "delete", "left", "right", "home", "end", "ctrl+left", "ctrl+right",
	"ctrl+a", "ctrl+b", "ctrl+d", "ctrl+e", "ctrl+f", "ctrl+h", "ctrl+k", "ctrl+u", "ctrl+w",
}

// takes reports whether a key by its name belongs to the field.
func (f *Field) takes(key string) bool {
	if len([]rune(key)) == 1 {
		return f.Letter(key)
	}
	return slices.Contains(editing, key) || slices.Contains(ByWords, key)
}

// Letter reports whether a key of one character would be typed just now.
func (f *Field) Letter(key string) bool {
	return !f.Empty() || f.opened || !slices.Contains(f.Commands, key)
}

// Opened has every letter typed from now on, as after its Opener.
func (f *Field) Opened() { f.opened = true }

// ByWords are the keys with Alt that edit; some terminals send the arrows as b and f.
var ByWords = []string{"alt+left", "alt+right", "alt+backspace", "alt+delete", "alt+b", "alt+f", "alt+d"}

// Key edits. Pasted text may hold line breaks and blanks around it.
func (f *Field) Key(msg tea.KeyMsg) {
	if msg.Type == tea.KeyRunes {
		clean := []rune(oneLine(string(msg.Runes)))
		if f.Empty() && !msg.Paste && string(clean) == f.Opener {
			f.Opened()
			return
		}
		if len(clean) == 0 {
			return
		}
		msg.Runes = clean
		if f.Refused || f.Whole && msg.Paste {
			f.Input.SetValue("")
		}
	}
	f.Refused = false
	f.Input, _ = f.Input.Update(msg)
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// Rest draws the field while the keys are elsewhere.
func (f *Field) Rest(p *Pen) Line {
	if f.Empty() {
		return Ln(Muted, f.Hint)
	}
	if f.Secret {
		return Ln(Outside, strings.Repeat("•", len([]rune(f.Input.Value()))))
	}
	shown, _ := p.Typed(f.Input.Value())
	return Ln(Outside, shown)
}

// Line draws the field in n cells, scrolled so that the cursor shows. What is
// hidden is drawn as a whole, and the cursor behind it.
func (f *Field) Line(n int, p *Pen) Line {
	caret := func(under string) Line {
		if p.Colourless {
			return Line{{"▏", Plain}}
		}
		if under == "" {
			under = " "
		}
		return Line{{under, Cursor}}
	}
	if f.Empty() {
		return caret("").With(Muted, f.Hint).Cut(n)
	}
	text := []rune(f.Input.Value())
	if f.Secret {
		text = []rune(strings.Repeat("•", len(text)))
	} else if shown, hidden := p.Typed(f.Input.Value()); hidden {
		return Ln(Outside, shown).Cut(n - 1).Join(caret(""))
	}
	at := min(f.Input.Position(), len(text))
	start := 0
	for start < at && Width(Drawable(text[start:at])) > n-2 {
		start++
	}
	l := Ln(Outside, Drawable(text[start:at]))
	if start > 0 {
		l = Line{{"…", Muted}}.Join(Ln(Outside, Drawable(text[start+1:at])))
	}
	if at == len(text) {
		return l.Join(caret("")).Cut(n)
	}
	if p.Colourless {
		return l.Join(caret("")).With(Outside, Drawable(text[at:])).Cut(n)
	}
	return l.Join(caret(Drawable(text[at:at+1]))).With(Outside, Drawable(text[at+1:])).Cut(n)
}

// Drawable keeps the cells of what is typed, spaces at the ends too.
func Drawable(r []rune) string {
	s := string(r)
	if strings.TrimSpace(s) == "" {
		return s
	}
	lead := len(s) - len(strings.TrimLeft(s, " "))
	trail := len(s) - len(strings.TrimRight(s, " "))
	return s[:lead] + display.Clean(s[lead:len(s)-trail]) + s[len(s)-trail:]
}
