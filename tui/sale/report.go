package sale

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// format is one form of the report.
type format struct {
	name, ending string
	write        func(w io.Writer, d *checks.Diagnosis, m display.Masker, width int) error
}

var formats = []format{
	{"Short", ".txt", unwrapped(report.Short)},
	{"Text", ".txt", report.Text},
	{"Markdown", ".md", unwrapped(report.Markdown)},
	{"JSON", ".json", unwrapped(report.JSON)},
}

// unwrapped is a form that has no width of its own.
func unwrapped(
	write func(io.Writer, *checks.Diagnosis, display.Masker) error,
) func(io.Writer, *checks.Diagnosis, display.Masker, int) error {
	return func(w io.Writer, d *checks.Diagnosis, m display.Masker, _ int) error { return write(w, d, m) }
}

func formatNames() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// mailWidth is how a file or a mail wants the text wrapped.
const mailWidth = 72

// reportScreen previews the report as it would be copied or saved, but wrapped
// for the terminal where that has no room for a mail's rows.
type reportScreen struct {
	u      Desk
	diag   *checks.Diagnosis
	form   int
	scroll [4]kit.Scroller
	saving kit.Saving
	width  int // of the screen

	shown string // the report as last made, and what for
	key   reportKey
}

type reportKey struct {
	form   int
	masked bool
	width  int
}

func newReport(u Desk, d *checks.Diagnosis) *reportScreen {
	return &reportScreen{u: u, diag: d, key: reportKey{form: -1}}
}

func (r *reportScreen) Title() kit.Line   { return kit.Ln(kit.Strong, "Report") }
func (r *reportScreen) Field() *kit.Field { return r.saving.Naming }

func (r *reportScreen) Offers() []kit.Offer {
	if r.saving.Asks() {
		return r.saving.Offers()
	}
	return slices.Concat(kit.ChoosesForm, []kit.Offer{kit.Can(kit.ActSave), r.u.saveCase("")}, kit.Scrolling)
}

func (r *reportScreen) Do(act kit.Action, _ string) tea.Cmd {
	if r.saving.Asks() {
		if name, over := r.saving.Do(act); name != "" {
			return r.save(name, over)
		}
		return nil
	}
	switch by := kit.FormBy(act); {
	case by != 0:
		r.form = (r.form + by + len(formats)) % len(formats)
	case act == kit.ActSave:
		r.saving.Ask(r.fileName())
	case act == kit.ActSaveCase:
		return r.u.Push(newSaveCase(r.u, r.diag))
	default:
		r.scroll[r.form].Act(act)
	}
	return nil
}

// fileName is the name offered; a masked report does not carry the sale in its name.
func (r *reportScreen) fileName() string {
	name := "fpdoctor-report"
	if id := r.diag.Subject.Sale.ID; id != "" && !r.u.Mask.On {
		name = "fpdoctor-" + strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' {
				return c
			}
			return -1
		}, id)
	}
	return name + formats[r.form].ending
}

// text is the report in the form chosen.
func (r *reportScreen) text() string { return r.wrapped(mailWidth) }

func (r *reportScreen) wrapped(n int) string {
	k := reportKey{r.form, r.u.Mask.On, n}
	if r.key != k {
		r.shown, r.key = r.made(r.u.Mask, n), k
	}
	return r.shown
}

// made is the report as it is made with a masker, in rows of n cells.
func (r *reportScreen) made(m display.Masker, n int) string {
	var b bytes.Buffer
	if err := formats[r.form].write(&b, r.diag, m, n); err != nil {
		b.WriteString("The report could not be made: " + display.Clean(err.Error()))
	}
	b.WriteString(report.Ending(formatWord(r.form), r.u.Call().OnScreen(r.diag.Subject.Query, m)))
	return b.String()
}

// savedMsg tells what became of saving.
type savedMsg struct {
	path   string
	exists bool
	err    error
}

// save writes the report so that only its owner can read it, in the form that the name's
// ending says.
func (r *reportScreen) save(name string, over bool) tea.Cmd {
	var endings []string
	for _, f := range formats {
		endings = append(endings, f.ending)
	}
	r.form = kit.FormNamed(name, r.form, endings)
	text := r.text()
	return func() tea.Msg {
		err := kit.WriteFile(name, over, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if errors.Is(err, fs.ErrExist) && !over {
			return savedMsg{path: name, exists: true}
		}
		return savedMsg{path: name, err: err}
	}
}

func (r *reportScreen) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(savedMsg); ok {
		if m.exists {
			r.saving.Exists = m.path
			return nil
		}
		r.u.saved("report", m.path, m.err)
	}
	return nil
}

func (r *reportScreen) Status() kit.Line { return r.saving.Status(r.u.Pen, r.width) }

func (r *reportScreen) Marked() kit.Mark {
	return kit.Mark{
		What: "the report", Later: r.text, Otherwise: "w saves it to a file.",
		Real: func() string { return r.made(r.u.Unmasked(), mailWidth) },
	}
}

func (r *reportScreen) Body(w, h int) []kit.Line {
	r.width = w
	l := kit.FormsRow(formatNames(), r.form, r.u.Mask.On, w)
	d := kit.NewDoc(w - 6)
	for _, row := range strings.Split(strings.TrimRight(r.wrapped(min(d.N, mailWidth)), "\n"), "\n") {
		if kit.Width(row) <= d.N {
			d.Raw(kit.Ln(kit.Plain, strings.ReplaceAll(row, "\t", "    ")))
			continue
		}
		lead := len(row) - len(strings.TrimLeft(row, " "))
		d.Raw(kit.Hang(kit.Ln(kit.Plain, row[:min(lead, d.N/2)]), kit.Ln(kit.Plain, row[lead:]), d.N)...)
	}
	top := []kit.Line{nil, l, nil}
	return append(top, kit.Indent(r.scroll[r.form].Window(d, h-len(top), -1), 1)...)
}

func (r *reportScreen) Click(x, y int) (cmd tea.Cmd) {
	if i := kit.TabAt(formatNames(), x); y == kit.TabsAt && i >= 0 && !r.saving.Asks() {
		for r.form != i {
			cmd = r.Do(kit.ActNextTab, "")
		}
	}
	return cmd
}

// PrintedBy is check, in the form that is shown.
func (r *reportScreen) PrintedBy() ([]string, record.Query) {
	words := []string{"check"}
	if name := formatWord(r.form); name != "text" {
		words = append(words, "--format", name)
	}
	return words, r.diag.Subject.Query
}

// formatWord is a form's name on the command line.
func formatWord(form int) string { return strings.ToLower(formats[form].name) }
