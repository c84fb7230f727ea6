package record

import (
	"strings"
	"unicode"

	"github.com/hbollon/go-edlib"
	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"
)

// Address is an e-mail address as one of the services holds it.
type Address string

// Nearness is how two addresses that are not the same resemble one another,
// nearest first. The names are those of the causes in causes.md.
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
	case strings.EqualFold(string(a), string(b)):
		return NearCase
	}
	x, y := a.Visible(), b.Visible()
	if x == "" || y == "" {
		return Far
	}
	if x == y || confusable.Skeleton(x) == confusable.Skeleton(y) {
		return NearInvisible
	}
	if u, v := Address(x).mailbox(), Address(y).mailbox(); u == v {
		return NearAlias
	}
	if slip(x, y) {
		return NearTypo
	}
	return Far
}

// Visible is the address in lower case, compatibility forms folded, without
// blanks and without characters that draw nothing.
func (a Address) Visible() string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Mn, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(string(a)))
}

// Local and Domain are the parts before and after the last @.
func (a Address) Local() string  { l, _, _ := cutEmail(string(a)); return l }
func (a Address) Domain() string { _, d, _ := cutEmail(string(a)); return d }

// mailbox is the address the provider delivers to: without a plus-tag, and for
// Gmail without dots and under its one domain.
func (a Address) mailbox() string {
	local, domain := a.Local(), a.Domain()
	if i := strings.IndexByte(local, '+'); i > 0 {
		local = local[:i]
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// slip tells a typing error from another person's address (causes.md,
// email-typo): an edit distance of 1 or 2, and the same local part or the same
// domain. Short local parts at one domain are more likely two people, so a
// distance of 1 needs 5 characters there and a distance of 2 needs 8.
func slip(x, y string) bool {
	lx, dx, _ := cutEmail(x)
	ly, dy, _ := cutEmail(y)
	switch {
	case dx == "" || dy == "" || lx == "" || ly == "":
		return false
	case lx == ly:
		return within(dx, dy, 2) > 0
	case dx == dy:
		shorter := min(len([]rune(lx)), len([]rune(ly)))
		switch within(lx, ly, 2) {
		case 1:
			return shorter >= 5
		case 2:
			return shorter >= 8
		}
	}
	return false
}

// within is the distance of two texts, a swap of neighbours counting one, or
// 0 when it is over limit.
func within(x, y string, limit int) int {
	if d := len([]rune(x)) - len([]rune(y)); d > limit || -d > limit || len(x) > 512 || len(y) > 512 {
		return 0
	}
	if d := edlib.OSADamerauLevenshteinDistance(x, y); d <= limit {
		return d
	}
	return 0
}
