//go:build unix

package tui

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/terminal"
)

// suspend gives the terminal back to the shell until it sends the program to
// the foreground again.
func suspend(k *terminal.Keyboard) tea.Cmd { return aside(k, stop) }

// aside does something while the terminal is as the shell left it.
func aside(k *terminal.Keyboard, do func() error) tea.Cmd {
	return tea.Exec(errand{k, do}, func(error) tea.Msg { return resumedMsg{} })
}

type errand struct {
	keyboard *terminal.Keyboard // nil: Bubble Tea itself reads the terminal
	do       func() error
}

func (errand) SetStdin(io.Reader)  {}
func (errand) SetStdout(io.Writer) {}
func (errand) SetStderr(io.Writer) {}

func (e errand) Run() error {
	if e.keyboard == nil {
		return e.do()
	}
	return errors.Join(e.keyboard.Release(), e.do(), e.keyboard.Retake())
}

// stop stops the process group as the terminal's own Ctrl+Z would.
func stop() error {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGCONT)
	defer signal.Stop(again)
	expected.Add(1)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		awaited()
		return err
	}
	select {
	case <-again:
	case <-time.After(300 * time.Millisecond):
		awaited()
		// Without a shell that does jobs nothing stops, and nothing would ever
		// send us on: in a container, or as the only command of a terminal.
	}
	return nil
}

// expected counts the continuations that suspensions wait for themselves.
var expected atomic.Int32

// awaited takes one of them off, if there is one.
func awaited() bool {
	for {
		n := expected.Load()
		if n <= 0 || expected.CompareAndSwap(n, n-1) {
			return n > 0
		}
	}
}

// onContinue tells of the program being sent on after a stop that it did not
// hear of, as by kill -STOP.
func onContinue(send func(tea.Msg)) (end func()) {
	on := make(chan os.Signal, 1)
	signal.Notify(on, syscall.SIGCONT)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-on:
				if !awaited() {
					send(continuedMsg{})
				}
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(on)
		close(over)
	}
}

// takeBack takes the terminal again, whose settings a shell may have changed.
func takeBack(k *terminal.Keyboard) tea.Cmd { return aside(k, func() error { return nil }) }
