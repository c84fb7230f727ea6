package books

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// answering are the two services as the books know them; what these do not
// hold is asked of the services themselves.
func (b *Books) answering() gather.Clients {
	held := heldStripe{remembering{b.clients.Stripe, &b.asked}, b}
	return gather.Clients{Stripe: held, FirstPromoter: heldPromoter{b.clients.FirstPromoter, b, false}}
}

// asking are the same while Stripe's lists are still being read, or where they are
// not read from end to end: Stripe is asked as for a single sale.
func (b *Books) asking() gather.Clients {
	return gather.Clients{Stripe: remembering{b.clients.Stripe, &b.asked}, FirstPromoter: heldPromoter{b.clients.FirstPromoter, b, false}}
}

// remembering is Stripe, asked once for all looks what concerns several of them.
type remembering struct {
	gather.Stripe
	asked *memory
}

// Ask implements question.Service.
func (s remembering) Ask(ctx context.Context, q question.Question) (any, error) {
	if !ofSeveral.Answers(q) {
		return s.Stripe.Ask(ctx, q)
	}
	return ofSeveral.Ask(ctx, s, q)
}

// once asks for all looks.
func once[Q question.For[A], A any](s remembering, ctx context.Context, q Q) (A, error) {
	got, err := s.asked.ask(ctx, s.Stripe, q)
	if found, ok := got.(question.Records); ok {
		got = copied(found)
	}
	answer, _ := got.(A)
	return answer, err
}

// ofSeveral is what is asked once. What is not in it is asked for one sale alone, so
// that nothing is gained by keeping the answer.
var ofSeveral = question.NewTable(
	question.By(once[question.Account, record.Account]),
	question.By(once[question.Installs, question.List[record.AppInstall]]),
	question.By(once[question.InstallChanges, []record.InstallChange]),
	question.By(once[question.Object, question.Records]),
	question.By(once[question.Subscription, question.Records]),
	question.By(once[question.Exists, record.Existence]),
	question.By(once[question.ChargesOfTime, question.Records]),
	question.By(once[question.EmailChanges, []record.EmailChange]),
	question.By(once[question.SubscriptionsOf, question.Records]),
	question.By(once[question.Coupon, record.Coupon]),
	question.By(once[question.Coupons, question.List[record.Coupon]]),
	question.By(once[question.NewestCoupons, question.List[record.Coupon]]),
	question.By(once[question.PromotionCode, record.PromotionCode]),
	question.By(once[question.PromotionCodesByText, []record.PromotionCode]),
)

// memory asks once for all who want the same; a refusal is kept too.
type memory struct {
	flight singleflight.Group
	mu     sync.Mutex
	known  map[question.Question]answer
}

type answer struct {
	value any
	err   error
}

func (m *memory) ask(ctx context.Context, s question.Service, q question.Question) (any, error) {
	m.mu.Lock()
	a, ok := m.known[q]
	m.mu.Unlock()
	if ok {
		return a.value, a.err
	}
	v, _, _ := m.flight.Do(fmt.Sprintf("%T %+v", q, q), func() (any, error) {
		value, err := s.Ask(ctx, q)
		m.keep(ctx, q, value, err)
		return answer{value, err}, nil
	})
	a = v.(answer)
	return a.value, a.err
}

// keep remembers an answer, unless it broke off with its context.
func (m *memory) keep(ctx context.Context, q question.Question, value any, err error) {
	if ctx.Err() != nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[question.Question]answer{}
	}
	if found, ok := value.(question.Records); ok {
		value = withoutText(found)
	}
	m.known[q] = answer{value, err}
}

// withoutText drops the texts that records came in: they would be most of what an
// audit of a big account holds, and nobody looks at them.
func withoutText(found question.Records) question.Records {
	found = copied(found)
	for i := range found.Customers {
		found.Customers[i].Raw = nil
	}
	for i := range found.Invoices {
		found.Invoices[i].Raw = nil
	}
	for i := range found.Charges {
		found.Charges[i].Raw = nil
	}
	for i := range found.Intents {
		found.Intents[i].Raw = nil
	}
	for i := range found.Sessions {
		found.Sessions[i].Raw = nil
	}
	return found
}

