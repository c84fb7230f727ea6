package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
)

// mouseEvent handles wheel and clicks, which come only while they are switched on.
func (u *ui) mouseEvent(msg tea.MouseMsg) tea.Cmd {
	if !u.mouse || len(u.stack) == 0 || msg.Action != tea.MouseActionPress {
		return nil
	}
	s := u.top()
	switch msg.Button {
	case tea.MouseButtonWheelUp, tea.MouseButtonWheelDown:
		by, act := 3, kit.ActDown
		if msg.Button == tea.MouseButtonWheelUp {
			by, act = -3, kit.ActUp
		}
		if w, ok := s.(kit.Wheeler); ok {
			w.Wheel(by)
			return nil
		}
		for _, o := range s.Offers() {
			if o.Act == act && o.Off == "" {
				return s.Do(act, "")
			}
		}
	case tea.MouseButtonLeft:
		if c, ok := s.(kit.Clicker); ok && msg.Y >= 2 && msg.Y < u.h-2 {
			u.Toast(nil)
			return c.Click(msg.X, msg.Y-2)
		}
	}
	return nil
}
