package checks

import (
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

func TestMode(t *testing.T) {
	with := func(all ...func(*story)) func(*story) {
		return func(s *story) {
			for _, f := range all {
				f(s)
			}
		}
	}
	answer := func(m record.Mode) func(*story) { return func(s *story) { s.answersMode(m) } }
	unproved := func(s *story) { s.Stripe.Traces = nil }
	unread := func(s *story) { s.gap(record.Stripe, record.PartTraces, record.PermissionMissing) }
	trace := func(e ...record.Existence) func(*story) {
		return func(s *story) {
			s.withoutTraces()
			for i, x := range e {
				s.trace(-time.Duration(i+1) * time.Hour)
				s.Stripe.Traces = append(s.Stripe.Traces, record.TraceLookup{ID: s.FirstPromoter.Recent[i].EventID, At: s.FirstPromoter.Recent[i].Created, Existence: x})
			}
		}
	}
	checkRows(t, Mode, []row{
		{name: "both live", with: with(unproved, answer(record.Live)), want: []string{"pass mode-matches"}},
		{name: "both test", with: with(unproved, answer(record.Test), func(s *story) { s.invoice().Mode, s.Stripe.KeyMode = record.Test, record.Test }), want: []string{"pass mode-matches"}},
		{name: "live sale, test badge", with: with(unproved, answer(record.Test)), want: []string{"fail mode-mismatch"}},
		{name: "test sale, no badge", with: with(unproved, answer(record.Live), func(s *story) { s.invoice().Mode, s.Stripe.KeyMode = record.Test, record.Test }), want: []string{"fail mode-mismatch"}},
		{name: "nobody has answered", with: unproved, want: []string{"ask mode-unconfirmed"}},
		{name: "by evidence", want: []string{"pass mode-by-evidence"}},
		{name: "by the sale itself", with: with(unproved, func(s *story) { s.recorded() }), want: []string{"pass mode-by-evidence"}},
		{name: "records in the other mode", with: trace(record.OtherMode), want: []string{"fail records-in-other-mode"}},
		{name: "foreign records tell no mode", with: trace(record.NotFound), want: []string{"ask mode-unconfirmed"}},
		{name: "foreign records, older ones ours", with: trace(record.NotFound, record.Found), want: []string{"ask mode-unconfirmed"}},
		{name: "recorded by the conversion, so that no look-up was needed", with: with(trace(record.NotAsked), unread, func(s *story) { s.lead().UID, s.lead().CustomerSince = "cus_buyer", paidAt }), want: []string{"ask mode-unconfirmed"}},
		{name: "the newest could not be looked up", with: with(trace(record.NotAsked, record.Found), unread), want: []string{"error permission-missing"}},
		{name: "nor could it, but the person has answered", with: with(trace(record.NotAsked), unread, answer(record.Live)), want: []string{"pass mode-matches"}},
		{name: "foreign records, and an older one could not be looked up", with: with(trace(record.NotFound, record.NotAsked), unread), want: []string{"ask mode-unconfirmed"}},

		// Proof beats an answer.
		{name: "evidence with the answer", with: answer(record.Live), want: []string{"pass mode-by-evidence", "pass mode-matches"}},
		{name: "evidence against the answer", with: answer(record.Test), want: []string{"pass mode-by-evidence", "info answer-contradicted"}},
		{name: "the sale itself against the answer", with: with(answer(record.Test), func(s *story) { s.recorded() }), want: []string{"pass mode-by-evidence", "info answer-contradicted"}},
		{name: "records elsewhere against the answer", with: with(trace(record.OtherMode), answer(record.Live)), want: []string{"fail records-in-other-mode", "info answer-contradicted"}},
		{name: "records elsewhere with the answer", with: with(trace(record.OtherMode), answer(record.Test)), want: []string{"fail mode-mismatch", "fail records-in-other-mode"}},

		// A test key of what may be a sandbox.
		{name: "perhaps a sandbox, nobody has answered", with: with(trace(record.NotFound), (*story).inTestMode), want: []string{"ask mode-unconfirmed"}},
		{name: "perhaps a sandbox, no badge", with: with(trace(record.NotFound), (*story).inTestMode, answer(record.Live)), want: []string{"skip not-reached"}},
		{name: "perhaps a sandbox, a test badge", with: with(trace(record.NotFound), (*story).inTestMode, answer(record.Test)), want: []string{"pass mode-matches"}},
		{name: "a sandbox by the answer", with: with(unproved, (*story).inTestMode, answer(record.Live), func(s *story) { s.answersAccount("acct_1ZZZZTZyXwVuTsRq") }), want: []string{"skip not-reached"}},
		{name: "a test key, records in live mode", with: with(trace(record.OtherMode), (*story).inTestMode), want: []string{"fail records-in-other-mode"}},

		// The sale asked about is in the other mode, or in no account of ours.
		{name: "the sale in the other mode", with: with(unproved, func(s *story) { s.Stripe.Asked, s.Stripe.Invoices = record.OtherMode, nil }), want: []string{"fail sale-in-other-mode"}},
		{name: "the sale in another account", with: with(unproved, func(s *story) { s.ask(foreign); s.Stripe.Asked, s.Stripe.Invoices = record.NotFound, nil }), want: []string{"skip not-reached"}},
		{name: "the sale nowhere", with: with(unproved, answer(record.Live), func(s *story) { s.ask(ours); s.Stripe.Asked, s.Stripe.Invoices = record.NotFound, nil }), want: []string{"pass mode-matches"}},

		// What could not be had.
		{name: "the key's mode could not be had", with: with(unproved, func(s *story) {
			s.invoice().Mode, s.customer().Mode, s.Stripe.KeyMode = "", "", ""
			s.gap(record.Stripe, record.PartMode, record.PermissionMissing)
		}), want: []string{"error permission-missing"}},
		{name: "it was not needed", with: with(unproved, answer(record.Live), func(s *story) { s.gap(record.Stripe, record.PartMode, record.PermissionMissing) }), want: []string{"pass mode-matches"}},
	})
}

// TestOneFaultLooksLikeOne: what an earlier item settled leaves the later ones
// nothing to look at, and they say which item it was.
func TestOneFaultLooksLikeOne(t *testing.T) {
	nobody := func(s *story) { s.Stripe.Customers, s.Stripe.Invoices, s.Stripe.Charges = nil, nil, nil }
	for _, c := range []struct {
		name    string
		with    func(*story)
		by      Item
		cause   string
		skipped []Item
	}{
		{"in the other mode", func(s *story) { s.Stripe.Asked = record.OtherMode; nobody(s) }, Mode, "sale-in-other-mode", []Item{Lead, Payment, Coupon}},
		{"in another account", func(s *story) { s.ask(foreign); s.Stripe.Asked = record.NotFound; nobody(s) }, Account, "sale-in-other-account", []Item{Mode, Lead, Payment, Coupon}},
		{"nowhere", func(s *story) { s.ask(ours); s.Stripe.Asked = record.NotFound; nobody(s) }, Payment, "sale-not-found", []Item{Lead, Coupon}},
		{"nobody of the address", func(s *story) { s.asksEmail("nobody@example.com"); nobody(s); s.noLead() }, Lead, "customer-not-found", []Item{Payment, Coupon}},
		{"nobody of the lead", func(s *story) { s.asksReferral(); nobody(s) }, Lead, "customer-not-found", []Item{Payment, Coupon}},
		{"no such referral", func(s *story) {
			s.asksReferral()
			nobody(s)
			s.noLead()
			s.FirstPromoter.ReferralAsked = record.NotFound
		}, Lead, "referral-not-found", []Item{Payment, Coupon}},
		{"a lead without e-mail", func(s *story) { s.asksReferral(); nobody(s); s.lead().Email, s.lead().UID = "", "user_1" }, Lead, "lead-without-email", []Item{Payment, Coupon}},
	} {
		for _, api := range []record.API{record.V2, record.V1} {
			s := healthy()
			c.with(s)
			if api == record.V1 {
				s.onV1()
			}
			d := s.diagnose()
			sound(t, &s.Evidence, d)
			if got := findings(d.Check(c.by)); len(got) != 1 || got[0] != "fail "+c.cause {
				t.Errorf("%s (%s): item %d holds %q%s", c.name, api, c.by, got, spelt(d))
			}
			for _, item := range c.skipped {
				f := d.Check(item).Findings
				if len(f) != 1 || f[0].Cause != "not-reached" || f[0].Verdict != Skip {
					t.Errorf("%s (%s): item %d holds %q", c.name, api, item, findings(d.Check(item)))
				} else if want := c.by.Title(); !strings.Contains(f[0].Summary.Plain(), want) {
					t.Errorf("%s (%s): item %d says %q, not %q", c.name, api, item, f[0].Summary.Plain(), want)
				}
			}
		}
	}
}

// TestModeWithoutSale: where there is no sale, it is the key whose mode is told.
func TestModeWithoutSale(t *testing.T) {
	for _, c := range []struct {
		answer record.Mode
		want   string
	}{
		{"", "This Stripe key is for live mode. Is FirstPromoter in the same mode? Please look whether its Stripe screen shows a test badge."},
		{record.Live, "This Stripe key is for live mode, and FirstPromoter is in live mode too, as you answered."},
		{record.Test, "This Stripe key is for live mode, but FirstPromoter is in test mode. A sale of the other mode never arrives."},
	} {
		s := healthy()
		s.asksEmail("nobody@example.com")
		s.noLead()
		s.Stripe.Customers, s.Stripe.Invoices, s.Stripe.Charges, s.Stripe.Traces = nil, nil, nil, nil
		if c.answer != "" {
			s.answersMode(c.answer)
		}
		d := s.diagnose()
		sound(t, &s.Evidence, d)
		if got := d.Check(Mode).Summary().Plain(); got != c.want {
			t.Errorf("answered %q: %q", c.answer, got)
		}
	}
}