// heldStripe is Stripe out of the books.
type heldStripe struct {
	remembering
	b *Books
}

// Ask answers from memory what the books hold or have asked before; the rest
// goes to Stripe.
func (s heldStripe) Ask(ctx context.Context, q question.Question) (any, error) {
	if ofStripe.Answers(q) {
		return ofStripe.Ask(ctx, s, q)
	}
	if ofSeveral.Answers(q) {
		if err := s.shut(q.About().Part); err != nil {
			return nil, err
		}
	}
	return s.remembering.Ask(ctx, q)
}

// shut is a list's refusal, given instead of asking for every lead again.
func (s heldStripe) shut(part record.Part) error {
	if f := s.b.shut[part]; f != nil {
		again := *f
		return &again
	}
	return nil
}

// whole reports whether a list was read to its end, so that absence tells.
func (s heldStripe) whole(part record.Part) bool { return !s.b.windowed && s.read(part) }

// covers reports whether all of a list was read that is of a time.
func (s heldStripe) covers(part record.Part, p question.Period) bool {
	return s.read(part) && (!s.b.windowed || !p.From.Before(s.b.since()))
}

func (s heldStripe) read(part record.Part) bool {
	return !slices.ContainsFunc(s.b.Gaps, func(g record.Gap) bool { return g.System == record.Stripe && g.Part == part })
}

// holding answers out of the books where these can.
func holding[Q question.For[question.Records]](of func(heldStripe, Q) (record.StripeSide, bool)) question.Row[heldStripe] {
	return question.By(func(s heldStripe, ctx context.Context, q Q) (question.Records, error) {
		if side, held := of(s, q); held {
			return copied(question.Records{StripeSide: side}), nil
		}
		if err := s.shut(q.About().Part); err != nil {
			return question.Records{}, err
		}
		return once[Q](s.remembering, ctx, q)
	})
}

