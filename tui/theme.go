package tui

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// role names what a text is, never what it looks like.
type role uint8

// The roles of the one theme.
const (
	plain    role = iota
	strong        // what to read first
	muted         // labels and hints
	rule          // lines
	brand         // the product's name
	accent        // the place where one is
	heading       // small headings
	outside       // text that came from a service
	link          // an address to open
	code          // a command to copy
	differ        // characters that differ
	keycap        // a key in the footer
	pass          //
	fail          //
	warn          //
	ask           //
	errored       //
	ofStripe      // the sign of what Stripe holds
	ofFP          // the sign of what FirstPromoter holds
	passChip      // the same as labels on a coloured ground
	failChip
	warnChip
	askChip
	erroredChip
	mutedChip
	liveBadge
	testBadge
	maskBadge
	demoBadge
	tab       // the tab one is on
	tabOther  // the others
	found     // a search hit
	cursor    // the typing cursor
	roleCount // not a role
)

type ink = lipgloss.CompleteAdaptiveColor

func hue(darkTrue, dark256, dark16, lightTrue, light256, light16 string) ink {
	return ink{
		Dark:  lipgloss.CompleteColor{TrueColor: darkTrue, ANSI256: dark256, ANSI: dark16},
		Light: lipgloss.CompleteColor{TrueColor: lightTrue, ANSI256: light256, ANSI: light16},
	}
}

// The colours. Greys are dark enough on white and light enough on black to be
// read; the sixteen-colour column keeps to colours every palette can show.
var (
	inkStrong = hue("#f2f4fa", "255", "15", "#16181d", "233", "0")
	inkMuted  = hue("#9aa3b5", "247", "7", "#59606e", "241", "8")
	inkRule   = hue("#454c5e", "239", "8", "#c3c8d2", "250", "7")
	inkAccent = hue("#8fb0ff", "111", "12", "#2f55c7", "26", "4")
	inkBrand  = hue("#a6b8ff", "147", "13", "#4b3fb8", "55", "5")
	inkPass   = hue("#7bd88f", "114", "10", "#1c7a36", "28", "2")
	inkFail   = hue("#ff7a85", "210", "9", "#bd1f2d", "124", "1")
	inkWarn   = hue("#f2c36b", "221", "11", "#8a5a00", "94", "3")
	inkAsk    = hue("#7fd6f2", "117", "14", "#0b6787", "24", "6")
	inkError  = hue("#d0a2ff", "183", "13", "#7a35b3", "91", "5")
	inkFP     = hue("#f0a5c8", "218", "13", "#a3286c", "125", "5")
	inkGround = hue("#14161c", "233", "0", "#ffffff", "231", "15")
	inkSelect = hue("#272d3d", "236", "", "#e7ebf7", "254", "")
	inkSoft   = hue("#363d4f", "238", "8", "#dde1ea", "253", "7")
	inkCode   = hue("#d9c8a0", "187", "3", "#6b4e16", "58", "3")
)

// sideRole is the role of a service's sign. It is none of a state's: what a
// service holds may be good or bad.
func sideRole(s record.System) role {
	if s == record.FirstPromoter {
		return ofFP
	}
	return ofStripe
}

// theme turns roles into escape codes for one terminal and one background.
type theme struct {
	dark    bool
	ascii   bool
	profile termenv.Profile
	codes   [2][roleCount]codes // [selected][role]
}

type codes struct{ on, off string }

