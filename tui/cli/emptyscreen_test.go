package cli_test

import (
	"os"

	tea "github.com/charmbracelet/bubbletea"
)

// empty is the smallest program on the same terminal library, to measure beside.
type empty struct{}

func (empty) Init() tea.Cmd { return nil }
func (empty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.String() == "ctrl+c" {
		return empty{}, tea.Quit
	}
	return empty{}, nil
}
func (empty) View() string { return "ready" }

func emptyScreen() {
	if _, err := tea.NewProgram(empty{}, tea.WithAltScreen(), tea.WithFPS(120)).Run(); err != nil {
		os.Exit(1)
	}
}
