package stripeapi

import (
	"errors"
	"strings"
	"unicode"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

var (
	keyMode  = pattern.New(`^(?:sk|rk|rkcs)_(live|test)_`)
	keyBody  = pattern.New(`^(?:sk|rk|rkcs|mk)_[A-Za-z0-9_]+$`)
	keyHead  = pattern.New(`^(?:sk|rk|rkcs|mk)_(?:live_|test_)?[A-Za-z0-9]{0,2}$`)
	keyOwner = pattern.New(`^(?:sk|rk)_(?:live|test)_5([A-Za-z0-9]{16})[A-Za-z0-9]{8}`)
)

// CheckKey looks at the shape of a key alone. The error is one sentence for the
// person and repeats nothing of the key. Legacy keys without a mode pass; only
// Stripe can tell whether they are good.
func CheckKey(key secret.Key) error {
	k := key.Reveal()
	switch {
	case strings.TrimSpace(k) == "":
		return errors.New("there is no Stripe key: copy a secret or restricted key from the Stripe dashboard, under Developers > API keys")
	case strings.HasPrefix(k, "pk_"):
		return errors.New(
			"this is a publishable Stripe key (pk_), which cannot read anything: use a secret key (sk_) or, better, a restricted one (rk_)",
		)
	case strings.HasPrefix(k, "sk_org"):
		return errors.New(
			"this is an organization key (sk_org), which no single account's data can be read with: use a key of the account itself " +
				"(sk_ or rk_)",
		)
	case strings.HasPrefix(k, "whsec_"):
		return errors.New("this is a webhook signing secret (whsec_), not an API key: use a secret key (sk_) or a restricted one (rk_)")
	case strings.HasPrefix(k, "acct_"):
		return errors.New("this is a Stripe account id (acct_), not a key: use a secret key (sk_) or a restricted one (rk_)")
	case strings.ContainsFunc(k, unicode.IsSpace):
		return errors.New("the Stripe key has a blank or a line break in it: copy it again, without anything around it")
	case strings.ContainsAny(k, "*…•"):
		return errors.New("this Stripe key is hidden in part (with dots or stars): reveal it in the dashboard and copy it whole")
	case !strings.HasPrefix(k, "sk_") && !strings.HasPrefix(k, "rk_") && !strings.HasPrefix(k, "rkcs_") && !strings.HasPrefix(k, "mk_"):
		return errors.New("this is no Stripe key, as those begin with sk_ or rk_; is it the FirstPromoter key?")
	case keyHead().MatchString(k):
		return errors.New("this is only the beginning of a Stripe key: copy it whole")
	case !keyBody().MatchString(k), len(k) > 512:
		return errors.New("the Stripe key holds characters that no key has, or too many of them: copy it again, without anything around it")
	}
	return nil
}

// KeyMode reads the mode off the key's prefix; empty for legacy keys, of which
// only Stripe can tell (see Mode).
func KeyMode(key secret.Key) record.Mode {
	if m := keyMode().FindStringSubmatch(key.Reveal()); m != nil {
		return record.Mode(m[1])
	}
	return ""
}

// KeyMode is the mode of the client's own key, as far as the key itself or
// Stripe's words about an object of the other mode tell it.
func (c *Client) KeyMode() record.Mode {
	if m := KeyMode(c.key); m != "" {
		return m
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mode
}

// notThisMode notes that something is in the other mode than the key's.
func (c *Client) notThisMode(other record.Mode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mode = record.ModeOf(other == record.Test)
}
