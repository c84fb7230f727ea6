package stripeapi

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestScrub(t *testing.T) {
	key := "sk_live_" + "abcdefgh"
	for in, want := range map[string]string{
		`{}`:                              `{}`,
		` { "a" : [ 1 , 2.50 , -1e9 ] } `: `{"a":[1,2.50,-1e9]}`,
		`{"client_secret":"x","a":1}`:     `{"a":1}`,
		`{"a":1,"client_secret":null}`:    `{"a":1}`,
		`{"a":1,"Client_Secret":{"x":[1,{"b":2}]},"c":3}`:                    `{"a":1,"c":3}`,
		`{"client\u005fsecret":"x"}`:                                         `{}`,
		`{"a":{"hosted_invoice_url":"x"},"b":[{"receipt_url":"y"}]}`:         `{"a":{},"b":[{}]}`,
		`{"invoice_pdf":"x","secret":"y","z":"ü\n\"q\""}`:                    `{"z":"ü\n\"q\""}`,
		`{"object":"list","url":"/v1/charges","data":[]}`:                    `{"object":"list","url":"/v1/charges","data":[]}`,
		`{"object":"checkout.session","url":"https://shop.example.com/pay"}`: `{"object":"checkout.session"}`,
		`{"metadata":{"url":"https://example.com","secret":"x"}}`:            `{"metadata":{"url":"https://example.com"}}`,
		`{"note":"use ` + key + ` now"}`:                                     `{"note":"(removed)"}`,
		`{"note":"pi_1_secret_abcdef"}`:                                      `{"note":"(removed)"}`,
		`{"note":"pi_1\u005fsecret_abcdef"}`:                                 `{"note":"(removed)"}`,
		`{"link":"https://invoice.stripe.com/i/acct_1/live_x"}`:              `{"link":"(removed)"}`,
		`["whsec_abcdef",true,false,null]`:                                   `["(removed)",true,false,null]`,
		`{"` + key + `":1}`:                                                  `{}`,
		`{"note":"` + testKey.Reveal() + `"}`:                                `{"note":"(removed)"}`,
		`{"note":"the _secret_ garden, sk_test_ and stripe.com/docs"}`:       `{"note":"the _secret_ garden, sk_test_ and stripe.com/docs"}`,
		`{"payment_method":"pm_1"}`:                                          `{"payment_method":"pm_1"}`,
		`"x"`:                                                                `"x"`,
		`7`:                                                                  `7`,
	} {
		if got := string(scrub([]byte(in))); got != want {
			t.Errorf("%s\ngives %s\nwant  %s", in, got, want)
		}
	}
}

// FuzzScrub compares with the slow and plain way: decode, drop, compare.
func FuzzScrub(f *testing.F) {
	for name := range decoders {
		f.Add([]byte(fixtures()[name]))
	}
	for _, s := range []string{`{"a":{"client_secret":1},"b":[[],{}]}`, `{"metadata":{"url":"http://x"}}`, `"\ud800"`, `{"":""}`, `{"a":1,"a":2}`, `[[[[]]]]`, `{"created":12E4567890}`, `{"x":"rk_live_abcd"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if !json.Valid(in) {
			return
		}
		out := scrub(in)
		if !json.Valid(out) {
			t.Fatalf("%s gives %s", in, out)
		}
		if again := scrub(out); !bytes.Equal(again, out) {
			t.Fatalf("%s gives %s, then %s", in, out, again)
		}
		before, after := decoded(t, in), decoded(t, out)
		if holdsSecret(after, false) {
			t.Fatalf("%s keeps a secret: %s", in, out)
		}
		if !holdsSecret(before, false) && !reflect.DeepEqual(before, after) {
			t.Fatalf("%s is changed to %s", in, out)
		}
	})
}

// decoded keeps numbers as they are spelt; JSON has larger ones than Go.
func decoded(t *testing.T, in []byte) (v any) {
	dec := json.NewDecoder(bytes.NewReader(in))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%s: %v", in, err)
	}
	return v
}

func holdsSecret(node any, metadata bool) bool {
	switch node := node.(type) {
	case map[string]any:
		for k, v := range node {
			lower := strings.ToLower(k)
			if secretFields[lower] || secretText(k) || holdsSecret(v, metadata || lower == "metadata") {
				return true
			}
			if s, ok := v.(string); ok && lower == "url" && !metadata && strings.HasPrefix(s, "http") {
				return true
			}
		}
	case []any:
		for _, v := range node {
			if holdsSecret(v, metadata) {
				return true
			}
		}
	case string:
		return secretText(node)
	}
	return false
}
