package record

import (
	"reflect"
	"strings"
	"testing"
)

// bought is a sale with a value in every place where Stripe keeps one.
func bought() (*StripeSide, *Customer, *Sale) {
	s := &StripeSide{Subscriptions: []Subscription{{ID: "sub_1", Description: "for sub@shop.example", Metadata: map[string]string{"tier": "sub-tier", "user_id": "new"}}}}
	c := &Customer{ID: "cus_1", Email: "own@shop.example", Description: "Ann <about@shop.example>.", Metadata: map[string]string{"fp_uid": "its-own", "FP_UID": "misspelt"}}
	return s, c, &Sale{
		Invoice: &Invoice{
			ID: "in_1", CustomerEmail: "bill@shop.example", SubscriptionID: "sub_1", Description: "invoice@shop.example",
			Metadata: map[string]string{"a": "on-invoice"}, SubscriptionMetadata: map[string]string{"tier": "sub-tier", "user_id": "old"},
		},
		Charge:  &Charge{ID: "ch_1", BillingEmail: "card@shop.example", ReceiptEmail: "bill@shop.example", Description: "charge@shop.example", Metadata: map[string]string{"b": "on-charge"}},
		Intent:  &PaymentIntent{ID: "pi_1", ReceiptEmail: "receipt@shop.example", Description: "intent@shop.example", Metadata: map[string]string{"c": "on-intent"}},
		Session: &Session{ID: "cs_1", DetailsEmail: "typed@shop.example", CustomerEmail: "given@shop.example", ClientReferenceID: "a-reference", Metadata: map[string]string{"d": "on-session", "e": ""}, CustomFields: map[string]string{"account": "field@shop.example"}},
	}
}

func values(places []Place) []string {
	var out []string
	for _, p := range places {
		out = append(out, p.Value)
	}
	return out
}

// TestEmailsOfASale: every field that holds an address, the surest first, each
// with the object it stands on.
func TestEmailsOfASale(t *testing.T) {
	_, _, sale := bought()
	var got []string
	for _, p := range sale.Emails() {
		got = append(got, p.Object.ID+" "+p.Value)
	}
	want := []string{
		"in_1 bill@shop.example", "cs_1 typed@shop.example", "cs_1 given@shop.example", "ch_1 card@shop.example", "ch_1 bill@shop.example", "pi_1 receipt@shop.example",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if got := sale.Addresses(); len(got) != 5 || got[0] != "bill@shop.example" {
		t.Errorf("each once: %q", got)
	}
	if got := sale.GuestEmail(); got != "bill@shop.example" {
		t.Errorf("a guest is %q", got)
	}
	if got := (Sale{Charge: &Charge{ID: "ch_1"}}).GuestEmail(); got != "" {
		t.Errorf("without any address a guest is %q", got)
	}
}

// TestTextsOfASale: metadata, references, custom fields and descriptions of the
// customer, the sale and its subscription, of which the invoice keeps a copy.
func TestTextsOfASale(t *testing.T) {
	s, c, sale := bought()
	meta := []string{"misspelt", "its-own", "on-session", "a-reference", "sub-tier", "new", "old", "on-invoice", "on-charge", "on-intent"}
	if got := values(s.Metadata(c, sale)); !reflect.DeepEqual(got, meta) {
		t.Errorf("metadata %q", got)
	}
	// fp_uid on the customer is where FirstPromoter looks; a short value under a
	// key that speaks of no person is no uid.
	if got, want := values(s.UIDs(c, sale)), []string{"misspelt", "on-session", "a-reference", "sub-tier", "new", "old", "on-invoice", "on-charge", "on-intent"}; !reflect.DeepEqual(got, want) {
		t.Errorf("uids %q", got)
	}
	addresses := []string{
		"about@shop.example", "field@shop.example", "invoice@shop.example", "charge@shop.example", "intent@shop.example", "sub@shop.example",
	}
	if got := values(s.AddressesInTexts(c, sale)); !reflect.DeepEqual(got, addresses) {
		t.Errorf("addresses %q", got)
	}
	if got := values(s.AddressesInTexts(nil, sale)); !reflect.DeepEqual(got, addresses[1:]) {
		t.Errorf("without a customer %q", got)
	}
	if got := s.Texts(nil, nil); got != nil {
		t.Errorf("of nothing %v", got)
	}
	s.Subscriptions = nil // not read: the copy tells
	if got := values(s.Metadata(nil, sale)); !reflect.DeepEqual(got[2:4], []string{"sub-tier", "old"}) {
		t.Errorf("with the subscription unread %q", got)
	}
}

// TestMayBeUID: what is asked for as a uid and what is taken for one is the same.
func TestMayBeUID(t *testing.T) {
	for _, tt := range []struct {
		key, value string
		want       bool
	}{
		{"anything", "user_1", true},
		{"order", "5f1d7e2b9c", true},
		{"anything", "123456789012", true},
		{"client_reference_id", "42", true},
		{"fpUid", "42", true},
		{"user", "1042", true},
		{"userId", " 1042 ", true},
		{"order_id", "1042", false},
		{"order_number", "1234567", false}, // a number of so few digits may be an order's
		{"seats", "12", false},
		{"payment_user_id", "42", false},
		{"user", " ", false},
	} {
		if got := MayBeUID(tt.key, tt.value); got != tt.want {
			t.Errorf("%s=%q: %v", tt.key, tt.value, got)
		}
	}
}

func TestFold(t *testing.T) {
	if FoldID(" User\u00a01 ") != FoldID("user1") || FoldID("user1") == FoldID("user2") {
		t.Error("case and blanks alone are folded")
	}
	if long := strings.Repeat("A ", longestFolded); FoldID(long) != long {
		t.Error("what is no id is folded")
	}
	alphabet := []string{"a", "A", "k", "K", "\u212a", "s", "\u017f", "ß", "ẞ", "σ", "ς", "Σ", "İ", "i", "ı", "é", "É", "1", "@"}
	for _, x := range alphabet {
		for _, y := range alphabet {
			if got, want := FoldAddress(x) == FoldAddress(y), strings.EqualFold(x, y); got != want {
				t.Errorf("%q and %q: %v", x, y, got)
			}
		}
	}
}

func TestFindInPlaces(t *testing.T) {
	places := []Place{{Key: "a", Value: " user_1 "}, {Key: "b", Value: "Ann@Shop.example"}}
	if p, ok := FindUID(places, "user_1"); !ok || p.Key != "a" {
		t.Error("a uid with blanks around it is not found")
	}
	if _, ok := FindUID(places, "USER_1"); ok {
		t.Error("a uid in other case is found")
	}
	if _, ok := FindUID([]Place{{Value: " "}}, ""); ok {
		t.Error("no uid is found")
	}
	if p, ok := FindAddress(places, "ann@shop.example"); !ok || p.Key != "b" {
		t.Error("an address in other case is not found")
	}
}
