package stripeapi

import (
	"context"
	"net/url"

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

// Each reads a list from end to end and hands each object on once, in no order and
// from several goroutines; nothing is kept, and nothing bounds it but the context.
// more says that the list was not read to its end.
func (c *Client) Each(ctx context.Context, w question.Whole, each func(question.Records)) (gaps []record.Gap, more bool, err error) {
	l := wholes[w]
	s := &sweep{c: c, ask: l.ask(w.About().Part), kind: l.of.object, take: each}
	return s.read(ctx)
}
