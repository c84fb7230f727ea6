package checks

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// Diagnose walks the six items over the evidence. It is a pure function: the
// clock comes in as now, and nothing is asked of anyone.
func Diagnose(ev *record.Evidence, ans record.Answers, now time.Time) Diagnosis {
	return diagnose(ev, ans, now, guarded)
}

// diagnose is Diagnose with the guard against panics given.
func diagnose(ev *record.Evidence, ans record.Answers, now time.Time, guarded func(func()) bool) Diagnosis {
	w := &walk{ev: withTyped(ev, ans), ans: ans, now: now}
	d := Diagnosis{Evidence: ev, Answers: ans, At: now}
	guarded(func() { w.establish() })
	// Item 1 comes last: “unexplained” looks at what the others found.
	for _, run := range []struct {
		item  Item
		check func() []Finding
	}{
		{Account, w.account}, {Mode, w.mode}, {Lead, w.lead}, {Payment, w.payment}, {Coupon, w.coupon},
		{Connected, w.connected},
	} {
		var found []Finding
		if broke := guarded(func() { found = run.check() }); broke {
			found = []Finding{w.stumbled()}
		}
		c := conclude(run.item, found)
		w.done[run.item] = c
		d.Checks[run.item-1] = c
	}
	d.Subject = w.subject()
	return d
}

// stumbled is what stands for an item whose check broke.
func (w *walk) stumbled() Finding {
	return w.finding("unreadable-answer", record.Args{
		"detail": words("it met data that fpdoctor itself does not understand; the others are not affected"),
	})
}

// guarded runs f and reports whether it panicked: odd data must cost one item, not six.
func guarded(f func()) (broke bool) {
	defer func() {
		if recover() != nil {
			broke = true
		}
	}()
	f()
	return false
}

// conclude sorts an item's findings worst first; the worst is its status, and
// an item with infos only is skip.
func conclude(item Item, found []Finding) Check {
	slices.SortStableFunc(found, func(a, b Finding) int { return rank[b.Verdict] - rank[a.Verdict] })
	status := Skip
	for _, f := range found {
		if f.Verdict != Info && f.Verdict.Worse(status) {
			status = f.Verdict
		}
	}
	return Check{Item: item, Status: status, Findings: found}
}

// walk is one diagnosis at work: the evidence, and what was established from it.
type walk struct {
	ev  *record.Evidence
	ans record.Answers
	now time.Time

	settled *settlement // an earlier item settled it

	sale        *record.Sale
	payer       *record.Customer // nil: a guest, or nobody
	guest       bool             // the sale has no Stripe customer
	payerUnread bool             // the payer is known by id only
	email       string           // the payer's address: the customer's own, a guest's from the payment
	match       match
	lists       lists
	recorded    *recording
	done        [Coupon + 1]Check
}

// settlement is an item that leaves later ones nothing to look at.
type settlement struct{ item Item }

// recording is the proof that FirstPromoter has this sale (causes.md, Recorded).
type recording struct {
	commission *record.Commission // nil: by the conversion of the referral
	byHand     bool
	byAPI      bool // under an id that Stripe does not send
}

// trace reports whether the recording is something FirstPromoter learnt from Stripe by itself.
func (r *recording) trace() bool { return r != nil && r.commission != nil && !r.byHand && !r.byAPI }

// establish finds out who paid, which sale it is, which lead it belongs to, and
// whether FirstPromoter has it.
func (w *walk) establish() {
	switch w.ev.Stripe.Asked {
	case record.OtherMode:
		w.settled = &settlement{Mode}
		return
	case record.NotFound:
		w.settled = &settlement{Payment}
		if foreignCharacters(w.ev) {
			w.settled = &settlement{Account}
		}
		return
	}
	w.findPayer()
	w.findLead()
	w.recorded = w.findRecording()
}

// saleTime is when the sale happened, else now.
func (w *walk) saleTime() time.Time {
	if w.sale != nil {
		if t := w.sale.Time(); !record.Unknown(t) {
			return t
		}
	}
	return w.now
}

// saleMode is the sale's mode, else the key's.
func (w *walk) saleMode() record.Mode {
	if w.sale != nil && w.sale.Mode() != "" {
		return w.sale.Mode()
	}
	if w.payer != nil && w.payer.Mode != "" {
		return w.payer.Mode
	}
	return w.ev.Stripe.KeyMode
}

