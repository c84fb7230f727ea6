// Package lists is the screens to choose a sale from: the sales at hand, and the
// audit of a whole account.
package lists

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
)

// Host is what the lists have of the program around them.
type Host interface {
	kit.Host
	// Look opens the walk of a sale; own: a sale of the demo that has keys of its
	// own is looked at with those.
	Look(q record.Query, own bool, among kit.Among) tea.Cmd
	// Call is how the program was called.
	Call() report.Call
	// Profile is the stored profile whose keys are in use, or empty.
	Profile() string
	// AuditSince is where an audit's window begins that is opened now; zero: it has none.
	AuditSince() time.Time
	// AuditBaseline is what an earlier audit of the account found, and is left out; nil: nothing.
	AuditBaseline() *report.Baseline
	// SaveCases asks how, and saves what is found of each sale to a file.
	SaveCases(of []record.Query) tea.Cmd
	// OpenCase shows a sale from a case file.
	OpenCase(path string) tea.Cmd
	// Account opens what is wrong with the account as a whole.
	Account(a *audit.Account, from checks.Item) tea.Cmd
	// InSight reports whether a screen is the one that is shown.
	InSight(s kit.Screen) bool
	// Below reports whether there is anything below a screen to go back to.
	Below(s kit.Screen) bool
	// AuditCame is how far the audit came that was begun; empty: none was.
	AuditCame() string
	// OpenAudit opens the audit, or goes back to it.
	OpenAudit() tea.Cmd
	// IsKey reports whether a text is one of the keys in use.
	IsKey(text string) bool
	// HoldsKey reports whether it is one of these, or looks like another.
	HoldsKey(text string) bool
	// State is what the person did with a sale in this run, and ToggleDone marks it
	// as done, or no longer.
	State(q record.Query) State
	ToggleDone(q record.Query)
	// LookedAt are the sales looked at before, the newest first.
	LookedAt() []Looked
}

// Desk is what each list works with.
type Desk struct {
	Host
	*kit.Pen
	Services Services
}

// Services are what the lists ask, with the keys in use. Nil: there is no such list.
type Services struct {
	Suspects  func(ctx context.Context, progress func(kit.Step)) ([]Suspect, []record.Gap)
	Suggest   func(ctx context.Context, text string) Suggestions
	Audit     func(ctx context.Context, progress func(kit.Step), o audit.Options) audit.Summary
	Keyless   bool // there is no key to ask FirstPromoter with
	Scenarios []Example
}

// Example is a sale of the demo. The list begins with those that have a Start, which
// says what they are the example of.
type Example struct{ Sale, Title, Group, Start string }

// Looked is a sale that was looked at, and what came out.
type Looked struct {
	Query  record.Query
	Known  bool // something has come out
	Status checks.Status
	Email  string
}

// State is what the person did with a sale in this run, and what came out.
type State struct {
	Seen, Done bool
	Status     checks.Status   // empty: nothing has come out
	Summary    record.Sentence // what decided it; none where nothing is wrong
	At         time.Time       // when it came out
}

// word is the state in a list; empty: nothing was done yet.
func (s State) word() string {
	switch {
	case s.Done:
		return "done"
	case s.Seen:
		return "seen"
	}
	return ""
}

// stateWidth is the column of the states.
const stateWidth = 6

// tally counts the sales of a list by what was done with them.
type tally struct{ seen, done int }

func (t *tally) add(s State) {
	if s.Seen || s.Done {
		t.seen++
	}
	if s.Done {
		t.done++
	}
}

// tallyOf is the tally of one sale.
func tallyOf(s State) (t tally) {
	t.add(s)
	return t
}

// sum adds another tally, or with -1 takes it back.
func (t *tally) sum(other tally, sign int) {
	t.seen, t.done = t.seen+sign*other.seen, t.done+sign*other.done
}

// String goes on a heading; empty: nothing was done yet.
func (t tally) String() string {
	out := ""
	if t.seen > 0 {
		out = fmt.Sprintf(", %d looked at", t.seen)
	}
	if t.done > 0 {
		out += fmt.Sprintf(", %d done", t.done)
	}
	return out
}

// toggleDone marks a sale as done, or no longer, and says so.
func (u Desk) toggleDone(q record.Query) tea.Cmd {
	u.ToggleDone(q)
	if u.State(q).Done {
		return u.Say(kit.Muted, "Marked as done, for this run.")
	}
	return u.Say(kit.Muted, "No longer marked as done.")
}

// Suspect is a lead whose sale may be missing.
type Suspect struct {
	Query  record.Query
	Email  string
	Payer  string // the address that paid
	Lead   record.Referral
	Why    record.Sentence
	Amount record.Money // zero: unknown
	At     time.Time
}

// Suggestions are what fits what was typed. More: they are not all of it.
type Suggestions struct {
	List []Suggestion
	More bool
}

// Suggestion is one lead or customer that fits what was typed.
type Suggestion struct {
	Query record.Query
	Text  record.Piece // the address or id
	Note  string       // what it is, in our words: "lead in FirstPromoter", "customer in Stripe"
}
