//go:build !unix

package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/terminal"
)

// suspend does nothing: there is no job control here.
func suspend(*terminal.Keyboard) tea.Cmd { return nil }

func onContinue(func(tea.Msg)) (end func()) { return func() {} }

func takeBack(*terminal.Keyboard) tea.Cmd { return nil }
