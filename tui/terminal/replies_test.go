package terminal

import (
	"strings"
	"testing"
)

func TestParseColour(t *testing.T) {
	for s, want := range map[string]Colour{
		"rgb:ffff/ffff/ffff": {1, 1, 1}, "rgb:0000/0000/0000": {}, "rgb:ff/00/00": {R: 1}, "rgb:f/f/0": {R: 1, G: 1}, "rgb:fff/000/fff": {R: 1, B: 1},
		"rgba:0000/ffff/0000/8000": {G: 1}, "#0000ff": {B: 1},
	} {
		if got, ok := parseColour(s); !ok || got != want {
			t.Errorf("%q: %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "?", "rgb:", "rgb:1/2", "rgb:x/y/z", "rgb:12345/0/0", "#12", "#12345", "cmyk:0/0/0", "rgb:-1/0/0", "#"} {
		if got, ok := parseColour(s); ok {
			t.Errorf("%q is taken for %v", s, got)
		}
	}
}

// TestRepliesAreNoKeys: whatever the terminal answers, whole or in pieces, with
// keys typed before, between and after, only the keys are left.
func TestRepliesAreNoKeys(t *testing.T) {
	const colour, cursor = "\x1b]11;rgb:2e2e/3434/3636\x1b\\", "\x1b[12;40R"
	for _, c := range []struct{ in, keys string }{
		{colour + cursor, ""},
		{"\x1b]11;rgb:ffff/ffff/ffff\a" + cursor, ""},
		{"j" + colour + "k" + cursor + "q", "jkq"},
		{cursor + colour, ""}, // GNU screen's order
		{"\x1b[A" + colour + "\x1b[B" + cursor + "\x1b[C", "\x1b[A\x1b[B\x1b[C"},
		{cursor + "\x1b[1;2R" + colour, "\x1b[1;2R"}, // then it is shift+F3
		{"\x1b\x1b]11;rgb:0/0/0\a", "\x1b"},
		{"\x1b]11;rgb:0/0/" + strings.Repeat("0", 200) + "\a", strings.Repeat("0", 200-mostReply+len("\x1b]11;rgb:0/0/")) + "\a"},
		{"\x1b]1x", "\x1b]1x"}, {"\x1b]52;c;", "\x1b]52;c;"}, {"\x1b[12;40Hx", "\x1b[12;40Hx"}, {"\x1b[200~ä\x1b[201~", "\x1b[200~ä\x1b[201~"},
		{"\x1bOH\x1bOF", "\x1b[H\x1b[F"}, {"\x1bOa\x1bOb\x1bOc\x1bOd", "\x1b[1;5A\x1b[1;5B\x1b[1;5C\x1b[1;5D"}, {"\x1bOP\x1bOAx", "\x1bOP\x1bOAx"},
	} {
		for at := range len(c.in) {
			r := replies{colours: 1, cursors: 1}
			first, _ := r.feed([]byte(c.in[:at]))
			then, _ := r.feed([]byte(c.in[at:]))
			got := string(first) + string(then) + string(r.giveBack())
			// A key is only known as another where all of it comes at once.
			if strings.Contains(c.in, "\x1bO") && at > 0 {
				continue
			}
			if got != c.keys {
				t.Errorf("%q cut at %d: %q is left, not %q", c.in, at, got, c.keys)
			}
		}
	}
}

func TestNothingIsHeldWhereNothingWasAsked(t *testing.T) {
	for _, in := range []string{"\x1b", "\x1b]", "\x1b]11;", "\x1b[1;2R", "\x1b[", "a\x1b"} {
		var r replies
		if got, answers := r.feed([]byte(in)); string(got) != in || len(answers) != 0 {
			t.Errorf("%q becomes %q, %v", in, got, answers)
		}
	}
}

func TestMayAsk(t *testing.T) {
	for term, may := range map[string]bool{
		"xterm-256color": true, "xterm": true, "linux": true, "tmux-256color": true, "rxvt-unicode": true, "mlterm": true, "foot": true,
		"screen": false, "screen-256color": false, "screen.xterm-256color": false, "eterm-color": false, "dumb": false, "": false,
	} {
		if got := MayAsk(func(k string) string { return map[string]string{"TERM": term}[k] }); got != may {
			t.Errorf("TERM=%s: %v", term, got)
		}
	}
	if MayAsk(func(k string) string { return map[string]string{"TERM": "xterm", "STY": "1.pts-0.host"}[k] }) {
		t.Error("within GNU screen the terminal is asked")
	}
}

func FuzzReplies(f *testing.F) {
	f.Add([]byte("j\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[1;1R"), uint8(3))
	f.Add([]byte("\x1b]11;\x1b]11;\a\x1b[;R"), uint8(1))
	f.Fuzz(func(t *testing.T, in []byte, cut uint8) {
		r := replies{colours: 1, cursors: 2}
		at := min(int(cut), len(in))
		a, _ := r.feed(in[:at])
		b, _ := r.feed(in[at:])
		if n := len(a) + len(b) + len(r.held); n > 2*len(in)+6 {
			t.Errorf("%q becomes %d bytes", in, n)
		}
	})
}
