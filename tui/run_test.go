package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/tui/profiles"
)

// screenOut collects what is written and lets one wait for a text in it.
type screenOut struct {
	mu   sync.Mutex
	all  bytes.Buffer
	grew chan struct{}
}

func newScreenOut() *screenOut { return &screenOut{grew: make(chan struct{}, 1)} }

func (s *screenOut) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all.Write(p)
	select {
	case s.grew <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (s *screenOut) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

func (s *screenOut) waitFor(t *testing.T, text string) {
	t.Helper()
	limit := time.After(time.Minute)
	for !strings.Contains(s.String(), text) {
		select {
		case <-s.grew:
		case <-limit:
			t.Fatalf("%q never came:\n%q", text, s.String())
		}
	}
}

// running starts the whole program without a terminal, at a fixed size.
func running(ctx context.Context, o Options) (*io.PipeWriter, *screenOut, chan int) {
	in, keys := io.Pipe()
	out := newScreenOut()
	o.In, o.Out, o.NoColor = in, out, true
	done := make(chan int, 1)
	go func() {
		status, _ := runOn(ctx, o, screenOf{w: 80, h: 24})
		done <- status
	}()
	return keys, out, done
}

func TestRunWalksDrillsDownAndLeavesASummary(t *testing.T) {
	t.Parallel()
	keys, out, done := running(context.Background(), testOptions(typoDiagnosis()))
	out.waitFor(t, "Does the lead match the Stripe customer?")
	_, _ = io.WriteString(keys, "d")
	out.waitFor(t, "metadata fp_uid")
	_, _ = io.WriteString(keys, "q")
	select {
	case status := <-done:
		if status != exitDone {
			t.Errorf("status %d", status)
		}
	case <-time.After(time.Minute):
		t.Fatal("q does not end the program")
	}
	rest := out.String()[strings.LastIndex(out.String(), "\x1b["):]
	if !strings.Contains(rest, "fail at item 4 (Lead)") || !strings.Contains(rest, "To do: Either change the lead’s e-mail address") {
		t.Errorf("left behind: %q", rest)
	}
}

// TestFirstFrameWaitsForNoTick: it is drawn before anything else happens.
func TestFirstFrameWaitsForNoTick(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	var out bytes.Buffer
	o.Out = &out
	u := newUI(o)
	u.w, u.h = 80, 24
	u.Init()
	if drawn := out.String(); !strings.Contains(drawn, "fpdoctor") || strings.Count(drawn, "\r\n") != 23 {
		t.Errorf("drawn: %q", drawn)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	o, _ := pending(typoDiagnosis())
	ctx, cancel := context.WithCancel(context.Background())
	_, out, done := running(ctx, o)
	out.waitFor(t, "Asking Stripe and FirstPromoter")
	cancel()
	select {
	case status := <-done:
		if status != exitInterrupted {
			t.Errorf("status %d", status)
		}
	case <-time.After(time.Minute):
		t.Fatal("the program outlives its context")
	}
}

// TestRecheckedAHundredTimes asks again and stops, over and over, while half of
// the runs never answer by themselves; then the last run's answer is shown and
// nothing is left at work.
func TestRecheckedAHundredTimes(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	o := testOptions(typoDiagnosis())
	answer := o.Services.Gather
	var asked, under atomic.Int64
	var healed atomic.Bool
	o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
		under.Add(1)
		defer under.Add(-1)
		p(gather.Step{System: record.Stripe, What: "the invoice"})
		if asked.Add(1)%2 == 0 && !healed.Load() {
			<-ctx.Done()
		}
		return answer(ctx, k, q, p)
	}
	judge := o.Services.Diagnose
	o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		if healed.Load() {
			return goodDiagnosis()
		}
		return judge(ev, a, now)
	}
	keys, out, done := running(context.Background(), o)
	defer func() { _ = keys.Close() }()
	out.waitFor(t, "Does the lead match the Stripe customer?")
	for i := range 100 {
		_, _ = io.WriteString(keys, string("rR"[i%2]))
		if i%3 == 0 {
			_, _ = io.WriteString(keys, "\x1b")
		}
	}
	healed.Store(true)
	_, _ = io.WriteString(keys, "R")
	out.waitFor(t, "4 Lead       ✓ pass")
	_, _ = io.WriteString(keys, "q")
	ends(t, done, exitDone)
	if under.Load() != 0 {
		t.Errorf("%d runs are still at work", under.Load())
	}
}

// What a crashed screen leaves to Bubble Tea can still be drawn; else its own
// handler prints a trace.
func TestCrashLeavesSomethingToDraw(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	s := &shield{u: start(t, o, 80, 24).u, end: func() {}}
	s.u.o.Now = func() time.Time { panic("a fault") }
	model, _ := s.Update(keyMsg("r"))
	if model == nil || s.gone == nil || model.View() != "" {
		t.Errorf("model %v, crash %v", model, s.gone)
	}
}

