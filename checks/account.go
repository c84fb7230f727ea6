package checks

import (
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// checkAccount is item 2: FirstPromoter's Connected account ID against Stripe's own.
func checkAccount(f *facts.Facts, answers record.Answers, now time.Time) []Finding {
	return accountItem{newInput(f, answers, now)}.findings()
}

// accountItem is item 2 at work.
type accountItem struct{ input }

func (in accountItem) findings() []Finding {
	out := in.derivedAccount()
	if in.Settled() == facts.SaleInOtherAccount {
		a := in.args(in.perhapsSandbox())
		var as causes.Variant
		if facts.OtherAccountInLink(in.ev) {
			as, a[causes.ArgGiven] = causes.ByLink, record.IDPiece(in.ev.Query.Account)
		}
		return append(out, in.findingAs("sale-in-other-account", as, a, in.queryObject(), in.accountObject()))
	}
	evidence := in.accountEvidence()
	switch {
	case in.inSandbox():
		return append(out, in.saleInSandbox())
	case in.installedHere():
		return append(out, in.byInstall(evidence)...)
	case evidence != nil:
		return append(out, in.byRecords(evidence)...)
	case in.convertedHere():
		out = append(out, in.finding("account-by-evidence", in.args(causes.Args{causes.ArgTrace: record.IDPiece(in.Sale().CustomerID())}),
			in.leadObject(), in.customerObject()))
		return append(out, in.contradicted(true, in.ans.ConnectedAccount.Value)...)
	case in.ans.ConnectedAccount.Given():
		return append(out, in.byAnswer()...)
	}
	if gaps := in.evidenceGaps(); len(gaps) > 0 {
		return append(out, gaps...)
	}
	return append(out, in.finding("account-unconfirmed", in.args(), in.accountObject()))
}

// ownAccount is the id of the key's account; empty where it is not known.
func (in accountItem) ownAccount() string {
	if own := in.ev.Stripe.Account; own != nil {
		return own.ID
	}
	return ""
}

// byRecords: what FirstPromoter received tells the account; the answer, where there
// is one, stands beside it.
func (in accountItem) byRecords(evidence []Finding) []Finding {
	given, own := in.ans.ConnectedAccount, in.ownAccount()
	if !given.Given() || own == "" {
		return evidence
	}
	same := given.Value == own
	switch pass := evidence[0].Verdict == Pass; {
	case evidence[0].Cause == "sandbox-suspected": // a sandbox, though the right id for it
		return append(evidence, in.accountAnswer("account-matches", given.Value))
	case pass != same:
		return append(evidence, in.contradicted(true, given.Value)...)
	case same:
		return append(evidence, in.accountAnswer("account-matches", given.Value))
	}
	// The answer names the account that the records only tell to be another.
	return append([]Finding{in.accountAnswer("account-mismatch", given.Value)}, evidence...)
}

// byAnswer: the person's answer alone tells the account.
func (in accountItem) byAnswer() []Finding {
	switch given, own := in.ans.ConnectedAccount.Value, in.ownAccount(); own {
	case "":
		return in.accountByCharacters(given)
	case given:
		return []Finding{in.accountAnswer("account-matches", given)}
	default:
		return []Finding{in.accountAnswer("account-mismatch", given)}
	}
}

// byInstall: FirstPromoter's app is on this account, whatever came from another one
// before, and whatever was answered.
func (in accountItem) byInstall(evidence []Finding) []Finding {
	install, _ := in.Apps().Installed()
	a := in.args(causes.Args{causes.ArgAccount: record.IDPiece(install.AccountID)})
	out := []Finding{in.finding("account-by-install", a, in.accountObject())}
	for _, e := range evidence {
		if e.Cause == "foreign-records" || e.Cause == "sandbox-suspected" {
			newest := in.LookedUp()[0]
			e = in.note("foreign-records", in.args(causes.Args{causes.ArgTrace: record.IDPiece(newest.ID)}), in.receivedObject(newest))
		}
		out = append(out, e)
	}
	switch given, own := in.ans.ConnectedAccount, in.ev.Stripe.Account; {
	case given.Given() && given.Value != install.AccountID:
		out = append(out, in.contradicted(true, given.Value)...)
	case given.Given() && own != nil:
		out = append(out, in.accountAnswer("account-matches", given.Value))
	}
	return out
}

// derivedAccount notes that the key may not read the account, and what told its id.
func (in accountItem) derivedAccount() []Finding {
	own := in.ev.Stripe.Account
	if own == nil || own.ID == "" || own.DerivedFrom == "" {
		return nil
	}
	a := in.args(causes.Args{causes.ArgSource: record.WordsPiece(own.DerivedFrom)})
	var as causes.Variant
	if len(in.gaps(record.PartAccount)) > 0 {
		as = causes.AccountHidden
	}
	return []Finding{in.findingAs("account-unreadable", as, a, in.accountObject())}
}

func (in accountItem) accountAnswer(cause, given string) Finding {
	f := in.finding(cause, in.args(causes.Args{causes.ArgGiven: record.IDPiece(given)}), in.accountObject())
	f.Compare = []Compare{{Field: "account id", Stripe: record.IDPiece(in.ev.Stripe.Account.ID), FirstPromoter: record.IDPiece(given)}}
	return f
}

// accountByCharacters compares an answer with the account's characters inside
// the sale's own ids, where the account itself could not be had.
func (in accountItem) accountByCharacters(given string) []Finding {
	from, chars, ok := in.saleCharacters()
	if theirs, known := record.AccountCharacters(given); ok && known {
		cause := "account-mismatch"
		if theirs == chars {
			cause = "account-matches"
		}
		a := in.args(causes.Args{
			causes.ArgFrom: record.IDPiece(from), causes.ArgGiven: record.IDPiece(given),
			causes.ArgCharacters: record.IDPiece("acct_…" + chars),
		})
		f := in.findingAs(cause, causes.ByCharacters, a, in.saleObject())
		f.Basis = Inferred
		f.Compare = []Compare{{Field: "account id", Stripe: record.IDPiece("…" + chars), FirstPromoter: record.IDPiece(given)}}
		return []Finding{f}
	}
	if out := in.gaps(record.PartAccount); len(out) > 0 {
		return out
	}
	return []Finding{in.finding("account-unconfirmed", in.args())}
}

// accountEvidence reads the look-ups of FirstPromoter's trace ids: found here
// (in either mode), or foreign; nil where they tell nothing.
func (in accountItem) accountEvidence() []Finding {
	if r := in.Recording(); r.FromStripe() {
		return []Finding{in.finding("account-by-evidence", in.args(causes.Args{causes.ArgTrace: record.IDPiece(r.Commission.EventID)}),
			in.fpObject(record.TypeCommission, r.Commission.ID), in.saleObject())}
	}
	here := func(e record.Existence) bool { return e == record.Found || e == record.OtherMode }
	looked := in.LookedUp()
	if len(looked) == 0 {
		return nil
	}
	newest := looked[0]
	args := in.args(causes.Args{causes.ArgTrace: record.IDPiece(newest.ID)})
	cause := "foreign-records"
	switch {
	case here(newest.Existence):
		cause = "account-by-evidence"
	case in.testKey():
		cause = "sandbox-suspected"
	}
	out := []Finding{in.finding(cause, args, in.receivedObject(newest), in.accountObject())}
	for _, x := range looked[1:] {
		if here(x.Existence) != here(newest.Existence) {
			out = append(out, in.finding("mixed-records", in.args(causes.Args{causes.ArgOther: record.IDPiece(x.ID)}),
				in.receivedObject(x)))
			break
		}
	}
	return out
}
