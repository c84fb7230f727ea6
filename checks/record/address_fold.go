package record

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"fpdoctor/checks/pattern"
)

// folds are what was done to addresses before they came out equal.
type folds uint8

const (
	foldedCase folds = 1 << iota
	foldedAlias
	foldedInvisible
	foldedEncoded
)

// nearness names what was folded: of several the one that most needs mending at the site.
func (f folds) nearness() Nearness {
	switch {
	case f&foldedEncoded != 0:
		return NearEncoded
	case f&foldedInvisible != 0:
		return NearInvisible
	case f&foldedAlias != 0:
		return NearAlias
	case f&foldedCase != 0:
		return NearCase
	}
	return Same
}

// reading is an address as it may have been meant, its capitals kept.
type reading struct {
	text  string
	folds folds
}

// readings are the address as it is written, then without what draws nothing or
// only surrounds it, then URL-decoded, then with the + that was decoded to a blank.
// None where nothing of it can be seen.
func (a Address) readings() []reading {
	s := string(a)
	out := []reading{{s, 0}}
	if ordinary(s) {
		return out
	}
	add := func(text string, f folds) {
		for _, r := range out {
			if r.text == text {
				return
			}
		}
		out = append(out, reading{text, f})
	}
	seen := bare(s)
	if seen == "" {
		return nil
	}
	add(seen, foldedInvisible)
	decoded := urlDecoded(s)
	if decoded != s {
		add(decoded, foldedEncoded)
		add(bare(decoded), foldedEncoded|foldedInvisible)
	}
	if plussed := withPlus(decoded); plussed != decoded {
		add(plussed, foldedEncoded)
		add(bare(plussed), foldedEncoded|foldedInvisible)
	}
	return out
}

// ordinary reports whether an address has one reading only, as nearly all have.
func ordinary(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c > '~' || c == '%' || c == '<' || c == '>' || c == ':' {
			return false
		}
	}
	return !strings.HasSuffix(s, ".") && !hasPunycode(s)
}

// hasPunycode reports whether a part of the domain is written in punycode, without making a copy of the text.
func hasPunycode(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		if (s[i] == 'x' || s[i] == 'X') && strings.EqualFold(s[i:i+4], "xn--") {
			return true
		}
	}
	return false
}

// bare is an address without a display name, angle brackets, mailto:, characters
// that draw nothing, and a dot at its end, its domain in letters that people read.
func bare(s string) string {
	if i, j := strings.LastIndexByte(s, '<'), strings.LastIndexByte(s, '>'); i >= 0 && i < j {
		s = s[i+1 : j]
	}
	s = Address(s).drawn()
	s = strings.Trim(s, "<>")
	if head := len("mailto:"); len(s) > head && strings.EqualFold(s[:head], "mailto:") {
		s, _, _ = strings.Cut(s[head:], "?")
	}
	local, domain, ok := cutEmail(s)
	if !ok || local == "" {
		return s
	}
	domain = strings.TrimRight(domain, ".")
	return local + "@" + inUnicode(inASCII(domain))
}

// mailDomains writes a domain as mail servers know it (RFC 5891).
var mailDomains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule())

// inASCII is an international domain in punycode; any other stays as it is.
func inASCII(domain string) string {
	if plain(Address(domain)) && !hasPunycode(domain) {
		return domain
	}
	if d, err := mailDomains.ToASCII(domain); err == nil && d != "" {
		return d
	}
	return domain
}

// inUnicode is a domain in the letters people read.
func inUnicode(domain string) string {
	if !hasPunycode(domain) {
		return domain
	}
	if d, err := mailDomains.ToUnicode(domain); err == nil && d != "" {
		return d
	}
	return domain
}

// InLetters is the address with its international domain as people read it; false:
// it is written so, or is none.
func (a Address) InLetters() (Address, bool) {
	local, domain, ok := cutEmail(string(a))
	if !ok || !hasPunycode(domain) {
		return "", false
	}
	read := inUnicode(domain)
	return Address(local + "@" + read), read != strings.ToLower(domain)
}

// Oddity is what keeps two addresses that read the same from being the same to a
// program.
type Oddity int

