package stripeapi

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/transport"
)

// A cursor leads through a list one page after the other. A whole list is read in
// several stretches of time side by side, which are split further as long as
// Stripe takes more requests, so that none is left to run alone.

const (
	// mostStretches bounds the pages of one list that are held at a time.
	mostStretches = 16
	// beforeSplit is how many pages a list is read by its cursor alone: short ones
	// need no more requests than without.
	beforeSplit = 2
	// beforeLooking is how many pages a list is read until its end is looked for, whether
	// there is room or not: what is still to come follows from it.
	beforeLooking = 4
	// unknownLength stands for the pages of a list whose length is not known yet.
	unknownLength = 1 << 20
	// beginning is a moment before which Stripe has no objects: 2010-01-01.
	beginning = 1_262_304_000
	minute    = 60
	// looseness is to what part of the time read so far the beginning of a list is looked for.
	looseness = 4
)

// sweep reads a whole list.
type sweep struct {
	c    *Client
	ask  request
	kind string
	take func(question.Records)

	since int64 // nothing older is read; 0: all

	running sync.WaitGroup
	mu      sync.Mutex
	open    []*stretch
	taken   int   // objects that were handed on
	newest  int64 // when the newest object was made
	oldest  int64 // and the oldest one so far
	undated bool  // some object has no moment: cursors alone are trusted
	gaps    []record.Gap
	more    bool
	failed  error // of the very first page
}

// stretch is a part of a list by when its objects were made: since from, and
// before below, in seconds. 0 is no bound.
type stretch struct {
	from, below int64
	// asked are the bounds of the page being read: a stretch may become shorter meanwhile.
	asked  struct{ from, below int64 }
	at     int64 // the oldest that was read
	pages  int
	taken  int // objects
	cursor string
	expand []string
	// last: nothing was made before from. Where the list begins is known no better yet.
	last bool

	page  int64 // the newest of the page being read
	still int   // pages in a row that came no further back in time
}

// read reads the list. more tells that something may be left; the error is that of
// the first page.
func (s *sweep) read(ctx context.Context) (gaps []record.Gap, more bool, err error) {
	s.mu.Lock()
	s.start(ctx, &stretch{from: s.since, expand: s.ask.expand})
	s.mu.Unlock()
	s.running.Wait()
	return s.gaps, s.more, s.failed
}

// start begins a stretch. s.mu is held.
func (s *sweep) start(ctx context.Context, x *stretch) {
	s.open = append(s.open, x)
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		defer func() {
			// Where the caller's recover does not reach.
			if recover() != nil {
				s.broken(x, &record.Failure{Reason: record.UnreadableAnswer, Detail: "fpdoctor itself failed at reading the answer"})
			}
		}()
		s.run(ctx, x)
	}()
}

func (s *sweep) run(ctx context.Context, x *stretch) {
	seen, ring := map[string]bool{}, circle{}
	for round := 0; ; {
		body, refused, err := s.c.ask(transport.Behind(ctx, s.left()), s.page(x))
		if passing(err) && round < s.rounds(x) && s.c.carrier.Rest(ctx, round) {
			round++
			continue
		}
		round = 0
		before := s.turnPage(x)
		var p envelope
		beyond := false
		if err == nil {
			seen = since(seen)
			p, err = readPage(body, seen, func(dec *jsontext.Decoder, fresh func(string) bool) error {
				var found question.Records
				if err := s.c.collect(&found, source{page: dec}, s.kind, fresh); err != nil {
					return err
				}
				if s.within(x, found, &beyond) {
					s.take(found)
				}
				return nil
			})
		}
		if s.gone(x, err) {
			continue
		}
		if err != nil {
			s.broken(x, err)
			return
		}
		if p.object == "list" && *p.hasMore && !beyond && (p.last == "" || ring.closes(p.last) || s.stands(x, before)) {
			s.broken(x, circling())
			return
		}
		if x.cursor = p.last; !s.turn(ctx, x, refused, *p.hasMore && !beyond) {
			return
		}
	}
}

// rounds is how often a page is asked for anew. The first of a list tells whether
// Stripe answers at all, unless that is known: then it may just have been unlucky.
func (s *sweep) rounds(x *stretch) int {
	switch {
	case x.pages > 0 || x.below > 0:
		return transport.Rounds
	case s.c.heard.Load():
		return 1
	}
	return 0
}

