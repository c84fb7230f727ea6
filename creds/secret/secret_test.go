package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"fpdoctor/creds/secret"
)

func TestMasked(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "",
		"short":                           "…",
		"sk_live_" + "abcdefghijklmnop":   "sk_live_…mnop",
		"rk_test_" + "abcdefghijklmnop":   "rk_test_…mnop",
		"sk_test_short":                   "sk_test_…",
		"sk_" + "legacylegacylegacy":      "sk_…gacy",
		"sk_live_":                        "sk_live_…",
		"abcdefghijkl":                    "…ijkl",
		"abcdefghijk":                     "…",
		"abcdefghijklmnop\x1b[31m":        "…",
		"abcdefghijklmnopü€ßé":            "…",
		"abcdefghijklmno\xff\xfe\xff\xfe": "…",
	} {
		if got := secret.New(in).String(); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

func TestKeysCompare(t *testing.T) {
	a, same := secret.New("a"), secret.New("a")
	if a != same || a.Reveal() != "a" || a == secret.New("b") || secret.New("") != (secret.Key{}) || !secret.New("").Empty() {
		t.Error("keys do not compare by their text")
	}
	if (secret.Key{}).Reveal() != "" {
		t.Error("Reveal")
	}
}

type holder struct {
	Name   string
	hidden secret.Key // fmt calls no methods here
	Shown  secret.Key
	list   []secret.Key
	table  map[string]secret.Key
	inner  *holder
}

// spellings are all the ways a key might get out by accident.
func spellings(t *testing.T, k secret.Key) []string {
	t.Helper()
	h := holder{Name: "n", hidden: k, Shown: k, list: []secret.Key{k}, table: map[string]secret.Key{"k": k}, inner: &holder{hidden: k}}
	var out []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%c", "%U", "%e", "%p", "%60.50s", "%o", "%b"} {
		for _, v := range []any{k, &k, h, &h, []secret.Key{k}, map[string]secret.Key{"a": k}, map[secret.Key]int{k: 1}, struct{ secret.Key }{k}, [1]secret.Key{k}} {
			out = append(out, fmt.Sprintf(verb, v))
		}
	}
	out = append(out, fmt.Sprint(k, h), fmt.Errorf("x: %w", errors.New(fmt.Sprint(h))).Error())
	if raw, err := json.Marshal(map[string]any{"k": k, "h": h, "m": map[secret.Key]string{k: "v"}}); err == nil {
		out = append(out, string(raw))
	} else {
		t.Error(err)
	}
	if raw, err := xml.Marshal(struct{ K secret.Key }{k}); err == nil {
		out = append(out, string(raw))
	}
	var gobbed bytes.Buffer
	if err := gob.NewEncoder(&gobbed).Encode(k); err == nil {
		out = append(out, gobbed.String())
	}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("m", "k", k, "h", h, "p", &h)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("m", "k", k, "h", h, "p", &h)
	// Printers other than fmt's know only these.
	return append(out, logged.String(), k.String(), k.GoString())
}

func TestNoSpellingShowsTheKey(t *testing.T) {
	body := "MIDDLEabcdefMIDDLEtail"
	for _, s := range spellings(t, secret.New("sk_live_"+body)) {
		for _, form := range []string{body[:18], fmt.Sprintf("%x", body[:18]), fmt.Sprintf("%X", body[:18]), "MIDDLE"} {
			if strings.Contains(s, form) {
				t.Errorf("the key shows in %q", s)
			}
		}
	}
}

func FuzzNoSpellingShowsTheKey(f *testing.F) {
	for _, s := range []string{"", "a", "sk_live_", "sk_live_abcdefghijkl", "rk_test_\x00\x1b]8;;x\x07", "ключ-ключ-ключ-ключ", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "sk_sk_sk_sk_sk_sk_sk_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		k := secret.New(value)
		if k.Reveal() != value {
			t.Fatalf("%q is revealed as %q", value, k.Reveal())
		}
		shown := k.String()
		rest := shown
		if i := strings.Index(shown, "…"); i >= 0 {
			rest = shown[i+len("…"):]
		}
		if len(rest) > 4 || len(shown) > len("sk_live_")+len("…")+4 {
			t.Errorf("%q shows %q", value, shown)
		}
		for _, r := range shown {
			if r != '…' && (r < ' ' || r > '~') {
				t.Errorf("%q shows %q", value, shown)
			}
		}
		// Marked off so that a key made of common letters is not found by chance.
		marked := "‹" + value + "›"
		for _, s := range spellings(t, secret.New(marked)) {
			if strings.Contains(s, marked) || len(value) > 3 && strings.Contains(s, fmt.Sprintf("%x", marked)) {
				t.Errorf("%q shows in %q", marked, s)
			}
		}
	})
}
