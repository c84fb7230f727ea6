package fpapi

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

func TestWholeListOnceForAll(t *testing.T) {
	gate := make(chan struct{})
	s := serve(t, record.V1, func(w http.ResponseWriter, r *http.Request) {
		<-gate
		answering(200, numberedList(1, 7))(w, r)
	})
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var q question.For[question.List[record.Referral]] = question.Leads{}
			if i%2 == 0 {
				q = question.Converted{}
			}
			if _, complete, err := listed(context.Background(), s, q); err != nil || !complete {
				t.Errorf("complete %v, %v", complete, err)
			}
		}()
	}
	close(gate)
	wg.Wait()
	if s.requests() != 1 {
		t.Errorf("%d requests, want 1", s.requests())
	}
}

func TestFailedFetchIsTriedAgain(t *testing.T) {
	var n atomic.Int32
	s := serve(t, record.V1, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			answering(401, `"Bad credentials"`)(w, r)
			return
		}
		answering(200, numberedList(1, 3))(w, r)
	})
	_, _, err := listed(context.Background(), s, question.Promoters{})
	if f := failure(t, err); f.Reason != record.CredentialsRefused {
		t.Errorf("%+v", f)
	}
	if list, complete, err := listed(context.Background(), s, question.Promoters{}); err != nil || !complete || len(list) != 3 {
		t.Errorf("%d, %v, %v", len(list), complete, err)
	}
}

// One caller's cancelled fetch must not fail the others that wait for it.
func TestCancelledFetchIsTakenOver(t *testing.T) {
	var n atomic.Int32
	first := make(chan struct{})
	s := serve(t, record.V1, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			close(first)
			<-r.Context().Done()
			return
		}
		answering(200, numberedList(1, 3))(w, r)
	})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		if _, _, err := listed(ctx, s, question.Leads{}); err == nil || err.Error() != record.Stopped {
			t.Errorf("the one that was cancelled: %v", err)
		}
	}()
	<-first
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if list, _, err := listed(context.Background(), s, question.Leads{}); err != nil || len(list) != 3 {
				t.Errorf("one that waited: %d, %v", len(list), err)
			}
		}()
	}
	cancel()
	wg.Wait()
	if got := n.Load(); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

func TestWaitingEndsWithOwnContext(t *testing.T) {
	var sh shared[int]
	started, release := make(chan struct{}), make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = sh.get(context.Background(), func(context.Context) (int, error) { close(started); <-release; return 1, nil })
	}()
	<-started
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := sh.get(ctx, func(context.Context) (int, error) { return 0, errors.New("fetched twice") })
	if f := failure(t, err); f.Detail != record.Stopped {
		t.Errorf("%+v", f)
	}
	close(release)
	<-done
}

func TestInFlight(t *testing.T) {
	var now, most atomic.Int32
	s := serve(t, record.V2, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for {
			m := most.Load()
			if n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		paging{n: 2000}.ServeHTTP(w, r)
	})
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if list, _, err := listed(context.Background(), s, question.Promoters{}); err != nil || len(list) != 2000 {
				t.Errorf("%d, %v", len(list), err)
			}
		}()
	}
	wg.Wait()
	if most.Load() > 4 {
		t.Errorf("%d requests at once, want at most 4", most.Load())
	}
}