// page is the question for the next page of a stretch.
func (s *sweep) page(x *stretch) request {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.asked.from, x.asked.below = x.from, x.below
	a := s.ask
	a.expand, a.query = x.expand, url.Values{"limit": {pageSize}}
	for k, v := range s.ask.query {
		a.query[k] = v
	}
	for name, bound := range map[string]int64{"created[gte]": x.from, "created[lt]": x.below} {
		if bound > 0 {
			a.query.Set(name, strconv.FormatInt(bound, 10))
		}
	}
	if x.cursor != "" {
		a.query.Set("starting_after", x.cursor)
	}
	return a
}

// within reports whether an object belongs to the stretch, which may have become
// shorter while its page was on the way. beyond is set where the rest is another's.
func (s *sweep) within(x *stretch, found question.Records, beyond *bool) bool {
	made, ok := madeAt(s.kind, found)
	if !ok {
		return false // read before
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case made == 0:
		s.undated = true
		s.taken++
		return true
	case made < x.asked.from, x.asked.below > 0 && made >= x.asked.below:
		s.note(broken(s.ask.part, astray()))
		s.more = true
		return false
	case made < x.from:
		*beyond = true
		return false
	case x.below > 0 && made >= x.below:
		return false
	}
	s.taken++
	x.taken++
	x.page = max(x.page, made)
	s.newest = max(s.newest, made)
	if s.oldest == 0 || made < s.oldest {
		s.oldest = made
	}
	if x.at == 0 || made < x.at {
		x.at = made
	}
	return true
}

// turnPage begins a page, and gives when the oldest object before it was made.
func (s *sweep) turnPage(x *stretch) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.page = 0
	return x.at
}

// A list goes back in time (docs.stripe.com/api/pagination). One that begins again says
// so in few pages; of one moment there may be many objects.
const (
	mostAgain  = 3
	mostMoment = 200
)

// stands reports whether a list of which there is always more gets no further back: its
// pages hold again and again what is newer than what came before, or one moment.
func (s *sweep) stands(x *stretch, before int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case before == 0 || s.undated || x.at < before && x.page <= before:
		x.still = 0
	case x.page > before:
		x.still += mostMoment / mostAgain
	default:
		x.still++
	}
	return x.still >= mostMoment-mostMoment%mostAgain
}

// madeAt is when the object of a page was made, in seconds; 0 is not known. ok is
// false where there is none. What is expanded below it does not count.
func madeAt(kind string, f question.Records) (at int64, ok bool) {
	switch {
	case kind == record.TypeCustomer && len(f.Customers) > 0:
		return secondsOf(f.Customers[0].Created), true
	case kind == record.TypeInvoice && len(f.Invoices) > 0:
		return secondsOf(f.Invoices[0].Created), true
	case kind == record.TypeCharge && len(f.Charges) > 0:
		return secondsOf(f.Charges[0].Created), true
	case kind == record.TypeIntent && len(f.Intents) > 0:
		return secondsOf(f.Intents[0].Created), true
	case kind == record.TypeSession && len(f.Sessions) > 0:
		return secondsOf(f.Sessions[0].Created), true
	}
	return 0, false
}

// passing reports whether a page may be had later.
func passing(err error) bool {
	var failure *record.Failure
	return errors.As(err, &failure) && !failure.OutOfTime && failure.Detail != record.Stopped &&
		(failure.Reason == record.Unreachable || failure.Reason == record.RateLimited)
}

