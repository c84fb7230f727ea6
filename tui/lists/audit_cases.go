package lists

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// picked are the sales of an audit that are to be saved together, by their keys.
type picked map[string]bool

// toggle picks a sale, or no longer, and goes on to the next row.
func (p *picked) toggle(a *auditScreen) tea.Cmd {
	r := a.chosen()
	if r == nil || !r.sale() {
		return nil
	}
	if *p == nil {
		*p = picked{}
	}
	if (*p)[r.key] {
		delete(*p, r.key)
	} else {
		(*p)[r.key] = true
	}
	a.menu.Act(kit.ActDown)
	return a.u.Say(kit.Muted, fmt.Sprintf("%s picked. S saves them as cases.", counted(len(*p), "sale")))
}

// save saves the picked sales, in their order in the list, or else the marked one.
func (p picked) save(a *auditScreen) tea.Cmd {
	var of []record.Query
	for _, g := range a.list.order {
		for _, r := range g.rows {
			if p[r.key] {
				of = append(of, r.query)
			}
		}
	}
	if r := a.chosen(); len(of) == 0 && r != nil {
		of = []record.Query{r.query}
	}
	if len(of) == 0 {
		return nil
	}
	return a.u.SaveCases(of)
}

// word stands behind a picked sale; empty: it is none.
func (p picked) word(r *auditRow) string {
	if p[r.key] {
		return "pick"
	}
	return ""
}
