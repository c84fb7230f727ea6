//go:build !unix

package cli

import (
	"os"
	"syscall"
)

// endings are the signals that end a run in order.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// forbidCoreDumps has nothing to do: by itself the system keeps no dumps.
func forbidCoreDumps() {}

// onContinue has nothing to hear of: nothing stops and goes on.
func onContinue(func()) (end func()) { return func() {} }
