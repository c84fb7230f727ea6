package fpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
)

// perPage is the largest page of API v2. v1 documents no largest page; 50 were
// seen where nothing is asked for.
const perPage = 100

// reader decodes one record. The key tells records apart; it is empty where
// the record is of no use.
type reader[T any] func(json.RawMessage) (_ T, key string)

// listing is a list to read, at most that many pages and records of it.
type listing[T any] struct {
	path  string
	query url.Values
	pages int // 0: all there are
	limit int // 0: none
	read  reader[T]
	// alike, of a list that is read to its end, is the same for records that differ by
	// their id alone: pages of nothing else are the list over again.
	alike func(T) string
	// bare: read keeps nothing of the text, so that it need not be cleaned of secrets first.
	bare bool
}

// item is a record of a page with what tells it apart.
type item[T any] struct {
	found T
	key   string
}

// items are the records of a page.
func (l listing[T]) items(a answer) (out []item[T], ok bool) {
	ok = eachElement(a.body, func(raw json.RawMessage) {
		if !l.bare {
			raw = bytes.Clone(raw) // it is kept
		}
		found, key := l.read(raw)
		out = append(out, item[T]{found, key})
	})
	return out, ok
}

// pageTally counts along the pages of any list, in its documented order.
type pageTally struct {
	size   int // records on it, useful or not
	fresh  int // records no earlier page held
	other  int // those of them that differ by more than their id
	first  int // size of the first page
	number int // from 1
	seen   int // different records so far, useful or not
	header http.Header
}

// within bounds a list to so many pages in one look at one sale, whose answers
// are bounded together; anything else reads it to its end.
func within(ctx context.Context, pages int) int {
	if transport.IsBounded(ctx) {
		return pages
	}
	return 0
}

// all reads a list to its end or bound. On an error it returns what had come
// until then.
func all[T any](ctx context.Context, c *Client, l listing[T]) (question.List[T], error) {
	items, complete, err := everyPage(ctx, c, l)
	return question.List[T]{Items: items, Complete: complete}, err
}

// readSoFar is what has come of a list, each record once.
type readSoFar[T any] struct {
	list         []T
	known, alike map[string]bool
	useless      int
}

// take takes the records of a page that no earlier one held.
func (r *readSoFar[T]) take(items []item[T], l listing[T], p *pageTally) {
	for _, x := range items {
		switch {
		case x.key == "":
			r.useless++
		case !r.known[x.key]:
			r.known[x.key] = true
			r.list = append(r.list, x.found)
			p.fresh++
			if l.toTheEnd() && !r.alike[l.alike(x.found)] {
				r.alike[l.alike(x.found)] = true
				p.other++
			}
		}
	}
	p.seen = len(r.list) + r.useless
}

// toTheEnd: all of the list is read, and it can be told from itself over again.
func (l listing[T]) toTheEnd() bool { return l.alike != nil && l.pages == 0 }

func everyPage[T any](ctx context.Context, c *Client, l listing[T]) (list []T, complete bool, err error) {
	r := readSoFar[T]{known: map[string]bool{}, alike: map[string]bool{}}
	p := pageTally{}
	for (l.pages == 0 || p.number < l.pages) && (l.limit == 0 || p.seen < l.limit) {
		for _, got := range ahead(ctx, c, l, p) {
			if got.err != nil {
				return r.list, false, got.err
			}
			items, ok := l.items(got.answer)
			if !ok {
				return r.list, false, got.noJSON()
			}
			p.turn(len(items), got.header)
			r.take(items, l, &p)
			p.report(ctx)
			if r.useless > 0 && len(r.list) == 0 {
				return nil, false, strange()
			}
			if l.toTheEnd() && p.fresh > 0 && p.other == 0 {
				return r.list[:len(r.list)-p.fresh], false, nil // over again
			}
			if ended, whole := p.last(); ended {
				if l.pages == 0 && p.number == 2 && p.fresh == 0 && p.size >= perPage {
					whole = false // the first page again: a server that knows no pages gave no more than fits on one
				}
				return r.list, whole && r.useless == 0, nil
			}
		}
	}
	return r.list, false, nil
}

type fetched struct {
	answer
	err error
}

