package tui

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/tui/background"
	"fpdoctor/tui/terminal"
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
// read. The sixteen-colour column keeps to what every usual palette shows so;
// where none is, it is empty and the terminal's own colour stands.
var (
	inkStrong = hue("#f2f4fa", "255", "15", "#16181d", "233", "")
	inkMuted  = hue("#9aa3b5", "248", "7", "#59606e", "241", "")
	inkRule   = hue("#454c5e", "239", "8", "#c3c8d2", "250", "8")
	inkAccent = hue("#8fb0ff", "111", "14", "#2f55c7", "26", "4")
	inkBrand  = hue("#a6b8ff", "147", "13", "#4b3fb8", "55", "5")
	inkPass   = hue("#7bd88f", "114", "10", "#1c7a36", "22", "")
	inkFail   = hue("#ff7a85", "210", "9", "#bd1f2d", "124", "1")
	inkWarn   = hue("#f2c36b", "221", "11", "#8a5a00", "94", "")
	inkAsk    = hue("#7fd6f2", "117", "14", "#0b6787", "24", "4")
	inkError  = hue("#d0a2ff", "183", "13", "#7a35b3", "91", "5")
	inkFP     = hue("#f0a5c8", "218", "13", "#a3286c", "125", "5")
	inkSelect = hue("#272d3d", "236", "", "#e7ebf7", "254", "")
	inkSoft   = hue("#363d4f", "238", "", "#dde1ea", "253", "")
	inkCode   = hue("#d9c8a0", "187", "11", "#6b4e16", "58", "")
	// Text on a coloured ground. In sixteen colours it is black on the bright ones.
	inkGround = hue("#14161c", "233", "0", "#ffffff", "231", "0")
)

// sideRole is the role of a service's sign. It is none of a state's: what a
// service holds may be good or bad.
func sideRole(s record.System) role {
	if s == record.FirstPromoter {
		return ofFP
	}
	return ofStripe
}

// ground is what the terminal's text stands on.
type ground uint8

const (
	darkGround ground = iota
	lightGround
	// anyGround is not known, or neither: what must be read keeps the terminal's
	// own colours, and stands out by being bold or reversed.
	anyGround
)

// theme turns roles into escape codes for one terminal and one background.
type theme struct {
	ground  ground
	charset charset
	profile termenv.Profile
	codes   [2][roleCount]codes // [selected][role]
}

type codes struct{ on, off string }

// newTheme works the codes out once, so that painting only joins texts.
func newTheme(profile termenv.Profile, g ground, c charset) *theme {
	b := brush{lipgloss.NewRenderer(io.Discard), profile, g}
	b.r.SetColorProfile(profile)
	b.r.SetHasDarkBackground(g != lightGround)
	styles := b.coloured()
	if g == anyGround {
		styles = b.own()
	}
	t := &theme{ground: g, charset: c, profile: profile}
	for i, st := range styles {
		t.codes[0][i] = codesOf(st)
		_, none := st.GetBackground().(lipgloss.NoColor)
		switch {
		case g == anyGround && none:
			st = st.Reverse(!st.GetReverse())
		case none:
			st = st.Background(inkSelect)
		}
		t.codes[1][i] = codesOf(st)
	}
	return t
}

// brush makes the styles for one terminal.
type brush struct {
	r       *lipgloss.Renderer
	profile termenv.Profile
	ground  ground
}

func (b brush) style() lipgloss.Style    { return b.r.NewStyle() }
func (b brush) fg(c ink) lipgloss.Style  { return b.style().Foreground(c) }
func (b brush) strong() lipgloss.Style   { return b.style().Bold(true) }
func (b brush) basic() bool              { return b.profile == termenv.ANSI }
func (b brush) reversed() lipgloss.Style { return b.style().Reverse(true) }
func (b brush) bold(c ink) (s lipgloss.Style) {
	// Many terminals brighten the first eight colours where they are bold, beyond
	// what can be read on white.
	return b.fg(c).Bold(!b.basic() || b.ground != lightGround || c.Light.ANSI == "")
}

// on is a label on a coloured ground.
func (b brush) on(c ink) lipgloss.Style {
	if b.basic() {
		c.Light.ANSI = c.Dark.ANSI
	}
	return b.fg(inkGround).Background(c).Bold(!b.basic())
}

