// Package gather decides what to ask both services about one sale and asks it,
// concurrently. It cannot judge: what comes out is evidence.
package gather

import (
	"context"
	"slices"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/stripeapi"
)

// Sale gathers everything both services hold about one sale. It asks in rounds:
// all of a round at once, and a round only what needs the one before. Three
// rounds are enough for nearly every sale; the fourth is for leads and
// customers that only a search for near misses brings up, and for the days of a
// lead's old sale in a busy account, which is known only after three.
func Sale(ctx context.Context, clients Clients, query record.Query, opts Options) *record.Evidence {
	r := begin(ctx, clients, query, opts)
	r.first()
	if r.ev.UnknownOwnID() == nil && r.reachable() {
		r.second()
		r.third()
		r.fourth()
	}
	return r.finish()
}

// notes are what a gathering has found so far, where answers are taken into.
type notes struct {
	*Inquiry
	ev *record.Evidence
	// names are coupons to compare texts with, that are no part of the evidence.
	names         []record.Coupon
	namesComplete bool
	// sought tells, of the customers whose payments were searched for because there are
	// many of one address, how many of the two searches told all.
	sought   map[string]int
	soughtIn int // the depth of the round that searched
	// found is what follows from the evidence between two rounds; nil: not worked out yet.
	found *facts.Facts
	// installsKnown: Stripe told all the apps on the account.
	installsKnown bool
	// Up to when FirstPromoter's records were read whole, the lists being longer.
	readCommissions, readConversions time.Time
}

// bound notes that only so many of a kind of thing were asked for. Of several rounds
// the one with the most of it counts.
func (r *notes) bound(what record.Bounded, most, among int) {
	if among <= most {
		return
	}
	list := &r.ev.Bounds
	i := slices.IndexFunc(*list, func(b record.Bound) bool { return b.What == what })
	if i < 0 {
		*list = append(*list, record.Bound{What: what, Looked: most, Among: among})
	} else if (*list)[i].Among < among {
		(*list)[i] = record.Bound{What: what, Looked: most, Among: among}
	}
}

// firstOf are those of a list that are asked for.
func firstOf[T any](r *notes, what record.Bounded, list []T, most int) []T {
	r.bound(what, most, len(list))
	return list[:min(len(list), most)]
}

// The work of a gathering has parts, each a type over the same notes.
type (
	// known tells what follows from the notes: whose sale it may be, and whether
	// it is recorded.
	known struct{ *notes }
	// stripeQuestions and promoterQuestions are what is asked of each service, and
	// what becomes of the answers.
	stripeQuestions   struct{ *notes }
	promoterQuestions struct{ *notes }
	// coupons decide what to ask about discounts and what promoters are tracked by.
	coupons struct{ *gathering }
)

// gathering is one at work: it decides what each round asks.
type gathering struct {
	*notes
	known
	stripeQuestions
	promoterQuestions
	ctx  context.Context
	opts Options
	sent record.Requests // before this run, the clients being shared
	last bool            // no round comes after this one
}

func begin(ctx context.Context, clients Clients, query record.Query, opts Options) *gathering {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	n := &notes{Inquiry: NewInquiry(clients, opts), ev: &record.Evidence{Query: query, StartedAt: opts.Now().UTC()}}
	r := &gathering{
		notes: n, known: known{n}, stripeQuestions: stripeQuestions{n}, promoterQuestions: promoterQuestions{n},
		ctx: stripeapi.OneRun(ctx), opts: opts,
	}
	r.ev.Stripe.KeyMode = clients.Stripe.KeyMode()
	r.ev.FirstPromoter.API = record.NoAPI
	r.sent.Stripe = clients.Stripe.Sent()
	if fp := clients.FirstPromoter; fp != nil {
		r.ev.FirstPromoter.API = fp.API()
		r.sent.FirstPromoter = fp.Sent()
	} else if query.Kind == record.ByReferral {
		r.addGap(record.Gap{System: record.FirstPromoter, Part: record.PartReferrals, Failure: record.Failure{
			Reason: record.CredentialsRefused,
			Detail: "no FirstPromoter key was given, and a referral’s number needs one; type the buyer’s e-mail address or a Stripe id " +
				"instead",
		}})
	}
	return r
}

func (r *gathering) round(asks ...Asking) {
	r.Round(r.ctx, asks...)
	r.found = nil // more is known now
}

func (r *gathering) finish() *record.Evidence {
	ev := r.ev
	if r.unreadPayers() {
		r.tooLong(question.InvoicesOfAny{}.About())
	}
	ev.Gaps, ev.OutOfTime = r.Gaps(), r.OutOfTime()
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
func (r *notes) readUntil() time.Time {
	f := &r.ev.FirstPromoter
	if !f.RecentComplete && r.readCommissions.IsZero() || !f.ConvertedComplete && r.readConversions.IsZero() {
		return time.Time{}
	}
	return record.Earliest(r.readCommissions, r.readConversions)
}

// reachable reports whether there is anything to go on with: the object asked
// about exists here, or it is not Stripe's to know.
func (r *gathering) reachable() bool {
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
