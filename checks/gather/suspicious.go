package gather

import (
	"context"
	"slices"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

// Suspect is a lead that is no customer yet although somebody like it has paid.
type Suspect struct {
	Lead  record.Referral
	Sale  record.Sale
	Email string // the payer's
	// Near is how the two addresses resemble one another; Same also where a
	// uid ties them together.
	Near record.Nearness
}

// Suspicious joins the newest 100 leads with Stripe's newest 100 charges,
// invoices and customers, newest payment first: sales that may be missing. It
// takes four requests and a page or two more. Gaps tell which lists could not
// be had; without them the join is what it is.
func Suspicious(ctx context.Context, clients Clients, opts Options) ([]Suspect, []record.Gap) {
	if clients.FirstPromoter == nil {
		return nil, nil
	}
	r := begin(ctx, clients, record.Query{}, opts)
	// Only the newest are wanted: that there are more is no gap.
	newest := func(f *question.Records) { f.More = false }
	r.round(
		r.leads(),
		r.records(question.NewestCharges{}, newest),
		r.records(question.NewestInvoices{}, newest),
		r.records(question.NewestCustomers{}, newest),
	)
	return r.join(), r.Gaps()
}

func (r *gathering) join() []Suspect {
	var out []Suspect
	leads := slices.DeleteFunc(slices.Clone(r.ev.FirstPromoter.Leads), func(l record.Referral) bool { return l.Customer() })
	for _, sale := range r.sales() {
		if !sale.MoneyMoved() {
			continue
		}
		best := Suspect{Near: record.Far}
		for _, l := range leads {
			if email, near := r.tie(l, sale); near < best.Near {
				best = Suspect{Lead: l, Sale: sale, Email: email, Near: near}
			}
		}
		// One lead, one line: its newest payment.
		if best.Near != record.Far && !slices.ContainsFunc(out, func(s Suspect) bool { return s.Lead.ID == best.Lead.ID }) {
			out = append(out, best)
		}
	}
	return out
}

// tie tells how a lead and a sale belong together.
func (r *gathering) tie(l record.Referral, s record.Sale) (string, record.Nearness) {
	emails, payer := s.Addresses(), record.Customer{ID: s.CustomerID()}
	if c, ok := r.ev.Stripe.Customer(s.CustomerID()); ok {
		emails, payer = append([]string{c.Email}, emails...), c
	}
	email, best := "", record.Far
	if len(emails) > 0 {
		email = emails[0]
	}
	if facts.MatchOf(&l, &payer, "") != 0 {
		return email, record.Same
	}
	for _, e := range emails {
		if near := record.Address(l.Email).Near(record.Address(e)); near < best {
			email, best = e, near
		}
	}
	return email, best
}

// Suggestion is one lead or customer that fits what is being typed.
type Suggestion struct {
	Query record.Query
	// Email or ID is what to show; System says whose record it is.
	Email  string
	ID     string
	System record.System
}

// maxSuggested is how many suggestions a person looks through.
const maxSuggested = 20

// Suggest looks on both sides for leads and customers whose address holds the
// letters typed (three or more): one request to each. more: not all that fit are
// among them; each side has its share.
func Suggest(ctx context.Context, clients Clients, text string, opts Options) (list []Suggestion, more bool) {
	if len([]rune(text)) < 3 {
		return nil, false
	}
	r := begin(ctx, clients, record.Query{}, opts)
	r.round(append(r.leadsTyped(text), r.records(question.CustomersTyped{Text: text}))...)
	customers, leads := r.ev.Stripe.Customers, r.ev.FirstPromoter.Leads
	more = len(customers)+len(leads) > maxSuggested
	customers = customers[:min(len(customers), max(maxSuggested/2, maxSuggested-len(leads)))]
	leads = leads[:min(len(leads), maxSuggested-len(customers))]
	for _, c := range customers {
		list = append(list, Suggestion{record.Query{Kind: record.ByCustomer, Value: c.ID, Typed: c.ID}, c.Email, c.ID, record.Stripe})
	}
	for _, l := range leads {
		q := record.ReferralQuery(l.ID)
		list = append(list, Suggestion{q, l.Email, q.Typed, record.FirstPromoter})
	}
	return list, more
}

func (r *gathering) leadsTyped(text string) []Asking {
	if r.ev.FirstPromoter.API == record.V1 {
		return nil
	}
	return []Asking{r.like(text)}
}
