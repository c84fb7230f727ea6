package stripeapi

import (
	"context"
	"encoding/json"
	"time"

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

// EmailChanges lists the changes of customers' e-mail addresses between two
// times, newest first; a zero time is no bound. Stripe keeps events for 30 days.
// With an error of reason list-too-long, or of a later page, the list holds what
// came before.
func (c *Client) EmailChanges(ctx context.Context, from, to time.Time) ([]record.EmailChange, error) {
	query := created(from, to)
	query.Set("type", "customer.updated")
	var list []record.EmailChange
	gaps, more, err := c.list(ctx, ask{path: "events", query: query, needs: "rak_event_read", part: record.PartEvents}, maxPages, func(raw json.RawMessage) error {
		e, err := parse[customerUpdated](raw)
		if err != nil {
			return err
		}
		was, changed := e.Data.Previous["email"]
		if !changed || e.Data.Object.ID == "" {
			return nil
		}
		before, err := parse[string](was)
		if err != nil {
			return err
		}
		list = append(list, record.EmailChange{EventID: e.ID, CustomerID: e.Data.Object.ID, From: before, To: e.Data.Object.Email, At: at(e.Created)})
		return nil
	})
	return list, whole(gaps, more, err)
}
