package tui

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/audit"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/profiles"
)

func TestAuditListsSortsNarrowsAndOpens(t *testing.T) {
	t.Parallel()
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

// Where the audit is the first screen there is nothing to leave it for.
func TestAuditAsTheFirstScreen(t *testing.T) {
	t.Parallel()
	o := picking()
	o.OpenAudit = true
	goOn := make(chan struct{}, 1)
	goOn <- struct{}{}
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		x.Begin(audit.Account{Evidence: typoDiagnosis().Evidence, Read: true, Subjects: 3})
		<-goOn
		return audit.Summary{}
	}
	d := start(t, o, 120, 40)
	d.wants("No sale is missing.")
	a := d.auditingBy("r")
	a.hear()
	d.wants("Looked at 0 of 3 sales", "X stops")
	d.lacks("Esc leaves it running")
	goOn <- struct{}{}
	for a.next != nil {
		a.hear()
	}
}

func TestAuditStopsAndKeepsWhatWasFound(t *testing.T) {
	t.Parallel()
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
	d.wants("Looked at", "X stops")
	d.keys("X")
	<-over
	d.wants("Stopped by you.", "ava.lind@fjord.example")
	d.send(late)
	d.wants("3 sales missing")

	// Also what was on its way.
	found, over = make(chan struct{}), make(chan struct{})
	d = start(t, o, 100, 30)
	d.keys("down")
	a = d.auditing()
	<-found
	d.keys("X")
	d.wants("Stopped by you.")
	for a.next != nil {
		a.hear()
	}
	d.wants("Stopped by you.", "3 sales missing or open", "Not everything was looked at")
	d.keys("e", "end")
	d.wants("Not everything was looked at: stopped.")
	d.lacks("0 requests")
	d.keys("tab", "end") // JSON
	d.wants(`"fail":{"email-typo":2}`, `"complete":false`)
}

// Amounts of two currencies are neither larger nor smaller.
func TestAuditSortsAmountsWithinACurrency(t *testing.T) {
	t.Parallel()
	d := start(t, picking(), 120, 40)
	d.keys("down", "A", "s", "s")
	text := d.text()
	eur, most, less := strings.Index(text, "19.00 EUR"), strings.Index(text, "1299.00 USD"), strings.Index(text, "49.00 USD")
	if eur < 0 || eur > most || most > less {
		t.Errorf("the order is not by currency, then amount:\n%s", text)
	}
}

// What was left is there again as it was left: what was marked, sorted and narrowed.
func TestAuditStaysAsItWasLeft(t *testing.T) {
	t.Parallel()
	d := start(t, picking(), 120, 40)
	d.keys("down", "A", "s", "/")
	d.keys(strings.Split("example", "")...)
	d.keys("enter", "down", "down")
	d.wants("SALES, NEWEST FIRST", "▸ ! ben@hollow.example", "Narrowed: example")
	at := atRow(d, "▸ ! ben@hollow.example")
	d.keys("K", "esc", "?", "esc", "enter", "c", "esc", "esc")
	d.wants("▸ ! ben@hollow.example", "Narrowed: example", "1 looked at")
	d.keys("esc") // clears the letters first,
	d.wants("▸ ! ben@hollow.example", "The letters are cleared")
	d.lacks("Narrowed")
	d.keys("esc") // and leaves then
	d.wants("Which sale did not turn its lead into a customer?", "by cause A 3 found")
	d.keys("A")
	d.wants("SALES, NEWEST FIRST", "▸ ! ben@hollow.example")
	if now := atRow(d, "▸ ! ben@hollow.example"); now != at-1 { // without the letters above it
		t.Errorf("it is at row %d of the screen, and was at %d", now, at)
	}
}

// The audit goes on while other screens are used, and says when it is done.
func TestAuditGoesOnWhileOtherScreensAreUsed(t *testing.T) {
	t.Parallel()
	o := picking()
	more := make(chan struct{})
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		x.Begin(audit.Account{Evidence: typoDiagnosis().Evidence, Read: true, Subjects: 3})
		<-more
		return testAudit(typoDiagnosis(), x)
	}
	d := start(t, o, 120, 40)
	d.keys("down")
	a := d.auditing()
	a.hear()
	d.wants("Esc leaves it running")
	d.keys("esc", "enter")
	d.wants("Does the lead match the Stripe customer?", "audit 0 %")
	close(more)
	for a.next != nil {
		a.hear()
	}
	d.wants("Does the lead match the Stripe customer?", "The audit is done: 3 sales missing or open A shows it")
	d.lacks("audit 0 %")
	d.keys("A")
	d.wants("3 sales missing or open.", "1 of 3 › Audit")
}

