// Package display makes text from outside safe to draw, print, copy or save,
// shows what is invisible in it where that matters, and hides personal data
// while two values that differ still visibly differ.
package display

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// longest is the number of characters kept of one text. No field of either
	// service that people read is longer; what is, is cut with an ellipsis.
	longest = 500
	// longestLink is enough for a link that fills in a form.
	longestLink = 4000
	// longestRead is the number of bytes looked at, lest a megabyte of invisible
	// characters be gone through for every frame.
	longestRead = 16 << 10
	// marksPerLetter bounds the accents stacked on one letter: Vietnamese needs
	// two, towers of them paint over the lines above and below.
	marksPerLetter = 2

	ellipsis = '…'
)

// Clean makes s one line that is safe to draw: no control character, no
// direction override, nothing invisible, no tower of accents, valid UTF-8, no
// key, and not endless. Blanks of every kind become plain ones.
func Clean(s string) string { return Scrub(plain(s, longest)) }

// plain is Clean without the search for keys, cut after most characters.
func plain(s string, most int) string {
	if len(s) <= most && printable(s) {
		return s
	}
	var b strings.Builder
	kept, marks, letter := 0, 0, false
	for i, r := range s {
		if kept == most || i > longestRead {
			b.WriteRune(ellipsis)
			break
		}
		switch {
		case r == utf8.RuneError && isBroken(s[i:]):
			r, letter = utf8.RuneError, false
		case isBlank(r):
			r, letter = ' ', false
		case unicode.IsControl(r):
			r, letter = picture(r), false
		case invisible(r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if !letter || marks == marksPerLetter {
				continue
			}
			marks++
			b.WriteRune(r)
			continue
		case !unicode.IsGraphic(r):
			// Private and unassigned characters have no width one could count on.
			r, letter = utf8.RuneError, false
		default:
			letter = true
		}
		marks = 0
		kept++
		b.WriteRune(r)
	}
	return b.String()
}

// printable reports whether s is made of ASCII that draws something, or blanks.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isBroken tells a byte that is no UTF-8 from a replacement character that was
// really sent.
func isBroken(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

// isBlank reports whether r is drawn as a blank: white space, line ends, and
// the Braille and Hangul blanks that are letters by their category.
func isBlank(r rune) bool {
	switch r {
	case '\u2800', '\u3164', '\u115F', '\u1160', '\uFFA0':
		return true
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp)
}

// invisible reports whether r draws nothing or turns the direction of others:
// zero-width characters, bidi controls, tags, variation selectors.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// picture is the visible sign of a control character.
func picture(r rune) rune {
	switch {
	case r < 0x20:
		return 0x2400 + r
	case r == 0x7F:
		return '␡'
	}
	return utf8.RuneError
}
