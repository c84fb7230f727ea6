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

func unlockAll(ctx context.Context, bus *dbus.Conn, objects []dbus.ObjectPath) (opened []dbus.ObjectPath, prompt dbus.ObjectPath, err error) {
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
	completed := make(chan *dbus.Signal, 8)
	bus.Signal(completed)
	defer bus.RemoveSignal(completed)
	match := []dbus.MatchOption{dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(promptInterface)}
	if err := bus.AddMatchSignalContext(ctx, match...); err != nil {
		return err
	}
	defer func() { _ = bus.RemoveMatchSignalContext(context.WithoutCancel(ctx), match...) }()
	if err := bus.Object(secretService, prompt).CallWithContext(ctx, promptInterface+".Prompt", dbus.FlagNoAutoStart, "").Err; err != nil {
		dismiss(bus, prompt)
		return err
	}
	// The same timer first bounds the quiet, then the question.
	quiet := promptQuiet
	if program == kWallet {
		quiet = kWalletQuiet
	}
	timer, told := time.NewTimer(quiet), false
	defer timer.Stop()
	for {
		select {
		case signal, open := <-completed:
			if !open {
				return dbus.ErrClosed
			}
			if signal.Path != prompt || signal.Name != promptInterface+".Completed" || len(signal.Body) == 0 {
				continue
			}
			if told {
				tellQuestion(ctx, "")
			}
			if dismissed, _ := signal.Body[0].(bool); dismissed {
				return program.problem(Dismissed)
			}
			return nil
		case <-timer.C:
			switch {
			case told:
				dismiss(bus, prompt)
				tellQuestion(ctx, "")
				return program.problem(Unanswered)
			case !tellQuestion(ctx, question):
				dismiss(bus, prompt)
				return errUnheard
			}
			told = true
			timer.Reset(QuestionLimit)
		case <-ctx.Done():
			dismiss(bus, prompt)
			if told {
				tellQuestion(ctx, "")
			}
			if told && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return program.problem(Unanswered)
			}
			return ctx.Err()
		}
	}
}

// dismiss gives a prompt up, without waiting for an answer.
func dismiss(bus *dbus.Conn, prompt dbus.ObjectPath) {
	_ = bus.Object(secretService, prompt).Call(promptInterface+".Dismiss", dbus.FlagNoReplyExpected|dbus.FlagNoAutoStart).Err
}
