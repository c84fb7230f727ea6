package checks

import (
	"cmp"
	"fmt"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// input is all that an item may look at: the facts, the person's answers and the
// clock. It makes the findings.
type input struct {
	*facts.Facts
	ev  *record.Evidence
	ans record.Answers
	now time.Time
}

func newInput(f *facts.Facts, answers record.Answers, now time.Time) input {
	return input{Facts: f, ev: f.Evidence(), ans: answers, now: now}
}

// saleTime is when the sale happened, else now.
func (in input) saleTime() time.Time {
	if in.Sale() != nil {
		if t := in.Sale().Time(); !record.Unknown(t) {
			return t
		}
	}
	return in.now
}

// settledBy is the item that leaves this sale's later ones nothing to look at.
func (in input) settledBy() (Item, bool) {
	switch in.Settled() {
	case facts.SaleInOtherMode:
		return Mode, true
	case facts.SaleInOtherAccount:
		return Account, true
	case facts.SaleNotFound:
		return Payment, true
	case facts.ReferralNotFound, facts.BuyerNotFound:
		return Lead, true
	case facts.Unsettled:
	}
	return 0, false
}

// notReached is the one finding of an item that an earlier one has settled.
func (in input) notReached(by Item) []Finding {
	return []Finding{in.finding("not-reached", record.Args{"item": words(fmt.Sprint(int(by))), "itemtitle": words(by.Title())})}
}

// args are the values most sentences need; more are laid over them.
func (in input) args(more ...record.Args) record.Args {
	a := make(record.Args, 32)
	a["query"], a["mode"] = id(in.ev.Query.Typed), modeWords(in.Mode())
	if in.ev.Query.Kind == record.ByEmail {
		a["query"] = email(in.ev.Query.Typed)
	}
	a["fpuidkey"] = code("fp_uid")
	a["ownaccount"] = words("Stripe’s own (Stripe Dashboard > Settings > Account details)")
	if acct := in.ev.Stripe.Account; acct != nil && acct.ID != "" {
		a["account"], a["ownaccount"] = id(acct.ID), id(acct.ID)
	}
	if in.Payer() != nil {
		a["customer"] = id(in.Payer().ID)
		a["customerurl"] = id(in.stripeURL(record.TypeCustomer, in.Payer().ID))
	}
	if in.Email() != "" {
		a["buyer"] = email(in.Email())
	}
	if in.Sale() != nil {
		ref := in.Sale().Ref()
		a["sale"] = id(ref.ID)
		a["saleurl"] = id(in.stripeURL(ref.Type, ref.ID))
		a["paymenturl"] = a["saleurl"]
		if c := in.Sale().Charge; c != nil {
			a["paymenturl"] = id(in.stripeURL(record.TypeCharge, c.ID))
		}
		a["paidat"] = when(in.Sale().Time())
		if in.Sale().MoneyMoved() {
			a["paidsale"] = id(ref.ID)
		}
		if in.Sale().Invoice != nil {
			a["invoice"] = id(in.Sale().Invoice.ID)
		}
	}
	if l := in.Lead().Referral; l != nil {
		a["lead"], a["leademail"], a["leaduid"], a["leadat"] = id(untyped(l.ID)), email(l.Email), id(l.UID), when(l.Created)
		a["leadname"] = a["leademail"]
		if l.Email == "" {
			a["leadname"] = id(cmp.Or(l.UID, l.ID))
		}
	}
	if p, promoter, ok := in.Promotion(); ok {
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

// contradicted is the note that evidence proves the contrary of an answer.
func (in input) contradicted(is bool, answer string) []Finding {
	if !is {
		return nil
	}
	return []Finding{in.finding("answer-contradicted", in.args(record.Args{"answer": code(answer)}))}
}

// evidenceGaps are why records could not tell about the account and its mode.
// A sale that is recorded needs no look-up of other ones.
func (in input) evidenceGaps() []Finding {
	parts := []record.Part{record.PartAccount, record.PartRecent}
	if in.Recording() == nil && len(in.LookedUp()) == 0 {
		parts = append(parts, record.PartTraces)
	}
	return in.gaps(parts...)
}

// harmless turns what would have kept a sale from being recorded into notes:
// it was recorded all the same.
func (in input) harmless(found []Finding) []Finding {
	for i := range found {
		if found[i].Verdict != Pass {
			found[i].Verdict, found[i].Remedies = Info, nil
		}
	}
	return found
}