// TestSlowKeyringIsWaitedForOnScreen holds that the screens stand while keys
// are looked for, and go on by themselves.
func TestSlowKeyringIsWaitedForOnScreen(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	found := make(chan struct{})
	slow := func(o Options, err error) Options {
		o.Prepare = func(ctx context.Context) (Options, error) {
			select {
			case <-found:
			case <-ctx.Done():
				return Options{}, ctx.Err()
			}
			ready := o
			ready.NoColor, ready.Prepare = true, nil
			return ready, err
		}
		return o
	}
	t.Run("found", func(t *testing.T) {
		keys, out, done := running(context.Background(), slow(testOptions(typoDiagnosis()), nil))
		defer func() { _ = keys.Close() }()
		out.waitFor(t, "Looking for your keys")
		_, _ = io.WriteString(keys, "K:")
		out.waitFor(t, "“:” (commands) does nothing here.") // both keys came while it was waiting
		close(found)
		out.waitFor(t, "Does the lead match the Stripe customer?")
		_, _ = io.WriteString(keys, "q")
		ends(t, done, exitDone)
	})
	t.Run("quit before", func(t *testing.T) {
		found = make(chan struct{})
		keys, out, done := running(context.Background(), slow(testOptions(typoDiagnosis()), nil))
		defer func() { _ = keys.Close() }()
		out.waitFor(t, "Looking for your keys")
		_, _ = io.WriteString(keys, "q")
		ends(t, done, exitDone)
	})
	t.Run("refused", func(t *testing.T) {
		found = make(chan struct{})
		o := slow(testOptions(typoDiagnosis()), errors.New("no such profile"))
		in, keys := io.Pipe()
		defer func() { _ = keys.Close() }()
		out := newScreenOut()
		o.In, o.Out, o.NoColor = in, out, true
		failed := make(chan error, 1)
		go func() {
			_, err := runOn(context.Background(), o, screenOf{w: 80, h: 24})
			failed <- err
		}()
		out.waitFor(t, "Looking for your keys")
		close(found)
		select {
		case err := <-failed:
			if err == nil || err.Error() != "no such profile" {
				t.Errorf("the error is %v", err)
			}
		case <-time.After(time.Minute):
			t.Fatal("the screens stay")
		}
	})
}

func ends(t *testing.T, done chan int, want int) {
	t.Helper()
	select {
	case status := <-done:
		if status != want {
			t.Errorf("status %d, want %d", status, want)
		}
	case <-time.After(time.Minute):
		t.Fatal("the program does not end")
	}
}

// TestCrashRestoresTheTerminal: a fault in a key, in a drawing or in the
// background ends the run in order, shows none of the values at hand, and what
// was found before is not lost.
func TestCrashRestoresTheTerminal(t *testing.T) {
	const secret = "value-in-the-hands-of-the-fault"
	for name, sabotage := range map[string]func(o *Options, armed *atomic.Bool){
		"background": func(o *Options, armed *atomic.Bool) {
			sound := o.Services.Gather
			o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
				if armed.Load() {
					panic(secret)
				}
				return sound(ctx, k, q, p)
			}
		},
		"update": func(o *Options, armed *atomic.Bool) {
			now := o.Now
			o.Now = func() time.Time {
				if armed.Load() {
					panic(secret)
				}
				return now()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			o := testOptions(typoDiagnosis())
			var armed atomic.Bool
			sabotage(&o, &armed)
			in, keys := io.Pipe()
			defer func() { _ = keys.Close() }()
			out := newScreenOut()
			o.In, o.Out, o.NoColor = in, out, true
			failed := make(chan error, 1)
			go func() {
				_, err := runOn(context.Background(), o, screenOf{w: 80, h: 24})
				failed <- err
			}()
			out.waitFor(t, "Does the lead match the Stripe customer?")
			armed.Store(true)
			_, _ = io.WriteString(keys, "r")
			select {
			case err := <-failed:
				var crash *Crash
				if !errors.As(err, &crash) || !strings.Contains(string(crash.Stack), ".go:") || strings.Contains(err.Error(), secret) {
					t.Errorf("the error is %v", err)
				}
			case <-time.After(time.Minute):
				t.Fatal("the screens stay")
			}
			all := out.String()
			if strings.Contains(all, secret) || strings.Contains(all, "goroutine") {
				t.Errorf("on the terminal: %q", all)
			}
			_, rest, left := strings.Cut(all, "\x1b[?1049l")
			if !left || !strings.Contains(all, "\x1b[?25h") || !strings.Contains(rest, "fail at item 4 (Lead)") {
				t.Errorf("after the screens: %q", rest)
			}
		})
	}
}
