// Package audit walks a whole account: every lead that Stripe may know, and
// every buyer whom a tracking coupon should have tied to a promoter, each with
// the same six items as a single sale.
package audit

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/books"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
)

// Options steer an audit.
type Options struct {
	Answers record.Answers
	Now     func() time.Time
	// Since, if set, looks only at leads and payments made since, with what they need
	// from before.
	Since time.Time
	// Progress, if set, is told of every list that is read. It is called from
	// several goroutines and must not block.
	Progress func(gather.Step)
	// Plan, if set, is told once about what the audit takes, as soon as the first pages
	// of all lists tell. It must not block.
	Plan func(Plan)
	// Begin is called with what was found of the account as a whole, before the first
	// Found: while lists are still being read, where nothing that they may hold changes
	// it, and in any case when they are read, with how many sales there are to look at
	// and with lists that could not be had.
	Begin func(Account)
	// Found is called for each sale with trouble: some of the newest while lists are
	// still being read, the others in the order of the subjects, newest lead first.
	Found func(Sale)
	// Done, if set, is called after each sale looked at, with how many that were.
	Done func(int)
}

// Account is what concerns the account as a whole.
type Account struct {
	Evidence *record.Evidence
	Checks   []checks.Check // items 1 to 3, and what else was found
	Read     bool           // all lists have been read
	Subjects int            // then: sales to look at
}

// Sale is one sale that is missing, with the items that are not in order.
type Sale struct {
	Diagnosis checks.Diagnosis
	Checks    []checks.Check
	// Missing is the money that this line adds to what is missing; zero where no money
	// moved, FirstPromoter has the sale, or another line has it.
	Missing record.Money
	// Instead is the line told before that had this money until now, as it was looked at
	// early: of several leads of one payment the newest has it. Mostly none.
	Instead record.Query
}

// Summary is the end of an audit.
type Summary struct {
	Referrals int // leads and customers of FirstPromoter
	Leads     int
	Customers int
	// Sales are the payments in which money moved: of the whole account, or with a window
	// those since; with ByLead those that came up.
	Sales   int
	Unknown int // leads of the window that Stripe does not know; 0 where not everything was read
	// ByLead: each lead was looked at by itself, and Stripe's lists were not read.
	ByLead bool
	// Fail and Warn count the findings of each cause.
	Fail, Warn map[string]int
	// Missing is the money of the sales that FirstPromoter does not have, by currency.
	Missing []record.MissingMoney
	// MissingBy is the same by the cause that decides each sale.
	MissingBy map[string][]record.MissingMoney
	Requests  record.Requests
	Elapsed   time.Duration
	// Incomplete says in a few words why not everything was looked at; empty
	// where it was.
	Incomplete string
}

// mostAtOnce bounds the sales that are held at a time; how many requests are under way
// is for the services' limits to say.
const mostAtOnce = 16

// Walk audits an account. It ends early when the context does, with what was
// found by then.
func Walk(ctx context.Context, clients gather.Clients, o Options) Summary {
	w := begin(ctx, clients, o)
	w.early(ctx)
	<-w.books.Over
	w.planning.Wait()

	read, s := w.books, &w.sum
	s.Referrals, s.Leads, s.Sales = len(read.Referrals), read.Leads(), read.Payments
	s.Customers = s.Referrals - s.Leads
	subjects := read.Subjects()
	left := slices.DeleteFunc(slices.Clone(subjects), func(q record.Query) bool { return w.done[q] })
	account, late := read.Account(ctx), read.OutOfTime
	if read.Forgone() { // then the looks alone tell which missing payment is the newest
		w.begun = false
		late = w.all(ctx, left) || late
		left = nil
	}
	wide := checks.DiagnoseAccount(account, w.newestMissing(), o.Answers, w.started)
	s.Count(wide)
	w.handOnAccount(Account{account, wide, true, len(subjects)})
	late = w.all(ctx, left) || late || account.OutOfTime

	s.Incomplete = w.incomplete(ctx, late, len(subjects))
	if s.ByLead = read.Forgone(); s.ByLead {
		s.Sales = len(w.paid)
	}
	if s.Unknown += read.LeadsLookedFor(subjects); s.Incomplete != "" {
		s.Unknown = 0 // who is unknown only shows in the whole
	}
	s.Requests = w.requests()
	s.Requests.Depth = account.Requests.Depth
	s.Elapsed = o.Now().Sub(w.started)
	return *s
}

