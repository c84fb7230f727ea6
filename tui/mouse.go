package tui

import (
	"context"
	"runtime"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
	"fpdoctor/tui/terminal"
)

// mouse is whether wheel and clicks are taken. Selecting text with it then takes a key.
type mouse struct {
	on        bool
	sought    bool // whether to take it is being found out
	chosen    bool // by the person, in this run
	explained bool // how text can be selected
}

// pointer is what the mouse does to the screens.
type pointer struct{ *ui }

// mouseMsg tells whether the mouse is taken from the start.
type mouseMsg bool

// find finds out, once, whether to take the mouse: as the person chose before,
// else where text can be selected all the same.
func (u pointer) find() tea.Cmd {
	if u.mouse.sought {
		return nil
	}
	u.mouse.sought = true
	remembered, env := u.o.RememberedMouse, u.o.Environ
	return func() tea.Msg {
		if remembered != nil {
			if on := remembered(); on != nil {
				return mouseMsg(*on)
			}
		}
		return mouseMsg(terminal.SelectsBy(env, runtime.GOOS) == "Shift")
	}
}

func (m *mouse) begin(on mouseMsg) tea.Cmd {
	if m.chosen {
		return nil
	}
	m.on = bool(on)
	return m.again()
}

// again takes the mouse, as when the terminal was given back meanwhile.
func (m *mouse) again() tea.Cmd {
	if !m.on {
		return nil
	}
	return tea.EnableMouseCellMotion
}

func (u pointer) toggle() tea.Cmd {
	m := &u.mouse
	m.on, m.chosen, m.explained = !m.on, true, true
	cmd := tea.DisableMouse
	if m.on {
		u.Say(kit.Muted, "Mouse on: wheel and clicks work. "+u.selecting()+" M switches it off.")
		cmd = tea.EnableMouseCellMotion
	} else {
		u.Say(kit.Muted, "Mouse off: the terminal’s own selection works again.")
	}
	keep, on := u.o.KeepMouse, m.on
	if keep == nil {
		return cmd
	}
	return tea.Batch(cmd, keepChoice(u.ui, "mouse", func(ctx context.Context) error { return keep(ctx, on) }))
}

// holding says which key is held to select text, for the end of a sentence; empty: none.
func (u pointer) holding() string {
	if key := terminal.SelectsBy(u.o.Environ, runtime.GOOS); u.mouse.on && key != "" {
		return ", holding " + key
	}
	return ""
}

// selecting says how text is selected while the mouse is taken.
func (u pointer) selecting() string {
	if key := terminal.SelectsBy(u.o.Environ, runtime.GOOS); key != "" {
		return "Hold " + key + " to select text."
	}
	return ""
}

// event handles wheel and clicks.
func (u pointer) event(msg tea.MouseMsg) tea.Cmd {
	if !u.mouse.on || len(u.stack) == 0 || msg.Action != tea.MouseActionPress {
		return nil
	}
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return u.wheel(-3, kit.ActUp)
	case tea.MouseButtonWheelDown:
		return u.wheel(3, kit.ActDown)
	case tea.MouseButtonLeft:
		u.Toast(nil)
		cmd := u.click(msg.X, msg.Y)
		if !u.mouse.explained && u.toast == nil && !u.quit {
			u.mouse.explained = true
			u.Say(kit.Muted, u.selecting()+" M switches the mouse off.")
		}
		return cmd
	}
	return nil
}

func (u pointer) wheel(by int, act kit.Action) tea.Cmd {
	s := u.top()
	if w, ok := s.(kit.Wheeler); ok {
		w.Wheel(by)
		return nil
	}
	for _, o := range s.Offers() {
		if o.Act == act && o.Off == "" {
			return s.Do(act, "")
		}
	}
	return nil
}

// click is on the way to here, on a key of the footer, or on the screen itself.
func (u pointer) click(x, y int) tea.Cmd {
	f := frame{u.ui, u.top()}
	switch {
	case y == 0:
		if to, ok := f.crumbAt(x); ok {
			for len(u.stack) > to+1 {
				u.Pop()
			}
		}
	case y == u.h-1:
		if key := f.keyAt(x); key != "" {
			return presses(u).press(key)
		}
	case y >= 2 && y < u.h-2:
		if c, ok := f.s.(kit.Clicker); ok {
			return c.Click(x, y-2)
		}
	}
	return nil
}

// keyAt is the key of the hint at a column of the footer, as Bubble Tea names it.
func (f frame) keyAt(x int) string {
	at, key := 0, ""
	for _, span := range f.footer() {
		if span.Role == kit.Keycap {
			key = span.Text
		}
		if at += kit.Width(span.Text); x < at {
			if strings.TrimSpace(span.Text) == "" {
				return "" // between two of them
			}
			return kit.Pressed(key)
		}
	}
	return ""
}
