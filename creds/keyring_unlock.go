//go:build !darwin && !windows

package creds

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	promptInterface = "org.freedesktop.Secret.Prompt"
	// noPrompt is the path that stands for no prompt.
	noPrompt = dbus.ObjectPath("/")
	// promptMargin is what is left of the time limit when a prompt is given up,
	// to tell so.
	promptMargin = 300 * time.Millisecond
)

// unlock opens a locked collection where that takes no person: a service may
// open it when asked, and KWallet publishes an open wallet as locked until the
// prompt it hands out has run, which opens no window.
func unlock(ctx context.Context, bus *dbus.Conn, program keyringProgram, collection dbus.ObjectPath) error {
	var opened []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := bus.Object(secretService, secretPath).CallWithContext(ctx, serviceInterface+".Unlock", dbus.FlagNoAutoStart,
		[]dbus.ObjectPath{collection}).Store(&opened, &prompt)
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
	return runPrompt(ctx, bus, program, prompt)
}

// runPrompt runs a prompt that may need no person, and gives it up where it
// turns out to wait for one.
func runPrompt(ctx context.Context, bus *dbus.Conn, program keyringProgram, prompt dbus.ObjectPath) error {
	completed := make(chan *dbus.Signal, 8)
	bus.Signal(completed)
	if err := bus.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(promptInterface)); err != nil {
		return err
	}
	wait, cancel := withoutMargin(ctx)
	defer cancel()
	err := bus.Object(secretService, prompt).CallWithContext(wait, promptInterface+".Prompt", dbus.FlagNoAutoStart, "").Err
	for err == nil {
		select {
		case signal, open := <-completed:
			if !open {
				return dbus.ErrClosed
			}
			if signal.Path != prompt || signal.Name != promptInterface+".Completed" || len(signal.Body) == 0 {
				continue
			}
			if dismissed, _ := signal.Body[0].(bool); dismissed {
				return program.problem(Dismissed)
			}
			return nil
		case <-wait.Done():
			err = wait.Err()
		}
	}
	dismiss(bus, prompt)
	if wait.Err() != nil && ctx.Err() == nil {
		return program.problem(Locked)
	}
	return err
}

// withoutMargin ends a moment before its parent does.
func withoutMargin(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, end.Add(-promptMargin))
	}
	return context.WithCancel(ctx)
}

// dismiss gives a prompt up, without waiting for an answer.
func dismiss(bus *dbus.Conn, prompt dbus.ObjectPath) {
	_ = bus.Object(secretService, prompt).Call(promptInterface+".Dismiss", dbus.FlagNoReplyExpected|dbus.FlagNoAutoStart).Err
}
