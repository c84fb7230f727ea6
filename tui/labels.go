package tui

import (
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// What the fields of both services are called on screen. This file and
// fields.go are all that the screens know of the services: names, no rules.

var itemLabels = [...]string{"", "Connected", "Account", "Mode", "Lead", "Payment", "Coupon", "Summary"}

// label is an item in one word.
func label(i checks.Item) string { return itemLabels[i] }

var typeLabels = map[string]string{
	"account": "Account", "customer": "Customer", "invoice": "Invoice", "charge": "Charge", "payment_intent": "Payment",
	"subscription": "Subscription", "subscription_schedule": "Schedule", "coupon": "Coupon", "promotion_code": "Promotion code",
	"checkout.session": "Checkout", "dispute": "Dispute", "event": "Event",
	"referral": "Referral", "promoter": "Promoter", "promotion": "Promoter’s campaign", "promo_code": "Promo code", "commission": "Commission", "reward": "Reward",
}

// FirstPromoter's own words differ by version.
var typeLabelsV1 = map[string]string{"referral": "Lead", "promotion": "Promotion", "commission": "Reward"}

// typeLabel is the kind of an object, in the words of the version in use.
func typeLabel(t string, d *checks.Diagnosis) string {
	if d != nil && d.Evidence != nil && d.Evidence.FirstPromoter.API == record.V1 {
		if l, ok := typeLabelsV1[t]; ok {
			return l
		}
	}
	if l, ok := typeLabels[t]; ok {
		return l
	}
	return strings.ReplaceAll(t, "_", " ")
}

// entryWords tell in plain words how a referral came (entry_source of API v2).
var entryWords = map[string]string{
	"cookie": "by link", "coupon": "by coupon", "api": "reported by your site",
	"manual_admin": "added by hand", "manual_affiliate": "added by the promoter",
}

// fieldLabel is a compared field's name as a label. Names of metadata keys stay as
// they are written.
func fieldLabel(f string) string {
	if f == "" || strings.Contains(f, "_") {
		return f
	}
	return strings.ToUpper(f[:1]) + f[1:]
}