// notReached is the one finding of an item that an earlier one has settled.
func (w *walk) notReached(by Item) []Finding {
	return []Finding{w.finding("not-reached", record.Args{"item": words(fmt.Sprint(int(by))), "itemtitle": words(by.Title())})}
}

// args are the values most sentences need; more are laid over them.
func (w *walk) args(more ...record.Args) record.Args {
	a := make(record.Args, 32)
	a["query"], a["mode"] = id(w.ev.Query.Typed), modeWords(w.saleMode())
	if w.ev.Query.Kind == record.ByEmail {
		a["query"] = email(w.ev.Query.Typed)
	}
	a["fpuidkey"] = code("fp_uid")
	a["ownaccount"] = words("Stripe’s own (Stripe Dashboard > Settings > Account details)")
	if acct := w.ev.Stripe.Account; acct != nil && acct.ID != "" {
		a["account"], a["ownaccount"] = id(acct.ID), id(acct.ID)
	}
	if w.payer != nil {
		a["customer"] = id(w.payer.ID)
		a["customerurl"] = id(w.stripeURL(record.TypeCustomer, w.payer.ID))
	}
	if w.email != "" {
		a["buyer"] = email(w.email)
	}
	if w.sale != nil {
		ref := w.sale.Ref()
		a["sale"] = id(ref.ID)
		a["saleurl"] = id(w.stripeURL(ref.Type, ref.ID))
		a["paymenturl"] = a["saleurl"]
		if c := w.sale.Charge; c != nil {
			a["paymenturl"] = id(w.stripeURL(record.TypeCharge, c.ID))
		}
		a["paidat"] = when(w.sale.Time())
		if w.sale.MoneyMoved() {
			a["paidsale"] = id(ref.ID)
		}
		if w.sale.Invoice != nil {
			a["invoice"] = id(w.sale.Invoice.ID)
		}
	}
	if l := w.match.lead; l != nil {
		a["lead"], a["leademail"], a["leaduid"], a["leadat"] = id(untyped(l.ID)), email(l.Email), id(l.UID), when(l.Created)
		a["leadname"] = a["leademail"]
		if l.Email == "" {
			a["leadname"] = id(cmp.Or(l.UID, l.ID))
		}
	}
	if p, promoter, ok := w.promotion(); ok {
		a["promotion"], a["promoterid"] = id(untyped(p.ID)), id(promoter.ID)
		a["promoter"] = named(promoter)
	}
	for _, m := range more {
		for k, v := range m {
			a[k] = v
		}
	}
	return a
}

func modeWords(m record.Mode) record.Piece {
	if m == "" {
		return words("an unknown")
	}
	return code(string(m))
}

func named(p record.Promoter) record.Piece {
	switch {
	case p.Name != "":
		return person(p.Name)
	case p.Email != "":
		return email(p.Email)
	case p.ID != "":
		return id(p.ID)
	}
	return words("the promoter")
}

func when(t time.Time) record.Piece {
	if record.Unknown(t) {
		return words("an unknown date")
	}
	return record.Piece{Kind: record.KindWhen, Value: t.UTC().Format(time.RFC3339)}
}

// subject names what was looked at.
func (w *walk) subject() Subject {
	s := Subject{Query: w.ev.Query, Email: w.email}
	if w.payer != nil {
		s.Customer = w.payer.ID
	} else if w.sale != nil {
		s.Customer = w.sale.CustomerID()
	}
	if w.sale != nil {
		s.Sale, s.Payment = w.sale.Ref(), *w.sale
	}
	if w.match.lead != nil {
		s.Referral = untyped(w.match.lead.ID)
		if s.Email == "" {
			s.Email = w.match.lead.Email
		}
	}
	switch q := w.ev.Query; {
	case q.Kind == record.ByReferral && s.Referral == "" && w.ev.FirstPromoter.ReferralAsked == record.Found:
		s.Referral = q.Value
	case q.Kind == record.ByEmail && s.Email == "":
		s.Email = q.Value
	case q.Kind == record.ByCustomer && s.Customer == "" && w.ev.Stripe.Asked == record.Found:
		s.Customer = q.Value
	}
	return s
}
