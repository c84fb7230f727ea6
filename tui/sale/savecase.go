package sale

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// CaseForm is what of a case is replaced when it is written to a file.
type CaseForm int

// The forms of a case file.
const (
	Masked      CaseForm = iota // addresses, names and ids
	MaskedMoney                 // amounts, too
	InClear                     // nothing
)

var (
	caseForms = []string{"Masked", "Amounts too", "In clear"}
	formSays  = [...]string{
		Masked: "E-mail addresses, names and ids are replaced by made-up ones, the same by the same. What differs by a letter " +
			"still does, so that whoever opens it sees the same findings. Amounts and dates stay.",
		MaskedMoney: "As masked, and all amounts are multiplied by one secret number.",
		InClear:     "Everything as both services gave it, with personal data. Only for whoever may see that.",
	}
)

// SaveCase writes what was found of one sale to a file. The error is fs.ErrExist
// where there is one and it is not to be overwritten.
type SaveCase func(d *checks.Diagnosis, form CaseForm, path string, over bool) error

// caseScreen saves sales as case files, one or several.
type caseScreen struct {
	u      Desk
	found  *checks.Diagnosis // of the one sale; nil: each is asked for first
	of     []record.Query
	ask    Asker
	form   int
	saving kit.Saving
	name   string // that was given last
	clear  bool   // asks whether in clear is meant
	over   bool   // files that are there may be written over
	run    *kit.Run
	at     int // how many are written
	width  int
}

// newSaveCase saves the sale that was found.
func newSaveCase(u Desk, d *checks.Diagnosis) *caseScreen {
	return &caseScreen{u: u, found: d, of: []record.Query{d.Subject.Query}}
}

// NewSaveCases asks for sales once more and saves each: what was found of many is
// more than is kept in memory.
func NewSaveCases(u Desk, of []record.Query, ask Asker) kit.Screen {
	return &caseScreen{u: u, of: of, ask: ask}
}

func (c *caseScreen) Open() tea.Cmd {
	c.saving.Ask(c.fileName())
	return nil
}

// fileName is the name offered: it tells nothing of the sale.
func (c *caseScreen) fileName() string {
	if len(c.of) > 1 {
		return "fpdoctor-cases"
	}
	return "fpdoctor-case.fpcase"
}

func (c *caseScreen) Close() {
	if c.run != nil {
		c.run.Cancel()
	}
}

func (c *caseScreen) Busy() bool        { return c.run != nil }
func (c *caseScreen) Title() kit.Line   { return kit.Ln(kit.Strong, "Save as a case") }
func (c *caseScreen) Field() *kit.Field { return c.saving.Naming }

func (c *caseScreen) Offers() []kit.Offer {
	switch {
	case c.run != nil:
		return []kit.Offer{kit.Can(kit.ActStop)}
	case c.clear:
		return []kit.Offer{
			kit.CanCalled(kit.ActYes, "save in clear"), kit.CanCalled(kit.ActNo, "do not"), kit.CanCalled(kit.ActBack, "do not"),
		}
	case c.saving.Naming != nil:
		return append(c.saving.Offers(), kit.CanCalled(kit.ActNextTab, "masked or not"), kit.Offer{Act: kit.ActPrevTab, Quiet: true})
	}
	return c.saving.Offers()
}

func (c *caseScreen) Do(act kit.Action, _ string) tea.Cmd {
	switch {
	case c.run != nil:
		c.run.Cancel()
		c.u.Pop()
		return c.u.Say(kit.Warn, "Stopped by you. "+c.written()+".")
	case c.clear:
		c.clear = false
		if act == kit.ActYes {
			return c.save(false)
		}
		c.saving.Ask(c.name)
	case act == kit.ActNextTab:
		c.form = (c.form + 1) % len(caseForms)
	case act == kit.ActPrevTab:
		c.form = (c.form + len(caseForms) - 1) % len(caseForms)
	default:
		asked := c.saving.Naming != nil
		name, over := c.saving.Do(act)
		switch {
		case name == "" && (asked || act == kit.ActBack):
			c.u.Pop()
		case name == "":
			c.saving.Ask(c.name)
		default:
			if name != c.name {
				c.name, c.at = name, 0
			}
			if c.clear = CaseForm(c.form) == InClear && !over; c.clear {
				return nil
			}
			return c.save(over)
		}
	}
	return nil
}

