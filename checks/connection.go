package checks

import (
	"time"

	"fpdoctor/checks/record"
)

// The windows of causes.md around a sale in which a trace speaks for the connection.
const (
	tracesBefore = 7 * 24 * time.Hour
	tracesAfter  = time.Hour
	// settleTime is how long FirstPromoter needs from sale to customer (help article).
	settleTime = 2 * time.Minute
)

// connected is item 1. FirstPromoter's API shows no connection status, so
// evidence comes first and the person's answer second.
func (w *walk) connected() []Finding {
	if w.inSandbox() {
		return w.notReached(Account)
	}
	var out []Finding
	api, byAPI := w.sentByAPI()
	if byAPI {
		out = append(out, w.finding("sales-by-api", w.args(record.Args{"event": id(api.EventID)}), w.fpObject(record.TypeCommission, api.ID)))
	}
	if r := w.recorded; r != nil && r.commission != nil {
		out = append(out, w.saleRecorded(r))
		if r.trace() {
			return append(out, w.contradicted(w.ans.Connected.Given() && !w.ans.Connected.Value, "not connected")...)
		}
	}

	traces := w.traces()
	evidence := w.connectionEvidence(traces, byAPI)
	answer := w.ans.Connected
	gaps := w.gaps(record.PartRecent, record.PartCommissions)
	switch {
	case evidence.Verdict == Pass && answer.Given() && !answer.Value && byAPI:
		// Traces only hint at the connection here: the answer decides.
		out = append(out, w.finding("not-connected", w.args(), w.accountObject()))
	case evidence.Verdict == Pass:
		out = append(out, evidence)
		out = append(out, w.contradicted(answer.Given() && !answer.Value, "not connected")...)
	case answer.Given() && !answer.Value:
		out = append(out, w.finding("not-connected", w.args(), w.accountObject()))
	case evidence.Cause != "" && (w.recorded == nil || w.recorded.commission == nil):
		out = append(out, evidence)
	case evidence.Cause != "" && w.recorded.byHand:
		out = append(out, evidence)
	case len(gaps) > 0:
		out = append(out, gaps...)
	case answer.Given():
		out = append(out, w.finding("connected-answered", w.args()))
	case w.recorded == nil || w.recorded.commission == nil || w.recorded.byHand:
		out = append(out, w.finding("connection-unconfirmed", w.args()))
	}
	switch unread := w.gaps(record.PartCommissions); {
	case !w.isUnexplained(out):
	case len(unread) > 0 && !w.ev.FirstPromoter.RecentComplete:
		out = append(out, unread...) // the sale may be recorded in what could not be read
	default:
		out = append(out, w.finding("unexplained", w.args(), w.saleObject(), w.leadObject()))
	}
	return out
}

// connectionEvidence reads the traces: a pass, a warning, or nothing.
func (w *walk) connectionEvidence(traces []trace, byAPI bool) Finding {
	fp := w.ev.FirstPromoter
	_, gap := w.ev.Gap(record.PartRecent)
	if len(traces) == 0 {
		if fp.HasLeads && !gap && fp.RecentComplete && fp.ConvertedComplete {
			return w.finding("never-received", w.args(), w.accountObject())
		}
		return Finding{}
	}
	sale := w.saleTime()
	newest, oldest := traces[0], traces[len(traces)-1]
	near := func(t trace) bool { return !t.at.Before(sale.Add(-tracesBefore)) && !t.at.After(sale.Add(tracesAfter)) }
	speaks := trace{}
	for _, t := range traces {
		if near(t) {
			speaks = t
			break
		}
	}
	if speaks.id == "" && oldest.at.Before(sale) && newest.at.After(sale) {
		speaks = newest
	}
	args := func(t trace) record.Args { return w.args(record.Args{"trace": id(t.id), "traceat": when(t.at)}) }
	switch {
	case speaks.id != "":
		a := args(speaks)
		if byAPI {
			a["hint"] = words(" Since sales are also sent by your own site here, this is only a hint, not a proof.")
		}
		return w.finding("recently-received", a, w.refObject(speaks.ref))
	case newest.at.Before(sale):
		if gap {
			return Finding{}
		}
		return w.finding("stopped-receiving", args(newest), w.refObject(newest.ref))
	case w.sale != nil && !gap && (fp.RecentComplete && fp.ConvertedComplete || !fp.ReadUntil.Before(sale.Add(tracesAfter))):
		return w.finding("connected-after-sale", args(oldest), w.refObject(oldest.ref))
	}
	return Finding{}
}

func (w *walk) saleRecorded(r *recording) Finding {
	how := "It learnt of it from Stripe by itself."
	switch {
	case r.byHand:
		how = "It was entered by hand, so it says nothing about the connection."
	case r.byAPI:
		how = "It was sent by your own site, not by Stripe; importing it from Stripe as well would count it twice."
	}
	a := record.Args{"commission": id(r.commission.ID), "how": words(how)}
	if r.commission.PromoterName != "" {
		a["for"], a["forname"] = words(" for "), person(r.commission.PromoterName)
	}
	return w.finding("sale-recorded", w.args(a), w.fpObject(record.TypeCommission, r.commission.ID), w.saleObject())
}

// isUnexplained: all else is in order, and yet FirstPromoter has nothing.
func (w *walk) isUnexplained(item1 []Finding) bool {
	if w.withoutKey() || w.recorded != nil || w.sale == nil || w.match.lead != nil && w.match.lead.Customer() || w.now.Sub(w.sale.Time()) <= settleTime {
		return false
	}
	for _, f := range item1 {
		if f.Verdict == Warn || f.Verdict == Ask || f.Verdict == Fail || f.Verdict == Error {
			return false
		}
	}
	for _, i := range Items[1:] {
		if s := w.done[i].Status; s != Pass && s != Skip {
			return false
		}
	}
	return true
}

// contradicted is the note that evidence proves the contrary of an answer.
func (w *walk) contradicted(is bool, answer string) []Finding {
	if !is {
		return nil
	}
	return []Finding{w.finding("answer-contradicted", w.args(record.Args{"answer": code(answer)}))}
}

func (w *walk) refObject(r record.Ref) Object {
	if r.System == record.Stripe {
		return w.stripeObject(r.Type, r.ID)
	}
	return Object{Ref: r}
}

func (w *walk) accountObject() Object {
	if w.ev.Stripe.Account == nil {
		return Object{}
	}
	return Object{
		Ref: record.StripeRef(record.TypeAccount, w.ev.Stripe.Account.ID),
		URL: "https://dashboard.stripe.com/settings/account",
	}
}
