package tui

import (
	"context"
	"fmt"
	"sync"
	"time"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// beginRun begins a piece of work, the newest of its kind by its number.
func beginRun(number int, now time.Time) *run {
	ctx, cancel := context.WithCancel(context.Background())
	return &run{number: number, ctx: ctx, cancel: cancel, started: now, steps: &steps{}}
}

// slowAfter is when waiting needs a word.
const slowAfter = 5 * time.Second

// run is one piece of work in the background. Its number goes with every
// answer, so that a slow older one never overwrites a newer one.
type run struct {
	number  int
	ctx     context.Context
	cancel  context.CancelFunc
	started time.Time
	steps   *steps
}

// steps is what is being asked. Requests report from their own goroutines;
// screens look at a copy when they draw.
type steps struct {
	mu   sync.Mutex
	list []asked
}

type asked struct {
	system      record.System
	what        string
	under, done int
	failed      int
}

// step is one request: begun, or done with.
type step struct {
	System record.System
	What   string
	Done   bool
	Failed bool
}

// report takes note of a request.
func (s *steps) report(g step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := 0
	for ; i < len(s.list); i++ {
		if s.list[i].system == g.System && s.list[i].what == g.What {
			break
		}
	}
	if i == len(s.list) {
		s.list = append(s.list, asked{system: g.System, what: g.What})
	}
	switch x := &s.list[i]; {
	case !g.Done:
		x.under++
	default:
		x.under = max(0, x.under-1)
		x.done++
		if g.Failed {
			x.failed++
		}
	}
}

func (s *steps) copy() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]asked(nil), s.list...)
}

// counts are the requests answered and those started.
func counts(list []asked) (done, all int) {
	for _, s := range list {
		done += s.done
		all += s.done + s.under
	}
	return done, all
}

// line tells in one line what is asked of whom, how far and how long.
func (r *run) line(spin string, now time.Time, doing string) line {
	list := r.steps.copy()
	done, all := counts(list)
	took := now.Sub(r.started)
	l := line{{spin + " ", accent}, {doing, strong}}
	if all > 0 {
		l = l.with(muted, fmt.Sprintf("  %d of %d", done, all))
	}
	l = l.with(muted, "  "+seconds(took))
	if took >= slowAfter {
		l = l.with(warn, "  slow to answer")
	}
	l = l.with(keycap, "  Esc").with(muted, " stops")
	// What is asked stands last, being the first to go where room is short.
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].under > 0 {
			return l.with(muted, "  "+list[i].system.Name()+": "+display.Clean(list[i].what))
		}
	}
	return l
}

func seconds(d time.Duration) string {
	if d < 0 {
		d = 0
	}
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// progressDoc is the whole screen's progress, for when there is nothing else to show.
func progressDoc(d *doc, r *run, spin string, now time.Time) {
	list := r.steps.copy()
	done, all := counts(list)
	took := now.Sub(r.started)
	doing, esc := "Asking Stripe and FirstPromoter", " stops."
	if r.ctx.Err() != nil {
		doing, esc = "Stopping", " does not wait for the rest."
	}
	d.add(line{{spin + " ", accent}, {doing, strong}, {"   " + seconds(took), muted}})
	d.blank()
	for _, sys := range []record.System{record.Stripe, record.FirstPromoter} {
		d.heading(sys.Name())
		n := 0
		for _, s := range list {
			if s.system != sys {
				continue
			}
			n++
			mark, r := "✓ ", pass
			switch {
			case s.under > 0:
				mark, r = spin+" ", accent
			case s.failed > 0:
				mark, r = "◌ ", errored
			}
			l := line{{mark, r}, {display.Clean(s.what), plain}}
			if s.failed > 0 && s.under == 0 {
				l = l.with(muted, "  no answer")
			} else if s.done > 1 {
				l = l.with(muted, fmt.Sprintf("  %d answers", s.done))
			}
			d.add(l)
		}
		if n == 0 {
			d.add(ln(muted, "· waiting"))
		}
		d.blank()
	}
	switch {
	case all > 0:
		d.add(ln(muted, fmt.Sprintf("%d of %d requests are done.", done, all)).with(keycap, " Esc").with(muted, esc))
	default:
		d.add(ln(keycap, "Esc").with(muted, esc))
	}
	if took >= slowAfter {
		d.blank()
		d.para(warn, "The answers are slow today. fpdoctor waits and tries again by itself; nothing is lost by waiting.")
	}
}
