package gather

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// answering are the two services as the books know them; what these do not
// hold is asked of the services themselves, once.
func (b *Books) answering() Clients {
	return Clients{Stripe: heldStripe{b.clients.Stripe, b}, FirstPromoter: heldPromoter{b.clients.FirstPromoter, b}}
}

// kept is what was asked beside the books.
type kept struct {
	account  memo[record.Account]
	found    memo[stripeapi.Found]
	exists   memo[record.Existence]
	changes  memo[[]record.EmailChange]
	coupon   memo[record.Coupon]
	coupons  memo[couponList]
	code     memo[record.PromotionCode]
	codes    memo[[]record.PromotionCode]
	promoter memo[record.Promoter]
}

type couponList struct {
	list []record.Coupon
	more bool
}

// memo asks once for all who want the same; a refusal is kept too.
type memo[T any] struct {
	flight singleflight.Group
	mu     sync.Mutex
	known  map[string]answered[T]
}

type answered[T any] struct {
	value T
	err   error
}

func (m *memo[T]) get(ctx context.Context, key string, ask func(context.Context) (T, error)) (T, error) {
	m.mu.Lock()
	a, ok := m.known[key]
	m.mu.Unlock()
	if ok {
		return a.value, a.err
	}
	v, _, _ := m.flight.Do(key, func() (any, error) {
		value, err := ask(ctx)
		a := answered[T]{value, err}
		if ctx.Err() == nil {
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.known == nil {
				m.known = map[string]answered[T]{}
			}
			m.known[key] = a
		}
		return a, nil
	})
	a = v.(answered[T])
	return a.value, a.err
}

// heldStripe is Stripe out of the books.
type heldStripe struct {
	Stripe
	b *Books
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
func (s heldStripe) whole(part record.Part) bool {
	return !slices.ContainsFunc(s.b.Gaps, func(g record.Gap) bool { return g.System == record.Stripe && g.Part == part })
}

func (s heldStripe) ask(ctx context.Context, part record.Part, key string, ask func(context.Context) (stripeapi.Found, error)) (stripeapi.Found, error) {
	if err := s.shut(part); err != nil {
		return stripeapi.Found{}, err
	}
	f, err := s.b.kept.found.get(ctx, key, ask)
	return copied(f), err
}

// copied lets a look choose among the records of a list that others look at too.
func copied(f stripeapi.Found) stripeapi.Found {
	f.Customers, f.Invoices, f.Charges, f.Intents = slices.Clone(f.Customers), slices.Clone(f.Invoices), slices.Clone(f.Charges), slices.Clone(f.Intents)
	f.Sessions = slices.Clone(f.Sessions)
	for i := range f.Sessions {
		f.Sessions[i].Discounts = slices.Clone(f.Sessions[i].Discounts)
	}
	f.Gaps = slices.Clone(f.Gaps)
	return f
}

func found(side record.StripeSide) (stripeapi.Found, error) {
	return copied(stripeapi.Found{StripeSide: side}), nil
}

func (s heldStripe) Account(ctx context.Context) (record.Account, error) {
	return s.b.kept.account.get(ctx, "", s.Stripe.Account)
}

func (s heldStripe) Asked(ctx context.Context, q record.Query) (stripeapi.Found, error) {
	return s.ask(ctx, record.PartAsked, "asked "+string(q.Kind)+q.Value, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.Asked(ctx, q) })
}

func (s heldStripe) Exists(ctx context.Context, id string) (record.Existence, error) {
	return s.b.kept.exists.get(ctx, id, func(ctx context.Context) (record.Existence, error) { return s.Stripe.Exists(ctx, id) })
}

func (s heldStripe) EmailChanges(ctx context.Context, from, to time.Time) ([]record.EmailChange, error) {
	return s.b.kept.changes.get(ctx, "", func(ctx context.Context) ([]record.EmailChange, error) { return s.Stripe.EmailChanges(ctx, from, to) })
}

func (s heldStripe) Customer(ctx context.Context, id string) (stripeapi.Found, error) {
	if c, ok := s.b.held.Customer(id); ok {
		return found(record.StripeSide{Customers: []record.Customer{c}})
	}
	return s.ask(ctx, record.PartCustomers, "customer "+id, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.Customer(ctx, id) })
}

func (s heldStripe) CustomersByEmail(ctx context.Context, email string) (stripeapi.Found, error) {
	if s.b.ties.lead(email, "") && s.whole(record.PartCustomers) {
		return s.customers(func(c record.Customer) bool { return c.Email == email })
	}
	return s.ask(ctx, record.PartCustomers, "customers "+email, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.CustomersByEmail(ctx, email) })
}