// coloured are the styles where the ground is known.
func (b brush) coloured() [roleCount]lipgloss.Style {
	soft := b.fg(inkStrong).Background(inkSoft)
	if b.basic() {
		soft = b.reversed()
	}
	return [roleCount]lipgloss.Style{
		plain: b.style(), strong: b.bold(inkStrong), muted: b.fg(inkMuted), rule: b.fg(inkRule),
		brand: b.bold(inkBrand), accent: b.bold(inkAccent), heading: b.bold(inkMuted),
		outside: b.fg(inkStrong), link: b.fg(inkAccent).Underline(true), code: b.fg(inkCode),
		differ: b.bold(inkFail).Underline(true), keycap: b.bold(inkAccent),
		pass: b.fg(inkPass), fail: b.bold(inkFail), warn: b.bold(inkWarn), ask: b.bold(inkAsk), errored: b.bold(inkError),
		passChip: b.on(inkPass), failChip: b.on(inkFail), warnChip: b.on(inkWarn), askChip: b.on(inkAsk), erroredChip: b.on(inkError),
		mutedChip: soft, liveBadge: b.on(inkPass), testBadge: b.on(inkWarn), maskBadge: b.on(inkAsk), demoBadge: b.on(inkBrand),
		ofStripe: b.bold(inkAccent), ofFP: b.bold(inkFP),
		tab: b.on(inkAccent), tabOther: b.fg(inkMuted), found: b.on(inkWarn), cursor: b.reversed(),
	}
}

// own are the styles where the ground is not known. Labels bring their own
// ground, all the rest has the terminal's own colours.
func (b brush) own() [roleCount]lipgloss.Style {
	styles := b.coloured()
	for i, st := range styles {
		if _, none := st.GetBackground().(lipgloss.NoColor); none {
			styles[i] = b.style().Bold(st.GetBold()).Underline(st.GetUnderline()).Reverse(st.GetReverse())
		}
	}
	styles[mutedChip] = b.reversed()
	styles[pass] = b.strong()
	return styles
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
			text := t.charset.of(strings.ReplaceAll(harmless(l[i].text), "\u00a0", " "))
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
	p, term := out.EnvColorProfile(), o.Environ("TERM")
	switch {
	case out.EnvNoColor():
	case strings.HasPrefix(term, "eterm"):
		return termenv.ANSI // Emacs takes more colours for underlines, whatever COLORTERM promises
	case p == termenv.Ascii && manyColoured.MatchString(term):
		return termenv.ANSI256
	case p == termenv.Ascii && coloured.MatchString(term):
		return termenv.ANSI
	}
	return p
}

// coloured are terminals with the basic colours that termenv takes for having
// none, since their names do not say so; manyColoured those with 256.
var (
	coloured     = regexp.MustCompile(`^(screen|tmux|rxvt|putty|konsole|gnome|cygwin|st)([-.]|$)`)
	manyColoured = regexp.MustCompile(`^(mlterm|foot|kitty)([-.]|$)`)
)

// environ lets termenv read the environment we were given.
type environ func(string) string

func (e environ) Getenv(k string) string { return e(k) }
func (e environ) Environ() []string      { return nil }

// themes are the words for the grounds, in the order of the key that switches.
var themes = []string{darkGround: "dark", lightGround: "light", anyGround: "plain"}

// groundOf settles the ground: as the person says, else as the terminal told, as
// its environment says, as the person chose before.
func groundOf(o Options) ground {
	if i := slices.Index(themes, o.Theme); i >= 0 {
		return ground(i)
	}
	if told := o.heard.Background; told != nil {
		return groundOfColour(*told)
	}
	if dark, known := background.Dark(o.Environ("COLORFGBG")); known {
		if dark {
			return darkGround
		}
		return lightGround
	}
	if o.RememberedTheme != nil {
		if i := slices.Index(themes, o.RememberedTheme()); i >= 0 {
			return ground(i)
		}
	}
	return anyGround
}

// Up to the one luminance all colours for a dark ground can be read on it, from
// the other on those for a light one. Between them only the terminal's own colours can.
const (
	darkUpTo  = 0.04
	lightFrom = 0.84
)

func groundOfColour(c terminal.Colour) ground {
	switch l := c.Luminance(); {
	case l <= darkUpTo:
		return darkGround
	case l >= lightFrom:
		return lightGround
	}
	return anyGround
}
