// Package books reads a whole account once, for an audit, and answers the
// questions about single sales out of what was read.
package books

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// Books are both services' records of a whole account: FirstPromoter's lists,
// and of Stripe's whatever may belong to a lead or to a promoter's coupon. Looks
// at single sales are answered out of them wherever they can be.
//
// FirstPromoter's records may be read as soon as Known is closed, all else when Over
// is.
type Books struct {
	Referrals   []record.Referral // newest first, leads and customers
	Commissions []record.Commission
	// Payments is how many payments in which money moved Stripe holds since
	// Options.Since, as far as they were read.
	Payments int
	// Gaps are the lists that could not be had whole.
	Gaps []record.Gap
	// OutOfTime: the time was over before all lists were read.
	OutOfTime bool
	// Known is closed when FirstPromoter's lists have been read, Over when all have.
	Known, Over <-chan struct{}

	clients    gather.Clients // the services themselves
	opts       Options
	stop       func() // reading Stripe's lists
	forgone    atomic.Bool
	promoters  question.List[record.Promoter]
	promoCodes question.List[record.PromoCode]
	rewards    []record.Reward
	unread     []record.Gap                    // of FirstPromoter's lists
	late       bool                            // the time was over before they were read
	shut       map[record.Part]*record.Failure // lists that Stripe refuses

	mu              sync.Mutex       // of what the lists, read side by side, are sorted into
	early           question.Records // what came before it was known what to keep
	earlyCount      int
	prepared        chan struct{} // closed when it is known what to keep
	news            chan struct{} // a lead was found to be a customer of Stripe
	ties            *ties
	texts           []string        // of each referral, all that FirstPromoter's search looks through
	tracked         map[string]bool // what promoters are tracked by, folded
	held            record.StripeSide
	holds           map[string]bool // customers all of whose payments are held
	beside          map[string]bool // customers of whom one payment is
	attempts        []time.Time     // when payment attempts were made that may be a lead's
	allTried        bool            // all attempts were read
	someCommissions bool            // those since then
	windowed        bool            // of Stripe's lists only what was made since Options.Since is read
	couponSale      []couponSale
	seed            maphash.Seed
	passed          map[uint64]bool // customers some of whose payments were not kept, as numbers
	again           []string        // those of them who are held all the same
	half            map[string]bool // those of these whose payments could not be had afterwards

	asked memory // what was asked beside the books
}

// Options steer the reading.
type Options struct {
	gather.Options
	// Since, if set, leaves out what is older, but for the leads: of Stripe's lists
	// only what was made since is read.
	Since time.Time
}

// couponSale is a payment that carries what some promoter is tracked by.
type couponSale struct {
	query      record.Query
	customerID string
	email      string
	ids        []string
	at         time.Time
}

// mostEarly bounds the records that are held until it is known whom to keep them for;
// then the lists wait.
const mostEarly = 6000

// Open begins to read the account, all lists of both services at once and each to
// its end, as the context is not bounded to one look. What could not be had stands
// in Gaps. FirstPromoter's lists say what to keep of Stripe's.
func Open(ctx context.Context, clients gather.Clients, opts Options) *Books {
	known, over := make(chan struct{}), make(chan struct{})
	b := &Books{
		clients: clients, opts: opts, Known: known, Over: over, prepared: make(chan struct{}), news: make(chan struct{}, 1),
		shut: map[record.Part]*record.Failure{}, holds: map[string]bool{}, beside: map[string]bool{}, tracked: map[string]bool{},
		seed: maphash.MakeSeed(), passed: map[uint64]bool{}, half: map[string]bool{},
	}
	lists, stop := context.WithCancel(ctx)
	b.stop = stop
	go func() {
		b.readPromoter(ctx)
		close(known)
	}()
	go func() {
		defer close(over)
		defer stop()
		b.readStripe(ctx, lists)
	}()
	return b
}

// Forgo gives Stripe's lists up: what remains is to look at each lead by itself, which
// takes fewer requests where there are few.
func (b *Books) Forgo() {
	b.forgone.Store(true)
	b.stop()
}

// Forgone reports whether the lists were given up.
func (b *Books) Forgone() bool { return b.forgone.Load() }

// Tracked reports whether a promoter is tracked by some coupon: then buyers whom
// nobody referred are found in Stripe's lists alone.
func (b *Books) Tracked() bool {
	<-b.prepared
	return len(b.tracked) > 0
}

