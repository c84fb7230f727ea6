package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// screen is what every screen must have. It is laid out after each message, for
// the size of its body, and painted as it was laid out. Whatever else a screen has
// it says by one of the interfaces below.
type screen interface {
	title() line
	offers() []offer
	do(act action, key string) tea.Cmd
	body(w, h int) []line
}

type (
	// opener begins something when it is opened.
	opener interface{ open() tea.Cmd }
	// closer has something to end when it is closed.
	closer interface{ close() }
	// resumer has something to do when it is gone back to.
	resumer interface{ resume() }
	// listener hears all messages but keys, also while others stand on top of it.
	listener interface{ update(msg tea.Msg) tea.Cmd }
	// stated has a line above the footer; nil leaves it blank.
	stated interface{ status() line }
	// typist has a field for typed letters; nil: letters are keys.
	typist interface{ field() *field }
	// marker has something marked, which copy and open act on.
	marker interface{ marked() mark }
	// worker may be busy, so that the spinner turns.
	worker interface{ busy() bool }
	// clicker can be clicked; x and y count from its body's corner.
	clicker interface{ click(x, y int) tea.Cmd }
	// wheeler has another use of the wheel than the arrow keys.
	wheeler interface{ wheel(by int) }
	// waiter lets nothing be done but quit.
	waiter interface{ waits() bool }
)

// host is what a screen has of the program around it.
type host interface {
	push(s screen) tea.Cmd
	pop()
	say(r role, text string) tea.Cmd
	tell(l line)
	copyOut(m mark) tea.Cmd
	openLink(url string) tea.Cmd
	toggleMask() tea.Cmd
	newRun() *run
	now() time.Time
}

// mark is what is marked on a screen: text to copy and a link to open.
type mark struct {
	what string // "the value", "the command"
	text string // already masked where masking is on
	url  string
	// later makes a text too long to be made for every frame.
	later func() string
	// otherwise says how else to have it where copying may fail; empty: by hand.
	otherwise string
}

func (m mark) none() bool { return m.text == "" && m.later == nil }

// typedMsg tells a screen that its field has changed, pastedMsg that text was
// pasted while no field had the keys, tickMsg that the spinner turns.
type (
	typedMsg  struct{}
	pastedMsg string
	tickMsg   struct{}
)

func fieldOf(s screen) *field {
	if t, ok := s.(typist); ok {
		return t.field()
	}
	return nil
}

func markOf(s screen) mark {
	if m, ok := s.(marker); ok {
		return m.marked()
	}
	return mark{}
}

func updated(s screen, msg tea.Msg) tea.Cmd {
	if l, ok := s.(listener); ok {
		return l.update(msg)
	}
	return nil
}

func closed(s screen) {
	if c, ok := s.(closer); ok {
		c.close()
	}
}

func waits(s screen) bool {
	w, ok := s.(waiter)
	return ok && w.waits()
}
