package facts

import (
	"strings"

	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// Settlement is what leaves the sale's other questions nothing to look at.
type Settlement int

// What settles it.
const (
	Unsettled          Settlement = iota
	SaleInOtherMode               // what was asked about is in Stripe's other mode
	SaleInOtherAccount            // it does not exist here and carries another account's characters
	SaleNotFound                  // it does not exist here, in either mode
	ReferralNotFound              // FirstPromoter has no such referral
	BuyerNotFound                 // nobody in Stripe belongs to the lead or the address asked about
)

// settledByStripe is what Stripe's answer about the very id asked about settles.
func settledByStripe(ev *record.Evidence) Settlement {
	switch ev.Stripe.Asked {
	case record.OtherMode:
		return SaleInOtherMode
	case record.NotFound:
		if foreignCharacters(ev) {
			return SaleInOtherAccount
		}
		return SaleNotFound
	}
	return Unsettled
}

// settledByAbsence is what is settled where neither a payer nor a sale came up.
func settledByAbsence(f *Facts) Settlement {
	asked := f.ev.Query
	if asked.Kind == record.ByReferral && f.ev.FirstPromoter.ReferralAsked == record.NotFound {
		return ReferralNotFound
	}
	if f.payer != nil || f.sale != nil {
		return Unsettled
	}
	_, unread := f.ev.Gap(record.PartAsked, record.PartCustomers, record.PartReferrals)
	if unread && asked.Kind == record.ByReferral || !unread && !asked.IsPayment() {
		return BuyerNotFound
	}
	return Unsettled
}

// newStyle is the body of a Stripe id that carries its account: 1 or 3, five
// more characters, ten of the account, and the rest (measured on public ids;
// Stripe calls the form unstable, so it is only a hint). Ids of newer kinds begin
// with 61 and carry the account elsewhere (docs.stripe.com/api/apps/installs).
var newStyle = pattern.New(`^[13][A-Za-z0-9]{5}([A-Za-z0-9]{10})[A-Za-z0-9]{6,}$`)

// AccountInID are the characters of its account that a Stripe id carries
// (record.AccountCharacters). Customers, Checkout Sessions and coupons carry none.
func AccountInID(stripeID string) (chars string, ok bool) {
	prefix, body, _ := strings.Cut(stripeID, "_")
	switch prefix {
	case "in", "ch", "py", "pi", "sub":
	default:
		return "", false
	}
	m := newStyle().FindStringSubmatch(body)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// foreignCharacters: the id asked about carries another account's characters.
func foreignCharacters(ev *record.Evidence) bool {
	if OtherAccountInLink(ev) {
		return true
	}
	chars, ok := AccountInID(ev.Query.Value)
	own := ev.Stripe.Account
	if !ok || own == nil {
		return false
	}
	ours, known := record.AccountCharacters(own.ID)
	return known && ours != chars
}

// OtherAccountInLink reports whether SALE was a Dashboard link of another account
// than the key's own.
func OtherAccountInLink(ev *record.Evidence) bool {
	own := ev.Stripe.Account
	return ev.Query.Account != "" && own != nil && own.ID != "" && own.DerivedFrom == "" && own.ID != ev.Query.Account
}
