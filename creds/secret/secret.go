// Package secret is the type of a key: it prints itself masked under every verb
// and encoder, so that no key reaches a log, an error or a screen by accident.
package secret

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
)

// Key is one API key. Only Reveal gives it in clear.
type Key struct{ value string }

// New wraps a key as it was given.
func New(value string) Key { return Key{value} }

// Reveal is the key in clear, for the request header and the keyring only.
func (k Key) Reveal() string { return k.value }

// Empty reports whether there is no key.
func (k Key) Empty() bool { return k.value == "" }

// String is the key masked: a known prefix and the last four characters, as in
// "sk_live_…abcd". A key too short to hide anything shows nothing of itself.
func (k Key) String() string {
	if k.value == "" {
		return ""
	}
	prefix := ""
	for _, p := range []string{"sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_", "sk_org_", "rkcs_", "sk_"} {
		if strings.HasPrefix(k.value, p) {
			prefix = p
			break
		}
	}
	runes := []rune(k.value[len(prefix):])
	if len(runes) < 12 {
		return prefix + "…"
	}
	return prefix + "…" + string(runes[len(runes)-4:])
}

// Format masks the key under every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// GoString masks the key in %#v.
func (k Key) GoString() string { return k.String() }

// MarshalJSON masks the key in JSON.
func (k Key) MarshalJSON() ([]byte, error) { return json.Marshal(k.String()) }

// MarshalText masks the key in text encoders and map keys.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue masks the key in slog.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
