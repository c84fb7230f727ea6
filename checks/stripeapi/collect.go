package stripeapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// maxDepth bounds how deep an answer may nest. Stripe's own stay below twenty;
// stripe-go reads nested objects anew at each level, which depth makes costly.
const maxDepth = 48

// errShape is an answer whose JSON is not what Stripe sends.
var errShape = errors.New("not the shape of Stripe's objects")

// peek is what has to be known of an object before it is decoded: what it is,
// which objects hang below it, and the two links that are never kept. Livemode
// is a pointer, as an absent one must not read as test mode.
type peek struct {
	ID       string          `json:"id"`
	Object   string          `json:"object"`
	Deleted  bool            `json:"deleted"`
	Livemode *bool           `json:"livemode"`
	Created  json.RawMessage `json:"created"`

	Charge        json.RawMessage `json:"charge"`
	Customer      json.RawMessage `json:"customer"`
	Invoice       json.RawMessage `json:"invoice"`
	LatestCharge  json.RawMessage `json:"latest_charge"`
	LatestInvoice json.RawMessage `json:"latest_invoice"`
	PaymentIntent json.RawMessage `json:"payment_intent"`
	Subscription  json.RawMessage `json:"subscription"`

	// What money moved: never null in any object that has it.
	Amount   json.RawMessage `json:"amount"`
	Paid     json.RawMessage `json:"amount_paid"`
	Total    json.RawMessage `json:"total"`
	Captured json.RawMessage `json:"amount_captured"`
	Received json.RawMessage `json:"amount_received"`

	HostedInvoiceURL string `json:"hosted_invoice_url"`
	ReceiptURL       string `json:"receipt_url"`
}

func (p *peek) mode() record.Mode {
	if p.Livemode == nil {
		return ""
	}
	return record.ModeOf(*p.Livemode)
}

// hollow reports whether an object is a shell of nulls, which would read as
// nothing paid and no address given. Every real one has its moment and amounts.
func (p *peek) hollow() bool {
	return slices.ContainsFunc([]json.RawMessage{p.Created, p.Amount, p.Paid, p.Total, p.Captured, p.Received},
		func(v json.RawMessage) bool { return string(v) == "null" })
}

// lacks reports whether one of the amounts that Stripe always sends is missing,
// so that it must not read as zero.
func lacks(always ...json.RawMessage) bool {
	return slices.ContainsFunc(always, func(v json.RawMessage) bool { return len(v) == 0 })
}

// below are the expandable fields; an unexpanded one is a string, or null.
func (p *peek) below() []json.RawMessage {
	return []json.RawMessage{p.Customer, p.Invoice, p.LatestInvoice, p.PaymentIntent, p.Charge, p.LatestCharge, p.Subscription}
}

// take puts an object and the expanded ones below it into found, each once.
// want is the type it must be; empty takes any and ignores those unknown.
func (c *Client) take(found *question.Records, raw json.RawMessage, want string) error {
	var p peek
	if json.Unmarshal(raw, &p) != nil {
		return errShape
	}
	if p.ID == "" || want != "" && p.Object != want || p.hollow() {
		return errShape
	}
	if err := c.keep(found, raw, &p); err != nil {
		return err
	}
	for _, child := range p.below() {
		if len(child) == 0 || child[0] != '{' {
			continue
		}
		if err := c.take(found, child, ""); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) keep(found *question.Records, raw json.RawMessage, p *peek) error {
	switch p.Object {
	case "customer":
		return add(c, &found.Customers, raw, p, customer, func(x record.Customer) string { return x.ID })
	case "invoice":
		return add(c, &found.Invoices, raw, p, invoice, func(x record.Invoice) string { return x.ID })
	case "charge":
		return add(c, &found.Charges, raw, p, charge, func(x record.Charge) string { return x.ID })
	case "payment_intent":
		return add(c, &found.Intents, raw, p, intent, func(x record.PaymentIntent) string { return x.ID })
	case "subscription":
		return add(c, &found.Subscriptions, raw, p, subscription, func(x record.Subscription) string { return x.ID })
	case "subscription_schedule":
		return add(c, &found.Schedules, raw, p, schedule, func(x record.Schedule) string { return x.ID })
	case record.TypeSession:
		return add(c, &found.Sessions, raw, p, session, func(x record.Session) string { return x.ID })
	case "dispute":
		return add(c, &found.Disputes, raw, p, dispute, func(x record.Dispute) string { return x.ID })
	}
	return nil
}

// add decodes an object and appends it, unless its id is there already. All
// stripe-go ever sees is the scrubbed text.
func add[T any](c *Client, list *[]T, raw json.RawMessage, p *peek, decode func(json.RawMessage, *peek) (T, error), id func(T) string) error {
	c.readLinks(p)
	if slices.ContainsFunc(*list, func(x T) bool { return id(x) == p.ID }) {
		return nil
	}
	x, err := decode(scrub(raw), p)
	if err != nil {
		return err
	}
	*list = append(*list, x)
	return nil
}

// readLinks derives the account from the links of an invoice or a charge.
func (c *Client) readLinks(p *peek) {
	switch p.Object {
	case "invoice":
		id, _ := accountOfInvoiceLink(p.HostedInvoiceURL)
		c.derive(id, fromInvoiceLink)
	case "charge":
		c.derive(accountOfReceiptLink(p.ReceiptURL), fromReceiptLink)
	}
}

// tooDeep reports whether JSON nests deeper than maxDepth.
func tooDeep(raw []byte) bool {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		case '"':
			i = closing(raw, i)
		}
	}
	return false
}

// closing is the index of the quote that ends the string begun at i.
func closing(raw []byte, i int) int {
	for {
		n := bytes.IndexAny(raw[i+1:], `"\`)
		if n < 0 {
			return len(raw)
		}
		i += n + 1
		if raw[i] == '"' {
			return i
		}
		i++
	}
}