func (s heldStripe) customers(keep func(record.Customer) bool) (stripeapi.Found, error) {
	var out []record.Customer
	for _, c := range s.b.held.Customers {
		if keep(c) {
			out = append(out, c)
		}
	}
	return found(record.StripeSide{Customers: out})
}

func (s heldStripe) CustomersByUID(ctx context.Context, uid string) (stripeapi.Found, error) {
	if s.b.ties.lead("", uid) && s.whole(record.PartCustomers) {
		return s.customers(func(c record.Customer) bool { return record.FoldID(c.FPUID()) == record.FoldID(uid) })
	}
	return s.ask(ctx, record.PartCustomers, "uid "+uid, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.CustomersByUID(ctx, uid) })
}

func (s heldStripe) CustomersByMisspeltUID(ctx context.Context, uid string) (stripeapi.Found, error) {
	if s.b.ties.lead("", uid) && s.whole(record.PartCustomers) {
		return s.customers(func(c record.Customer) bool { return bears("", uid, c.Metadata) })
	}
	return s.ask(ctx, record.PartCustomers, "misspelt "+uid, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.CustomersByMisspeltUID(ctx, uid) })
}

func (s heldStripe) CustomersLike(ctx context.Context, email string) (stripeapi.Found, error) {
	if s.b.ties.lead(email, "") && s.whole(record.PartCustomers) {
		return s.customers(func(c record.Customer) bool { return record.Address(email).Near(record.Address(c.Email)) != record.Far })
	}
	return s.ask(ctx, record.PartCustomers, "like "+email, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.CustomersLike(ctx, email) })
}

func (s heldStripe) Invoices(ctx context.Context, customerID string) (stripeapi.Found, error) {
	if s.b.holds[customerID] && s.whole(record.PartInvoices) {
		return found(record.StripeSide{Invoices: of(s.b.held.Invoices, customerID, func(x record.Invoice) string { return x.CustomerID })})
	}
	return s.ask(ctx, record.PartInvoices, "invoices "+customerID, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.Invoices(ctx, customerID) })
}

func (s heldStripe) Charges(ctx context.Context, customerID string) (stripeapi.Found, error) {
	if s.b.holds[customerID] && s.whole(record.PartCharges) {
		return found(record.StripeSide{Charges: of(s.b.held.Charges, customerID, func(x record.Charge) string { return x.CustomerID })})
	}
	return s.ask(ctx, record.PartCharges, "charges "+customerID, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.Charges(ctx, customerID) })
}

func (s heldStripe) Sessions(ctx context.Context, customerID string) (stripeapi.Found, error) {
	if s.b.holds[customerID] && s.whole(record.PartSessions) {
		return found(record.StripeSide{Sessions: of(s.b.held.Sessions, customerID, func(x record.Session) string { return x.CustomerID })})
	}
	return s.ask(ctx, record.PartSessions, "sessions "+customerID, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.Sessions(ctx, customerID) })
}

// SessionsByEmail brings a guest's payment along, which the books lack; that
// there is no such session they know.
func (s heldStripe) SessionsByEmail(ctx context.Context, email string) (stripeapi.Found, error) {
	has := func(x record.Session) bool { return x.DetailsEmail == email }
	if s.b.ties.lead(email, "") && s.whole(record.PartSessions) && !slices.ContainsFunc(s.b.held.Sessions, has) {
		return stripeapi.Found{}, nil
	}
	return s.ask(ctx, record.PartSessions, "sessions email "+email, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.SessionsByEmail(ctx, email) })
}

func (s heldStripe) Subscriptions(ctx context.Context, customerID string) (stripeapi.Found, error) {
	return s.ask(ctx, record.PartSubscriptions, "subscriptions "+customerID, func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.Subscriptions(ctx, customerID) })
}

func (s heldStripe) NewestCustomers(ctx context.Context, from, to time.Time) (stripeapi.Found, error) {
	if s.whole(record.PartCustomers) {
		return found(record.StripeSide{Customers: within(s.b.held.Customers, from, to, func(x record.Customer) time.Time { return x.Created })})
	}
	return s.ask(ctx, record.PartCustomers, days("customers", from, to), func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.NewestCustomers(ctx, from, to) })
}

func (s heldStripe) NewestInvoices(ctx context.Context, from, to time.Time) (stripeapi.Found, error) {
	if s.whole(record.PartInvoices) {
		return found(record.StripeSide{Invoices: within(s.b.held.Invoices, from, to, func(x record.Invoice) time.Time { return x.Created })})
	}
	return s.ask(ctx, record.PartInvoices, days("invoices", from, to), func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.NewestInvoices(ctx, from, to) })
}

