//go:build !windows

package creds

import (
	"errors"
	"os"
	"syscall"
)

// unblocked opens a named pipe without waiting for its other end.
const unblocked = syscall.O_NONBLOCK

// tryLock takes an advisory lock on an open file without waiting. The error is
// set only where the file system knows no locks.
func tryLock(f *os.File, shared bool) (bool, error) {
	how := syscall.LOCK_EX
	if shared {
		how = syscall.LOCK_SH
	}
	for {
		switch err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return false, err
		}
	}
}