// ofStripe is what the books answer.
var ofStripe = question.NewTable(
	holding(func(s heldStripe, q question.Customer) (record.StripeSide, bool) {
		c, held := s.b.held.Customer(q.ID)
		return record.StripeSide{Customers: []record.Customer{c}}, held
	}),
	holding(func(s heldStripe, q question.CustomersByEmail) (record.StripeSide, bool) {
		return s.customers(s.b.ties.lead(q.Email, ""), func(c record.Customer) bool { return c.Email == q.Email })
	}),
	holding(func(s heldStripe, q question.CustomersByUID) (record.StripeSide, bool) {
		return s.customers(s.b.ties.lead("", q.UID), func(c record.Customer) bool {
			return record.FoldID(c.FPUID()) == record.FoldID(q.UID)
		})
	}),
	holding(func(s heldStripe, q question.CustomersByMisspeltUID) (record.StripeSide, bool) {
		return s.customers(s.b.ties.lead("", q.UID), func(c record.Customer) bool { return carries(q.UID, c.Metadata) })
	}),
	holding(func(s heldStripe, q question.CustomersLike) (record.StripeSide, bool) {
		return s.customers(s.b.ties.lead(q.Email, ""), func(c record.Customer) bool {
			return record.Address(q.Email).Near(record.Address(c.Email)) != record.Far
		})
	}),
	holding(func(s heldStripe, q question.NewestCustomers) (record.StripeSide, bool) {
		list := within(s.b.held.Customers, q.Created, func(x record.Customer) time.Time { return x.Created })
		return record.StripeSide{Customers: list}, s.covers(record.PartCustomers, q.Created)
	}),

	holding(func(s heldStripe, q question.InvoicesOf) (record.StripeSide, bool) {
		list := of(s.b.held.Invoices, q.Customer, func(x record.Invoice) string { return x.CustomerID })
		return record.StripeSide{Invoices: list}, s.b.holds[q.Customer] && s.whole(record.PartInvoices)
	}),
	holding(func(s heldStripe, q question.InvoicesOfAny) (record.StripeSide, bool) {
		var side record.StripeSide
		for _, id := range strings.Fields(q.Customers) {
			side.Invoices = append(side.Invoices, of(s.b.held.Invoices, id, func(x record.Invoice) string { return x.CustomerID })...)
		}
		return side, s.holdsAll(q.Customers) && s.whole(record.PartInvoices)
	}),
	holding(func(s heldStripe, q question.ChargesOfAny) (record.StripeSide, bool) {
		var side record.StripeSide
		for _, id := range strings.Fields(q.Customers) {
			side.Charges = append(side.Charges, of(s.b.held.Charges, id, func(x record.Charge) string { return x.CustomerID })...)
		}
		return side, s.holdsAll(q.Customers) && s.whole(record.PartCharges)
	}),
	holding(func(s heldStripe, q question.NewestInvoices) (record.StripeSide, bool) {
		list := within(s.b.held.Invoices, q.Created, func(x record.Invoice) time.Time { return x.Created })
		return record.StripeSide{Invoices: list}, s.covers(record.PartInvoices, q.Created)
	}),
	holding(func(s heldStripe, q question.ChargesOf) (record.StripeSide, bool) {
		list := of(s.b.held.Charges, q.Customer, func(x record.Charge) string { return x.CustomerID })
		return record.StripeSide{Charges: list}, s.b.holds[q.Customer] && s.whole(record.PartCharges)
	}),
	holding(func(s heldStripe, q question.NewestCharges) (record.StripeSide, bool) { return s.charges(q.Created) }),
	holding(func(s heldStripe, q question.ChargesBetween) (record.StripeSide, bool) { return s.charges(q.Created) }),
	holding(func(s heldStripe, q question.SessionsOf) (record.StripeSide, bool) {
		list := of(s.b.held.Sessions, q.Customer, func(x record.Session) string { return x.CustomerID })
		return record.StripeSide{Sessions: list}, s.b.holds[q.Customer] && s.whole(record.PartSessions)
	}),
	// An attempt, and a guest's session, bring the payment along, which the books lack;
	// that there is none they know.
	holding(func(s heldStripe, q question.IntentsBetween) (record.StripeSide, bool) {
		some := slices.ContainsFunc(s.b.attempts, q.Created.Holds)
		return record.StripeSide{}, !some && s.b.allTried && s.covers(record.PartIntents, q.Created)
	}),
	holding(func(s heldStripe, q question.NewestSessions) (record.StripeSide, bool) {
		some := slices.ContainsFunc(s.b.held.Sessions, func(x record.Session) bool { return q.Created.Holds(x.Created) })
		return record.StripeSide{}, !some && s.covers(record.PartSessions, q.Created)
	}),
	holding(func(s heldStripe, q question.SessionsByEmail) (record.StripeSide, bool) {
		some := slices.ContainsFunc(s.b.held.Sessions, func(x record.Session) bool { return x.DetailsEmail == q.Email })
		return record.StripeSide{}, !some && s.b.ties.lead(q.Email, "") && s.whole(record.PartSessions)
	}),
)

// holdsAll reports whether the books hold all of every customer.
func (s heldStripe) holdsAll(customers string) bool {
	return !slices.ContainsFunc(strings.Fields(customers), func(id string) bool { return !s.b.holds[id] })
}

// customers are those held that fit, where all that fit are held because they
// belong to a lead.
func (s heldStripe) customers(lead bool, fits func(record.Customer) bool) (record.StripeSide, bool) {
	if !lead || !s.whole(record.PartCustomers) {
		return record.StripeSide{}, false
	}
	var out []record.Customer
	for _, c := range s.b.held.Customers {
		if fits(c) {
			out = append(out, c)
		}
	}
	return record.StripeSide{Customers: out}, true
}

// charges are those of a time with their customers, unless one of these is not
// held.
func (s heldStripe) charges(created question.Period) (record.StripeSide, bool) {
	side := record.StripeSide{Charges: within(s.b.held.Charges, created, func(x record.Charge) time.Time { return x.Created })}
	if !s.covers(record.PartCharges, created) || len(s.b.half) > 0 {
		return side, false
	}
	payers := map[string]bool{}
	for _, x := range side.Charges {
		payers[x.CustomerID] = true
	}
	for _, c := range s.b.held.Customers {
		if payers[c.ID] {
			side.Customers = append(side.Customers, c)
			delete(payers, c.ID)
		}
	}
	for id := range payers {
		if s.b.beside[id] {
			return side, false
		}
	}
	return side, true
}

