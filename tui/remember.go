package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
)

// nextTheme changes the colours, and remembers which for terminals that do not
// tell their background.
func nextTheme(u *ui) tea.Cmd {
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
	return keepChoice(u, "theme", func(ctx context.Context) error { return keep(ctx, theme) })
}

// setting is a choice of the person's for this computer that is still to be kept.
type setting struct {
	n    int // counts the choices
	save func(context.Context) error
}

// keepChoice remembers a choice, of which the newest counts.
func keepChoice(u *ui, what string, save func(context.Context) error) tea.Cmd {
	s := setting{u.unsaved[what].n + 1, save}
	if u.unsaved == nil {
		u.unsaved = map[string]setting{}
	}
	u.unsaved[what] = s
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		return savedMsg{what, s.n, save(ctx)}
	}
}

// savedMsg tells how keeping a choice went.
type savedMsg struct {
	what string
	n    int
	err  error
}

func choiceSaved(u *ui, msg savedMsg) {
	if s := u.unsaved[msg.what]; s.n == msg.n {
		s.save = nil
		u.unsaved[msg.what] = s
	}
	notKept(u, msg.err)
}

func (u *ui) ToggleMask() tea.Cmd {
	u.pen.Mask.On = !u.pen.Mask.On
	u.pen.Forget()
	if u.pen.Mask.On {
		u.Say(kit.Muted, "Personal data is hidden, in reports and copies too. Y copies what is real.")
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
func notKept(u *ui, err error) {
	if err != nil {
		u.Toast(kit.Ln(kit.Warn, "Not remembered for the next time: "+u.pen.Safe(err.Error())))
	}
}

// rememberLast stores what the person chose just before quitting.
func rememberLast(u *ui) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	// Nobody is left to tell how it went.
	if u.o.Store != nil && u.unkept != u.kept {
		_ = u.o.Store.Remember(ctx, u.Answers.Lasting(), u.pen.Mask.On)
	}
	for _, s := range u.unsaved {
		if s.save != nil {
			_ = s.save(ctx)
		}
	}
}
