//go:build unix

package tui

import (
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// suspend gives the terminal back to the shell until it sends the program to
// the foreground again.
func suspend() tea.Cmd {
	return tea.Exec(suspension{}, func(error) tea.Msg { return resumedMsg{} })
}

// suspension stops the process group as the terminal's own Ctrl+Z would.
type suspension struct{}

func (suspension) SetStdin(io.Reader)  {}
func (suspension) SetStdout(io.Writer) {}
func (suspension) SetStderr(io.Writer) {}

func (suspension) Run() error {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGCONT)
	defer signal.Stop(again)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return err
	}
	select {
	case <-again:
	case <-time.After(300 * time.Millisecond):
		// Without a shell that does jobs nothing stops, and nothing would ever
		// send us on: in a container, or as the only command of a terminal.
	}
	return nil
}
