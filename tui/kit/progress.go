package kit

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// BeginRun begins a piece of work, the newest of its kind by its number.
func BeginRun(number int, now time.Time) *Run {
	ctx, cancel := context.WithCancel(context.Background())
	return &Run{Number: number, Ctx: ctx, Cancel: cancel, Started: now, Steps: &steps{}}
}

// slowAfter is when waiting needs a word.
const slowAfter = 5 * time.Second

// Run is one piece of work in the background. Its number goes with every
// answer, so that a slow older one never overwrites a newer one.
type Run struct {
	Number  int
	Ctx     context.Context
	Cancel  context.CancelFunc
	Started time.Time
	Steps   *steps
	Asked   Question
}

// Question is what a program asks the person in a window of its own while work
// waits for the answer. It is set from any goroutine.
type Question struct{ text atomic.Pointer[string] }

// Set takes what is asked now; empty where nothing is any more.
func (q *Question) Set(text string) { q.text.Store(&text) }

// Text is what is asked now, safe to draw, or empty.
func (q *Question) Text() string {
	if text := q.text.Load(); text != nil {
		return display.Clean(*text)
	}
	return ""
}

// Doing is the line that tells what is waited for, or what is asked meanwhile.
func (r *Run) Doing(spin, what string) Line {
	if asked := r.Asked.Text(); asked != "" {
		return Ln(Warn, spin+" ").With(Strong, asked)
	}
	return Ln(Accent, spin+" ").With(Strong, what+"…")
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
	records, of int // of a list that is read, as last told
}

// Step is one request, begun or done with, or how far the reading of a list has come.
type Step struct {
	System  record.System
	What    string
	Done    bool
	Failed  bool
	Records int // that have come of a list; 0: it begins, or is done with
	Of      int // about as many there will be; 0: not known
}

// Report takes note of a request.
func (s *steps) Report(g Step) {
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
	case g.Records > 0:
		x.records, x.of = max(x.records, g.Records), g.Of
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

// Copy is what was asked so far.
func (s *steps) Copy() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]asked(nil), s.list...)
}

// Stage is one step of a run, and how far it has come.
type Stage struct {
	System      record.System
	What        string // safe to draw
	Under       bool   // on its way
	Failed      bool   // nothing, or not all, came of it
	Records, Of int    // of a list; Of 0: not known
}

// Stages are the steps of a run so far, in the order in which they began.
func (r *Run) Stages() []Stage {
	var out []Stage
	for _, s := range r.Steps.Copy() {
		out = append(out, Stage{
			System: s.system, What: display.Clean(s.what), Under: s.under > 0, Failed: s.failed > 0 && s.under == 0,
			Records: s.records, Of: s.of,
		})
	}
	return out
}

// counts are the requests answered and those started.
func counts(list []asked) (done, all int) {
	for _, s := range list {
		done += s.done
		all += s.done + s.under
	}
	return done, all
}

// Line tells in one line what is asked of whom, how far and how long.
func (r *Run) Line(spin string, now time.Time, doing string) Line {
	list := r.Steps.Copy()
	done, all := counts(list)
	took := now.Sub(r.Started)
	l := Line{{spin + " ", Accent}, {doing, Strong}}
	if all > 0 {
		l = l.With(Muted, fmt.Sprintf("  %d of %d", done, all))
	}
	l = l.With(Muted, "  "+Seconds(took))
	if took >= slowAfter {
		l = l.With(Warn, "  slow to answer")
	}
	l = l.With(Keycap, "  Esc").With(Muted, " stops")
	// What is asked stands last, being the first to go where room is short.
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].under > 0 {
			return l.With(Muted, "  "+list[i].system.Name()+": "+display.Clean(list[i].what))
		}
	}
	return l
}

// Seconds is a short span of time in words.
func Seconds(d time.Duration) string {
	if d < 0 {
		d = 0
	}
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// ProgressDoc is the whole screen's progress, for when there is nothing else to show.
func ProgressDoc(d *Doc, r *Run, spin string, now time.Time) {
	list := r.Steps.Copy()
	done, all := counts(list)
	took := now.Sub(r.Started)
	doing, esc := "Asking Stripe and FirstPromoter", " stops."
	if r.Ctx.Err() != nil {
		doing, esc = "Stopping", " does not wait for the rest."
	}
	d.Add(Line{{spin + " ", Accent}, {doing, Strong}, {"   " + Seconds(took), Muted}})
	d.Blank()
	for _, sys := range []record.System{record.Stripe, record.FirstPromoter} {
		d.Heading(sys.Name())
		n := 0
		for _, s := range list {
			if s.system != sys {
				continue
			}
			n++
			mark, r := "✓ ", Pass
			switch {
			case s.under > 0:
				mark, r = spin+" ", Accent
			case s.failed > 0:
				mark, r = "◌ ", errored
			}
			l := Line{{mark, r}, {display.Clean(s.what), Plain}}
			if s.failed > 0 && s.under == 0 {
				l = l.With(Muted, "  no answer")
			} else if s.done > 1 {
				l = l.With(Muted, fmt.Sprintf("  %d answers", s.done))
			}
			d.Add(l)
		}
		if n == 0 {
			d.Add(Ln(Muted, "· waiting"))
		}
		d.Blank()
	}
	switch {
	case all > 0:
		d.Add(Ln(Muted, fmt.Sprintf("%d of %d requests are done.", done, all)).With(Keycap, " Esc").With(Muted, esc))
	default:
		d.Add(Ln(Keycap, "Esc").With(Muted, esc))
	}
	if took >= slowAfter {
		d.Blank()
		d.Para(Warn, "The answers are slow today. fpdoctor waits and tries again by itself; nothing is lost by waiting.")
	}
}
