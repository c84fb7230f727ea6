package stripeapi

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// kind is one type of object: what it calls itself, where it is read, and the
// permission that this needs.
type kind struct{ object, collection, needs string }

// askable is a kind that SALE can name, with all that hangs on it.
type askable struct {
	kind
	expand []string
}

var byKind = map[record.QueryKind]askable{
	record.ByCustomer: {customers, []string{"discount.promotion_code"}},
	record.ByInvoice: {invoices, []string{
		"customer", "charge", "payment_intent", "subscription", "subscription.discount.promotion_code",
		"discounts", "discounts.promotion_code", "lines.data.discounts", "lines.data.discounts.promotion_code",
		"total_discount_amounts.discount.promotion_code"}},
	record.ByCharge: {charges, []string{
		"customer", "payment_intent", "invoice", "invoice.subscription",
		"invoice.discounts", "invoice.discounts.promotion_code", "invoice.lines.data.discounts",
		"invoice.total_discount_amounts.discount.promotion_code"}},
	record.ByPaymentIntent: {intents, []string{
		"customer", "latest_charge", "invoice", "invoice.subscription",
		"invoice.discounts", "invoice.discounts.promotion_code", "invoice.lines.data.discounts",
		"invoice.total_discount_amounts.discount.promotion_code"}},
	record.BySession: {sessions, []string{
		"customer", "payment_intent", "payment_intent.latest_charge", "subscription", "total_details.breakdown",
		"invoice", "invoice.charge", "invoice.discounts", "invoice.discounts.promotion_code", "invoice.lines.data.discounts",
		"invoice.total_discount_amounts.discount.promotion_code"}},
	record.BySubscription: {subscriptions, []string{
		"customer", "discount.promotion_code", "latest_invoice", "latest_invoice.charge", "latest_invoice.payment_intent",
		"latest_invoice.discounts", "latest_invoice.discounts.promotion_code", "latest_invoice.lines.data.discounts",
		"latest_invoice.total_discount_amounts.discount.promotion_code"}},
}

// object reads an object with all that hangs on it in the one request.
func (c *Client) object(ctx context.Context, q question.Object) (question.Records, error) {
	k, ok := byKind[q.Kind]
	if !ok {
		return question.Records{}, unaskable()
	}
	path, ok := objectPath(k.collection, q.ID)
	if !ok {
		return question.Records{}, unaskable()
	}
	raw, gaps, err := c.get(ctx, request{path: path, expand: k.expand, needs: k.needs, part: record.PartAsked})
	if err != nil {
		var found question.Records
		var failure *record.Failure
		if errors.As(err, &failure) {
			found.Asked, found.AskedMessage = failure.Existence, ""
			if failure.Existence != record.NotAsked {
				found.AskedMessage = failure.Detail
			}
		}
		return found, err
	}
	found := question.Records{Gaps: gaps}
	if c.collect(&found, source{text: jsontext.Value(raw)}, k.object, always) != nil {
		return question.Records{}, unreadable(http.StatusOK)
	}
	found.Asked = record.Found
	if len(found.Customers) == 1 && found.Customers[0].Deleted && k.object == record.TypeCustomer {
		found.Gaps = nil // nothing hangs on a deleted customer
	}
	return found, nil
}

func (c *Client) oneCustomer(ctx context.Context, q question.Customer) (question.Records, error) {
	return c.object(ctx, question.Object{Kind: record.ByCustomer, ID: q.ID})
}

func (c *Client) oneSubscription(ctx context.Context, q question.Subscription) (question.Records, error) {
	return c.object(ctx, question.Object{Kind: record.BySubscription, ID: q.ID})
}

// byPrefix are the types whose existence can be asked for by id alone.
var byPrefix = map[string]kind{
	"cus":   customers,
	"in":    invoices,
	"ch":    charges,
	"py":    charges,
	"pi":    intents,
	"cs":    sessions,
	"sub":   subscriptions,
	"promo": {record.TypePromotionCode, "promotion_codes", "rak_promotion_code_read"},
	"re":    {"refund", "refunds", "rak_charge_read"},
	"pyr":   {"refund", "refunds", "rak_charge_read"},
	"dp":    disputes,
	"du":    disputes,
}

// exists looks an id up. The error says why it could not be told.
func (c *Client) exists(ctx context.Context, q question.Exists) (record.Existence, error) {
	prefix, _, _ := strings.Cut(q.ID, "_")
	k, known := byPrefix[prefix]
	path, ok := objectPath(k.collection, q.ID)
	if !known || !ok {
		return record.NotAsked, unaskable()
	}
	raw, _, err := c.get(ctx, request{path: path, needs: k.needs, part: record.PartTraces})
	var failure *record.Failure
	if errors.As(err, &failure) {
		if failure.Existence != record.NotAsked {
			return failure.Existence, nil
		}
		return record.NotAsked, failure
	}
	var w anyWire
	if (source{text: jsontext.Value(raw)}).read(&w) != nil || w.ID == "" || w.Object != k.object {
		return record.NotAsked, unreadable(http.StatusOK)
	}
	c.readLinks(w.links())
	return record.Found, nil
}
