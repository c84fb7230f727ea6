//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// endings are the signals that end a run in order: the usual ones, and those that
// by themselves would end it at once and leave the terminal as it is.
var endings = []os.Signal{
	os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT,
	syscall.SIGABRT, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGSEGV, syscall.SIGSYS, syscall.SIGTRAP,
	syscall.SIGALRM, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGXCPU,
}

// forbidCoreDumps keeps the memory, and the keys in it, out of files that a crash
// leaves behind. One byte and not none: to Linux that also means a program that is
// handed dumps through a pipe (https://man7.org/linux/man-pages/man5/core.5.html).
// Programs started from here may raise it again.
func forbidCoreDumps() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) != nil {
		return
	}
	limit.Cur = min(limit.Max, 1)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit) // a system that forbids this leaves nothing to do
}

// onContinue has something done each time the process goes on after a stop.
func onContinue(do func()) (end func()) {
	again, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(again, syscall.SIGCONT)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-again:
				do()
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(again)
		close(over)
		<-done
	}
}
