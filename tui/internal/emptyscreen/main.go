// Emptyscreen is the smallest program on the same libraries, for the benchmarks
// to measure fpdoctor beside.
package main

import (
	"os"

	tea "github.com/charmbracelet/bubbletea"
	_ "github.com/stripe/stripe-go/v76/client" // linked as it is into fpdoctor
)

type empty struct{}

func (empty) Init() tea.Cmd { return nil }
func (empty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyMsg); ok && k.String() == "ctrl+c" {
		return empty{}, tea.Quit
	}
	return empty{}, nil
}
func (empty) View() string { return "ready" }

func main() {
	if _, err := tea.NewProgram(empty{}, tea.WithAltScreen()).Run(); err != nil {
		os.Exit(1)
	}
}
