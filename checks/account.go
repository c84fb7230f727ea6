package checks

import (
	"regexp"
	"strings"

	"fpdoctor/checks/record"
)

// account is item 2: FirstPromoter's Connected account ID against Stripe's own.
func (w *walk) account() []Finding {
	out := w.derivedAccount()
	own := w.ev.Stripe.Account
	if own != nil && own.ID == "" {
		own = nil
	}
	if w.settled != nil && w.settled.item == Account {
		a := w.args(w.perhapsSandbox())
		f := w.finding("sale-in-other-account", a, w.queryObject(), w.accountObject())
		if otherInLink(w.ev) {
			a["given"] = id(w.ev.Query.Account)
			f.Summary = record.Say("{query} does not exist in this Stripe account ({account}), and the link is one of another account, {given}. The sale is in that account.{sandbox}", a)
		}
		return append(out, f)
	}
	given := w.ans.ConnectedAccount
	evidence := w.accountEvidence()
	switch {
	case w.inSandbox():
		out = append(out, w.saleInSandbox())
	case evidence != nil:
		out = append(out, evidence...)
		if given.Given() && own != nil {
			same := given.Value == own.ID
			switch pass := evidence[0].Verdict == Pass; {
			case evidence[0].Cause == "sandbox-suspected": // a sandbox, though the right id for it
				out = append(out, w.accountAnswer("account-matches", given.Value))
			case pass != same:
				out = append(out, w.contradicted(true, given.Value)...)
			case same:
				out = append(out, w.accountAnswer("account-matches", given.Value))
			default:
				// The answer names the account that the records only tell to be another.
				out = append([]Finding{w.accountAnswer("account-mismatch", given.Value)}, out...)
			}
		}
	case w.convertedHere():
		out = append(out, w.finding("account-by-evidence", w.args(record.Args{"trace": id(w.sale.CustomerID())}), w.leadObject(), w.customerObject()))
		out = append(out, w.contradicted(true, given.Value)...)
	case given.Given() && own != nil && given.Value == own.ID:
		out = append(out, w.accountAnswer("account-matches", given.Value))
	case given.Given() && own != nil:
		out = append(out, w.accountAnswer("account-mismatch", given.Value))
	case given.Given():
		out = append(out, w.accountByCharacters(given.Value)...)
	case len(w.evidenceGaps()) > 0:
		out = append(out, w.evidenceGaps()...)
	default:
		out = append(out, w.finding("account-unconfirmed", w.args(), w.accountObject()))
	}
	return out
}

// evidenceGaps are why records could not tell about the account and its mode.
// A sale that is recorded needs no look-up of other ones.
func (w *walk) evidenceGaps() []Finding {
	parts := []record.Part{record.PartAccount, record.PartRecent}
	if w.recorded == nil && len(w.lookedTraces()) == 0 {
		parts = append(parts, record.PartTraces)
	}
	return w.gaps(parts...)
}

// derivedAccount notes that the key may not read the account, and what told its id.
func (w *walk) derivedAccount() []Finding {
	own := w.ev.Stripe.Account
	if own == nil || own.ID == "" || own.DerivedFrom == "" {
		return nil
	}
	a := w.args(record.Args{"source": words(own.DerivedFrom)})
	f := w.finding("account-unreadable", a, w.accountObject())
	if len(w.gaps(record.PartAccount)) > 0 {
		f.Summary = record.Say("Stripe did not tell which account this is. The account id {account} was read off {source} instead.", a)
	}
	return []Finding{f}
}

func (w *walk) accountAnswer(cause, given string) Finding {
	f := w.finding(cause, w.args(record.Args{"given": id(given)}), w.accountObject())
	f.Compare = []Compare{{Field: "account id", Stripe: id(w.ev.Stripe.Account.ID), FirstPromoter: id(given)}}
	return f
}

// accountByCharacters compares an answer with the account's characters inside
// the sale's own ids, where the account itself could not be had.
func (w *walk) accountByCharacters(given string) []Finding {
	from, chars, ok := w.saleCharacters()
	if theirs, known := record.AccountCharacters(given); ok && known {
		cause := "account-mismatch"
		if theirs == chars {
			cause = "account-matches"
		}
		f := w.finding(cause, w.args(record.Args{"given": id(given)}), w.saleObject())
		f.Basis = Inferred
		f.Compare = []Compare{{Field: "account id", Stripe: id("…" + chars), FirstPromoter: id(given)}}
		f.Summary = record.Say("Stripe did not tell which account this is, but {from} carries characters of it, {account}: they {fit} those of {given}, which FirstPromoter is connected to.", w.args(record.Args{
			"from": id(from), "given": id(given), "account": id("acct_…" + chars), "fit": words(map[string]string{"account-matches": "are", "account-mismatch": "are not"}[cause]),
		}))
		return []Finding{f}
	}
	if out := w.gaps(record.PartAccount); len(out) > 0 {
		return out
	}
	return []Finding{w.finding("account-unconfirmed", w.args())}
}

