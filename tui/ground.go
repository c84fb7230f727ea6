package tui

import (
	"regexp"
	"slices"
	"strings"

	"github.com/muesli/termenv"

	"fpdoctor/tui/background"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/terminal"
)

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

// groundOf settles the ground: as the person says, else as the terminal told, as
// its environment says, as the person chose before.
func groundOf(o Options) kit.Ground {
	if i := slices.Index(kit.Themes, o.Theme); i >= 0 {
		return kit.Ground(i)
	}
	if colour := o.heard.Background; colour != nil {
		return groundOfColour(*colour)
	}
	if dark, known := background.Dark(o.Environ("COLORFGBG")); known {
		if dark {
			return kit.DarkGround
		}
		return kit.LightGround
	}
	if o.RememberedTheme != nil {
		if i := slices.Index(kit.Themes, o.RememberedTheme()); i >= 0 {
			return kit.Ground(i)
		}
	}
	return kit.AnyGround
}

// Up to the one luminance all colours for a dark ground can be read on it, from
// the other on those for a light one. Between them only the terminal's own colours can.
const (
	darkUpTo  = 0.04
	lightFrom = 0.84
)

func groundOfColour(c terminal.Colour) kit.Ground {
	switch l := c.Luminance(); {
	case l <= darkUpTo:
		return kit.DarkGround
	case l >= lightFrom:
		return kit.LightGround
	}
	return kit.AnyGround
}

// charsetOf settles what the terminal can draw.
func charsetOf(o Options) kit.Charset {
	switch {
	case o.ASCII:
		return kit.ASCIIOnly
	case o.heard.Wide:
		return kit.WideLetters
	case o.ASCIISigns:
		return kit.ASCIISigns
	}
	return kit.AllLetters
}