// gone goes on by time where the object that the cursor names was deleted
// meanwhile; what is read again is known by its id.
func (s *sweep) gone(x *stretch, err error) bool {
	var failure *record.Failure
	if x.cursor == "" || !errors.As(err, &failure) || failure.Existence != record.NotFound {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if x.at == 0 || s.undated {
		return false
	}
	x.cursor, x.below = "", x.at+1
	return true
}

// turn goes on to the stretch's next page, and splits where Stripe takes more.
func (s *sweep) turn(ctx context.Context, x *stretch, refused []record.Gap, more bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.pages++
	for _, g := range refused {
		s.note(g)
	}
	x.expand = granted(x.expand, refused)
	if !more {
		s.end(x)
		s.begins(x)
	}
	question.ReportReading(ctx, s.reading())
	endless := more && x.from == 0 && x.pages >= beforeLooking
	if len(s.open) < mostStretches {
		if loose := s.loose(); loose != nil && loose.at > 0 {
			s.halve(ctx, loose, (loose.at+loose.from)/2)
		} else if endless || s.c.carrier.Room("/v1/"+s.ask.path) {
			s.split(ctx)
		}
	}
	return more
}

// reading is how far the list has come. How many objects there will be is known about
// as soon as its oldest part has been reached: they lie as close as where a stretch was
// read, and come to lie as the ones before them, an account having grown.
func (s *sweep) reading() question.Reading {
	r := question.Reading{Records: s.taken}
	if s.undated || s.taken == 0 || s.loose() != nil || slices.ContainsFunc(s.open, func(x *stretch) bool { return x.from == 0 }) {
		return r
	}
	oldestFirst := slices.SortedFunc(slices.Values(s.open), func(x, y *stretch) int { return cmp.Compare(x.from, y.from) })
	left, before := 0.0, 0.0 // before is how close they lie in the stretch before it in time
	for _, x := range oldestFirst {
		rest, density := x.at-x.from, before
		switch {
		case x.at > 0:
			density = float64(x.taken) / float64(max(1, s.top(x)-x.at))
		case before == 0:
			density = float64(s.taken) / float64(max(1, s.newest-s.oldest))
		}
		if x.at == 0 {
			rest = x.below - x.from
		}
		if before == 0 {
			before = density
		}
		left += float64(rest) * (density + before) / 2
		before = density
	}
	r.Of = s.taken + int(left)
	return r
}

// begins notes where a stretch that was read held nothing, that the list begins no
// earlier than the next one.
func (s *sweep) begins(x *stretch) {
	for _, y := range s.open {
		if (x.from == 0 || x.last) && x.taken == 0 && y.from == x.below {
			y.last = true
		}
	}
}

// loose is the oldest stretch where it is not known about where in it the list begins:
// its end may lie years before its oldest object. It is halved until that is known to a
// part of the time that was read, as what is still to come follows from it.
func (s *sweep) loose() *stretch {
	for _, x := range s.open {
		if x.last && (x.at == 0 || x.at-x.from > max(minute, (s.newest-x.at)/looseness)) {
			return x
		}
	}
	return nil
}

// top is where a stretch begins.
func (s *sweep) top(x *stretch) int64 {
	if x.below > 0 {
		return x.below
	}
	return s.newest
}

// left is about how many pages are still to come; a list whose length is not known yet
// is taken for a long one.
func (s *sweep) left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.reading()
	if r.Of == 0 {
		return unknownLength
	}
	return (r.Of-r.Records)/pageObjects + 1
}

// split halves the stretch that has most left, as far as can be told.
func (s *sweep) split(ctx context.Context) {
	if s.undated {
		return
	}
	var longest *stretch
	var middle int64
	left := 1.5 // pages; less is not worth a request
	for _, x := range s.open {
		if x.at == 0 || x.from == 0 && x.pages < beforeSplit && x.below == 0 {
			continue
		}
		from, n := x.from, 0.0
		if from == 0 { // how far back the list goes is not known: it is taken for much
			from, n = beginning, 1e9
		}
		span := max(1, s.top(x)-x.at)
		n += float64(x.at-from) * float64(x.pages) / float64(span)
		half := (x.at + from) / 2
		if x.from == 0 {
			half = max(half, x.at-3*max(1, s.newest-x.at))
		}
		if n > left && half > from {
			longest, middle, left = x, half, n
		}
	}
	if longest == nil {
		return
	}
	s.halve(ctx, longest, middle)
}

// halve has the older part of a stretch read by another.
func (s *sweep) halve(ctx context.Context, x *stretch, middle int64) {
	rest := &stretch{from: x.from, below: middle, expand: x.expand, last: x.last}
	x.from, x.last = middle, false
	s.start(ctx, rest)
}

// broken ends a stretch that could not be read on. Where nothing was read at all,
// that is the list's own failure.
func (s *sweep) broken(x *stretch, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(x)
	if x.pages == 0 && x.from == s.since && x.below == 0 {
		s.failed = err
		return
	}
	s.note(broken(s.ask.part, err))
	s.more = true
}

// note keeps a gap once.
func (s *sweep) note(g record.Gap) {
	for _, known := range s.gaps {
		if known == g {
			return
		}
	}
	s.gaps = append(s.gaps, g)
}

func (s *sweep) end(x *stretch) {
	for i, y := range s.open {
		if y == x {
			s.open = append(s.open[:i], s.open[i+1:]...)
			return
		}
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

// astray is an object of another time than was asked for: then nobody knows what else
// is missing from the answer.
func astray() *record.Failure {
	return &record.Failure{Reason: record.UnreadableAnswer, Status: http.StatusOK,
		Detail: "Stripe gives objects that were made at another time than it was asked for; whether they are all cannot be told"}
}

// circling is a list that never gets further.
func circling() *record.Failure {
	return &record.Failure{Reason: record.UnreadableAnswer, Status: http.StatusOK,
		Detail: "Stripe says that there is more of this list, but gives again what it gave before; what lies behind cannot be read"}
}