// atOnce is how many pages of a list are fetched at a time.
const atOnce = 4

// ahead fetches the pages after p, in order. Most lists end within a few pages,
// which are fetched one by one; the longer a list has gone on, the more pages are
// fetched at a time, of which the last may turn out to lie behind its end.
func ahead[T any](ctx context.Context, c *Client, l listing[T], p pageTally) []fetched {
	n := 1
	if l.limit == 0 {
		n = max(1, min((p.number+1)/2, atOnce))
	}
	if l.pages > 0 {
		n = min(n, l.pages-p.number)
	}
	got := make([]fetched, n)
	var wg sync.WaitGroup
	for i := range got {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				// Where the caller's recover does not reach.
				if recover() != nil {
					got[i].err = &record.Failure{Reason: record.UnreadableAnswer, Detail: "fpdoctor itself failed at reading the answer"}
				}
			}()
			got[i].answer, got[i].err = c.page(ctx, l.path, paged(l.query, p.number+1+i), l.bare, p.number > 0)
		}()
	}
	wg.Wait()
	return got
}

// page asks for a page. Of a whole list it is asked for anew where it may be had
// later, but for the first one, which tells whether FirstPromoter answers at all.
func (c *Client) page(ctx context.Context, path string, query url.Values, bare, later bool) (a answer, err error) {
	ask := c.ask
	if bare {
		ask = c.fetch
	}
	for round := 0; ; round++ {
		a, err = ask(ctx, path, query, aList)
		var failure *record.Failure
		if !later || transport.IsBounded(ctx) || round == transport.Rounds || !errors.As(err, &failure) || failure.OutOfTime ||
			failure.Detail == record.Stopped || failure.Reason != record.Unreachable && failure.Reason != record.RateLimited {
			return a, err
		}
		if !c.wire.Rest(ctx, round) {
			return a, err
		}
	}
}

// turn goes on to the next page.
func (p *pageTally) turn(size int, header http.Header) {
	p.number++
	p.size, p.fresh, p.other, p.header = size, 0, 0, header
	if p.number == 1 {
		p.first = size
	}
}

func paged(query url.Values, number int) url.Values {
	q := url.Values{"page": {strconv.Itoa(number)}, "per_page": {strconv.Itoa(perPage)}}
	for name, values := range query {
		q[name] = values
	}
	return q
}

// last reports whether a list ends with this page, and whether the list is
// whole then. No end is documented: clients stop at an empty page, a repeated
// one, or a short one; v1 adds Total, Per-Page and Link headers (seen, names
// not documented), which are believed where they make sense.
func (p pageTally) last() (ended, whole bool) {
	total, counted := p.count(totals...)
	linked := p.header.Get("Link") != ""
	next := strings.Contains(strings.ReplaceAll(p.header.Get("Link"), `"`, ""), "rel=next")
	more := next || counted && p.seen < total
	switch {
	case p.size == 0, p.fresh == 0:
		// A server that repeats a page has no further one, or knows no pages.
		return true, !more
	case counted && p.seen == total, linked && !next:
		return true, true
	case more:
		return false, false
	}
	return !p.full(), true
}

// full reports whether a page may have been cut at the server's page size. The
// server may cap pages below what was asked for, so a first page of a round
// size is not taken for the last one, and a later page is short only beside the first.
func (p pageTally) full() bool {
	if size, ok := p.count("Per-Page", "X-Per-Page"); ok && size > 0 && p.size >= size {
		return true
	}
	if p.number > 1 {
		return p.size >= p.first
	}
	return p.size >= perPage || p.size%10 == 0 || p.size%25 == 0
}

// report tells how far the list has come, and of how many where the headers say so.
func (p pageTally) report(ctx context.Context) {
	total, _ := p.count(totals...)
	question.ReportReading(ctx, question.Reading{Records: p.seen, Of: total})
}

// totals are the headers that hold how long a list is.
var totals = []string{"Total", "X-Total", "X-Total-Count"}

// count reads the first header of these that holds a number.
func (p pageTally) count(names ...string) (int, bool) {
	for _, name := range names {
		if n, err := strconv.Atoi(strings.TrimSpace(p.header.Get(name))); err == nil && n >= 0 {
			return n, true
		}
	}
	return 0, false
}
