package report_test

import (
	"strings"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
)

// audited is an audit without trouble in the account, of some sales.
func audited(t *testing.T, format string, sum report.AuditSummary, sales ...*checks.Diagnosis) string {
	t.Helper()
	var b strings.Builder
	a := report.NewAudit(&b, report.AuditForm{Format: format, Masker: open})
	errs := []error{a.Account(broken().Evidence, nil)}
	for _, d := range sales {
		errs = append(errs, a.Sale(d, d.Checks[:]))
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
		if out := audited(t, format, report.AuditSummary{}, d); !strings.Contains(out, "no payment") {
			t.Errorf("%s: that there was no payment is not told:\n%s", format, out)
		}
	}
	d.Checks[checks.Payment-1].Findings = append(d.Checks[checks.Payment-1].Findings, checks.Finding{Cause: "unreachable", Verdict: checks.Error})
	for _, format := range []string{"text", "markdown"} {
		if out := audited(t, format, report.AuditSummary{}, d); strings.Contains(out, "no payment") || !strings.Contains(out, "payments not checked") {
			t.Errorf("%s: payments that could not be read count as none:\n%s", format, out)
		}
	}
}
