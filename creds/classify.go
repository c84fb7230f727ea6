package creds

import (
	"context"
	"errors"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"unicode"

	"github.com/zalando/go-keyring"
)

// classify turns whatever a keyring answered into a *KeyringError, or leaves
// it alone when it is ErrNotFound, a cancelled context or an error of ours.
func classify(goos string, err error) error {
	var known *KeyringError
	var entry *EntryError
	var unfinished *UnfinishedError
	switch {
	case err == nil, errors.Is(err, ErrNotFound), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &known):
		return known
	case errors.As(err, &entry):
		return entry
	case errors.As(err, &unfinished):
		return unfinished
	case errors.Is(err, context.DeadlineExceeded):
		return problem(goos, NotAnswering, "")
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return problem(goos, TooBig, "")
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return problem(goos, NoService, "")
	}
	var p Problem
	switch goos {
	case "darwin":
		p = macProblem(err)
	case "windows":
		p = windowsProblem(err)
	default:
		p = dbusProblem(err)
	}
	return problem(goos, p, detail(err))
}

// macProblem reads the exit status of /usr/bin/security: the low byte of
// Apple's OSStatus (errSec… in SecBase.h).
func macProblem(err error) Problem {
	var exit interface{ ExitCode() int }
	if !errors.As(err, &exit) {
		return OtherProblem
	}
	switch exit.ExitCode() {
	case 36: // errSecInteractionNotAllowed
		return Locked
	case 37, 50: // errSecNoDefaultKeychain, errSecNoSuchKeychain
		return NotCreated
	case 51, 128: // errSecAuthFailed, errSecUserCanceled
		return Dismissed
	case 53: // errSecNotAvailable
		return NoService
	}
	return OtherProblem
}

// windowsProblem reads Win32 error numbers.
func windowsProblem(err error) Problem {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return OtherProblem
	}
	switch errno {
	case 8: // ERROR_NOT_ENOUGH_MEMORY, what CredWrite says where no entry more fits
		return Full
	case 1312: // ERROR_NO_SUCH_LOGON_SESSION
		return NoService
	case 1783: // RPC_X_BAD_STUB_DATA, what CredWrite says of a blob over its limit
		return TooBig
	}
	return OtherProblem
}

// dbusProblem reads what go-keyring and the session bus say.
func dbusProblem(err error) Problem {
	var op *net.OpError
	var launch *exec.Error
	name := busErrorName(err)
	switch {
	case errors.As(err, &op):
		return StaleBus
	case errors.As(err, &launch):
		return NoBus
	case strings.HasSuffix(name, ".ServiceUnknown"), strings.HasSuffix(name, ".NameHasNoOwner"),
		strings.Contains(name, ".DBus.Error.Spawn."):
		return NoService
	case strings.HasSuffix(name, ".NoReply"), strings.HasSuffix(name, ".Timeout"), strings.HasSuffix(name, ".TimedOut"):
		return NotAnswering
	case strings.HasSuffix(name, ".Secret.Error.IsLocked"):
		return Locked
	case strings.HasPrefix(err.Error(), "failed to unlock correct collection"):
		// Readiness saw an open collection, so it was a single entry's prompt.
		return Dismissed
	case tooBigForBus(err):
		return TooBig
	}
	return OtherProblem
}

// detail is an error's text made safe for one line of a screen, without
// anything in it that looks like a key.
func detail(err error) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, err.Error())
	words := strings.Fields(clean)
	for i, w := range words {
		if LooksLikeKey(w) {
			words[i] = "…"
		}
	}
	clean = strings.Join(words, " ")
	if runes := []rune(clean); len(runes) > 160 {
		clean = string(runes[:160]) + "…"
	}
	return strings.TrimRight(clean, ".") + "."
}
