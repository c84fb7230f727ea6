package record

import (
	"slices"
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
	NearInvisible                 // once what cannot be seen, looks alike or only surrounds the address is folded
	NearEncoded                   // once URL-encoding is taken back
	NearAlias                     // once a plus-tag or Gmail dots are dropped, or the domains are two names of one mailbox
	NearTypo                      // one or two slips of the finger
	Far
)

// Near compares two addresses. All folds are tried together; of those that took
// part the first of encoded, invisible, alias and case gives its name. Empty
// addresses are Far from everything.
func (a Address) Near(b Address) Nearness {
	switch {
	case a == "" || b == "":
		return Far
	case a == b:
		return Same
	case len(a) > longestAddress || len(b) > longestAddress:
		return Far
	}
	if ordinary(string(a)) && ordinary(string(b)) {
		// Nearly all are, and one is compared with hundreds.
		f, ok := reading{string(a), 0}.alike(reading{string(b), 0})
		switch {
		case ok:
			return f.nearness()
		case slipOf(string(a), string(b)):
			return NearTypo
		}
		return Far
	}
	as, bs := a.readings(), b.readings()
	if len(as) == 0 || len(bs) == 0 {
		return Far
	}
	for sum := range len(as) + len(bs) - 1 { // the least folded first
		best, found := Far, false
		for i := max(0, sum-len(bs)+1); i <= min(sum, len(as)-1); i++ {
			if f, ok := as[i].alike(bs[sum-i]); ok {
				best, found = min(best, f.nearness()), true
			}
		}
		if found {
			return best
		}
	}
	if slipOf(as[min(1, len(as)-1)].text, bs[min(1, len(bs)-1)].text) {
		return NearTypo
	}
	return Far
}

// slipOf reports whether two addresses are a typing error apart, capitals aside.
func slipOf(u, v string) bool {
	lx, dx, _ := cutEmail(strings.ToLower(u))
	ly, dy, _ := cutEmail(strings.ToLower(v))
	return lx != "" && ly != "" && dx != "" && dy != "" && slip(lx, dx, ly, dy)
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

// drawn is the address as it looks: compatibility forms folded, without blanks
// and without characters that draw nothing. Capitals stay, as they resemble other
// letters than the small ones do.
func (a Address) drawn() string {
	if plain(a) {
		return string(a)
	}
	return strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(string(a)))
}

// unseen reports whether a character draws nothing of its own.
func unseen(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == brailleBlank ||
		unicode.In(r, unicode.Cf, unicode.Mn, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
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

// Skeleton is what a text looks like, the same for all that look alike (UTS 39).
func Skeleton(s string) string { return confusable.Skeleton(s) }

// lookAlike compares two addresses as drawn by Unicode's table of confusables
// (UTS 39). Of ASCII it holds 1, I and l, 0 and O, m and rn: there short local
// parts (tom, torn) are rather two people.
func lookAlike(x, y string, ascii bool) bool {
	if ascii && (!mayConfuse(x, y) || min(strings.LastIndexByte(x, '@'), strings.LastIndexByte(y, '@')) < shortLocal) {
		return false
	}
	return Skeleton(x) == Skeleton(y)
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
	var keys []string
	add := func(k string) {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	for _, r := range a.readings() {
		seen := strings.ToLower(r.text)
		add("looks " + Skeleton(seen))
		add("looks " + Skeleton(r.text))
		if local, domain, ok := cutEmail(seen); ok {
			add("at " + provider(domain))
			add("before " + local)
		}
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
func (a Address) Public() bool {
	domain := strings.ToLower(a.Domain())
	return publicMail[domain] || publicMail[provider(domain)]
}

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

// sameProvider are further names of a provider's domain under which the same
// mailbox is reached (the providers' own help pages).
var sameProvider = map[string]string{
	"googlemail.com": gmail,
	"protonmail.com": "proton.me", "pm.me": "proton.me",
	"me.com": "icloud.com", "mac.com": "icloud.com",
	"ya.ru": "yandex.ru",
}

// provider is the one name of a domain that mailboxes are compared under.
func provider(domain string) string {
	if one, ok := sameProvider[domain]; ok {
		return one
	}
	if country, ok := strings.CutPrefix(domain, "yandex."); ok && yandexCountries[country] {
		return "yandex.ru"
	}
	return domain
}

// yandexCountries are the endings under which Yandex gives every mailbox a name.
var yandexCountries = map[string]bool{
	"ru": true, "com": true, "by": true, "kz": true, "ua": true, "com.tr": true, "com.am": true, "com.ge": true, "az": true, "co.il": true,
	"ee": true, "fr": true, "kg": true, "lt": true, "lv": true, "md": true, "tj": true, "tm": true, "uz": true,
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
	if d := len(x) - len(y); len(x) > maxCompared || len(y) > maxCompared || d > limit*utf8.UTFMax || -d > limit*utf8.UTFMax ||
		apart(x, y) > 2*limit {
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

// NearPublic reports whether a domain is one of the well-known providers', or a slip
// of the finger away from one: then it says nothing about who someone is.
func NearPublic(domain string) bool {
	d := strings.ToLower(strings.TrimRight(Address(domain).drawn(), "."))
	if publicMail[d] || publicMail[provider(d)] {
		return true
	}
	for known := range publicMail {
		if name, _, _ := strings.Cut(known, "."); confusable.Skeleton(known) == confusable.Skeleton(d) ||
			len(name) >= shortLocal && within(known, d, 2) > 0 {
			return true
		}
	}
	return false
}
