package stripeapi

import (
	"context"
	"encoding/json"
	"net/url"

	"fpdoctor/checks/record"
)

// Whole is a list of the account that can be read from end to end.
type Whole int

// The lists.
const (
	AllCustomers Whole = iota
	AllIntents
	AllInvoices
	AllCharges
	AllSessions // finished Checkout Sessions
)

// Wholes are all of them.
var Wholes = [...]Whole{AllCustomers, AllIntents, AllInvoices, AllCharges, AllSessions}

// Part is what a list is for.
func (w Whole) Part() record.Part { return w.ask().part }

func (w Whole) ask() ask {
	switch w {
	case AllCustomers:
		return ask{path: "customers", expand: customerParts, needs: "rak_customer_read", part: record.PartCustomers}
	case AllIntents:
		return ask{path: "payment_intents", needs: "rak_payment_intent_read", part: record.PartIntents}
	case AllInvoices:
		return ask{path: "invoices", expand: invoiceParts, needs: "rak_invoice_read", part: record.PartInvoices}
	case AllCharges:
		return ask{path: "charges", needs: "rak_charge_read", part: record.PartCharges}
	case AllSessions:
	}
	return ask{path: "checkout/sessions", query: url.Values{"status": {"complete"}}, expand: sessionParts, needs: "rak_checkout_session_read", part: record.PartSessions}
}

// maxWhole bounds a whole list, in pages of a hundred.
const maxWhole = 2000

// Each reads a list from the newest object to the oldest and hands each one on;
// nothing is kept. more says that the list was not read to its end.
func (c *Client) Each(ctx context.Context, w Whole, each func(Found)) (gaps []record.Gap, more bool, err error) {
	return c.list(ctx, w.ask(), maxWhole, func(raw json.RawMessage) error {
		var found Found
		if err := c.take(&found, raw, ""); err != nil {
			return err
		}
		each(found)
		return nil
	})
}
