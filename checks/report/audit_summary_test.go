package report_test

import (
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
)

// audited is an audit without trouble in the account, of some sales.
func audited(t *testing.T, form report.AuditForm, sum report.AuditSummary, sales ...*checks.Diagnosis) string {
	t.Helper()
	form.Masker = open
	var b strings.Builder
	a := report.NewAudit(&b, form)
	errs := []error{a.Account(broken().Evidence, nil)}
	for _, d := range sales {
		errs = append(errs, a.Sale(d, d.Checks[:], record.Money{}))
	}
	for _, err := range append(errs, a.End(sum)) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// That a lead paid nothing is said where its payments could be read.
func TestAuditTellsNoPaymentFromUnread(t *testing.T) {
	d := broken()
	d.Subject.Sale, d.Subject.Payment = record.Ref{}, record.Sale{}
	for _, format := range []string{"text", "markdown"} {
		if out := audited(t, report.AuditForm{Format: format}, report.AuditSummary{}, d); !strings.Contains(out, "no payment") {
			t.Errorf("%s: that there was no payment is not told:\n%s", format, out)
		}
	}
	d.Checks[checks.Payment-1].Findings = append(d.Checks[checks.Payment-1].Findings, checks.Finding{Cause: "unreachable", Verdict: checks.Error})
	for _, format := range []string{"text", "markdown"} {
		if out := audited(t, report.AuditForm{Format: format}, report.AuditSummary{}, d); strings.Contains(out, "no payment") || !strings.Contains(out, "payments not checked") {
			t.Errorf("%s: payments that could not be read count as none:\n%s", format, out)
		}
	}
}

// The sums are of what was read: of a window, or of the leads that were looked at.
func TestAuditSumsSayWhatWasRead(t *testing.T) {
	sum := report.AuditSummary{Referrals: 5, Leads: 4, Customers: 1, Sales: 3, Unknown: 2}
	since := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		form        report.AuditForm
		byLead      bool
		want, never string
	}{
		{report.AuditForm{}, false, "4 leads and 1 customer; 3 payments in Stripe.", "since"},
		{report.AuditForm{}, true, "4 leads and 1 customer; each lead was looked at by itself, with 3 payments in Stripe.", "; 3 payments"},
		{report.AuditForm{Since: since}, false, "3 payments in Stripe since 21 Nov 2026, 09:00 UTC.", "by itself"},
		{report.AuditForm{Since: since}, false, "2 leads made since 21 Nov 2026, 09:00 UTC are unknown to Stripe", "2 leads are"},
		{report.AuditForm{Since: since}, false, "Leads and payments since: 21 Nov 2026, 09:00 UTC", "by itself"},
		{report.AuditForm{Since: since, Format: "json"}, false, `"since":"2026-11-21T09:00:00Z","referrals":5`, "by_lead"},
		{report.AuditForm{Format: "json"}, true, `"by_lead":true`, "since"},
		{report.AuditForm{Since: since, Call: report.Call{Since: "7d"}}, false, "fpdoctor audit --since 7d --screen", "by itself"},
	} {
		formats := []string{"text", "markdown"}
		if x.form.Format != "" {
			formats = []string{x.form.Format}
		}
		for _, format := range formats {
			x.form.Format, sum.ByLead = format, x.byLead
			if out := audited(t, x.form, sum); !strings.Contains(out, x.want) || strings.Contains(out, x.never) {
				t.Errorf("%+v, by lead %t:\n%s\nwant %s, never %s", x.form, x.byLead, out, x.want, x.never)
			}
		}
	}
}

// Where an earlier audit had sales, none new are not none at all, and the money is of all.
func TestAuditSumsBesideABaseline(t *testing.T) {
	sum := report.AuditSummary{Referrals: 5, Known: 2, Missing: []record.MissingMoney{{Money: record.Money{Minor: 4900, Currency: "usd"}, Sales: 1}}}
	for _, format := range []string{"text", "markdown"} {
		out := audited(t, report.AuditForm{Format: format}, sum)
		for _, want := range []string{
			"No sale is missing that the earlier audit did not have.", "2 sales are missing or still open as before", "Money of all missing sales: 49.00 USD (1 sale)",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%s lacks %q:\n%s", format, want, out)
			}
		}
	}
	if out := audited(t, report.AuditForm{Format: "json"}, sum); !strings.Contains(out, `"known":2`) {
		t.Error(out)
	}
}
