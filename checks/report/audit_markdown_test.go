package report_test

import (
	"strings"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
)

// An audit's document for a ticket holds ids, addresses and names in code spans, which
// no value can end: outside one an address becomes a link in some places, and an id
// gets backslashes where the text is read as it is.
func TestAuditMarkdownHoldsValuesInCode(t *testing.T) {
	evil := "anna`** [x](https://evil.example) @team |`@gmail.example"
	d := broken()
	d.Subject.Email = evil
	d.Subject.Referral = "ref_with_under_scores"
	d.Checks[3].Findings = append(d.Checks[3].Findings, checks.Finding{
		Cause: "promoter-blocked", Verdict: checks.Fail,
		Summary:  say("The promoter ", name("Jo*nas_`W`eber"), " is blocked."),
		Remedies: []checks.Remedy{{Step: 1, Text: say("Put it into the field of ", name("Jo*nas")), Value: coupon("SAVE_20_NOW")}},
	})
	var b strings.Builder
	a := report.NewAudit(&b, report.AuditForm{Format: "markdown", Masker: open})
	for _, err := range []error{
		a.Account(d.Evidence, d.Checks[:3]), a.Sale(d, d.Checks[:], record.Money{}),
		a.End(report.AuditSummary{Missing: []record.MissingMoney{{Money: record.Money{Minor: 4900, Currency: "usd"}, Sales: 1}}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	out := b.String()
	for _, want := range []string{
		"`ref_with_under_scores`", "``Jo*nas_`W`eber``", "`Jo*nas`", "(value: `SAVE_20_NOW`)", "`in_1Abc2Def3Ghi4Jkl`", "- `promoter-blocked`",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is missing in\n%s", want, out)
		}
	}
	bare := stripCode(out)
	for _, live := range []string{"evil", "@", "Jo", "in_", "ref_", "](", "SAVE"} {
		if strings.Contains(bare, live) {
			t.Errorf("%q stands outside of code:\n%s", live, bare)
		}
	}
}
