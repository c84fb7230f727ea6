package tui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// listsHost is what the lists have of the program around them.
type listsHost interface {
	kit.Host
	// look opens the walk of a sale; own: a sale of the demo that has keys of its
	// own is looked at with those.
	look(q record.Query, own bool) tea.Cmd
	// account opens what is wrong with the account as a whole.
	account(a *audit.Account, from checks.Item) tea.Cmd
	// openAudit opens the audit.
	openAudit() tea.Cmd
	// isKey reports whether a text is one of the keys in use.
	isKey(text string) bool
	// lookedAt are the sales looked at before, the newest first.
	lookedAt() []looked
}

// listsDesk is what each list works with.
type listsDesk struct {
	listsHost
	*kit.Pen
	services listsServices
}

// listsServices are what the lists ask, with the keys in use. Nil: there is no such list.
type listsServices struct {
	suspects  func(ctx context.Context, progress func(kit.Step)) ([]Suspect, []record.Gap)
	suggest   func(ctx context.Context, text string) []Suggestion
	audit     func(ctx context.Context, progress func(kit.Step), o audit.Options) audit.Summary
	keyless   bool // there is no key to ask FirstPromoter with
	scenarios []example
}

// example is a sale of the demo.
type example struct{ sale, title, group string }

// looked is a sale that was looked at, and what came out.
type looked struct {
	query  record.Query
	known  bool // something has come out
	status checks.Status
	email  string
}