func TestAuditAnew(t *testing.T) {
	t.Parallel()
	o := picking()
	runs := 0
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		if runs++; runs == 2 {
			x.Begin(audit.Account{Evidence: typoDiagnosis().Evidence, Read: true})
			return audit.Summary{Referrals: 7}
		}
		return testAudit(typoDiagnosis(), x)
	}
	d := start(t, o, 100, 30)
	d.keys("down", "A")
	d.wants("3 sales missing")
	d.keys("r")
	d.wants("No sale is missing.", "7 referrals")
	d.lacks("ava.lind")
}

// Each list that is read says how far it has come, how fast, and how much longer.
func TestAuditTellsHowFarEachListHasCome(t *testing.T) {
	t.Parallel()
	o := picking()
	clock := testNow
	o.Now = func() time.Time { return clock }
	steps, seen, plan := make(chan gather.Step), make(chan struct{}), make(chan audit.Plan)
	o.Services.Audit = func(ctx context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		for {
			select {
			case step, more := <-steps:
				if !more {
					<-ctx.Done()
					return audit.Summary{Incomplete: "stopped"}
				}
				x.Progress(step)
				seen <- struct{}{}
			case p := <-plan:
				x.Plan(p)
			}
		}
	}
	d := start(t, o, 120, 30)
	d.keys("down")
	a := d.auditing()
	step := func(s gather.Step) {
		steps <- s
		<-seen
	}
	step(gather.Step{System: record.Stripe, What: "all invoices"})
	step(gather.Step{System: record.Stripe, What: "all payments"})
	step(gather.Step{System: record.FirstPromoter, What: "all leads and customers"})
	step(gather.Step{System: record.FirstPromoter, What: "all leads and customers", Read: question.Reading{Records: 2000, Of: 2000}})
	step(gather.Step{System: record.FirstPromoter, What: "all leads and customers", Done: true})
	step(gather.Step{System: record.Stripe, What: "all invoices", Read: question.Reading{Records: 1000}})
	d.send(kit.TickMsg{})
	step(gather.Step{System: record.Stripe, What: "the customer’s Checkout Sessions"})
	d.send(tea.WindowSizeMsg{Width: 60, Height: 24})
	d.send(kit.TickMsg{})
	d.wants("… asked for")
	d.send(tea.WindowSizeMsg{Width: 120, Height: 30})
	step(gather.Step{System: record.Stripe, What: "the customer’s Checkout Sessions", Done: true})
	clock = clock.Add(10 * time.Second)
	step(gather.Step{System: record.Stripe, What: "all invoices", Read: question.Reading{Records: 6000, Of: 30000}})
	step(gather.Step{System: record.Stripe, What: "all payments", Done: true, Failed: true})
	d.send(kit.TickMsg{})
	d.wants("1 list read 2 000 records", "Stripe: all invoices 6 000 of about 30 000, 48 s left · 500/s",
		"Stripe: all payments could not be read, or not to its end", "Reading both accounts… 10 s, about 48 s left")
	d.lacks("It takes about")
	plan <- audit.Plan{Requests: 1279, Takes: 21 * time.Second}
	a.hear()
	d.wants("It takes about 1 279 requests, 21 s, as far as the first pages tell. You can look around meanwhile.")
	for range 2 { // what comes no more is not reckoned by how it came before
		clock = clock.Add(10 * time.Second)
		d.send(kit.TickMsg{})
	}
	d.wants("Stripe: all invoices 6 000 of about 30 000 · waiting")
	d.lacks("s left")
	clock = clock.Add(10 * time.Second)
	step(gather.Step{System: record.Stripe, What: "all invoices", Read: question.Reading{Records: 26000, Of: 30000}})
	d.send(kit.TickMsg{})
	d.wants("Stripe: all invoices 26 000 of about 30 000, 2 s left · 2 000/s")
	close(steps)
	d.keys("X")
	d.wants("Stopped by you.")
}

