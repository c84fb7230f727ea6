package checks

import "fpdoctor/checks/record"

// mode is item 3: live with live, test with test.
func (w *walk) mode() []Finding {
	if w.settled != nil {
		switch w.settled.item {
		case Account:
			return w.notReached(Account)
		case Mode:
			f := w.finding("sale-in-other-mode", w.args(record.Args{
				"other": modeWords(opposite(w.ev.Stripe.KeyMode)), "keymode": modeWords(w.ev.Stripe.KeyMode),
			}), w.queryObject())
			return []Finding{f}
		}
	}
	if w.inSandbox() {
		return w.notReached(Account)
	}
	answer := w.ans.Mode
	mode := w.saleMode()
	if r := w.recorded; r.trace() {
		out := []Finding{w.finding("mode-by-evidence", w.args(record.Args{"trace": id(r.commission.EventID)}),
			w.fpObject(record.TypeCommission, r.commission.ID), w.saleObject())}
		return append(out, w.contradicted(answer.Given() && answer.Value != mode, string(answer.Value))...)
	}
	// Only the newest trace tells today's mode; where it is foreign, none does.
	if looked := w.lookedTraces(); len(looked) > 0 {
		switch t := looked[0]; t.Existence {
		case record.Found:
			a := w.args(record.Args{"trace": id(t.ID)})
			f := w.finding("mode-by-evidence", a, w.refObject(w.traceOf(t.ID).ref))
			if w.sale == nil {
				f.Summary = record.Say("{trace}, which FirstPromoter learnt from Stripe, is in {mode} mode, and so is this Stripe key. The modes agree.", a)
			}
			out := []Finding{f}
			return append(out, w.contradicted(answer.Given() && answer.Value != mode, string(answer.Value))...)
		case record.OtherMode:
			out := []Finding{w.finding("records-in-other-mode", w.args(record.Args{"trace": id(t.ID), "other": code(string(opposite(w.ev.Stripe.KeyMode)))}),
				w.refObject(w.traceOf(t.ID).ref), w.saleObject())}
			if answer.Given() && answer.Value != mode && mode != "" {
				return append([]Finding{w.modeAnswer("mode-mismatch")}, out...)
			}
			return append(out, w.contradicted(answer.Given() && answer.Value == mode, string(answer.Value))...)
		case record.NotFound:
			if w.testKey() && answer.Given() && answer.Value != mode {
				return w.notReached(Account) // perhaps a sandbox: then its mode is not what keeps the sale away
			}
		case record.NotAsked:
		}
	}
	if gaps := w.gaps(record.PartMode); mode == "" && len(gaps) > 0 {
		return gaps
	}
	switch {
	case answer.Given() && answer.Value == mode:
		return []Finding{w.modeAnswer("mode-matches")}
	case answer.Given():
		return []Finding{w.modeAnswer("mode-mismatch")}
	}
	if gaps := w.evidenceGaps(); len(gaps) > 0 {
		return gaps
	}
	f := w.finding("mode-unconfirmed", w.args(), w.saleObject())
	if w.sale == nil {
		f.Summary = record.Say("This Stripe key is for {mode} mode. Is FirstPromoter in the same mode? Please look whether its Stripe screen shows a test badge.", w.args())
	}
	return []Finding{f}
}

// modeAnswer sets FirstPromoter's mode as answered beside the sale's, or the
// key's where there is no sale.
func (w *walk) modeAnswer(cause string) Finding {
	mode, given := code(string(w.saleMode())), code(string(w.ans.Mode.Value))
	args := w.args(record.Args{"given": given})
	objects := []Object{w.saleObject()}
	if cause == "mode-mismatch" {
		objects = append(objects, w.accountObject())
	}
	f := w.finding(cause, args, objects...)
	f.Compare = []Compare{{Field: "mode", Stripe: mode, FirstPromoter: given}}
	switch {
	case w.sale != nil:
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
