package checks

import (
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// checkMode is item 3: live with live, test with test.
func checkMode(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	return modeItem{newInput(f, answers, now)}.findings()
}

// modeItem is item 3 at work.
type modeItem struct{ input }

func (in modeItem) findings() []Finding {
	switch by, _ := in.settledBy(); {
	case by == Mode:
		return []Finding{in.finding("sale-in-other-mode", in.args(record.Args{
			"other": modeWords(opposite(in.ev.Stripe.KeyMode)), "keymode": modeWords(in.ev.Stripe.KeyMode),
		}), in.queryObject())}
	case by == Account, in.inSandbox():
		return in.notReached(Account)
	}
	answer := in.ans.Mode
	mode := in.Mode()
	if out := in.evidence(); len(out) > 0 {
		return out
	}
	if gaps := in.gaps(record.PartMode); mode == "" && len(gaps) > 0 {
		return gaps
	}
	switch {
	case answer.Given() && answer.Value == mode:
		return []Finding{in.modeAnswer("mode-matches")}
	case answer.Given():
		return []Finding{in.modeAnswer("mode-mismatch")}
	}
	if gaps := in.evidenceGaps(); len(gaps) > 0 {
		return gaps
	}
	f := in.finding("mode-unconfirmed", in.args(), in.saleObject())
	if in.Sale() == nil {
		f.Summary = record.Say("This Stripe key is for {mode} mode. Is FirstPromoter in the same mode? Please look whether its Stripe screen shows a test badge.", in.args())
	}
	return []Finding{f}
}

// evidence reads what FirstPromoter received: the sale itself, else the newest
// thing that was looked up in Stripe; nil where it tells nothing.
func (in modeItem) evidence() []Finding {
	answer, mode := in.ans.Mode, in.Mode()
	if r := in.Recording(); r.FromStripe() {
		out := []Finding{in.finding("mode-by-evidence", in.args(record.Args{"trace": id(r.Commission.EventID)}),
			in.fpObject(record.TypeCommission, r.Commission.ID), in.saleObject())}
		return append(out, in.contradicted(answer.Given() && answer.Value != mode, string(answer.Value))...)
	}
	// Only the newest trace tells today's mode; where it is foreign, none does.
	if looked := in.LookedUp(); len(looked) > 0 {
		switch t := looked[0]; t.Existence {
		case record.Found:
			a := in.args(record.Args{"trace": id(t.ID)})
			f := in.finding("mode-by-evidence", a, in.refObject(in.ReceivedAs(t.ID).Ref))
			if in.Sale() == nil {
				f.Summary = record.Say("{trace}, which FirstPromoter learnt from Stripe, is in {mode} mode, and so is this Stripe key. The modes agree.", a)
			}
			out := []Finding{f}
			return append(out, in.contradicted(answer.Given() && answer.Value != mode, string(answer.Value))...)
		case record.OtherMode:
			out := []Finding{in.finding("records-in-other-mode", in.args(record.Args{"trace": id(t.ID), "other": code(string(opposite(in.ev.Stripe.KeyMode)))}),
				in.refObject(in.ReceivedAs(t.ID).Ref), in.saleObject())}
			if answer.Given() && answer.Value != mode && mode != "" {
				return append([]Finding{in.modeAnswer("mode-mismatch")}, out...)
			}
			return append(out, in.contradicted(answer.Given() && answer.Value == mode, string(answer.Value))...)
		case record.NotFound:
			if in.testKey() && answer.Given() && answer.Value != mode {
				return in.notReached(Account) // perhaps a sandbox: then its mode is not what keeps the sale away
			}
		case record.NotAsked:
		}
	}
	return nil
}

// modeAnswer sets FirstPromoter's mode as answered beside the sale's, or the
// key's where there is no sale.
func (in modeItem) modeAnswer(cause string) Finding {
	mode, given := code(string(in.Mode())), code(string(in.ans.Mode.Value))
	args := in.args(record.Args{"given": given})
	objects := []Object{in.saleObject()}
	if cause == "mode-mismatch" {
		objects = append(objects, in.accountObject())
	}
	f := in.finding(cause, args, objects...)
	f.Compare = []Compare{{Field: "mode", Stripe: mode, FirstPromoter: given}}
	switch {
	case in.Sale() != nil:
	case cause == "mode-matches":
		f.Summary = record.Say("This Stripe key is for {mode} mode, and FirstPromoter is in {mode} mode too, as you answered.", args)
	default:
		f.Summary = record.Say("This Stripe key is for {mode} mode, but FirstPromoter is in {given} mode. A sale of the other mode never arrives.", args)
	}
	return f
}

func opposite(m record.Mode) record.Mode {
	if m == record.Live {
		return record.Test
	}
	return record.Live
}
