package checks

import "time"

// How long a watch leaves both services alone between two looks. Nothing is
// pressing while somebody is still to pay.
const (
	BetweenLooks = 5 * time.Second
	UntilPayment = 20 * time.Second
)

// Watching is a watch from its beginning on: what its looks have found, what they
// changed and when the next one is due.
type Watching struct {
	Since time.Time
	// Within is how long it takes at most; 0: the quarter of an hour for somebody to
	// pay, then FirstPromoter's two minutes.
	Within  time.Duration
	Looks   int
	Now     *Watch    // nil: nothing seen yet
	Next    time.Time // of the next look
	Already bool      // it had arrived before the first look
	Seen    []Seen
	// Last is what was found last, before the watch began too; nil: nothing.
	Last *Diagnosis
}

// Seen is a moment at which something was seen to have changed.
type Seen struct {
	At      time.Time
	Changes []Change
}

// Over reports whether there is nothing more to wait for.
func (w *Watching) Over() bool { return w.Now != nil && w.Now.State.Over() }

// Due reports whether it is time for another look.
func (w *Watching) Due(now time.Time) bool { return !w.Over() && !now.Before(w.Next) }

// Take goes on from what a look has found; now is after it. The last look is when
// the time is over.
func (w *Watching) Take(d *Diagnosis, now time.Time) {
	w.Looks++
	before := w.Last
	if before == nil {
		before = d
	}
	if changes := d.Since(before); len(changes) > 0 {
		w.Seen = append(w.Seen, Seen{d.At, changes})
	}
	w.Already = w.Looks == 1 && before.Watch(w.Since, w.Within, nil).State == Arrived
	is := d.Watch(w.Since, w.Within, w.Now)
	wait := BetweenLooks
	if is.State == AwaitingPayment {
		wait = UntilPayment
	}
	w.Last, w.Now, w.Next = d, &is, now.Add(wait)
	if is.Until.Before(w.Next) {
		w.Next = is.Until
	}
}
