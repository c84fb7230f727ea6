package checks

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fpdoctor/checks/causes"
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

// simulated reports whether the sale's times are those of a test clock, which
// are not to be compared with any real time.
func (in input) simulated() bool { return in.ev.Stripe.TestClock(in.Payer(), in.Sale()) != "" }

// mayHavePaid: no money moved in what is known, and a list of payments was cut, so
// that there may be one among the rest. Asked about one payment, others do not matter.
func (in input) mayHavePaid() bool {
	if in.ev.Query.IsPayment() || in.Recording() != nil || in.Sale() != nil && in.Sale().MoneyMoved() {
		return false
	}
	return slices.ContainsFunc(in.ev.Gaps, func(g record.Gap) bool {
		return g.Reason == record.ListTooLong && (g.Part == record.PartInvoices || g.Part == record.PartCharges)
	})
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
	return []Finding{in.finding("not-reached", causes.Args{causes.ArgItem: record.WordsPiece(fmt.Sprint(int(by))),
		causes.ArgItemTitle: record.WordsPiece(by.Title())})}
}

// args are the values most sentences need; more are laid over them.
func (in input) args(more ...causes.Args) causes.Args {
	a := make(causes.Args, 32)
	a[causes.ArgQuery], a[causes.ArgMode] = record.IDPiece(in.ev.Query.Typed), modeWords(in.Mode())
	if in.ev.Query.Kind == record.ByEmail {
		a[causes.ArgQuery] = record.EmailPiece(in.ev.Query.Typed)
	}
	a[causes.ArgFPUIDKey] = record.CodePiece(record.FPUID)
	a[causes.ArgOwnAccount], a[causes.ArgNewCouponURL] = causes.OwnAccount.Piece(), record.IDPiece(in.dashboard()+"/coupons/create")
	if acct := in.ev.Stripe.Account; acct != nil && acct.ID != "" {
		a[causes.ArgAccount], a[causes.ArgOwnAccount] = record.IDPiece(acct.ID), record.IDPiece(acct.ID)
	}
	if in.Payer() != nil {
		a[causes.ArgCustomer] = record.IDPiece(in.Payer().ID)
		a[causes.ArgCustomerURL] = record.IDPiece(in.stripeURL(record.TypeCustomer, in.Payer().ID))
	}
	if in.Email() != "" {
		a[causes.ArgBuyer] = record.EmailPiece(in.Email())
	}
	if in.Sale() != nil {
		ref := in.Sale().Ref()
		a[causes.ArgSale] = record.IDPiece(ref.ID)
		a[causes.ArgSaleURL] = record.IDPiece(in.stripeURL(ref.Type, ref.ID))
		a[causes.ArgPaymentURL] = a[causes.ArgSaleURL]
		if c := in.Sale().Charge; c != nil {
			a[causes.ArgPaymentURL] = record.IDPiece(in.stripeURL(record.TypeCharge, c.ID))
		}
		a[causes.ArgPaidAt] = when(in.Sale().Time())
		if in.Sale().MoneyMoved() {
			a[causes.ArgPaidSale] = record.IDPiece(ref.ID)
		}
		if in.Sale().Invoice != nil {
			a[causes.ArgInvoice] = record.IDPiece(in.Sale().Invoice.ID)
		}
	}
	if l := in.Lead().Referral; l != nil {
		a[causes.ArgLead], a[causes.ArgLeadEmail] = record.IDPiece(untyped(l.ID)), record.EmailPiece(l.Email)
		a[causes.ArgLeadUID], a[causes.ArgLeadAt] = record.IDPiece(l.UID), when(l.Created)
		a[causes.ArgLeadName] = a[causes.ArgLeadEmail]
		if l.Email == "" {
			a[causes.ArgLeadName] = record.IDPiece(cmp.Or(l.UID, l.ID))
		}
	}
	if p, promoter, ok := in.Promotion(); ok {
		a[causes.ArgPromotion], a[causes.ArgPromoterID] = record.IDPiece(untyped(p.ID)), record.IDPiece(promoter.ID)
		a[causes.ArgPromoter] = named(promoter)
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
		return causes.UnknownMode.Piece()
	}
	return record.CodePiece(string(m))
}

func named(p record.Promoter) record.Piece {
	switch {
	case p.Name != "":
		return record.NamePiece(p.Name)
	case p.Email != "":
		return record.EmailPiece(p.Email)
	case p.ID != "":
		return record.IDPiece(p.ID)
	}
	return causes.ThePromoter.Piece()
}

func when(t time.Time) record.Piece {
	if record.Unknown(t) {
		return causes.UnknownDate.Piece()
	}
	return record.WhenPiece(t)
}

// contradicted is the note that evidence proves the contrary of an answer.
func (in input) contradicted(is bool, answer string) []Finding {
	if !is {
		return nil
	}
	return []Finding{in.finding("answer-contradicted", in.args(causes.Args{causes.ArgAnswer: record.CodePiece(answer)}))}
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
