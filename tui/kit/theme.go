package kit

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// Role names what a text is, never what it looks like.
type Role uint8

// The roles of the one theme.
const (
	Plain    Role = iota
	Strong        // what to read first
	Muted         // labels and hints
	Rule          // lines
	Brand         // the product's name
	Accent        // the place where one is
	Heading       // small headings
	Outside       // text that came from a service
	Link          // an address to open
	Code          // a command to copy
	Differ        // characters that differ
	Keycap        // a key in the footer
	Pass          //
	Fail          //
	Warn          //
	ask           //
	errored       //
	ofStripe      // the sign of what Stripe holds
	ofFP          // the sign of what FirstPromoter holds
	passChip      // the same as labels on a coloured ground
	failChip
	warnChip
	askChip
	erroredChip
	MutedChip
	LiveBadge
	TestBadge
	MaskBadge
	DemoBadge
	tab       // the tab one is on
	tabOther  // the others
	Found     // a search hit
	Cursor    // the typing cursor
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

// SideRole is the role of a service's sign. It is none of a state's: what a
// service holds may be good or bad.
func SideRole(s record.System) Role {
	if s == record.FirstPromoter {
		return ofFP
	}
	return ofStripe
}

// Ground is what the terminal's text stands on.
type Ground uint8

const (
	DarkGround Ground = iota
	LightGround
	// AnyGround is not known, or neither: what must be read keeps the terminal's
	// own colours, and stands out by being bold or reversed.
	AnyGround
)

// Theme turns roles into escape codes for one terminal and one background.
type Theme struct {
	Ground  Ground
	Charset Charset
	Profile termenv.Profile
	codes   [2][roleCount]codes // [selected][role]
}

type codes struct{ on, off string }

// NewTheme works the codes out once, so that painting only joins texts.
func NewTheme(profile termenv.Profile, g Ground, c Charset) *Theme {
	b := brush{lipgloss.NewRenderer(io.Discard), profile, g}
	b.r.SetColorProfile(profile)
	b.r.SetHasDarkBackground(g != LightGround)
	styles := b.coloured()
	if g == AnyGround {
		styles = b.own()
	}
	t := &Theme{Ground: g, Charset: c, Profile: profile}
	for i, st := range styles {
		t.codes[0][i] = codesOf(st)
		_, none := st.GetBackground().(lipgloss.NoColor)
		switch {
		case g == AnyGround && none:
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
	ground  Ground
}

func (b brush) style() lipgloss.Style    { return b.r.NewStyle() }
func (b brush) fg(c ink) lipgloss.Style  { return b.style().Foreground(c) }
func (b brush) strong() lipgloss.Style   { return b.style().Bold(true) }
func (b brush) basic() bool              { return b.profile == termenv.ANSI }
func (b brush) reversed() lipgloss.Style { return b.style().Reverse(true) }
func (b brush) bold(c ink) (s lipgloss.Style) {
	// Many terminals brighten the first eight colours where they are bold, beyond
	// what can be read on white.
	return b.fg(c).Bold(!b.basic() || b.ground != LightGround || c.Light.ANSI == "")
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
		Plain: b.style(), Strong: b.bold(inkStrong), Muted: b.fg(inkMuted), Rule: b.fg(inkRule),
		Brand: b.bold(inkBrand), Accent: b.bold(inkAccent), Heading: b.bold(inkMuted),
		Outside: b.fg(inkStrong), Link: b.fg(inkAccent).Underline(true), Code: b.fg(inkCode),
		Differ: b.bold(inkFail).Underline(true), Keycap: b.bold(inkAccent),
		Pass: b.fg(inkPass), Fail: b.bold(inkFail), Warn: b.bold(inkWarn), ask: b.bold(inkAsk), errored: b.bold(inkError),
		passChip: b.on(inkPass), failChip: b.on(inkFail), warnChip: b.on(inkWarn), askChip: b.on(inkAsk), erroredChip: b.on(inkError),
		MutedChip: soft, LiveBadge: b.on(inkPass), TestBadge: b.on(inkWarn), MaskBadge: b.on(inkAsk), DemoBadge: b.on(inkBrand),
		ofStripe: b.bold(inkAccent), ofFP: b.bold(inkFP),
		tab: b.on(inkAccent), tabOther: b.fg(inkMuted), Found: b.on(inkWarn), Cursor: b.reversed(),
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
	styles[MutedChip] = b.reversed()
	styles[Pass] = b.strong()
	return styles
}

func codesOf(st lipgloss.Style) codes {
	on, off, _ := strings.Cut(st.Render("x"), "x")
	return codes{on, off}
}

// Colourless reports whether the terminal gets no escape codes for looks at
// all: then selection and cursor need a glyph.
func (t *Theme) Colourless() bool { return t.Profile == termenv.Ascii }

// Paint writes one line. Roles from roleCount on stand on the ground of a selection.
func (t *Theme) Paint(b *strings.Builder, l Line) {
	for i := 0; i < len(l); {
		r := l[i].Role
		c := t.codes[r/roleCount][r%roleCount]
		b.WriteString(c.on)
		for ; i < len(l) && l[i].Role == r; i++ {
			text := t.Charset.Of(strings.ReplaceAll(harmless(l[i].Text), "\u00a0", " "))
			if r := r % roleCount; t.Colourless() && r >= passChip && r <= tab && strings.HasPrefix(text, " ") &&
				strings.HasSuffix(text, " ") &&
				len(text) > 2 {
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

// Themes are the words for the grounds, in the order of the key that switches.
var Themes = []string{DarkGround: "dark", LightGround: "light", AnyGround: "plain"}
