//go:build darwin || windows

package creds

// systemKeyring is the operating system's keyring. It is always there, and what
// is wrong with it shows in the calls.
func systemKeyring() Keyring { return osKeyring{} }

func busErrorName(error) string { return "" }

func tooBigForBus(error) bool { return false }
