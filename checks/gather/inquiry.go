package gather

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// Options steer an inquiry.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// Progress, if set, is told of every request that starts and ends. It is
	// called from several goroutines and must not block.
	Progress func(Step)
	// Sparing waits for a round rather than ask for what may turn out not to be
	// needed: an audit looks at hundreds of sales.
	Sparing bool
}

// Step is one thing being asked of one service.
type Step struct {
	System record.System
	What   string // in plain words: "invoices of the customer"
	Done   bool
	Failed bool
	// Read is how far a list has come that is still being read; zero where a step
	// starts or ends.
	Read question.Reading
}

// Inquiry asks both services in rounds: nothing twice, nothing of a service
// that is down, and it keeps what could not be had.
type Inquiry struct {
	clients  Clients
	progress func(Step)

	asked  map[any]bool // keys of what has been asked
	failed map[any]bool // which of these gave nothing
	down   map[record.System]record.Failure
	rate   map[record.System]outcome // of the round at work
	gaps   []record.Gap
	late   bool // the time of the whole run was over
	depth  int
}

// outcome is what became of the requests of one round to one service.
type outcome struct {
	tries, lost int
	lists       []record.Part  // what the lost ones were for
	why         record.Failure // of one that was lost
}

// NewInquiry begins one. It asks nothing yet.
func NewInquiry(clients Clients, opts Options) *Inquiry {
	return &Inquiry{
		clients: clients, progress: opts.Progress,
		asked: map[any]bool{}, failed: map[any]bool{}, down: map[record.System]record.Failure{},
	}
}

// Gaps are the parts that could not be had so far, each reason once.
func (in *Inquiry) Gaps() []record.Gap { return in.gaps }

// OutOfTime: the time of the whole run was over before all was asked.
func (in *Inquiry) OutOfTime() bool { return in.late }

// Asking is a question together with what becomes of its answer. The zero
// value asks nothing.
type Asking struct {
	about    question.About
	key      any
	optional bool
	// do asks, beside other questions; take takes the answer, by itself.
	do func(context.Context, *Inquiry) (take func(), err error)
}

// Ask pairs a question with what becomes of its answer, which with an error
// holds only what came before it. The answers of a round are taken one after the
// other, in the order in which they were asked for: the same answers give the same
// evidence, whichever came first.
func Ask[A any](q question.For[A], take func(A, error)) Asking {
	about := q.About()
	return Asking{about: about, key: q, do: func(ctx context.Context, in *Inquiry) (func(), error) {
		got, err := question.Ask(ctx, in.clients.of(about.System), q)
		return func() { take(got, err) }, err
	}}
}

// Each reads a list of Stripe's. Records are handed on as they come, from several
// lists at once; ended, which may be nil, is told whether it was read to its end. That
// an optional one was not is no gap.
func Each(w question.Stretch, optional bool, take func(question.Records), ended func(whole bool)) Asking {
	return Asking{about: w.About(), key: w, optional: optional, do: func(ctx context.Context, in *Inquiry) (func(), error) {
		gaps, more, err := in.clients.Stripe.Each(ctx, w, take)
		return func() {
			for _, g := range gaps {
				if g.Part != record.PartIntents { // of attempts what there is
					in.addGap(g)
				}
			}
			if more && err == nil && !optional {
				in.tooLong(w.About())
			}
			if ended != nil {
				ended(err == nil && !more && len(gaps) == 0)
			}
		}, err
	}}
}

// Optional makes the question one that is only useful: that it could not be
// answered is no gap.
func (a Asking) Optional() Asking {
	a.optional = true
	return a
}

// keyed tells the asking apart by another key than its question, where one
// question is asked for several purposes, or once whatever its details.
func (a Asking) keyed(key any) Asking {
	a.key = key
	return a
}

// purpose is a key for what is asked once for it.
type purpose struct{ what, whose string }

// hasAsked reports whether what has this key was asked before.
func (in *Inquiry) hasAsked(key any) bool { return in.asked[key] }

// answered reports whether it was asked and the answer came.
func (in *Inquiry) answered(key any) bool { return in.asked[key] && !in.failed[key] }

