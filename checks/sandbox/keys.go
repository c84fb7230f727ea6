package sandbox

import (
	"slices"
	"strings"
)

// Names of the Stripe keys that every world has, beside the usual one.
const (
	KeyLive = "live" // full key, live mode
	KeyTest = "test" // full key, test mode
	// KeyRestricted may read what fpdoctor asks for, but neither the account nor its apps.
	KeyRestricted = "restricted"
	// KeyRestrictedAll may read the account too.
	KeyRestrictedAll = "restricted-all"
	KeyExpired       = "expired"
	KeyUnknown       = "unknown" // never issued
	// KeyLegacy does not tell its mode.
	KeyLegacy = "legacy"
	// KeyWithout, followed by a permission, is KeyRestrictedAll less that one.
	KeyWithout = "without "
)

// Names of the FirstPromoter keys that every world has.
const (
	FirstPromoterV2      = "v2"
	FirstPromoterV1      = "v1"
	FirstPromoterUnknown = "unknown"   // never issued
	FirstPromoterForeign = "forbidden" // of the wrong kind: 403
)

// permissions are those that fpdoctor asks for, by Stripe's names.
var permissions = []string{
	"rak_customer_read", "rak_invoice_read", "rak_charge_read", "rak_coupon_read", "rak_promotion_code_read",
	"rak_subscription_read", "rak_checkout_session_read", "rak_event_read",
	"rak_app_install_read", "rak_connected_account_read", "rak_balance_read", "rak_dispute_read", "rak_payment_intent_read",
	"rak_webhook_read",
}

type stripeKey struct {
	text    string
	mode    string
	expired bool
	issued  bool
	// may holds the permissions of a restricted key; nil is everything.
	may []string
}

func (k stripeKey) allows(permission string) bool {
	switch {
	case k.may == nil || permission == "" || slices.Contains(k.may, permission):
		return true
	case permission == "rak_payment_intent_read":
		return slices.Contains(k.may, "rak_checkout_session_read") // Stripe: sessions imply their intents
	}
	return false
}

type firstPromoterKey struct {
	text   string
	issued bool
	kind   string // v1, v2, or another kind that gets 403
}

func (w *world) makeKeys() {
	w.stripeKeys = map[string]stripeKey{}
	add := func(name, prefix, mode string, k stripeKey) {
		// Keys made by Stripe carry the account's characters after the 5; those of
		// accounts without a prefix are older than that.
		of, _ := strings.CutPrefix(w.account.id, "acct_")
		if len(of) == 32 {
			of = token("old key of "+w.seed, 16)
		} else {
			of = "5" + of
		}
		k.text = prefix + of + token("key "+name+" of "+w.seed, 82)
		k.mode, k.issued = mode, true
		w.stripeKeys[name] = k
	}
	without := func(names ...string) []string {
		return slices.DeleteFunc(slices.Clone(permissions), func(p string) bool { return slices.Contains(names, p) })
	}
	add(KeyLive, "sk_"+"live_", live, stripeKey{})
	add(KeyTest, "sk_"+"test_", test, stripeKey{})
	restricted := "rk_" + w.mode + "_"
	add(KeyRestricted, restricted, w.mode, stripeKey{may: without("rak_connected_account_read", "rak_app_install_read")})
	add(KeyRestrictedAll, restricted, w.mode, stripeKey{may: without()})
	for _, p := range permissions {
		add(KeyWithout+p, restricted, w.mode, stripeKey{may: without(p)})
	}
	add(KeyExpired, restricted, w.mode, stripeKey{expired: true})
	add(KeyUnknown, "sk_"+w.mode+"_", w.mode, stripeKey{})
	unknown := w.stripeKeys[KeyUnknown]
	unknown.issued = false
	w.stripeKeys[KeyUnknown] = unknown
	w.stripeKeys[KeyLegacy] = stripeKey{text: "sk_" + token("legacy key of "+w.seed, 32), mode: w.mode, issued: true}

	w.defaultKey = w.mode
	w.firstPromoterKeys = map[string]firstPromoterKey{}
	for _, name := range []string{FirstPromoterV2, FirstPromoterV1, FirstPromoterUnknown, FirstPromoterForeign} {
		w.firstPromoterKeys[name] = firstPromoterKey{
			text: "fp-sandbox-" + token("FirstPromoter key "+name+" of "+w.seed, 32), kind: name, issued: name != FirstPromoterUnknown,
		}
	}
}

// keyOf finds the key a request came with.
func (w *world) keyOf(text string) (stripeKey, bool) {
	for _, k := range w.stripeKeys {
		if k.text == text {
			return k, k.issued
		}
	}
	return stripeKey{}, false
}
