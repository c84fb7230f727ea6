// Package sale is the screens of one sale: the walk through its items, what both
// services hold of an object, the chain, the timeline, the buyer's payments, the
// watch and the report. They draw what was found and judge nothing.
package sale

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// Host is what the screens of a sale have of the program around them.
type Host interface {
	kit.Host
	// Remember stores the answers for the next time.
	Remember() tea.Cmd
	// InSight reports whether a screen is the one that is shown.
	InSight(s kit.Screen) bool
	// Call is how the program was called.
	Call() report.Call
	// CaseWriter writes case files. Nil: a case from a file is shown.
	CaseWriter() SaveCase
	// OtherSale asks for another sale, on top of the one at hand.
	OtherSale() tea.Cmd
}

// Desk is what each screen of a sale works with.
type Desk struct {
	Host
	*kit.Pen
	*Memory
}

// gatherer asks both services about a sale.
type gatherer = func(ctx context.Context, q record.Query, progress func(kit.Step)) *record.Evidence

// Asker asks both services about a sale with one set of keys, and judges.
type Asker struct {
	Gather gatherer
	// Follow is who asks for a watch: at once the first time, sparingly from then on.
	// Nil: as Gather does.
	Follow   func() gatherer
	Diagnose func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis
	Mode     record.Mode // of the Stripe key; empty: not known
	Past     *Past       // nil: the services are asked
}

// Past is what is told of a sale that was looked at another time, by somebody who
// could ask the services.
type Past struct {
	Banner string                 // whose it is, of when, and whether it is masked
	Then   map[checks.Item]string // what an item was answered with, where this version says something else
}

// NotAsked is why what needs the services is off in a case.
const NotAsked = "This is a case from a file: neither service is asked."

// saveCase offers to save what was found; wait is why there is nothing yet, or empty.
func (u Desk) saveCase(wait string) kit.Offer {
	o := kit.CanIf(wait == "", kit.ActSaveCase, wait)
	o.Quiet = true
	if u.CaseWriter() == nil {
		o.Off = "This is a case from a file already."
	}
	return o
}

// Memory is what a run keeps of the sales it has looked at.
type Memory struct {
	Answers record.Answers // of the merchant, and of the sale at hand
	walking *walkScreen    // the topmost walk; nil: none is open
	Last    *checks.Diagnosis
	Saved   string // the file that was written last
	// SavedWhat is what is in it: the report, or the case.
	SavedWhat string
	Recent    []record.Query
	Verdicts  map[Named]verdict
	done      map[Named]bool
}

// Named is a sale by how it was asked for, however that was typed.
type Named struct {
	kind  record.QueryKind
	value string
}

func named(q record.Query) Named { return Named{q.Kind, q.Value} }

// CameOut is what came out of looking at a sale; false: it was not looked at.
func (m *Memory) CameOut(q record.Query) (verdict, bool) {
	v, ok := m.Verdicts[named(q)]
	return v, ok
}

// Done reports whether the person has marked a sale as done.
func (m *Memory) Done(q record.Query) bool { return m.done[named(q)] }

// ToggleDone marks a sale as done, or no longer.
func (m *Memory) ToggleDone(q record.Query) {
	if m.done == nil {
		m.done = map[Named]bool{}
	}
	m.done[named(q)] = !m.done[named(q)]
}

// mostRecent are the sales kept in the list of those looked at before.
const mostRecent = 8

// saw remembers a sale for the list of recent ones.
func (m *Memory) saw(q record.Query) {
	list := []record.Query{q}
	for _, old := range m.Recent {
		if old.Kind != q.Kind || old.Value != q.Value {
			list = append(list, old)
		}
	}
	m.Recent = list[:min(len(list), mostRecent)]
}

// unsee forgets what turned out to be no sale.
func (m *Memory) unsee(q record.Query) {
	m.Recent = slices.DeleteFunc(m.Recent, func(old record.Query) bool { return old == q })
}

// verdict is what came out of a walk.
type verdict struct {
	Status  checks.Status
	Email   string
	Summary record.Sentence
	At      time.Time
}

// cameOut remembers it for the list of recent ones.
func (m *Memory) cameOut(q record.Query, d *checks.Diagnosis) {
	if m.Verdicts == nil {
		m.Verdicts = map[Named]verdict{}
	}
	v := verdict{Status: checks.Pass, Email: d.Subject.Email, At: d.At}
	if first, _, ok := d.First(); ok {
		v.Status, v.Summary = first.Verdict, first.Summary
	}
	m.Verdicts[named(q)] = v
}

// ForgetFound drops what was found with another merchant's keys.
func (m *Memory) ForgetFound() { m.Last, m.Recent, m.Verdicts, m.done = nil, nil, nil, nil }

// Mode is that of the Stripe key of the sale at hand; empty: not known.
func (m *Memory) Mode() record.Mode {
	switch {
	case m.Last != nil && m.Last.Evidence != nil && m.Last.Evidence.Stripe.KeyMode != "":
		return m.Last.Evidence.Stripe.KeyMode
	case m.walking != nil:
		return m.walking.ask.Mode
	}
	return ""
}

// requestsText counts what was asked.
func requestsText(ev *record.Evidence) string {
	return fmt.Sprintf("Asked Stripe %s, FirstPromoter %s", times(ev.Requests.Stripe), times(ev.Requests.FirstPromoter))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
