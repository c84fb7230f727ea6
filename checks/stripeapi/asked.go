package stripeapi

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"fpdoctor/checks/record"
)

// kind is one type of object that can be asked for by id.
type kind struct {
	object     string
	collection string
	needs      string
	expand     []string
}

var byKind = map[record.QueryKind]kind{
	record.ByCustomer: {"customer", "customers", "rak_customer_read", []string{"discount.promotion_code"}},
	record.ByInvoice: {"invoice", "invoices", "rak_invoice_read", []string{
		"customer", "charge", "payment_intent", "subscription", "subscription.discount.promotion_code",
		"discounts", "discounts.promotion_code", "lines.data.discounts", "lines.data.discounts.promotion_code"}},
	record.ByCharge: {"charge", "charges", "rak_charge_read", []string{
		"customer", "payment_intent", "invoice", "invoice.subscription",
		"invoice.discounts", "invoice.discounts.promotion_code", "invoice.lines.data.discounts"}},
	record.ByPaymentIntent: {"payment_intent", "payment_intents", "rak_payment_intent_read", []string{
		"customer", "latest_charge", "invoice", "invoice.subscription",
		"invoice.discounts", "invoice.discounts.promotion_code", "invoice.lines.data.discounts"}},
	record.BySession: {record.TypeSession, "checkout/sessions", "rak_checkout_session_read", []string{
		"customer", "payment_intent", "payment_intent.latest_charge", "subscription", "total_details.breakdown",
		"invoice", "invoice.charge", "invoice.discounts", "invoice.discounts.promotion_code", "invoice.lines.data.discounts"}},
	record.BySubscription: {"subscription", "subscriptions", "rak_subscription_read", []string{
		"customer", "discount.promotion_code", "latest_invoice", "latest_invoice.charge", "latest_invoice.payment_intent",
		"latest_invoice.discounts", "latest_invoice.discounts.promotion_code", "latest_invoice.lines.data.discounts"}},
}

// Asked reads the very object of a query, with all that hangs on it in the one
// request. Found.Asked tells whether it exists; when it does not, that comes
// with the error, and Found.AskedMessage holds Stripe's words.
func (c *Client) Asked(ctx context.Context, q record.Query) (Found, error) {
	k, ok := byKind[q.Kind]
	if !ok {
		return Found{}, unaskable()
	}
	path, ok := one(k.collection, q.Value)
	if !ok {
		return Found{}, unaskable()
	}
	raw, gaps, err := c.get(ctx, ask{path: path, expand: k.expand, needs: k.needs, part: record.PartAsked})
	if err != nil {
		var found Found
		var failure *record.Failure
		if errors.As(err, &failure) {
			found.Asked, found.AskedMessage = failure.Existence, ""
			if failure.Existence != record.NotAsked {
				found.AskedMessage = failure.Detail
			}
		}
		return found, err
	}
	found := Found{Gaps: gaps}
	if c.take(&found, raw, k.object) != nil {
		return Found{}, unreadable(http.StatusOK)
	}
	found.Asked = record.Found
	if len(found.Customers) == 1 && found.Customers[0].Deleted && k.object == "customer" {
		found.Gaps = nil // nothing hangs on a deleted customer
	}
	return found, nil
}

// byPrefix are the types whose existence can be asked for by id alone.
var byPrefix = map[string]kind{
	"cus":   byKind[record.ByCustomer],
	"in":    byKind[record.ByInvoice],
	"ch":    byKind[record.ByCharge],
	"py":    byKind[record.ByCharge],
	"pi":    byKind[record.ByPaymentIntent],
	"cs":    byKind[record.BySession],
	"sub":   byKind[record.BySubscription],
	"promo": {object: "promotion_code", collection: "promotion_codes", needs: "rak_promotion_code_read"},
	"re":    {object: "refund", collection: "refunds", needs: "rak_charge_read"},
	"dp":    {object: "dispute", collection: "disputes", needs: "rak_dispute_read"},
	"du":    {object: "dispute", collection: "disputes", needs: "rak_dispute_read"},
}

// Exists asks whether an id is known to this account in this mode, or by
// Stripe's own word in the other. A deleted customer exists. The error says why
// it could not be told, and is nil otherwise.
func (c *Client) Exists(ctx context.Context, id string) (record.Existence, error) {
	prefix, _, _ := strings.Cut(id, "_")
	k, known := byPrefix[prefix]
	path, ok := one(k.collection, id)
	if !known || !ok {
		return record.NotAsked, unaskable()
	}
	raw, _, err := c.get(ctx, ask{path: path, needs: k.needs, part: record.PartTraces})
	var failure *record.Failure
	if errors.As(err, &failure) {
		if failure.Existence != record.NotAsked {
			return failure.Existence, nil
		}
		return record.NotAsked, failure
	}
	head, err := parse[peek](raw)
	if err != nil || head.ID == "" || head.Object != k.object {
		return record.NotAsked, unreadable(http.StatusOK)
	}
	c.readLinks(&head)
	return record.Found, nil
}
