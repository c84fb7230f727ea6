package creds

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func lookup(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

func TestResolve(t *testing.T) {
	both := map[string]string{EnvStripe: stripeB, EnvFirstPromoter: promoB, EnvAccountID: "acc-b"}
	tests := []struct {
		name           string
		env            map[string]string
		req            Request
		stripe, promo  string
		account, words string
		kind           SourceKind
		note           string
	}{
		{name: "default profile", stripe: stripeA, promo: promoA, account: "acc-a", kind: FromKeyring, words: "profile default"},
		{name: "environment first", env: both, stripe: stripeB, promo: promoB, account: "acc-b", kind: FromEnvironment, words: EnvStripe},
		{name: "named profile first of all", env: both, req: Request{Profile: "default", Explicit: true},
			stripe: stripeA, promo: promoA, account: "acc-a", kind: FromKeyring, words: "profile default", note: "are set but not used"},
		{name: "named without the mark", env: both, req: Request{Profile: "default"},
			stripe: stripeA, promo: promoA, account: "acc-a", kind: FromKeyring, words: "profile default", note: "are set but not used"},
		{name: "profile by variable", env: map[string]string{EnvStripe: stripeB, EnvProfile: "default"},
			stripe: stripeA, promo: promoA, account: "acc-a", kind: FromKeyring, words: "profile default", note: "is set but not used"},
		{name: "only Stripe's key set", env: map[string]string{EnvStripe: stripeB},
			stripe: stripeB, kind: FromEnvironment, words: EnvStripe, note: "not mixed in"},
		{name: "Stripe's key and an account id", env: map[string]string{EnvStripe: stripeB, EnvAccountID: "acc-b"},
			stripe: stripeB, account: "acc-b", kind: FromEnvironment, words: EnvAccountID, note: "not mixed in"},
		{name: "only an account id set", env: map[string]string{EnvAccountID: "acc-b"},
			stripe: stripeA, promo: promoA, account: "acc-a", kind: FromKeyring, words: "profile default", note: EnvAccountID + " is set but not used"},
		{name: "set but blank", env: map[string]string{EnvStripe: " ", EnvFirstPromoter: "\"\"", EnvProfile: " "},
			stripe: stripeA, promo: promoA, account: "acc-a", kind: FromKeyring, words: "profile default"},
		{name: "quoted", env: map[string]string{EnvStripe: " '" + stripeB + "'\n"},
			stripe: stripeB, kind: FromEnvironment, words: EnvStripe, note: "not mixed in"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := tempStore(t)
			save(t, s, merchantA("default"))
			tt.req.Env = lookup(tt.env)
			k, err := Resolve(t.Context(), tt.req, s)
			if err != nil {
				t.Fatal(err)
			}
			if k.Stripe.Reveal() != tt.stripe || k.FirstPromoter.Reveal() != tt.promo || k.AccountID != tt.account {
				t.Errorf("keys %v, %v, account id %q", k.Stripe, k.FirstPromoter, k.AccountID)
			}
			if k.Source.Kind != tt.kind || !strings.Contains(k.Source.Words, tt.words) {
				t.Errorf("source %+v", k.Source)
			}
			if (tt.note == "") != (k.Note == "") || !strings.Contains(k.Note, tt.note) {
				t.Errorf("note %q", k.Note)
			}
			for _, sec := range secrets {
				if strings.Contains(k.Note+k.Source.Words, sec) {
					t.Error("a secret in the words")
				}
			}
		})
	}
}

func TestResolveWithoutKeys(t *testing.T) {
	s, ring := tempStore(t)
	for name, tt := range map[string]struct {
		env  map[string]string
		want string
	}{
		"nothing at all":         {nil, "fpdoctor keys add"},
		"FirstPromoter's alone":  {map[string]string{EnvFirstPromoter: promoA}, EnvStripe + " too"},
		"an account id and that": {map[string]string{EnvFirstPromoter: promoA, EnvAccountID: "a"}, EnvStripe + " too"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Resolve(t.Context(), Request{Env: lookup(tt.env)}, s)
			if e := errorAs[*NoKeysError](t, err); !strings.Contains(e.Error(), tt.want) {
				t.Error(e)
			}
		})
	}
	_, err := Resolve(t.Context(), Request{Profile: "acme"}, s)
	_ = errorAs[*UnknownProfileError](t, err)
	_, err = Resolve(t.Context(), Request{Explicit: true}, s)
	_ = errorAs[*NameError](t, err)
	_, err = Resolve(t.Context(), Request{Env: lookup(map[string]string{EnvProfile: "a/b"})}, s)
	_ = errorAs[*NameError](t, err)
	_, err = Resolve(t.Context(), Request{Profile: stripeA}, s)
	_ = errorAs[*NameError](t, err)

	save(t, s, merchantA("a"))
	save(t, s, merchantB("b"))
	save(t, s, merchantB("c"))
	if _, err := s.Remove(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	_, err = Resolve(t.Context(), Request{}, s)
	if e := errorAs[*NoKeysError](t, err); !strings.Contains(e.Error(), "b, c") || !strings.Contains(e.Error(), "--profile") {
		t.Error(e)
	}
	ring.Problem = problem("linux", Locked, "")
	_, err = Resolve(t.Context(), Request{Profile: "b"}, s)
	_ = errorAs[*KeyringError](t, err)
}

// What is stored, and a keyring that fails, do not stand in the environment's way.
func TestEnvironmentNeedsNoStore(t *testing.T) {
	s, ring := tempStore(t)
	ring.Problem = problem("linux", NoBus, "")
	writeSettings(t, s, "broken")
	req := Request{Env: lookup(map[string]string{EnvStripe: stripeA, EnvFirstPromoter: promoA})}
	k, err := Resolve(context.Background(), req, s)
	if err != nil || k.Stripe.Reveal() != stripeA || k.FirstPromoter.Reveal() != promoA {
		t.Errorf("%v", err)
	}
	if !k.Mask || !StartsMasked(req, s) {
		t.Error("with unreadable settings, personal data shows")
	}
}

func TestStartsMasked(t *testing.T) {
	s, _ := tempStore(t)
	env := Request{Env: lookup(map[string]string{EnvStripe: stripeA})}
	if StartsMasked(Request{}, s) || StartsMasked(env, s) {
		t.Error("masked without being asked")
	}
	save(t, s, merchantA("default"))
	save(t, s, merchantB("b"))
	if err := s.SaveMask(t.Context(), "b", true); err != nil {
		t.Fatal(err)
	}
	if StartsMasked(Request{}, s) || !StartsMasked(Request{Profile: "b"}, s) {
		t.Error("the mask of the wrong profile")
	}
	if err := errors.Join(s.SaveMask(t.Context(), "", true), s.SaveAnswers(t.Context(), "", merchantA("x").Answers)); err != nil {
		t.Fatal(err)
	}
	if StartsMasked(Request{}, s) || !StartsMasked(env, s) {
		t.Error("the mask of the environment's keys")
	}
	if k, err := Resolve(t.Context(), env, s); err != nil || !k.Mask {
		t.Errorf("%v, %v", k.Mask, err)
	}
	writeSettings(t, s, "broken")
	if !StartsMasked(Request{}, s) {
		t.Error("unreadable settings show personal data")
	}
}