// How much money is missing, in all and by cause.
func TestAuditCountsTheMoney(t *testing.T) {
	t.Parallel()
	o := picking()
	usd, eur := record.Money{Minor: 4900, Currency: "usd"}, record.Money{Minor: 1950, Currency: "eur"}
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		d := typoDiagnosis()
		x.Begin(audit.Account{Evidence: d.Evidence, Read: true, Subjects: 4})
		for i, m := range []record.Money{usd, eur, usd, {}} {
			d.Subject.Query.Typed = fmt.Sprint(i)
			list := []checks.Check{d.Check(checks.Lead)}
			if i == 2 {
				list = []checks.Check{d.Check(checks.Coupon)}
			}
			x.Found(audit.Sale{Diagnosis: d, Checks: list, Missing: m})
		}
		return audit.Summary{}
	}
	d := start(t, o, 80, 24)
	d.keys("down", "A")
	d.wants("4 sales missing or open. Money missing: 19.50 EUR (1 sale), 98.00 USD (2 sales).",
		"3 sales, 19.50 EUR + 49.00 USD: the addresses are one or two slips of the finger apart", "1 sale, 49.00 USD:")
}

// A window is told wherever the audit is, counted anew where it starts again, and named in
// what is saved, as is the profile in use.
func TestAuditOfAWindow(t *testing.T) {
	t.Chdir(t.TempDir())
	o := picking()
	now := testNow
	o.Now = func() time.Time { return now }
	o.Profile = "agency-shop"
	o.Call.Since = "7d"
	o.AuditSince = func(now time.Time) time.Time { return now.AddDate(0, 0, -7) }
	var asked []time.Time
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		asked = append(asked, x.Since)
		return testAudit(typoDiagnosis(), x)
	}
	d := start(t, o, 120, 40)
	d.keys("down", "A")
	first := now.AddDate(0, 0, -7)
	d.wants("Audit since "+first.Format("2 Jan 2006"), "Missing sales of leads and payments since "+first.Format("2 Jan 2006"))
	now = now.AddDate(0, 0, 2)
	d.keys("r")
	second := now.AddDate(0, 0, -7)
	d.wants("Audit since " + second.Format("2 Jan 2006"))
	if len(asked) != 2 || !asked[0].Equal(first) || !asked[1].Equal(second) {
		t.Errorf("asked %v, want %v and %v", asked, first, second)
	}
	d.keys("e", "tab", "w", "enter", "esc")
	b, err := os.ReadFile("fpdoctor-audit.jsonl")
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if err != nil || len(lines) != 5 {
		t.Fatalf("%v: %s", err, b)
	}
	for i, l := range lines {
		since := strings.Contains(l, `"since":"`+second.UTC().Format(time.RFC3339)+`"`)
		if !strings.Contains(l, `"profile":"agency-shop"`) || since != (i == 0 || i == len(lines)-1) {
			t.Errorf("line %d: %s", i, l)
		}
	}
	if got := d.u.farewell(); !strings.Contains(got, "The same as text: fpdoctor audit --since 7d\n") {
		t.Errorf("%q", got)
	}
}

