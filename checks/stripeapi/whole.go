package stripeapi

import (
	"context"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// wholes are the lists that can be read from end to end.
var wholes = map[question.Whole]listing{
	question.AllCustomers: {of: customers, expand: customerParts},
	question.AllIntents:   {of: intents},
	question.AllInvoices:  {of: invoices, expand: invoiceParts},
	question.AllCharges:   {of: charges, expand: []string{"data.payment_intent"}},
	question.AllSessions:  {of: sessions, also: finished(url.Values{}), expand: sessionParts},
}

// payersToo lets payments bring their customers along.
var payersToo = []string{"data.customer"}

// Each reads a list and hands each object on once, in no order and from several
// goroutines; nothing is kept, and nothing bounds it but the context. more says that
// it was not read to its end.
func (c *Client) Each(ctx context.Context, w question.Stretch, each func(question.Records)) (gaps []record.Gap, more bool, err error) {
	l := wholes[w.Whole]
	s := &sweep{c: c, ask: l.ask(w.About().Part), kind: l.of.object, take: each}
	switch {
	case !w.Since.IsZero():
		s.since = w.Since.Unix()
		switch w.Whole {
		case question.AllCharges: // a short list of attempts is read by itself
			s.ask.expand = payersToo
		case question.AllInvoices, question.AllSessions:
			s.ask.expand = slices.Concat(s.ask.expand, payersToo)
		case question.AllCustomers, question.AllIntents:
		}
	case w.Whole == question.AllIntents:
		return c.eachAttempt(ctx, s)
	}
	return s.read(ctx)
}

// mostSearched is how many pages of a search are read before the whole list is read
// side by side instead.
const mostSearched = 20

// lag is how long Stripe's search may take to know an object, in seconds. It is known
// within a minute as a rule (docs.stripe.com/search#data-freshness).
const lag = 3600

// eachAttempt reads the payment intents that no charge brings along: Stripe's search
// tells those that did not succeed, and the list the newest, which the search may not
// know yet. Where it cannot be searched, or finds too many, the whole list is read.
func (c *Client) eachAttempt(ctx context.Context, whole *sweep) (gaps []record.Gap, more bool, err error) {
	newest := int64(0)
	pass := func(dec *jsontext.Decoder, fresh func(string) bool) error {
		var found question.Records
		if err := c.collect(&found, source{page: dec}, whole.kind, fresh); err != nil {
			return err
		}
		if at, ok := madeAt(whole.kind, found); ok {
			newest = max(newest, at)
			whole.take(found)
		}
		return nil
	}
	search := whole.ask
	search.path, search.query = intents.collection+"/search", url.Values{"query": {`-status:"succeeded"`}}
	if gaps, more, err = c.list(ctx, search, mostSearched, pass); err != nil || more {
		return whole.read(ctx)
	}
	late, more, err := c.list(ctx, whole.ask, onePage, pass)
	gaps = append(gaps, late...)
	if err != nil || !more {
		return gaps, false, err
	}
	whole.since = newest - lag
	late, more, err = whole.read(ctx)
	return append(gaps, late...), more, err
}
