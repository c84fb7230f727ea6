package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/checks/transport"
	"fpdoctor/tui"
	"fpdoctor/tui/profiles"
)

// watchable refuses what does not go with --watch.
func (f *flags) watchable() error {
	if f.watchFor != 0 && !f.watch {
		return usage("--for says how long --watch may take: give it with --watch")
	}
	return nil
}

// following gathers for one watch: at once the first time, and from then on with
// pauses between its requests.
func following(h Host, look tui.Gatherer) tui.Gatherer {
	pace, looks := transport.NewPace(h.Now, h.waits), 0
	return func(ctx context.Context, k profiles.Keys, q record.Query, progress func(gather.Step)) *record.Evidence {
		if looks++; looks > 1 {
			ctx = pace.At(ctx)
		}
		return look(ctx, k, q, progress)
	}
}

// waits waits so long by the clock of the run, or until the context ends.
func (h Host) waits(ctx context.Context, d time.Duration) error {
	if h.Pause != nil {
		return h.Pause(ctx, d)
	}
	return transport.Pause(ctx, d)
}

// watch is a sale that is followed until it is recorded or the time is over. Each
// station is told as it is reached; at the end the whole result is printed as check does.
type watch struct {
	*app
	s  *session
	m  display.Masker
	w  *report.Watch
	at checks.Watching
}

func newWatch(a *app, s *session) *watch {
	m := s.masker(a)
	return &watch{
		app: a, s: s, m: m, w: report.NewWatch(a.Out, a.flags.format.value, m),
		at: checks.Watching{Since: a.Now(), Within: time.Duration(a.flags.watchFor)},
	}
}

func (w *watch) run(ctx context.Context, q record.Query) error {
	look, at := w.services(w.s).Follow(), &w.at
	keys := profiles.Keys{Stripe: w.s.stripe, FirstPromoter: w.s.firstPromoter, AccountID: w.s.accountID}
	w.complain("Watching, until FirstPromoter has the sale or the time is over. Ctrl+C ends it with what is known")
	for !at.Over() {
		evidence := look(ctx, keys, q, nil)
		if err := evidence.UnknownOwnID(); err != nil {
			return usageOf(err)
		}
		if ctx.Err() != nil && at.Last != nil {
			break // what there is of this look is less than what is known
		}
		d := checks.Diagnose(evidence, w.s.answers, w.Now())
		at.Take(&d, w.Now())
		if err := w.w.Look(at); err != nil {
			return ended(exitIncomplete, plainError(err))
		}
		if ctx.Err() != nil || !at.Over() && w.waits(ctx, at.Next.Sub(w.Now())) != nil {
			break
		}
	}
	return w.end(ctx.Err())
}

// end prints what is known at the end; stopped is why there is no more.
func (w *watch) end(stopped error) error {
	switch {
	case errors.Is(stopped, context.DeadlineExceeded):
		w.complain(fmt.Sprintf("The time of %s was over before the watch was", time.Duration(w.flags.timeout)))
	case stopped != nil:
		w.complain("Stopped by you; what follows is what was known by then")
	}
	d, status := w.at.Last, watchStatus(&w.at)
	if err := w.result(d); err != nil {
		return ended(worst(status, exitIncomplete), plainError(err))
	}
	if err := w.save(d); err != nil {
		w.complain(err.Error())
		status = worst(status, exitIncomplete)
	}
	if status != exitOK {
		return ended(status, "")
	}
	return nil
}

// result prints the result of the last look, apart from the lines before it.
func (w *watch) result(d *checks.Diagnosis) error {
	if w.flags.format.value == "json" {
		return w.w.End(d)
	}
	if _, err := fmt.Fprintln(w.Out); err != nil {
		return err
	}
	return w.print(d, w.m)
}

// watchStatus is the exit status of a watch: 0 once the sale is recorded, 1 when the
// time is over without it, 3 where that cannot be known.
func watchStatus(at *checks.Watching) int {
	found := exitStatus(at.Last.Checks[:])
	switch is := at.Now; {
	case is.State == checks.Arrived:
		return exitOK
	case !is.State.Over(), is.State == checks.NoKey, is.Unread != nil:
		return worst(found, exitIncomplete)
	}
	return exitFail
}
