package display

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fpdoctor/checks/record"
)

// longestEscaped is how many characters of an address or id are shown; of a
// longer one the beginning and the end, since ids differ there.
const longestEscaped = 320

// Escape shows what cannot be seen in s, for values that are compared
// character by character: zero-width and control characters as ‹U+200B›, a
// blank at either end or after another as ‹space›, a letter that only looks
// like a Latin one followed by its number. Ordinary values stay as they are,
// and different short values never look the same.
func Escape(s string) string {
	if len(s) <= longestEscaped && printable(s) && strings.TrimSpace(s) == s && !strings.Contains(s, "  ") {
		return Scrub(s)
	}
	// A key must not slip through in pieces, with something invisible between them.
	if seen := plain(s, longest); Scrub(seen) != seen {
		return Scrub(seen)
	}
	if len(s) > longestRead {
		s = strings.ToValidUTF8(s[:longestRead/2], "") + strings.ToValidUTF8(s[len(s)-longestRead/2:], "")
	}
	tokens := escapeTokens(s)
	if len(tokens) > longestEscaped {
		half := longestEscaped / 2
		tokens = append(append(tokens[:half:half], string(ellipsis)), tokens[len(tokens)-half:]...)
	}
	return Scrub(strings.Join(tokens, ""))
}

// escapeTokens is s with every character as it is to be shown.
func escapeTokens(s string) []string {
	var out []string
	imposters := lookalikes(s)
	for i, r := range s {
		switch {
		case r == utf8.RuneError && isBroken(s[i:]):
			out = append(out, fmt.Sprintf("‹0x%02X›", s[i]))
		case r == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' '):
			out = append(out, "‹space›")
		case r == ' ':
			out = append(out, " ")
		case r == '\t':
			out = append(out, "‹tab›")
		case r == '\n':
			out = append(out, "‹line break›")
		case r == '‹', isBlank(r), unicode.IsControl(r), invisible(r), !unicode.IsGraphic(r), unicode.In(r, unicode.Mn, unicode.Me):
			out = append(out, fmt.Sprintf("‹U+%04X›", r))
		case imposters[i]:
			out = append(out, fmt.Sprintf("%c‹U+%04X›", r, r))
		default:
			out = append(out, string(r))
		}
	}
	return out
}

// lookalikes gives the byte offsets of letters that pass for an ASCII one,
// inside words that hold ASCII letters too or consist of such letters alone.
// A word honestly written in another script is left in peace.
func lookalikes(s string) map[int]bool {
	var found map[int]bool
	start := 0
	for start < len(s) {
		end := strings.IndexFunc(s[start:], func(r rune) bool { return !unicode.IsLetter(r) && !invisible(r) })
		switch {
		case end < 0:
			end = len(s)
		case end == 0:
			_, size := utf8.DecodeRuneInString(s[start:])
			start += size
			continue
		default:
			end += start
		}
		word := s[start:end]
		if !ascii(word) && len(word) <= 4*longestEscaped {
			mixed := strings.ContainsFunc(word, asciiLetter)
			if mixed || ascii(record.Skeleton(word)) {
				for i, r := range word {
					if r > unicode.MaxASCII && ascii(record.Skeleton(string(r))) {
						if found == nil {
							found = map[int]bool{}
						}
						found[start+i] = true
					}
				}
			}
		}
		start = end
	}
	return found
}

func asciiLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}
