package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// maxPause caps one pause, whatever Retry-After asks for.
const maxPause = 30 * time.Second

// errAgain marks a response that is worth another try.
var errAgain = errors.New("worth another try")

// persist sends until there is an answer to keep, the tries are used up, or
// the next pause would outlast the context's deadline. Then the last outcome
// counts: a run that is out of time still learns that it was rate-limited.
func (t *Transport) persist(ctx context.Context, send func() (*http.Response, error)) (*http.Response, error) {
	var last *http.Response
	var failed error
	growing := backoff.NewExponentialBackOff()
	growing.InitialInterval = t.cfg.Backoff
	growing.Multiplier = 2
	growing.MaxInterval = min(maxPause, 16*t.cfg.Backoff)

	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		res, err := send() //nolint:bodyclose // an answer to keep is the caller's, others are read already
		var late *Error
		if last != nil && errors.As(err, &late) && late.Kind == OutOfTime {
			return struct{}{}, backoff.Permanent(errAgain) // its turn would come too late
		}
		last, failed = res, err
		switch {
		case failed != nil && !passing(failed):
			return struct{}{}, backoff.Permanent(failed)
		case failed != nil:
			return struct{}{}, errAgain
		case !retryable(last):
			return struct{}{}, nil
		}
		if wait, ok := t.asked(last, time.Now()); ok {
			if !inTime(ctx, wait) {
				return struct{}{}, backoff.Permanent(errAgain)
			}
			return struct{}{}, &backoff.RetryAfterError{Duration: wait}
		}
		return struct{}{}, errAgain
	}, backoff.WithBackOff(inTimeOnly{growing, ctx}), backoff.WithMaxTries(t.cfg.Tries), backoff.WithMaxElapsedTime(0))

	if err != nil && ctx.Err() != nil {
		return nil, given(ctx, ctx.Err())
	}
	return last, failed
}

// inTimeOnly ends the tries rather than begin a pause that cannot end in time.
type inTimeOnly struct {
	backoff.BackOff
	ctx context.Context
}

func (b inTimeOnly) NextBackOff() time.Duration {
	next := b.BackOff.NextBackOff()
	if !inTime(b.ctx, next) {
		return backoff.Stop
	}
	return next
}

func inTime(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// Rounds is how often a page of a whole list is asked for anew after all tries of
// a request were used up: of thousands of pages, some are that unlucky.
const Rounds = 3

// Rest waits before the next round, longer each time. It is false where the
// context ends first.
func (t *Transport) Rest(ctx context.Context, round int) bool {
	wait := 2 * t.cfg.Backoff << round
	if !inTime(ctx, wait) {
		return false
	}
	return Pause(ctx, wait) == nil
}

// passing reports whether an error may be gone the next time. A request that
// got no answer within its own timeout is not repeated: it has cost the person
// that long already.
func passing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == NoConnection && !e.lasting
}

// retryable reports whether a response is worth another try: rate limits, lock
// conflicts (409) and server errors, unless Stripe says otherwise in
// Stripe-Should-Retry (stripe-go, shouldRetry).
func retryable(res *http.Response) bool {
	switch strings.ToLower(res.Header.Get("Stripe-Should-Retry")) {
	case "true":
		return true
	case "false":
		// Stripe sends it with rate limits too, where it means "not at once".
		return res.StatusCode == http.StatusTooManyRequests
	}
	return res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusConflict || res.StatusCode >= 500
}

// asked is the pause the service asks for. Retry-After gives it in seconds or
// as a date. Stripe documents no Retry-After but a reason: its rates are counted
// by the second, so a rate needs a second to pass (twice the default first pause),
// while a concurrency limit or an object lock (no reason) may be gone sooner.
func (t *Transport) asked(res *http.Response, now time.Time) (time.Duration, bool) {
	wait, ok := retryAfter(res.Header, now)
	if !ok && res.StatusCode == http.StatusTooManyRequests && strings.HasSuffix(LimitReason(res.Header), "-rate") {
		wait, ok = 2*t.cfg.Backoff, true
	}
	if !ok {
		return 0, false
	}
	// Requests refused together must not come back together.
	wait += time.Duration(rand.Int64N(int64(t.cfg.Backoff)/2 + 1))
	return min(wait, maxPause), true
}

// retryAfter reads Retry-After. A date is read against the service's own Date,
// so that a wrong clock here does no harm.
func retryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if !(seconds > 0) {
			return 0, false
		}
		return time.Duration(min(seconds, maxPause.Seconds()) * float64(time.Second)), true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		now = theirs
	}
	wait := at.Sub(now)
	return min(wait, maxPause), wait > 0
}

// LimitReason is Stripe's reason for a 429: global-rate, endpoint-rate,
// global-concurrency, endpoint-concurrency or resource-specific. Empty where
// there is none, as with an object lock and with FirstPromoter.
func LimitReason(h http.Header) string {
	switch reason := strings.ToLower(h.Get("Stripe-Rate-Limited-Reason")); reason {
	case "global-rate", "endpoint-rate", "global-concurrency", "endpoint-concurrency", "resource-specific":
		return reason
	}
	return ""
}
