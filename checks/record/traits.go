package record

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Place is a value and where Stripe holds it.
type Place struct {
	Object Ref
	Where  string // the object or its field, in plain words
	Key    string // the metadata key, or the name of the object's own field
	Field  bool   // Key is a field of the object's own, no metadata
	Value  string
}

// FPUID is the metadata key of a Stripe customer under which FirstPromoter looks
// for the lead's uid, letter by letter
// (https://docs.firstpromoter.com, tracking API, /signup: uid).
const FPUID = "fp_uid"

// FPUID is the uid that the customer carries for FirstPromoter; empty: none.
func (c Customer) FPUID() string { return c.Metadata[FPUID] }

// Emails are the addresses Stripe holds for a sale beside the customer's own,
// those that most surely are the buyer's first.
func (s Sale) Emails() []Place {
	var out []Place
	add := func(where, value, kind, id string) {
		if value != "" {
			out = append(out, Place{Where: where, Value: value, Object: StripeRef(kind, id)})
		}
	}
	if i := s.Invoice; i != nil {
		add("invoice", i.CustomerEmail, TypeInvoice, i.ID)
	}
	if c := s.Session; c != nil {
		add("Checkout Session", c.DetailsEmail, TypeSession, c.ID)
		add("Checkout Session", c.CustomerEmail, TypeSession, c.ID)
	}
	if c := s.Charge; c != nil {
		add("billing details of the payment", c.BillingEmail, TypeCharge, c.ID)
		add("receipt of the payment", c.ReceiptEmail, TypeCharge, c.ID)
	}
	if p := s.Intent; p != nil {
		add("receipt of the payment", p.ReceiptEmail, TypeIntent, p.ID)
	}
	return out
}

// Addresses are the values of Emails, each once.
func (s Sale) Addresses() []string {
	var out []string
	for _, e := range s.Emails() {
		if !slices.Contains(out, e.Value) {
			out = append(out, e.Value)
		}
	}
	return out
}

// GuestEmail is the buyer's address on a sale without a customer; empty: none.
func (s Sale) GuestEmail() string {
	if all := s.Emails(); len(all) > 0 {
		return all[0].Value
	}
	return ""
}

// TestClock is the test clock by which the times of a sale run: they are then
// simulated (docs.stripe.com/billing/testing/test-clocks). The customer may be nil.
func (s *StripeSide) TestClock(c *Customer, sale *Sale) string {
	if c != nil && c.TestClock != "" {
		return c.TestClock
	}
	if sale == nil {
		return ""
	}
	if sale.Invoice != nil && sale.Invoice.TestClock != "" {
		return sale.Invoice.TestClock
	}
	sub, _ := s.Subscription(sale.SubscriptionID())
	return sub.TestClock
}

// Written is where one of Stripe's records may carry a lead's address or uid: its
// e-mail fields, its metadata and what is as free, and its text. Empty ones say nothing.
type Written struct {
	Emails   [2]string
	Metadata [2]map[string]string
	Text     string
}

// Written is where the customer may carry a lead's address or uid, besides its id.
func (c Customer) Written() Written {
	return Written{Emails: [2]string{c.Email}, Metadata: [2]map[string]string{c.Metadata}, Text: c.Description}
}

// Written is where the payment intent may carry a lead's address or uid.
func (i PaymentIntent) Written() Written {
	return Written{Emails: [2]string{i.ReceiptEmail}, Metadata: [2]map[string]string{i.Metadata}, Text: i.Description}
}

// Written is where the invoice may carry a lead's address or uid: it shows the
// metadata of its subscription, too.
func (i Invoice) Written() Written {
	return Written{
		Emails: [2]string{i.CustomerEmail}, Metadata: [2]map[string]string{i.Metadata, i.SubscriptionMetadata}, Text: i.Description,
	}
}

// Written is where the charge may carry a lead's address or uid.
func (c Charge) Written() Written {
	return Written{Emails: [2]string{c.BillingEmail, c.ReceiptEmail}, Metadata: [2]map[string]string{c.Metadata}, Text: c.Description}
}

// Written is where the Checkout Session may carry a lead's address or uid.
func (s Session) Written() Written {
	return Written{
		Emails: [2]string{s.DetailsEmail, s.CustomerEmail}, Metadata: [2]map[string]string{s.Metadata, s.CustomFields},
		Text: s.ClientReferenceID,
	}
}

// Metadata is every metadata value of a customer, of a sale and of the sale's
// subscription, with the Checkout Session's client_reference_id. Either may be nil.
func (s *StripeSide) Metadata(c *Customer, sale *Sale) []Place {
	var out []Place
	add := func(where, kind, id string, m map[string]string) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if m[k] != "" {
				out = append(out, Place{Where: where, Key: k, Value: m[k], Object: StripeRef(kind, id)})
			}
		}
	}
	if c != nil {
		add("customer", TypeCustomer, c.ID, c.Metadata)
	}
	if sale == nil {
		return out
	}
	if x := sale.Session; x != nil {
		add("Checkout Session", TypeSession, x.ID, x.Metadata)
		if x.ClientReferenceID != "" {
			out = append(out, Place{Where: "Checkout Session", Key: "client_reference_id", Field: true, Value: x.ClientReferenceID,
				Object: StripeRef(TypeSession, x.ID)})
		}
	}
	id := sale.SubscriptionID()
	sub, read := s.Subscription(id)
	add("subscription", TypeSubscription, id, sub.Metadata)
	if i := sale.Invoice; i != nil {
		// The invoice's copy is as old as the invoice: what has been changed on the
		// subscription since is a value of its own.
		frozen := maps.Clone(i.SubscriptionMetadata)
		maps.DeleteFunc(frozen, func(k, v string) bool { return read && sub.Metadata[k] == v })
		add("subscription", TypeSubscription, id, frozen)
		add("invoice", TypeInvoice, i.ID, i.Metadata)
	}
	if x := sale.Charge; x != nil {
		add("payment", TypeCharge, x.ID, x.Metadata)
	}
	if x := sale.Intent; x != nil {
		add("payment", TypeIntent, x.ID, x.Metadata)
	}
	return out
}

