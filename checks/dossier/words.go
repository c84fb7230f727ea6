package dossier

import (
	"cmp"
	"strings"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

var typeLabels = map[string]string{
	record.TypeAccount:       "Account",
	record.TypeCustomer:      "Customer",
	record.TypeInvoice:       "Invoice",
	record.TypeCharge:        "Charge",
	record.TypeIntent:        "Payment",
	record.TypeSubscription:  "Subscription",
	record.TypeSchedule:      "Schedule",
	record.TypeCoupon:        "Coupon",
	record.TypePromotionCode: "Promotion code",
	record.TypeSession:       "Checkout",
	record.TypeDispute:       "Dispute",
	record.TypeEvent:         "Event",
	record.TypeReferral:      "Referral",
	record.TypePromoter:      "Promoter",
	record.TypePromotion:     "Promoter’s campaign",
	record.TypePromoCode:     "Promo code",
	record.TypeCommission:    "Commission",
}

// FirstPromoter's own words differ by version.
var typeLabelsV1 = map[string]string{record.TypeReferral: "Lead", record.TypePromotion: "Promotion", record.TypeCommission: "Reward"}

// TypeLabel is the kind of an object (a Ref's Type), in the words of the version in use.
func TypeLabel(d *checks.Diagnosis, objectType string) string {
	own := ""
	if d != nil && d.Evidence != nil && d.Evidence.FirstPromoter.API == record.V1 {
		own = typeLabelsV1[objectType]
	}
	return cmp.Or(own, typeLabels[objectType], typeBlanks.Replace(objectType))
}

// TypeWords are the same in the midst of a line, where a payment intent and a checkout
// session have their full names.
func TypeWords(api record.API, objectType string) string {
	if own := typeLabelsV1[objectType]; own != "" && api == record.V1 {
		return strings.ToLower(own)
	}
	return typeBlanks.Replace(objectType)
}

var typeBlanks = strings.NewReplacer("_", " ", ".", " ")

// FieldLabel is a compared field's name as a label. Names of metadata keys stay as
// they are written.
func FieldLabel(field string) string {
	if field == "" || strings.Contains(field, "_") {
		return field
	}
	return strings.ToUpper(field[:1]) + field[1:]
}

// entryWords tell in plain words how a referral came (entry_source of API v2).
func entryWords(source string) string {
	switch source {
	case "cookie":
		return "by link"
	case "coupon":
		return "by coupon"
	case "api":
		return "reported by your site"
	case "manual_admin":
		return "added by hand"
	case "manual_affiliate":
		return "added by the promoter"
	}
	return strings.ReplaceAll(source, "_", " ")
}