// accountWalk is an audit at work. It judges as of its beginning, as what FirstPromoter
// recorded was read then: what was paid since is too recent.
type accountWalk struct {
	Options
	clients  gather.Clients
	started  time.Time
	sent     record.Requests // before it
	books    *books.Books
	planning sync.WaitGroup
	sum      Summary
	looked   int
	short    []record.Gap          // what could not be had of single sales
	done     map[record.Query]bool // looked at while the lists were being read
	begun    bool                  // the account was told of
	held     []Sale                // found, but not told yet
	missing  record.Sale           // the newest of those found
	missed   map[string]claim      // by the ids of the payments counted as missing
	paid     map[string]bool       // ids of the payments in which money moved that came up
}

// begin begins to read.
func begin(ctx context.Context, clients gather.Clients, o Options) *accountWalk {
	w := &accountWalk{
		Options: o, clients: clients, started: o.Now(),
		done: map[record.Query]bool{}, missed: map[string]claim{}, paid: map[string]bool{},
	}
	w.sum = Summary{MissingBy: map[string][]record.MissingMoney{}}
	w.sent = record.Requests{Stripe: clients.Stripe.Sent(), FirstPromoter: clients.FirstPromoter.Sent()}
	plan := newPlanner()
	w.books = books.Open(ctx, clients, books.Options{Since: o.Since, Options: gather.Options{Now: o.Now, Progress: func(s gather.Step) {
		if o.Progress != nil {
			o.Progress(s)
		}
		plan.hear(s)
	}}})
	w.planning.Add(1)
	go func() {
		defer w.planning.Done()
		select {
		case <-plan.known:
			w.plan(plan)
		case <-w.books.Over:
		}
	}()
	return w
}

// plan decides how to go on once it is known how long the lists are, and tells it. Of a
// window all lists are read: an old lead's new payment is in them alone.
func (w *accountWalk) plan(lists *planner) {
	select {
	case <-w.books.Known:
	case <-w.books.Over:
		return
	}
	rest, so := lists.rest(), w.requests()
	sent, took := so.Stripe+so.FirstPromoter, w.Now().Sub(w.started)
	leads := w.books.LeadsLookedFor(nil)
	each, looks := perLook*leads, w.looksBeyond(rest)
	p := Plan{Requests: sent + rest.pages + looks}
	pace := took / time.Duration(max(1, sent)) // of one request
	looking := pace * time.Duration(looks)
	if w.books.Windowed() {
		looking = max(looking, lookApart*time.Duration(leads))
	}
	if p.ByLead = w.Since.IsZero() && !w.books.Tracked() && 2*each < rest.pages; p.ByLead {
		w.books.Forgo()
		p.Requests = sent + each
		p.Takes = took + max(pace*time.Duration(each), lookApart*time.Duration(leads))
	} else {
		// Between what it takes where all lists end together, and where the longest goes on
		// alone as slowly as it began.
		together, alone := pace*time.Duration(rest.pages), time.Duration(float64(took)*rest.longest)
		p.Takes = took + (together+max(together, alone))/2 + looking
	}
	p.Requests = about(p.Requests)
	if w.Plan != nil {
		w.Plan(p)
	}
}

// looksBeyond is about how many requests are asked for single leads beside the lists: of
// a window for each that is new, else for those whom Stripe knows, who are as many among
// the rest of the customers as among those that were read.
func (w *accountWalk) looksBeyond(rest rest) int {
	if w.books.Windowed() {
		return perNew * w.books.LeadsLookedFor(nil)
	}
	return int(perKnown * float64(w.books.LeadsFound()) / max(rest.read, 0.01))
}

// requests is what was sent so far.
func (w *accountWalk) requests() record.Requests {
	return record.Requests{
		Stripe:        w.clients.Stripe.Sent() - w.sent.Stripe,
		FirstPromoter: w.clients.FirstPromoter.Sent() - w.sent.FirstPromoter,
	}
}

