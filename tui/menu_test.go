package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
)

// crowded is a list of many sales to choose from.
func crowded(sales int) Options {
	o := demo()
	o.Scenarios = nil
	for i := range sales {
		o.Scenarios = append(o.Scenarios, Scenario{Sale: fmt.Sprintf("buyer%d@hollow.example", i), Title: fmt.Sprintf("Sale number %d", i)})
	}
	return o
}

func atRow(d *driver, text string) int {
	for i, row := range strings.Split(d.text(), "\n") {
		if strings.Contains(row, text) {
			return i
		}
	}
	d.t.Fatalf("not on the screen: %s\n%s", text, d.text())
	return -1
}

// Back is back: the same row is marked, at the same place of the screen, although
// what was looked at before stands above it.
func TestBackToTheListIsBackToTheRow(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 16}, {80, 24}, {100, 30}, {160, 50}} {
		d := start(t, crowded(80), size[0], size[1])
		for range 10 {
			d.keys("j")
		}
		at := atRow(d, "▸ Sale number 10 ")
		for range 3 {
			d.keys("enter")
			d.wants("WHAT TO DO")
			d.keys("esc")
			if now := atRow(d, "▸ Sale number 10 "); now != at {
				t.Errorf("%v: row %d of the screen, not %d", size, now, at)
			}
		}
		d.keys("j", "enter", "esc")
		d.wants("▸ Sale number 11 ")
		d.keys("/", "esc")
		d.keys(strings.Split("buyer7", "")...)
		d.keys("down", "j", "j", "enter", "esc")
		d.wants("▸ Sale number 71 ")
		d.lacks("Sale number 12")
		d.keys("home", "k", "0", "enter", "esc")
		if f := kit.FieldOf(d.u.top()); f == nil || f.Value() != "buyer70" {
			t.Errorf("%v: the field has lost the keys or its letters:\n%s", size, d.text())
		}
	}
}

// What was typed whole is no filter; where letters were typed it is ready for
// the next.
func TestAfterAWholeSaleTheFieldIsEmpty(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 80, 24)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("in_1QwErT5yUiOpAsDfGhJkLzXc"), Paste: true})
	d.keys("enter", "esc")
	if f := kit.FieldOf(d.u.top()); f == nil || !f.Empty() {
		t.Errorf("the field is not ready:\n%s", d.text())
	}
	d.wants("LOOKED AT BEFORE 1")
}

// A sale left by / is there again with Esc, as it was left.
func TestEscGoesBackToTheSaleThatWasLeft(t *testing.T) {
	t.Parallel()
	diag := keylessDiagnosis()
	diag.Checks[3] = checks.Check{Item: checks.Lead, Status: checks.Ask, Findings: []checks.Finding{{Cause: "lead-not-found", Verdict: checks.Ask, Summary: sentence("Please look the lead up.")}}}
	o := testOptions(diag)
	asked := 0
	find := o.Services.Suspects
	o.Services.Suspects = func(ctx context.Context, k profiles.Keys, p func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		asked++
		return find(ctx, k, p)
	}
	o.Query = nil
	d := start(t, o, 100, 40)
	d.keys("down", "enter", "2", "l", "j")
	d.keys("4", "enter")
	d.keys(strings.Split(leadMail, "")...)
	d.keys("enter", "enter", "l", "j")
	d.wants("You answered: " + leadMail)
	was := d.text()
	d.keys("/")
	d.wants("Which sale did not turn its lead into a customer?", "3, newest first")
	if asked != 1 {
		t.Errorf("the list was searched for %d times", asked)
	}
	d.keys(strings.Split("in_1QaBcD5yUiOpAsDfOlderOne1", "")...)
	d.keys("enter", "esc", "esc")
	if d.text() != was { // what was answered for the sale holds too
		t.Errorf("before:\n%s\nafter:\n%s", was, d.text())
	}
	d.keys("esc", "esc")
	d.wants("Which sale did not turn its lead into a customer?")
}

