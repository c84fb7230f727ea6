package display

import (
	"runtime"
	"strings"
)

// ShellWord is a word as the shell of this system takes it: quoted where it has to be.
func ShellWord(s string) string { return shellWord(Clean(s), runtime.GOOS) }

func shellWord(s, goos string) string {
	plain := "@._-+:/,=%"
	if goos == "windows" {
		plain = `@._-+:/,=\`
	}
	switch {
	case s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(plain, r))
	}) < 0:
		return s
	case goos == "windows": // both cmd.exe and PowerShell take it so; no name of a file has a quotation mark
		return `"` + strings.ReplaceAll(s, `"`, "") + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
