//go:build !darwin && !windows

package creds

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/godbus/dbus/v5"
)

// keyringProgram is the program that answers as the desktop's keyring, by the
// name people know it by, else by its process's; empty where not even that is known.
type keyringProgram string

// The programs that words and ways are known for.
const (
	gnomeKeyring keyringProgram = "gnome-keyring"
	kWallet      keyringProgram = "KWallet"
	keePassXC    keyringProgram = "KeePassXC"
)

// keyringPrograms are the known programs by a name that their process owns on
// the bus beside that of the Secret Service.
var keyringPrograms = []struct {
	owns    string
	program keyringProgram
}{
	{"org.gnome.keyring", gnomeKeyring},
	{"org.kde.kwalletd5", kWallet},
	{"org.kde.kwalletd6", kWallet},
	{"org.kde.secretservicecompat", kWallet},
	{"org.keepassxc.KeePassXC.MainWindow", keePassXC},
}

// processNames are the known programs by the start of their process's name,
// which the kernel cuts to 15 characters.
var processNames = []struct {
	start   string
	program keyringProgram
}{
	{"gnome-keyring", gnomeKeyring},
	{"kwalletd", kWallet},
	{"ksecretd", kWallet},
	{"keepassxc", keePassXC},
}

// answeringProgram is the program that owns the Secret Service's name, by its
// process, or by the other names it owns where it runs out of sight, as in
// Flatpak.
func answeringProgram(ctx context.Context, bus *dbus.Conn) keyringProgram {
	owner := ownerOf(ctx, bus, secretService)
	if owner == "" {
		return ""
	}
	process := processName(ctx, bus, owner)
	for _, known := range processNames {
		if strings.HasPrefix(process, known.start) {
			return known.program
		}
	}
	for _, known := range keyringPrograms {
		if ownerOf(ctx, bus, known.owns) == owner {
			return known.program
		}
	}
	return keyringProgram(plainName(process))
}

// plainName is a process's name without anything that is no part of one.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return -1
	}, name)
}

// orKeyring is the program's name, or that of what it is.
func (p keyringProgram) orKeyring() string {
	if p == "" {
		return "the keyring"
	}
	return string(p)
}

// inItsWindow ends the sentences that are told while a question waits.
const inItsWindow = " Answer in the window that it opened."

func (p keyringProgram) asks(what string) string {
	if p == "" {
		return "The keyring asks " + what + "." + inItsWindow
	}
	if p == keePassXC { // it takes no question back
		return "KeePassXC asks " + what + "." + inItsWindow + " That stays open if you give up here."
	}
	return string(p) + " asks " + what + "." + inItsWindow
}

func (p keyringProgram) asksToRead() string   { return p.asks("whether fpdoctor may read the keys") }
func (p keyringProgram) asksToDelete() string { return p.asks("whether to delete the keys") }
func (p keyringProgram) asksToUnlock() string { return p.asks("for its password") }

// ownerOf is the unique name of a bus name's owner, empty where there is none.
func ownerOf(ctx context.Context, bus *dbus.Conn, name string) string {
	var owner string
	if bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, name).Store(&owner) != nil {
		return ""
	}
	return owner
}

// processName is the name of a connection's process, empty where it is hidden.
func processName(ctx context.Context, bus *dbus.Conn, owner string) string {
	var pid uint32
	if bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetConnectionUnixProcessID", 0, owner).Store(&pid) != nil {
		return ""
	}
	name, err := os.ReadFile("/proc/" + strconv.FormatUint(uint64(pid), 10) + "/comm")
	if err != nil {
		return ""
	}
	return strings.ToLower(strings.TrimSpace(string(name)))
}

// problem is what keeps the program's keyring from being used, in words that
// name the program.
func (p keyringProgram) problem(of Problem) *KeyringError {
	if words, ok := programWords[p][of]; ok {
		return &KeyringError{Problem: of, What: words[0], Mend: words[1]}
	}
	return problem(runtime.GOOS, of, "")
}

var programWords = map[keyringProgram]wordsOf{
	gnomeKeyring: {
		Locked: {
			"The keyring (gnome-keyring) is locked.",
			"Unlock it in Passwords and Keys, then try again.",
		},
		NotCreated: {
			"gnome-keyring is running, but no keyring has been created yet.",
			"Create a default keyring in Passwords and Keys, then try again.",
		},
	},
	kWallet: {
		Unanswered: {
			"KWallet asked for the wallet's password, and nobody answered.",
			"Answer in its window or open the wallet in KWalletManager, then try again.",
		},
		Locked: {
			"The wallet of KWallet is closed and wants its password.",
			"Open it in KWalletManager or in the window that KWallet opened, then try again.",
		},
		NotCreated: {
			"KWallet is running, but offers no wallet to other programs.",
			"Create one in System Settings > KDE Wallet, or log in anew if you have one, then try again.",
		},
	},
	keePassXC: {
		Dismissed: {
			"KeePassXC was told not to give out the keys.",
			"Try again and choose Allow in its window; after “Deny All & Future” start fpdoctor anew.",
		},
		Unanswered: {
			"KeePassXC asked in a window of its own, and nobody answered.",
			"Close the window that it may have left open, try again and allow it" + orEnvironment,
		},
		Locked: {
			"The database in KeePassXC is locked.",
			"Unlock it in KeePassXC, then try again.",
		},
		NotCreated: {
			"KeePassXC is running, but shows no group of entries to other programs.",
			"Open your database there, choose a group under Database > Database Settings > Secret Service Integration, then try again.",
		},
	},
}
