package checks

import (
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

func TestAccount(t *testing.T) {
	const another = "acct_1ZZZZTZyXwVuTsRq"
	traces := func(existences ...record.Existence) func(*story) {
		return func(s *story) {
			s.withoutTraces()
			for i, e := range existences {
				s.trace(-time.Duration(i+1) * time.Hour)
				s.Stripe.Traces = append(s.Stripe.Traces, record.TraceLookup{ID: s.FirstPromoter.Recent[i].EventID, At: s.FirstPromoter.Recent[i].Created, Existence: e})
			}
		}
	}
	with := func(all ...func(*story)) func(*story) {
		return func(s *story) {
			for _, f := range all {
				f(s)
			}
		}
	}
	given := func(id string) func(*story) { return func(s *story) { s.answersAccount(id) } }
	unproved := func(s *story) { s.Stripe.Traces = nil }
	unread := func(s *story) { s.gap(record.Stripe, record.PartTraces, record.PermissionMissing) }
	testKey := func(s *story) { s.inTestMode() }
	derived := func(s *story) { s.Stripe.Account.DerivedFrom = "the address of the invoice" }
	noAccount := func(s *story) { s.Stripe.Account = nil }
	inSale := func(id string) func(*story) {
		return func(s *story) {
			s.ask(id)
			s.invoice().ID, s.charge().InvoiceID = id, id
			s.invoice().ChargeID, s.invoice().PaymentIntentID, s.charge().PaymentIntentID = "", "", ""
		}
	}
	gone := func(id string) func(*story) {
		return func(s *story) {
			s.ask(id)
			s.Stripe.Asked, s.Stripe.Invoices, s.Stripe.Charges, s.Stripe.Customers = record.NotFound, nil, nil, nil
		}
	}
	checkRows(t, Account, []row{
		{name: "the answer is right", with: with(unproved, given(account)), want: []string{"pass account-matches"}},
		{name: "the answer is another account", with: with(unproved, given(another)), want: []string{"fail account-mismatch"}},
		{name: "nobody has answered", with: unproved, want: []string{"ask account-unconfirmed"}},
		{name: "by evidence", want: []string{"pass account-by-evidence"}},
		{name: "by evidence of the other mode", with: traces(record.OtherMode), want: []string{"pass account-by-evidence"}},
		{name: "by the sale itself", with: with(unproved, func(s *story) { s.recorded() }), want: []string{"pass account-by-evidence"}},
		{name: "by hand proves nothing", with: with(unproved, func(s *story) {
			s.commission(record.Commission{ID: "9100", Type: "sale", EventID: "in_sale", CreatedBy: "me@example.com"})
		}), want: []string{"ask account-unconfirmed"}},
		{name: "foreign records", with: traces(record.NotFound), want: []string{"fail foreign-records"}},
		{name: "several foreign records", with: traces(record.NotFound, record.NotFound, record.NotFound), want: []string{"fail foreign-records"}},
		{name: "the newest foreign, an older one ours", with: traces(record.NotFound, record.NotFound, record.Found), want: []string{"fail foreign-records", "info mixed-records"}},
		{name: "the newest ours, an older one foreign", with: traces(record.Found, record.NotFound), want: []string{"pass account-by-evidence", "info mixed-records"}},
		{name: "recorded by the conversion, so that no look-up was needed", with: with(traces(record.NotAsked), unread, func(s *story) { s.lead().UID, s.lead().CustomerSince = "cus_buyer", paidAt }), want: []string{"ask account-unconfirmed"}},
		{name: "the newest could not be looked up", with: with(traces(record.NotAsked, record.NotFound), unread), want: []string{"error permission-missing"}},
		{name: "nor could it, but the person has answered", with: with(traces(record.NotAsked), unread, given(account)), want: []string{"pass account-matches"}},
		{name: "only an older one could not", with: with(traces(record.NotFound, record.NotAsked), unread), want: []string{"fail foreign-records"}},
		{name: "an older one could not be looked up", with: traces(record.Found, record.NotAsked), want: []string{"pass account-by-evidence"}},

		// Proof beats an answer.
		{name: "evidence and the right answer", with: given(account), want: []string{"pass account-by-evidence", "pass account-matches"}},
		{name: "evidence against the answer", with: given(another), want: []string{"pass account-by-evidence", "info answer-contradicted"}},
		{name: "foreign records against the answer", with: with(traces(record.NotFound), given(account)), want: []string{"fail foreign-records", "info answer-contradicted"}},
		{name: "foreign records and a foreign answer", with: with(traces(record.NotFound), given(another)), want: []string{"fail account-mismatch", "fail foreign-records"}},

		// With a test key the account may be a sandbox.
		{name: "a sandbox, nobody has answered", with: with(traces(record.NotFound), testKey), want: []string{"warn sandbox-suspected"}},
		{name: "a sandbox, older records of its own", with: with(traces(record.NotFound, record.Found), testKey), want: []string{"warn sandbox-suspected", "info mixed-records"}},
		{name: "a sandbox, whose own id was answered", with: with(traces(record.NotFound), testKey, given(account)), want: []string{"warn sandbox-suspected", "pass account-matches"}},
		{name: "a sandbox, the live account was answered", with: with(traces(record.NotFound), testKey, given(another)), want: []string{"fail sale-in-sandbox"}},
		{name: "a sandbox by the answer alone", with: with(unproved, testKey, given(another)), want: []string{"fail sale-in-sandbox"}},
		{name: "a test key, the records against the answer", with: with(traces(record.Found), testKey, given(another)), want: []string{"pass account-by-evidence", "info answer-contradicted"}},
		{name: "a test key, records of live mode against the answer", with: with(traces(record.OtherMode), testKey, given(another)), want: []string{"pass account-by-evidence", "info answer-contradicted"}},
		{name: "a test key, the sale itself against the answer", with: with(unproved, testKey, given(another), func(s *story) { s.recorded() }), want: []string{"pass account-by-evidence", "info answer-contradicted"}},
		{name: "a test key, the conversion against the answer", with: with(unproved, testKey, given(another), func(s *story) { s.lead().UID, s.lead().CustomerSince = "cus_buyer", paidAt }), want: []string{"pass account-by-evidence", "info answer-contradicted"}},
		{name: "a test key, entered by hand", with: with(unproved, testKey, given(another), func(s *story) {
			s.commission(record.Commission{ID: "9100", Type: "sale", EventID: "in_sale", CreatedBy: "me@example.com"})
		}), want: []string{"fail sale-in-sandbox"}},
		{name: "a test key, unknown account, an answer that the sale's characters do not fit", with: with(unproved, testKey, noAccount, inSale(foreign), given(account)), want: []string{"fail sale-in-sandbox"}},
		{name: "a test key, and the sale of another account", with: with(unproved, testKey, gone(foreign), given(another)), want: []string{"fail sale-in-other-account"}},

		// The account cannot be read.
		{name: "derived, nobody has answered", with: with(unproved, derived), want: []string{"ask account-unconfirmed", "info account-unreadable"}},
		{name: "derived, the answer is right", with: with(unproved, derived, given(account)), want: []string{"pass account-matches", "info account-unreadable"}},
		{name: "derived, the answer is another", with: with(unproved, derived, given(another)), want: []string{"fail account-mismatch", "info account-unreadable"}},
		{name: "unknown, nobody has answered", with: with(unproved, noAccount), want: []string{"ask account-unconfirmed"}},
		{name: "unknown, and why", with: with(unproved, noAccount, func(s *story) { s.gap(record.Stripe, record.PartAccount, record.Unreachable) }), want: []string{"error unreachable"}},
		{name: "unknown, but proved", with: with(noAccount, func(s *story) { s.gap(record.Stripe, record.PartAccount, record.Unreachable) }), want: []string{"pass account-by-evidence"}},
		{name: "unknown, an answer that the sale's characters fit", with: with(unproved, noAccount, inSale(ours), given(account)), want: []string{"pass account-matches"}},
		{name: "unknown, an answer that they do not fit", with: with(unproved, noAccount, inSale(foreign), given(account)), want: []string{"fail account-mismatch"}},
		{name: "unknown, and no characters", with: with(unproved, noAccount, given(account)), want: []string{"ask account-unconfirmed"}},

		// The sale is in another account.
		{name: "another account's characters", with: with(unproved, gone(foreign)), want: []string{"fail sale-in-other-account"}},
		{name: "this account's characters", with: with(unproved, gone(ours)), want: []string{"ask account-unconfirmed"}},
		{name: "a link of another account", with: with(unproved, func(s *story) {
			s.ask("https://dashboard.stripe.com/" + another + "/customers/cus_NffrFeUfNV2Hib")
			s.Stripe.Asked = record.NotFound
		}), want: []string{"fail sale-in-other-account"}},
		{name: "a link of this account", with: with(unproved, func(s *story) {
			s.ask("https://dashboard.stripe.com/" + account + "/customers/cus_NffrFeUfNV2Hib")
			s.Stripe.Asked = record.NotFound
		}), want: []string{"ask account-unconfirmed"}},
		{name: "another account's characters, where this one is only derived", with: with(unproved, derived, gone(foreign)), want: []string{"fail sale-in-other-account", "info account-unreadable"}},
		{name: "a link of another account, where this one is only derived", with: with(unproved, derived, func(s *story) {
			s.ask("https://dashboard.stripe.com/" + another + "/customers/cus_NffrFeUfNV2Hib")
			s.Stripe.Asked = record.NotFound
		}), want: []string{"ask account-unconfirmed", "info account-unreadable"}},
		{name: "another account's characters, this one's id being of no known form", with: with(unproved, gone(foreign), func(s *story) { s.Stripe.Account.ID = "acct_short1" }), want: []string{"ask account-unconfirmed"}},
		{name: "an old account's own characters", with: with(unproved, gone(ours), func(s *story) {
			s.Stripe.Account.ID = "AbCdEfGhIjB2NxdBdXRzqjVlBaQBKxTQ"
		}), want: []string{"ask account-unconfirmed"}},
		{name: "no characters", with: with(unproved, gone("cus_NffrFeUfNV2Hib")), want: []string{"ask account-unconfirmed"}},
		{name: "in the other mode", with: with(unproved, func(s *story) { s.Stripe.Asked = record.OtherMode; s.Stripe.Invoices = nil }), want: []string{"ask account-unconfirmed"}},
	})
}

// TestSandboxIsNamed: a sale that a test key does not find may be in the live account
// that the sandbox belongs to, and a sale of a sandbox is nothing to wait for.
func TestSandboxIsNamed(t *testing.T) {
	const hint = "the sale may be in the live account that this sandbox belongs to"
	for _, asked := range []string{ours, foreign, "cus_NffrFeUfNV2Hib"} {
		for _, mode := range []record.Mode{record.Live, record.Test} {
			s := healthy()
			s.ask(asked)
			s.Stripe.KeyMode, s.Stripe.Asked = mode, record.NotFound
			s.Stripe.Invoices, s.Stripe.Charges, s.Stripe.Customers, s.Stripe.Traces = nil, nil, nil, nil
			d := s.diagnose()
			first, _, _ := d.First()
			if got := strings.Contains(first.Summary.Plain(), hint); got != (mode == record.Test) {
				t.Errorf("%s with a %s key: %s", asked, mode, first.Summary.Plain())
			}
		}
	}
	s := healthy()
	s.inTestMode()
	s.withoutTraces()
	s.answersAccount("acct_1ZZZZTZyXwVuTsRq")
	if d := s.diagnose(); d.Watchable() {
		t.Error("the sale of a sandbox is waited for")
	}
}

// TestAccountsSideBySide: both ids stand next to each other.
func TestAccountsSideBySide(t *testing.T) {
	s := healthy()
	s.Stripe.Traces = nil
	s.answersAccount("acct_1K3vmTAbCdEfGhlj")
	f, ok := finding(s.diagnose(), "account-mismatch")
	if !ok || len(f.Compare) != 1 || f.Compare[0].Stripe.Value != account || f.Compare[0].FirstPromoter.Value != "acct_1K3vmTAbCdEfGhlj" {
		t.Errorf("%+v", f.Compare)
	}
}

// TestAccountOfSaleOnly: where only the sale's own id tells something of the
// account, that is said, and half an id is not offered for pasting.
func TestAccountOfSaleOnly(t *testing.T) {
	for given, want := range map[string]string{
		account:                 "Stripe did not tell which account this is, but " + ours + " carries characters of it, acct_…AbCdEfGhIj: they are those of acct_1K3vmTAbCdEfGhIj, which FirstPromoter is connected to.",
		"acct_1ZZZZTZyXwVuTsRq": "Stripe did not tell which account this is, but " + ours + " carries characters of it, acct_…AbCdEfGhIj: they are not those of acct_1ZZZZTZyXwVuTsRq, which FirstPromoter is connected to.",
	} {
		s := healthy()
		s.ask(ours)
		s.Stripe.Account, s.Stripe.Traces = nil, nil
		s.invoice().ID, s.charge().InvoiceID = ours, ours
		s.answersAccount(given)
		d := s.diagnose()
		f := d.Check(Account).Findings[0]
		if got := f.Summary.Plain(); got != want || f.Basis != Inferred {
			t.Errorf("%s: %q (%s)", given, got, f.Basis)
		}
		for _, r := range f.Remedies {
			if strings.Contains(r.Value.Value, "…") {
				t.Errorf("%s: to be pasted: %q", given, r.Value.Value)
			}
		}
	}
}

func TestAccountCharacters(t *testing.T) {
	for id, want := range map[string]string{
		ours: "AbCdEfGhIj", foreign: "ZyXwVuTsRq", "ch_3K3vnXAbCdEfGhIjQwErTy12": "AbCdEfGhIj", "py_1K3vnXAbCdEfGhIjQwErTy": "AbCdEfGhIj",
		"pi_3K3vnXAbCdEfGhIj0QwErTy1": "AbCdEfGhIj", "sub_1K3vnXAbCdEfGhIjQwErTy12": "AbCdEfGhIj",
		"cus_NffrFeUfNV2Hib": "", "cs_live_a1K3vnXAbCdEfGhIjQwErTy12": "", "in_short": "", "in_": "", "": "", "ch_K3vnXAbCdEfGhIjQwErTy12x": "",
		"evt_1K3vnXAbCdEfGhIjQwErTy12": "", "in_1K3vnXAbCdEfGhIjQ_": "",
		"in_61VGZkQ7mRbN3xPa41LUZiLcTVChQ9Ye": "",
	} {
		if got, ok := facts.AccountInID(id); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", id, got, ok, want)
		}
	}
}

