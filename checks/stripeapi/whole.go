package stripeapi

import (
	"context"
	"net/url"
	"slices"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// wholes are the lists that can be read from end to end.
var wholes = map[question.Whole]listing{
	question.AllCustomers: {of: customers, expand: customerParts},
	question.AllIntents:   {of: intents},
	question.AllInvoices:  {of: invoices, expand: invoiceParts},
	question.AllCharges:   {of: charges},
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
	if !w.Since.IsZero() {
		s.since = w.Since.Unix()
		if w.Whole != question.AllCustomers {
			s.ask.expand = slices.Concat(s.ask.expand, payersToo)
		}
	}
	return s.read(ctx)
}
