// Package secret is the type of a key: it prints itself masked under every verb
// and encoder, so that no key reaches a log, an error or a screen by accident.
package secret

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"unique"
)

// Key is one API key. Only Reveal gives it in clear. Keys compare with ==.
type Key struct {
	// A handle and not a string: fmt calls no methods on the unexported fields
	// of a struct, so a struct that holds a Key prints this as it is, an address.
	handle unique.Handle[string]
}

// New wraps a key as it was given.
func New(value string) Key {
	if value == "" {
		return Key{}
	}
	return Key{unique.Make(value)}
}

// Reveal is the key in clear, for the request header and the keyring only.
func (k Key) Reveal() string {
	if k.Empty() {
		return ""
	}
	return k.handle.Value()
}

// Empty reports whether there is no key.
func (k Key) Empty() bool { return k == Key{} }

// prefixes are the parts of keys that are no secret.
var prefixes = []string{"sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_", "sk_org_", "rkcs_", "sk_"}

// String is the key masked: a known prefix and the last four characters, as in
// "sk_live_…abcd". A key too short to hide anything shows nothing of itself, and
// so does one that ends in characters no key has, which may not be safe to draw.
func (k Key) String() string {
	rest := k.Reveal()
	if rest == "" {
		return ""
	}
	prefix := ""
	for _, p := range prefixes {
		if strings.HasPrefix(rest, p) {
			prefix, rest = p, rest[len(p):]
			break
		}
	}
	if len(rest) < 12 {
		return prefix + "…"
	}
	last := rest[len(rest)-4:]
	if strings.ContainsFunc(last, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	}) {
		return prefix + "…"
	}
	return prefix + "…" + last
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
