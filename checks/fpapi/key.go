package fpapi

import (
	"errors"
	"strings"
	"unicode"

	"fpdoctor/creds/secret"
)

// maxKey bounds a key's length: longer ones are a pasted page or file.
const maxKey = 512

// CheckKey looks at a key's shape only. FirstPromoter documents none, so that
// only what surely is no key of theirs is refused. The error is one sentence
// that repeats nothing of the key.
func CheckKey(key secret.Key) error {
	k := key.Reveal()
	switch {
	case strings.TrimSpace(k) == "":
		return errors.New("the FirstPromoter API key is empty: paste the key from Settings > Integrations > Manage API Keys")
	case strings.HasPrefix(strings.ToLower(strings.TrimSpace(k)), "bearer "):
		return errors.New(`the FirstPromoter API key begins with "Bearer": paste the key alone`)
	case quoted(k):
		return errors.New("the FirstPromoter API key has quotes around it: paste it without them")
	case strings.ContainsFunc(k, func(r rune) bool { return unicode.IsSpace(r) }):
		return errors.New("the FirstPromoter API key has blanks or line breaks in it: paste it again without them")
	case strings.ContainsAny(k, "*…•"):
		return errors.New("this FirstPromoter API key is hidden in part (with dots or stars): copy it whole, or make a new one")
	case !visibleASCII(k):
		return errors.New("the FirstPromoter API key has characters in it that no key has: copy it from FirstPromoter again")
	case hasPrefix(k, "sk_", "rk_", "pk_", "rkcs_", "whsec_"):
		return errors.New(
			"this is a Stripe key, not a FirstPromoter one: FirstPromoter's is under Settings > Integrations > Manage API Keys",
		)
	case hasPrefix(k, "acct_", "cus_", "in_", "ch_", "sub_"):
		return errors.New("this is a Stripe id, not a FirstPromoter API key: the key is under Settings > Integrations > Manage API Keys")
	case hasPrefix(k, "http://", "https://"):
		return errors.New("this is a link, not a FirstPromoter API key: the key is under Settings > Integrations > Manage API Keys")
	case strings.Contains(k, "@"):
		return errors.New(
			"this is an e-mail address, not a FirstPromoter API key: the key is under Settings > Integrations > Manage API Keys",
		)
	case len(k) > maxKey:
		return errors.New("the FirstPromoter API key is too long to be one: paste the key alone")
	}
	return nil
}

// CheckAccountID looks at an account id's shape only; an empty one is right,
// it means API v1. FirstPromoter shows ids such as 123456 and acc_123456.
func CheckAccountID(id string) error {
	switch id = strings.TrimSpace(id); {
	case id == "":
		return nil
	case hasPrefix(id, "acct_"):
		return errors.New(
			"this is a Stripe account id, not FirstPromoter's: the FirstPromoter account id is shown beside the API key under Settings " +
				"> Integrations > Manage API Keys",
		)
	case hasPrefix(id, "sk_", "rk_", "pk_"):
		return errors.New(
			"this is a Stripe key, not a FirstPromoter account id: the account id is shown beside the API key under Settings > " +
				"Integrations > Manage API Keys",
		)
	case len(id) > 128, !visibleASCII(id), strings.ContainsAny(id, "\"'`@/"):
		return errors.New(
			"this is no FirstPromoter account id: it is shown beside the API key under Settings > Integrations > Manage API Keys",
		)
	}
	return nil
}

// CheckPair looks at a key and its account id together. Neither has a
// documented shape, but ids are short, and no id is longer than its key.
func CheckPair(key secret.Key, accountID string) error {
	id, k := strings.TrimSpace(accountID), key.Reveal()
	switch {
	case id == "" || k == "":
		return nil
	case id == k:
		return errors.New(
			"the FirstPromoter account id is the key again: the account id is shown beside the key under Settings > Integrations > " +
				"Manage API Keys",
		)
	case len(id) > 20 && len(id) > len(k):
		return errors.New("the FirstPromoter key and the account id seem to be swapped: the key is the longer one")
	}
	return nil
}

func quoted(s string) bool {
	s = strings.TrimSpace(s)
	return strings.ContainsAny(s[:1], "\"'`") || strings.ContainsAny(s[len(s)-1:], "\"'`") ||
		hasPrefix(s, "“", "‘", "«") || strings.HasSuffix(s, "”") || strings.HasSuffix(s, "’") || strings.HasSuffix(s, "»")
}

// visibleASCII also keeps line breaks out of a request header.
func visibleASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
