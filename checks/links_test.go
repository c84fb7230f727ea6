package checks

import "testing"

func TestLinksLeadIntoTheAccount(t *testing.T) {
	s := healthy()
	d := s.diagnose()
	f, _ := finding(d, "matched-by-email")
	if got, want := f.Objects[1].URL, "https://dashboard.stripe.com/"+account+"/customers/cus_buyer"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.Stripe.Account.DerivedFrom = "a receipt"
	d = s.diagnose()
	f, _ = finding(d, "matched-by-email")
	if got, want := f.Objects[1].URL, "https://dashboard.stripe.com/customers/cus_buyer"; got != want {
		t.Errorf("of a derived account: %s, want %s", got, want)
	}
}
