package creds

import (
	"context"
	"sync"
	"time"
)

// QuestionLimit bounds the wait for a person whom the keyring's program asks
// something in a window of its own.
const QuestionLimit = time.Minute

// wait is a context that ends after a time limit, as one of context.WithTimeout
// does, which is put off while the person is asked something.
type wait struct {
	context.Context // the caller's
	done            chan struct{}
	stop            func() bool // stops listening to the caller's

	mu       sync.Mutex
	err      error
	end      time.Time
	timer    *time.Timer
	question string // what the person is being asked, or empty
}

// limited bounds a call; cancel must be called at its end.
func limited(ctx context.Context, limit time.Duration) (_ context.Context, cancel func()) {
	w := &wait{Context: ctx, done: make(chan struct{})}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end = time.Now().Add(limit)
	w.timer = time.AfterFunc(limit, func() { w.over(context.DeadlineExceeded) })
	w.stop = context.AfterFunc(ctx, func() { w.over(ctx.Err()) })
	return w, func() { w.over(context.Canceled) }
}

func (w *wait) over(why error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return
	}
	w.err = why
	w.timer.Stop()
	w.stop()
	close(w.done)
}

// Done is closed at the end.
func (w *wait) Done() <-chan struct{} { return w.done }

// Err is why it ended, or nil.
func (w *wait) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Deadline is the end as it stands now.
func (w *wait) Deadline() (time.Time, bool) {
	outer, bounded := w.Context.Deadline()
	w.mu.Lock()
	defer w.mu.Unlock()
	if bounded && outer.Before(w.end) {
		return outer, true
	}
	return w.end, true
}

type waitKey struct{}

// Value gives the wait itself to those who put it off.
func (w *wait) Value(key any) any {
	if key == (waitKey{}) {
		return w
	}
	return w.Context.Value(key)
}

// waitOf is the innermost wait of a context, or nil.
func waitOf(ctx context.Context) *wait {
	w, _ := ctx.Value(waitKey{}).(*wait)
	return w
}

// putOff gives a call, and those around it, so much time from now on at least.
func putOff(ctx context.Context, limit time.Duration) {
	for w := waitOf(ctx); w != nil; w = waitOf(w.Context) {
		w.mu.Lock()
		if end := time.Now().Add(limit); w.err == nil && end.After(w.end) {
			w.end = end
			w.timer.Reset(limit)
		}
		w.mu.Unlock()
	}
}

// asked is what the person is being asked, or empty.
func (w *wait) asked() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.question
}

type listenerKey struct{}

// OnQuestion gives a context under which listen hears, in a sentence, what the
// keyring's program asks the person in a window of its own, and an empty one when
// that is over. The call then waits for the answer, for as long as QuestionLimit.
// Without this, nothing waits for a person. listen may be called from any goroutine.
func OnQuestion(ctx context.Context, listen func(question string)) context.Context {
	return context.WithValue(ctx, listenerKey{}, listen)
}

// announceQuestion tells the person what is asked and puts the limit off; false where
// nobody would hear it.
func announceQuestion(ctx context.Context, question string) bool {
	listen, _ := ctx.Value(listenerKey{}).(func(string))
	if listen == nil {
		return false
	}
	if w := waitOf(ctx); w != nil {
		w.mu.Lock()
		if w.err == nil { // else who waits still needs to know that something was asked
			w.question = question
		}
		w.mu.Unlock()
	}
	if question != "" {
		putOff(ctx, QuestionLimit+promptMargin)
	}
	listen(question)
	return true
}

// promptMargin is what is left of the time when a question is given up, to take
// it back and say so.
const promptMargin = 300 * time.Millisecond