// newTheme works the codes out once, so that painting only joins texts.
func newTheme(profile termenv.Profile, dark, ascii bool) *theme {
	r := lipgloss.NewRenderer(io.Discard, termenv.WithProfile(profile))
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(dark)
	s := func() lipgloss.Style { return r.NewStyle() }
	fg := func(c ink) lipgloss.Style { return s().Foreground(c) }
	on := func(c ink) lipgloss.Style { return s().Foreground(inkGround).Background(c).Bold(true) }

	styles := [roleCount]lipgloss.Style{
		plain: s(), strong: fg(inkStrong).Bold(true), muted: fg(inkMuted), rule: fg(inkRule),
		brand: fg(inkBrand).Bold(true), accent: fg(inkAccent).Bold(true), heading: fg(inkMuted).Bold(true),
		outside: fg(inkStrong), link: fg(inkAccent).Underline(true), code: fg(inkCode),
		differ: fg(inkFail).Bold(true).Underline(true), keycap: fg(inkAccent).Bold(true),
		pass: fg(inkPass), fail: fg(inkFail).Bold(true), warn: fg(inkWarn).Bold(true), ask: fg(inkAsk).Bold(true), errored: fg(inkError).Bold(true),
		passChip: on(inkPass), failChip: on(inkFail), warnChip: on(inkWarn), askChip: on(inkAsk), erroredChip: on(inkError),
		mutedChip: fg(inkStrong).Background(inkSoft), liveBadge: on(inkPass), testBadge: on(inkWarn), maskBadge: on(inkAsk), demoBadge: on(inkBrand),
		ofStripe: fg(inkAccent).Bold(true), ofFP: fg(inkFP).Bold(true),
		tab: on(inkAccent), tabOther: fg(inkMuted), found: on(inkWarn), cursor: s().Reverse(true),
	}
	t := &theme{dark: dark, ascii: ascii, profile: profile}
	for i, st := range styles {
		t.codes[0][i] = codesOf(st)
		if _, own := st.GetBackground().(lipgloss.NoColor); own {
			st = st.Background(inkSelect)
		}
		t.codes[1][i] = codesOf(st)
	}
	return t
}

func codesOf(st lipgloss.Style) codes {
	on, off, _ := strings.Cut(st.Render("x"), "x")
	return codes{on, off}
}

// colourless reports whether the terminal gets no escape codes for looks at
// all: then selection and cursor need a glyph.
func (t *theme) colourless() bool { return t.profile == termenv.Ascii }

// paint writes one line. Roles from roleCount on stand on the ground of a selection.
func (t *theme) paint(b *strings.Builder, l line) {
	for i := 0; i < len(l); {
		r := l[i].role
		c := t.codes[r/roleCount][r%roleCount]
		b.WriteString(c.on)
		for ; i < len(l) && l[i].role == r; i++ {
			text := strings.ReplaceAll(harmless(l[i].text), "\u00a0", " ")
			if t.ascii {
				text = toASCII(text)
			}
			if r := r % roleCount; t.colourless() && r >= passChip && r <= tab && strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") && len(text) > 2 {
				text = "[" + text[1:len(text)-1] + "]" // a label without a ground
			}
			b.WriteString(text)
		}
		b.WriteString(c.off)
	}
}

// harmless is a last net under package display: no control character is ever painted.
func harmless(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			return display.Clean(s)
		}
	}
	return s
}

// profileOf is the richest colouring the terminal's environment allows.
func profileOf(o Options) termenv.Profile {
	if o.NoColor || o.Environ("TERM") == "dumb" {
		return termenv.Ascii
	}
	out := termenv.NewOutput(o.Out, termenv.WithEnvironment(environ(o.Environ)), termenv.WithUnsafe())
	p := out.EnvColorProfile()
	if p == termenv.Ascii && !out.EnvNoColor() && coloured.MatchString(o.Environ("TERM")) {
		return termenv.ANSI
	}
	return p
}

// coloured are terminals with the basic colours that termenv takes for having
// none, since their names do not say so.
var coloured = regexp.MustCompile(`^(screen|tmux|rxvt|putty|konsole|gnome|cygwin|st)([-.]|$)`)

// environ lets termenv read the environment we were given.
type environ func(string) string

func (e environ) Getenv(k string) string { return e(k) }
func (e environ) Environ() []string      { return nil }

// darkGround tells whether to use the colours for a dark background. The
// terminal is not asked: where it does not answer that takes five seconds, and a
// late answer lands in the field one types in.
func darkGround(theme string, env func(string) string) bool {
	switch theme {
	case "light":
		return false
	case "dark":
		return true
	}
	parts := strings.Split(env("COLORFGBG"), ";")
	n, err := strconv.Atoi(parts[len(parts)-1])
	return err != nil || n != 7 && n < 9 || n == 8
}