// UIDs are the values of Metadata that can be a lead's uid and stand elsewhere
// than FirstPromoter looks for it.
func (s *StripeSide) UIDs(c *Customer, sale *Sale) []Place {
	return slices.DeleteFunc(s.Metadata(c, sale), func(p Place) bool {
		return p.Object.Type == TypeCustomer && p.Key == FPUID || !MayBeUID(p.Key, p.Value)
	})
}

// Texts are those in which an address may stand without being anyone's e-mail
// field: metadata, custom fields and descriptions.
func (s *StripeSide) Texts(c *Customer, sale *Sale) []Place {
	out := s.Metadata(c, sale)
	add := func(where, kind, id, value string) {
		if value != "" {
			out = append(out, Place{Where: where, Value: value, Object: StripeRef(kind, id)})
		}
	}
	if c != nil {
		add("customer’s description", TypeCustomer, c.ID, c.Description)
	}
	if sale == nil {
		return out
	}
	if x := sale.Session; x != nil {
		for _, k := range slices.Sorted(maps.Keys(x.CustomFields)) {
			add("custom field of the Checkout Session", TypeSession, x.ID, x.CustomFields[k])
		}
	}
	if x := sale.Invoice; x != nil {
		add("invoice’s description", TypeInvoice, x.ID, x.Description)
	}
	if x := sale.Charge; x != nil {
		add("payment’s description", TypeCharge, x.ID, x.Description)
	}
	if x := sale.Intent; x != nil {
		add("payment’s description", TypeIntent, x.ID, x.Description)
	}
	if x, ok := s.Subscription(sale.SubscriptionID()); ok {
		add("subscription’s description", TypeSubscription, x.ID, x.Description)
	}
	return out
}

// AddressesInTexts are the e-mail addresses that stand as words of their own in Texts.
func (s *StripeSide) AddressesInTexts(c *Customer, sale *Sale) []Place {
	var out []Place
	for _, p := range s.Texts(c, sale) {
		for _, a := range AddressesIn(p.Value) {
			p.Value = a
			out = append(out, p)
		}
	}
	return out
}

// FindUID finds a lead's uid among values, blanks around them aside.
func FindUID(places []Place, uid string) (Place, bool) {
	i := slices.IndexFunc(places, func(p Place) bool { return uid != "" && strings.TrimSpace(p.Value) == uid })
	if i < 0 {
		return Place{}, false
	}
	return places[i], true
}

// FindAddress finds an address among values, in letters of either case.
func FindAddress(places []Place, address string) (Place, bool) {
	i := slices.IndexFunc(places, func(p Place) bool { return strings.EqualFold(p.Value, address) })
	if i < 0 {
		return Place{}, false
	}
	return places[i], true
}

const (
	longUID    = 6  // bytes from which on a uid with letters is no other word
	longNumber = 12 // and from which on a number is no other number
)

var (
	personWords = strings.Fields("id fp firstpromoter user userid account accountid member memberid customer customerid " +
		"client clientid buyer login")
	otherThings = strings.Fields("order orderid invoice plan planid product productid price priceid cart cartid payment " +
		"transaction ticket project site shop store seat promoter campaign coupon affiliate partner")
)

// MayBeUID reports whether a value under a metadata key can be a lead's uid. What
// is short or a mere number could be anything, such as a count or the number of
// an order: there the key must speak of a person.
func MayBeUID(key, value string) bool {
	value = strings.TrimSpace(value)
	if value == "" {
		return false
	}
	if len(value) >= longNumber || len(value) >= longUID && strings.Trim(value, "0123456789") != "" {
		return true
	}
	person := false
	for _, word := range KeyWords(key) {
		switch {
		case slices.Contains(otherThings, word):
			return false
		case strings.HasSuffix(word, "uid"), slices.Contains(personWords, word):
			person = true
		}
	}
	return person
}

// KeyWords are the words of a metadata key in small letters: user_id, userId
// and user-id are the same two.
func KeyWords(key string) []string {
	var b strings.Builder
	small := false
	for _, r := range key {
		if small && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// longestFolded is far longer than any uid, coupon or address.
const longestFolded = 1024

// FoldID drops case and blanks, the slips people make when they copy a uid, a
// coupon's id or a promotion code. What is longer than any of these is left as it
// is: it is compared with hundreds of others.
func FoldID(s string) string {
	if len(s) > longestFolded {
		return s
	}
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

// FoldAddress is an address in letters of one case: the same for two addresses
// just where strings.EqualFold holds, so that it can be a key.
func FoldAddress(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		if r >= utf8.RuneSelf || 'a' <= r && r <= 'z' {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				least = min(least, f)
			}
		}
		return least
	}, s)
}
