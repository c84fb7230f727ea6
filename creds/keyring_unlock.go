//go:build !darwin && !windows

package creds

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	promptInterface = "org.freedesktop.Secret.Prompt"
	// noPrompt is the path that stands for no prompt.
	noPrompt = dbus.ObjectPath("/")
	// promptQuiet is how long a prompt that may need no person gets to show so:
	// KWallet opens its wallet meanwhile, the others only look.
	promptQuiet  = 200 * time.Millisecond
	kWalletQuiet = 800 * time.Millisecond
)

// unlock opens a locked collection: a service may open it when asked, and KWallet
// publishes an open wallet as locked until the prompt it hands out has run, which
// opens no window; for a closed one it asks the person.
func unlock(ctx context.Context, bus *dbus.Conn, program keyringProgram, collection dbus.ObjectPath) error {
	opened, prompt, err := unlockAll(ctx, bus, []dbus.ObjectPath{collection})
	if err != nil {
		return err
	}
	if prompt == noPrompt || prompt == "" {
		if slices.Contains(opened, collection) {
			return nil
		}
		// Named nothing and asked nothing: look at the collection itself.
		if locked, err := isLocked(ctx, bus, collection); err != nil || !locked {
			return err
		}
		return problem(runtime.GOOS, Unusable, "")
	}
	if program != kWallet {
		dismiss(bus, prompt)
		return program.problem(Locked)
	}
	err = runPrompt(ctx, bus, program, prompt, program.asksToUnlock())
	if errors.Is(err, errUnheard) {
		return program.problem(Locked)
	}
	return err
}

func unlockAll(
	ctx context.Context,
	bus *dbus.Conn,
	objects []dbus.ObjectPath,
) (opened []dbus.ObjectPath, prompt dbus.ObjectPath, err error) {
	err = bus.Object(secretService, secretPath).CallWithContext(ctx, serviceInterface+".Unlock", dbus.FlagNoAutoStart, objects).
		Store(&opened, &prompt)
	return opened, prompt, err
}

// errUnheard says that a prompt waits for the person and nobody would tell them.
var errUnheard = &KeyringError{Asking, "The keyring asks in a window of its own.", "Answer there, then try again."}

// runPrompt runs a prompt and waits for its end. One that turns out to wait for a
// person is told of in the sentence given, and taken back when nobody listens or
// the wait is over.
func runPrompt(ctx context.Context, bus *dbus.Conn, program keyringProgram, prompt dbus.ObjectPath, question string) error {
	p, err := startPrompt(ctx, bus, program, prompt)
	if err != nil {
		return err
	}
	over, err := p.wait(ctx, question)
	if !over {
		dismiss(bus, prompt)
	}
	p.end()
	return err
}

// prompt is one that has been started.
type prompt struct {
	bus       *dbus.Conn
	program   keyringProgram
	path      dbus.ObjectPath
	completed chan *dbus.Signal
}

func startPrompt(ctx context.Context, bus *dbus.Conn, program keyringProgram, path dbus.ObjectPath) (*prompt, error) {
	p := &prompt{bus, program, path, make(chan *dbus.Signal, 8)}
	bus.Signal(p.completed)
	err := bus.AddMatchSignalContext(ctx, p.match()...)
	if err == nil {
		err = bus.Object(secretService, path).CallWithContext(ctx, promptInterface+".Prompt", dbus.FlagNoAutoStart, "").Err
	}
	if err != nil {
		dismiss(bus, path)
		p.end()
		return nil, err
	}
	return p, nil
}

func (p *prompt) match() []dbus.MatchOption {
	return []dbus.MatchOption{dbus.WithMatchObjectPath(p.path), dbus.WithMatchInterface(promptInterface)}
}

// end stops listening.
func (p *prompt) end() {
	p.bus.RemoveSignal(p.completed)
	ctx, cancel := context.WithTimeout(context.Background(), promptMargin)
	defer cancel()
	_ = p.bus.RemoveMatchSignalContext(ctx, p.match()...) // ends with the connection anyway
}

// wait waits for the prompt's end, and reports whether it has come.
func (p *prompt) wait(ctx context.Context, question string) (over bool, err error) {
	// The same timer first bounds the quiet, then the question.
	quiet, announced := promptQuiet, false
	if p.program == kWallet {
		quiet = kWalletQuiet
	}
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	defer func() {
		if announced {
			announceQuestion(ctx, "")
		}
	}()
	for {
		select {
		case signal, open := <-p.completed:
			if !open {
				return true, dbus.ErrClosed
			}
			if signal.Path != p.path || signal.Name != promptInterface+".Completed" || len(signal.Body) == 0 {
				continue
			}
			if dismissed, _ := signal.Body[0].(bool); dismissed {
				return true, p.program.problem(Dismissed)
			}
			return true, nil
		case <-timer.C:
			switch {
			case announced:
				return false, p.program.problem(Unanswered)
			case !announceQuestion(ctx, question):
				return false, errUnheard
			}
			announced = true
			timer.Reset(QuestionLimit)
		case <-ctx.Done():
			if announced && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return false, p.program.problem(Unanswered)
			}
			return false, ctx.Err()
		}
	}
}

// dismiss gives a prompt up, without waiting for an answer.
func dismiss(bus *dbus.Conn, prompt dbus.ObjectPath) {
	_ = bus.Object(secretService, prompt).Call(promptInterface+".Dismiss", dbus.FlagNoReplyExpected|dbus.FlagNoAutoStart).Err
}
