package checks

import (
	"strings"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// testKey reports whether the Stripe key is one for test purchases: of the test
// mode of an account, or of a sandbox, which is an account of its own
// (docs.stripe.com/sandboxes). The key itself does not tell which of the two.
func (in input) testKey() bool {
	mode := in.ev.Stripe.KeyMode
	if mode == "" {
		mode = in.Mode()
	}
	return mode == record.Test
}

// inSandbox reports whether FirstPromoter, as answered, is connected to another
// account than that of this test key, so that nothing bought here reaches it. What
// FirstPromoter learnt from this very account proves the contrary.
func (in input) inSandbox() bool {
	if in.Settled() == facts.SaleInOtherAccount || !in.testKey() || in.learntHere() {
		return false
	}
	_, other := in.otherAccount()
	return other
}

// otherAccount is this key's account, where the one answered is another: its id,
// or the characters of it that the sale's own ids carry.
func (in input) otherAccount() (own string, other bool) {
	given := in.ans.ConnectedAccount
	if a := in.ev.Stripe.Account; a != nil && a.ID != "" {
		return a.ID, given.Given() && given.Value != a.ID
	}
	if _, chars, ok := in.saleCharacters(); ok && len(given.Value) >= len(chars) {
		return "acct_…" + chars, !strings.HasSuffix(given.Value, chars)
	}
	return "", false
}

// learntHere reports whether FirstPromoter has this sale from Stripe, or its newest
// record exists in this account, or its app is installed here.
func (in input) learntHere() bool {
	if in.installedHere() || in.Recording().FromStripe() || in.ConvertedHere() {
		return true
	}
	looked := in.LookedUp()
	return len(looked) > 0 && (looked[0].Existence == record.Found || looked[0].Existence == record.OtherMode)
}

// convertedHere reports whether a sale of a test key, which the answer has in another
// account, is recorded by the conversion of its referral.
func (in input) convertedHere() bool {
	_, other := in.otherAccount()
	return in.testKey() && other && in.ConvertedHere()
}

// saleInSandbox sets the account that FirstPromoter is connected to beside the sandbox's.
func (in input) saleInSandbox() Finding {
	own, _ := in.otherAccount()
	given := record.IDPiece(in.ans.ConnectedAccount.Value)
	a := in.args(causes.Args{causes.ArgGiven: given, causes.ArgAccount: record.IDPiece(own)})
	f := in.finding("sale-in-sandbox", a, in.accountObject())
	f.Compare = []Compare{{Field: "account id", Stripe: record.IDPiece(own), FirstPromoter: given}}
	return f
}

// perhapsSandbox is where a sale may be that a test key's account does not have.
func (in input) perhapsSandbox() causes.Args {
	if !in.testKey() {
		return nil
	}
	return causes.Args{causes.ArgSandbox: causes.PerhapsSandbox.Piece()}
}

// saleCharacters are the account's characters inside an id of the sale.
func (in input) saleCharacters() (from, chars string, ok bool) {
	if in.Sale() == nil {
		return "", "", false
	}
	for _, from = range in.Sale().IDs() {
		if chars, ok = facts.AccountInID(from); ok {
			return from, chars, true
		}
	}
	return "", "", false
}