// written counts what was written, and says so.
func (c *caseScreen) written() string {
	if len(c.of) == 1 {
		return "Nothing was saved"
	}
	return fmt.Sprintf("%d of %d cases were saved", c.at, len(c.of))
}

// caseSavedMsg tells that one case was written, or why not.
type caseSavedMsg struct {
	run int
	at  int // the place of the case
	err error
}

// save writes the cases one after the other, from the one it has come to.
func (c *caseScreen) save(over bool) tea.Cmd {
	c.run, c.over = c.u.NewRun(), over
	return c.write()
}

func (c *caseScreen) write() tea.Cmd {
	r, at, form, path, over, write := c.run, c.at, CaseForm(c.form), c.name, c.over, c.u.CaseWriter()
	found, q, ask, answers, now := c.found, c.of[c.at], c.ask, c.u.Answers, c.u.Now
	many := len(c.of) > 1
	return func() tea.Msg {
		if many {
			if err := os.MkdirAll(path, 0o700); err != nil {
				return caseSavedMsg{r.Number, at, err}
			}
			path = filepath.Join(path, fmt.Sprintf("case-%02d.fpcase", at+1))
		}
		if err := kit.IsFolder(path); err != nil {
			return caseSavedMsg{r.Number, at, err}
		}
		if found == nil {
			ev := ask.Gather(r.Ctx, q, r.Steps.Report)
			if r.Ctx.Err() != nil {
				return caseSavedMsg{r.Number, at, context.Cause(r.Ctx)}
			}
			d := ask.Diagnose(ev, answers, now())
			found = &d
		}
		return caseSavedMsg{r.Number, at, write(found, form, path, over)}
	}
}

func (c *caseScreen) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(caseSavedMsg)
	if !ok || c.run == nil || m.run != c.run.Number {
		return nil
	}
	switch {
	case errors.Is(m.err, fs.ErrExist):
		c.done()
		c.saving.Exists = c.name
	case m.err != nil:
		c.done()
		c.u.saved("case", c.name, m.err)
		c.saving.Ask(c.name)
	default:
		if c.at = m.at + 1; c.at < len(c.of) {
			return c.write()
		}
		c.done()
		if c.u.InSight(c) {
			c.u.Pop()
		}
		c.u.saved("case", c.name, nil)
	}
	return nil
}

// Resume closes what has nothing more to do, when what stood on top of it is gone.
func (c *caseScreen) Resume() {
	if c.at == len(c.of) {
		c.u.Pop()
	}
}

func (c *caseScreen) done() {
	c.run.Cancel()
	c.run = nil
}

func (c *caseScreen) Status() kit.Line {
	switch {
	case c.run != nil:
		return c.run.Line(c.u.Spin(), c.u.Now(), fmt.Sprintf("Saving %d of %d", c.at+1, len(c.of)))
	case c.clear:
		return kit.Ln(kit.Warn, "It will hold personal data in clear. Save it all the same?").With(kit.Keycap, "  +").
			With(kit.Muted, " yes  ").With(kit.Keycap, "-").With(kit.Muted, " no")
	}
	return c.saving.Status(c.u.Pen, c.width)
}

func (c *caseScreen) Body(width, h int) []kit.Line {
	c.width = width
	d := kit.NewDoc(min(90, width-6))
	if len(c.of) > 1 {
		d.Add(kit.Ln(kit.Strong, fmt.Sprintf("%d sales, a file each in a folder. ", len(c.of))).
			With(kit.Plain, "Each is asked for once more."))
	} else {
		d.Add(kit.Ln(kit.Strong, "One small file with all that was found of ").Join(c.u.Query(c.of[0])).With(kit.Strong, "."))
	}
	d.Blank()
	d.Para(kit.Plain, formSays[c.form])
	d.Blank()
	d.Add(kit.Ln(kit.Plain, "It opens anywhere, without keys and without network: ").With(kit.Code, "fpdoctor open FILE"))
	d.Para(kit.Muted, "No key is in it, and nothing by which one could act for a buyer.")
	top := []kit.Line{nil, kit.TabRow(caseForms, c.form), nil}
	return append(top, kit.Indent(kit.Fill(d.Rows, h-len(top)), 1)...)
}

func (c *caseScreen) Click(x, y int) tea.Cmd {
	if i := kit.TabAt(caseForms, x); y == kit.TabsAt && i >= 0 && c.saving.Naming != nil {
		c.form = i
	}
	return nil
}
