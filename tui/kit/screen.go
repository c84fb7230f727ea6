// Package kit is what all screens are made of: lines, texts that scroll, lists with
// a mark, fields, the theme, the key table and the signs. It knows no screen, only
// what each must have and what it has of the program around it.
package kit

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
)

// Screen is what every screen must have. It is laid out after each message, for
// the size of its body, and painted as it was laid out. Whatever else a screen has
// it says by one of the interfaces below.
type Screen interface {
	Title() Line
	Offers() []Offer
	Do(act Action, key string) tea.Cmd
	Body(w, h int) []Line
}

type (
	// Opener begins something when it is opened.
	Opener interface{ Open() tea.Cmd }
	// Closer has something to end when it is closed.
	Closer interface{ Close() }
	// Resumer has something to do when it is gone back to.
	Resumer interface{ Resume() }
	// Listener hears all messages but keys, also while others stand on top of it.
	Listener interface{ Update(msg tea.Msg) tea.Cmd }
	// Stated has a line above the footer; nil leaves it blank.
	Stated interface{ Status() Line }
	// Typist has a field for typed letters; nil: letters are keys.
	Typist interface{ Field() *Field }
	// Marker has something marked, which copy and open act on.
	Marker interface{ Marked() Mark }
	// Worker may be busy, so that the spinner turns.
	Worker interface{ Busy() bool }
	// Clicker can be clicked; x and y count from its body's corner.
	Clicker interface{ Click(x, y int) tea.Cmd }
	// Wheeler has another use of the wheel than the arrow keys.
	Wheeler interface{ Wheel(by int) }
	// Explained shows findings, whose causes the help then explains.
	Explained interface{ Causes() []string }
	// Stayer goes on when it is left, and is gone back to as it was. Sign is what the
	// header tells of it meanwhile, Came how far it came, End ends it, and Bye is what
	// stays of it in the terminal after quitting; empty: nothing.
	Stayer interface {
		Screen
		Worker
		Sign() string
		Came() string
		End()
		Bye() string
	}
	// Printed is what a command prints, too: the command with its flags, and the sale
	// it is about, if any. No words: it is printed as what stands below it is.
	Printed interface {
		PrintedBy() ([]string, record.Query)
	}
	// Waiter lets nothing be done but quit.
	Waiter interface{ Waits() bool }
)

// Host is what a screen has of the program around it.
type Host interface {
	Push(s Screen) tea.Cmd
	Pop()
	Say(r Role, text string) tea.Cmd
	Toast(l Line)
	CopyOut(m Mark) tea.Cmd
	OpenLink(url string) tea.Cmd
	ToggleMask() tea.Cmd
	NewRun() *Run
	// After is a command that answers once so much time has passed.
	After(d time.Duration, answer func(time.Time) tea.Msg) tea.Cmd
	Now() time.Time
}

// Among is the list that a sale was chosen from, at this sale.
type Among interface {
	// Place counts from 1; of 0: it is in the list no longer.
	Place() (at, of int)
	// Go opens another sale of the list in place of this one.
	Go(by int) tea.Cmd
}

// Mark is what is marked on a screen: text to copy and a link to open.
type Mark struct {
	What string // "the value", "the command"
	Text string // already masked where masking is on
	URL  string
	// Later makes a text too long to be made for every frame.
	Later func() string
	// Real makes what Text or Later is while nothing is hidden.
	Real func() string
	// Unseen: Text is not to be shown, as it is what is hidden.
	Unseen bool
	// Otherwise says how else to have it where copying may fail; empty: by hand.
	Otherwise string
}

// AsItIs is the mark with what it is in place of what is shown, not to be shown.
func (m Mark) AsItIs() Mark {
	if m.Real != nil {
		m.Text, m.Later, m.Unseen = m.Real(), nil, true
	}
	return m
}

// None reports whether there is nothing to copy.
func (m Mark) None() bool { return m.Text == "" && m.Later == nil }

// TypedMsg tells a screen that its field has changed, PastedMsg that text was
// pasted while no field had the keys, LetterMsg that a letter was typed then which
// is no command there, TickMsg that the spinner turns.
type (
	TypedMsg  struct{ Pasted bool }
	LetterMsg string
	PastedMsg string
	TickMsg   struct{}
)

// FieldOf is the field that has the keys on a screen; nil: letters are keys.
func FieldOf(s Screen) *Field {
	if t, ok := s.(Typist); ok {
		return t.Field()
	}
	return nil
}

// MarkOf is what is marked on a screen.
func MarkOf(s Screen) Mark {
	if m, ok := s.(Marker); ok {
		return m.Marked()
	}
	return Mark{}
}

// CausesOn are the ids of the causes that a screen tells of, the deciding one first.
func CausesOn(s Screen) []string {
	if t, ok := s.(Explained); ok {
		return t.Causes()
	}
	return nil
}

// Updated tells a screen a message, if it hears any.
func Updated(s Screen, msg tea.Msg) tea.Cmd {
	if l, ok := s.(Listener); ok {
		return l.Update(msg)
	}
	return nil
}

// Closed ends what a screen has to end.
func Closed(s Screen) {
	if c, ok := s.(Closer); ok {
		c.Close()
	}
}

// Waits reports whether a screen lets nothing be done but quit.
func Waits(s Screen) bool {
	w, ok := s.(Waiter)
	return ok && w.Waits()
}