func (s heldStripe) NewestCharges(ctx context.Context, from, to time.Time) (stripeapi.Found, error) {
	if side, ok := s.charges(from, to); ok {
		return found(side)
	}
	return s.ask(ctx, record.PartCharges, days("charges", from, to), func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.NewestCharges(ctx, from, to) })
}

// charges are those of a time with their customers, unless one of these is not
// held.
func (s heldStripe) charges(from, to time.Time) (record.StripeSide, bool) {
	side := record.StripeSide{Charges: within(s.b.held.Charges, from, to, func(x record.Charge) time.Time { return x.Created })}
	if !s.whole(record.PartCharges) {
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

func (s heldStripe) ChargesBetween(ctx context.Context, from, to time.Time) (stripeapi.Found, error) {
	if side, ok := s.charges(from, to); ok {
		return found(side)
	}
	return s.ask(ctx, record.PartCharges, days("charges further", from, to), func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.ChargesBetween(ctx, from, to) })
}

func (s heldStripe) IntentsBetween(ctx context.Context, from, to time.Time) (stripeapi.Found, error) {
	return s.ask(ctx, record.PartIntents, days("intents", from, to), func(ctx context.Context) (stripeapi.Found, error) { return s.Stripe.IntentsBetween(ctx, from, to) })
}

func (s heldStripe) Coupon(ctx context.Context, id string) (record.Coupon, error) {
	return s.b.kept.coupon.get(ctx, id, func(ctx context.Context) (record.Coupon, error) { return s.Stripe.Coupon(ctx, id) })
}

func (s heldStripe) Coupons(ctx context.Context) ([]record.Coupon, bool, error) {
	return s.coupons(ctx, "all", s.Stripe.Coupons)
}

func (s heldStripe) NewestCoupons(ctx context.Context) ([]record.Coupon, bool, error) {
	return s.coupons(ctx, "newest", s.Stripe.NewestCoupons)
}

func (s heldStripe) coupons(ctx context.Context, key string, list func(context.Context) ([]record.Coupon, bool, error)) ([]record.Coupon, bool, error) {
	l, err := s.b.kept.coupons.get(ctx, key, func(ctx context.Context) (couponList, error) {
		got, more, err := list(ctx)
		return couponList{got, more}, err
	})
	return l.list, l.more, err
}

func (s heldStripe) PromotionCode(ctx context.Context, id string) (record.PromotionCode, error) {
	return s.b.kept.code.get(ctx, id, func(ctx context.Context) (record.PromotionCode, error) { return s.Stripe.PromotionCode(ctx, id) })
}

func (s heldStripe) PromotionCodesByText(ctx context.Context, code string) ([]record.PromotionCode, error) {
	return s.b.kept.codes.get(ctx, code, func(ctx context.Context) ([]record.PromotionCode, error) {
		return s.Stripe.PromotionCodesByText(ctx, code)
	})
}

// heldPromoter is FirstPromoter out of the books. Its lists are as long as
// those of the service itself, so that a look in an audit sees what one alone sees.
type heldPromoter struct {
	FirstPromoter
	b *Books
}

func (p heldPromoter) Referral(ctx context.Context, id string) (record.Referral, error) {
	for _, l := range p.b.Referrals {
		if l.ID == id {
			return l, nil
		}
	}
	return p.FirstPromoter.Referral(ctx, id)
}

func (p heldPromoter) whole(part record.Part) bool {
	return !slices.ContainsFunc(p.b.Gaps, func(g record.Gap) bool { return g.System == record.FirstPromoter && g.Part == part })
}

func (p heldPromoter) ReferralsByEmail(ctx context.Context, email string) ([]record.Referral, error) {
	if !p.whole(record.PartReferrals) {
		return p.FirstPromoter.ReferralsByEmail(ctx, email)
	}
	return p.holding(email), nil
}

func (p heldPromoter) ReferralsByUID(ctx context.Context, uid string) ([]record.Referral, error) {
	if !p.whole(record.PartReferrals) {
		return p.FirstPromoter.ReferralsByUID(ctx, uid)
	}
	return p.holding(uid), nil
}

func (p heldPromoter) ReferralsLike(ctx context.Context, q string) ([]record.Referral, error) {
	switch {
	case p.API() == record.V1:
		return nil, nil
	case !p.whole(record.PartReferrals):
		return p.FirstPromoter.ReferralsLike(ctx, q)
	}
	return first(p.holding(q)), nil
}

// holding are the referrals that hold a text, as FirstPromoter's own search has it.
func (p heldPromoter) holding(text string) []record.Referral {
	text = strings.ToLower(text)
	var out []record.Referral
	for i, l := range p.b.Referrals {
		if strings.Contains(p.b.texts[i], text) {
			out = append(out, l)
		}
	}
	return out
}

func (p heldPromoter) ReferralsCreated(ctx context.Context, from, to time.Time) ([]record.Referral, bool, error) {
	switch {
	case p.API() == record.V1:
		return nil, false, nil
	case !p.whole(record.PartReferrals):
		return p.FirstPromoter.ReferralsCreated(ctx, from, to)
	}
	return within(p.b.Referrals, from, to, func(l record.Referral) time.Time { return l.Created }), false, nil
}

func (p heldPromoter) Leads(ctx context.Context) ([]record.Referral, bool, error) {
	return p.referrals(ctx, p.FirstPromoter.Leads, func(l record.Referral) bool { return p.API() == record.V1 || !l.Customer() })
}

func (p heldPromoter) Converted(ctx context.Context) ([]record.Referral, bool, error) {
	return p.referrals(ctx, p.FirstPromoter.Converted, record.Referral.Customer)
}

func (p heldPromoter) referrals(ctx context.Context, live func(context.Context) ([]record.Referral, bool, error), keep func(record.Referral) bool) ([]record.Referral, bool, error) {
	if !p.whole(record.PartReferrals) {
		return live(ctx)
	}
	var out []record.Referral
	for _, l := range p.b.Referrals {
		if keep(l) {
			out = append(out, l)
		}
	}
	return p.newest(out), p.API() == record.V1 || len(out) <= firstPage, nil
}

func (p heldPromoter) Commissions(ctx context.Context, q string) ([]record.Commission, error) {
	if !p.whole(record.PartCommissions) {
		return p.FirstPromoter.Commissions(ctx, q)
	}
	q = strings.ToLower(q)
	var out []record.Commission
	for _, c := range p.b.Commissions {
		if q != "" && (strings.Contains(strings.ToLower(c.EventID), q) || strings.Contains(strings.ToLower(c.ReferralEmail), q) || strings.Contains(strings.ToLower(c.ReferralUID), q)) {
			out = append(out, c)
		}
	}
	return out, nil
}

func (p heldPromoter) RecentCommissions(ctx context.Context) ([]record.Commission, bool, error) {
	return p.CommissionsBetween(ctx, time.Time{}, time.Time{})
}

func (p heldPromoter) CommissionsBetween(ctx context.Context, from, to time.Time) ([]record.Commission, bool, error) {
	if !p.whole(record.PartCommissions) {
		return p.FirstPromoter.CommissionsBetween(ctx, from, to)
	}
	list := within(p.b.Commissions, from, to, func(c record.Commission) time.Time { return c.Created })
	if p.API() == record.V1 {
		return list, true, nil
	}
	return first(list), len(list) <= firstPage, nil
}

func (p heldPromoter) newest(list []record.Referral) []record.Referral {
	if p.API() == record.V1 {
		return list
	}
	return first(list)
}

func (p heldPromoter) Promoters(ctx context.Context) ([]record.Promoter, bool, error) {
	if !p.whole(record.PartPromoters) {
		return p.FirstPromoter.Promoters(ctx)
	}
	return slices.Clone(p.b.promoters.list), p.b.promoters.complete, nil
}

func (p heldPromoter) AllPromoCodes(ctx context.Context) ([]record.PromoCode, bool, error) {
	if !p.whole(record.PartPromoCodes) {
		return p.FirstPromoter.AllPromoCodes(ctx)
	}
	return slices.Clone(p.b.promoCodes.list), p.b.promoCodes.complete, nil
}

func (p heldPromoter) Rewards(ctx context.Context) ([]record.Reward, error) {
	if !p.whole(record.PartRewards) {
		return p.FirstPromoter.Rewards(ctx)
	}
	return slices.Clone(p.b.rewards), nil
}

func (p heldPromoter) PromoterByCode(ctx context.Context, code string) (record.Promoter, error) {
	return p.b.kept.promoter.get(ctx, code, func(ctx context.Context) (record.Promoter, error) { return p.FirstPromoter.PromoterByCode(ctx, code) })
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

// within are the records of a time, newest first; a zero time is no bound.
func within[T any](list []T, from, to time.Time, at func(T) time.Time) []T {
	var out []T
	for _, x := range list {
		if t := at(x); (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.After(to)) {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b T) int { return at(b).Compare(at(a)) })
	return out
}

func days(what string, from, to time.Time) string {
	return what + " " + from.Format(time.RFC3339) + " " + to.Format(time.RFC3339)
}
