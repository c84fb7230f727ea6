package stripeapi

import (
	"encoding/base64"
	"strings"
	"testing"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

func TestAccountOfLinks(t *testing.T) {
	for link, want := range map[string]string{
		"https://invoice.stripe.com/i/acct_1AAAAAAAAAAAAAAA/live_YWNj?s=ap": "acct_1AAAAAAAAAAAAAAA live",
		"https://invoice.stripe.com/i/acct_1AAAAAAAAAAAAAAA/test_YWNj":      "acct_1AAAAAAAAAAAAAAA test",
		"https://invoice.stripe.com/i/acct_1AAAAAAAAAAAAAAA/x":              " ",
		"https://pay.example.com/acct_1AAAAAAAAAAAAAAA/live_":               " ",
		"":      " ",
		"%zz":   " ",
		"\x7f/": " ",
	} {
		id, mode := accountOfInvoiceLink(link)
		if got := id + " " + string(mode); got != want {
			t.Errorf("%s: %q", link, got)
		}
	}
	token := base64.RawURLEncoding.EncodeToString([]byte("\x08\x07\x1a\x17\x0a\x15acct_1AAAAAAAAAAAAAAA(\xbd\xc9\x91\xac\x06"))
	for link, want := range map[string]string{
		"https://pay.stripe.com/receipts/acct_1AAAAAAAAAAAAAAA/ch_1/rcpt_x": "acct_1AAAAAAAAAAAAAAA",
		"https://pay.stripe.com/receipts/payment/" + token:                  "acct_1AAAAAAAAAAAAAAA",
		"https://pay.stripe.com/receipts/payment/" + token + "x?s=ap":       "acct_1AAAAAAAAAAAAAAA",
		// The fixture of Stripe's own mock.
		"https://x.dev.stripe.me/receipts/payment/CAcaFwoVYWNjdF8xT1BvdU1KTjV2UUJkV0V4KL3JkawGMgZvNmQ3SW46LCKn_twcP-jc9phNH9BfAtUKJcNs5Gy9n0cn7wNp9IWz2coUhEmAKuyETwtJ": "acct_1OPouMJN5vQBdWEx",
		"https://pay.stripe.com/receipts/payment/abc":                                                                   "",
		"https://pay.stripe.com/receipts/payment/!!!!":                                                                  "",
		"https://pay.stripe.com/receipts/payment/" + base64.RawURLEncoding.EncodeToString([]byte("xyacct_")):            "",
		"https://pay.stripe.com/receipts/payment/" + base64.RawURLEncoding.EncodeToString([]byte("acct_1AAAAAAAAAAAA")): "",
		"https://pay.stripe.com/receipts/payment/" + base64.RawURLEncoding.EncodeToString([]byte("\xffacct_1AAAAAAAA")): "",
		"": "",
	} {
		if got := accountOfReceiptLink(link); got != want {
			t.Errorf("%s: %q", link, got)
		}
	}
}

func TestTheBestSourceOfTheAccountWins(t *testing.T) {
	c, err := New(Config{Key: secret.New("sk_test_" + "51KKKKKKKKKKKKKKKabcdefghijklmnop")})
	if err != nil {
		t.Fatal(err)
	}
	expect := func(id, word string) {
		t.Helper()
		if got, from := c.AccountHint(); got != id || !strings.Contains(from, word) {
			t.Errorf("%s from %q", got, from)
		}
	}
	expect("acct_1KKKKKKKKKKKKKKK", "inferred")
	c.readLinks("", "https://pay.stripe.com/receipts/acct_1RRRRRRRRRRRRRRR/ch_1/x")
	expect("acct_1RRRRRRRRRRRRRRR", "receipt")
	c.readRefusal(strings.ReplaceAll(lacking, "1AAAAAAAAAAAAAAA", "1FFFFFFFFFFFFFFF"))
	expect("acct_1FFFFFFFFFFFFFFF", "refused")
	c.readLinks("", "https://pay.stripe.com/receipts/acct_1SSSSSSSSSSSSSSS/ch_1/x")
	expect("acct_1FFFFFFFFFFFFFFF", "refused")
	c.readLinks("https://invoice.stripe.com/i/acct_1IIIIIIIIIIIIIII/live_x", "")
	expect("acct_1IIIIIIIIIIIIIII", "invoice")

	for _, key := range []string{"", "sk_test_short", "rk_live_" + "4eC39HqLyjWDarjtT1zdp7dcABCDEFGH", "sk_" + "oldstyle5ABCDEFGHIJKLMNOPQRS"} {
		c, err := New(Config{Key: secret.New(key)})
		if err != nil {
			t.Fatal(err)
		}
		if id, from := c.AccountHint(); id != "" || from != "" {
			t.Errorf("%s from %s", id, from)
		}
	}
}

func TestSameAccount(t *testing.T) {
	key := func(head, account string) secret.Key {
		return secret.New(head + "_51" + account + strings.Repeat("x", 40))
	}
	shop, other := "AbCdEfGhIjKlMnO", "ZbCdEfGhIjKlMnO"
	for _, c := range []struct {
		a, b secret.Key
		want bool
	}{
		{key("sk_live", shop), key("rk_live", shop), true},
		{key("sk_live", shop), key("sk_test", shop), true},
		{key("sk_live", shop), key("sk_live", other), false},
		{secret.New("sk_" + strings.Repeat("x", 24)), secret.New("sk_" + strings.Repeat("x", 24)), false}, // tells nothing of its account
		{secret.Key{}, secret.Key{}, false},
	} {
		if got := SameAccount(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: %v", c.a, c.b, got)
		}
	}
}

func TestCheckKey(t *testing.T) {
	body := "5ABCDEFGHIJKLMNOPabcdefghijklmnop"
	for _, key := range []string{"sk_live_" + body, "sk_test_" + body, "rk_live_" + body, "rk_test_" + body, "rkcs_test_" + body, "sk_" + body, "mk_live_" + body} {
		if err := CheckKey(secret.New(key)); err != nil {
			t.Error(err)
		}
	}
	for key, words := range map[string]string{
		"": "no Stripe key", "  ": "no Stripe key", "pk_live_" + body: "publishable", "pk_test_x": "publishable",
		"sk_org_live_" + body: "organization", "sk_org": "organization", "whsec_" + body: "webhook", "acct_1AAAAAAAAAAAAAAA": "account id",
		" sk_test_" + body: "blank", "sk_test_" + body + "\n": "blank", "sk_test_ab cd": "blank", "sk_test_" + "****mnop": "hidden", "sk_live_…mnop": "hidden",
		body: "FirstPromoter", "buyer@example.com": "FirstPromoter", "sk_test_" + body + "\x1b[31m": "characters", "sk_": "only the beginning", "sk_live_": "only the beginning", "rk_test_5": "only the beginning", "sk_test_" + strings.Repeat("a", 600): "characters",
		"sk_test_" + body + "é": "characters",
	} {
		err := CheckKey(secret.New(key))
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", key, err)
			continue
		}
		if strings.Contains(err.Error(), body[:8]) || strings.ContainsAny(err.Error(), "\n\x1b") || strings.HasSuffix(err.Error(), ".") {
			t.Error(err)
		}
	}
	for key, want := range map[string]record.Mode{"sk_live_x": record.Live, "rk_live_x": record.Live, "sk_test_x": record.Test, "rkcs_test_x": record.Test, "sk_legacy": "", "": "", "pk_live_x": ""} {
		if got := KeyMode(secret.New(key)); got != want {
			t.Errorf("%s: %q", key, got)
		}
	}
}

func FuzzAccountHint(f *testing.F) {
	for _, s := range []string{
		"https://invoice.stripe.com/i/acct_1AAAAAAAAAAAAAAA/live_x", "https://pay.stripe.com/receipts/acct_1AAAAAAAAAAAAAAA/ch_1",
		"https://pay.stripe.com/receipts/payment/CAcaFwoVYWNjdF8xT1BvdU1KTjV2UUJkV0V4KL3J", lacking, "\x00", "acct_", "sk_test_51AAAAAAAAAAAAAAAbbbbbbbbbb",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := New(Config{Key: secret.New(s)})
		if err != nil {
			t.Fatal(err)
		}
		c.readRefusal(s)
		c.readLinks(s, "")
		c.readLinks("", s)
		id, from := c.AccountHint()
		if (id == "") != (from == "") || id != "" && !wholeAccount().MatchString(id) {
			t.Errorf("%q gives %q from %q", s, id, from)
		}
		_ = CheckKey(secret.New(s))
	})
}
