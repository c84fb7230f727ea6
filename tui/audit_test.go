package tui

import (
	"context"
	"strings"
	"testing"

	"fpdoctor/checks/audit"
	"fpdoctor/tui/profiles"
)

func TestAuditListsSortsNarrowsAndOpens(t *testing.T) {
	d := start(t, picking(), 120, 40)
	d.keys("down", "A")
	d.wants("Every lead whose sale is missing", "3 sales missing or open", "THE ACCOUNT AS A WHOLE", "2 sales: the addresses are one or two slips of the finger apart", "email-typo", "marta.kowalksa@studio-nord.example")
	d.keys("down", "down", "s")
	d.wants("Sorted: newest first", "▸ ✗ ava.lind@fjord.example") // the mark stays on its row
	d.keys("s", "s", "/")
	d.keys("b", "e", "n")
	d.lacks("ava.lind")
	d.wants("ben@hollow.example")
	d.keys("z")
	d.wants("Nothing in the list holds these letters")
	d.keys("esc")
	d.wants("ava.lind@fjord.example")
	d.keys("enter")
	d.wants("Does the lead match the Stripe customer?", "Sales › Audit ›")
	d.keys("esc")
	d.wants("Every lead whose sale is missing", "▸ ✗ ava.lind@fjord.example")
	d.keys("g", "enter")
	d.wants("The account as a whole", "WHAT TO DO")
	d.keys("esc", "esc")
	d.wants("Which sale did not turn its lead into a customer?")
}

func TestAuditStopsAndKeepsWhatWasFound(t *testing.T) {
	o := picking()
	found, over := make(chan struct{}), make(chan struct{})
	o.Services.Audit = func(ctx context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		testAudit(typoDiagnosis(), x)
		close(found)
		<-ctx.Done()
		close(over)
		return audit.Summary{Incomplete: "stopped"}
	}
	d := start(t, o, 100, 30)
	d.keys("down")
	a := d.auditing()
	<-found
	for !strings.Contains(d.text(), "3 sales missing or open so far") {
		a.hear()
	}
	late := a.last
	d.wants("Looked at", "Esc stops")
	d.keys("esc")
	<-over
	d.wants("Stopped by you.", "ava.lind@fjord.example")
	d.send(late)
	d.wants("3 sales missing")
}

// Amounts of two currencies are neither larger nor smaller.
func TestAuditSortsAmountsWithinACurrency(t *testing.T) {
	d := start(t, picking(), 120, 40)
	d.keys("down", "A", "s", "s")
	text := d.text()
	eur, most, less := strings.Index(text, "19.00 EUR"), strings.Index(text, "1299.00 USD"), strings.Index(text, "49.00 USD")
	if eur < 0 || eur > most || most > less {
		t.Errorf("the order is not by currency, then amount:\n%s", text)
	}
}
