package stripeapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"fpdoctor/checks/record"
)

// The expansions of lists. An expanded list name counts as one of the four
// levels Stripe allows, so a line's promotion code cannot be had here.
var (
	customerParts     = []string{"data.discount.promotion_code"}
	invoiceParts      = []string{"data.discounts", "data.discounts.promotion_code", "data.lines.data.discounts"}
	subscriptionParts = []string{"data.discount.promotion_code"}
	sessionParts      = []string{"data.total_details.breakdown"}
	// A guest has no customer to list payments by: they come with the session.
	guestParts = []string{"data.customer", "data.total_details.breakdown", "data.payment_intent", "data.payment_intent.latest_charge", "data.invoice", "data.invoice.discounts", "data.invoice.discounts.promotion_code"}
)

// Customer reads one customer; a deleted one comes with its id only.
func (c *Client) Customer(ctx context.Context, id string) (Found, error) {
	return c.Asked(ctx, record.Query{Kind: record.ByCustomer, Value: id})
}

// CustomersByEmail lists the customers of exactly that address: Stripe compares
// with case and leaves deleted customers out.
func (c *Client) CustomersByEmail(ctx context.Context, email string) (Found, error) {
	if email == "" {
		return Found{}, unaskable()
	}
	a := ask{path: "customers", query: url.Values{"email": {email}}, expand: customerParts, needs: "rak_customer_read", part: record.PartCustomers}
	return c.find(ctx, a, maxPages, "customer")
}

// NewestCustomers is one page of the newest customers created between two
// times; a zero time is no bound.
func (c *Client) NewestCustomers(ctx context.Context, from, to time.Time) (Found, error) {
	a := ask{path: "customers", query: created(from, to), needs: "rak_customer_read", part: record.PartCustomers}
	return c.find(ctx, a, 1, "customer")
}

// Invoices lists a customer's invoices with their discounts.
func (c *Client) Invoices(ctx context.Context, customerID string) (Found, error) {
	return c.of(ctx, "invoice", ask{path: "invoices", expand: invoiceParts, needs: "rak_invoice_read", part: record.PartInvoices}, "customer", customerID)
}

// InvoicesOfSubscription lists a subscription's invoices with their discounts and charges.
func (c *Client) InvoicesOfSubscription(ctx context.Context, subscriptionID string) (Found, error) {
	return c.of(ctx, "invoice", ask{path: "invoices", expand: append([]string{"data.charge"}, invoiceParts...), needs: "rak_invoice_read", part: record.PartInvoices}, "subscription", subscriptionID)
}

// Charges lists a customer's charges.
func (c *Client) Charges(ctx context.Context, customerID string) (Found, error) {
	return c.of(ctx, "charge", ask{path: "charges", needs: "rak_charge_read", part: record.PartCharges}, "customer", customerID)
}

// Intents lists a customer's payment intents.
func (c *Client) Intents(ctx context.Context, customerID string) (Found, error) {
	return c.of(ctx, "payment_intent", ask{path: "payment_intents", needs: "rak_payment_intent_read", part: record.PartIntents}, "customer", customerID)
}

// Subscriptions lists a customer's subscriptions, ended ones included.
func (c *Client) Subscriptions(ctx context.Context, customerID string) (Found, error) {
	a := ask{path: "subscriptions", query: url.Values{"status": {"all"}}, expand: subscriptionParts, needs: "rak_subscription_read", part: record.PartSubscriptions}
	return c.of(ctx, "subscription", a, "customer", customerID)
}

// Schedules lists a customer's subscription schedules that have not started.
func (c *Client) Schedules(ctx context.Context, customerID string) (Found, error) {
	a := ask{path: "subscription_schedules", query: url.Values{"scheduled": {"true"}}, needs: "rak_subscription_read", part: record.PartSchedules}
	return c.of(ctx, "subscription_schedule", a, "customer", customerID)
}

// Sessions lists a customer's Checkout Sessions.
func (c *Client) Sessions(ctx context.Context, customerID string) (Found, error) {
	return c.sessions(ctx, sessionParts, "customer", customerID)
}

// SessionsByEmail lists the completed Checkout Sessions in which the buyer gave
// an address, with their payments: this is how guests are found.
func (c *Client) SessionsByEmail(ctx context.Context, email string) (Found, error) {
	a := ask{path: "checkout/sessions", query: url.Values{"status": {"complete"}}, expand: guestParts, needs: "rak_checkout_session_read", part: record.PartSessions}
	return c.of(ctx, record.TypeSession, a, "customer_details[email]", email)
}

// SessionsByIntent lists the Checkout Session of a payment intent.
func (c *Client) SessionsByIntent(ctx context.Context, paymentIntentID string) (Found, error) {
	return c.sessions(ctx, sessionParts, "payment_intent", paymentIntentID)
}

