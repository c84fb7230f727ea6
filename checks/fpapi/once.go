package fpapi

import (
	"context"
	"slices"
	"sync"

	"fpdoctor/checks/question"
)

// whole is a list of API v1 that can only be had as a whole.
type whole[T any] struct{ question.List[T] }

// copied gives a caller a list of its own to sort and filter.
func (w whole[T]) copied() question.List[T] {
	return question.List[T]{Items: slices.Clone(w.Items), Complete: w.Complete}
}

// shared fetches a value once for all callers. A fetch that failed is not
// kept. Callers that wait for somebody else's fetch go by their own context,
// and take over where the other one was cancelled.
type shared[T any] struct {
	mu     sync.Mutex
	done   bool
	value  T
	flight *flight[T]
}

type flight[T any] struct {
	landed    chan struct{}
	value     T
	err       error
	abandoned bool // its caller gave up, which says nothing about the service
}

func (s *shared[T]) get(ctx context.Context, fetch func(context.Context) (T, error)) (T, error) {
	for {
		s.mu.Lock()
		if s.done {
			defer s.mu.Unlock()
			return s.value, nil
		}
		f := s.flight
		if f == nil {
			f = &flight[T]{landed: make(chan struct{}), abandoned: true}
			s.flight = f
			s.mu.Unlock()
			s.fly(ctx, f, fetch)
			return f.value, f.err
		}
		s.mu.Unlock()

		select {
		case <-f.landed:
			if !f.abandoned {
				return f.value, f.err
			}
		case <-ctx.Done():
			var none T
			return none, ended(ctx)
		}
	}
}

// fly fetches and lands whatever happens, a panic included.
func (s *shared[T]) fly(ctx context.Context, f *flight[T], fetch func(context.Context) (T, error)) {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.flight = nil
		if !f.abandoned && f.err == nil {
			s.value, s.done = f.value, true
		}
		close(f.landed)
	}()
	f.value, f.err = fetch(ctx)
	f.abandoned = f.err != nil && ctx.Err() != nil
}