// carries reports whether one of the texts is the uid.
func carries(uid string, texts map[string]string) bool {
	for _, v := range texts {
		if record.FoldID(v) == record.FoldID(uid) {
			return true
		}
	}
	return false
}

// copied lets a look choose among the records of a list that others look at too.
func copied(f question.Records) question.Records {
	f.Customers, f.Invoices = slices.Clone(f.Customers), slices.Clone(f.Invoices)
	f.Charges, f.Intents = slices.Clone(f.Charges), slices.Clone(f.Intents)
	f.Sessions = slices.Clone(f.Sessions)
	for i := range f.Sessions {
		f.Sessions[i].Discounts = slices.Clone(f.Sessions[i].Discounts)
	}
	f.Gaps = slices.Clone(f.Gaps)
	return f
}

// heldPromoter is FirstPromoter out of the books. Its lists are as long as
// those of the service itself, so that a look in an audit sees what one alone sees.
type heldPromoter struct {
	gather.FirstPromoter
	b *Books
	// ends: it is the account that is looked at, of which the oldest that FirstPromoter
	// received from Stripe tells as much as the newest.
	ends bool
}

// Ask answers from memory what the books hold; the rest goes to FirstPromoter.
func (p heldPromoter) Ask(ctx context.Context, q question.Question) (any, error) {
	if ofFirstPromoter.Answers(q) {
		return ofFirstPromoter.Ask(ctx, p, q)
	}
	return p.FirstPromoter.Ask(ctx, q)
}

// listing answers out of one of FirstPromoter's lists, if that was read whole.
func listing[Q question.For[A], A any](part record.Part, of func(heldPromoter, Q) A) question.Row[heldPromoter] {
	return question.By(func(p heldPromoter, ctx context.Context, q Q) (A, error) {
		cut := part == record.PartCommissions && p.b.someCommissions
		if cut || slices.ContainsFunc(p.b.unread, func(g record.Gap) bool { return g.Part == part }) {
			return question.Ask(ctx, p.FirstPromoter, q)
		}
		return of(p, q), nil
	})
}

var ofFirstPromoter = question.NewTable(
	question.By(func(p heldPromoter, ctx context.Context, q question.Referral) (record.Referral, error) {
		for _, l := range p.b.Referrals {
			if l.ID == q.ID {
				return l, nil
			}
		}
		return question.Ask(ctx, p.FirstPromoter, q)
	}),
	listing(record.PartReferrals, func(p heldPromoter, q question.ReferralsByEmail) []record.Referral { return p.having(q.Email) }),
	listing(record.PartReferrals, func(p heldPromoter, q question.ReferralsByUID) []record.Referral { return p.having(q.UID) }),
	listing(record.PartReferrals, func(p heldPromoter, q question.ReferralsLike) []record.Referral {
		if p.API() == record.V1 {
			return nil
		}
		return first(p.having(q.Text))
	}),
	listing(record.PartReferrals, func(p heldPromoter, q question.ReferralsCreated) question.List[record.Referral] {
		if p.API() == record.V1 {
			return question.List[record.Referral]{}
		}
		list := within(p.b.Referrals, q.Created, func(l record.Referral) time.Time { return l.Created })
		return question.List[record.Referral]{Items: list, Complete: true}
	}),
	listing(record.PartReferrals, func(p heldPromoter, _ question.Leads) question.List[record.Referral] {
		return p.newest(func(l record.Referral) bool { return p.API() == record.V1 || !l.Customer() })
	}),
	listing(record.PartReferrals, func(p heldPromoter, _ question.Converted) question.List[record.Referral] {
		return withOldest(p, p.newest(record.Referral.Customer), p.b.Referrals, record.Referral.Trace,
			func(l record.Referral) time.Time { return l.CustomerSince })
	}),
	listing(record.PartReferrals, func(p heldPromoter, q question.ConvertedBetween) question.List[record.Referral] {
		return p.newest(func(l record.Referral) bool { return l.Customer() && q.Since.Holds(l.CustomerSince) })
	}),

	listing(record.PartCommissions, heldPromoter.commissions),
	listing(record.PartCommissions, func(p heldPromoter, _ question.RecentCommissions) question.List[record.Commission] {
		return withOldest(p, p.commissionsBetween(question.CommissionsBetween{}), p.b.Commissions, record.Commission.Trace,
			func(c record.Commission) time.Time { return c.Created })
	}),
	listing(record.PartCommissions, heldPromoter.commissionsBetween),

	listing(record.PartPromoters, func(p heldPromoter, _ question.Promoters) question.List[record.Promoter] {
		return question.List[record.Promoter]{Items: slices.Clone(p.b.promoters.Items), Complete: p.b.promoters.Complete}
	}),
	listing(record.PartPromoCodes, func(p heldPromoter, _ question.AllPromoCodes) question.List[record.PromoCode] {
		return question.List[record.PromoCode]{Items: slices.Clone(p.b.promoCodes.Items), Complete: p.b.promoCodes.Complete}
	}),
	listing(record.PartRewards, func(p heldPromoter, _ question.Rewards) []record.Reward { return slices.Clone(p.b.rewards) }),
	question.By(func(p heldPromoter, ctx context.Context, q question.PromoterByCode) (record.Promoter, error) {
		got, err := p.b.asked.ask(ctx, p.FirstPromoter, q)
		promoter, _ := got.(record.Promoter)
		return promoter, err
	}),
)

