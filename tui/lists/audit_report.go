package lists

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// auditForms are the forms in which an audit is saved.
var auditForms = []struct{ name, format, ending string }{
	{"Markdown", "markdown", ".md"}, {"JSON lines", "json", ".jsonl"}, {"CSV", "csv", ".csv"},
}

// mostPreviewed is how many sales the preview shows. A file holds all of them.
const mostPreviewed = 50

// mostCopied is how many sales are copied; no clipboard is for more.
const mostCopied = 500

// auditReport previews the audit as it would be saved, as it was when this was opened.
type auditReport struct {
	u       Desk
	account audit.Account
	rows    []auditEntry
	sums    report.AuditSummary
	since   time.Time
	profile string // as it was when this was opened
	form    int
	saving  kit.Saving
	scroll  [3]kit.Scroller
	width   int // of the screen

	shown []kit.Line // as last laid out, and what for
	key   auditReportKey
}

// auditEntry is a row with the money that it had when the report was opened: another may
// have it later.
type auditEntry struct {
	*auditRow
	adds record.Money
}

type auditReportKey struct {
	form, width int
	masked      bool
}

// newAuditReport shows the report; save: it is asked at once where to save it.
func newAuditReport(u Desk, account audit.Account, found []*auditRow, sums report.AuditSummary, since time.Time, save bool) kit.Screen {
	r := &auditReport{u: u, account: account, sums: sums, since: since, profile: u.Profile()}
	for _, row := range found {
		r.rows = append(r.rows, auditEntry{row, row.missing})
	}
	if save {
		r.ask()
	}
	return r
}

func (r *auditReport) Title() kit.Line   { return kit.Ln(kit.Strong, "Report") }
func (r *auditReport) Field() *kit.Field { return r.saving.Naming }

func (r *auditReport) Offers() []kit.Offer {
	if r.saving.Asks() {
		os := r.saving.Offers()
		if r.saving.Naming != nil {
			os = append(os, kit.CanCalled(kit.ActNextTab, "format"), kit.Offer{Act: kit.ActPrevTab, Quiet: true})
		}
		return os
	}
	return slices.Concat(kit.ChoosesForm, []kit.Offer{kit.Can(kit.ActSave)}, kit.Scrolling)
}

func (r *auditReport) Do(act kit.Action, _ string) tea.Cmd {
	by := kit.FormBy(act)
	naming := r.saving.Naming != nil
	switch {
	case r.saving.Asks() && (by == 0 || !naming):
		if name, over := r.saving.Do(act); name != "" {
			return r.save(name, over)
		}
	case by != 0:
		r.form = (r.form + by + len(auditForms)) % len(auditForms)
		if naming {
			r.ask() // with the ending of the form
		}
	case act == kit.ActSave:
		r.ask()
	default:
		r.scroll[r.form].Act(act)
	}
	return nil
}

// ask asks where to save the whole audit.
func (r *auditReport) ask() { r.saving.Ask("fpdoctor-audit" + auditForms[r.form].ending) }

// auditSavedMsg tells what became of saving.
type auditSavedMsg struct {
	of   *auditReport
	path string
	over bool
	err  error
}

// save writes the whole audit, beside the screens, in the form that the name's ending says.
func (r *auditReport) save(name string, over bool) tea.Cmd {
	var endings []string
	for _, f := range auditForms {
		endings = append(endings, f.ending)
	}
	r.form = kit.FormNamed(name, r.form, endings)
	form, account, rows, sums := r.how(r.u.Mask), r.account, r.rows, r.sums
	return func() tea.Msg {
		err := kit.WriteFile(name, over, func(w io.Writer) error { return writeAudit(w, form, account, rows, &sums) })
		return auditSavedMsg{r, name, over, err}
	}
}

func (r *auditReport) how(m display.Masker) report.AuditForm {
	return report.AuditForm{Format: auditForms[r.form].format, Masker: m, Call: r.u.Call(), Profile: r.profile, Since: r.since}
}

