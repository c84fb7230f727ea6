// Package facts is what follows from the evidence about one sale: who paid, which
// sale it is, which lead it belongs to and how, whether FirstPromoter has it, and
// what leaves nothing more to look at. It is found once and never changed: whoever
// reads it, in whatever order, reads the same. It judges nothing.
package facts

import (
	"sync"

	"fpdoctor/checks/record"
)

// Facts are those of one sale. They are safe for concurrent use; what they point
// at is the evidence itself and must not be written to.
type Facts struct {
	ev      *record.Evidence // with what a person has typed
	answers record.Answers

	sale        *record.Sale
	payer       *record.Customer
	guest       bool
	payerUnread bool
	email       string
	settled     Settlement
	carriers    []*record.Commission // of the sale
	recording   *Recording
	candidates  []candidate

	sales       func() []record.Sale
	referrals   func() []*record.Referral
	commissions func() []*record.Commission
	received    func() []Received
	apps        Apps
	lead        func() Lead
}

// Of finds out who paid, which sale it is, which lead it belongs to, and whether
// FirstPromoter has it. The evidence stays as it is.
func Of(ev *record.Evidence, answers record.Answers) *Facts {
	f := newFacts(withTyped(ev, answers), answers)
	if f.settled = settledByStripe(f.ev); f.settled == Unsettled {
		f.lead = sync.OnceValue(leadSearch{f}.find)
		payerSearch{f}.settle()
		f.carriers = saleCommissions(f)
		f.recording = findRecording(f)
		f.settled = settledByAbsence(f)
	}
	f.apps = findApps(f)
	return f
}

// OfAccount are the facts of an account as a whole: of no sale, or of one that
// only stands for others.
func OfAccount(ev *record.Evidence, answers record.Answers, sale *record.Sale) *Facts {
	f := newFacts(ev, answers)
	f.sale = sale
	f.apps = findApps(f)
	return f
}

func newFacts(ev *record.Evidence, answers record.Answers) *Facts {
	f := &Facts{ev: ev, answers: answers, sales: sync.OnceValue(ev.Stripe.Sales), lead: func() Lead { return Lead{} }}
	fp := &ev.FirstPromoter
	f.referrals = sync.OnceValue(func() []*record.Referral {
		return eachOnce(func(r *record.Referral) string { return r.ID }, fp.Referrals, fp.Leads, fp.Converted)
	})
	f.commissions = sync.OnceValue(func() []*record.Commission {
		return eachOnce(func(c *record.Commission) string { return c.ID }, fp.Commissions, fp.Recent)
	})
	f.received = sync.OnceValue(func() []Received { return listReceived(f) })
	return f
}

// eachOnce points at the records of several lists, each id once: an account may hold
// hundreds, which are not copied.
func eachOnce[T any](id func(*T) string, from ...[]T) []*T {
	n := 0
	for _, list := range from {
		n += len(list)
	}
	out, seen := make([]*T, 0, n), make(map[string]struct{}, n)
	for _, list := range from {
		for i := range list {
			key := id(&list[i])
			if _, twice := seen[key]; !twice {
				seen[key] = struct{}{}
				out = append(out, &list[i])
			}
		}
	}
	return out
}

// Evidence is what all follows from, with the lead and the coupon that a person
// has typed where there is no key to ask FirstPromoter with.
func (f *Facts) Evidence() *record.Evidence { return f.ev }

// Sale is the sale looked at; nil: none was found.
func (f *Facts) Sale() *record.Sale { return f.sale }

// Payer is the Stripe customer who paid; nil: a guest, or nobody.
func (f *Facts) Payer() *record.Customer { return f.payer }

// PayerUnread: the payer is known by id only, for the customer could not be read.
func (f *Facts) PayerUnread() bool { return f.payerUnread }

// Guest: the sale has no Stripe customer.
func (f *Facts) Guest() bool { return f.guest }

// Email is the payer's address: the customer's own, a guest's from the payment. A
// deleted customer has none.
func (f *Facts) Email() string { return f.email }

// Lead is the lead the sale belongs to.
func (f *Facts) Lead() Lead { return f.lead() }

// Recording is the proof that FirstPromoter has this sale; nil: there is none.
func (f *Facts) Recording() *Recording { return f.recording }

// Settled is what leaves nothing more to look at, or Unsettled.
func (f *Facts) Settled() Settlement { return f.settled }

// Sales are all payments and attempts, newest first.
func (f *Facts) Sales() []record.Sale { return f.sales() }

// Referrals are all that came up, each once.
func (f *Facts) Referrals() []*record.Referral { return f.referrals() }

// Commissions are this sale's and the account's recent ones, each once.
func (f *Facts) Commissions() []*record.Commission { return f.commissions() }

// Received are all of the account's, newest first.
func (f *Facts) Received() []Received { return f.received() }

// Apps are those on the key's account.
func (f *Facts) Apps() Apps { return f.apps }

// Mode is the sale's mode, else the payer's, else the key's.
func (f *Facts) Mode() record.Mode {
	if f.sale != nil && f.sale.Mode() != "" {
		return f.sale.Mode()
	}
	if f.payer != nil && f.payer.Mode != "" {
		return f.payer.Mode
	}
	return f.ev.Stripe.KeyMode
}

// Asked is the referral asked about.
func (f *Facts) Asked() (record.Referral, bool) {
	if f.ev.Query.Kind != record.ByReferral {
		return record.Referral{}, false
	}
	return f.ev.FirstPromoter.Referral(f.ev.Query.Value)
}

// WithoutKey reports whether FirstPromoter cannot be asked for want of a key.
func (f *Facts) WithoutKey() bool { return f.ev.FirstPromoter.API == record.NoAPI }
