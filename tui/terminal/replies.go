package terminal

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// Colour is a colour as the terminal tells it, 0 to 1 each.
type Colour struct{ R, G, B float64 }

// Luminance is the relative luminance of WCAG 2, 0 (black) to 1 (white):
// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
func (c Colour) Luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// reply is one answer of the terminal: a colour, or where the cursor stands.
type reply struct {
	colour      *Colour // nil: it is about the cursor
	row, column int
}

// replies takes the terminal's answers out of what is typed, however late they
// come, and writes some keys in the one way that Bubble Tea reads.
type replies struct {
	colours int    // so many answers on the background may still come
	cursors int    // and so many on the cursor
	held    []byte // the beginning of what may become an answer
}

const (
	esc       = '\x1b'
	bell      = '\a'
	colourIs  = "\x1b]11;" // OSC 11; its answer ends with BEL or ESC \
	mostReply = 64         // no answer is longer, whatever its end
)

// otherwise are keys of mosh (Home, End) and urxvt (ctrl and an arrow) that
// Bubble Tea takes for alt+O and a letter, and the same as xterm sends them.
var otherwise = map[byte]string{
	'H': "\x1b[H", 'F': "\x1b[F", 'a': "\x1b[1;5A", 'b': "\x1b[1;5B", 'c': "\x1b[1;5C", 'd': "\x1b[1;5D",
}

// awaited reports whether answers may still come.
func (r *replies) awaited() bool { return r.colours > 0 || r.cursors > 0 }

// feed takes what has been read and gives the keys in it. What may be the
// beginning of an answer is held back.
func (r *replies) feed(read []byte) (keys []byte, got []reply) {
	b := append(r.held, read...)
	r.held = nil
	for len(b) > 0 {
		at := bytes.IndexByte(b, esc)
		if at < 0 {
			return append(keys, b...), got
		}
		keys, b = append(keys, b[:at]...), b[at:]
		n, answer, whole := r.answer(b)
		switch {
		case !whole:
			r.held = bytes.Clone(b)
			return keys, got
		case n > 0:
			if answer != nil {
				got = append(got, *answer)
			}
			b = b[n:]
		case len(b) > 2 && b[1] == 'O' && otherwise[b[2]] != "":
			keys, b = append(keys, otherwise[b[2]]...), b[3:]
		default:
			keys, b = append(keys, esc), b[1:]
		}
	}
	return keys, got
}

// giveBack is what was held, once it is clear that nothing follows soon. What is
// surely an answer stays held until its end.
func (r *replies) giveBack() []byte {
	if r.colours > 0 && bytes.HasPrefix(r.held, []byte(colourIs)) {
		return nil
	}
	b := r.held
	r.held = nil
	return b
}

// answer reads the answer that b begins with, and how long it is: 0 where it is
// none. It is not whole where more has to be read to tell.
func (r *replies) answer(b []byte) (n int, answer *reply, whole bool) {
	if r.awaited() && len(b) == 1 {
		return 0, nil, false
	}
	if r.colours > 0 && b[1] == ']' {
		if len(b) < len(colourIs) && strings.HasPrefix(colourIs, string(b)) {
			return 0, nil, false
		}
		if bytes.HasPrefix(b, []byte(colourIs)) {
			return r.colour(b)
		}
	}
	if r.cursors > 0 && b[1] == '[' {
		return r.cursor(b)
	}
	return 0, nil, true
}

func (r *replies) colour(b []byte) (n int, answer *reply, whole bool) {
	end := len(colourIs)
	for end < len(b) && b[end] >= ' ' && end < mostReply {
		end++
	}
	switch {
	case end == mostReply: // broken: what is a part of it by now is dropped
		n = end
	case end == len(b), b[end] == esc && end+1 == len(b):
		return 0, nil, false
	case b[end] == bell:
		n = end + 1
	case b[end] == esc && b[end+1] == '\\':
		n = end + 2
	default:
		n = end
	}
	r.colours--
	if c, ok := parseColour(string(b[len(colourIs):end])); ok {
		answer = &reply{colour: &c}
	}
	return n, answer, true
}

func (r *replies) cursor(b []byte) (n int, answer *reply, whole bool) {
	end := 2
	for end < len(b) && (b[end] >= '0' && b[end] <= '9' || b[end] == ';') {
		end++
	}
	if end == len(b) {
		return 0, nil, end >= mostReply
	}
	row, column, two := strings.Cut(string(b[2:end]), ";")
	y, yerr := strconv.Atoi(row)
	x, xerr := strconv.Atoi(column)
	if b[end] != 'R' || !two || yerr != nil || xerr != nil {
		return 0, nil, true
	}
	r.cursors--
	return end + 1, &reply{row: y, column: x}, true
}

// parseColour reads a colour as XParseColor knows them: rgb:RR/GG/BB with one to
// four digits each (rgba: with a fourth part), or #RRGGBB.
func parseColour(s string) (Colour, bool) {
	var parts []string
	if hex, ok := strings.CutPrefix(s, "#"); ok && len(hex)%3 == 0 {
		k := len(hex) / 3
		parts = []string{hex[:k], hex[k : 2*k], hex[2*k:]}
	} else if _, list, ok := strings.Cut(s, ":"); ok && strings.HasPrefix(s, "rgb") {
		parts = strings.Split(list, "/")
	}
	if len(parts) < 3 {
		return Colour{}, false
	}
	var v [3]float64
	for i, digits := range parts[:3] {
		n, err := strconv.ParseUint(digits, 16, 16)
		if err != nil {
			return Colour{}, false
		}
		v[i] = float64(n) / float64(int(1)<<(4*len(digits))-1)
	}
	return Colour{v[0], v[1], v[2]}, true
}
