package checks

import (
	"net/url"

	"fpdoctor/checks/record"
)

// stripePages are the Dashboard's pages by object type (Stripe CLI, `stripe open`).
var stripePages = map[string]string{
	record.TypeCustomer: "customers", record.TypeInvoice: "invoices", record.TypeCharge: "payments", record.TypeIntent: "payments",
	record.TypeSubscription: "subscriptions", record.TypeCoupon: "coupons", record.TypePromotionCode: "promotion_codes", record.TypeEvent: "events",
}

// stripeURL is the Dashboard link of an object; "" where the Dashboard has no page for it.
func (w *walk) stripeURL(kind, id string) string {
	page, ok := stripePages[kind]
	if !ok || id == "" {
		return ""
	}
	base := "https://dashboard.stripe.com"
	// A derived account id is a hint and has no place in a link.
	if a := w.ev.Stripe.Account; a != nil && a.DerivedFrom == "" {
		base += "/" + url.PathEscape(a.ID)
	}
	if w.saleMode() == record.Test {
		base += "/test"
	}
	return base + "/" + page + "/" + url.PathEscape(id)
}

func (w *walk) stripeObject(kind, id string) Object {
	return Object{Ref: record.StripeRef(kind, id), URL: w.stripeURL(kind, id)}
}

func (w *walk) fpObject(kind, id string) Object {
	if id == typedID {
		return Object{}
	}
	return Object{Ref: record.FirstPromoterRef(kind, id)}
}

func (w *walk) customerObject() Object {
	if w.payer == nil {
		return Object{}
	}
	return w.stripeObject(record.TypeCustomer, w.payer.ID)
}

func (w *walk) saleObject() Object {
	if w.sale == nil {
		return Object{}
	}
	ref := w.sale.Ref()
	return w.stripeObject(ref.Type, ref.ID)
}

func (w *walk) leadObject() Object {
	if w.match.lead == nil {
		return Object{}
	}
	return w.fpObject(record.TypeReferral, w.match.lead.ID)
}