// TestCustomerAloneIsNoProof: customers that are copied to another account keep their
// ids, so that one that is found counts only with what it paid.
func TestCustomerAloneIsNoProof(t *testing.T) {
	converted := func(e record.Existence, paid bool) func(*story) {
		return func(s *story) {
			s.FirstPromoter.Recent = nil
			s.FirstPromoter.Converted = []record.Referral{{ID: "600", UID: "cus_other", State: record.StateActive, CustomerSince: paidAt.Add(-time.Hour)}}
			s.Stripe.Traces = []record.TraceLookup{{ID: "cus_other", At: paidAt.Add(-time.Hour), Existence: e, PaidHere: paid}}
		}
	}
	older := func(e record.Existence) func(*story) {
		return func(s *story) {
			converted(record.Found, false)(s)
			s.trace(-2 * time.Hour)
			s.Stripe.Traces = append(s.Stripe.Traces, record.TraceLookup{ID: s.FirstPromoter.Recent[0].EventID, At: paidAt.Add(-2 * time.Hour), Existence: e})
		}
	}
	checkRows(t, Account, []row{
		{name: "found, and it paid", with: converted(record.Found, true), want: []string{"pass account-by-evidence"}},
		{name: "found", with: converted(record.Found, false), want: []string{"ask account-unconfirmed"}},
		{name: "in the other mode", with: converted(record.OtherMode, false), want: []string{"ask account-unconfirmed"}},
		{name: "not found", with: converted(record.NotFound, false), want: []string{"fail foreign-records"}},
		{name: "found, and an older invoice too", with: older(record.Found), want: []string{"pass account-by-evidence"}},
		{name: "found, but an older invoice is not", with: older(record.NotFound), want: []string{"fail foreign-records"}},
	})
	checkRows(t, Mode, []row{
		{name: "found, and it paid", with: converted(record.Found, true), want: []string{"pass mode-by-evidence"}},
		{name: "found", with: converted(record.Found, false), want: []string{"ask mode-unconfirmed"}},
		{name: "in the other mode", with: converted(record.OtherMode, false), want: []string{"ask mode-unconfirmed"}},
	})
}
