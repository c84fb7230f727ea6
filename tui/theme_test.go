package tui

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"fpdoctor/tui/kit"
	"fpdoctor/tui/terminal"
)

// rgb is a colour from its six digits.
func rgb(hex string) terminal.Colour {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		panic(err)
	}
	return terminal.Colour{R: float64(n>>16) / 255, G: float64(n>>8&255) / 255, B: float64(n&255) / 255}
}

// palettes are the sixteen colours as installed: xterm's, the Linux console's
// and those of VTE (gnome-terminal).
var palettes = map[string]string{
	"xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
	"linux": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
	"vte":   "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33da7a e9ad0c 2a7bde c061cb 33c7de ffffff",
}

// xterm256 is a colour of the cube or the greys.
func xterm256(n int) terminal.Colour {
	if n >= 232 {
		v := float64(8+10*(n-232)) / 255
		return terminal.Colour{R: v, G: v, B: v}
	}
	step := func(i int) float64 { return []float64{0, 95, 135, 175, 215, 255}[i%6] / 255 }
	n -= 16
	return terminal.Colour{R: step(n / 36), G: step(n / 6), B: step(n)}
}

// shown is what a terminal makes of escape codes for looks.
type shown struct{ text, ground terminal.Colour }

// looksOf reads escape codes as a terminal with this palette and these colours
// of its own does. Where bold brightens, as in xterm, it does.
func looksOf(t *testing.T, codes string, palette []string, own shown, brightens bool) shown {
	t.Helper()
	s, bold, reverse, text, basic := own, false, false, -1, func(n int) terminal.Colour { return rgb(palette[n]) }
	for _, seq := range strings.Split(codes, "\x1b[") {
		body, ok := strings.CutSuffix(seq, "m")
		if seq == "" {
			continue
		}
		if !ok {
			t.Fatalf("%q is no code for looks", codes)
		}
		p := strings.Split(body, ";")
		for i := 0; i < len(p); i++ {
			n, _ := strconv.Atoi(p[i])
			switch {
			case n == 0:
				s, bold, reverse = own, false, false
			case n == 1:
				bold = true
			case n == 4:
			case n == 7:
				reverse = true
			case n >= 30 && n <= 37:
				s.text, text = basic(n-30), n-30
			case n >= 90 && n <= 97:
				s.text = basic(n - 90 + 8)
			case n >= 40 && n <= 47:
				s.ground = basic(n - 40)
			case n >= 100 && n <= 107:
				s.ground = basic(n - 100 + 8)
			case n == 38 || n == 48:
				var c terminal.Colour
				if p[i+1] == "5" {
					v, _ := strconv.Atoi(p[i+2])
					c, i = xterm256(v), i+2
				} else {
					r, _ := strconv.Atoi(p[i+2])
					g, _ := strconv.Atoi(p[i+3])
					b, _ := strconv.Atoi(p[i+4])
					c, i = rgb(fmt.Sprintf("%02x%02x%02x", r, g, b)), i+4
				}
				if n == 38 {
					s.text = c
				} else {
					s.ground = c
				}
			default:
				t.Fatalf("%q has a code that this test does not know", codes)
			}
		}
	}
	if bold && brightens && text >= 0 {
		s.text = basic(text + 8)
	}
	if reverse {
		s.text, s.ground = s.ground, s.text
	}
	return s
}

// contrast is WCAG 2's: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func (s shown) contrast() float64 {
	a, b := s.text.Luminance(), s.ground.Luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// roleLook is how a theme shows what is to be read in a role, marked or not.
type roleLook struct {
	role     kit.Role
	selected bool
	codes    string
}

// everyLook are the looks of all roles but that of lines, where nothing is to be read.
func everyLook(th *kit.Theme) iter.Seq[roleLook] {
	return func(yield func(roleLook) bool) {
		for r := kit.Plain; r <= kit.Cursor; r++ {
			if r == kit.Rule {
				continue
			}
			l := kit.Ln(r, "x")
			if !yield(roleLook{r, false, look(th, l)}) || !yield(roleLook{r, true, look(th, kit.OnGround(l))}) {
				return
			}
		}
	}
}

// look is the escape codes before a text.
func look(th *kit.Theme, l kit.Line) string {
	var b strings.Builder
	th.Paint(&b, l)
	codes, _, _ := strings.Cut(b.String(), "x")
	return codes
}

// TestContrast: whatever is to be read can be read, in every theme, number of
// colours and usual palette, on every ground that the theme is chosen for.
func TestContrast(t *testing.T) {
	t.Parallel()
	const enough = 4.5
	black, white := rgb("000000"), rgb("ffffff")
	onBlack, onWhite := []shown{{white, black}, {rgb("d0cfcc"), rgb("171421")}}, []shown{{black, white}, {rgb("171421"), white}}
	grounds := map[kit.Ground][]shown{kit.DarkGround: onBlack, kit.LightGround: onWhite, kit.AnyGround: slices.Concat(onBlack, onWhite)}
	for g, list := range grounds {
		for name, palette := range palettes {
			for _, profile := range []termenv.Profile{termenv.TrueColor, termenv.ANSI256, termenv.ANSI, termenv.Ascii} {
				th := kit.NewTheme(profile, g, kit.AllLetters)
				for _, own := range list {
					if profile == termenv.ANSI && own.text == rgb("d0cfcc") && name != "vte" {
						continue // another terminal's
					}
					for l := range everyLook(th) {
						for _, brightens := range []bool{false, true} {
							s := looksOf(t, l.codes, strings.Fields(palette), own, brightens)
							if s.contrast() < enough {
								t.Errorf("%s, %s, colours %v: role %d (selected: %v) %q has a contrast of %.2f on %v (bold brightens: %v)",
									kit.Themes[g], name, profile, l.role, l.selected, l.codes, s.contrast(), own.ground, brightens)
							}
						}
					}
				}
			}
		}
	}
}