// readPromoter reads FirstPromoter's lists and, of Stripe, whose address was a lead's
// until lately. As soon as it is known what to keep, it is.
func (b *Books) readPromoter(ctx context.Context) {
	needed, beside := gather.NewInquiry(b.clients, b.opts.Options), gather.NewInquiry(b.clients, b.opts.Options)
	var running sync.WaitGroup
	running.Add(1)
	go func() {
		defer running.Done()
		b.readBeside(ctx, beside)
	}()
	var changes []record.EmailChange
	needed.Round(ctx,
		gather.Ask(question.AllReferrals{}, func(l question.List[record.Referral], err error) {
			b.Referrals = l.Items
			needed.NoteCut(question.AllReferrals{}, l.Complete, err)
		}),
		gather.Ask(question.Promoters{}, func(l question.List[record.Promoter], _ error) { b.promoters = l }),
		gather.Ask(question.AllPromoCodes{}, func(l question.List[record.PromoCode], _ error) { b.promoCodes = l }),
		gather.Ask(question.EmailChanges{}, func(list []record.EmailChange, err error) {
			b.asked.keep(ctx, question.EmailChanges{}, list, err)
			changes = list
		}).Optional(),
	)
	b.prepare(changes)
	running.Wait()
	b.unread, b.late = slices.Concat(needed.Gaps(), beside.Gaps()), needed.OutOfTime() || beside.OutOfTime()
}

// readBeside reads what only the looks need. The leads come first: Stripe's lists wait
// for them, and both together may be more than FirstPromoter answers in a minute. They
// also tell how far back to read where only what is new is looked at.
func (b *Books) readBeside(ctx context.Context, in *gather.Inquiry) {
	<-b.prepared
	all := question.AllCommissions{}
	if b.someCommissions {
		all.Since = b.since()
	}
	in.Round(ctx,
		gather.Ask(all, func(l question.List[record.Commission], err error) {
			b.Commissions = l.Items
			in.NoteCut(all, l.Complete, err)
		}),
		gather.Ask(question.Rewards{}, func(l []record.Reward, _ error) { b.rewards = l }),
	)
}

// pageSize is how many records FirstPromoter gives at a time.
const pageSize = 100

// beforehand is how long before a payment or a lead something may have been made that
// tells of it.
const beforehand = 24 * time.Hour

// since is from when on Stripe's lists are read; zero: all of them.
func (b *Books) since() time.Time {
	if !b.windowed {
		return time.Time{}
	}
	return b.opts.Since.Add(-beforehand)
}

// readStripe reads Stripe's lists: the customers say whose payments are to be kept,
// and what went by before they did is asked for afterwards. Attempts only tell of
// leads that nothing else leads to.
func (b *Books) readStripe(ctx, lists context.Context) {
	if !b.opts.Since.IsZero() {
		<-b.prepared // how far back they are to be read
	}
	in := gather.NewInquiry(b.clients, b.opts.Options)
	list := func(w question.Whole) question.Stretch { return question.Stretch{Whole: w, Since: b.since()} }
	take := func(f question.Records) { b.take(lists, f) }
	read := 0 // of the two lists that hold attempts
	tried := func(whole bool) {
		if whole {
			read++
		}
		b.allTried = read == 2
	}
	in.Round(lists,
		gather.Each(list(question.AllCustomers), false, take, nil),
		gather.Each(list(question.AllInvoices), false, take, nil),
		gather.Each(list(question.AllCharges), false, take, tried),
		gather.Each(list(question.AllSessions), false, take, nil),
		gather.Each(list(question.AllIntents), true, take, tried),
	)
	<-b.Known
	if b.Forgone() {
		ended := func(g record.Gap) bool { return g.Detail == record.Stopped || g.Reason == record.ListTooLong } // by giving up
		b.Gaps, b.OutOfTime = slices.Concat(b.unread, slices.DeleteFunc(in.Gaps(), ended)), b.late
		return
	}
	(&beyond{b, map[string]*wentBy{}}).read(ctx, in)
	b.newestFirst()
	b.Gaps, b.OutOfTime = slices.Concat(b.unread, in.Gaps()), b.late || in.OutOfTime()
	for i, g := range b.Gaps {
		if g.System == record.Stripe && g.Reason != record.ListTooLong {
			b.shut[g.Part] = &b.Gaps[i].Failure
		}
	}
}

// take sorts what a page holds as soon as it is known what to keep.
func (b *Books) take(ctx context.Context, f question.Records) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ties != nil {
		b.sort(f)
		return
	}
	e := &b.early
	e.Customers, e.Intents = append(e.Customers, f.Customers...), append(e.Intents, f.Intents...)
	e.Invoices, e.Charges = append(e.Invoices, f.Invoices...), append(e.Charges, f.Charges...)
	e.Sessions = append(e.Sessions, f.Sessions...)
	if b.earlyCount++; b.earlyCount < mostEarly {
		return
	}
	b.mu.Unlock()
	select {
	case <-b.prepared:
	case <-ctx.Done():
	}
	b.mu.Lock()
}

// newestFirst puts what is held into the order of Stripe's lists, whose pages came
// in none: the same account gives the same findings.
func (b *Books) newestFirst() {
	slices.SortStableFunc(b.held.Customers, func(x, y record.Customer) int { return y.Created.Compare(x.Created) })
	slices.SortStableFunc(b.held.Invoices, func(x, y record.Invoice) int { return y.Created.Compare(x.Created) })
	slices.SortStableFunc(b.held.Charges, func(x, y record.Charge) int { return y.Created.Compare(x.Created) })
	slices.SortStableFunc(b.held.Sessions, func(x, y record.Session) int { return y.Created.Compare(x.Created) })
}

