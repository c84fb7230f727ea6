package gather

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// Books are both services' records of a whole account, read once for an audit:
// FirstPromoter's lists, and of Stripe's whatever may belong to a lead or to a
// promoter's coupon. The looks at single sales are then answered out of them
// wherever they can be.
type Books struct {
	Referrals   []record.Referral // newest first, leads and customers
	Commissions []record.Commission
	// Payments is how many payments in which money moved Stripe holds.
	Payments int
	// Gaps are the lists that could not be had whole.
	Gaps []record.Gap
	// OutOfTime: the time was over before all lists were read.
	OutOfTime bool

	clients    Clients // the services themselves
	opts       Options
	promoters  listed[record.Promoter]
	promoCodes listed[record.PromoCode]
	rewards    []record.Reward
	shut       map[record.Part]*record.Failure // lists that a service refuses

	mu         sync.Mutex // of what the lists, read side by side, are sorted into
	ties       *ties
	texts      []string        // of each referral, all that FirstPromoter's search looks through
	tracked    map[string]bool // what promoters are tracked by, folded
	held       record.StripeSide
	holds      map[string]bool // customers all of whose payments are held
	beside     map[string]bool // customers of whom one payment is
	couponSale []couponSale

	kept kept
}

// couponSale is a payment that carries what some promoter is tracked by.
type couponSale struct {
	query      record.Query
	customerID string
	email      string
	ids        []string
	at         time.Time
}

// ReadBooks reads the account: FirstPromoter's lists first, which say what to
// keep of Stripe's customers, and then their payments. What could not be had
// stands in Gaps.
func ReadBooks(ctx context.Context, clients Clients, opts Options) *Books {
	b := &Books{clients: clients, opts: opts, shut: map[record.Part]*record.Failure{}, holds: map[string]bool{}, beside: map[string]bool{}, tracked: map[string]bool{}}
	r := newRun(ctx, clients, record.Query{}, opts)
	r.round(
		readWhole(r, record.PartReferrals, "all leads and customers", FirstPromoter.AllReferrals, &b.Referrals),
		readWhole(r, record.PartCommissions, "all commissions", FirstPromoter.AllCommissions, &b.Commissions),
		fp(r, record.PartPromoters, "promoters and their coupons", "promoters", func(ctx context.Context) (listed[record.Promoter], error) {
			list, complete, err := clients.FirstPromoter.Promoters(ctx)
			return listed[record.Promoter]{list, complete}, err
		}, func(l listed[record.Promoter]) { b.promoters = l }),
		fp(r, record.PartPromoCodes, "the promoters’ promo codes", "promo codes", func(ctx context.Context) (listed[record.PromoCode], error) {
			list, complete, err := clients.FirstPromoter.AllPromoCodes(ctx)
			return listed[record.PromoCode]{list, complete}, err
		}, func(l listed[record.PromoCode]) { b.promoCodes = l }),
		fp(r, record.PartRewards, "the campaigns’ shared coupons", "rewards", clients.FirstPromoter.Rewards, func(l []record.Reward) { b.rewards = l }),
	)
	b.prepare()
	r.ctx = ctx // not bounded as one look is: Stripe's lists pass through, and little is kept
	r.round(b.formerAddresses(r))
	// The customers say whose payments are to be kept.
	r.round(b.each(r, stripeapi.AllCustomers, "all customers"), b.each(r, stripeapi.AllIntents, "all payment attempts"))
	r.round(
		b.each(r, stripeapi.AllInvoices, "all invoices"),
		b.each(r, stripeapi.AllCharges, "all payments"),
		b.each(r, stripeapi.AllSessions, "all Checkout Sessions"),
	)
	r.round(b.payers(r)...)
	b.Gaps, b.OutOfTime = r.ev.Gaps, r.ev.OutOfTime
	for i, g := range b.Gaps {
		if g.System == record.Stripe && g.Reason != record.ListTooLong {
			b.shut[g.Part] = &b.Gaps[i].Failure
		}
	}
	return b
}

// readWhole asks for a whole list of FirstPromoter.
func readWhole[T any](r *run, part record.Part, what string, list func(FirstPromoter, context.Context) ([]T, bool, error), to *[]T) ask {
	return fp(r, part, what, what, func(ctx context.Context) (listed[T], error) {
		got, complete, err := list(r.clients.FirstPromoter, ctx)
		return listed[T]{got, complete || err != nil}, err
	}, func(l listed[T]) {
		*to = l.list
		if !l.complete {
			r.addGap(record.Gap{System: record.FirstPromoter, Part: part, Failure: record.Failure{Reason: record.ListTooLong}})
		}
	})
}

// prepare draws up by what Stripe's records are recognised.
func (b *Books) prepare() {
	b.ties = tiesOf(b.Referrals)
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
	for _, p := range b.promoters.list {
		for _, x := range p.Promotions {
			track(x.TrackingCoupon)
		}
	}
	for _, pc := range b.promoCodes.list {
		track(pc.Code, pc.ExtID)
	}
}