// writeAudit writes an audit; without sums it is only the beginning of one.
func writeAudit(w io.Writer, form report.AuditForm, account audit.Account, rows []auditEntry, sums *report.AuditSummary) error {
	if err := report.AuditHead(w, form); err != nil {
		return err
	}
	out := report.NewAudit(w, form)
	if err := out.Account(account.Evidence, account.Checks); err != nil {
		return err
	}
	for _, x := range rows {
		if err := out.Sale(&checks.Diagnosis{Subject: x.subject}, x.list, x.adds); err != nil {
			return err
		}
	}
	if sums == nil {
		return nil
	}
	return out.End(*sums)
}

// whole is the whole audit as it is copied.
func (r *auditReport) whole(m display.Masker) string {
	var b bytes.Buffer
	if err := writeAudit(&b, r.how(m), r.account, r.rows, &r.sums); err != nil {
		return "" // nothing fails in memory
	}
	return b.String()
}

func (r *auditReport) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(auditSavedMsg)
	switch {
	case !ok || m.of != r:
	case errors.Is(m.err, fs.ErrExist) && !m.over:
		r.saving.Exists = m.path
	default:
		r.u.Toast(kit.Saved(r.u.Pen, m.path, m.err))
	}
	return nil
}

func (r *auditReport) Status() kit.Line { return r.saving.Status(r.u.Pen, r.width) }

func (r *auditReport) Marked() kit.Mark {
	if r.saving.Asks() || len(r.rows) > mostCopied {
		return kit.Mark{} // the keys are answers now, or it is too much to be copied
	}
	return kit.Mark{
		What: "the report", Otherwise: "w saves it to a file.",
		Later: func() string { return r.whole(r.u.Mask) }, Real: func() string { return r.whole(r.u.Unmasked()) },
	}
}

func (r *auditReport) Body(w, h int) []kit.Line {
	r.width = w
	var names []string
	for _, f := range auditForms {
		names = append(names, f.name)
	}
	l := kit.FormsRow(names, r.form, r.u.Mask.On, w)
	d := kit.NewDoc(w - 6)
	d.Rows = r.preview(d.N)
	top := []kit.Line{nil, l, nil}
	return append(top, kit.Indent(r.scroll[r.form].Window(d, h-len(top), -1), 1)...)
}

// preview is the beginning of the report, or all of a short one, in rows of n cells.
func (r *auditReport) preview(n int) []kit.Line {
	k := auditReportKey{r.form, n, r.u.Mask.On}
	if k == r.key && r.shown != nil {
		return r.shown
	}
	rows, sums := r.rows, &r.sums
	if len(rows) > mostPreviewed {
		rows, sums = rows[:mostPreviewed], nil
	}
	var b bytes.Buffer
	if err := writeAudit(&b, r.how(r.u.Mask), r.account, rows, sums); err != nil {
		b.WriteString("The report could not be made: " + display.Clean(err.Error()))
	}
	d := kit.NewDoc(n)
	for _, row := range strings.Split(strings.TrimRight(b.String(), "\r\n"), "\n") {
		row = strings.ReplaceAll(strings.TrimRight(row, "\r"), "\t", "    ")
		lead := len(row) - len(strings.TrimLeft(row, " "))
		d.Raw(kit.Hang(kit.Ln(kit.Plain, row[:min(lead, d.N/2)]), kit.Ln(kit.Plain, row[lead:]), d.N)...)
	}
	if sums == nil {
		d.Raw(nil)
		d.Para(kit.Accent, fmt.Sprintf("This is the beginning. A file (w) holds all %s and the sums.", counted(len(r.rows), "sale")))
	}
	r.shown, r.key = d.Rows, k
	return r.shown
}

func (r *auditReport) Click(x, y int) tea.Cmd {
	var names []string
	for _, f := range auditForms {
		names = append(names, f.name)
	}
	if i := kit.TabAt(names, x); y == kit.TabsAt && i >= 0 && !r.saving.Asks() {
		r.form = i
	}
	return nil
}

// PrintedBy is the audit in the form that is shown.
func (r *auditReport) PrintedBy() ([]string, record.Query) {
	return []string{"audit", "--format", auditForms[r.form].format}, record.Query{}
}
