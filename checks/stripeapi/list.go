package stripeapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

const (
	pageSize = "100"
	maxPages = 10
)

// page is one page of a list or of a search. Pointers tell a list that lacks a
// field from one that says no.
type page struct {
	Object   string             `json:"object"`
	Data     *[]json.RawMessage `json:"data"`
	HasMore  *bool              `json:"has_more"`
	NextPage string             `json:"next_page"`
}

// list reads the pages of a list, at most so many (0: all there are), and hands
// on each object once. A page without anything new, or a list that goes round in
// circles, ends it. more tells that something may be left. When a page after the
// first fails, what came before counts and the failure is a gap.
func (c *Client) list(ctx context.Context, a request, pages int, each func(json.RawMessage) error) (gaps []record.Gap, more bool, err error) {
	query := url.Values{"limit": {pageSize}}
	for k, v := range a.query {
		query[k] = v
	}
	a.query = query
	seen, ring := map[string]bool{}, circle{}
	for n := 1; ; n++ {
		raw, refused, err := c.get(ctx, a)
		var p page
		var last string
		if err == nil {
			if pages == 0 {
				seen = since(seen) // of a whole account, not every id can be kept
			}
			p, last, err = readPage(raw, seen, each)
		}
		gaps = append(gaps, refused...)
		if err != nil {
			if n == 1 {
				return nil, false, err
			}
			return append(gaps, broken(a.part, err)), true, nil
		}
		if !*p.HasMore {
			return gaps, false, nil
		}
		if pages == 0 && (last == "" || ring.closes(last)) {
			return append(gaps, broken(a.part, circling())), true, nil
		}
		if n == pages || last == "" || p.Object == "search_result" && p.NextPage == "" {
			return gaps, true, nil
		}
		if p.Object == "search_result" {
			query.Set("page", p.NextPage)
		} else {
			query.Set("starting_after", last)
		}
		a.expand = kept(a.expand, refused)
	}
}

// since forgets the ids of all pages but the newest, against whose repetition the
// next page is held.
func since(seen map[string]bool) map[string]bool {
	fresh := map[string]bool{}
	for id, newest := range seen {
		if newest {
			fresh[id] = false
		}
	}
	return fresh
}

// circle notices cursors that come again, however far apart, while it remembers
// but one (Brent's way).
type circle struct {
	held        string
	steps, most int
}

func (c *circle) closes(cursor string) bool {
	if cursor == c.held {
		return true
	}
	if c.steps++; c.steps > c.most {
		c.held, c.steps, c.most = cursor, 0, 2*c.most+1
	}
	return false
}

// circling is a list that never gets further.
func circling() *record.Failure {
	return &record.Failure{Reason: record.UnreadableAnswer, Status: http.StatusOK,
		Detail: "Stripe says that there is more of this list, but gives again what it gave before; what lies behind cannot be read"}
}

// kept are the expansions a page got through with.
func kept(expand []string, refused []record.Gap) []string {
	for _, g := range refused {
		if g.Reason != record.PermissionMissing {
			return nil
		}
		expand, _ = without(expand, g.Permission)
	}
	return expand
}

// readPage hands on the page's objects. last is the id to go on after, empty
// where the page held nothing new.
func readPage(raw json.RawMessage, seen map[string]bool, each func(json.RawMessage) error) (p page, last string, err error) {
	if json.Unmarshal(raw, &p) != nil || p.Object != "list" && p.Object != "search_result" || p.Data == nil || p.HasMore == nil {
		return p, "", unreadable(http.StatusOK)
	}
	fresh := false
	for _, item := range *p.Data {
		var head struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(item, &head) != nil || head.ID == "" {
			return p, "", unreadable(http.StatusOK)
		}
		last = head.ID
		if _, known := seen[head.ID]; known {
			continue
		}
		seen[head.ID], fresh = true, true
		if each(item) != nil {
			return p, "", unreadable(http.StatusOK)
		}
	}
	if !fresh {
		last = ""
	}
	return p, last, nil
}

func broken(part record.Part, err error) record.Gap {
	g := record.Gap{System: record.Stripe, Part: part}
	var failure *record.Failure
	if errors.As(err, &failure) {
		g.Failure = *failure
	}
	return g
}

// find reads a list into records.
func (c *Client) find(ctx context.Context, a request, pages int, want string) (question.Records, error) {
	var found question.Records
	gaps, more, err := c.list(ctx, a, pages, func(raw json.RawMessage) error { return c.take(&found, raw, want) })
	if err != nil {
		return question.Records{}, err
	}
	found.Gaps, found.More = gaps, more
	return found, nil
}
