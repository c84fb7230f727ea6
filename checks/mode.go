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
	answer := w.ans.Mode
	mode := w.saleMode()
	if r := w.recorded; r.trace() {
		out := []Finding{w.finding("mode-by-evidence", w.args(record.Args{"trace": id(r.commission.EventID)}),
			w.fpObject("commission", r.commission.ID), w.saleObject())}
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
			return append(out, w.contradicted(answer.Given() && answer.Value == mode, string(answer.Value))...)
		case record.NotFound, record.NotAsked:
		}
	}
	if gaps := w.gaps(record.PartMode); mode == "" && len(gaps) > 0 {
		return gaps
	}
	switch {
	case answer.Given() && answer.Value == mode:
		return []Finding{w.finding("mode-matches", w.args(), w.saleObject())}
	case answer.Given():
		f := w.finding("mode-mismatch", w.args(record.Args{"given": code(string(answer.Value))}), w.saleObject(), w.accountObject())
		f.Compare = []Compare{{Field: "mode", Stripe: code(string(mode)), FirstPromoter: code(string(answer.Value))}}
		return []Finding{f}
	}
	if gaps := w.gaps(record.PartAccount, record.PartRecent); len(gaps) > 0 {
		return gaps
	}
	return []Finding{w.finding("mode-unconfirmed", w.args(), w.saleObject())}
}

func opposite(m record.Mode) record.Mode {
	if m == record.Live {
		return record.Test
	}
	return record.Live
}
