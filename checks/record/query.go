package record

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fpdoctor/checks/pattern"
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
	// Own: the id has no form of Stripe's. Merchants may choose the ids of their
	// customers, so only looking it up tells whether it is one.
	Own bool
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

// IsReferral reports whether the query is about the referral of this id.
func (q Query) IsReferral(id string) bool { return q.Kind == ByReferral && q.Value == id }

// ReferralQuery asks about the referral of an id as a person would type it.
func ReferralQuery(id string) Query {
	return Query{Kind: ByReferral, Value: id, Typed: "ref_" + id}
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

// SaleForms are the forms of SALE in words.
const SaleForms = "an e-mail address, a Stripe id (cus_, in_, ch_, py_, pi_, cs_, sub_), a customer id of your own, " +
	"a FirstPromoter referral (ref_123 or 123), or a Stripe dashboard link to one of these"

// ErrQuery is what ParseQuery answers to anything it cannot read; its text is
// one sentence for the person.
var ErrQuery = errors.New("that is no sale fpdoctor knows: give " + SaleForms)

// OtherIDError says which kind of Stripe id was given in place of a sale's. It is an ErrQuery too.
type OtherIDError struct{ sentence string }

// Error is one sentence for the person.
func (e *OtherIDError) Error() string { return e.sentence }

// Is makes every OtherIDError an ErrQuery.
func (e *OtherIDError) Is(target error) bool { return target == ErrQuery }

var (
	stripeID   = pattern.New(`^(?i:(cus|in|ch|py|pi|cs|sub))_([A-Za-z0-9][A-Za-z0-9_]*)$`)
	referralID = pattern.New(`^(?i:ref_)?([0-9]{1,19})$`)
	accountID  = pattern.New(`^acct_[A-Za-z0-9]{6}[A-Za-z0-9]*$`)
	// Accounts of Stripe's first years have no prefix; those seen are 32 characters long (recorded answers of Stripe's own libraries).
	oldAccountID = pattern.New(`^[A-Za-z0-9]*$`)
	kinds        = map[string]QueryKind{
		"cus": ByCustomer, "in": ByInvoice, "ch": ByCharge, "py": ByCharge, "pi": ByPaymentIntent, "cs": BySession, "sub": BySubscription,
	}
	ownID = pattern.New(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)
)

// otherIDs are the prefixes of Stripe's ids that name no sale: what each is,
// and what to give in its place (docs.stripe.com/api, the objects' examples).
var otherIDs = map[string][2]string{
	"evt": {"an event", "the payment, invoice or customer that the event is about"},
	"re":  {"a refund", "the payment that was refunded"}, "pyr": {"a refund", "the payment that was refunded"},
	"dp": {"a dispute", "the payment that is disputed"}, "du": {"a dispute", "the payment that is disputed"},
	"plink": {"a Payment Link", "one payment that was made through it, or the buyer’s e-mail address"},
	"acct":  {"a Stripe account", "the sale itself; the account id belongs to --connected-account"},
	"price": {"a price", "a payment or an invoice of it"}, "prod": {"a product", "a payment or an invoice of it"},
	"promo": {"a promotion code", "a payment or an invoice that carries it"}, "di": {"a discount", "the invoice that carries it"},
	"pm": {"a payment method", "the payment or the customer"}, "card": {"a card", "the payment or the customer"},
	"src": {"a source", "the payment or the customer"}, "tok": {"a token", "the payment or the customer"},
	"seti": {"a set-up of a payment method", "the customer"}, "txn": {"a balance transaction", "the payment it belongs to"},
	"po": {"a payout", "one of its payments"}, "tr": {"a transfer", "the payment it belongs to"},
	"fee": {"an application fee", "the payment it belongs to"},
	"ii":  {"an invoice item", "the invoice it stands on"}, "il": {"an invoice line", "the invoice it stands on"},
	"cn": {"a credit note", "the invoice it belongs to"}, "qt": {"a quote", "the invoice it led to"},
	"si":        {"a subscription item", "the subscription it belongs to"},
	"sub_sched": {"a subscription schedule", "the subscription it made, or the customer"},
	"we":        {"a webhook endpoint", "the sale itself"}, "appinst": {"an installed app", "the sale itself"},
}

// keyPrefixes begin keys and secrets, which are never looked up.
var keyPrefixes = []string{"sk_", "rk_", "pk_", "mk_", "rkcs_", "ek_", "whsec_"}

// maxOwnID is the longest id that is looked up as a customer of the merchant's
// own. Whatever is longer may be a key, and is sent nowhere.
const maxOwnID = 31

// ParseQuery reads SALE in any form of .github/CONTRACT.md. The error is an ErrQuery.
func ParseQuery(typed string) (Query, error) {
	s := strings.TrimSpace(typed)
	if s == "" || len(s) > 2048 || !utf8.ValidString(s) {
		return Query{}, ErrQuery
	}
	if err := otherID(s); err != nil {
		return Query{}, err
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
	if isOwnID(s) {
		return Query{Kind: ByCustomer, Value: s, Typed: s, Own: true}, nil
	}
	return Query{}, ErrQuery
}

// otherID tells an id of Stripe's that names no sale; nil for anything else.
func otherID(s string) error {
	prefix, body, ok := strings.Cut(s, "_")
	prefix = strings.ToLower(prefix)
	if rest, schedule := strings.CutPrefix(strings.ToLower(body), "sched_"); prefix == "sub" && schedule {
		prefix, body = "sub_sched", rest
	}
	other, known := otherIDs[prefix]
	if !ok || !known || len(body) < 8 || !oldAccountID().MatchString(strings.ReplaceAll(body, "_", "")) {
		return nil
	}
	return &OtherIDError{"that is the id of " + other[0] + " (" + prefix + "_): give " + other[1] + " instead"}
}

// isOwnID reports whether a text can be a customer's id of the merchant's own:
// no number, and nothing that begins like a key or like an id of another form.
func isOwnID(s string) bool {
	if len(s) > maxOwnID || !ownID().MatchString(s) || strings.Trim(s, "0123456789") == "" {
		return false
	}
	lower := strings.ToLower(s)
	if slices.ContainsFunc(keyPrefixes, func(p string) bool { return strings.HasPrefix(lower, p) }) {
		return false
	}
	prefix, _, underscore := strings.Cut(lower, "_")
	return !underscore || prefix != "ref" && prefix != "acct" && kinds[prefix] == ""
}

// isStripeID: lengths are compared here, for a counted repetition is slow to
// compile and would delay every start.
func isStripeID(s string) bool { return len(s) <= 255 && stripeID().MatchString(s) }

// IsAccountID reports whether a text has the shape of a Stripe account's id. Those
// seen have 16 characters after the prefix, and old ones 32 without any; Stripe
// documents no number.
func IsAccountID(s string) bool {
	if strings.HasPrefix(s, "acct_") {
		return len(s) <= len("acct_")+64 && accountID().MatchString(s)
	}
	return len(s) == 32 && oldAccountID().MatchString(s)
}

// AccountCharacters are the ten characters that the ids of an account's objects
// carry: the last ten of acct_…, the first ten of an old account's id (measured
// on public ids; Stripe calls the form of its ids unstable). False for an
// account id of no known form.
func AccountCharacters(account string) (string, bool) {
	switch body, prefixed := strings.CutPrefix(account, "acct_"); {
	case !IsAccountID(account) || len(body) < 10:
		return "", false
	case prefixed:
		return body[len(body)-10:], true
	default:
		return body[:10], true
	}
}

func parseID(s string) (Query, bool) {
	// What a page hands to a browser is the id and a secret behind it.
	s, _, _ = strings.Cut(s, "_secret_")
	if m := stripeID().FindStringSubmatch(s); m != nil && isStripeID(s) {
		prefix := strings.ToLower(m[1])
		return Query{Kind: kinds[prefix], Value: prefix + "_" + m[2], Typed: s}, true
	}
	if m := referralID().FindStringSubmatch(s); m != nil {
		number := strings.TrimLeft(m[1], "0")
		if number == "" {
			return Query{}, false
		}
		return Query{Kind: ByReferral, Value: number, Typed: s}, true
	}
	return Query{}, false
}

// parseLink takes the last id out of a dashboard link. The base is
// dashboard.stripe.com[/acct_…][/test]/page/id, as Stripe's command line builds
// it; links in Stripe's mails put the page into a parameter.
func parseLink(s string) (Query, bool) {
	u := dashboardLink(s)
	if u == nil {
		return Query{}, false
	}
	var found Query
	account := ""
	parts := strings.Split(u.Path, "/")
	for _, parameter := range []string{"destination", "redirect"} {
		if inner, err := url.Parse(u.Query().Get(parameter)); err == nil {
			parts = append(parts, strings.Split(inner.Path, "/")...)
		}
	}
	for i, part := range parts {
		switch {
		case strings.HasPrefix(part, "acct_") && IsAccountID(part):
			account = part
		case isStripeID(part):
			found, _ = parseID(part)
		case i > 0 && parts[i-1] == "customers" && isOwnID(part):
			found = Query{Kind: ByCustomer, Value: part, Typed: part, Own: true}
		}
	}
	if found.Kind == "" {
		return Query{}, false
	}
	found.Typed, found.Account = found.Value, account
	return found, true
}

// dashboardLink is a link into Stripe's dashboard, with or without its scheme; nil for anything else.
func dashboardLink(s string) *url.URL {
	if !strings.Contains(s, "://") {
		if host, _, path := strings.Cut(s, "/"); !path || !strings.EqualFold(host, "dashboard.stripe.com") {
			return nil
		}
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || !strings.EqualFold(u.Hostname(), "dashboard.stripe.com") {
		return nil
	}
	return u
}

// UnknownOwnID says that no customer has the id of the merchant's own that was
// asked about; nil where one has, or where that could not be asked.
func (ev *Evidence) UnknownOwnID() error {
	if !ev.Query.Own || ev.Stripe.Asked != NotFound {
		return nil
	}
	return errors.New("no customer at Stripe has this id, and it is no other form of a sale: give " + SaleForms)
}

// IsStripeWord reports whether a text is an id or a dashboard link of Stripe's, of whatever
// kind: these are as random as keys are, and are none.
func IsStripeWord(s string) bool {
	s = strings.TrimSpace(s)
	return otherID(s) != nil || dashboardLink(s) != nil || strings.HasPrefix(s, "acct_") && IsAccountID(s)
}

func looksLikeEmail(s string) bool {
	local, domain, ok := cutEmail(s)
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") ||
		len(s) > 512 {
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
