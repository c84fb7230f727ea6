package record

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"
)

// Address is an e-mail address as one of the services holds it.
type Address string

// Nearness is how two addresses that are not the same resemble one another,
// nearest first. The names are those of the causes (.github/CAUSES.md).
type Nearness int

// Degrees of nearness.
const (
	Same          Nearness = iota // byte for byte
	NearCase                      // but for upper and lower case
	NearInvisible                 // once blanks, zero-width and look-alike characters are folded
	NearAlias                     // once a plus-tag or Gmail dots are dropped
	NearTypo                      // one or two slips of the finger
	Far
)

// Near compares two addresses. Empty ones are Far from everything.
func (a Address) Near(b Address) Nearness {
	switch {
	case a == "" || b == "":
		return Far
	case a == b:
		return Same
	case len(a) > longestAddress || len(b) > longestAddress:
		return Far
	case strings.EqualFold(string(a), string(b)) && plain(a) == plain(b):
		return NearCase
	}
	u, v := string(a), string(b)
	ascii, small := simple(u, v)
	if !ascii {
		u, v = a.drawn(), b.drawn()
		ascii, small = simple(u, v)
	}
	x, y := u, v
	if !small {
		x, y = strings.ToLower(u), strings.ToLower(v)
	}
	if x == "" || y == "" {
		return Far
	}
	if x == y || lookAlike(x, y, ascii) || (u != x || v != y) && lookAlike(u, v, ascii) {
		return NearInvisible
	}
	lx, dx, _ := cutEmail(x)
	ly, dy, _ := cutEmail(y)
	if lx == "" || ly == "" || dx == "" || dy == "" {
		return Far
	}
	if sameMailbox(lx, dx, ly, dy) {
		return NearAlias
	}
	if slip(lx, dx, ly, dy) {
		return NearTypo
	}
	return Far
}

// longestAddress is more bytes than mail allows an address (RFC 5321: 254
// characters), invisible ones on top. What is longer is no address, and is not
// compared character by character.
const longestAddress = 1000

// AddressesIn are the e-mail addresses that stand as words of their own in a text.
func AddressesIn(text string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n<>()[]{}\"',;:|/", r) }) {
		word = strings.TrimRight(word, ".")
		if local, domain, ok := cutEmail(word); ok && local != "" && strings.Contains(domain, ".") {
			out = append(out, word)
		}
	}
	return out
}

// Visible is the address in lower case, compatibility forms folded, without
// blanks and without characters that draw nothing.
func (a Address) Visible() string {
	return strings.ToLower(a.drawn())
}

