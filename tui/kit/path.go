package kit

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// PathIn is the file that a text names as people type it, or as a terminal pastes a
// file that is dropped on it: in quotes, with blanks behind a backslash, as a
// file:// address (RFC 8089), and with ~ for the home folder.
func PathIn(text string) string { return pathIn(text, runtime.GOOS) }

func pathIn(text, goos string) string {
	s := strings.TrimSpace(text)
	if u, err := url.Parse(s); err == nil && strings.EqualFold(u.Scheme, "file") && u.Path != "" {
		if goos == "windows" { // file:///C:/x
			return filepath.FromSlash(strings.TrimPrefix(u.Path, "/"))
		}
		return u.Path
	}
	quoted := len(s) > 1 && s[0] == s[len(s)-1] && (s[0] == '\'' || s[0] == '"')
	switch {
	case quoted && s[0] == '\'':
		s = strings.ReplaceAll(s[1:len(s)-1], `'\''`, "'")
	case quoted:
		s = s[1 : len(s)-1]
	case goos != "windows":
		s = withoutBackslashes(s)
	}
	if s == "~" || strings.HasPrefix(s, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, s[1:])
		}
	}
	return s
}

// withoutBackslashes is a word of a shell without those before its characters.
func withoutBackslashes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
