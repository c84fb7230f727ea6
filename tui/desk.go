package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// saleHost is what the screens of a sale have of the program around them.
type saleHost interface {
	kit.Host
	// remember stores the answers for the next time.
	remember() tea.Cmd
	// otherSale asks for another sale, on top of the one at hand.
	otherSale() tea.Cmd
}

// desk is what each screen of a sale works with.
type desk struct {
	saleHost
	*kit.Pen
	*memory
}

// asker asks both services about a sale with one set of keys, and judges.
type asker struct {
	gather   func(ctx context.Context, q record.Query, progress func(kit.Step)) *record.Evidence
	diagnose func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis
	mode     record.Mode // of the Stripe key; empty: not known
}

// memory is what a run keeps of the sales it has looked at.
type memory struct {
	answers  record.Answers // of the merchant, and of the sale at hand
	walking  *walk          // the topmost walk; nil: none is open
	last     *checks.Diagnosis
	saved    string // where the report was saved
	recent   []record.Query
	verdicts map[record.Query]verdict
}

// mostRecent are the sales kept in the list of those looked at before.
const mostRecent = 8

// saw remembers a sale for the list of recent ones.
func (m *memory) saw(q record.Query) {
	list := []record.Query{q}
	for _, old := range m.recent {
		if old.Kind != q.Kind || old.Value != q.Value {
			list = append(list, old)
		}
	}
	m.recent = list[:min(len(list), mostRecent)]
}

// unsee forgets what turned out to be no sale.
func (m *memory) unsee(q record.Query) {
	m.recent = slices.DeleteFunc(m.recent, func(old record.Query) bool { return old == q })
}

// verdict is what came out of a walk.
type verdict struct {
	status checks.Status
	email  string
}

// cameOut remembers it for the list of recent ones.
func (m *memory) cameOut(q record.Query, d *checks.Diagnosis) {
	if m.verdicts == nil {
		m.verdicts = map[record.Query]verdict{}
	}
	status := checks.Pass
	if first, _, ok := d.First(); ok {
		status = first.Verdict
	}
	m.verdicts[q] = verdict{status, d.Subject.Email}
}

// forgetFound drops what was found with another merchant's keys.
func (m *memory) forgetFound() { m.last, m.recent, m.verdicts = nil, nil, nil }

// mode is that of the Stripe key of the sale at hand; empty: not known.
func (m *memory) mode() record.Mode {
	switch {
	case m.last != nil && m.last.Evidence != nil && m.last.Evidence.Stripe.KeyMode != "":
		return m.last.Evidence.Stripe.KeyMode
	case m.walking != nil:
		return m.walking.ask.mode
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
