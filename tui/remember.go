package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/display"
	"fpdoctor/tui/kit"
)

// nextTheme changes the colours, and remembers which for terminals that do not
// tell their background.
func (u *ui) nextTheme() tea.Cmd {
	g := (u.theme.Ground + 1) % kit.Ground(len(kit.Themes))
	u.theme = kit.NewTheme(u.theme.Profile, g, u.theme.Charset)
	u.Say(kit.Muted, [...]string{
		kit.DarkGround: "Colours for a dark background.", kit.LightGround: "Colours for a light background.",
		kit.AnyGround: "The terminal’s own colours, for any background.",
	}[g])
	keep, theme := u.o.KeepTheme, kit.Themes[g]
	if keep == nil {
		return nil
	}
	u.unkeptTheme = theme
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return themeKeptMsg{theme, keep(ctx, theme)}
	}
}

// themeKeptMsg tells how remembering a theme went.
type themeKeptMsg struct {
	theme string
	err   error
}

func (u *ui) ToggleMask() tea.Cmd {
	u.pen.Mask.On = !u.pen.Mask.On
	u.pen.Forget()
	if u.pen.Mask.On {
		u.Say(kit.Muted, "Personal data is hidden, in reports and copied text too.")
	} else {
		u.Say(kit.Muted, "Personal data is shown.")
	}
	return u.Remember()
}

// Remember stores the answers and the choice of masking.
func (u *ui) Remember() tea.Cmd {
	if u.o.Store == nil {
		return nil
	}
	u.unkept++
	a, mask, store, n := u.Answers.Lasting(), u.pen.Mask.On, u.o.Store, u.unkept
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return rememberedMsg{n, store.Remember(ctx, a, mask)}
	}
}

// rememberedMsg tells how remembering went; n counts the times it was asked for.
type rememberedMsg struct {
	n   int
	err error
}

// notKept tells why something is not remembered, if it is not.
func (u *ui) notKept(err error) {
	if err != nil {
		u.Toast(kit.Ln(kit.Warn, "Not remembered for the next time: "+display.Clean(err.Error())))
	}
}

// rememberLast stores what the person chose just before quitting.
func (u *ui) rememberLast() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	// Nobody is left to tell how it went.
	if u.o.Store != nil && u.unkept != u.kept {
		_ = u.o.Store.Remember(ctx, u.Answers.Lasting(), u.pen.Mask.On)
	}
	if u.unkeptTheme != "" {
		_ = u.o.KeepTheme(ctx, u.unkeptTheme)
	}
}
