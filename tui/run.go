// Package tui is fpdoctor's screens: one root that routes, a screen per file,
// one theme, one key table. Screens draw findings; they ask nothing by
// themselves and judge nothing. Whatever takes time runs in a command and
// comes back as a message that names its run.
package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"

	"fpdoctor/tui/terminal"
)

// Exit statuses of Run, as for the whole program.
const (
	exitDone        = 0
	exitInterrupted = 3
)

// framesPerSecond balances what Bubble Tea's renderer does with it: a key waits
// for the next frame, 18 ms at most, and looking for something to draw costs an
// idle program about 1 % of a core.
const framesPerSecond = 55

// Run shows the screens until the person quits, then leaves a summary of at
// most three lines in the terminal. The error is Prepare's, a *Crash, or for
// what went wrong with the terminal itself.
func Run(ctx context.Context, o Options) (int, error) {
	o.defaults()
	in, typed := o.In.(*os.File)
	out, shown := o.Out.(*os.File)
	if !typed || !shown {
		return runOn(ctx, o, screenOf{})
	}
	// Known at once, so that the first frame need not wait for the message.
	var s screenOf
	s.w, s.h, _ = term.GetSize(int(out.Fd()))
	if k, err := terminal.Take(in); err == nil {
		defer func() { _ = k.Close() }() // the terminal may have gone
		s.keyboard = k
	} // else Bubble Tea reads the terminal in its own way, as on Windows
	return runOn(ctx, o, s)
}

// screenOf is what the screens run on.
type screenOf struct {
	w, h     int                // 0 waits for the terminal to tell
	keyboard *terminal.Keyboard // nil: Bubble Tea itself reads the terminal
}

// asks asks the terminal what it has to be asked, and gives what waits for its answers.
func (s screenOf) asks(o Options) (answer func() terminal.Answer) {
	q := terminal.Question{Background: o.Theme == "" || o.Theme == "auto", Width: !o.ASCII}
	if s.keyboard == nil || q == (terminal.Question{}) || !terminal.MayAsk(o.Environ) || s.keyboard.Ask(o.Out, q) != nil {
		return func() terminal.Answer { return terminal.Answer{} }
	}
	until := time.Now().Add(terminal.Patience)
	return func() terminal.Answer { return s.keyboard.Answer(time.Until(until)) }
}

func runOn(ctx context.Context, o Options, s screenOf) (int, error) {
	answer := s.asks(o)
	var coming *preparation
	again := o.Prepare
	if o.Prepare != nil {
		coming = prepare(ctx, o.Prepare)
	}
	heard := answer()
	if coming != nil && !o.Demo { // which takes longer, and is never refused
		if p, ok := coming.within(grace); ok {
			if p.err != nil {
				return exitInterrupted, p.err
			}
			o = p.options
		}
	}
	o.heard = heard
	u := newUI(o)
	u.again, u.coming, u.w, u.h, u.keyboard = again, coming, s.w, s.h, s.keyboard
	if s.keyboard != nil {
		u.o.In = s.keyboard.Keys()
	}
	defer func() {
		if u.coming != nil {
			u.coming.end()
		}
	}()
	return u.show(ctx)
}

func (u *ui) show(ctx context.Context) (int, error) {
	s := &shield{u: u}
	// The context hears the signals: where Bubble Tea heard them too, either could
	// be the first, and one of them would pass for the person's own quitting.
	p := tea.NewProgram(
		s,
		tea.WithContext(ctx),
		tea.WithoutSignalHandler(),
		tea.WithAltScreen(),
		tea.WithInput(u.o.In),
		tea.WithOutput(u.o.Out),
		tea.WithFPS(framesPerSecond),
	)
	s.end = func() { go p.Quit() } // Quit waits for the very loop it may be called from
	end := onContinue(p.Send)
	_, err := p.Run()
	end()
	s.safely(u.closeAll)
	s.safely(func() { rememberLast(u) })
	if u.keyboard != nil {
		_ = u.keyboard.Release() // a raw terminal would not begin a new row at its left
	}
	s.safely(func() {
		if _, werr := fmt.Fprint(u.o.Out, u.farewell()); err == nil && werr != nil {
			err = werr
		}
	})
	switch {
	case s.gone != nil:
		return exitInterrupted, s.gone
	case u.failed != nil:
		return exitInterrupted, u.failed
	case err == nil:
		return exitDone, nil
	case errors.Is(err, tea.ErrInterrupted), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return exitInterrupted, nil
	}
	return exitInterrupted, fmt.Errorf("the screens ended early: %w", err)
}
