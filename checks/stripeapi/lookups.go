package stripeapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// The expansions of lists. An expanded list name counts as one of the four
// levels Stripe allows, so a line's promotion code cannot be had by the line: it
// comes with the amounts, as do the discounts of lines that are not embedded.
var (
	customerParts = []string{"data.discount.promotion_code"}
	invoiceParts  = []string{"data.discounts", "data.discounts.promotion_code", "data.lines.data.discounts",
		"data.total_discount_amounts.discount.promotion_code"}
	subscriptionParts = []string{"data.discount.promotion_code"}
	sessionParts      = []string{"data.total_details.breakdown"}
	// A guest has no customer to list payments by: they come with the session.
	guestParts = []string{"data.customer", "data.total_details.breakdown", "data.payment_intent", "data.payment_intent.latest_charge",
		"data.invoice", "data.invoice.discounts", "data.invoice.discounts.promotion_code"}
)

// The types of objects that are listed.
var (
	customers     = kind{object: record.TypeCustomer, collection: "customers", needs: "rak_customer_read"}
	invoices      = kind{object: record.TypeInvoice, collection: "invoices", needs: "rak_invoice_read"}
	charges       = kind{object: record.TypeCharge, collection: "charges", needs: "rak_charge_read"}
	intents       = kind{object: record.TypeIntent, collection: "payment_intents", needs: "rak_payment_intent_read"}
	subscriptions = kind{object: record.TypeSubscription, collection: "subscriptions", needs: "rak_subscription_read"}
	schedules     = kind{object: record.TypeSchedule, collection: "subscription_schedules", needs: "rak_subscription_read"}
	sessions      = kind{object: record.TypeSession, collection: "checkout/sessions", needs: "rak_checkout_session_read"}
	disputes      = kind{object: record.TypeDispute, collection: "disputes", needs: "rak_dispute_read"}
	searched      = kind{object: record.TypeCustomer, collection: "customers/search", needs: "rak_customer_read"}
	someInvoices  = kind{object: record.TypeInvoice, collection: "invoices/search", needs: "rak_invoice_read"}
	someCharges   = kind{object: record.TypeCharge, collection: "charges/search", needs: "rak_charge_read"}
)

// How far a list is read, in pages: the objects of one other object to their
// end, the newest of all one page, and some more where one payment among
// strangers' is looked for.
const (
	toTheEnd  = maxPages
	onePage   = 1
	somePages = 3
)

// listing is one list of Stripe's objects.
type listing struct {
	of     kind
	by     string // the parameter that chooses, with its value; empty: none does
	value  string
	expand []string
	pages  int
	also   url.Values // further parameters
}

func (l listing) ask(part record.Part) request {
	query := url.Values{}
	for k, v := range l.also {
		query[k] = v
	}
	if l.by != "" {
		query.Set(l.by, l.value)
	}
	return request{path: l.of.collection, query: query, expand: l.expand, needs: l.of.needs, part: part}
}

// created chooses by when an object was made.
func created(p question.Period) url.Values {
	query := url.Values{}
	if !p.From.IsZero() {
		query.Set("created[gte]", strconv.FormatInt(p.From.Unix(), 10))
	}
	if !p.To.IsZero() {
		query.Set("created[lte]", strconv.FormatInt(p.To.Unix(), 10))
	}
	return query
}

// finished are Checkout Sessions that were completed.
func finished(query url.Values) url.Values {
	query.Set("status", "complete")
	return query
}

// lists says which list answers a question. Stripe gives the newest first.
func lists[Q question.For[question.Records]](of func(Q) listing) question.Row[*Client] {
	return question.By(func(c *Client, ctx context.Context, q Q) (question.Records, error) {
		l := of(q)
		if l.by != "" && l.value == "" {
			return question.Records{}, unaskable()
		}
		return c.find(ctx, l.ask(q.About().Part), l.pages, l.of.object)
	})
}

