package checks

import (
	"time"

	"fpdoctor/checks/causes"
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
		return []Finding{in.finding("sale-in-other-mode", in.args(causes.Args{
			causes.ArgOther: modeWords(opposite(in.ev.Stripe.KeyMode)), causes.ArgKeyMode: modeWords(in.ev.Stripe.KeyMode),
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
	return []Finding{in.findingAs("mode-unconfirmed", in.ofKey(), in.args(), in.saleObject())}
}

// evidence reads what FirstPromoter received: the sale itself, else the newest
// thing that was looked up in Stripe; nil where it tells nothing.
func (in modeItem) evidence() []Finding {
	if in.installedHere() {
		return in.byInstall()
	}
	if r := in.Recording(); r.FromStripe() {
		out := []Finding{in.finding("mode-by-evidence", in.args(causes.Args{causes.ArgTrace: record.IDPiece(r.Commission.EventID)}),
			in.fpObject(record.TypeCommission, r.Commission.ID), in.saleObject())}
		return append(out, in.beside()...)
	}
	// Only the newest trace tells today's mode; where it is foreign, none does.
	if looked := in.LookedUp(); len(looked) > 0 {
		return in.byLookUp(looked[0])
	}
	return nil
}

// byInstall: FirstPromoter's app is installed in this mode, whatever came from the
// other one before.
func (in modeItem) byInstall() []Finding {
	out := []Finding{in.findingAs("mode-by-install", in.ofKey(), in.args(), in.accountObject())}
	if looked := in.LookedUp(); len(looked) > 0 && looked[0].Existence == record.OtherMode && !in.Recording().FromStripe() {
		out = append(out, in.note("records-in-other-mode", in.args(in.otherMode(looked[0])), in.receivedObject(looked[0])))
	}
	return append(out, in.beside()...)
}

// byLookUp: what FirstPromoter received last is found in a mode, or not at all.
func (in modeItem) byLookUp(t record.TraceLookup) []Finding {
	answer, mode := in.ans.Mode, in.Mode()
	switch t.Existence {
	case record.Found:
		a := in.args(causes.Args{causes.ArgTrace: record.IDPiece(t.ID)})
		return append([]Finding{in.findingAs("mode-by-evidence", in.ofKey(), a, in.receivedObject(t))}, in.beside()...)
	case record.OtherMode:
		out := []Finding{in.finding("records-in-other-mode", in.args(in.otherMode(t)), in.receivedObject(t), in.saleObject())}
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
	return nil
}

// otherMode names a look-up that was found in the other mode than the key's.
func (in modeItem) otherMode(t record.TraceLookup) causes.Args {
	return causes.Args{causes.ArgTrace: record.IDPiece(t.ID), causes.ArgOther: record.CodePiece(string(opposite(in.ev.Stripe.KeyMode)))}
}

// beside is the person's answer beside records that prove the modes to agree.
func (in modeItem) beside() []Finding {
	answer := in.ans.Mode
	if answer.Given() && answer.Value == in.Mode() {
		return []Finding{in.modeAnswer("mode-matches")}
	}
	return in.contradicted(answer.Given(), string(answer.Value))
}

// modeAnswer sets FirstPromoter's mode as answered beside the sale's, or the
// key's where there is no sale.
func (in modeItem) modeAnswer(cause string) Finding {
	mode, given := record.CodePiece(string(in.Mode())), record.CodePiece(string(in.ans.Mode.Value))
	args := in.args(causes.Args{causes.ArgGiven: given})
	objects := []Object{in.saleObject()}
	if cause == "mode-mismatch" {
		objects = append(objects, in.accountObject())
	}
	f := in.findingAs(cause, in.ofKey(), args, objects...)
	f.Compare = []Compare{{Field: "mode", Stripe: mode, FirstPromoter: given}}
	return f
}

// ofKey speaks of the key where there is no sale.
func (in input) ofKey() causes.Variant {
	if in.Sale() == nil {
		return causes.WithoutSale
	}
	return ""
}

func opposite(m record.Mode) record.Mode {
	if m == record.Live {
		return record.Test
	}
	return record.Live
}
