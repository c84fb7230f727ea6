package transport

import (
	"context"
	"crypto/sha256"
	"net/http"
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
	most   = 32
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
// them at once than it takes for that: how many follows from how long the answers take.
type governor struct {
	limits []Limit
	cap    int           // 0: as many as needed
	pause  time.Duration // after a refusal

	mu      sync.Mutex
	gauges  []map[string]*gauge // of each limit, by its word
	under   int                 // requests under way
	waiting []chan struct{}     // for one of them to end, the first in front
	took    time.Duration       // by an answer, as of late
	eased   float64             // of the seats, after a refusal for too many at once
	easedAt time.Time
}

// gauge counts the requests of one limit.
type gauge struct {
	sent    []time.Time // the newest, a ring of Limit.Most
	next    int
	last    time.Time // the newest turn given
	shut    time.Time // nothing goes out before
	share   float64   // of the limit that is used, less than 1 after a refusal
	refused time.Time
	epoch   int // counts the refusals, after which turns are given anew
}

func newGovernor(cfg Config) *governor {
	g := &governor{limits: cfg.Limits, cap: cfg.InFlight, pause: 2 * cfg.Backoff, eased: 1, took: supposed}
	for range cfg.Limits {
		g.gauges = append(g.gauges, map[string]*gauge{})
	}
	return g
}

// of are the gauges that a path counts in, with their limits.
func (g *governor) of(path string) (gauges []*gauge, limits []Limit) {
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
			x = &gauge{sent: make([]time.Time, l.Most), share: 1}
			g.gauges[i][word] = x
		}
		gauges, limits = append(gauges, x), append(limits, l)
	}
	return gauges, limits
}

// turn waits until a request may go out. Where its turn comes after the
// context's deadline, or the context ends, it does not count.
func (g *governor) turn(ctx context.Context, path string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for {
		at, stands, err := g.reserve(ctx, path)
		if err != nil {
			return err
		}
		wait := time.Until(at)
		if wait <= 0 {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
			if stands() {
				return nil
			}
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// reserve gives a turn. It stands until a request of the same limits is refused.
func (g *governor) reserve(ctx context.Context, path string) (at time.Time, stands func() bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	gauges, limits := g.of(path)
	at = now
	for i, x := range gauges {
		at = latest(at, x.free(limits[i], now))
	}
	if end, ok := ctx.Deadline(); ok && !at.Before(end) {
		return at, nil, context.DeadlineExceeded
	}
	epochs := 0
	for _, x := range gauges {
		x.sent[x.next], x.last = at, at
		x.next = (x.next + 1) % len(x.sent)
		epochs += x.epoch
	}
	return at, func() bool {
		g.mu.Lock()
		defer g.mu.Unlock()
		sum := 0
		for _, x := range gauges {
			sum += x.epoch
		}
		return sum == epochs
	}, nil
}

// free is when the next request fits into a limit: as soon as there are fewer in
// the time before than it takes, and where that is not now, not all together.
func (x *gauge) free(l Limit, now time.Time) time.Time {
	if now.Sub(x.refused) > regain && x.share < 1 {
		x.share, x.refused = min(1, x.share+0.1), now
	}
	used := max(1, int(float64(l.Most)*x.share))
	oldest := x.sent[(x.next+len(x.sent)-used)%len(x.sent)]
	at := x.shut
	if !oldest.IsZero() {
		at = latest(at, oldest.Add(l.Per+slack))
	}
	if at.After(now) || x.last.After(now) {
		at = latest(at, x.last.Add(time.Duration(crowding*float64(l.Per)/float64(used))))
	}
	return at
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
		gauges, limits := g.of(path)
		for i, x := range gauges {
			if limits[i].Name != name && name != "" {
				continue
			}
			if now.Sub(x.refused) > g.pause {
				x.share, x.refused = max(0.1, x.share*0.85), now
			}
			for k, at := range x.sent {
				if at.After(now) {
					x.sent[k] = time.Time{} // a turn that is given anew
				}
			}
			x.last = now
			x.epoch++
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
				n = min(n, fewest+int(1.25*g.took.Seconds()*float64(l.Most)/l.Per.Seconds()))
			}
		}
	}
	if now := time.Now(); g.eased < 1 && now.Sub(g.easedAt) > regain {
		g.eased, g.easedAt = min(1, g.eased+0.1), now
	}
	return max(1, int(float64(n)*g.eased))
}

// room reports whether a request could go out at once.
func (g *governor) room(path string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.under >= g.seats() || len(g.waiting) > 0 {
		return false
	}
	now := time.Now()
	gauges, limits := g.of(path)
	for i, x := range gauges {
		if x.free(limits[i], now).After(now) {
			return false
		}
	}
	return true
}

// sit waits until fewer requests are under way than may be.
func (g *governor) sit(ctx context.Context) error {
	g.mu.Lock()
	if g.under < g.seats() && len(g.waiting) == 0 {
		g.under++
		g.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	g.waiting = append(g.waiting, mine)
	g.mu.Unlock()
	select {
	case <-mine:
		if ctx.Err() != nil { // both may have been ready
			g.rise(0)
		}
		return ctx.Err()
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting {
		if w == mine {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return ctx.Err()
		}
	}
	g.under-- // the seat came at the same moment
	g.call()
	return ctx.Err()
}

// rise ends a request that took so long; 0 is one that had no answer.
func (g *governor) rise(took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if took > 0 {
		g.took += (took - g.took) / 8
	}
	g.under--
	g.call()
}

// call gives free seats to those who wait.
func (g *governor) call() {
	for len(g.waiting) > 0 && g.under < g.seats() {
		g.under++
		close(g.waiting[0])
		g.waiting = g.waiting[1:]
	}
}