// answers are all questions that this client answers.
var answers = question.NewTable(
	question.By((*Client).account),
	question.By((*Client).installs),
	question.By((*Client).installChanges),
	question.By((*Client).readMode),
	question.By((*Client).object),
	question.By((*Client).exists),
	question.By((*Client).event),
	question.By((*Client).emailChanges),

	question.By((*Client).oneCustomer),
	lists(func(q question.CustomersByEmail) listing {
		return listing{of: customers, by: "email", value: q.Email, expand: customerParts, pages: toTheEnd}
	}),
	lists(func(q question.CustomersByUID) listing { return byUID(q.UID, record.FPUID) }),
	lists(func(q question.CustomersByMisspeltUID) listing { return byUID(q.UID, misspelt...) }),
	lists(func(q question.CustomersLike) listing { return likeAddress(q.Email) }),
	lists(func(q question.CustomersTyped) listing { return search(q.Text, "email~"+quote(q.Text)) }),
	lists(func(q question.NewestCustomers) listing {
		return listing{of: customers, also: created(q.Created), pages: onePage}
	}),

	lists(func(q question.InvoicesOf) listing {
		return listing{of: invoices, by: "customer", value: q.Customer, expand: invoiceParts, pages: toTheEnd}
	}),
	lists(func(q question.InvoicesOfAny) listing {
		return listing{of: someInvoices, by: "query", value: ofAny(q.Customers), expand: invoiceParts, pages: somePages}
	}),
	lists(func(q question.InvoicesOfSubscription) listing {
		parts := append([]string{"data.charge"}, invoiceParts...)
		return listing{of: invoices, by: "subscription", value: q.Subscription, expand: parts, pages: toTheEnd}
	}),
	lists(func(q question.NewestInvoices) listing {
		parts := []string{"data.discounts", "data.discounts.promotion_code"}
		return listing{of: invoices, also: created(q.Created), expand: parts, pages: onePage}
	}),
	question.By((*Client).upcoming),

	lists(func(q question.ChargesOf) listing {
		return listing{of: charges, by: "customer", value: q.Customer, pages: toTheEnd}
	}),
	lists(func(q question.ChargesOfTime) listing {
		return listing{of: charges, by: "customer", value: q.Customer, also: created(q.Created), pages: onePage}
	}),
	lists(func(q question.ChargesOfAny) listing {
		return listing{of: someCharges, by: "query", value: ofAny(q.Customers), pages: somePages}
	}),
	lists(func(q question.NewestCharges) listing {
		return listing{of: charges, also: created(q.Created), expand: []string{"data.customer"}, pages: onePage}
	}),
	lists(func(q question.ChargesBetween) listing {
		return listing{of: charges, also: created(q.Created), expand: []string{"data.customer"}, pages: somePages}
	}),
	lists(func(q question.IntentsOf) listing {
		return listing{of: intents, by: "customer", value: q.Customer, pages: toTheEnd}
	}),
	lists(func(q question.IntentsBetween) listing {
		return listing{of: intents, also: created(q.Created), expand: []string{"data.customer", "data.latest_charge"}, pages: somePages}
	}),
	lists(func(q question.DisputesOf) listing {
		return listing{of: disputes, by: "charge", value: q.Charge, pages: toTheEnd}
	}),

	question.By((*Client).oneSubscription),
	lists(func(q question.SubscriptionsOf) listing {
		ended := url.Values{"status": {"all"}}
		return listing{of: subscriptions, by: "customer", value: q.Customer, also: ended, expand: subscriptionParts, pages: toTheEnd}
	}),
	lists(func(q question.SchedulesOf) listing {
		return listing{of: schedules, by: "customer", value: q.Customer, also: url.Values{"scheduled": {"true"}}, pages: toTheEnd}
	}),
	lists(func(q question.SessionsOf) listing {
		return listing{of: sessions, by: "customer", value: q.Customer, expand: sessionParts, pages: toTheEnd}
	}),
	lists(func(q question.SessionsByEmail) listing {
		also := finished(url.Values{})
		return listing{of: sessions, by: "customer_details[email]", value: q.Email, also: also, expand: guestParts, pages: toTheEnd}
	}),
	lists(func(q question.SessionsByIntent) listing {
		return listing{of: sessions, by: "payment_intent", value: q.Intent, expand: sessionParts, pages: toTheEnd}
	}),
	lists(func(q question.NewestSessions) listing {
		return listing{of: sessions, also: finished(created(q.Created)), expand: guestParts, pages: onePage}
	}),

	question.By((*Client).coupon),
	question.By((*Client).allCoupons),
	question.By((*Client).newestCoupons),
	question.By((*Client).promotionCode),
	question.By((*Client).promotionCodesByText),
	question.By((*Client).promotionCodesOfCoupon),
)

// Ask answers any of question.OfStripe.
func (c *Client) Ask(ctx context.Context, q question.Question) (any, error) {
	return answers.Ask(ctx, c, q)
}

// upcoming previews an invoice, which the endpoint gives alone and without an id.
func (c *Client) upcoming(ctx context.Context, q question.UpcomingOf) (question.Records, error) {
	if q.Customer == "" {
		return question.Records{}, unaskable()
	}
	raw, gaps, err := c.get(ctx, request{
		path: "invoices/upcoming", query: url.Values{"customer": {q.Customer}}, expand: []string{"discounts", "discounts.promotion_code"},
		needs: "rak_invoice_read", part: record.PartUpcoming,
	})
	var failure *record.Failure
	switch {
	case errors.As(err, &failure) && failure.Existence == record.NotFound && failure.Detail == noneUpcoming:
		return question.Records{Gaps: gaps}, nil
	case err != nil:
		return question.Records{}, err
	}
	var w invoiceWire
	preview := source{text: jsontext.Value(raw)}
	if preview.read(&w) != nil || w.Object != invoices.object {
		return question.Records{}, unreadable(http.StatusOK)
	}
	next := invoice(&w, preview.raw())
	return question.Records{StripeSide: record.StripeSide{Upcoming: &next}, Gaps: gaps}, nil
}