// prepare draws up by what Stripe's records are recognised, and sorts those that came
// before.
func (b *Books) prepare(changes []record.EmailChange) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer close(b.prepared)
	b.ties = tiesOf(b.Referrals)
	if !b.opts.Since.IsZero() {
		// New leads are then looked for one by one: of many, the whole lists tell sooner.
		b.windowed = 10*b.leadsSince() < len(b.Referrals)
		// A look asks twice for commissions.
		b.someCommissions = b.windowed && 2*b.leadsSince() < len(b.Referrals)/pageSize
	}
	for _, l := range b.Referrals {
		b.texts = append(b.texts, strings.ToLower(strings.Join([]string{l.Email, l.UID, l.Username, l.Website}, "\n")))
	}
	track := func(texts ...string) {
		for _, t := range texts {
			if t = record.FoldID(t); t != "" {
				b.tracked[t] = true
			}
		}
	}
	for _, p := range b.promoters.Items {
		for _, x := range p.Promotions {
			track(x.TrackingCoupon)
		}
	}
	for _, pc := range b.promoCodes.Items {
		track(pc.Code, pc.ExtID)
	}
	for _, ch := range changes {
		if b.ties.address(ch.From) {
			b.holds[ch.CustomerID] = true
		}
	}
	b.sort(b.early)
	b.early = question.Records{}
}

// sort keeps what belongs to a lead, or to a customer who is kept, and notes
// the payments that carry a promoter's coupon. b.mu is held.
func (b *Books) sort(f question.Records) {
	tied := len(b.ties.owners)
	defer func() {
		if len(b.ties.owners) == tied {
			return
		}
		select {
		case b.news <- struct{}{}:
		default: // it is known that there is something
		}
	}()
	// Of thousands, nobody looks at the bytes they came in.
	for _, c := range f.Customers {
		if b.ties.ofCustomer(c) || b.holds[c.ID] {
			c.Raw = nil
			b.held.Customers = append(b.held.Customers, c)
			b.holds[c.ID] = true
			if b.passed[maphash.String(b.seed, c.ID)] {
				b.again = append(b.again, c.ID)
			}
		}
	}
	for _, i := range f.Intents {
		if b.ties.of(i.Written()) {
			b.attempts = append(b.attempts, i.Created)
		}
	}
	for _, i := range f.Invoices {
		b.sortInvoice(i)
	}
	for _, c := range f.Charges {
		b.sortCharge(c)
	}
	for _, s := range f.Sessions {
		b.sortSession(s)
	}
}

func (b *Books) sortInvoice(i record.Invoice) {
	s := record.Sale{Invoice: &i}
	b.count(s)
	b.coupons(s, i.Discounts, record.ByInvoice)
	if b.ties.of(i.Written()) || b.holds[i.CustomerID] {
		i.Raw = nil
		b.held.Invoices = append(b.held.Invoices, i)
	} else {
		b.pass(i.CustomerID)
	}
}

func (b *Books) sortCharge(c record.Charge) {
	if c.InvoiceID == "" {
		b.count(record.Sale{Charge: &c})
	}
	if b.ties.of(c.Written()) || b.holds[c.CustomerID] {
		if c.CustomerID != "" && !b.holds[c.CustomerID] {
			b.beside[c.CustomerID] = true
		}
		c.Raw = nil
		b.held.Charges = append(b.held.Charges, c)
	} else {
		b.pass(c.CustomerID)
	}
}

func (b *Books) sortSession(s record.Session) {
	if s.InvoiceID == "" && s.Kind == record.SessionPayment {
		b.coupons(record.Sale{Session: &s}, s.Discounts, record.BySession)
	}
	if b.ties.of(s.Written()) || b.holds[s.CustomerID] {
		s.Raw = nil
		b.held.Sessions = append(b.held.Sessions, s)
	} else {
		b.pass(s.CustomerID)
	}
}

// pass notes whose payment was not kept: of millions, no more than a number.
func (b *Books) pass(customerID string) {
	if customerID != "" {
		b.passed[maphash.String(b.seed, customerID)] = true
	}
}

func (b *Books) count(s record.Sale) {
	if s.MoneyMoved() && !s.Time().Before(b.opts.Since) {
		b.Payments++
	}
}

func (b *Books) coupons(s record.Sale, discounts []record.Discount, kind record.QueryKind) {
	unpaid := s.Invoice != nil && !s.MoneyMoved() || s.Session != nil && !s.Session.Paid()
	if unpaid || !slices.ContainsFunc(discounts, b.isTracked) {
		return
	}
	b.couponSale = append(b.couponSale, couponSale{
		query:      record.Query{Kind: kind, Value: s.ID(), Typed: s.ID()},
		customerID: s.CustomerID(), email: s.GuestEmail(), ids: s.IDs(), at: s.Time(),
	})
}

func (b *Books) isTracked(d record.Discount) bool {
	for _, t := range []string{d.Coupon.ID, d.Coupon.Name, d.PromotionCode.ID, d.PromotionCode.Code} {
		if t != "" && b.tracked[record.FoldID(t)] {
			return true
		}
	}
	return false
}
