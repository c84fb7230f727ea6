package checks

import (
	"net/url"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// stripePages are the Dashboard's pages by object type (Stripe CLI, `stripe open`).
var stripePages = map[string]string{
	record.TypeCustomer: "customers", record.TypeInvoice: "invoices", record.TypeCharge: "payments", record.TypeIntent: "payments",
	record.TypeSubscription: "subscriptions", record.TypeCoupon: "coupons", record.TypePromotionCode: "promotion_codes",
	record.TypeEvent: "events",
}

// stripeURL is the Dashboard link of an object; "" where the Dashboard has no page for it.
func (in input) stripeURL(kind, id string) string {
	page, ok := stripePages[kind]
	if !ok || id == "" {
		return ""
	}
	return in.dashboard() + "/" + page + "/" + url.PathEscape(id)
}

// dashboard is where Stripe's pages of this account and mode begin: of a sandbox, too,
// which is an account of its own (Stripe CLI, pkg/proxy; docs.stripe.com/sandboxes).
func (in input) dashboard() string {
	base := "https://dashboard.stripe.com"
	// A derived account id is a hint and has no place in a link.
	if a := in.ev.Stripe.Account; a != nil && a.DerivedFrom == "" {
		base += "/" + url.PathEscape(a.ID)
	}
	if in.testKey() {
		base += "/test"
	}
	return base
}

func (in input) stripeObject(kind, id string) Object {
	return Object{Ref: record.StripeRef(kind, id), URL: in.stripeURL(kind, id)}
}

func (in input) fpObject(kind, id string) Object {
	if id == facts.TypedID {
		return Object{}
	}
	return Object{Ref: record.FirstPromoterRef(kind, id)}
}

func (in input) customerObject() Object {
	if in.Payer() == nil {
		return Object{}
	}
	return in.stripeObject(record.TypeCustomer, in.Payer().ID)
}

func (in input) saleObject() Object {
	if in.Sale() == nil {
		return Object{}
	}
	ref := in.Sale().Ref()
	return in.stripeObject(ref.Type, ref.ID)
}

func (in input) leadObject() Object {
	if in.Lead().Referral == nil {
		return Object{}
	}
	return in.fpObject(record.TypeReferral, in.Lead().Referral.ID)
}

func (in input) queryObject() Object { return Object{Ref: in.ev.Query.Ref()} }

func (in input) refObject(r record.Ref) Object {
	if r.System == record.Stripe {
		return in.stripeObject(r.Type, r.ID)
	}
	return Object{Ref: r}
}

// receivedObject is FirstPromoter's own record of what was looked up in Stripe.
func (in input) receivedObject(t record.TraceLookup) Object {
	return in.refObject(in.ReceivedAs(t.ID).Ref)
}

func (in input) accountObject() Object {
	if in.ev.Stripe.Account == nil {
		return Object{}
	}
	return Object{
		Ref: record.StripeRef(record.TypeAccount, in.ev.Stripe.Account.ID),
		URL: in.dashboard() + "/settings/account",
	}
}
