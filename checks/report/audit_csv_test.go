package report_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
)

// rowsOf audits sales into CSV and reads that as a spreadsheet does.
func rowsOf(t *testing.T, m display.Masker, sales ...*checks.Diagnosis) (rows [][]string, raw string) {
	t.Helper()
	var b bytes.Buffer
	form := report.AuditForm{Format: "csv", Masker: m, Profile: "shop"}
	w := report.NewAudit(&b, form)
	for _, err := range []error{report.AuditHead(&b, form), w.Account(broken().Evidence, nil)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range sales {
		if err := w.Sale(d, d.Checks[:], record.Money{Minor: 4900, Currency: "usd"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(report.AuditSummary{Sales: 3}); err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(&b)
	raw = b.String()
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return rows, raw
}

func TestAuditAsATable(t *testing.T) {
	rows, raw := rowsOf(t, open, broken())
	if len(rows) != 2 || strings.Count(raw, "\r\n") != 2 || strings.Count(raw, "\n") != 2 {
		t.Fatalf("not a header and a row, each ended by CRLF: %q", raw)
	}
	cell := map[string]string{}
	for i, name := range rows[0] {
		cell[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"profile": "shop", "status": "fail", "item": "4", "cause": "email-typo",
		"causes": "account-unconfirmed permission-missing email-typo duplicate-referrals",
		"email":  "anna@gmial.example", "customer": "cus_P4nQ8xYzAbCd12", "sale": "in_1Abc2Def3Ghi4Jkl", "referral": "4711234",
		"currency": "USD", "amount": "49.00", "paid_at": "2026-03-12T14:03:00Z", "missing": "49.00", "query": "in_1Abc2Def3Ghi4Jkl",
	} {
		if cell[name] != want {
			t.Errorf("%s is %q, want %q", name, cell[name], want)
		}
	}
	if !strings.Contains(cell["summary"], "typing slip") || !strings.Contains(cell["what_to_do"], "Either change the lead’s") {
		t.Errorf("no words of what is wrong and what to do: %q", rows[1])
	}
	if rows, _ := rowsOf(t, masked, broken()); strings.Contains(strings.Join(rows[1], " "), "anna") || rows[1][13] != "" || rows[1][15] != "" {
		t.Errorf("masked: %q", rows[1])
	}
}

// A spreadsheet takes a cell that begins so for a formula, and runs it.
func TestTableHoldsNoFormula(t *testing.T) {
	for _, hostile := range []string{
		`=HYPERLINK("http://evil.example","x")`, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1+9)*cmd", "\t=1", "\r=1", "\n=1", " =1", "＝1", "a;=1", "\"=1", "+tag@shop.example",
	} {
		d := broken()
		d.Subject.Email, d.Subject.Customer = hostile, hostile
		d.Checks[3].Findings[0].Summary = record.Sentence{record.NamePiece(hostile)}
		rows, raw := rowsOf(t, open, d)
		for _, c := range rows[1] {
			for _, part := range strings.Split(c, ";") {
				if part = strings.TrimLeft(part, " \""); part != "" && strings.ContainsAny(part[:1], "=+-@\t\r\n") || strings.HasPrefix(part, "＝") {
					t.Errorf("%q gives the cell %q in %s", hostile, c, raw)
				}
			}
		}
	}
}
