package display

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/url"
	"regexp"
	"strings"
	"time"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// Masker turns what was found into text that is safe to show, and hides
// personal data while On. The zero Masker hides nothing and shows local time.
//
// Equal values get equal masks and different ones different masks, even if
// they differ in one invisible character: a mask holds five characters of a
// keyed hash of the exact value.
type Masker struct {
	On bool
	// Location is the place whose time is shown; nil is the machine's own.
	Location *time.Location
	// Salt keys the hash, so that nobody can confirm a guess by its mask.
	// Masks of one salt can be compared with one another; see NewSalt.
	Salt string
}

// NewSalt is a salt for one run.
func NewSalt() string { return rand.Text() }

// Sentence is a sentence as it may be shown.
func (m Masker) Sentence(s record.Sentence) string {
	var b strings.Builder
	for _, p := range s {
		b.WriteString(m.Piece(p))
	}
	return Scrub(b.String())
}

// Piece is one piece of text as it may be shown: addresses, ids and coupons
// with invisible characters made visible, moments in local time.
func (m Masker) Piece(p record.Piece) string {
	if p.Value == "" {
		return ""
	}
	switch p.Kind {
	case record.KindWhen:
		if t, err := time.Parse(time.RFC3339, p.Value); err == nil {
			return m.When(t)
		}
		return Clean(p.Value)
	case record.Words, record.KindCode:
		return m.Text(p.Value)
	case record.KindAmount:
		if m.On {
			return m.amount(p.Value)
		}
		return Clean(p.Value)
	case record.KindName, record.KindText:
		if m.On {
			return m.hide(p.Value)
		}
		return Clean(p.Value)
	case record.KindEmail, record.KindID, record.KindCoupon:
	}
	if m.On {
		return m.hide(p.Value)
	}
	return Escape(p.Value)
}

// ID is an id of either service as it may be shown.
func (m Masker) ID(id string) string { return m.Piece(record.IDPiece(id)) }

// Email is an address as it may be shown.
func (m Masker) Email(address string) string {
	return m.Piece(record.EmailPiece(address))
}

// When is a moment in the masker's place. Moments are never hidden.
func (m Masker) When(t time.Time) string { return When(t, m.Location) }

var (
	emailInText = pattern.New(`[^\s"'<>()\[\],;:=/?&]+(?:@|%40)[^\s"'<>()\[\],;:=/?&@]+\.[\p{L}\p{N}-]+`)
	// An id has a digit or a capital somewhere; what has neither is a word like in_progress.
	idInText = pattern.New(`\b(?:` + idPrefixes + `)_[A-Za-z0-9_]*[0-9A-Z][A-Za-z0-9_]*`)
)

// Text is a text of ours as it may be shown. It should hold nothing personal;
// where an address or an id slipped in all the same, it is hidden.
func (m Masker) Text(s string) string {
	s = Clean(s)
	if !m.On {
		return s
	}
	return m.hideInText(s)
}

func (m Masker) hideInText(s string) string {
	s = emailInText().ReplaceAllStringFunc(s, m.hide)
	return idInText().ReplaceAllStringFunc(s, m.hide)
}

var (
	// Whatever follows one of the Dashboard's lists is an id, also a coupon's own.
	pathObject = pattern.New(`(/(?:customers|invoices|payments|subscriptions|coupons|promotion_codes|events)/)([^/?#\s"']+)`)
	pathNumber = pattern.New(`(/)([0-9]+)\b`)
	queryValue = pattern.New(`([?&][\w\[\]%.-]+=)([^&\s"'#$]+)`)
	// What our own links say in their query is nobody's secret.
	openParameter = pattern.New(`^[?&](?:redirect|name|permissions(?:\[|%5B))`)
)

// URL is a link as it may be shown: while hiding, its ids and the values of its
// query are hidden, and it leads nowhere any more.
func (m Masker) URL(link string) string {
	s := Scrub(plain(link, longestLink))
	if !m.On {
		return s
	}
	s = pathObject().ReplaceAllStringFunc(s, func(found string) string {
		g := pathObject().FindStringSubmatch(found)
		if g[2] == "create" {
			return found
		}
		if id, err := url.PathUnescape(g[2]); err == nil {
			return g[1] + m.hide(id) // as the id is masked elsewhere
		}
		return g[1] + m.hide(g[2])
	})
	s = m.hideSecond(pathNumber(), m.hideInText(s))
	return m.hideSecond(queryValue(), s)
}

// hideSecond hides what the second group matches, unless that is hidden already.
func (m Masker) hideSecond(re *regexp.Regexp, s string) string {
	return re.ReplaceAllStringFunc(s, func(found string) string {
		g := re.FindStringSubmatch(found)
		if strings.ContainsRune(g[2], dot) || openParameter().MatchString(g[1]) {
			return found
		}
		return g[1] + m.hide(g[2])
	})
}

// Mask is a character of every mask, and of no id.
const Mask = dot

const (
	dot  = '•'
	dots = "••"

	idPrefixes = `cus|in|ch|py|pi|cs|sub|sub_sched|promo|acct|di|du|dp|evt|txn|il|ii|si|price|prod|plan|plink|re|pyr|seti|pm|card|src|req|ref`
)

var (
	prefixed = pattern.New(`^((?:` + idPrefixes + `)_(?:test_|live_)?)([A-Za-z0-9_]+)$`)
	opaque   = pattern.New(`^(?:[0-9]+|[0-9a-fA-F-]{16,})$`)
)

// hide is the mask of one value. It depends on the value alone, so that a
// coupon named in a sentence and the same coupon as an object look the same.
func (m Masker) hide(value string) string {
	if len(value) > longest {
		return m.token(value) // no id or address is as long
	}
	if g := prefixed().FindStringSubmatch(value); g != nil {
		return g[1] + m.token(value) + tail(g[2])
	}
	if opaque().MatchString(value) {
		return m.token(value) + tail(value)
	}
	if at := strings.LastIndexByte(value, '@'); at > 0 {
		return m.token(value[:at]) + "@" + m.token(value[at+1:])
	}
	return m.token(value)
}

// IDPrefix is the part of an id by which its kind is known, as cus_ or cs_test_;
// empty: the text has none.
func IDPrefix(id string) string {
	if g := prefixed().FindStringSubmatch(id); g != nil {
		return g[1]
	}
	return ""
}

// tail is the end of an id that stays visible: four characters, fewer of a
// short one, so that no id can be read in full.
func tail(body string) string {
	n := min(4, len(body)/3)
	if n == 0 {
		return ""
	}
	return string(dot) + body[len(body)-n:]
}

// amount hides an amount but keeps its currency.
func (m Masker) amount(value string) string {
	currency := ""
	if i := strings.LastIndexByte(value, ' '); i >= 0 && len(value)-i == 4 && ascii(value[i:]) {
		currency = Clean(value[i:])
	}
	return "•••.••" + currency + " #" + m.mark(value)
}

func (m Masker) token(value string) string { return dots + m.mark(value) }

// alphabet has no characters that are easily confused.
const alphabet = "23456789abcdefghijkmnpqrstuvwxyz"

func (m Masker) mark(value string) string {
	h := hmac.New(sha256.New, []byte(m.Salt))
	h.Write([]byte(value))
	sum := h.Sum(nil)
	var out [5]byte
	for i := range out {
		out[i] = alphabet[sum[i]&31]
	}
	return string(out[:])
}
