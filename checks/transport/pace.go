package transport

import (
	"context"
	"sync"
	"time"
)

// Pace holds back requests that nobody hurries for, as those of a watch: of one
// service each goes out no sooner than Config.Apart after the one before.
type Pace struct {
	now   func() time.Time
	pause func(context.Context, time.Duration) error

	mu sync.Mutex
	of map[string]*turns // by the service's origin
}

// turns are those of one service. Whoever has the seat waits, all others wait for it.
type turns struct {
	seat chan struct{}
	next time.Time
}

// NewPace is a pace by a clock; pause waits so long on it, or until the context ends.
func NewPace(now func() time.Time, pause func(context.Context, time.Duration) error) *Pace {
	return &Pace{now: now, pause: pause, of: map[string]*turns{}}
}

// Pause waits by the system's clock.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type paceKey struct{}

// At is a context whose requests keep to the pace.
func (p *Pace) At(ctx context.Context) context.Context { return context.WithValue(ctx, paceKey{}, p) }

// keepPace waits for a request's turn where its context has a pace.
func (t *Transport) keepPace(ctx context.Context) error {
	p, ok := ctx.Value(paceKey{}).(*Pace)
	if !ok || t.cfg.Apart <= 0 || t.cfg.Base == nil {
		return nil
	}
	x := p.turnsOf(origin(t.cfg.Base))
	select {
	case x.seat <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-x.seat }()
	if wait := x.next.Sub(p.now()); wait > 0 {
		if err := p.pause(ctx, wait); err != nil {
			return err
		}
	}
	x.next = p.now().Add(t.cfg.Apart)
	return nil
}

func (p *Pace) turnsOf(service string) *turns {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[service] == nil {
		p.of[service] = &turns{seat: make(chan struct{}, 1)}
	}
	return p.of[service]
}