// formerAddresses asks whose address was a lead's until lately.
func (b *Books) formerAddresses(r *run) ask {
	return ask{system: record.Stripe, part: record.PartEvents, what: "changes of address", key: "stripe events", quiet: true, do: func(ctx context.Context) error {
		changes, err := heldStripe{r.clients.Stripe, b}.EmailChanges(ctx, time.Time{}, time.Time{})
		for _, ch := range changes {
			if b.ties.address(ch.From) {
				b.holds[ch.CustomerID] = true
			}
		}
		return err
	}}
}

// each asks for a whole list of Stripe and sorts it into the books.
func (b *Books) each(r *run, w stripeapi.Whole, what string) ask {
	// Attempts only tell of leads that nothing else leads to.
	quiet := w == stripeapi.AllIntents
	return ask{system: record.Stripe, part: w.Part(), what: what, key: "stripe " + what, quiet: quiet, do: func(ctx context.Context) error {
		gaps, more, err := r.clients.Stripe.Each(ctx, w, func(f stripeapi.Found) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.sort(f)
		})
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, g := range gaps {
			r.addGap(g)
		}
		if more && err == nil && !quiet {
			r.addGap(record.Gap{System: record.Stripe, Part: w.Part(), Failure: record.Failure{Reason: record.ListTooLong}})
		}
		return err
	}}
}

// maxBeside bounds the customers that are read one by one.
const maxBeside = 100

// payers asks for the customers whose payments carry a lead's address or uid
// while they themselves have another.
func (b *Books) payers(r *run) []ask {
	var asks []ask
	for _, id := range slices.Sorted(maps.Keys(b.beside)) {
		if len(asks) == maxBeside {
			break
		}
		asks = append(asks, ask{system: record.Stripe, part: record.PartCustomers, what: "the payers of leads’ payments", key: "stripe payer " + id, quiet: true, do: func(ctx context.Context) error {
			f, err := r.clients.Stripe.Customer(ctx, id)
			b.mu.Lock()
			defer b.mu.Unlock()
			for _, c := range f.Customers {
				c.Raw = nil
				b.held.Customers = append(b.held.Customers, c)
			}
			return err
		}})
	}
	return asks
}

// sort keeps what belongs to a lead, or to a customer who is kept, and notes
// the payments that carry a promoter's coupon.
func (b *Books) sort(f stripeapi.Found) {
	// Of thousands, nobody looks at the bytes they came in.
	for _, c := range f.Customers {
		if b.ties.ofCustomer(c) || b.holds[c.ID] {
			c.Raw = nil
			b.held.Customers = append(b.held.Customers, c)
			b.holds[c.ID] = true
		}
	}
	for _, i := range f.Intents {
		b.ties.ofIntent(i)
	}
	for _, i := range f.Invoices {
		s := record.Sale{Invoice: &i}
		b.count(s)
		b.coupons(s, i.Discounts, record.ByInvoice)
		if b.ties.ofInvoice(i) || b.holds[i.CustomerID] {
			i.Raw = nil
			b.held.Invoices = append(b.held.Invoices, i)
		}
	}
	for _, c := range f.Charges {
		if c.InvoiceID == "" {
			b.count(record.Sale{Charge: &c})
		}
		if tied := b.ties.ofCharge(c); tied || b.holds[c.CustomerID] {
			if c.CustomerID != "" && !b.holds[c.CustomerID] {
				b.beside[c.CustomerID] = true
			}
			c.Raw = nil
			b.held.Charges = append(b.held.Charges, c)
		}
	}
	for _, s := range f.Sessions {
		if s.InvoiceID == "" && s.Kind == "payment" {
			b.coupons(record.Sale{Session: &s}, s.Discounts, record.BySession)
		}
		if b.ties.ofSession(s) || b.holds[s.CustomerID] {
			s.Raw = nil
			b.held.Sessions = append(b.held.Sessions, s)
		}
	}
}

func (b *Books) count(s record.Sale) {
	if s.MoneyMoved() {
		b.Payments++
	}
}

