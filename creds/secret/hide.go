package secret

import (
	"io"
	"strconv"
	"sync"
)

// Hidden stands where a key was.
const Hidden = "(removed)"

// shortest is how long a key must be to be taken out: a shorter one could be a
// part of any word.
const shortest = 12

// Hider takes keys out of what a service answers, however they are spelt there:
// as they are, in capitals, with JSON's \u escapes or a web address's % ones, as
// entities of a web page, or with the backslashes that Markdown and shells put.
type Hider struct {
	keys []string
	// A spelling may begin where a byte and the one after it have a bit in common.
	first, second [256]uint8
	tail          int       // the most bytes that a spelling takes
	spare         sync.Pool // windows that were read through
}

// An introduced bit stands for the bytes that begin a longer spelling of one
// character; the lower ones for keys, of which several may share one.
const (
	introduced = 1 << 7
	bits       = 7
)

// NewHider makes one for these keys; empty and very short ones are left out.
func NewHider(keys ...Key) *Hider {
	h := &Hider{}
	for c := range h.second {
		h.second[c] = introduced
	}
	for _, k := range keys {
		v := k.Reveal()
		if len(v) < shortest {
			continue
		}
		bit := uint8(1) << (len(h.keys) % bits)
		h.keys = append(h.keys, v)
		for _, c := range []byte{lower(v[0]), upper(v[0])} {
			h.first[c] |= bit
		}
		for _, c := range []byte{lower(v[1]), upper(v[1]), '\\', '%', '&'} {
			h.second[c] |= bit
		}
		for _, c := range []byte{'\\', '%', '&'} {
			h.first[c] = introduced
		}
		h.tail = max(h.tail, len(v)*longestSpelling)
	}
	return h
}

const (
	// mostBackslashes before a character are taken for its spelling.
	mostBackslashes = 7
	// longestSpelling is the most bytes one character is spelt with.
	longestSpelling = mostBackslashes + len("&#x0061;")
)

// Hide is the text without the keys.
func (h *Hider) Hide(text []byte) []byte {
	out, _ := h.hide(nil, text, len(text))
	return out
}

// hide appends to out the text without the keys that begin before end, and says
// how much of the text that took.
func (h *Hider) hide(out, text []byte, end int) ([]byte, int) {
	from, at := 0, 0
	for at < end {
		if at+1 == len(text) || h.first[text[at]]&h.second[text[at+1]] == 0 {
			at++
			continue
		}
		if n := h.spelt(text[at:]); n > 0 {
			out = append(append(out, text[from:at]...), Hidden...)
			at += n
			from = at
			continue
		}
		at++
	}
	return append(out, text[from:at]...), at
}

// spelt is the length of a key that the text begins with, or 0.
func (h *Hider) spelt(text []byte) int {
next:
	for _, key := range h.keys {
		at := 0
		for i := range len(key) {
			c, n := character(text[at:])
			if n == 0 || lower(c) != lower(key[i]) {
				continue next
			}
			at += n
		}
		return at
	}
	return 0
}

// character reads one character of ASCII in any of its spellings, and how many
// bytes that takes; 0 where there is none.
func character(s []byte) (c byte, n int) {
	for n < len(s) && s[n] == '\\' && n < mostBackslashes {
		n++
	}
	s = s[n:]
	if len(s) == 0 {
		return 0, 0
	}
	code := func(digits []byte, base int) (byte, bool) {
		v, err := strconv.ParseUint(string(digits), base, 7)
		return byte(v), err == nil
	}
	switch {
	case s[0] == 'u' && n > 0 && len(s) >= 5:
		if c, ok := code(s[1:5], 16); ok {
			return c, n + 5
		}
	case s[0] == '%' && len(s) >= 3:
		if c, ok := code(s[1:3], 16); ok {
			return c, n + 3
		}
	case s[0] == '&' && len(s) >= 4 && s[1] == '#':
		for end := 3; end < min(len(s), len("&#x0061;")); end++ {
			if s[end] != ';' {
				continue
			}
			digits, base := s[2:end], 10
			if digits[0] == 'x' || digits[0] == 'X' {
				digits, base = digits[1:], 16
			}
			if c, ok := code(digits, base); ok {
				return c, n + end + 1
			}
		}
	}
	return s[0], n + 1
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}

// Reader reads without the keys, also those that lie across two reads.
func (h *Hider) Reader(r io.Reader) io.Reader {
	if len(h.keys) == 0 {
		return r
	}
	return &hidingReader{h: h, from: r}
}

type hidingReader struct {
	h     *Hider
	from  io.Reader
	held  *windows
	raw   []byte // read, not yet looked through
	clean []byte // looked through, not yet given
	err   error
}

// windows are what is looked through and what came of it. They serve one answer after
// the other: of an audit's thousands of pages they would be most of the garbage.
type windows struct{ raw, clean []byte }

// window is how much is looked through at a time.
const window = 64 << 10

func (r *hidingReader) Read(p []byte) (int, error) {
	for len(r.clean) == 0 {
		if r.err != nil && len(r.raw) == 0 {
			r.release()
			return 0, r.err
		}
		r.fill()
	}
	n := copy(p, r.clean)
	r.clean = r.clean[n:]
	return n, nil
}

// fill reads a window and looks through it, but for its end while more may come.
func (r *hidingReader) fill() {
	if r.held == nil {
		r.held, _ = r.h.spare.Get().(*windows)
		if r.held == nil {
			r.held = &windows{raw: make([]byte, window+r.h.tail), clean: make([]byte, 0, window+r.h.tail)}
		}
		r.raw = r.held.raw[:0]
	}
	for r.err == nil && len(r.raw) < cap(r.raw) {
		n, err := r.from.Read(r.raw[len(r.raw):cap(r.raw)])
		r.raw, r.err = r.raw[:len(r.raw)+n], err
	}
	end := len(r.raw)
	if r.err == nil {
		end -= r.h.tail
	}
	out, taken := r.h.hide(r.held.clean[:0], r.raw, end)
	r.held.clean, r.clean = out, out
	r.raw = r.raw[:copy(r.raw, r.raw[taken:])]
}

// release lets another reader have the windows. Nothing of them is in use any more.
func (r *hidingReader) release() {
	if r.held != nil {
		r.h.spare.Put(r.held)
		r.held, r.raw, r.clean = nil, nil, nil
	}
}