// handOnAccount tells of the account, and of what was found before it was known.
func (w *accountWalk) handOnAccount(a Account) {
	w.begun = true
	w.Begin(a)
	for _, s := range w.held {
		w.Found(s)
	}
	w.held = nil
}

// handOn tells of a sale, once the account has been told of.
func (w *accountWalk) handOn(sale Sale) {
	if p := sale.Diagnosis.Subject.Payment; sale.Missing.Currency != "" && p.Time().After(w.missing.Time()) {
		w.missing = p
	}
	if !w.begun {
		w.held = append(w.held, sale)
		return
	}
	w.Found(sale)
}

// newestMissing is the newest payment of a lead that FirstPromoter does not have, by
// which the account's connection is judged.
func (w *accountWalk) newestMissing() *record.Sale {
	sale, ok := w.books.NewestMissing()
	if w.books.Forgone() {
		sale, ok = w.missing, w.missing.MoneyMoved()
	}
	if !ok {
		return nil
	}
	return &sale
}

// all looks at the rest of the sales, out of what was read. It reports whether the
// time was over for one of them.
func (w *accountWalk) all(ctx context.Context, subjects []record.Query) (late bool) {
	for d := range inOrder(ctx, subjects, func(q record.Query) checks.Diagnosis {
		return checks.Diagnose(w.books.Sale(ctx, q), w.Answers, w.started)
	}) {
		if ctx.Err() != nil || d.Evidence == nil {
			continue // half an answer is none
		}
		if d.Evidence.OutOfTime {
			late = true
			continue
		}
		w.miss(d)
		if w.books.Forgone() {
			w.note(d)
		}
		if w.books.New(d.Subject.Referral, d.Subject.Payment.Time()) {
			if sale, shown := w.judge(d, w.books.Gaps); shown {
				w.handOn(sale)
			}
		}
		w.tick()
	}
	return late
}

// miss notes what a look asked a service for in vain, where something of the sale could
// not be found out for that. An answer that cannot be read is that one sale's alone.
func (w *accountWalk) miss(d checks.Diagnosis) {
	if converted(d) || !slices.ContainsFunc(d.Checks[:], func(c checks.Check) bool { return c.Item > checks.Mode && c.Unread() }) {
		return
	}
	for _, g := range d.Evidence.Gaps {
		switch g.Reason {
		case record.PermissionMissing, record.CredentialsRefused, record.Unreachable, record.RateLimited:
			g.Failure = record.Failure{Reason: g.Reason}
			if !slices.Contains(w.short, g) {
				w.short = append(w.short, g)
			}
		case record.UnreadableAnswer, record.ListTooLong:
		}
	}
}

// note notes which payments came up.
func (w *accountWalk) note(d checks.Diagnosis) {
	for _, s := range d.Evidence.Stripe.Sales() {
		if s.MoneyMoved() {
			w.paid[s.ID()] = true
		}
	}
}

// tick tells that one more sale was looked at.
func (w *accountWalk) tick() {
	w.looked++
	if w.Done != nil {
		w.Done(w.looked)
	}
}

// judge counts a diagnosis and tells whether it is to be shown.
func (w *accountWalk) judge(d checks.Diagnosis, gaps []record.Gap) (Sale, bool) {
	byLead := d.Subject.Query.Kind == record.ByReferral
	if byLead && has(d, "customer-not-found") {
		w.sum.Unknown++
		return Sale{}, false
	}
	if !byLead && d.Subject.Referral != "" {
		return Sale{}, false // that lead has a line of its own, or is a customer
	}
	if converted(d) {
		return Sale{}, false
	}
	sale := Sale{Diagnosis: d}
	worst := checks.Skip
	for _, c := range d.Checks {
		if c.Status.Troubled() {
			sale.Checks = append(sale.Checks, c)
			if c.Status.Worse(worst) {
				worst = c.Status
			}
		}
	}
	if len(sale.Checks) == 0 || worst == checks.Error && len(gaps) > 0 {
		// A list that nobody could read is told once, of the account.
		return Sale{}, false
	}
	w.sum.Count(sale.Checks)
	w.claim(&sale)
	return sale, true
}

