package casefile

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"fpdoctor/checks/display"
	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// compose takes a text apart, has each part replaced, and puts it together again.
func compose(s string, of func(part) string) string {
	switch {
	case s == "":
		return ""
	case isAddress(s):
		return composeAddress(s, of)
	case len(s) > longestValue || strings.Contains(s, "://") || len(record.AddressesIn(s)) > 0:
		return composeWords(s, of)
	}
	return of(part{ofValue, s})
}

// longestValue is longer than any id, name or coupon; what is longer is a text.
const longestValue = 80

var (
	at      = pattern.New(`%(?:25)*40`)
	between = " \t\r\n<>()[]{}\"',;:|/?=&#"
)

// isAddress reports whether a text is an e-mail address, in whatever spelling.
func isAddress(s string) bool {
	if len(s) > 320 || strings.Contains(s, "://") {
		return false
	}
	inner, _, _ := addressIn(s)
	local, _, domain := cutAt(inner)
	return local != "" && strings.Contains(domain, ".") && strings.Count(s, "@") <= 1 &&
		!strings.ContainsAny(strings.TrimSpace(domain), " /")
}

// addressIn is the address in a text with a display name, angle brackets or mailto:
// around it.
func addressIn(s string) (inner, before, after string) {
	inner = s
	if i, j := strings.LastIndexByte(s, '<'), strings.LastIndexByte(s, '>'); i >= 0 && i < j {
		before, inner, after = s[:i+1], s[i+1:j], s[j:]
	}
	if n := len("mailto:"); len(inner) > n && strings.EqualFold(inner[:n], "mailto:") {
		before, inner = before+inner[:n], inner[n:]
		if address, rest, ok := strings.Cut(inner, "?"); ok {
			inner, after = address, "?"+rest+after
		}
	}
	return inner, before, after
}

// cutAt cuts an address at its @, which may be URL-encoded.
func cutAt(s string) (local, sep, domain string) {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		return s[:i], "@", s[i+1:]
	}
	all := at().FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return s, "", ""
	}
	last := all[len(all)-1]
	return s[:last[0]], s[last[0]:last[1]], s[last[1]:]
}

func composeAddress(s string, of func(part) string) string {
	inner, before, after := addressIn(s)
	local, sep, domain := cutAt(inner)
	around := func(text string) string {
		if strings.EqualFold(text, "mailto:") {
			return text
		}
		return composeWords(text, of)
	}
	return around(before) + of(part{ofLocal, local}) + sep + composeDomain(domain, of) + around(after)
}

// mailDomains writes a domain in either of its spellings.
var mailDomains = idna.New(idna.MapForLookup(), idna.Transitional(false))

// composeDomain replaces a domain; one in punycode stays the same as the one it spells.
func composeDomain(domain string, of func(part) string) string {
	if !strings.Contains(strings.ToLower(domain), "xn--") {
		return of(part{ofDomain, domain})
	}
	spelt, err := mailDomains.ToUnicode(domain)
	if err != nil {
		return of(part{ofDomain, domain})
	}
	if x, err := mailDomains.ToASCII(of(part{ofDomain, spelt})); err == nil {
		return x
	}
	return of(part{ofDomain, spelt})
}

// composeWords replaces a text word by word.
func composeWords(s string, of func(part) string) string {
	return eachWord(s, func(word string) string {
		switch {
		case word == "", word == "https", word == "http", word == "mailto":
			return word
		case isAddress(word):
			return composeAddress(word, of)
		}
		return of(part{ofValue, word})
	})
}

// inMessage replaces in a service's own sentence what is no word of it: addresses and
// ids, and the values that stand elsewhere too. What no service would write is
// replaced wholly.
func inMessage(s string, elsewhere []string, hidden func(string) string) string {
	if strings.ContainsFunc(s, unicode.IsControl) {
		return hidden(s)
	}
	for _, v := range elsewhere {
		if len(v) >= shortestSought && !serviceWord().MatchString(v) && strings.Contains(s, v) {
			s = strings.ReplaceAll(s, v, hidden(v))
		}
	}
	return eachWord(s, func(word string) string {
		if isAddress(word) || display.IDPrefix(word) != "" {
			return hidden(word)
		}
		return word
	})
}

// eachWord replaces the words of a text, without the full stops that end them, and keeps
// what stands between.
func eachWord(s string, of func(word string) string) string {
	var b strings.Builder
	for s != "" {
		end := strings.IndexAny(s, between)
		if end < 0 {
			end = len(s)
		}
		word := strings.TrimRight(s[:end], ".")
		b.WriteString(of(word))
		b.WriteString(s[len(word):end])
		if end < len(s) {
			b.WriteByte(s[end])
			end++
		}
		s = s[end:]
	}
	return b.String()
}

var (
	hexOnly = pattern.New(`^[0-9a-fA-F-]{16,}$`)
	likeV4  = pattern.New(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$`)
)

func isHex(s string) bool { return hexOnly().MatchString(s) && strings.Trim(s, "0123456789-") != "" }

// units are a part's characters, those that say what it is fixed.
func (m *masker) units(p part) []unit {
	us := unitsOf(p.value, p.kind == ofLocal || p.kind == ofDomain)
	fix := func(from, to int) {
		for at, i := 0, 0; i < len(us); i++ {
			if at >= from && at < to {
				us[i].fixed = us[i].text
			}
			at += len(us[i].text)
		}
	}
	switch p.kind {
	case ofLocal, ofAccount:
	case ofDomain:
		fix(fixedDomain(p.value), len(p.value))
	case ofValue:
		prefix := len(display.IDPrefix(p.value))
		fix(0, prefix)
		if prefix > 0 && strings.ContainsAny(p.value[prefix:min(prefix+1, len(p.value))], "13") {
			fix(prefix, prefix+1) // it tells the form of the id
		}
		if likeV4().MatchString(p.value) {
			fix(14, 15)
			fix(19, 20)
		}
		if chars, ok := charactersIn(p.value); ok {
			m.setAccount(us, strings.Index(p.value, chars), chars)
		}
	}
	return us
}

// setAccount puts the stand-in of an account's characters where they stand in an id.
func (m *masker) setAccount(us []unit, from int, chars string) {
	drawn, ok := m.chosen[part{ofAccount, chars}]
	if !ok || len(drawn) != len(chars) {
		return
	}
	at := 0
	for i := range us {
		if n := at - from; n >= 0 && n < len(chars) && len(us[i].text) == 1 {
			us[i].fixed = drawn[n : n+1]
		}
		at += len(us[i].text)
	}
}

// fixedDomain is from where on a domain stays: all of it for a provider's and what is
// nearly one, else its ending.
func fixedDomain(domain string) int {
	if record.NearPublic(domain) {
		return 0
	}
	bare := strings.TrimRight(domain, " .\t")
	i := strings.LastIndexByte(bare, '.')
	if i < 0 {
		return len(domain)
	}
	if j := strings.LastIndexByte(bare[:i], '.'); j > 0 && i-j <= 4 && len(bare)-i <= 3 {
		return j // as in .co.uk
	}
	return i
}