// What an earlier audit had is counted and left out, and said not to be all.
func TestAuditBesideABaseline(t *testing.T) {
	t.Chdir(t.TempDir())
	d := start(t, picking(), 120, 40)
	d.keys("down", "A", "e", "tab", "w", "enter")
	file, err := os.ReadFile("fpdoctor-audit.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(file), "\n")
	for _, x := range []struct {
		file  string
		wants []string
	}{
		{string(file), []string{"0 sales missing or open.", "3 sales as before, left out.", "No sale is missing that the earlier audit did not have."}},
		{strings.Join(lines[:2], ""), []string{"1 sale missing or open.", "2 sales as before, left out."}},
		{"", []string{"3 sales missing or open."}},
	} {
		o := picking()
		o.Call.Baseline = "known.jsonl"
		if o.AuditBaseline, err = report.ReadBaseline(strings.NewReader(x.file)); err != nil {
			t.Fatal(err)
		}
		d := start(t, o, 120, 40)
		d.keys("down", "A")
		d.wants(x.wants...)
		d.keys("e", "end")
		d.wants("fpdoctor audit --baseline known.jsonl --screen")
	}
}

// Money that a newer lead has instead of the one that was looked at first is counted once,
// under the newer one's cause.
func TestAuditHandsMoneyOver(t *testing.T) {
	t.Parallel()
	o := picking()
	usd := record.Money{Minor: 4900, Currency: "usd"}
	o.Services.Audit = func(_ context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		d := typoDiagnosis()
		x.Begin(audit.Account{Evidence: d.Evidence, Read: true, Subjects: 2})
		d.Subject.Query.Typed = "ref_1"
		older := d.Subject.Query
		x.Found(audit.Sale{Diagnosis: d, Checks: []checks.Check{d.Check(checks.Lead)}, Missing: usd})
		d.Subject.Query.Typed = "ref_2"
		x.Found(audit.Sale{Diagnosis: d, Checks: []checks.Check{d.Check(checks.Coupon)}, Missing: usd, Instead: older})
		return audit.Summary{}
	}
	d := start(t, o, 100, 24)
	d.keys("down", "A")
	d.wants("2 sales missing or open. Money missing: 49.00 USD (1 sale).", "1 sale: the addresses are one or two slips", "1 sale, 49.00 USD:")
}

// The whole audit as a file: in three forms, for its owner only, masked while masked,
// and never in place of another file unasked.
func TestAuditIsSaved(t *testing.T) {
	t.Chdir(t.TempDir())
	d := start(t, picking(), 100, 30)
	d.keys("down", "A", "e")
	d.wants("Markdown", "JSON lines", "CSV", "# fpdoctor audit")
	d.keys("esc", "w")
	d.wants("Save as fpdoctor-audit.md")
	d.keys("tab", "tab")
	d.wants("Save as fpdoctor-audit.csv")
	d.keys("enter")
	d.wants(savedNotice(), "fpdoctor-audit.csv")
	read := func(name string) string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if rows, err := csv.NewReader(strings.NewReader(read("fpdoctor-audit.csv"))).ReadAll(); err != nil || len(rows) != 4 {
		t.Errorf("%v, %d rows", err, len(rows))
	}
	if info, err := os.Stat("fpdoctor-audit.csv"); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", info.Mode(), err)
	}
	d.keys("m", "w", "enter")
	d.wants("Overwrite it?")
	d.keys("-", "w", "enter", "+")
	if text := read("fpdoctor-audit.csv"); strings.Contains(text, "ava.lind") || !strings.Contains(text, "•") {
		t.Errorf("not masked: %s", text)
	}
	d.keys("m", "tab", "w", "enter", "tab", "w", "enter")
	if text := read("fpdoctor-audit.md"); !strings.Contains(text, "`ava.lind@fjord.example`") || !strings.Contains(text, "## Summary") {
		t.Error(text)
	}
	if lines := strings.Split(strings.TrimSpace(read("fpdoctor-audit.jsonl")), "\n"); len(lines) != 5 || !strings.Contains(lines[4], `"fpdoctor.audit/1"`) {
		t.Errorf("%d lines: %s", len(lines), lines)
	}
	d.keys("w", "ctrl+u")
	d.paste("missing.csv")
	d.keys("enter")
	d.wants("missing.csv", "[CSV]")
	if rows, err := csv.NewReader(strings.NewReader(read("missing.csv"))).ReadAll(); err != nil || len(rows) != 4 {
		t.Errorf("a name that ends with .csv: %v, %d rows", err, len(rows))
	}
	if files, _ := filepath.Glob(".fpdoctor-*"); len(files) > 0 {
		t.Errorf("left behind: %s", files)
	}
}

// What was found stays in the terminal, also where the audit was not done.
func TestAuditSaysGoodbye(t *testing.T) {
	t.Parallel()
	o := picking()
	o.Services.Audit = func(ctx context.Context, _ profiles.Keys, x audit.Options) audit.Summary {
		testAudit(typoDiagnosis(), x)
		<-ctx.Done()
		return audit.Summary{Incomplete: "stopped"}
	}
	d := start(t, o, 100, 30)
	if got := d.u.farewell(); got != "" {
		t.Errorf("nothing was done: %s", got)
	}
	d.keys("down")
	a := d.auditing()
	for !strings.Contains(d.text(), "3 sales missing or open so far") {
		a.hear()
	}
	d.keys("ctrl+c")
	const want = "fpdoctor: the audit: 3 sales missing or open so far. It was not done yet. The same as text: fpdoctor audit\n"
	if got := d.u.farewell(); got != want {
		t.Errorf("%q", got)
	}
}
