package stripeapi

import (
	"context"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

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

// Each reads a list from the newest object to the oldest and hands each one on;
// nothing is kept, and nothing bounds it but the context. more says that the list
// was not read to its end.
func (c *Client) Each(ctx context.Context, w question.Whole, each func(question.Records)) (gaps []record.Gap, more bool, err error) {
	l := wholes[w]
	return c.list(ctx, l.ask(w.About().Part), 0, func(page *jsontext.Decoder, fresh func(string) bool) error {
		var found question.Records
		if err := c.take(&found, source{page: page}, l.of.object, fresh); err != nil {
			return err
		}
		each(found)
		return nil
	})
}
