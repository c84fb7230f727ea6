package creds

import "runtime"

// Problem is what keeps the keyring from being used.
type Problem string

// The problems told apart.
const (
	NoBus        Problem = "no D-Bus"
	StaleBus     Problem = "stale D-Bus address"
	NoService    Problem = "no keyring service"
	Locked       Problem = "locked"
	NotCreated   Problem = "not created yet"
	Dismissed    Problem = "dismissed"
	Asking       Problem = "asking the person"
	Unanswered   Problem = "asked, and nobody answered"
	Unusable     Problem = "locked, and asks nobody"
	NotAnswering Problem = "not answering"
	TooBig       Problem = "too big"
	Full         Problem = "full"
	OtherProblem Problem = "other"
)

// KeyringError says that the keyring cannot be used. Its words hold no secret.
type KeyringError struct {
	Problem Problem
	What    string // one sentence: what is missing
	Mend    string // one sentence: how to mend it
}

// Error is both sentences.
func (e *KeyringError) Error() string { return e.What + " " + e.Mend }

// Is makes errors.Is compare the problem alone.
func (e *KeyringError) Is(target error) bool {
	t, ok := target.(*KeyringError)
	return ok && t.Problem == e.Problem
}

// Place is how a person knows the keyring of this system.
func Place() string {
	switch runtime.GOOS {
	case "darwin":
		return "the macOS Keychain"
	case "windows":
		return "the Windows Credential Manager"
	}
	return "the keyring"
}

// problem makes the error of a problem in the words of a system. Detail is
// shown for OtherProblem only.
func problem(goos string, p Problem, detail string) *KeyringError {
	words := linuxWords
	switch goos {
	case "darwin":
		words = macWords
	case "windows":
		words = windowsWords
	}
	w, ok := words[p]
	if !ok {
		w = words[OtherProblem]
	}
	if p == OtherProblem && detail != "" {
		w[0] += " It said: " + detail
	}
	return &KeyringError{Problem: p, What: w[0], Mend: w[1]}
}

// Each problem as {what is missing, how to mend it}.
type wordsOf map[Problem][2]string

const orEnvironment = ", or set STRIPE_API_KEY and FIRSTPROMOTER_API_KEY for this run."

var linuxWords = wordsOf{
	NoBus: {
		"There is no D-Bus session here, as is usual over ssh and in containers, so no keyring can be reached.",
		"Run fpdoctor in a desktop session" + orEnvironment,
	},
	StaleBus: {
		"The D-Bus session that DBUS_SESSION_BUS_ADDRESS names cannot be reached, so no keyring can either.",
		"Open a new terminal in your desktop session" + orEnvironment,
	},
	NoService: {
		"No keyring service is running on this desktop session.",
		"Install and start one, such as gnome-keyring, KWallet, or KeePassXC with its Secret Service turned on" + orEnvironment,
	},
	Locked: {
		"The keyring is locked.",
		"Unlock it in its own program (Passwords and Keys, KWallet or KeePassXC), then try again.",
	},
	NotCreated: {
		"The keyring service is running, but no keyring has been created or opened yet.",
		"Create a default keyring in Passwords and Keys, or open your KWallet or KeePassXC database, then try again.",
	},
	Dismissed: {
		"The keyring's question was dismissed, so it gave nothing out.",
		"Try again and allow it in the window that opens.",
	},
	Unanswered: {
		"The keyring asked in a window of its own, and nobody answered.",
		"Try again and answer there" + orEnvironment,
	},
	Unusable: {
		"The keyring stays locked without asking anybody, so it cannot be used.",
		"Restart it by logging out and in" + orEnvironment,
	},
	NotAnswering: {
		"The keyring does not answer.",
		"If a window asks for its password, answer that and try again; else restart the keyring by logging out and in" + orEnvironment,
	},
	TooBig: {
		"The keyring refused the key as too big.",
		"Copy the key alone, without anything around it, and try again.",
	},
	OtherProblem: {
		"The keyring answered with an error.",
		"Try again after logging out and in" + orEnvironment,
	},
}

var macWords = wordsOf{
	NoService: {
		"No keychain can be reached here, as is usual over ssh.",
		"Run fpdoctor in Terminal on the Mac itself" + orEnvironment,
	},
	Locked: {
		"The macOS Keychain is locked.",
		"Unlock it with Keychain Access, or with `security unlock-keychain` over ssh, then try again.",
	},
	NotCreated: {
		"There is no default keychain.",
		"Choose one in Keychain Access, then try again.",
	},
	Dismissed: {
		"The Keychain's question was dismissed, so it gave nothing out.",
		"Try again and choose Allow in the window that opens.",
	},
	NotAnswering: {
		"The macOS Keychain does not answer.",
		"If a window asks for your password, answer that and try again" + orEnvironment,
	},
	TooBig: linuxWords[TooBig],
	OtherProblem: {
		"The macOS Keychain answered with an error.",
		"Check it with Keychain Access and try again" + orEnvironment,
	},
}

var windowsWords = wordsOf{
	NoService: {
		"The Windows Credential Manager is not there for this logon, as is usual over ssh and in services.",
		"Run fpdoctor in a normal desktop session" + orEnvironment,
	},
	NotAnswering: {
		"The Windows Credential Manager does not answer.",
		"Try again, or restart the Credential Manager service" + orEnvironment,
	},
	TooBig: linuxWords[TooBig],
	Full: {
		"The Windows Credential Manager is full, so no key can be stored in it.",
		"Remove entries that nothing uses any more in Control Panel > Credential Manager, then try again" + orEnvironment,
	},
	OtherProblem: {
		"The Windows Credential Manager answered with an error.",
		"Open it in the Control Panel to see whether it works, then try again" + orEnvironment,
	},
}
