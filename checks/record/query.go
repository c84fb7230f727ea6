package record

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// QueryKind is what SALE turned out to be.
type QueryKind string

// The kinds of SALE (.github/CONTRACT.md).
const (
	ByEmail         QueryKind = "email"
	ByCustomer      QueryKind = TypeCustomer
	ByInvoice       QueryKind = TypeInvoice
	ByCharge        QueryKind = TypeCharge
	ByPaymentIntent QueryKind = TypeIntent
	BySession       QueryKind = TypeSession
	BySubscription  QueryKind = TypeSubscription
	ByReferral      QueryKind = TypeReferral
)

// Query is SALE as the person gave it: what the walk is about.
type Query struct {
	Kind QueryKind
	// Value is the id or the e-mail address; for a referral only its number.
	Value string
	// Typed is what was typed, trimmed; it is what subject.query repeats.
	Typed string
	// Account comes from a dashboard link that names it.
	Account string
}

// IsPayment reports whether the query names one payment, so that no other
// payment may be looked at instead.
func (q Query) IsPayment() bool {
	switch q.Kind {
	case ByInvoice, ByCharge, ByPaymentIntent, BySession:
		return true
	}
	return false
}

// Ref points at the object asked about; zero for an e-mail address.
func (q Query) Ref() Ref {
	switch q.Kind {
	case ByEmail:
		return Ref{}
	case ByReferral:
		return FirstPromoterRef(TypeReferral, q.Value)
	}
	return StripeRef(string(q.Kind), q.Value)
}

// ErrQuery is what ParseQuery answers to anything it cannot read; its text is
// one sentence for the person.
var ErrQuery = errors.New("that is no sale fpdoctor knows: give an e-mail address, a Stripe id (cus_, in_, ch_, py_, pi_, cs_, sub_), a FirstPromoter referral (ref_123 or 123), or a Stripe dashboard link to one of these")

var (
	stripeID   = regexp.MustCompile(`^(cus|in|ch|py|pi|cs|sub)_[A-Za-z0-9][A-Za-z0-9_]*$`)
	referralID = regexp.MustCompile(`^(?:ref_)?([0-9]{1,19})$`)
	accountID  = regexp.MustCompile(`^acct_[A-Za-z0-9]{6}[A-Za-z0-9]*$`)
	kinds      = map[string]QueryKind{
		"cus": ByCustomer, "in": ByInvoice, "ch": ByCharge, "py": ByCharge, "pi": ByPaymentIntent, "cs": BySession, "sub": BySubscription,
	}
)

// ParseQuery reads SALE in any form of .github/CONTRACT.md. The error is ErrQuery.
func ParseQuery(typed string) (Query, error) {
	s := strings.TrimSpace(typed)
	if s == "" || len(s) > 2048 || !utf8.ValidString(s) {
		return Query{}, ErrQuery
	}
	if q, ok := parseID(s); ok {
		return q, nil
	}
	if q, ok := parseLink(s); ok {
		return q, nil
	}
	if looksLikeEmail(s) {
		return Query{Kind: ByEmail, Value: s, Typed: s}, nil
	}
	return Query{}, ErrQuery
}

// isStripeID: lengths are compared here, for a counted repetition is slow to
// compile and would delay every start.
func isStripeID(s string) bool { return len(s) <= 255 && stripeID.MatchString(s) }

// IsAccountID reports whether a text has the shape of a Stripe account's id. Those
// seen have 16 characters after the prefix; Stripe documents no number.
func IsAccountID(s string) bool { return len(s) <= len("acct_")+64 && accountID.MatchString(s) }

func parseID(s string) (Query, bool) {
	if isStripeID(s) {
		prefix, _, _ := strings.Cut(s, "_")
		return Query{Kind: kinds[prefix], Value: s, Typed: s}, true
	}
	if m := referralID.FindStringSubmatch(s); m != nil {
		number := strings.TrimLeft(m[1], "0")
		if number == "" {
			return Query{}, false
		}
		return Query{Kind: ByReferral, Value: number, Typed: s}, true
	}
	return Query{}, false
}

// parseLink takes the last id out of a dashboard link. The base is
// dashboard.stripe.com[/acct_…][/test]/page/id, as the Stripe CLI writes it
// (https://github.com/stripe/stripe-cli, pkg/cmd/open.go).
func parseLink(s string) (Query, bool) {
	if !strings.Contains(s, "://") {
		if host, _, path := strings.Cut(s, "/"); !path || !strings.EqualFold(host, "dashboard.stripe.com") {
			return Query{}, false
		}
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || !strings.EqualFold(u.Hostname(), "dashboard.stripe.com") {
		return Query{}, false
	}
	var found Query
	account := ""
	for _, part := range strings.Split(u.Path, "/") {
		switch {
		case IsAccountID(part):
			account = part
		case isStripeID(part):
			found, _ = parseID(part)
		}
	}
	if found.Kind == "" {
		return Query{}, false
	}
	found.Typed, found.Account = found.Value, account
	return found, true
}

func looksLikeEmail(s string) bool {
	local, domain, ok := cutEmail(s)
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || len(s) > 512 {
		return false
	}
	if strings.ContainsAny(s, "/<>\"\\(),;:") {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == ' ' {
			return false
		}
	}
	return strings.Count(s, "@") == 1
}

func cutEmail(s string) (local, domain string, ok bool) {
	i := strings.LastIndexByte(s, '@')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
