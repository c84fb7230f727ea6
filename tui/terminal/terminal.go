// Package terminal is the terminal's own side of the screens: it asks the
// terminal what the environment does not tell, and keeps the answers, early or
// late, from being taken for typed keys.
package terminal

import (
	"strings"
	"time"
)

// Question is what to ask the terminal.
type Question struct {
	Background bool // which colour the ground has
	Width      bool // whether characters of ambiguous width take two cells
}

// Answer is what the terminal told.
type Answer struct {
	Background *Colour // nil: not told
	// Wide: characters of ambiguous width, such as frames, take two cells (UAX #11).
	Wide bool
}

// Patience is how long an answer is waited for. Terminals take up to some 40 ms.
const Patience = 100 * time.Millisecond

// sample is a character of ambiguous width, one that frames are made of.
const sample = "│"

// ask is what to send: the cursor report after each question ends the wait for
// its answer, as terminals that do not know a question keep silent on it.
func (q Question) ask() string {
	const cursor = "\x1b[6n"
	var s string
	if q.Background {
		s = "\x1b]11;?\x1b\\"
	}
	s += cursor
	if q.Width {
		const keep, back, erase = "\x1b7", "\x1b8", "\x1b[K"
		s = keep + s + sample + cursor + back + erase
	}
	return s
}

// SelectsBy is the key that is held to select text while a program takes the mouse:
// Shift, but Fn in Terminal.app and Option in iTerm2 and in what VS Code has on a Mac. Empty:
// there is none, or it is not known.
func SelectsBy(env func(string) string, goos string) string {
	switch program := env("TERM_PROGRAM"); {
	case program == "Apple_Terminal":
		return "Fn"
	case program == "iTerm.app", env("LC_TERMINAL") == "iTerm2", program == "vscode" && goos == "darwin":
		return "Option"
	case goos == "windows" && env("WT_SESSION") == "":
		return "" // the older console selects with the mouse alone
	case env("TERM") == "" && goos != "windows", env("TERM") == "dumb", env("TERM") == "linux":
		return ""
	}
	return "Shift"
}

// MayAsk reports whether the terminal can be asked without harm: GNU screen
// passes the question on and the answer comes when nobody waits any more, and
// Emacs prints part of it.
func MayAsk(env func(string) string) bool {
	term := env("TERM")
	for _, silent := range []string{"screen", "eterm", "dumb"} {
		if strings.HasPrefix(term, silent) {
			return false
		}
	}
	return term != "" && env("STY") == "" // STY: within GNU screen, whatever TERM says
}
