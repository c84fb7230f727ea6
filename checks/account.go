package checks

import (
	"time"

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
	own := in.ev.Stripe.Account
	if own != nil && own.ID == "" {
		own = nil
	}
	if in.Settled() == facts.SaleInOtherAccount {
		a := in.args(in.perhapsSandbox())
		f := in.finding("sale-in-other-account", a, in.queryObject(), in.accountObject())
		if facts.OtherAccountInLink(in.ev) {
			a["given"] = id(in.ev.Query.Account)
			f.Summary = record.Say("{query} does not exist in this Stripe account ({account}), and the link is one of another account, {given}. The sale is in that account.{sandbox}", a)
		}
		return append(out, f)
	}
	given := in.ans.ConnectedAccount
	evidence := in.accountEvidence()
	switch {
	case in.inSandbox():
		out = append(out, in.saleInSandbox())
	case evidence != nil:
		out = append(out, evidence...)
		if given.Given() && own != nil {
			same := given.Value == own.ID
			switch pass := evidence[0].Verdict == Pass; {
			case evidence[0].Cause == "sandbox-suspected": // a sandbox, though the right id for it
				out = append(out, in.accountAnswer("account-matches", given.Value))
			case pass != same:
				out = append(out, in.contradicted(true, given.Value)...)
			case same:
				out = append(out, in.accountAnswer("account-matches", given.Value))
			default:
				// The answer names the account that the records only tell to be another.
				out = append([]Finding{in.accountAnswer("account-mismatch", given.Value)}, out...)
			}
		}
	case in.convertedHere():
		out = append(out, in.finding("account-by-evidence", in.args(record.Args{"trace": id(in.Sale().CustomerID())}), in.leadObject(), in.customerObject()))
		out = append(out, in.contradicted(true, given.Value)...)
	case given.Given() && own != nil && given.Value == own.ID:
		out = append(out, in.accountAnswer("account-matches", given.Value))
	case given.Given() && own != nil:
		out = append(out, in.accountAnswer("account-mismatch", given.Value))
	case given.Given():
		out = append(out, in.accountByCharacters(given.Value)...)
	case len(in.evidenceGaps()) > 0:
		out = append(out, in.evidenceGaps()...)
	default:
		out = append(out, in.finding("account-unconfirmed", in.args(), in.accountObject()))
	}
	return out
}

// derivedAccount notes that the key may not read the account, and what told its id.
func (in accountItem) derivedAccount() []Finding {
	own := in.ev.Stripe.Account
	if own == nil || own.ID == "" || own.DerivedFrom == "" {
		return nil
	}
	a := in.args(record.Args{"source": words(own.DerivedFrom)})
	f := in.finding("account-unreadable", a, in.accountObject())
	if len(in.gaps(record.PartAccount)) > 0 {
		f.Summary = record.Say("Stripe did not tell which account this is. The account id {account} was read off {source} instead.", a)
	}
	return []Finding{f}
}

func (in accountItem) accountAnswer(cause, given string) Finding {
	f := in.finding(cause, in.args(record.Args{"given": id(given)}), in.accountObject())
	f.Compare = []Compare{{Field: "account id", Stripe: id(in.ev.Stripe.Account.ID), FirstPromoter: id(given)}}
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
		f := in.finding(cause, in.args(record.Args{"given": id(given)}), in.saleObject())
		f.Basis = Inferred
		f.Compare = []Compare{{Field: "account id", Stripe: id("…" + chars), FirstPromoter: id(given)}}
		f.Summary = record.Say("Stripe did not tell which account this is, but {from} carries characters of it, {account}: they {fit} those of {given}, which FirstPromoter is connected to.", in.args(record.Args{
			"from": id(from), "given": id(given), "account": id("acct_…" + chars), "fit": words(map[string]string{"account-matches": "are", "account-mismatch": "are not"}[cause]),
		}))
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
		return []Finding{in.finding("account-by-evidence", in.args(record.Args{"trace": id(r.Commission.EventID)}),
			in.fpObject(record.TypeCommission, r.Commission.ID), in.saleObject())}
	}
	here := func(e record.Existence) bool { return e == record.Found || e == record.OtherMode }
	looked := in.LookedUp()
	if len(looked) == 0 {
		return nil
	}
	newest := looked[0]
	t := in.ReceivedAs(newest.ID)
	args := in.args(record.Args{"trace": id(newest.ID)})
	cause := "foreign-records"
	switch {
	case here(newest.Existence):
		cause = "account-by-evidence"
	case in.testKey():
		cause = "sandbox-suspected"
	}
	out := []Finding{in.finding(cause, args, in.refObject(t.Ref), in.accountObject())}
	for _, x := range looked[1:] {
		if here(x.Existence) != here(newest.Existence) {
			out = append(out, in.finding("mixed-records", in.args(record.Args{"other": id(x.ID)}), in.refObject(in.ReceivedAs(x.ID).Ref)))
			break
		}
	}
	return out
}
