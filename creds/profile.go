// Package creds keeps the keys of one or several merchants: the secrets in the
// operating system's keyring, everything else in a small settings file, and it
// decides which keys a run uses. Nothing secret is ever written to a file.
package creds

import (
	"strings"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// Service is the keyring service under which every entry is kept. It holds no
// blanks, which some keyrings do not find again.
const Service = "fpdoctor"

// DefaultProfile is the name of the profile that is used when none is named.
const DefaultProfile = "default"

// Profile is one merchant's keys and what is remembered about the merchant.
type Profile struct {
	Name          string
	Stripe        secret.Key
	FirstPromoter secret.Key // empty: the walk goes on with Stripe alone
	AccountID     string     // FirstPromoter's account id; empty means API v1
	Answers       record.Answers
	Mask          bool
	Source        Source // where the keys came from; Save does not look at it
}

// Settings is what is remembered about a profile beside its keys. Reading it
// needs no keyring, so it is there before the first frame.
type Settings struct {
	Name      string
	AccountID string
	Answers   record.Answers
	Mask      bool
	Default   bool
}

// Listed is one line of the list of profiles.
type Listed struct {
	Profile
	Default bool
	// Problem says why the keys could not be had; the rest is there all the same.
	Problem error
}

// SourceKind is where the keys of a run came from.
type SourceKind string

// The places keys come from.
const (
	FromEnvironment SourceKind = "environment"
	FromKeyring     SourceKind = "keyring"
	FromDemo        SourceKind = "demo"
)

// Source is where keys came from, with words for the screen.
type Source struct {
	Kind  SourceKind
	Words string // "the environment (STRIPE_API_KEY)", "the keyring, profile default" …
}

func keyringSource(profile string) Source {
	return Source{FromKeyring, Place() + ", profile " + profile}
}

// foundIn adds the place of an entry that is not where new ones are kept.
func foundIn(s Source, place string) Source {
	if place != "" && !strings.HasSuffix(s.Words, ")") {
		s.Words += " (found in the keyring “" + place + "”)"
	}
	return s
}

// DemoSource is the source of the built-in demo's keys.
func DemoSource() Source { return Source{FromDemo, "the built-in demo"} }

// keyKind is one of the two secrets of a profile, by the last part of its
// entry's name in the keyring.
type keyKind string

const (
	stripeKey        keyKind = "stripe"
	firstPromoterKey keyKind = "firstpromoter"
)

var keyKinds = []keyKind{stripeKey, firstPromoterKey}

// words names the key in a sentence.
func (k keyKind) words() string {
	if k == stripeKey {
		return "Stripe key"
	}
	return "FirstPromoter key"
}

// user is the keyring's user name of a profile's key. Profile names hold no
// slash, so that two profiles never share an entry.
func user(profile string, k keyKind) string { return profile + "/" + string(k) }

func (p *Profile) key(k keyKind) secret.Key {
	if k == stripeKey {
		return p.Stripe
	}
	return p.FirstPromoter
}

func (p *Profile) setKey(k keyKind, key secret.Key) {
	if k == stripeKey {
		p.Stripe = key
	} else {
		p.FirstPromoter = key
	}
}