// While an audit finds more, the row that was opened stays the marked one.
func TestTheAuditsMarkStaysWhileMoreIsFound(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	more := make(chan struct{})
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		testAudit(typoDiagnosis(), x)
		<-more
		for i := range 60 {
			found := typoDiagnosis()
			found.Subject.Query = record.Query{Kind: record.ByEmail, Typed: fmt.Sprint(i)}
			found.Checks = [6]checks.Check{}
			found.Checks[i%6] = checks.Check{Item: checks.Item(1 + i%6), Status: checks.Fail, Findings: typoDiagnosis().Checks[3].Findings}
			x.Found(audit.Sale{Diagnosis: found, Checks: found.Checks[:]})
		}
		return audit.Summary{}
	}
	d := start(t, o, 100, 30)
	d.keys("down")
	a := d.auditing()
	for !strings.Contains(d.text(), "3 sales missing") {
		a.hear()
	}
	d.keys("down", "down")
	const row = "▸ ✗ ava.lind@fjord.example"
	at := atRow(d, row)
	d.keys("enter")
	close(more)
	for a.next != nil {
		a.hear()
	}
	d.keys("esc")
	d.wants("63 sales missing")
	if now := atRow(d, row); now != at {
		t.Errorf("it is at row %d of the screen, not %d:\n%s", now, at, d.text())
	}
}

// underway is an audit whose news come when they are asked for.
type underway struct {
	d    *driver
	next tea.Cmd // nil: it is over
	last tea.Msg
}

// auditing begins an audit from the list of sales.
func (d *driver) auditing() *underway { return d.auditingBy("A") }

func (d *driver) auditingBy(key string) *underway {
	d.t.Helper()
	_, cmd := d.u.Update(keyMsg(key))
	batch, ok := cmd().(tea.BatchMsg)
	if !ok || len(batch) != 2 {
		d.t.Fatalf("the audit begins with %T", cmd())
	}
	go batch[0]()
	return &underway{d: d, next: batch[1]}
}

// hear waits for the next news.
func (a *underway) hear() {
	if a.last = a.next(); a.last == nil {
		a.next = nil
		return
	}
	_, a.next = a.d.u.Update(a.last)
}

// The payments of a buyer, the commands and the stored keys keep their mark too.
func TestOtherListsKeepTheirMark(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys("$", "down", "enter", "esc")
	d.wants("▸ · no money")
	o, _ := agency()
	d = start(t, o, 100, 30)
	d.keys("K", "down")
	d.wants("▸ bakery")
	d.keys("C", "esc")
	d.wants("▸ bakery")
	d.keys("i")
	d.keys(strings.Split("third", "")...)
	d.keys("enter")
	d.wants("Two keys, and fpdoctor can look at both sides.")
	d.keys("esc")
	d.wants("A name for the new profile", " third")
	d.keys("esc")
	d.lacks("A name for the new profile")
}

// Working through a list: the next sale and the one before from inside the walk,
// where one is, and what was done with which.
func TestFromSaleToSaleWithoutTheList(t *testing.T) {
	t.Parallel()
	d := start(t, crowded(12), 100, 30)
	d.keys("j", "enter")
	d.wants("2 of 12", "> next sale")
	d.keys("<")
	d.wants("buyer0@hollow.example", "1 of 12")
	d.keys("<")
	d.wants("This is the first sale of the list.")
	d.keys(">", ">")
	d.wants("buyer2@hollow.example", "3 of 12")
	d.keys("D")
	d.wants("Marked as done, for this run. > goes on to the next sale.", "3 of 12 done")
	d.keys(">", "esc")
	d.wants("▸ Sale number 3 ", "SALES OF THE DEMO 12, 4 looked at, 1 done")
	d.keys("k", "D")
	d.wants("No longer marked as done.", "4 looked at")
	d.lacks("1 done")

	// In the audit: of one cause.
	d = start(t, picking(), 120, 40)
	d.keys("down", "A", "j", "enter")
	d.wants("1 of 2")
	d.keys(">")
	d.wants("2 of 2", "Sales › Audit ›")
	d.keys(">")
	d.wants("This is the last sale of the list.")
	d.keys("esc")
	d.wants("2 sales, 2 looked at")

	// Typed by itself it is of no list.
	d = start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys(">")
	d.wants("This sale was not chosen from a list.")
}
