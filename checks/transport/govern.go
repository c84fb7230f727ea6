package transport

import (
	"context"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Limit is how many requests a service takes in any stretch of time. Where a
// service has several, a request keeps to all of them.
type Limit struct {
	// Name is how the service's reason for a refusal begins (LimitReason), as in
	// endpoint-rate. Where no reason is given, any limit may be meant.
	Name string
	Most int
	Per  time.Duration
	// Of gives the requests, by their path, that count together one word; those of
	// the empty word do not count. nil: all count together.
	Of func(path string) string
}

const (
	// slack is what is added to a stretch of time, as requests do not all take
	// equally long to the service.
	slack = 25 * time.Millisecond
	// crowding is how close requests that have to wait follow one another, of the
	// pace that a limit allows: what began as a burst becomes even.
	crowding = 0.8
	// regain is how long after a refusal a limit is trusted a little more again.
	regain = 5 * time.Second
	// supposed is how long an answer takes, as long as none has come.
	supposed = 50 * time.Millisecond
	// fewest and most are the bounds of how many requests are under way at once.
	fewest = 4
	most   = 48
)

// governors are the limits of the accounts that this process has asked, so that
// all that it does at once keeps to them together.
var governors = struct {
	sync.Mutex
	of map[[sha256.Size]byte]*governor
}{of: map[[sha256.Size]byte]*governor{}}

// governorOf finds the governor of an account of a service. Without limits it is
// nobody else's.
func governorOf(cfg Config) *governor {
	if len(cfg.Limits) == 0 || cfg.Base == nil {
		return newGovernor(cfg)
	}
	key := sha256.Sum256([]byte(origin(cfg.Base) + "\x00" + cfg.Account))
	governors.Lock()
	defer governors.Unlock()
	g := governors.of[key]
	if g == nil {
		g = newGovernor(cfg)
		governors.of[key] = g
	}
	return g
}

// governor lets requests go out as fast as their limits allow, and no more of
// them at once than it takes for that: how many follows from how long the answers
// take. Whoever waits for a limit of its own holds nobody else back.
type governor struct {
	limits []Limit
	cap    int           // 0: as many as needed
	pause  time.Duration // after a refusal

	mu      sync.Mutex
	gauges  []map[string]*gauge // of each limit, by its word
	under   int                 // requests under way
	waiting []*waiter           // the first in front
	wake    *time.Timer         // when the next of them may go
	took    time.Duration       // by an answer, as of late
	eased   float64             // of the seats, after a refusal for too many at once
	easedAt time.Time
}

// waiter is a request that waits for its turn.
type waiter struct {
	gauges []*gauge
	behind int           // how much comes after it; 0: it goes before all who have any
	turn   chan struct{} // closed when it may go out
}

// gauge counts the requests of one limit.
type gauge struct {
	limit   Limit
	sent    []time.Time // the newest, a ring of Limit.Most
	next    int
	waiting int
	under   int       // under way
	paced   bool      // it was used up a moment ago: what goes out is not to come in bursts
	shut    time.Time // nothing goes out before
	share   float64   // of the limit that is used, less than 1 after a refusal
	refused time.Time
}

func newGovernor(cfg Config) *governor {
	g := &governor{limits: cfg.Limits, cap: cfg.InFlight, pause: 2 * cfg.Backoff, eased: 1, took: supposed}
	for range cfg.Limits {
		g.gauges = append(g.gauges, map[string]*gauge{})
	}
	return g
}

// of are the gauges that a path counts in.
func (g *governor) of(path string) (gauges []*gauge) {
	for i, l := range g.limits {
		word := "all"
		if l.Of != nil {
			word = l.Of(path)
		}
		if word == "" {
			continue
		}
		x := g.gauges[i][word]
		if x == nil {
			x = &gauge{limit: l, sent: make([]time.Time, l.Most), share: 1}
			g.gauges[i][word] = x
		}
		gauges = append(gauges, x)
	}
	return gauges
}

// turn waits until a request may go out; rise ends it. Where its turn comes after
// the context's deadline, or the context ends, it is none.
func (g *governor) turn(ctx context.Context, path string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	g.mu.Lock()
	w := &waiter{gauges: g.of(path), behind: behind(ctx), turn: make(chan struct{})}
	if end, ok := ctx.Deadline(); ok {
		for _, x := range w.gauges {
			if !x.turnOf(x.waiting, time.Now()).Before(end) {
				g.mu.Unlock()
				return context.DeadlineExceeded
			}
		}
	}
	for _, x := range w.gauges {
		x.waiting++
	}
	g.queue(w)
	g.call()
	g.mu.Unlock()
	select {
	case <-w.turn:
		if ctx.Err() != nil { // both may have been ready
			g.rise(path, 0)
		}
		return ctx.Err()
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, w); i >= 0 {
		g.leave(i)
	} else { // the turn came at the same moment
		g.end(w.gauges)
	}
	return ctx.Err()
}

type behindKey struct{}

// Behind gives a context for a page of a list after which about so many come: it gives
// way to whatever is asked for by itself, and to pages of longer lists, so that all
// lists end together.
func Behind(ctx context.Context, pages int) context.Context {
	return context.WithValue(ctx, behindKey{}, max(1, pages))
}

func behind(ctx context.Context) int {
	pages, _ := ctx.Value(behindKey{}).(int)
	return pages
}

// queue lets a request wait in its place. g.mu is held, as in all below.
func (g *governor) queue(w *waiter) {
	before := func(x *waiter) bool { return x.behind == 0 || w.behind > 0 && x.behind >= w.behind }
	i := len(g.waiting)
	for i > 0 && !before(g.waiting[i-1]) {
		i--
	}
	g.waiting = slices.Insert(g.waiting, i, w)
}

// leave takes one out of those who wait.
func (g *governor) leave(i int) {
	for _, x := range g.waiting[i].gauges {
		x.waiting--
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
}

// call lets those go who may, in the order in which they came, and looks again
// when the next one may.
func (g *governor) call() {
	now := time.Now()
	var soonest time.Time
	shut := map[*gauge]bool{} // until later: whoever comes behind has to wait, too
	for i := 0; i < len(g.waiting) && g.under < g.seats(); {
		w := g.waiting[i]
		if slices.ContainsFunc(w.gauges, func(x *gauge) bool { return shut[x] }) {
			i++
			continue
		}
		waits := false
		for _, x := range w.gauges {
			free := x.turnOf(0, now)
			if !free.After(now) {
				continue
			}
			waits, shut[x] = true, true
			if soonest.IsZero() || free.Before(soonest) {
				soonest = free // somebody behind may wait for this one alone
			}
		}
		if waits {
			i++
			continue
		}
		g.leave(i)
		for _, x := range w.gauges {
			x.take(now)
		}
		g.under++
		close(w.turn)
	}
	if soonest.IsZero() {
		return
	}
	if g.wake != nil {
		g.wake.Stop()
	}
	g.wake = time.AfterFunc(soonest.Sub(now), func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.call()
	})
}

// take counts a request that goes out.
func (x *gauge) take(now time.Time) {
	x.sent[x.next] = now
	x.next = (x.next + 1) % len(x.sent)
	x.under++
}

// turnOf is when a request may go out behind so many others: as soon as there are
// fewer in the time before than the limit takes, and where that is not now, not all
// together.
func (x *gauge) turnOf(ahead int, now time.Time) time.Time {
	if now.Sub(x.refused) > regain && x.share < 1 {
		x.share, x.refused = min(1, x.share+0.1), now
	}
	used := max(1, int(float64(x.limit.Most)*x.share))
	per := x.limit.Per + slack
	rounds := ahead / used
	before := x.sent[(x.next+len(x.sent)-used+ahead%used)%len(x.sent)] // gone out that many requests before
	at := x.shut
	if !before.IsZero() && now.Sub(before) < per {
		at, x.paced = latest(at, before.Add(per)), true
	}
	if half := x.sent[(x.next+len(x.sent)-max(1, used/2))%len(x.sent)]; half.IsZero() || now.Sub(half) >= per {
		x.paced = false
	}
	if x.paced && ahead == 0 {
		last := x.sent[(x.next+len(x.sent)-1)%len(x.sent)]
		at = latest(at, last.Add(time.Duration(crowding*float64(x.limit.Per)/float64(used))))
	}
	return at.Add(time.Duration(rounds) * per)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// refused takes a 429 to heart. A rate was counted higher than here, as others
// ask too: nothing more goes out of that limit for a moment, and fewer from then
// on. Too many at once, or an object that others hold (lock_timeout), means fewer
// at once; then the request's seat is to rest that long.
func (g *governor) refused(path string, header http.Header, body []byte) (rest time.Duration) {
	reason := LimitReason(header)
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	switch {
	case reason == "resource-specific": // of one object, whose request waits by itself
		return 0
	case strings.HasSuffix(reason, "-concurrency"), reason == "" && strings.Contains(string(body), "lock_timeout"):
		if now.Sub(g.easedAt) > g.pause { // once for those that were refused together
			g.eased, g.easedAt = max(0.1, g.eased/2), now
		}
		return g.pause
	default:
		name, _, _ := strings.Cut(reason, "-")
		for _, x := range g.of(path) {
			if x.limit.Name != name && name != "" {
				continue
			}
			if now.Sub(x.refused) > g.pause {
				x.share, x.refused = max(0.1, x.share*0.85), now
			}
			x.shut = latest(x.shut, now.Add(g.pause/2))
		}
		return 0
	}
}

// seats is how many requests may be under way at once: as many as the limits let
// out while one is answered, and some more.
func (g *governor) seats() int {
	n := g.cap
	switch {
	case n > 0:
	case len(g.limits) == 0:
		n = fewest
	default:
		n = most
		for _, l := range g.limits {
			if l.Of == nil {
				n = min(n, fewest+l.needs(g.took))
			}
		}
	}
	if now := time.Now(); g.eased < 1 && now.Sub(g.easedAt) > regain {
		g.eased, g.easedAt = min(1, g.eased+0.1), now
	}
	return max(1, int(float64(n)*g.eased))
}

// room reports whether a request more could go out at once and is needed besides those
// under way to use the limits.
func (g *governor) room(path string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.under >= g.seats() {
		return false
	}
	now := time.Now()
	return !slices.ContainsFunc(g.of(path), func(x *gauge) bool {
		if x.limit.Of != nil && x.waiting > 0 { // who waits for all together may wait for an endpoint
			return true
		}
		return x.under > x.limit.needs(g.took) || x.turnOf(0, now).After(now)
	})
}

// needs is how many requests under way use up a limit where an answer takes so long.
func (l Limit) needs(took time.Duration) int {
	return int(1.25*took.Seconds()*float64(l.Most)/l.Per.Seconds()) + 1
}

// rise ends a request that took so long; 0 is one that had no answer.
func (g *governor) rise(path string, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if took > 0 {
		g.took += (took - g.took) / 8
	}
	g.end(g.of(path))
}

// end takes a request off those under way.
func (g *governor) end(gauges []*gauge) {
	for _, x := range gauges {
		x.under--
	}
	g.under--
	g.call()
}
