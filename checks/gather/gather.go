// Package gather decides what to ask both services about one sale and asks it,
// concurrently. It cannot judge: what comes out is evidence.
package gather

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// Clients are the two services.
type Clients struct {
	Stripe        Stripe
	FirstPromoter FirstPromoter // nil: no FirstPromoter key was given
}

// Options steer one gathering.
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
}

// Sale gathers everything both services hold about one sale. It asks in rounds:
// all of a round at once, and a round only what needs the one before. Three
// rounds are enough for nearly every sale; the fourth is for leads and
// customers that only a search for near misses brings up, and for the days of a
// lead's old sale in a busy account, which is known only after three.
func Sale(ctx context.Context, clients Clients, query record.Query, opts Options) *record.Evidence {
	r := newRun(ctx, clients, query, opts)
	r.first()
	if r.ev.UnknownOwnID() == nil && r.reachable() {
		r.second()
		r.third()
		r.fourth()
	}
	return r.finish()
}

// run is one gathering at work.
type run struct {
	ctx     context.Context
	clients Clients
	opts    Options
	ev      *record.Evidence

	mu     sync.Mutex
	done   map[string]bool // what has been asked, so that nothing is asked twice
	failed map[string]bool // which of these gave nothing
	down   map[record.System]record.Failure
	rate   map[record.System]outcome // of the round at work
	sent   record.Requests           // before this run, the clients being shared
	depth  int
	last   bool // no round comes after this one
	// names are coupons to compare texts with, that are no part of the evidence.
	names         []record.Coupon
	namesComplete bool
	// paid are the sales in the evidence, when assembled.
	paid      []record.Sale
	assembled bool
	// Up to when FirstPromoter's records were read whole, the lists being longer.
	readCommissions, readConversions time.Time
}

// outcome is what became of the requests of one round to one service.
type outcome struct {
	tries, lost int
	lists       []record.Part  // what the lost ones were for
	why         record.Failure // of one that was lost
}

func newRun(ctx context.Context, clients Clients, query record.Query, opts Options) *run {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	r := &run{
		ctx: stripeapi.OneRun(ctx), clients: clients, opts: opts, done: map[string]bool{}, failed: map[string]bool{}, down: map[record.System]record.Failure{},
		ev: &record.Evidence{Query: query, StartedAt: opts.Now().UTC()},
	}
	r.ev.Stripe.KeyMode = clients.Stripe.KeyMode()
	r.ev.FirstPromoter.API = record.NoAPI
	r.sent.Stripe = clients.Stripe.Sent()
	if fp := clients.FirstPromoter; fp != nil {
		r.ev.FirstPromoter.API = fp.API()
		r.sent.FirstPromoter = fp.Sent()
	} else if query.Kind == record.ByReferral {
		r.addGap(record.Gap{System: record.FirstPromoter, Part: record.PartReferrals, Failure: record.Failure{
			Reason: record.CredentialsRefused, Detail: "no FirstPromoter key was given, and a referral’s number needs one; type the buyer’s e-mail address or a Stripe id instead",
		}})
	}
	return r
}

func (r *run) finish() *record.Evidence {
	ev := r.ev
	ev.FirstPromoter.ReadUntil = r.readUntil()
	if ev.Stripe.KeyMode == "" {
		ev.Stripe.KeyMode = r.clients.Stripe.KeyMode()
	}
	if id, from := r.clients.Stripe.AccountHint(); ev.Stripe.Account == nil && id != "" {
		ev.Stripe.Account = &record.Account{ID: id, DerivedFrom: from}
	}
	ev.Requests = record.Requests{Stripe: r.clients.Stripe.Sent() - r.sent.Stripe, Depth: r.depth}
	if fp := r.clients.FirstPromoter; fp != nil {
		ev.Requests.FirstPromoter = fp.Sent() - r.sent.FirstPromoter
	}
	ev.Elapsed = r.opts.Now().Sub(ev.StartedAt)
	return ev
}

// readUntil is up to when both lists that hold traces were read whole.
func (r *run) readUntil() time.Time {
	f := &r.ev.FirstPromoter
	if !f.RecentComplete && r.readCommissions.IsZero() || !f.ConvertedComplete && r.readConversions.IsZero() {
		return time.Time{}
	}
	return record.Earliest(r.readCommissions, r.readConversions)
}

