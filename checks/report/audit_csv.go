package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/pattern"
	"fpdoctor/checks/record"
)

// auditCSV writes a row for each sale, for spreadsheets: RFC 4180, UTF-8.
type auditCSV struct {
	w io.Writer
	AuditForm
}

// auditColumns are public names; new ones come last.
var auditColumns = []string{
	"profile", "status", "item", "cause", "causes", "summary", "what_to_do",
	"query", "email", "customer", "sale", "referral", "currency", "amount", "paid_at", "missing",
}

// AuditHead writes what stands once before all that is written in a form, also where
// several accounts follow: the names of the columns.
func AuditHead(w io.Writer, form AuditForm) error {
	if form.Format != "csv" {
		return nil
	}
	return writeRow(w, auditColumns)
}

// Account writes nothing: a row is a sale.
func (a *auditCSV) Account(*record.Evidence, []checks.Check) error { return nil }

// End writes nothing, so that the column of the missing money can be summed.
func (a *auditCSV) End(AuditSummary) error { return nil }

// NotAsked writes nothing.
func (a *auditCSV) NotAsked(string) error { return nil }

func (a *auditCSV) Sale(d *checks.Diagnosis, list []checks.Check, missing record.Money) error {
	m, s := a.Masker, d.Subject
	item, deciding, _ := checks.Deciding(list)
	var causes []string
	for _, c := range list {
		for _, f := range c.Findings {
			if f.Verdict.Troubled() {
				causes = append(causes, f.Cause)
			}
		}
	}
	var currency, amount, paid, adds string
	if p := s.Payment; p.MoneyMoved() {
		if paid = p.Time().UTC().Format(time.RFC3339); !m.On {
			currency, amount = p.Amount().Currency, p.Amount().Decimal()
		}
	}
	if missing.Currency != "" && !m.On {
		adds = missing.Decimal()
	}
	return writeRow(a.w, []string{
		a.Profile, string(deciding.Verdict), strconv.Itoa(int(item)), deciding.Cause, strings.Join(causes, " "),
		m.Sentence(deciding.Summary), toDo(&deciding, m),
		m.Piece(queryPiece(s.Query)), m.Email(s.Email), m.ID(s.Customer), m.ID(s.Sale.ID), m.ID(s.Referral),
		strings.ToUpper(currency), amount, paid, adds,
	})
}

func writeRow(w io.Writer, cells []string) error {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = harmless(display.Scrub(c))
	}
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	_ = c.Write(row) // into memory
	if c.Flush(); c.Error() != nil {
		return fmt.Errorf("writing CSV: %w", c.Error())
	}
	_, err := w.Write(b.Bytes())
	return err
}

// formula is what spreadsheets take for the beginning of one, also in the wide signs of
// Japanese keyboards, and behind a semicolon, which many of them take for a new cell
// (owasp.org/www-community/attacks/CSV_Injection).
var formula = pattern.New("(^|;)([ \"\u00a0]*)([=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")

// harmless is a cell that no spreadsheet takes for a formula: an apostrophe stands
// before what would begin one.
func harmless(cell string) string { return formula().ReplaceAllString(cell, "$1$2'$3") }