func (b *Books) coupons(s record.Sale, discounts []record.Discount, kind record.QueryKind) {
	if !slices.ContainsFunc(discounts, b.isTracked) || s.Invoice != nil && !s.MoneyMoved() || s.Session != nil && s.Session.PaymentStatus != "paid" {
		return
	}
	b.couponSale = append(b.couponSale, couponSale{
		query: record.Query{Kind: kind, Value: s.ID(), Typed: s.ID()}, customerID: s.CustomerID(), email: s.GuestEmail(), ids: s.IDs(), at: s.Time(),
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

// Leads are the referrals that are no customers.
func (b *Books) Leads() int {
	n := 0
	for _, l := range b.Referrals {
		if !l.Customer() {
			n++
		}
	}
	return n
}

// Subjects are what an audit has to look at, newest first: every lead that
// Stripe may know, and the newest payment of every buyer without a referral
// that carries a promoter's coupon and that FirstPromoter does not have.
func (b *Books) Subjects() []record.Query {
	var out []record.Query
	emails, uids, live := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, l := range b.Referrals {
		emails[record.FoldAddress(l.Email)], uids[l.UID] = true, true
		if l.Live() {
			live[record.FoldAddress(l.Email)], live[l.UID] = true, true
		}
	}
	for _, l := range b.Referrals {
		switch {
		case l.Customer(), !b.ties.known[l.ID] && !strings.HasPrefix(l.UID, "cus_"):
		case !l.Live() && (l.Email != "" && live[record.FoldAddress(l.Email)] || l.UID != "" && live[l.UID]):
			// A record that is no longer used, beside the one that is.
		default:
			out = append(out, record.Query{Kind: record.ByReferral, Value: l.ID, Typed: "ref_" + l.ID})
		}
	}
	recorded := map[string]bool{}
	for _, c := range b.Commissions {
		recorded[c.EventID] = true
	}
	slices.SortStableFunc(b.couponSale, func(x, y couponSale) int { return y.at.Compare(x.at) })
	seen := map[string]bool{}
	for _, s := range b.couponSale {
		buyer := s.customerID
		if buyer == "" {
			buyer = record.FoldAddress(s.email)
		}
		if seen[buyer] && buyer != "" || s.customerID != "" && uids[s.customerID] || s.email != "" && emails[record.FoldAddress(s.email)] {
			continue
		}
		seen[buyer] = true
		if !slices.ContainsFunc(s.ids, func(id string) bool { return recorded[id] }) {
			out = append(out, s.query)
		}
	}
	return out
}

// Sale is Sale, answered out of the books where they have it.
func (b *Books) Sale(ctx context.Context, query record.Query) *record.Evidence {
	opts := b.opts
	opts.Progress, opts.Sparing = nil, true
	return Sale(ctx, b.answering(), query, opts)
}

// Account gathers what concerns the account as a whole: the traces, and what
// Stripe knows of the promoters' tracking coupons.
func (b *Books) Account(ctx context.Context) *record.Evidence {
	opts := b.opts
	opts.Progress = nil
	r := newRun(ctx, b.answering(), record.Query{}, opts)
	asks := []ask{r.account(), r.recent(), r.converted(), r.leads()}
	if r.ev.Stripe.KeyMode == "" {
		asks = append(asks, r.mode())
	}
	r.round(asks...)
	r.ev.FirstPromoter.HasLeads = len(b.Referrals) > 0
	r.addPromoters(b.promoters.list)
	r.addPromoCodes(b.promoCodes.list)
	r.ev.FirstPromoter.PromotersComplete, r.ev.FirstPromoter.PromoCodesComplete = b.promoters.complete, b.promoCodes.complete
	r.ev.Stripe.Invoices = b.held.Invoices
	r.round(append(r.traceLookups(1), r.allCoupons()...)...)
	r.round(append(r.traceLookups(5), r.unknownCoupons()...)...)
	r.compareNames()
	for _, g := range b.Gaps {
		r.addGap(g)
	}
	return r.finish()
}

// allCoupons reads the account's coupons, and fits them to what FirstPromoter
// tracks by.
func (r *run) allCoupons() []ask {
	return []ask{{system: record.Stripe, part: record.PartCoupons, what: "all coupons", key: "stripe coupons all", do: func(ctx context.Context) error {
		list, more, err := r.clients.Stripe.Coupons(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.names, r.namesComplete = list, err == nil && !more
		return err
	}}}
}

// maxUnknown bounds the tracking values that are asked for one by one.
const maxUnknown = 25

// unknownCoupons asks what the tracking values are that are no coupon's id.
func (r *run) unknownCoupons() []ask {
	known := map[string]*record.Coupon{}
	for i := range r.names {
		known[r.names[i].ID] = &r.names[i]
	}
	var asks []ask
	unknown := 0
	for _, p := range r.ev.FirstPromoter.Promoters {
		for _, x := range p.Promotions {
			t := x.TrackingCoupon
			if t == "" {
				continue
			}
			if c := known[t]; c != nil {
				r.lookup(t).Coupon = c
			} else if r.namesComplete && unknown < maxUnknown {
				unknown++
				r.lookup(t)
				asks = append(asks, r.promotionCode(t))
			}
		}
	}
	return asks
}

// NewestMissing is the newest payment of a lead that FirstPromoter does not
// have, in which money moved.
func (b *Books) NewestMissing() (record.Sale, bool) {
	recorded := map[string]bool{}
	for _, c := range b.Commissions {
		recorded[c.EventID] = true
	}
	for _, s := range b.held.Sales() {
		if s.MoneyMoved() && b.holds[s.CustomerID()] && !slices.ContainsFunc(s.IDs(), func(id string) bool { return recorded[id] }) {
			return s, true
		}
	}
	return record.Sale{}, false
}
