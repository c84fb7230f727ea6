package secret

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

const (
	canaryStripe = "sk_test_" + "4CanaryCanaryCanaryCanary"
	canaryPromo  = "fp-canary-0123456789"
)

func spellings(key string) map[string]string {
	each := func(how string) string {
		var b strings.Builder
		for _, c := range key {
			fmt.Fprintf(&b, how, c)
		}
		return b.String()
	}
	return map[string]string{
		"as it is": key, "in capitals": strings.ToUpper(key), "quoted": `\"` + key + `\"`,
		"JSON escapes": each(`\u%04x`), "JSON escapes in capitals": each(`\u%04X`), "JSON in JSON": each(`\\u%04x`),
		"web address": each("%%%02x"), "entities": each("&#%d;"), "entities in hexadecimal": each("&#x%x;"),
		"Markdown":      strings.NewReplacer("_", `\_`, "-", `\-`).Replace(key),
		"Markdown JSON": strings.NewReplacer("_", `\\_`, "-", `\\-`).Replace(key),
		"partly":        strings.Replace(key, "a", `\u0061`, 1),
	}
}

func TestHideInEverySpelling(t *testing.T) {
	h := NewHider(New(canaryStripe), New(canaryPromo), New("short"), Key{})
	for _, key := range []string{canaryStripe, canaryPromo} {
		for name, spelt := range spellings(key) {
			got := string(h.Hide([]byte(`{"a":"x ` + spelt + `","` + spelt + `":1}`)))
			if strings.Count(got, Hidden) != 2 || strings.Contains(strings.ToLower(got), "canary") {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
	for _, other := range []string{"", "short", `{"a":"sk_test_4Canary…","b":"\\\\","c":"\n\t\u00e9 100% &#; &amp; &#x"}`, strings.Repeat(`\`, 100)} {
		if got := string(h.Hide([]byte(other))); got != other {
			t.Errorf("%q became %q", other, got)
		}
	}
}

// Of many keys each is found, whatever it begins with.
func TestHideManyKeys(t *testing.T) {
	var keys []Key
	var texts []string
	for _, begin := range []string{"a", "B", "%c", "&d", "ff", "0g", "-h", "iJ", "k%", "l&"} {
		key := begin + "_canary-0123456789"
		keys, texts = append(keys, New(key)), append(texts, key)
	}
	h := NewHider(keys...)
	for _, text := range texts {
		if got := string(h.Hide([]byte("<" + text + ">" + text))); got != "<"+Hidden+">"+Hidden {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// However a body comes in pieces, it is the same without the keys.
func TestHidingReader(t *testing.T) {
	h := NewHider(New(canaryStripe), New(canaryPromo))
	var body bytes.Buffer
	for i := 0; body.Len() < 3*window; i++ {
		fmt.Fprintf(&body, `{"i":%d,"note":"%s"},`, i, strings.Repeat("n", i%997))
		for _, spelt := range spellings([]string{canaryStripe, canaryPromo}[i%2]) {
			body.WriteString(spelt)
		}
	}
	want := h.Hide(body.Bytes())
	for name, r := range map[string]io.Reader{
		"whole": bytes.NewReader(body.Bytes()), "halves": iotest.HalfReader(bytes.NewReader(body.Bytes())),
		"with the error": iotest.DataErrReader(bytes.NewReader(body.Bytes())),
	} {
		got, err := io.ReadAll(h.Reader(r))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes instead of %d, %v", name, len(got), len(want), err)
		}
	}
	if bytes.Contains(bytes.ToLower(want), []byte("canary")) {
		t.Error("a key is left")
	}
	if err := iotest.TestReader(h.Reader(strings.NewReader("nothing here")), []byte("nothing here")); err != nil {
		t.Error(err)
	}
}

// What was valid JSON stays so, and nothing of a key is left in what it says.
func FuzzHide(f *testing.F) {
	f.Add(`{"a":"` + canaryStripe + `"}`)
	f.Add(`{"a":"\\` + canaryPromo + `\\"}`)
	f.Add(`["\u0073k_test_\\"]`)
	h := NewHider(New(canaryStripe), New(canaryPromo))
	f.Fuzz(func(t *testing.T, text string) {
		got := h.Hide([]byte(text))
		if bytes.Contains(got, []byte(canaryStripe)) || bytes.Contains(got, []byte(canaryPromo)) {
			t.Errorf("left in %q", got)
		}
		if json.Valid([]byte(text)) && !json.Valid(got) {
			t.Errorf("%q became %q, which is no JSON", text, got)
		}
	})
}
