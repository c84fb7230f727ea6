package stripeapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

const (
	pageSize    = "100"
	pageObjects = 100
	maxPages    = 10
)

// envelope is what one page of a list or of a search says of itself. Pointers tell a
// list that lacks a field from one that says no.
type envelope struct {
	object   string
	hasMore  *bool
	nextPage string
	last     string // the id to go on after; empty where the page held nothing new
}

// reading reads one object out of a page. fresh tells from its id whether no page
// before held it, and is called once.
type reading func(page *jsontext.Decoder, fresh func(id string) bool) error

// list reads the pages of a list, at most so many, and hands on each object once.
// A page without anything new ends it. more tells that something may be left. When
// a page after the first fails, what came before counts and the failure is a gap.
func (c *Client) list(ctx context.Context, a request, pages int, each reading) (gaps []record.Gap, more bool, err error) {
	query := url.Values{"limit": {pageSize}}
	for k, v := range a.query {
		query[k] = v
	}
	a.query = query
	seen := map[string]bool{}
	for n := 1; ; n++ {
		body, refused, err := c.ask(ctx, a)
		var p envelope
		if err == nil {
			p, err = readPage(body, seen, each)
		}
		gaps = append(gaps, refused...)
		if err != nil {
			if n == 1 {
				return nil, false, err
			}
			return append(gaps, broken(a.part, err)), true, nil
		}
		if !*p.hasMore {
			return gaps, false, nil
		}
		if n == pages || p.last == "" || p.object == "search_result" && p.nextPage == "" {
			return gaps, true, nil
		}
		if p.object == "search_result" {
			query.Set("page", p.nextPage)
		} else {
			query.Set("starting_after", p.last)
		}
		a.expand = granted(a.expand, refused)
	}
}

// granted are the expansions a page got through with.
func granted(expand []string, refused []record.Gap) []string {
	for _, g := range refused {
		if g.Reason != record.PermissionMissing {
			return nil
		}
		expand, _ = without(expand, g.Permission)
	}
	return expand
}

// readPage reads a page in one pass, and hands on what is on it as it comes.
func readPage(body io.Reader, seen map[string]bool, each reading) (envelope, error) {
	dec := jsontext.NewDecoder(body, lenient)
	var p envelope
	listed := false
	err := members(dec, func(name string) error {
		switch name {
		case "object":
			return json.UnmarshalDecode(dec, &p.object)
		case "has_more":
			return json.UnmarshalDecode(dec, &p.hasMore)
		case "next_page":
			return json.UnmarshalDecode(dec, &p.nextPage)
		case "data":
			listed = true
			return p.readData(dec, seen, each)
		}
		return dec.SkipValue()
	})
	if err == nil {
		_, err = dec.ReadToken()
	}
	if !errors.Is(err, io.EOF) || p.object != "list" && p.object != "search_result" || !listed || p.hasMore == nil {
		return p, unreadable(http.StatusOK)
	}
	return p, nil
}

// members goes through an object.
func members(dec *jsontext.Decoder, each func(name string) error) error {
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return errShape
	}
	for dec.PeekKind() != '}' {
		name, err := dec.ReadToken()
		if err != nil {
			return err
		}
		if err := each(name.String()); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// readData goes through the objects of a page.
func (p *envelope) readData(dec *jsontext.Decoder, seen map[string]bool, each reading) error {
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '[' {
		return errShape
	}
	news := false
	for dec.PeekKind() != ']' {
		if err := each(dec, func(id string) bool {
			p.last = id
			if _, known := seen[id]; known {
				return false
			}
			seen[id], news = true, true
			return true
		}); err != nil {
			return err
		}
	}
	if !news {
		p.last = ""
	}
	_, err := dec.ReadToken()
	return err
}

// kept reads objects whose text is kept.
func kept(each func(text jsontext.Value, fresh func(id string) bool) error) reading {
	return func(dec *jsontext.Decoder, fresh func(string) bool) error {
		text, err := dec.ReadValue()
		if err != nil {
			return err
		}
		if tooDeep(text) {
			return errShape
		}
		return each(text, fresh)
	}
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
	gaps, more, err := c.list(ctx, a, pages, kept(func(text jsontext.Value, fresh func(string) bool) error {
		return c.collect(&found, source{text: text}, want, fresh)
	}))
	if err != nil {
		return question.Records{}, err
	}
	found.Gaps, found.More = gaps, more
	return found, nil
}
