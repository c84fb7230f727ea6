package checks

import (
	"slices"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// The times around a sale within which something received speaks for the connection.
const (
	receivedBefore = 7 * 24 * time.Hour
	receivedAfter  = time.Hour
	// settleTime is how long FirstPromoter needs from sale to customer (help article).
	settleTime = 2 * time.Minute
)

// checkConnected is item 1. FirstPromoter's API shows no connection status, so
// evidence comes first and the person's answer second.
func checkConnected(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	in := connectedItem{newInput(f, answers, now)}
	if in.Recording() != nil {
		return in.findings()
	}
	return append(in.findings(), bounds(in.input, record.BoundReports)...)
}

// connectedItem is item 1 at work.
type connectedItem struct{ input }

func (in connectedItem) findings() []Finding {
	if in.inSandbox() {
		return in.notReached(Account)
	}
	var out []Finding
	api, byAPI := in.SentByAPI()
	if byAPI {
		out = append(out, in.finding("sales-by-api", in.args(causes.Args{causes.ArgEvent: record.IDPiece(api.EventID)}),
			in.fpObject(record.TypeCommission, api.ID)))
	}
	if r := in.Recording(); r != nil && r.Commission != nil {
		out = append(out, in.saleRecorded(r))
		if r.FromStripe() {
			if app := in.app(); app.Cause != "" {
				out = append(out, app)
			}
			return append(out, in.contradicted(in.ans.Connected.Given() && !in.ans.Connected.Value, "not connected")...)
		}
	}
	return append(out, in.connection(byAPI)...)
}

// connection is what Stripe tells of FirstPromoter's app, else what FirstPromoter
// received, else the person's answer.
func (in connectedItem) connection(byAPI bool) []Finding {
	var evidence Finding
	if !in.simulated() { // what was received lies at real times
		evidence = in.evidence(byAPI)
	}
	switch app := in.app(); app.Verdict {
	case Pass:
		out := []Finding{app}
		if evidence.Cause == "stopped-receiving" && in.open() {
			out = append(out, evidence)
		}
		return append(out, in.contradicted(in.denied(), "not connected")...)
	case Fail, Warn:
		return []Finding{app}
	case Info:
		return append([]Finding{app}, in.withoutApp(evidence, byAPI)...)
	}
	return in.withoutApp(evidence, byAPI)
}

func (in connectedItem) denied() bool { return in.ans.Connected.Given() && !in.ans.Connected.Value }

// open reports whether anything is left to say of the connection: a sale that its own
// commission shows says all, but for one entered by hand.
func (in connectedItem) open() bool {
	r := in.Recording()
	return r == nil || r.Commission == nil || r.ByHand
}

// withoutApp is what FirstPromoter received, else the person's answer.
func (in connectedItem) withoutApp(evidence Finding, byAPI bool) []Finding {
	gaps := in.gaps(record.PartInstalls, record.PartRecent, record.PartCommissions)
	switch {
	case evidence.Verdict == Pass && !(in.denied() && byAPI):
		return append([]Finding{evidence}, in.contradicted(in.denied(), "not connected")...)
	case in.denied(): // where what was received only hints at the connection, too
		return []Finding{in.finding("not-connected", in.args(), in.accountObject())}
	case evidence.Cause != "" && in.open():
		return []Finding{evidence}
	case len(gaps) > 0:
		return gaps
	case in.ans.Connected.Given():
		return []Finding{in.finding("connected-answered", in.args())}
	case in.open():
		return []Finding{in.finding("connection-unconfirmed", in.args(in.appsToPick()))}
	}
	return nil
}

// evidence reads what FirstPromoter received: a pass, a warning, or nothing.
func (in connectedItem) evidence(byAPI bool) Finding {
	fp, received := in.ev.FirstPromoter, in.Received()
	_, gap := in.ev.Gap(record.PartRecent)
	if len(received) == 0 {
		if fp.HasLeads && !gap && fp.RecentComplete && fp.ConvertedComplete {
			return in.finding("never-received", in.args(), in.accountObject())
		}
		return Finding{}
	}
	sale := in.saleTime()
	newest, oldest := received[0], received[len(received)-1]
	args := func(r facts.Received) causes.Args {
		return in.args(causes.Args{causes.ArgTrace: record.IDPiece(r.ID), causes.ArgTraceAt: when(r.At)})
	}
	if speaks, ok := speaking(received, sale); ok {
		a := args(speaks)
		if byAPI {
			a[causes.ArgHint] = causes.OnlyAHint.Piece()
		}
		return in.finding("recently-received", a, in.refObject(speaks.Ref))
	}
	allRead := fp.RecentComplete && fp.ConvertedComplete || !fp.ReadUntil.Before(sale.Add(receivedAfter))
	switch {
	case newest.At.Before(sale) && !gap:
		return in.finding("stopped-receiving", args(newest), in.refObject(newest.Ref))
	case !newest.At.Before(sale) && in.Sale() != nil && !gap && allRead:
		return in.finding("connected-after-sale", args(oldest), in.refObject(oldest.Ref))
	}
	return Finding{}
}

// speaking is what was received around a sale, or the newest where something was
// received both before and after it.
func speaking(received []facts.Received, sale time.Time) (facts.Received, bool) {
	for _, r := range received {
		if !r.At.Before(sale.Add(-receivedBefore)) && !r.At.After(sale.Add(receivedAfter)) {
			return r, true
		}
	}
	newest, oldest := received[0], received[len(received)-1]
	return newest, oldest.At.Before(sale) && newest.At.After(sale)
}

func (in connectedItem) saleRecorded(r *facts.Recording) Finding {
	how := causes.LearntFromStripe
	switch {
	case r.ByHand:
		how = causes.EnteredByHand
	case r.ByAPI:
		how = causes.SentByAPI
	}
	a := causes.Args{causes.ArgCommission: record.IDPiece(r.Commission.ID), causes.ArgHow: how.Piece(),
		causes.ArgForName: record.NamePiece(r.Commission.PromoterName)}
	return in.finding("sale-recorded", in.args(a), in.fpObject(record.TypeCommission, r.Commission.ID), in.saleObject())
}

// unexplained is what all six items leave open together: all else is in order,
// and yet FirstPromoter has nothing.
func (in input) unexplained(all [6]Check) []Finding {
	sale, lead := in.Sale(), in.Lead().Referral
	switch {
	case in.WithoutKey(), in.Recording() != nil, lead != nil && lead.Customer(), sale == nil:
		return nil
	case !in.simulated() && in.now.Sub(sale.Time()) <= settleTime:
		return nil
	case slices.ContainsFunc(all[:], func(c Check) bool { return c.Status.Troubled() }):
		return nil
	}
	if unread := in.gaps(record.PartCommissions); len(unread) > 0 && !in.ev.FirstPromoter.RecentComplete {
		return unread // the sale may be recorded in what could not be read
	}
	return []Finding{in.finding("unexplained", in.args(), in.saleObject(), in.leadObject())}
}