// drawn is the address as it looks: Visible with its capitals, which resemble
// other letters than the small ones do.
func (a Address) drawn() string {
	if plain(a) {
		return string(a)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == brailleBlank || unicode.In(r, unicode.Cf, unicode.Mn, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, norm.NFKC.String(string(a)))
}

// brailleBlank is a symbol by Unicode's categories, and draws nothing.
const brailleBlank = '\u2800'

// plain reports whether an address is all visible ASCII: most are, and need no folding.
func plain(a Address) bool {
	for i := 0; i < len(a); i++ {
		if a[i] <= ' ' || a[i] > '~' {
			return false
		}
	}
	return true
}

// simple reports whether two texts are both visible ASCII, and whether both
// are that in small letters.
func simple(x, y string) (ascii, small bool) {
	small = true
	for _, s := range [2]string{x, y} {
		for i := 0; i < len(s); i++ {
			switch c := s[i]; {
			case c <= ' ' || c > '~':
				return false, false
			case 'A' <= c && c <= 'Z':
				small = false
			}
		}
	}
	return true, small
}

// lookAlike compares two addresses as drawn by Unicode's table of confusables
// (UTS 39). Of ASCII it holds 1, I and l, 0 and O, m and rn: there short local
// parts (tom, torn) are rather two people.
func lookAlike(x, y string, ascii bool) bool {
	if ascii && (!mayConfuse(x, y) || min(strings.LastIndexByte(x, '@'), strings.LastIndexByte(y, '@')) < shortLocal) {
		return false
	}
	return confusable.Skeleton(x) == confusable.Skeleton(y)
}

// mayConfuse tells cheaply that two ASCII texts cannot be look-alikes:
// without the characters that look like others they would have to be equal.
func mayConfuse(x, y string) bool {
	const confused = "1lI|0Omrn\"'`%/"
	i, j := 0, 0
	for {
		for i < len(x) && strings.IndexByte(confused, x[i]) >= 0 {
			i++
		}
		for j < len(y) && strings.IndexByte(confused, y[j]) >= 0 {
			j++
		}
		if i == len(x) || j == len(y) {
			return i == len(x) && j == len(y)
		}
		if x[i] != y[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// Local is the part before the last @.
func (a Address) Local() string { l, _, _ := cutEmail(string(a)); return l }

// Domain is the part after the last @; empty where there is none.
func (a Address) Domain() string { _, d, _ := cutEmail(string(a)); return d }

// Untagged is the local part without its plus-tag.
func (a Address) Untagged() string { return untagged(a.Local()) }

// Keys are texts of which two addresses share at least one where they are not
// Far from one another: the part before the @, the domain, and how the whole
// looks. They find the few to compare among many.
func (a Address) Keys() []string {
	if a == "" || len(a) > longestAddress {
		return nil
	}
	drawn := a.drawn()
	seen := strings.ToLower(drawn)
	keys := []string{"looks " + confusable.Skeleton(seen), "looks " + confusable.Skeleton(drawn)}
	if local, domain, ok := cutEmail(seen); ok {
		keys = append(keys, "at "+provider(domain), "before "+local)
	}
	return keys
}

// publicMail are providers at which anybody may have a mailbox, so that the
// domain says nothing about who someone is.
var publicMail = map[string]bool{
	gmail: true, "googlemail.com": true, "yahoo.com": true, "yahoo.co.uk": true, "hotmail.com": true, "hotmail.co.uk": true,
	"outlook.com": true, "icloud.com": true, "me.com": true, "mac.com": true, "aol.com": true, "live.com": true, "msn.com": true,
	"gmx.de": true, "gmx.net": true, "gmx.com": true, "web.de": true, "t-online.de": true, "orange.fr": true, "free.fr": true,
	"libero.it": true, "proton.me": true, "protonmail.com": true, "mail.ru": true, "yandex.ru": true, "qq.com": true, "163.com": true,
	"fastmail.com": true, "zoho.com": true, "mail.com": true, "hey.com": true,
}

// Public reports whether the domain is one of the well-known providers'.
func (a Address) Public() bool { return publicMail[strings.ToLower(a.Domain())] }

// sameMailbox compares where the provider delivers to: without a plus-tag, and
// for Gmail without dots and under its one domain.
func sameMailbox(lx, dx, ly, dy string) bool {
	if dx = provider(dx); dx != provider(dy) {
		return false
	}
	lx, ly = untagged(lx), untagged(ly)
	if dx == gmail {
		lx, ly = strings.ReplaceAll(lx, ".", ""), strings.ReplaceAll(ly, ".", "")
	}
	return lx == ly && lx != ""
}

const gmail = "gmail.com"

func provider(domain string) string {
	if domain == "googlemail.com" {
		return gmail
	}
	return domain
}

func untagged(local string) string {
	if i := strings.IndexByte(local, '+'); i > 0 {
		return local[:i]
	}
	return local
}

// The lengths from which on a slip in the local part is more likely than two
// people at one domain.
const (
	shortLocal  = 5 // for a distance of 1
	mediumLocal = 8 // for a distance of 2
)

// slip tells a typing error from another person's address: an edit distance of
// 1 or 2, and the same local part or the same domain.
func slip(lx, dx, ly, dy string) bool {
	switch {
	case lx == ly:
		return within(dx, dy, 2) > 0
	case dx == dy:
		shorter := min(utf8.RuneCountInString(lx), utf8.RuneCountInString(ly))
		if shorter < shortLocal {
			return false
		}
		d := within(lx, ly, 2)
		return d == 1 || d == 2 && shorter >= mediumLocal
	}
	return false
}

// within is the distance of two texts, a swap of neighbours counting one, or
// 0 when it is over limit.
func within(x, y string, limit int) int {
	if d := len(x) - len(y); len(x) > maxCompared || len(y) > maxCompared || d > limit*utf8.UTFMax || -d > limit*utf8.UTFMax || apart(x, y) > 2*limit {
		return 0
	}
	if d := edlib.OSADamerauLevenshteinDistance(x, y); d <= limit {
		return d
	}
	return 0
}

// maxCompared is longer than any real part of an address; the distance grows
// with the square of it.
const maxCompared = 512

// apart counts the letters that only one of two ASCII texts has: one edit
// changes at most two of them. Of other texts it knows nothing.
func apart(x, y string) int {
	if !plain(Address(x)) || !plain(Address(y)) {
		return 0
	}
	var count [128]int
	for i := 0; i < len(x); i++ {
		count[x[i]]++
	}
	for i := 0; i < len(y); i++ {
		count[y[i]]--
	}
	n := 0
	for _, c := range count {
		n += max(c, -c)
	}
	return n
}