// TestContrastOnGreys: a ground that is neither quite dark nor quite light gets
// a theme that can be read on it.
func TestContrastOnGreys(t *testing.T) {
	t.Parallel()
	for level := range 256 {
		v := float64(level) / 255
		paper := terminal.Colour{R: v, G: v, B: v}
		g := groundOfColour(paper)
		if g == kit.AnyGround {
			continue // the terminal's own colours, which somebody chose to be read
		}
		for _, profile := range []termenv.Profile{termenv.TrueColor, termenv.ANSI256} {
			for l := range everyLook(kit.NewTheme(profile, g, kit.AllLetters)) {
				if l.selected {
					continue // on a ground of its own
				}
				own := shown{rgb("ffffff"), paper}
				if g == kit.LightGround {
					own.text = rgb("000000")
				}
				if s := looksOf(t, l.codes, nil, own, false); s.contrast() < 4.5 {
					t.Errorf("on a grey of %d, colours %v, role %d: %.2f", level, profile, l.role, s.contrast())
				}
			}
		}
	}
}

// TestUnknownGroundKeepsTheTerminalsColours, but for labels with a ground of their own.
func TestUnknownGroundKeepsTheTerminalsColours(t *testing.T) {
	t.Parallel()
	th := kit.NewTheme(termenv.TrueColor, kit.AnyGround, kit.AllLetters)
	for l := range everyLook(th) {
		if text, paper := strings.Contains(l.codes, "38;2"), strings.Contains(l.codes, "48;2"); !l.selected && text != paper {
			t.Errorf("role %d: %q gives one colour and leaves the other", l.role, l.codes)
		}
	}
	for _, r := range []kit.Role{kit.Outside, kit.Link, kit.Strong, kit.Muted, kit.Differ, kit.Keycap, kit.Code} {
		if codes := look(th, kit.Ln(r, "x")); strings.Contains(codes, "38;") {
			t.Errorf("role %d has a colour of ours: %q", r, codes)
		}
	}
	if codes := look(th, kit.OnGround(kit.Ln(kit.Outside, "x"))); codes != "\x1b[7m" {
		t.Errorf("what is marked is not reversed: %q", codes)
	}
}

// TestThemeAuto: the terminal's word counts before its environment's, that
// before what was chosen, and nothing is guessed.
func TestThemeAuto(t *testing.T) {
	t.Parallel()
	black, white, between := rgb("1e1e1e"), rgb("ffffff"), rgb("808080")
	for _, c := range []struct {
		theme, colorFgBg, remembered string
		heard                        *terminal.Colour
		want                         kit.Ground
	}{
		{want: kit.AnyGround},
		{theme: "auto", heard: &black, colorFgBg: "0;15", want: kit.DarkGround},
		{theme: "auto", heard: &white, colorFgBg: "15;0", remembered: "dark", want: kit.LightGround},
		{theme: "auto", heard: &between, colorFgBg: "15;0", want: kit.AnyGround},
		{colorFgBg: "0;15", remembered: "dark", want: kit.LightGround},
		{colorFgBg: "15;0", want: kit.DarkGround},
		{colorFgBg: "15;default", remembered: "light", want: kit.LightGround},
		{remembered: "dark", want: kit.DarkGround},
		{remembered: "plain", want: kit.AnyGround},
		{remembered: "nonsense", want: kit.AnyGround},
		{theme: "light", heard: &black, want: kit.LightGround},
		{theme: "dark", heard: &white, want: kit.DarkGround},
		{theme: "plain", heard: &white, want: kit.AnyGround},
	} {
		o := Options{Theme: c.theme, RememberedTheme: func() string { return c.remembered }, Environ: func(k string) string { return map[string]string{"COLORFGBG": c.colorFgBg}[k] }}
		o.heard.Background = c.heard
		if got := groundOf(o); got != c.want {
			t.Errorf("%+v: %s", c, kit.Themes[got])
		}
	}
}

func TestColoursOfTerminals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		term, colorTerm string
		want            termenv.Profile
	}{
		{"eterm-color", "truecolor", termenv.ANSI}, {"eterm", "", termenv.ANSI}, {"mlterm", "", termenv.ANSI256}, {"foot", "", termenv.ANSI256},
		{"foot", "truecolor", termenv.TrueColor}, {"xterm", "", termenv.ANSI}, {"xterm-256color", "", termenv.ANSI256}, {"screen", "", termenv.ANSI},
		{"dumb", "truecolor", termenv.Ascii}, {"vt100", "", termenv.Ascii},
	} {
		env := map[string]string{"TERM": c.term, "COLORTERM": c.colorTerm}
		if got := profileOf(Options{Environ: func(k string) string { return env[k] }}); got != c.want {
			t.Errorf("TERM=%s COLORTERM=%s: %v, want %v", c.term, c.colorTerm, got, c.want)
		}
	}
	if math.Abs(rgb("777777").Luminance()-0.1845) > 0.001 {
		t.Errorf("the luminance of a middle grey is %v", rgb("777777").Luminance())
	}
}