// having are the referrals that hold a text, as FirstPromoter's own search has it.
func (p heldPromoter) having(text string) []record.Referral {
	text = strings.ToLower(text)
	var out []record.Referral
	for i, l := range p.b.Referrals {
		if strings.Contains(p.b.texts[i], text) {
			out = append(out, l)
		}
	}
	return out
}

// newest are the referrals that fit, as many as the service gives.
func (p heldPromoter) newest(fits func(record.Referral) bool) question.List[record.Referral] {
	return newestOf(p, p.b.Referrals, fits)
}

// newestOf are those records of a list, newest first, that fit: API v1 gives all.
func newestOf[T any](p heldPromoter, list []T, fits func(T) bool) question.List[T] {
	var out []T
	for _, x := range list {
		switch {
		case !fits(x):
		case p.API() != record.V1 && len(out) == firstPage:
			return question.List[T]{Items: out}
		default:
			out = append(out, x)
		}
	}
	return question.List[T]{Items: out, Complete: true}
}

// withOldest adds to the newest records of a list the oldest that FirstPromoter received
// from Stripe, where that is asked for.
func withOldest[T any](p heldPromoter, newest question.List[T], all []T, received func(T) bool, at func(T) time.Time) question.List[T] {
	if !p.ends || newest.Complete {
		return newest
	}
	var oldest *T
	for i := range all {
		if received(all[i]) && (oldest == nil || at(all[i]).Before(at(*oldest))) {
			oldest = &all[i]
		}
	}
	if oldest != nil {
		newest.Items = append(newest.Items, *oldest)
	}
	return newest
}

func (p heldPromoter) commissions(q question.Commissions) []record.Commission {
	text := strings.ToLower(q.Text)
	var out []record.Commission
	for _, c := range p.b.Commissions {
		has := func(s string) bool { return strings.Contains(strings.ToLower(s), text) }
		if text != "" && (has(c.EventID) || has(c.ReferralEmail) || has(c.ReferralUID)) {
			out = append(out, c)
		}
	}
	return out
}

func (p heldPromoter) commissionsBetween(q question.CommissionsBetween) question.List[record.Commission] {
	return newestOf(p, p.b.Commissions, func(c record.Commission) bool { return q.Created.Holds(c.Created) })
}

// firstPage is how many records the services give where the newest are wanted.
const firstPage = 100

func first[T any](list []T) []T { return list[:min(len(list), firstPage)] }

func of[T any](list []T, id string, key func(T) string) []T {
	var out []T
	for _, x := range list {
		if key(x) == id {
			out = append(out, x)
		}
	}
	return out
}

// within are the records of a time, newest first.
func within[T any](list []T, p question.Period, at func(T) time.Time) []T {
	var out []T
	for _, x := range list {
		if p.Holds(at(x)) {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b T) int { return at(b).Compare(at(a)) })
	return out
}
