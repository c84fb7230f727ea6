package tui

import (
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// Crash is a fault of the screens themselves. Its values may hold anything, so
// it says nothing of them by itself.
type Crash struct {
	Fault any
	Stack []byte
}

// Error tells that there was a fault, and nothing of its values.
func (c *Crash) Error() string { return "the screens ended by a fault of fpdoctor itself" }

// shield stands between Bubble Tea and the screens: a panic ends the run in an
// orderly way, with the terminal as it was and nothing of the values on it.
// Bubble Tea by itself would print them, with a trace.
type shield struct {
	u    *ui
	end  func() // makes the program quit, from anywhere
	gone *Crash
}

// crashedMsg tells of a panic in a command, which runs elsewhere.
type crashedMsg struct{ crash *Crash }

func (s *shield) Init() (cmd tea.Cmd) {
	defer s.caught()
	return shielded(s.u.Init())
}

func (s *shield) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	model = s // also after a panic: Bubble Tea draws what it gets
	if m, ok := msg.(crashedMsg); ok {
		s.gone = m.crash
	}
	if s.gone != nil {
		return model, tea.Quit
	}
	defer s.caught()
	_, cmd = s.u.Update(msg)
	return model, shielded(cmd)
}

func (s *shield) View() string {
	if s.gone != nil {
		return ""
	}
	defer s.caught()
	return s.u.View()
}

// safely does something at the end of the run.
func (s *shield) safely(do func()) {
	defer s.caught()
	do()
}

func (s *shield) caught() {
	if fault := recover(); fault != nil {
		s.gone = &Crash{fault, debug.Stack()}
		s.end()
	}
}

// shielded makes a command tell of its panic, and the commands it may stand for.
func shielded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if fault := recover(); fault != nil {
				msg = crashedMsg{&Crash{fault, debug.Stack()}}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = shielded(batch[i])
			}
		}
		return msg
	}
}