// The oddities.
const (
	OddUnknown  Oddity = iota
	OddUnseen          // a character that cannot be seen
	OddAround          // mailto:, angle brackets, a name before it or a dot at the end
	OddSpelling        // of an international domain, of which there are two
	OddLetter          // a letter that only looks like another
)

// OddityOf is what tells two addresses apart that read the same, and the one that has
// it; empty: either may be the right one.
func OddityOf(a, b Address) (what Oddity, whose Address) {
	for _, x := range []Address{a, b} {
		if bare := mailAddress(bare(string(x))); bare != mailAddress(x.drawn()) {
			return OddAround, x
		}
	}
	for _, x := range []Address{a, b} {
		if strings.ContainsFunc(norm.NFC.String(string(x)), unseen) {
			return OddUnseen, x
		}
	}
	switch {
	case mailAddress(string(a)) == mailAddress(string(b)):
		return OddSpelling, ""
	case plain(b) && !plain(a):
		return OddLetter, a
	case plain(a) && !plain(b):
		return OddLetter, b
	}
	return OddUnknown, ""
}

// mailAddress is an address in small letters, its domain as mail servers know it.
func mailAddress(s string) string {
	local, domain, ok := cutEmail(s)
	if !ok {
		return strings.ToLower(s)
	}
	return strings.ToLower(local) + "@" + strings.ToLower(inASCII(domain))
}

var percentEncoded = pattern.New(`%[0-9A-Fa-f][0-9A-Fa-f]`)

// mostEncodings is how often an address may have been encoded: once by each
// program that passed it on.
const mostEncodings = 4

// urlDecoded takes back URL-encoding, as often as it was done.
func urlDecoded(s string) string {
	for range mostEncodings {
		if !percentEncoded().MatchString(s) {
			break
		}
		d, err := url.PathUnescape(s)
		if err != nil || !utf8.ValidString(d) {
			break
		}
		s = d
	}
	return s
}

// withPlus puts back the + of a plus-tag that was decoded to a blank, as web forms do
// (URL Standard, application/x-www-form-urlencoded).
func withPlus(s string) string {
	local, domain, ok := cutEmail(s)
	trimmed := strings.TrimSpace(local)
	if !ok || !strings.Contains(trimmed, " ") || strings.ContainsAny(trimmed, "<>\"") {
		return s
	}
	return strings.Join(strings.Fields(trimmed), "+") + "@" + domain
}

// alike compares two readings; false: nothing tells them for the same.
func (r reading) alike(o reading) (folds, bool) {
	f := r.folds | o.folds
	u, v := r.text, o.text
	if u == "" || v == "" {
		return 0, false
	}
	if u == v {
		return f, true
	}
	ascii, small := simple(u, v)
	x, y := u, v
	if !small {
		x, y = strings.ToLower(u), strings.ToLower(v)
	}
	switch {
	case x == y, strings.EqualFold(u, v) && plain(Address(u)) == plain(Address(v)):
		if plain(Address(u)) != plain(Address(v)) {
			f |= foldedInvisible
		}
		return f | foldedCase, true
	case lookAlike(x, y, ascii), (u != x || v != y) && lookAlike(u, v, ascii):
		return f | foldedInvisible, true
	}
	lx, dx, _ := cutEmail(x)
	ly, dy, _ := cutEmail(y)
	if dx != "" && dy != "" && sameMailbox(lx, dx, ly, dy) {
		return f | foldedAlias, true
	}
	return 0, false
}

// Encoded reports whether an address is URL-encoded, or had the + of a plus-tag decoded to a blank.
func (a Address) Encoded() bool {
	s := string(a)
	return urlDecoded(s) != s || withPlus(s) != s
}

// Meant is the address as it was most probably meant: without what surrounds
// it, decoded, in small letters. It is what a search looks for.
func (a Address) Meant() Address {
	all := a.readings()
	if len(all) == 0 {
		return ""
	}
	return Address(strings.ToLower(all[len(all)-1].text))
}

// OwnDomains are the forms of a domain that is somebody's own: one, or both
// where it is international. None for a provider's.
func (a Address) OwnDomains() []string {
	d := a.Domain()
	if d == "" || a.Public() {
		return nil
	}
	if u := inUnicode(inASCII(d)); u != inASCII(d) {
		return []string{u, inASCII(d)}
	}
	return []string{d}
}