// claim is the line that has the money of a payment.
type claim struct {
	by    record.Query
	cause string // that decides it
}

// claim counts the money of a sale that FirstPromoter does not have: once, whichever of
// several leads it is looked at for, and of the newest of these, in whatever order they come.
func (w *accountWalk) claim(sale *Sale) {
	d, s := sale.Diagnosis, &w.sum
	p := d.Subject.Payment
	if !p.MoneyMoved() || has(d, "sale-recorded") {
		return
	}
	had, claimed := w.missed[p.ID()]
	if claimed && !w.books.Before(d.Subject.Query, had.by) {
		return
	}
	sale.Missing = p.Amount()
	if claimed {
		sale.Instead = had.by
		s.MissingBy[had.cause] = record.TakeMissing(s.MissingBy[had.cause], sale.Missing)
		if len(s.MissingBy[had.cause]) == 0 {
			delete(s.MissingBy, had.cause)
		}
	} else {
		s.Missing = record.AddMissing(s.Missing, sale.Missing)
	}
	_, deciding, _ := checks.Deciding(sale.Checks)
	s.MissingBy[deciding.Cause] = record.AddMissing(s.MissingBy[deciding.Cause], sale.Missing)
	w.missed[p.ID()] = claim{d.Subject.Query, deciding.Cause}
}

// Count counts the findings of checks by their cause.
func (s *Summary) Count(list []checks.Check) {
	if s.Fail == nil {
		s.Fail, s.Warn = map[string]int{}, map[string]int{}
	}
	for _, c := range list {
		for _, f := range c.Findings {
			switch f.Verdict {
			case checks.Fail:
				s.Fail[f.Cause]++
			case checks.Warn:
				s.Warn[f.Cause]++
			case checks.Pass, checks.Ask, checks.Skip, checks.Error, checks.Info:
			}
		}
	}
}

// converted: FirstPromoter has the sale after all.
func converted(d checks.Diagnosis) bool {
	return has(d, "sale-recorded") && !d.Check(checks.Lead).Status.Troubled() || has(d, "already-customer")
}

func has(d checks.Diagnosis, cause string) bool {
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			if f.Cause == cause {
				return true
			}
		}
	}
	return false
}

func (w *accountWalk) incomplete(ctx context.Context, late bool, of int) string {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return "stopped"
	case late, ctx.Err() != nil:
		return "the time was over"
	case w.looked < of:
		return "not every sale could be looked at"
	case len(w.books.Gaps) > 0:
		return listsOf(w.books.Gaps) + " could not be read to the end"
	case len(w.short) > 0:
		return listsOf(w.short) + " could not be read for some sales"
	}
	return ""
}

// listsOf names the lists that could not be had.
func listsOf(gaps []record.Gap) string {
	var out []string
	for _, g := range gaps {
		name := "Stripe’s "
		if g.System == record.FirstPromoter {
			name = "FirstPromoter’s "
		}
		if name += checks.PartName(g.Part); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// inOrder does the work for all, several at a time, and gives the results in
// the order of the list. It ends when all are done or the context is, and leaves
// nothing running behind it.
func inOrder(ctx context.Context, list []record.Query, work func(record.Query) checks.Diagnosis) func(func(checks.Diagnosis) bool) {
	return func(yield func(checks.Diagnosis) bool) {
		ctx, stop := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer stop()
		results := make(chan chan checks.Diagnosis, mostAtOnce)
		running.Add(1)
		go func() {
			defer running.Done()
			defer close(results)
			for _, q := range list {
				one := make(chan checks.Diagnosis, 1)
				select {
				case results <- one:
				case <-ctx.Done():
					return
				}
				running.Add(1)
				go func() {
					defer running.Done()
					one <- guarded(q, work)
				}()
			}
		}()
		for one := range results {
			if !yield(<-one) {
				return
			}
		}
	}
}

// guarded makes odd data cost one sale, not the audit: its diagnosis then has no
// evidence.
func guarded(q record.Query, work func(record.Query) checks.Diagnosis) (d checks.Diagnosis) {
	defer func() {
		if recover() != nil {
			d = checks.Diagnosis{Subject: checks.Subject{Query: q}}
		}
	}()
	return work(q)
}
