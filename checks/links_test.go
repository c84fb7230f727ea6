package checks

import (
	"testing"

	"fpdoctor/checks/facts"
)

func TestLinksLeadIntoTheAccount(t *testing.T) {
	s := healthy()
	d := s.diagnose()
	f, _ := finding(d, "matched-by-email")
	if got, want := f.Objects[1].URL, "https://dashboard.stripe.com/"+account+"/customers/cus_buyer"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := newInput(facts.Of(&s.Evidence, s.ans), s.ans, s.now).accountObject().URL, "https://dashboard.stripe.com/"+account+"/settings/account"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.Stripe.Account.DerivedFrom = "a receipt"
	d = s.diagnose()
	f, _ = finding(d, "matched-by-email")
	if got, want := f.Objects[1].URL, "https://dashboard.stripe.com/customers/cus_buyer"; got != want {
		t.Errorf("of a derived account: %s, want %s", got, want)
	}
}

// TestLinksOfTestPurchases lead into the test mode of the account, or into the sandbox.
func TestLinksOfTestPurchases(t *testing.T) {
	s := healthy()
	s.inTestMode()
	in := newInput(facts.Of(&s.Evidence, s.ans), s.ans, s.now)
	if got, want := in.accountObject().URL, "https://dashboard.stripe.com/"+account+"/test/settings/account"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := in.saleObject().URL, "https://dashboard.stripe.com/"+account+"/test/invoices/in_sale"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
