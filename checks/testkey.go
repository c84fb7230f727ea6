package checks

import (
	"strings"

	"fpdoctor/checks/record"
)

// testKey reports whether the Stripe key is one for test purchases: of the test
// mode of an account, or of a sandbox, which is an account of its own
// (docs.stripe.com/sandboxes). The key itself does not tell which of the two.
func (w *walk) testKey() bool {
	mode := w.ev.Stripe.KeyMode
	if mode == "" {
		mode = w.saleMode()
	}
	return mode == record.Test
}

// inSandbox reports whether FirstPromoter, as answered, is connected to another
// account than that of this test key, so that nothing bought here reaches it. What
// FirstPromoter learnt from this very account proves the contrary.
func (w *walk) inSandbox() bool {
	if w.settled != nil && w.settled.item == Account || !w.testKey() || w.learntHere() {
		return false
	}
	_, other := w.otherAccount()
	return other
}

// otherAccount is this key's account, where the one answered is another: its id,
// or the characters of it that the sale's own ids carry.
func (w *walk) otherAccount() (own string, other bool) {
	given := w.ans.ConnectedAccount
	if a := w.ev.Stripe.Account; a != nil && a.ID != "" {
		return a.ID, given.Given() && given.Value != a.ID
	}
	if _, chars, ok := w.saleCharacters(); ok && len(given.Value) >= len(chars) {
		return "acct_…" + chars, !strings.HasSuffix(given.Value, chars)
	}
	return "", false
}

// learntHere reports whether FirstPromoter has this sale from Stripe, or its newest
// record exists in this account.
func (w *walk) learntHere() bool {
	if w.recorded.trace() || w.recorded != nil && w.recorded.commission == nil {
		return true
	}
	looked := w.lookedTraces()
	return len(looked) > 0 && (looked[0].Existence == record.Found || looked[0].Existence == record.OtherMode)
}

// convertedHere reports whether a sale of a test key, which the answer has in another
// account, is recorded by the conversion of its referral.
func (w *walk) convertedHere() bool {
	_, other := w.otherAccount()
	return w.testKey() && other && w.recorded != nil && w.recorded.commission == nil
}

// saleInSandbox sets the account that FirstPromoter is connected to beside the sandbox's.
func (w *walk) saleInSandbox() Finding {
	own, _ := w.otherAccount()
	given := id(w.ans.ConnectedAccount.Value)
	f := w.finding("sale-in-sandbox", w.args(record.Args{"given": given, "account": id(own)}), w.accountObject())
	f.Compare = []Compare{{Field: "account id", Stripe: id(own), FirstPromoter: given}}
	return f
}

// perhapsSandbox is where a sale may be that a test key's account does not have.
func (w *walk) perhapsSandbox() record.Args {
	if !w.testKey() {
		return nil
	}
	return record.Args{"sandbox": words(" This is a test key: if it is one of a Stripe sandbox, the sale may be in the live account that this sandbox belongs to.")}
}
