//go:build !unix

package tui

import tea "github.com/charmbracelet/bubbletea"

// suspend does nothing: there is no job control here.
func suspend() tea.Cmd { return nil }

func heedContinue(func(tea.Msg)) (end func()) { return func() {} }

func takeBack() tea.Cmd { return nil }