// ask is one request, or one list, of one service.
type ask struct {
	system record.System
	part   record.Part
	what   string // in plain words
	key    string // tells the same request apart from others
	do     func(context.Context) error
	// quiet: only useful, not needed; that it could not be had is no gap.
	quiet bool
}

// round asks everything given at once and waits for all of it. What was asked
// before is not asked again, and a service that is down is not asked at all.
func (r *run) round(asks ...ask) {
	var group errgroup.Group
	group.SetLimit(8)
	r.rate = map[record.System]outcome{}
	var pending []ask
	for _, a := range asks {
		if a.do == nil || r.done[a.key] {
			continue
		}
		r.done[a.key] = true
		if failure, down := r.down[a.system]; !down {
			pending = append(pending, a)
		} else if !a.quiet {
			r.gap(a, failure)
		}
	}
	// Only now does anything run beside this: what the requests find out of a
	// service is for the next round.
	for _, a := range pending {
		group.Go(func() error {
			r.one(a)
			return nil
		})
	}
	_ = group.Wait()
	if len(pending) > 0 {
		r.depth++
	}
	for system, o := range r.rate {
		// Silence about one kind of record may be that kind's alone.
		if _, already := r.down[system]; !already && len(o.lists) > 1 && o.lost == o.tries {
			r.down[system] = o.why
		}
	}
}

func (r *run) one(a ask) {
	r.tell(Step{System: a.system, What: a.what})
	err := attempt(r.ctx, a.do)
	r.tell(Step{System: a.system, What: a.what, Done: true, Failed: err != nil})
	r.mu.Lock()
	defer r.mu.Unlock()
	o := r.rate[a.system]
	o.tries++
	defer func() { r.rate[a.system] = o }()
	if err == nil {
		return
	}
	r.failed[a.key] = true
	failure := failureOf(err)
	r.ev.OutOfTime = r.ev.OutOfTime || failure.OutOfTime
	switch {
	case failure.Existence != record.NotAsked:
		return // a 404 is an answer
	case failure.Reason == record.CredentialsRefused:
		r.down[a.system] = failure
	case failure.Reason == record.Unreachable, failure.Reason == record.RateLimited:
		o.lost, o.why = o.lost+1, failure
		list := a.part
		if list == record.PartRecent {
			list = record.PartCommissions // mostly the same list
		}
		if !slices.Contains(o.lists, list) {
			o.lists = append(o.lists, list)
		}
	}
	if !a.quiet {
		r.gap(a, failure)
	}
}

// attempt makes a fault of ours in reading an answer cost that answer, not the run.
func attempt(ctx context.Context, do func(context.Context) error) (err error) {
	defer func() {
		if recover() != nil {
			err = &record.Failure{Reason: record.UnreadableAnswer, Detail: "fpdoctor itself failed at reading the answer"}
		}
	}()
	return do(ctx)
}

func (r *run) tell(s Step) {
	if r.opts.Progress != nil {
		r.opts.Progress(s)
	}
}

func failureOf(err error) record.Failure {
	var failure *record.Failure
	if errors.As(err, &failure) {
		return *failure
	}
	return record.Failure{Reason: record.Unreachable, Detail: "the request was not finished"}
}

// gap notes a part that could not be had, once.
func (r *run) gap(a ask, failure record.Failure) {
	r.addGap(record.Gap{System: a.system, Part: a.part, Failure: failure})
}

func (r *run) addGap(g record.Gap) {
	r.ev.OutOfTime = r.ev.OutOfTime || g.OutOfTime
	if !slices.ContainsFunc(r.ev.Gaps, func(x record.Gap) bool { return x.System == g.System && x.Part == g.Part && x.Reason == g.Reason }) {
		r.ev.Gaps = append(r.ev.Gaps, g)
	}
}

// reachable reports whether there is anything to go on with: the object asked
// about exists here, or it is not Stripe's to know.
func (r *run) reachable() bool {
	switch r.ev.Stripe.Asked {
	case record.OtherMode, record.NotFound:
		// Items 1 to 3 still look at the traces.
		r.round(append(r.connection(), r.traceLookups(1)...)...)
		r.round(r.traceLookups(5)...)
		return false
	}
	if r.ev.Query.Kind == record.ByReferral && r.ev.FirstPromoter.ReferralAsked != record.Found {
		r.round(append(r.connection(), r.traceLookups(1)...)...)
		r.round(r.traceLookups(5)...)
		return false
	}
	return true
}