// saleCharacters are the account's characters inside an id of the sale.
func (w *walk) saleCharacters() (from, chars string, ok bool) {
	if w.sale == nil {
		return "", "", false
	}
	for _, from = range w.sale.IDs() {
		if chars, ok = accountCharacters(from); ok {
			return from, chars, true
		}
	}
	return "", "", false
}

// accountEvidence reads the look-ups of FirstPromoter's trace ids: found here
// (in either mode), or foreign; nil where they tell nothing.
func (w *walk) accountEvidence() []Finding {
	if r := w.recorded; r.trace() {
		return []Finding{w.finding("account-by-evidence", w.args(record.Args{"trace": id(r.commission.EventID)}),
			w.fpObject(record.TypeCommission, r.commission.ID), w.saleObject())}
	}
	here := func(e record.Existence) bool { return e == record.Found || e == record.OtherMode }
	looked := w.lookedTraces()
	if len(looked) == 0 {
		return nil
	}
	newest := looked[0]
	t := w.traceOf(newest.ID)
	args := w.args(record.Args{"trace": id(newest.ID)})
	cause := "foreign-records"
	switch {
	case here(newest.Existence):
		cause = "account-by-evidence"
	case w.testKey():
		cause = "sandbox-suspected"
	}
	out := []Finding{w.finding(cause, args, w.refObject(t.ref), w.accountObject())}
	for _, x := range looked[1:] {
		if here(x.Existence) != here(newest.Existence) {
			out = append(out, w.finding("mixed-records", w.args(record.Args{"other": id(x.ID)}), w.refObject(w.traceOf(x.ID).ref)))
			break
		}
	}
	return out
}

// lookedTraces are the trace look-ups that told something, newest first. Where
// the newest trace itself could not be looked up nothing is concluded from older ones.
func (w *walk) lookedTraces() []record.TraceLookup {
	var out []record.TraceLookup
	for i, t := range w.ev.Stripe.Traces {
		if t.Existence == record.NotAsked {
			if i == 0 {
				return nil
			}
			continue
		}
		out = append(out, t)
	}
	return out
}

func (w *walk) traceOf(traceID string) trace {
	for _, t := range w.traces() {
		if t.id == traceID {
			return t
		}
	}
	return trace{id: traceID}
}

func (w *walk) queryObject() Object {
	ref := w.ev.Query.Ref()
	return Object{Ref: ref}
}

// newStyle is the body of a Stripe id that carries its account: 1 or 3, five
// more characters, ten of the account, and the rest (measured on public ids;
// Stripe calls the form unstable, so it is only a hint). Ids of newer kinds begin
// with 61 and carry the account elsewhere (docs.stripe.com/api/apps/installs).
var newStyle = regexp.MustCompile(`^[13][A-Za-z0-9]{5}([A-Za-z0-9]{10})[A-Za-z0-9]{6,}$`)

// accountCharacters are the last ten characters of the account an id belongs to.
// Customers, Checkout Sessions and coupons carry none.
func accountCharacters(stripeID string) (chars string, ok bool) {
	prefix, body, _ := strings.Cut(stripeID, "_")
	switch prefix {
	case "in", "ch", "py", "pi", "sub":
	default:
		return "", false
	}
	m := newStyle.FindStringSubmatch(body)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// foreignCharacters: the id asked about carries another account's characters.
func foreignCharacters(ev *record.Evidence) bool {
	chars, ok := accountCharacters(ev.Query.Value)
	own := ev.Stripe.Account
	if otherInLink(ev) {
		return true
	}
	if !ok || own == nil {
		return false
	}
	ours, known := record.AccountCharacters(own.ID)
	return known && ours != chars
}

// otherInLink reports whether SALE was a Dashboard link of another account than
// the key's own.
func otherInLink(ev *record.Evidence) bool {
	own := ev.Stripe.Account
	return ev.Query.Account != "" && own != nil && own.ID != "" && own.DerivedFrom == "" && own.ID != ev.Query.Account
}