// Round asks everything given at once and waits for all of it. What was asked
// before is not asked again, and a service that is down is not asked at all.
func (in *Inquiry) Round(ctx context.Context, asks ...Asking) {
	var group errgroup.Group // how many are under way at once is for the services' limits to say
	in.rate = map[record.System]outcome{}
	var pending []Asking
	for _, a := range asks {
		if a.do == nil || in.clients.of(a.about.System) == nil || in.asked[a.key] {
			continue
		}
		in.asked[a.key] = true
		if failure, down := in.down[a.about.System]; !down {
			pending = append(pending, a)
		} else if !a.optional {
			in.gap(a, failure)
		}
	}
	takes, failed := make([]func(), len(pending)), make([]error, len(pending))
	for i, a := range pending {
		group.Go(func() error {
			takes[i], failed[i] = in.askOne(ctx, a)
			return nil
		})
	}
	_ = group.Wait()
	if len(pending) > 0 {
		in.depth++
	}
	for i, a := range pending {
		err := failed[i]
		if fault := guarded(takes[i]); fault != nil {
			err = fault
		}
		in.count(a, err)
	}
	for system, o := range in.rate {
		// Silence about one kind of record may be that kind's alone.
		if _, already := in.down[system]; !already && len(o.lists) > 1 && o.lost == o.tries {
			in.down[system] = o.why
		}
	}
}

// askOne asks a question. It changes nothing of the inquiry.
func (in *Inquiry) askOne(ctx context.Context, a Asking) (take func(), err error) {
	system := a.about.System
	in.report(Step{System: system, What: a.about.Words})
	ctx = question.OnReading(ctx, func(r question.Reading) {
		if r.Records > 0 {
			in.report(Step{System: system, What: a.about.Words, Read: r})
		}
	})
	if fault := guarded(func() { take, err = a.do(ctx, in) }); fault != nil {
		take, err = nil, fault
	}
	in.report(Step{System: system, What: a.about.Words, Done: true, Failed: err != nil})
	return take, err
}

// count notes what became of a question.
func (in *Inquiry) count(a Asking, err error) {
	system := a.about.System
	o := in.rate[system]
	o.tries++
	defer func() { in.rate[system] = o }()
	if err == nil {
		return
	}
	in.failed[a.key] = true
	failure := failureOf(err)
	in.late = in.late || failure.OutOfTime
	switch {
	case failure.Existence != record.NotAsked:
		return // a 404 is an answer
	case failure.Reason == record.CredentialsRefused:
		in.down[system] = failure
	case failure.Reason == record.Unreachable, failure.Reason == record.RateLimited:
		o.lost, o.why = o.lost+1, failure
		list := a.about.Part
		switch list { // mostly the same list
		case record.PartRecent:
			list = record.PartCommissions
		case record.PartInstalls:
			list = record.PartEvents
		}
		if !slices.Contains(o.lists, list) {
			o.lists = append(o.lists, list)
		}
	}
	if !a.optional {
		in.gap(a, failure)
	}
}

// guarded makes a fault of ours in reading an answer cost that answer, not the run.
func guarded(do func()) (fault error) {
	defer func() {
		if recover() != nil {
			fault = &record.Failure{Reason: record.UnreadableAnswer, Detail: "fpdoctor itself failed at reading the answer"}
		}
	}()
	if do != nil {
		do()
	}
	return nil
}

func (in *Inquiry) report(s Step) {
	if in.progress != nil {
		in.progress(s)
	}
}

func failureOf(err error) record.Failure {
	var failure *record.Failure
	if errors.As(err, &failure) {
		return *failure
	}
	return record.Failure{Reason: record.Unreachable, Detail: "the request was not finished"}
}

// gap notes what could not be had.
func (in *Inquiry) gap(a Asking, failure record.Failure) {
	in.addGap(record.Gap{System: a.about.System, Part: a.about.Part, Failure: failure})
}

// tooLong notes a list that was not read to its end.
func (in *Inquiry) tooLong(about question.About) {
	in.addGap(record.Gap{System: about.System, Part: about.Part, Failure: record.Failure{Reason: record.ListTooLong}})
}

// NoteCut notes a list of which a part only was read; with an error that is
// noted anyhow. It is for who takes the answer.
func (in *Inquiry) NoteCut(q question.Question, complete bool, err error) {
	if err == nil && !complete {
		in.tooLong(q.About())
	}
}

// addGap notes a gap once for each reason. It is for who takes an answer, or asks
// nothing meanwhile.
func (in *Inquiry) addGap(g record.Gap) {
	in.late = in.late || g.OutOfTime
	if !slices.ContainsFunc(in.gaps, func(x record.Gap) bool { return x.System == g.System && x.Part == g.Part && x.Reason == g.Reason }) {
		in.gaps = append(in.gaps, g)
	}
}
