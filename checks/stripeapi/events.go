package stripeapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// customerUpdated is the part of an event that tells of a change of address.
// Events keep the API version they were made with, so nothing else is read.
type customerUpdated struct {
	ID      string `json:"id"`
	Created int64  `json:"created"`
	Data    struct {
		Object struct {
			ID    string `json:"id"`
			Email string `json:"email"`
		} `json:"object"`
		// An attribute that changed is there, with null where it was empty.
		Previous map[string]json.RawMessage `json:"previous_attributes"`
	} `json:"data"`
}

// eventObject is what an event tells of, as far as it names a payment. What was
// expanded when the event was made is no text.
type eventObject struct {
	ID            string          `json:"id"`
	Charge        json.RawMessage `json:"charge"`
	Invoice       json.RawMessage `json:"invoice"`
	PaymentIntent json.RawMessage `json:"payment_intent"`
}

// event reads which payment an event is about.
func (c *Client) event(ctx context.Context, q question.Event) (record.EventLookup, error) {
	path, ok := objectPath("events", q.ID)
	if !ok {
		return record.EventLookup{}, unaskable()
	}
	raw, _, err := c.get(ctx, request{path: path, needs: "rak_event_read", part: record.PartEvents})
	if err != nil {
		return record.EventLookup{}, err
	}
	type data struct {
		Object eventObject `json:"object"`
	}
	e, err := parse[struct {
		ID     string `json:"id"`
		Object string `json:"object"`
		Data   data   `json:"data"`
	}](raw)
	if err != nil || e.Object != "event" || e.ID != q.ID {
		return record.EventLookup{}, unreadable(http.StatusOK)
	}
	look := record.EventLookup{ID: e.ID}
	about := e.Data.Object
	for _, named := range []json.RawMessage{about.Charge, about.Invoice, about.PaymentIntent} {
		var id string
		if json.Unmarshal(named, &id) == nil && id != "" {
			look.Objects = append(look.Objects, id)
		}
	}
	if about.ID != "" {
		look.Objects = append(look.Objects, about.ID)
	}
	return look, nil
}

func (c *Client) emailChanges(ctx context.Context, _ question.EmailChanges) ([]record.EmailChange, error) {
	var list []record.EmailChange
	a := request{path: "events", query: url.Values{"type": {"customer.updated"}}, needs: "rak_event_read", part: record.PartEvents}
	gaps, more, err := c.list(ctx, a, maxPages, kept(func(text jsontext.Value, fresh func(string) bool) error {
		e, err := parse[customerUpdated](json.RawMessage(text))
		if err != nil {
			return err
		}
		if e.ID == "" {
			return errShape
		}
		if !fresh(e.ID) {
			return nil
		}
		was, changed := e.Data.Previous["email"]
		if !changed || e.Data.Object.ID == "" {
			return nil
		}
		before, err := parse[string](was)
		if err != nil {
			return err
		}
		list = append(
			list,
			record.EmailChange{EventID: e.ID, CustomerID: e.Data.Object.ID, From: before, To: e.Data.Object.Email, At: timeOf(e.Created)},
		)
		return nil
	}))
	return list, onlyWhole(gaps, more, err)
}