func (c *Client) sessions(ctx context.Context, parts []string, by, id string) (Found, error) {
	return c.of(ctx, record.TypeSession, ask{path: "checkout/sessions", expand: parts, needs: "rak_checkout_session_read", part: record.PartSessions}, by, id)
}

// NewestCharges is one page of the newest charges between two times, each with
// its customer; a zero time is no bound.
func (c *Client) NewestCharges(ctx context.Context, from, to time.Time) (Found, error) {
	return c.newestCharges(ctx, from, to, 1)
}

// ChargesBetween is NewestCharges read further: some hundreds of charges.
func (c *Client) ChargesBetween(ctx context.Context, from, to time.Time) (Found, error) {
	return c.newestCharges(ctx, from, to, somePages)
}

// somePages is how far a list is read in which one payment among strangers' is
// looked for.
const somePages = 3

func (c *Client) newestCharges(ctx context.Context, from, to time.Time, pages int) (Found, error) {
	a := ask{path: "charges", query: created(from, to), expand: []string{"data.customer"}, needs: "rak_charge_read", part: record.PartCharges}
	return c.find(ctx, a, pages, "charge")
}

// IntentsBetween are some hundreds of the newest payment intents between two
// times, each with its customer and charge; a zero time is no bound.
func (c *Client) IntentsBetween(ctx context.Context, from, to time.Time) (Found, error) {
	a := ask{
		path: "payment_intents", query: created(from, to), expand: []string{"data.customer", "data.latest_charge"},
		needs: "rak_payment_intent_read", part: record.PartIntents,
	}
	return c.find(ctx, a, somePages, "payment_intent")
}

// NewestInvoices is one page of the newest invoices between two times; a zero
// time is no bound.
func (c *Client) NewestInvoices(ctx context.Context, from, to time.Time) (Found, error) {
	a := ask{path: "invoices", query: created(from, to), expand: []string{"data.discounts", "data.discounts.promotion_code"}, needs: "rak_invoice_read", part: record.PartInvoices}
	return c.find(ctx, a, 1, "invoice")
}

// NewestSessions is one page of the newest completed Checkout Sessions between
// two times, each with its customer and payment; a zero time is no bound.
func (c *Client) NewestSessions(ctx context.Context, from, to time.Time) (Found, error) {
	query := created(from, to)
	query.Set("status", "complete")
	a := ask{path: "checkout/sessions", query: query, expand: guestParts, needs: "rak_checkout_session_read", part: record.PartSessions}
	return c.find(ctx, a, 1, record.TypeSession)
}

// Disputes lists the disputes of a charge.
func (c *Client) Disputes(ctx context.Context, chargeID string) (Found, error) {
	return c.of(ctx, "dispute", ask{path: "disputes", needs: "rak_dispute_read", part: record.PartDisputes}, "charge", chargeID)
}

// Upcoming previews a customer's next invoice; Found.Upcoming is nil when there
// is none. A preview has no id.
func (c *Client) Upcoming(ctx context.Context, customerID string) (Found, error) {
	if customerID == "" {
		return Found{}, unaskable()
	}
	raw, gaps, err := c.get(ctx, ask{
		path: "invoices/upcoming", query: url.Values{"customer": {customerID}}, expand: []string{"discounts", "discounts.promotion_code"},
		needs: "rak_invoice_read", part: record.PartUpcoming,
	})
	var failure *record.Failure
	switch {
	case errors.As(err, &failure) && failure.Existence == record.NotFound && failure.Detail == noneUpcoming:
		return Found{Gaps: gaps}, nil
	case err != nil:
		return Found{}, err
	}
	var p peek
	if json.Unmarshal(raw, &p) != nil || p.Object != "invoice" {
		return Found{}, unreadable(http.StatusOK)
	}
	next, err := invoice(c.scrub(raw), &p)
	if err != nil {
		return Found{}, unreadable(http.StatusOK)
	}
	return Found{StripeSide: record.StripeSide{Upcoming: &next}, Gaps: gaps}, nil
}

// of is find for the objects of one other object.
func (c *Client) of(ctx context.Context, want string, a ask, by, id string) (Found, error) {
	if id == "" {
		return Found{}, unaskable()
	}
	query := url.Values{by: {id}}
	for k, v := range a.query {
		query[k] = v
	}
	a.query = query
	return c.find(ctx, a, maxPages, want)
}

func created(from, to time.Time) url.Values {
	query := url.Values{}
	if !from.IsZero() {
		query.Set("created[gte]", strconv.FormatInt(from.Unix(), 10))
	}
	if !to.IsZero() {
		query.Set("created[lte]", strconv.FormatInt(to.Unix(), 10))
	}
	return query
}
