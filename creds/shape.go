package creds

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the longest profile name, in characters.
const maxName = 64

// The bounds of a key's length. FirstPromoter documents no shape for its keys;
// the Windows keyring holds at most 2560 bytes.
const (
	minKey = 8
	maxKey = 2048
)

// Normalize takes off what comes along when a key is pasted: blanks, line
// ends, quotes and invisible characters at both ends. What is inside stays.
func Normalize(pasted string) string {
	return strings.TrimFunc(pasted, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) ||
			strings.ContainsRune("\"'`´“”„‟‘’‚‛«»‹›", r)
	})
}

// NameError says why a profile name cannot be used. It never repeats the name,
// which may be a key typed in the wrong place.
type NameError struct{ sentence string }

// Error is one sentence.
func (e *NameError) Error() string { return e.sentence }

// CheckName reports whether a profile may have this name: letters, digits,
// dash, underscore and dot, up to 64 of them. The error is a *NameError.
func CheckName(name string) error {
	const rule = "a profile name is made of letters a to z, digits, dashes, underscores and dots, at most 64 of them"
	switch n := utf8.RuneCountInString(name); {
	case name == "":
		return &NameError{"The profile name is empty; " + rule + "."}
	case LooksLikeKey(name):
		return &NameError{"That looks like a key, not a profile name; a key is never given as an argument, where other people " +
			"on this computer can read it. Run `fpdoctor keys add` and paste it when asked, and consider replacing this key."}
	case n > maxName:
		return &NameError{fmt.Sprintf("The profile name has %d characters; %s.", n, rule)}
	case name[0] == '-':
		return &NameError{"The profile name starts with a dash, which reads like a flag; start it with a letter or a digit."}
	}
	for _, r := range name {
		if !nameRune(r) {
			return &NameError{"The profile name holds " + describe(r) + "; " + rule + "."}
		}
	}
	return nil
}

// CheckNew is CheckName for a profile beside others, none of which may have a
// name that differs only by capitals. The same name is no new profile.
func CheckNew(name string, others []string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if other, ok := twin(name, others); ok {
		return &NameError{
			"There is a profile named " + other +
				" already, and not every keyring tells capitals from small letters; use that name or another.",
		}
	}
	return nil
}

// twin is the name that differs from this one only by capitals, which the
// Windows keyring does not tell apart.
func twin(name string, others []string) (string, bool) {
	for _, other := range others {
		if other != name && strings.EqualFold(other, name) {
			return other, true
		}
	}
	return "", false
}

func nameRune(r rune) bool { return alphanumeric(r) || r == '-' || r == '_' || r == '.' }

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// describe names a character without drawing it.
func describe(r rune) string {
	switch {
	case r == utf8.RuneError:
		return "a broken character"
	case unicode.IsSpace(r):
		return "a blank"
	case r == '/' || r == '\\':
		return "a slash"
	case unicode.IsControl(r) || !unicode.IsPrint(r):
		return fmt.Sprintf("an invisible character (U+%04X)", r)
	}
	return fmt.Sprintf("the character %c", r)
}

// LooksLikeKey reports whether a text given for something else is a Stripe key,
// or has the long random run that keys have. FirstPromoter documents no shape
// for its keys, so the run is all that gives one away.
func LooksLikeKey(text string) bool {
	text = Normalize(text)
	lower := strings.ToLower(text)
	for _, p := range []string{"sk_", "rk_", "pk_", "rkcs_", "mk_", "whsec_"} {
		rest, ok := strings.CutPrefix(lower, p)
		if ok && (len(rest) > 12 || strings.HasPrefix(rest, "live_") || strings.HasPrefix(rest, "test_")) {
			return true
		}
	}
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return !alphanumeric(r) }), random)
}

// random reports whether a run of letters and digits is as hardly any person
// writes one: long, and with many digits or with capitals, small letters and
// digits together.
func random(run string) bool {
	var digits, capitals, small int
	for _, r := range run {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsUpper(r):
			capitals++
		default:
			small++
		}
	}
	return len(run) >= 20 && (digits >= 4 && capitals+small >= 4 || digits > 0 && capitals > 1 && small > 1)
}

// keyFault says what makes a value no key at all, as the end of a sentence
// that starts with what holds the value; empty when it may be a key. Which
// service's key it is, the clients judge.
func keyFault(v string) string {
	switch {
	case v == "":
		return "is empty"
	case strings.ContainsAny(v, "\r\n"):
		return "has more than one line"
	case len(v) > maxKey:
		return fmt.Sprintf("is %d characters long, far longer than any key", utf8.RuneCountInString(v))
	case strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "holds blanks or characters that no key has"
	case len(v) < minKey:
		return "is too short to be a key"
	}
	return ""
}

// ShapeError says that a value to be stored cannot be what it is given as. It
// never repeats the value.
type ShapeError struct{ sentence string }

// Error is one sentence, which says where to copy the value from.
func (e *ShapeError) Error() string { return e.sentence }

func checkKeyShape(k keyKind, v string) error {
	if fault := keyFault(v); fault != "" {
		return &ShapeError{"The " + k.words() + " " + fault + "; copy it again from its dashboard."}
	}
	return nil
}

// checkAccountID accepts any single short word: FirstPromoter documents no
// shape for account ids.
func checkAccountID(id string) error {
	if len(id) > 128 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return &ShapeError{
			"The FirstPromoter account id is not one short word; copy it again from Settings > Integrations > Manage API Keys.",
		}
	}
	return nil
}
