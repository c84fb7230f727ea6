package tui

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/lists"
	"fpdoctor/tui/profiles"
)

// driver plays a person at the keyboard: it sends keys, and does at once what
// commands ask for.
type driver struct {
	t testing.TB
	u *ui
}

func start(t testing.TB, o Options, w, h int) *driver {
	t.Helper()
	d := &driver{t, newUI(o)}
	d.u.pen.Mask.Salt = "fixed"
	d.u.ticking = true // the spinner stands still
	first := d.u.Init()
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	if o.Prepare == nil { // else it waits for ever
		d.run(first)
	}
	return d
}

func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.u.Update(msg)
	d.u.View() // as Bubble Tea does after every message
	d.run(cmd)
}

// run does commands; ticks are left out, so that nothing moves.
func (d *driver) run(cmd tea.Cmd) {
	d.t.Helper()
	for _, msg := range results(cmd) {
		d.send(msg)
	}
}

// neverAnswered is what a service of a test panics with that gives no answer.
const neverAnswered = "no answer"

func results(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	done := make(chan tea.Msg, 1)
	go func() {
		defer func() {
			if r := recover(); r == neverAnswered {
				done <- nil
			} else if r != nil {
				panic(r)
			}
		}()
		done <- cmd()
	}()
	select {
	case msg := <-done:
		switch msg := msg.(type) {
		case nil, kit.TickMsg, tea.QuitMsg:
			return nil
		case tea.BatchMsg:
			var all []tea.Msg
			for _, c := range msg {
				all = append(all, results(c)...)
			}
			return all
		}
		return []tea.Msg{msg}
	case <-time.After(time.Minute):
		panic("a command did not end")
	}
}

func keyMsg(k string) tea.KeyMsg {
	for t := tea.KeyType(-200); t < 200; t++ {
		if t != tea.KeyRunes && (tea.Key{Type: t}).String() == k && k != "" {
			return tea.KeyMsg{Type: t}
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

func (d *driver) keys(list ...string) {
	d.t.Helper()
	for _, k := range list {
		d.send(keyMsg(k))
	}
}

// text is the screen without colours.
func (d *driver) text() string {
	d.u.settle() // for what a test changes beside it
	return d.u.View()
}

// flat is the screen as running text, column by column.
func flat(screen string) string {
	var cols [4]strings.Builder
	for _, row := range strings.Split(screen, "\n") {
		for i, part := range strings.Split(strings.ReplaceAll(row, "┃", "│"), "│") {
			cols[min(i, 3)].WriteString(part + " ")
		}
	}
	var all []string
	for i := range cols {
		all = append(all, strings.Fields(cols[i].String())...)
	}
	return strings.Join(all, " ")
}

func (d *driver) wants(parts ...string) {
	d.t.Helper()
	text := flat(d.text())
	for _, p := range parts {
		if !strings.Contains(text, p) {
			d.t.Errorf("the screen lacks %q:\n%s", p, d.text())
		}
	}
}

// walking is the sale of the walk that is open, as the header names it; empty: none is.
func (d *driver) walking() string {
	title := ansi.Strip(strings.Split(d.text(), "\n")[0])
	if _, deeper, ok := strings.Cut(title, " › "); ok {
		title = deeper
	}
	if !strings.Contains(d.text(), "Connected") {
		return ""
	}
	for _, word := range strings.Fields(title) {
		if _, err := record.ParseQuery(word); err == nil && word != "fpdoctor" {
			return word
		}
	}
	return ""
}

func (d *driver) lacks(parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		if strings.Contains(d.text(), p) {
			d.t.Errorf("the screen shows %q:\n%s", p, d.text())
		}
	}
}

func TestWalkOpensOnTheFirstFault(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 100, 40)
	d.wants("▸ 4 Lead ✗ fail", "Does the lead match the Stripe customer?", "WHAT TO DO", "Either change the lead’s e-mail address")
	d.keys("s")
	d.wants("Fix this first", "THEN", "6 The coupon on the invoice")
}

func TestHealthySaleSaysSo(t *testing.T) {
	d := start(t, testOptions(goodDiagnosis()), 80, 24)
	d.wants("Nothing is wrong with this sale", "✓ pass 1 Connected")
}

// Beside what is wrong stands only what helps: no values that are the same on
// both sides, and no object twice.
func TestTheWalkShowsNothingInVain(t *testing.T) {
	diag := typoDiagnosis()
	lead := &diag.Checks[checks.Lead-1]
	f := &lead.Findings[0]
	f.Compare = append(f.Compare, checks.Compare{Field: "customer id / UID", Stripe: record.IDPiece("cus_same"), FirstPromoter: record.IDPiece("cus_same")})
	lead.Findings = append(lead.Findings, checks.Finding{Cause: "lead-matches", Verdict: checks.Pass, Summary: sentence("All else is well."), Objects: f.Objects})
	d := start(t, testOptions(diag), 100, 60)
	d.lacks("cus_same")
	text := d.text()
	if n := strings.Count(text, "LOOK CLOSER"); n != 1 {
		t.Errorf("%d lists of objects:\n%s", n, text)
	}
	if watch := strings.Index(text, "W watches both sides"); watch < 0 || watch > strings.Index(text, "All else is well.") {
		t.Errorf("what comes then is not below what is wrong:\n%s", text)
	}
}

func TestFirstFrameComesBeforeAnyAnswer(t *testing.T) {
	o := testOptions(typoDiagnosis())
	asked := make(chan struct{})
	o.Services.Gather = func(ctx context.Context, _ profiles.Keys, _ record.Query, _ func(gather.Step)) *record.Evidence {
		close(asked)
		<-ctx.Done()
		return &record.Evidence{}
	}
	u := newUI(o)
	cmd := u.Init()
	u.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if s := u.View(); !strings.Contains(s, "Asking Stripe and FirstPromoter") {
		t.Errorf("first frame:\n%s", s)
	}
	go cmd()
	<-asked
	_, quit := u.Update(keyMsg("q"))
	if quit == nil || quit() != (tea.QuitMsg{}) {
		t.Error("q did not quit while requests run")
	}
}

// pending is a gathering that ends when it is told to.
func pending(d checks.Diagnosis) (Options, chan struct{}) {
	o := testOptions(d)
	release := make(chan struct{})
	answer := o.Services.Gather
	o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
		p(gather.Step{System: record.Stripe, What: "invoices of the customer"})
		select {
		case <-release:
		case <-ctx.Done():
		}
		return answer(ctx, k, q, p)
	}
	return o, release
}

// mends has a sale found sound once that is told.
func mends(o *Options) *atomic.Bool {
	var mended atomic.Bool
	diagnose := o.Services.Diagnose
	o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		if mended.Load() {
			return goodDiagnosis()
		}
		return diagnose(ev, a, now)
	}
	return &mended
}

func TestEscStopsAndSaysSo(t *testing.T) {
	o, _ := pending(typoDiagnosis())
	mended := mends(&o)
	u := newUI(o)
	cmd := u.Init()
	u.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	answer := make(chan tea.Msg)
	go func() { answer <- cmd() }()
	u.Update(keyMsg("esc"))
	d := &driver{t, u}
	d.wants("Stopping")
	msg := <-answer
	u.Update(msg)
	d.wants("Stopped by you.", "found by", "4 Lead", "a slip of the")
	if u.busy() {
		t.Error("the spinner still turns")
	}
	// A stopped re-check leaves what stands.
	_, again := u.Update(keyMsg("R"))
	u.Update(keyMsg("esc"))
	mended.Store(true)
	u.Update(again())
	d.wants("Stopped by you.", "a slip of the")
}

func TestEscTwiceDoesNotWait(t *testing.T) {
	o, _ := pending(typoDiagnosis())
	u := newUI(o)
	cmd := u.Init()
	u.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	u.Update(keyMsg("esc"))
	u.Update(keyMsg("esc"))
	d := &driver{t, u}
	d.wants("Stopped by you.", "r asks again")
	u.Update(cmd())
	d.wants("Stopped by you.", "r asks again")
	if u.busy() {
		t.Error("the spinner still turns")
	}
}

func TestOlderAnswerNeverOverwritesANewerOne(t *testing.T) {
	o := testOptions(typoDiagnosis())
	mended := mends(&o)
	d := start(t, o, 80, 24)
	_, older := d.u.Update(keyMsg("R"))
	_, newer := d.u.Update(keyMsg("R"))
	mended.Store(true)
	d.run(older)
	d.wants("Checking again", "a slip of the")
	mended.Store(false)
	d.run(newer)
	d.wants("Nothing has changed.")
	if d.u.busy() {
		t.Error("the newest answer was not taken")
	}
}

func TestRecheckTellsWhatBecameOfTheItem(t *testing.T) {
	o := testOptions(typoDiagnosis())
	mended := mends(&o)
	d := start(t, o, 80, 24)
	d.keys("r")
	d.wants("4 Lead: still ✗ fail")
	mended.Store(true)
	d.keys("r")
	d.wants("4 Lead: was ✗ fail, is now ✓ pass")
}

func TestRunningIsToldAndSlowIsToldToo(t *testing.T) {
	o, release := pending(typoDiagnosis())
	clock := testNow
	o.Now = func() time.Time { return clock }
	asked, tell := make(chan struct{}), sync.Once{}
	gatherSale := o.Services.Gather
	o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
		return gatherSale(ctx, k, q, func(s gather.Step) {
			p(s)
			tell.Do(func() { close(asked) })
		})
	}
	u := newUI(o)
	cmd := u.Init()
	u.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	answer := make(chan tea.Msg)
	go func() { answer <- cmd() }()
	<-asked
	d := &driver{t, u}
	clock = clock.Add(2 * time.Second)
	d.wants("invoices of the customer", "2.0 s", "0 of 1 requests are done")
	d.lacks("slow")
	clock = clock.Add(4 * time.Second)
	d.wants("The answers are slow today")
	close(release)
	u.Update(<-answer)
	d.wants("✗ FAIL")
}

// testStore is a store that only remembers.
type testStore struct {
	keys    profiles.Keys
	answers record.Answers
	mask    bool
	used    string
	stored  []profiles.Profile
	fails   error
}

func (m *testStore) Place() string { return "the test keyring" }
func (m *testStore) Ready(context.Context) ([]string, error) {
	var names []string
	for _, p := range m.stored {
		names = append(names, p.Name)
	}
	return names, m.fails
}
func (m *testStore) Stored(context.Context) ([]profiles.Profile, error) { return m.stored, m.fails }
func (m *testStore) Remove(_ context.Context, name string) (string, error) {
	m.stored = slices.DeleteFunc(m.stored, func(p profiles.Profile) bool { return p.Name == name })
	return "", m.fails
}

func (m *testStore) MakeDefault(_ context.Context, name string) error {
	for i := range m.stored {
		m.stored[i].Default = m.stored[i].Name == name
	}
	return m.fails
}
func (m *testStore) Use(name string) { m.used = name }
func (m *testStore) Keep(_ context.Context, name string, k profiles.Keys, a record.Answers, mask bool) (profiles.Kept, error) {
	if m.fails != nil {
		return profiles.Kept{}, m.fails
	}
	m.keys, m.used, m.answers, m.mask = k, name, a, mask
	return profiles.Kept{Source: "the test keyring, profile " + name}, nil
}

func (m *testStore) Remember(_ context.Context, a record.Answers, mask bool) error {
	m.answers, m.mask = a, mask
	return nil
}

func TestAnswersInPlace(t *testing.T) {
	o := testOptions(askDiagnosis())
	store := &testStore{}
	o.Store = store
	var judged record.Answers
	diagnose := o.Services.Diagnose
	o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		judged = a
		d := diagnose(ev, a, now)
		if a.Connected.Given() {
			d.Checks[0] = checks.Check{Item: checks.Connected, Status: checks.Pass, Findings: []checks.Finding{{Cause: "connected-answered", Verdict: checks.Pass, Summary: sentence("You answered that it is connected.")}}}
		}
		return d
	}
	d := start(t, o, 80, 24)
	d.wants("Is Stripe connected to FirstPromoter?", "look here", "yes, it does")
	d.keys("y")
	d.wants("You answered: connected, on 14 May 2026, 09:30 UTC", "1 Connected ✓ pass")
	if !judged.Connected.Value || !store.answers.Connected.Given() {
		t.Error("the answer was neither judged nor remembered")
	}

	d.keys("2", "a")
	d.keys(strings.Split("acct_1Q", "")...)
	d.keys("enter")
	d.wants("An account id begins with acct_")
	d.keys(strings.Split("wErT5yUiOpAsDf", "")...)
	d.keys("enter")
	if judged.ConnectedAccount.Value != "acct_1QwErT5yUiOpAsDf" {
		t.Errorf("account answered: %q", judged.ConnectedAccount.Value)
	}

	d.keys("3", "y")
	if judged.Mode.Value != record.Test {
		t.Errorf("mode answered: %q", judged.Mode.Value)
	}
	d.keys("x")
	if judged.Mode.Given() {
		t.Error("the answer was not forgotten")
	}
	d.keys("l", "n")
	if judged.Mode.Value != record.Live {
		t.Errorf("mode answered: %q", judged.Mode.Value)
	}
	// Asked anew, the old answer holds until there is another one.
	d.keys("a")
	d.wants("Is there a test badge?")
	if judged.Mode.Value != record.Live || d.u.Answers.Mode.Value != record.Live {
		t.Error("the answer was dropped before there was a new one")
	}
	d.keys("esc")
	d.wants("You answered: live mode")
	d.keys("a", "y")
	if judged.Mode.Value != record.Test {
		t.Errorf("mode answered: %q", judged.Mode.Value)
	}
}

func TestWithoutAFirstPromoterKeyTheLeadIsTyped(t *testing.T) {
	diag := typoDiagnosis()
	ev := *diag.Evidence
	ev.FirstPromoter = record.FirstPromoterSide{API: record.NoAPI}
	diag.Evidence = &ev
	diag.Checks[0] = diag.Checks[1]
	diag.Checks[3] = checks.Check{Item: checks.Lead, Status: checks.Ask, Findings: []checks.Finding{{Cause: "lead-not-found", Verdict: checks.Ask, Summary: sentence("Please look the lead up.")}}}
	o := testOptions(diag)
	store := &testStore{}
	o.Store = store
	var judged record.Answers
	diagnose := o.Services.Diagnose
	o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		judged = a
		return diagnose(ev, a, now)
	}
	d := start(t, o, 80, 24)
	d.wants("4 Lead ? ask", "Referrals › search", "to type what you see there")
	d.keys("enter")
	d.keys(strings.Split("a@b.example", "")...)
	d.keys("enter")
	d.wants("The lead’s UID there:")
	d.keys(strings.Split("user_1", "")...)
	d.keys("enter")
	d.wants("You answered: a@b.example, UID user_1")
	if judged.LeadEmail.Value != "a@b.example" || judged.LeadUID.Value != "user_1" {
		t.Errorf("judged %+v", judged)
	}
	if store.answers.LeadEmail.Given() {
		t.Error("an answer about one sale was remembered for all")
	}
	d.send(tea.WindowSizeMsg{Width: 60, Height: 16})
	d.keys("a", "enter", "enter")
	d.wants(checks.Lead.Question(), "You answered: there is no such lead") // from the top again
	if !judged.LeadEmail.Given() || judged.LeadUID.Value != "" {
		t.Errorf("judged %+v", judged)
	}
}

func TestPastedAccountIDGoesIntoTheField(t *testing.T) {
	d := start(t, testOptions(askDiagnosis()), 80, 24)
	d.keys("2")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" acct_1QwErT5yUiOpAsDf\n"), Paste: true})
	d.wants("acct_1QwErT5yUiOpAsDf")
	d.keys("enter")
	if got := d.u.Answers.ConnectedAccount.Value; got != "acct_1QwErT5yUiOpAsDf" {
		t.Errorf("answered %q", got)
	}
	d.keys("4")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("cus_1"), Paste: true})
	d.wants("Nothing here takes pasted text.")
}

// TestAPastedIDMayBeBroken where a mail wrapped it; two ids are none.
func TestAPastedIDMayBeBroken(t *testing.T) {
	for pasted, want := range map[string]string{
		" cus_PnT4kq8 WmXo2Lr\n": "cus_PnT4kq8WmXo2Lr", "in_1QwErT5yUiOp\r\nAsDfGhJkLzXc": "in_1QwErT5yUiOpAsDfGhJkLzXc", "cus_A1B2C3D4E5F6G7 in_1QwErT5yUiOp": "",
	} {
		d := start(t, picking(), 80, 24)
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(pasted), Paste: true})
		d.keys("enter")
		if walking := d.walking(); walking != want {
			t.Errorf("%q led to\n%s", pasted, d.text())
		}
	}
}

func TestDrillDownAndBack(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys("d")
	d.wants("Customer cus_PnT4kq8WmXo2Lr", "STRIPE Customer", "FIRSTPROMOTER Referral", "metadata fp_uid")
	d.keys("tab")
	d.wants("Referral created", "╎ 2 days", "● now", "recorded no commission")
	d.keys("tab")
	d.wants(`"email": "marta.kowalska@studio-nord.example"`)
	d.keys("/")
	d.keys(strings.Split("rendering", "")...)
	d.wants("1 hit", `"rendering_options"`)
	d.keys("enter", "shift+tab", "shift+tab", "G")
	d.keys("esc")
	d.wants("Does the lead match")
}

func TestRelatedObjectsLeadOn(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 120, 40)
	d.keys("d", "G", "enter") // the referral's campaign
	d.wants("Promoter’s campaign 881", "PARTNER-20")
	d.keys("esc", "esc")
	d.wants("Does the lead match")
}

// a leads to the question also where the records have answered it already.
func TestAnItemThatIsSettledCanBeAnsweredAllTheSame(t *testing.T) {
	d := start(t, testOptions(goodDiagnosis()), 80, 40)
	d.keys("3", "a")
	d.wants("Is there a test badge?", "leave it")
	d.keys("esc")
	d.lacks("Is there a test badge?")
	d.keys("a", "n")
	d.wants("You answered: live mode")
}

func TestKeysThatDoNothingSayWhy(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	d.keys("a")
	d.wants("This item asks you nothing.")
	d.keys("w")
	d.wants("does nothing here")
	d.keys("esc")
	d.wants("nothing to go back to")
}

func TestMaskHidesEverywhereAndIsRemembered(t *testing.T) {
	o := testOptions(typoDiagnosis())
	store := &testStore{}
	o.Store = store
	secrets := []string{"marta", "kowal", "studio-nord", "PnT4kq8", "QwErT5y", "4711234", "PARTNER", "Jonas", "49.00", "user_4411", "Gda", "acct_1Q"}
	for _, size := range [][2]int{{80, 24}, {160, 50}} {
		d := start(t, o, size[0], size[1])
		d.keys("f2")
		if !store.mask {
			t.Error("the choice was not remembered")
		}
		d.wants("masked")
		for _, k := range []string{"", "1", "2", "5", "6", "s", "4", "d", "tab", "tab", "E", "esc", "c", "enter", "esc", "esc", "e", "tab", "tab", "tab", "esc", "t", "esc", "$", "esc", "?", "esc", ":", "esc", "/"} {
			if k != "" {
				d.keys(k)
			}
			d.lacks(secrets...)
		}
		if bye := d.u.farewell(); strings.Contains(bye, "marta") || strings.Contains(bye, "QwErT5y") {
			t.Errorf("the farewell is not masked: %s", bye)
		}
		d.keys("esc", "m")
	}
}

func TestAChoiceJustBeforeQuittingIsKept(t *testing.T) {
	o := testOptions(typoDiagnosis())
	store := &testStore{}
	o.Store = store
	u := newUI(o)
	u.Init()
	u.Update(sized(80, 24))
	u.Update(keyMsg("m")) // the command that remembers is never run
	u.Update(keyMsg("q"))
	u.rememberLast()
	if !store.mask {
		t.Error("the choice of masking was lost")
	}
}

func TestCopySaysWhereTo(t *testing.T) {
	o := testOptions(typoDiagnosis())
	var clip string
	places := []string{"the system clipboard", "tmux’s buffer"}
	var term strings.Builder
	o.Services.Copy = func(_ context.Context, s string) []string { clip = s; return places }
	o.Out = &term
	d := start(t, o, 120, 40)
	d.keys("y")
	if clip != buyerMail {
		t.Errorf("copied %q", clip)
	}
	d.wants("✓ Copied the value to the system clipboard and tmux’s buffer: " + buyerMail)
	d.keys("m", "y")
	if strings.Contains(clip, "marta") {
		t.Error("the copy is not masked")
	}
	d.wants("✓ Copied the value, masked, to the system clipboard")
	if term.Len() > 0 {
		t.Errorf("the terminal was given %q too", term.String())
	}
}

// Where no clipboard is known to have taken it, nothing is said to be copied, and
// the value stands there whole, to be selected.
func TestWhatTheTerminalMayNotTakeIsNotSaidToBeCopied(t *testing.T) {
	for _, c := range []struct {
		name, begins string
		env          map[string]string
	}{
		{"a terminal", "\x1b]52;c;", map[string]string{"TERM": "xterm-256color"}},
		{"tmux that could not be asked", "\x1b]52;c;", map[string]string{"TERM": "screen-256color", "TMUX": "/gone,1,0"}},
		{"GNU screen", "\x1bP\x1b]52;c;", map[string]string{"TERM": "screen.xterm-256color"}},
	} {
		o := testOptions(typoDiagnosis())
		var term strings.Builder
		o.Out, o.Environ = &term, func(k string) string { return c.env[k] }
		o.Services.Copy = func(context.Context, string) []string { return nil }
		d := start(t, o, 60, 24)
		d.keys("y")
		d.wants("! Sent the value to the terminal, which may not take it. To select by hand:")
		d.lacks("✓ Copied", "✓ Sent")
		if rows := strings.Split(d.text(), "\n"); !slices.ContainsFunc(rows, func(r string) bool { return strings.TrimSpace(r) == buyerMail }) {
			t.Errorf("%s: the value does not stand alone on a row:\n%s", c.name, d.text())
		}
		if !strings.HasPrefix(term.String(), c.begins) || !strings.Contains(term.String(), base64.StdEncoding.EncodeToString([]byte(buyerMail))) {
			t.Errorf("%s was sent %q", c.name, term.String())
		}
		d.keys("e", "y")
		d.wants("! Sent the report to the terminal, which may not take it. w saves it to a file.")
	}
}

func TestOpenShowsTheLink(t *testing.T) {
	o := testOptions(typoDiagnosis())
	var opened string
	var term strings.Builder
	o.Out = &term
	o.Services.Open = func(_ context.Context, url string) error { opened = url; return errors.New("no browser") }
	d := start(t, o, 120, 40)
	d.keys("o")
	if opened != "https://dashboard.stripe.com/customers/cus_PnT4kq8WmXo2Lr" {
		t.Errorf("opened %q", opened)
	}
	d.wants("Sent the link, as no browser could be started here, to the terminal, which may not take it. To select by hand: " + opened)
	if !strings.Contains(term.String(), base64.StdEncoding.EncodeToString([]byte(opened))) {
		t.Errorf("the link was not copied: %q", term.String())
	}
}

func TestReportIsSavedForItsOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys("e", "f", "f", "w", "enter")
	name := "fpdoctor-in_1QwErT5yUiOpAsDfGhJkLzXc.md"
	d.wants("Saved, readable only for you:", dir, name) // the whole way there
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("rights %v", info.Mode())
	}
	before, _ := os.ReadFile(name)
	d.keys("m", "w")
	d.keys("ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)})
	d.keys("enter")
	d.wants("Overwrite it?")
	d.lacks(name)
	d.keys("n")
	if after, _ := os.ReadFile(name); string(after) != string(before) {
		t.Error("overwritten without a yes")
	}
	d.keys("w", "ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)})
	d.keys("enter", "y")
	if after, _ := os.ReadFile(name); strings.Contains(string(after), "marta") {
		t.Error("the masked report holds an address")
	}
	if f := d.u.farewell(); !strings.Contains(f, "saved as fpdoctor-") || strings.Contains(f, name) {
		t.Errorf("masked, the farewell names the report, not the sale: %s", f)
	}
	d.keys("m")
	if f := d.u.farewell(); !strings.Contains(f, "saved as "+filepath.Join(dir, name)) {
		t.Errorf("the farewell does not name the report: %s", f)
	}
	d.keys("w", "ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("no/such/folder/x")})
	d.keys("enter")
	d.wants("that folder does not exist")
}

func TestFarewellIsThreeLinesAtMost(t *testing.T) {
	for _, diag := range []checks.Diagnosis{typoDiagnosis(), goodDiagnosis(), askDiagnosis(), errorDiagnosis()} {
		d := start(t, testOptions(diag), 80, 24)
		if n := strings.Count(d.u.farewell(), "\n"); n < 1 || n > 3 {
			t.Errorf("%d lines: %s", n, d.u.farewell())
		}
	}
}

func TestPickTypesFiltersAndWalks(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 100, 30)
	d.wants("Which sale did not turn its lead into a customer?", "ben@hollow.example", "1299.00 USD")
	d.keys(strings.Split("ben", "")...)
	d.lacks("ava.lind")
	d.keys("esc")
	d.wants("ava.lind@fjord.example")
	d.keys("z", "!", "enter")
	d.wants("does not know this form of a sale", "customer id of your own")
	d.keys("esc")
	d.keys("z", "z")
	d.wants("Type the whole e-mail address")
	d.lacks("Enter asks both services")
	d.keys(strings.Split("@fjord.example", "")...)
	d.wants("Enter asks both services")
	d.keys("esc")
	d.keys(strings.Split("example", "")...)
	d.keys("enter")
	d.wants("Several have these letters: choose one.", "▸ "+leadMail)
	d.keys("s")
	d.wants("3, largest first")
	d.keys("/", "esc")
	d.keys(strings.Split("ben", "")...)
	d.keys("down", "s")
	d.wants("There is nothing to sort here.")
	d.keys("/", "esc")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("https://dashboard.stripe.com/invoices/in_1QwErT5yUiOpAsDfGhJkLzXc\n"), Paste: true})
	d.keys("enter")
	d.wants("Does the lead match")
	d.keys("esc")
	d.wants("Which sale did not turn its lead into a customer?", "LOOKED AT BEFORE")
}

func TestFromTheListToTheRemedyInFivePresses(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 80, 24)
	d.keys("down", "enter", "right")
	d.wants("4 Lead ✗ fail", "WHAT TO DO", "1a Either change the lead’s e-mail address")
}

func TestLeavingTheListStopsItsSearch(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	var search context.Context
	began := make(chan struct{})
	o.Services.Suspects = func(ctx context.Context, _ profiles.Keys, _ func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		search = ctx
		close(began)
		<-ctx.Done()
		return nil, nil
	}
	u := newUI(o)
	cmd := u.Init()
	u.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	go cmd()
	<-began
	u.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("in_1QwErT5yUiOpAsDfGhJkLzXc"), Paste: true})
	u.Update(keyMsg("enter"))
	<-search.Done()
	d := &driver{t, u}
	d.wants("Asking Stripe and FirstPromoter")
}

func TestSuggestionsWhileTyping(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	var asked []string
	o.Services.Suggest = func(_ context.Context, _ profiles.Keys, text string) []lists.Suggestion {
		asked = append(asked, text)
		return []lists.Suggestion{{Query: record.Query{Kind: record.ByEmail, Value: leadMail, Typed: leadMail}, Text: record.EmailPiece(leadMail), Note: "lead in FirstPromoter"}}
	}
	d := start(t, o, 100, 30)
	// Letters in one go: only the last pause counts.
	var pauses []tea.Cmd
	for _, k := range []string{"m", "a", "r", "t"} {
		_, cmd := d.u.Update(keyMsg(k))
		pauses = append(pauses, cmd)
	}
	d.run(pauses[2])
	if len(asked) != 0 {
		t.Fatal("asked for what is no longer typed")
	}
	d.run(pauses[3])
	if len(asked) != 1 || asked[0] != "mart" {
		t.Fatalf("asked %q", asked)
	}
	d.wants("LEADS AND CUSTOMERS WITH THESE LETTERS", leadMail)
}

func TestKeysScreenFromNothingToTheWalk(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Keys = profiles.Keys{}
	store := &testStore{}
	o.Store = store
	d := start(t, o, 100, 40)
	d.wants("Two keys", "Developers › API keys")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" rk_live_" + "abcdefghijkl\n"), Paste: true})
	d.lacks("abcdefghijkl")
	d.keys("enter")
	d.wants("The key works.", "Studio Tools Ltd", "✗ Coupons", "live mode")
	d.keys("enter")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("fp-" + "abcdefghijklmnop"), Paste: true})
	d.keys("enter")
	d.keys(strings.Split("123456", "")...)
	d.keys("enter")
	d.wants("API v2")
	d.keys("enter")
	d.wants("Keep them in the test keyring")
	d.keys("k")
	d.wants("Does the lead match")
	if store.keys.Missing() || store.keys.AccountID != "123456" || d.u.source != "the test keyring, profile default" {
		t.Errorf("kept %v, source %q", store.keys, d.u.source)
	}
}

func TestKeysScreenSaysWhatIsWrong(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Keys = profiles.Keys{}
	o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest {
		return profiles.KeyTest{Problem: "Stripe does not know this key."}
	}
	d := start(t, o, 80, 24)
	d.keys("esc")
	d.wants("There is nothing to go back to. ctrl+c quits.") // q is a letter here
	d.keys("enter")
	d.wants("Paste a Stripe key first.")
	d.keys(strings.Split("rk_live_xyz", "")...)
	d.keys("enter")
	d.wants("Stripe does not know this key.")
	// The next text takes the place of what was refused.
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("rk_live_" + "abcdefgh"), Paste: true})
	d.lacks("does not know this key")
	d.wants("16 characters entered")
	d.keys("backspace")
	d.wants("15 characters entered")

	o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest { return profiles.KeyTest{OK: true} }
	o.Store = &testStore{fails: errors.New("The keyring is locked.")}
	d = start(t, o, 80, 24)
	d.keys(strings.Split("rk_live_xyz", "")...)
	d.keys("enter", "enter")
	d.keys(strings.Split("fpfpfp", "")...)
	d.keys("enter", "enter", "enter", "k")
	d.wants("The keyring is locked.", "Use them for this run only")
	d.keys("t")
	if d.u.source != "this run only" {
		t.Errorf("source %q", d.u.source)
	}
}

// pasteKey pastes into the field, as from a dashboard.
func (d *driver) pasteKey(s string) {
	d.t.Helper()
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true})
}

func TestAPastedKeyTakesThePlaceOfAWrongOne(t *testing.T) {
	o := noKeys()
	o.Services.CheckStripe = func(k secret.Key) error {
		if !strings.HasPrefix(k.Reveal(), "rk_") {
			return errors.New("this is no Stripe key")
		}
		return nil
	}
	var tested string
	o.Services.TestStripe = func(_ context.Context, k profiles.Keys) profiles.KeyTest {
		tested = k.Stripe.Reveal()
		return profiles.KeyTest{OK: true}
	}
	d := start(t, o, 80, 24)
	d.pasteKey("fp-" + "abcdefghijklmnop")
	d.wants("This is no Stripe key.")
	d.keys("enter")
	key := "rk_live_" + "abcdefghijkl"
	d.pasteKey("\u00a0“" + key + "”\r\n")
	d.lacks("no Stripe key")
	d.wants("20 characters entered")
	d.keys("enter")
	d.wants("The key works.")
	if tested != key {
		t.Errorf("tested %q", tested)
	}
}

func TestAKeyThatFailsItsTestIsTakenWhenThePersonInsists(t *testing.T) {
	o := noKeys()
	o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest {
		return profiles.KeyTest{Problem: "Stripe could not be reached"}
	}
	o.Services.TestFirstPromoter = o.Services.TestStripe
	store := &testStore{}
	o.Store = store
	d := start(t, o, 80, 24)
	d.keys("ctrl+t")
	d.wants("▸ Stripe key")
	d.pasteKey("rk_live_" + "abcdefghijkl")
	d.keys("enter")
	d.wants("Stripe could not be reached.", "takes it anyway")
	d.keys("ctrl+t")
	d.wants("✗ Stripe key", "test failed, taken anyway", "▸ FirstPromoter key")
	d.pasteKey("fp-" + "abcdefghijklmnop")
	d.keys("enter", "enter")
	d.wants("Type another account id, or: shift+Tab goes back to the key")
	d.keys("ctrl+t", "k")
	if store.keys.Missing() || store.keys.FirstPromoter.Empty() {
		t.Errorf("kept %v", store.keys)
	}
}

func TestKeysScreenSaysWhyStoredKeysCannotBeUsed(t *testing.T) {
	locked := noKeys()
	locked.Problem = "The keyring is locked. Unlock it, then try again."
	d := start(t, locked, 60, 16)
	d.u.again = func(context.Context) (Options, error) { return testOptions(typoDiagnosis()), nil }
	d.wants("! The keyring is locked. Unlock it, then try again.", "ctrl+r")
	d.keys("ctrl+r")
	d.wants("Does the lead match")
	d.u.coming.end()
}

func TestAKeyringThatCannotKeepIsToldBeforeTheChoice(t *testing.T) {
	o := noKeys()
	o.Store = &testStore{stored: []profiles.Profile{{Name: o.KeepAs}}, fails: errors.New("No keyring service is running.")}
	d := start(t, o, 80, 24)
	d.wants("! Keys given here can be used now, but not kept for the next time. No keyring service is running.")
	// That is learnt late, and must not move the field under the hand.
	at := func(d *driver) int {
		above, _, _ := strings.Cut(d.text(), "╭")
		return strings.Count(above, "\n")
	}
	sound := o
	sound.Store = &testStore{}
	if got, want := at(d), at(start(t, sound, 80, 24)); got != want {
		t.Errorf("the field stands at %d, and at %d where keys can be kept", got, want)
	}
	d = start(t, o, 60, 16)
	d.wants("! Keys given here can be used now, but not kept for the next time. The last step says why.")
	d.pasteKey("rk_live_" + "abcdefghijkl")
	d.keys("enter", "enter", "enter")
	d.wants("No keyring service is running.", "Use them for this run only", "Try once more", "in place of the keys it has now")
	d.keys("k")
	d.wants("The keys could not be kept.", "No keyring service is running.")
}

// agency stores two merchants' keys, and an entry that something else wrote.
func agency() (Options, *testStore) {
	o := withQuery(typoDiagnosis())()
	store := &testStore{stored: []profiles.Profile{
		{Name: "studio", Keys: o.Keys, Default: true},
		{Name: "bakery", Keys: profiles.Keys{Stripe: secret.New("rk_test_" + "zyxwvutsrqpo")}, Mask: true, Answers: record.Answers{Connected: record.AnswerOf(true, testNow)}},
		{Name: "old", Problem: "The entry old/stripe of the keyring is gone"},
	}}
	o.Store, o.Profile, o.Source = store, "studio", "the test keyring, profile studio"
	return o, store
}

func TestStoredKeysAreListedUsedAndRemoved(t *testing.T) {
	o, store := agency()
	d := start(t, o, 80, 24)
	d.keys("f3")
	d.wants("▸ studio (default) in use", "rk_live_…ijkl", "bakery", "rk_test_…rqpo", "no FirstPromoter key", "✗ The entry old/stripe of the keyring is gone.")
	d.lacks("abcdefghijkl", "zyxwvutsrqpo")
	d.keys("t")
	d.wants("✓ Stripe: the key works.", "Studio Tools Ltd", "It may not read: Coupons.", "✓ FirstPromoter: the key works.")
	d.keys("down", "d")
	d.wants("bakery (default)", "Profile bakery is used when none is named.")
	d.keys("down", "enter")
	d.wants("The entry old/stripe") // cannot be used
	d.keys("x")
	d.wants("Remove old and its keys from the test keyring?")
	d.keys("n")
	for _, k := range []string{"esc", "n"} { // nothing but a yes removes
		d.keys("x", k)
		d.wants("old")
		d.lacks("Remove old and its keys")
	}
	d.keys("x", "y")
	d.wants("Removed profile old, its keys too.")
	if len(store.stored) != 2 {
		t.Errorf("left %+v", store.stored)
	}
	d.keys("enter")
	if d.u.profile != "bakery" || store.used != "bakery" || !d.u.pen.Mask.On || !d.u.Answers.Connected.Value || d.u.keys.Stripe != store.stored[1].Keys.Stripe {
		t.Errorf("in use: %q, %v, masked %v, answers %+v", d.u.profile, d.u.keys, d.u.pen.Mask.On, d.u.Answers)
	}
}

func TestKeysOfAnotherMerchantAreAddedUnderAName(t *testing.T) {
	o, store := agency()
	d := start(t, o, 60, 16)
	d.keys("K", "a")
	d.keys(strings.Split("a/b", "")...)
	d.keys("enter")
	d.wants("The profile name holds a slash")
	d.keys("ctrl+u")
	d.keys(strings.Split("Bakery", "")...)
	d.keys("enter")
	d.wants("There is a profile named bakery already")
	d.keys("ctrl+u")
	d.keys(strings.Split("florist", "")...)
	d.keys("enter")
	d.wants("▸ Stripe key")
	d.pasteKey("rk_live_" + "floristkey01")
	d.keys("enter", "enter", "enter")
	d.wants("As profile florist.")
	d.keys("k")
	if store.used != "florist" || store.keys.Stripe.Reveal() != "rk_live_"+"floristkey01" || d.u.profile != "florist" {
		t.Errorf("kept %v as %q", store.keys, store.used)
	}
}

func TestSeveralProfilesWithoutADefaultAreChosenFrom(t *testing.T) {
	o, _ := agency()
	o.Keys, o.Profile, o.Choose = profiles.Keys{}, "", true
	d := start(t, o, 80, 24)
	d.wants("Whose keys?", "studio", "bakery")
	d.keys("enter")
	d.wants("Does the lead match")
}

func TestWhatWasLeftAsideIsSaidOnScreen(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Note = "STRIPE_API_KEY is set but not used with this profile."
	d := start(t, o, 80, 24)
	d.wants("STRIPE_API_KEY is set but not used with this profile.")
}

func TestAnswersStayWithTheirMerchant(t *testing.T) {
	o := testOptions(askDiagnosis())
	connected := record.Answers{Connected: record.AnswerOf(true, testNow)}
	store := &testStore{stored: []profiles.Profile{{Name: "default", Keys: o.Keys, Answers: connected, Default: true}}}
	o.Store, o.Profile = store, "default"
	o.Services.SameAccount = func(a, b secret.Key) bool { return a.Reveal()[len(a.Reveal())-1] == b.Reveal()[len(b.Reveal())-1] }
	d := start(t, o, 80, 24)
	d.keys("y")
	other := func(key string) {
		d.keys("K", "c")
		d.pasteKey(key)
		d.keys("enter", "enter", "enter", "enter", "enter")
	}
	other("rk_live_" + "rotated0000l") // the same account's
	d.keys("k")
	if !store.answers.Connected.Given() || !d.u.Answers.Connected.Given() {
		t.Errorf("a rotated key lost the answers: %+v", store.answers)
	}
	other("rk_live_" + "another0000x")
	d.keys("t")
	if d.u.Answers.Connected.Given() || store.used != "" || d.u.profile != "" {
		t.Errorf("another merchant has answers %+v, profile %q", d.u.Answers, store.used)
	}
}

func TestAKeyInTheFieldOfTheAccountIDIsNotShown(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Keys = profiles.Keys{}
	o.Services.CheckAccountID = func(k profiles.Keys) error {
		if k.AccountID == k.FirstPromoter.Reveal() {
			return errors.New("this is the key again")
		}
		return nil
	}
	d := start(t, o, 80, 24)
	paste := func(s string) { d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true}) }
	paste("rk_live_" + "abcdefghijkl")
	d.keys("enter", "enter")
	paste("fp-" + "abcdefghijklmnopqrstuvwxyz")
	d.wants("▸ FirstPromoter key")
	d.keys("enter")
	d.wants("tested next")
	d.lacks("✓ FirstPromoter key")
	paste("fp-" + "abcdefghijklmnopqrstuvwxyz")
	d.lacks("abcdefghijkl")
	d.wants("This is the key again.")
	paste("MJbaXUJ3")
	d.wants("MJbaXUJ3")
	d.keys("f2")
	d.lacks("MJbaXUJ3")
}

func TestTheBeginningOfTheOnlyIDIsThatSale(t *testing.T) {
	d := start(t, demo(), 80, 24)
	d.keys("/")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("in_1QwEr")})
	d.keys("enter")
	if got := d.walking(); got != "in_1QwErT5yUiOpAsDfGhJkLzXc" {
		t.Errorf("walking %q:\n%s", got, d.text())
	}
}

func TestSlashInTheEmptyFieldIsNoLetter(t *testing.T) {
	d := start(t, picking(), 80, 24)
	d.keys("/", "/")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("cus_1")})
	if got := kit.FieldOf(d.u.top()).Value(); got != "cus_1" {
		t.Errorf("typed: %q", got)
	}
	d.keys("/")
	if got := kit.FieldOf(d.u.top()).Value(); got != "cus_1/" {
		t.Errorf("typed: %q", got)
	}
}

// The palette says of a key what it does on this screen, as the help does.
func TestPaletteSpeaksOfTheScreenBelow(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 100, 30)
	d.keys("down", ":")
	d.wants("look again", "type a sale", "sort by time, amount, address or cause")
	d.lacks("search in the JSON", "what became of this item")
}

func TestPaletteDoesWhatItNames(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys(":")
	d.keys(strings.Split("chain", "")...)
	d.wants("the whole hand-off as one picture")
	d.keys("enter")
	d.wants("From the click to the commission", "broken here")
}

// alone is an invoice of the buyer's of which only itself was asked for.
func alone(id string) checks.Diagnosis {
	d := typoDiagnosis()
	ev := *d.Evidence
	ev.Query = record.Query{Kind: record.ByInvoice, Value: id, Typed: id}
	ev.Stripe.Invoices = slices.DeleteFunc(slices.Clone(ev.Stripe.Invoices), func(i record.Invoice) bool { return i.ID != id })
	if ev.Stripe.Invoices[0].ChargeID == "" {
		ev.Stripe.Charges = nil
	}
	d.Evidence = &ev
	sale, _ := ev.Sale()
	d.Subject.Query, d.Subject.Sale, d.Subject.Payment = ev.Query, sale.Ref(), sale
	return d
}

func TestChoosingAnotherPayment(t *testing.T) {
	o := testOptions(typoDiagnosis())
	var asked []string
	o.Services.Gather = func(_ context.Context, _ profiles.Keys, q record.Query, _ func(gather.Step)) *record.Evidence {
		asked = append(asked, q.Value)
		return typoDiagnosis().Evidence
	}
	o.Services.Diagnose = func(_ *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		out := alone(asked[len(asked)-1])
		if len(asked) == 1 {
			out = typoDiagnosis() // all the buyer's are known
		}
		out.Answers, out.At = a, now
		return out
	}
	d := start(t, o, 100, 30)
	d.keys("$")
	d.wants("2 payments and attempts", "in_1QwErT5yUiOpAsDfGhJkLzXc (shown)")
	d.keys("down", "enter")
	if len(asked) != 2 || asked[1] != "in_1QaBcD5yUiOpAsDfOlderOne1" {
		t.Errorf("asked %q", asked)
	}
	// Of the one chosen only itself is asked for; the way back stays.
	d.keys("$")
	d.wants("2 payments and attempts")
	// Esc leads the way back, through the list to the payment looked at first,
	// which is the one that quitting there sums up.
	d.keys("enter")
	d.wants("in_1QaBcD5yUiOpAsDfOlderOne1")
	d.keys("esc")
	d.wants("Which one is it about?")
	d.keys("esc")
	d.wants("1 Connected")
	if back := d.walking(); back != "in_1QwErT5yUiOpAsDfGhJkLzXc" || !strings.Contains(d.u.farewell(), "check in_1QwErT5yUiOpAsDfGhJkLzXc") {
		t.Errorf("back at %q, summed up:\n%s", back, d.u.farewell())
	}
	// The one shown leads back too, and asks nobody anything.
	n := len(asked)
	d.keys("$", "enter")
	d.wants("1 Connected")
	if len(asked) != n {
		t.Errorf("asked again for what is shown: %q", asked[n:])
	}
	// From the chosen one the list of sales is as near as from any other.
	d.keys("$", "down", "enter", "/")
	d.wants("Which sale did not turn its lead into a customer?")

	d = start(t, testOptions(alone("in_1QwErT5yUiOpAsDfGhJkLzXc")), 80, 24)
	d.keys("$")
	d.wants("Only this payment was looked at. Type the buyer’s e-mail address to choose among all of theirs.")
}

// The columns of the payments stay apart and whole, masked amounts too.
func TestThePaymentsFitTheirColumns(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}} {
		o := testOptions(typoDiagnosis())
		o.Mask = true
		d := start(t, o, size[0], size[1])
		d.keys("$")
		for _, row := range strings.Split(d.text(), "\n") {
			if strings.Contains(row, "✓ paid") && (!strings.Contains(row, "UTC") || strings.Contains(row, "…")) {
				t.Errorf("at %d columns: %q", size[0], row)
			}
		}
		d.wants("Which one is it", "✓ paid")
	}
}

func TestSearchInTheJSONSaysHowToGoOn(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	d.keys("d", "J", "/")
	d.keys(strings.Split("e", "")...)
	d.keys("enter")
	d.wants("hits. n the next, N the one before")
}

// API v1 tells the promoter of a lead by address only.
func TestTheChainNamesThePromoterLikeTheFindings(t *testing.T) {
	diag := typoDiagnosis()
	r := &diag.Evidence.FirstPromoter.Referrals[0]
	name := r.PromoterName
	r.PromoterName, r.PromoterEmail = "", "someone@promoters.example"
	d := start(t, testOptions(diag), 80, 24)
	d.keys("c")
	d.wants("Click " + name)
	d.lacks("someone@promoters.example")
}

// Letters whose small form takes more bytes, or less, stand before the hit.

func TestMouseIsOffUntilSwitchedOn(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	click := tea.MouseMsg{X: 5, Y: 3, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft}
	d.send(click)
	d.wants("▸ 4 Lead")
	_, cmd := d.u.Update(keyMsg("M"))
	if cmd == nil {
		t.Fatal("M switches nothing on")
	}
	d.send(click)
	d.wants("▸ 1 Connected")
	d.keys("4")
	d.wants(checks.Lead.Question())
	d.send(tea.MouseMsg{X: 50, Y: 10, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown})
	d.lacks(checks.Lead.Question())
}

func TestClicks(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		d := start(t, testOptions(typoDiagnosis()), size[0], size[1])
		d.keys("M")
		// on clicks the middle of the first row that holds the text.
		on := func(text string) {
			t.Helper()
			for y, row := range strings.Split(d.text(), "\n") {
				if before, _, ok := strings.Cut(row, text); ok {
					d.send(tea.MouseMsg{X: kit.Width(before) + kit.Width(text)/2, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
					return
				}
			}
			t.Fatalf("no %q on\n%s", text, d.text())
		}
		d.keys("c")
		on("Payment")
		d.wants("▸ " + map[bool]string{true: "Payment", false: "● Payment"}[size[0] >= 150])
		on("Payment")
		d.wants("Invoice in_1QwErT5yUiOpAsDfGhJkLzXc", "STRIPE")
		on("Timeline")
		d.wants("Invoice finalised")
		on("Raw")
		d.wants(`"id": "in_1QwErT5yUiOpAsDfGhJkLzXc"`)
		d.keys("esc", "esc", "e")
		on("Markdown")
		d.wants("## fpdoctor")
		d.keys("esc", ":")
		on("timeline of both")
		d.wants("What happened when, on both sides")
	}
}

func TestThemeSwitchesOnTheSpot(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.NoColor = false
	o.Environ = func(k string) string { return map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}[k] }
	d := start(t, o, 80, 24)
	dark := d.text()
	d.keys("T")
	if light := d.text(); light == dark || !strings.Contains(light, "\x1b[") {
		t.Error("the theme did not change")
	}
}

// TestEscAndThenAKey: pressed within half a second, tmux and others send both as
// one key with Alt.
func TestEscAndThenAKey(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	d.keys("d")
	d.wants("metadata fp_uid")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'e'}, Alt: true})
	if len(d.u.stack) != 2 || !strings.Contains(d.text(), " › Report ") {
		t.Errorf("Esc and e lead to %T on %d screens", d.u.top(), len(d.u.stack))
	}
	d.send(tea.KeyMsg{Type: tea.KeyEsc, Alt: true}) // Esc twice
	if len(d.u.stack) != 1 {
		t.Errorf("Esc twice leaves %d screens", len(d.u.stack))
	}
}

// TestWordsInAFieldWithAlt keep their keys.
func TestWordsInAFieldWithAlt(t *testing.T) {
	f := kit.NewField("", false)
	f.Set("one two")
	for _, k := range []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{'b'}, Alt: true}, {Type: tea.KeyBackspace, Alt: true}} {
		f.Key(k)
	}
	if f.Value() != "two" {
		t.Errorf("%q is left", f.Value())
	}
}

// TestKeysBesideF1ToF3, which some terminals keep for themselves.
func TestKeysBesideF1ToF3(t *testing.T) {
	o := demo()
	d := start(t, o, 80, 24)
	d.keys("/")
	d.keys("ctrl+l")
	d.wants("masked")
	d.keys("ctrl+g")
	d.wants("Keys on this screen")
}

// TestASaleOfTheDemoBringsItsKeys however it was named.
func TestASaleOfTheDemoBringsItsKeys(t *testing.T) {
	own := profiles.Keys{Stripe: secret.New("rk_test_own"), FirstPromoter: secret.New("fp")}
	for name, begin := range map[string]func(o *Options) []string{
		"from the list": func(*Options) []string { return []string{"enter"} },
		"typed": func(*Options) []string {
			return append(append([]string{"/"}, strings.Split("in_1QwErT5yUiOpAsDfGhJkLzXc", "")...), "enter")
		},
		"on the command line": func(o *Options) []string { q, _ := record.ParseQuery(o.Scenarios[0].Sale); o.Query = &q; return nil },
	} {
		o := demo()
		o.Scenarios[0].Keys = own
		var used profiles.Keys
		gatherSale := o.Services.Gather
		o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
			used = k
			return gatherSale(ctx, k, q, p)
		}
		keys := begin(&o)
		start(t, o, 80, 24).keys(keys...)
		if used.Stripe.Reveal() != own.Stripe.Reveal() {
			t.Errorf("%s: another key was used", name)
		}
	}
}

func TestTheSlipIsMarkedInTheSentence(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.NoColor, o.Environ = false, func(k string) string { return map[string]string{"TERM": "xterm"}[k] }
	d := start(t, o, 100, 40)
	// What is underlined in the sentence.
	marked := func() string {
		above, _, _ := strings.Cut(d.text(), "two people.")
		var out string
		for _, m := range regexp.MustCompile(`\x1b\[(?:\d+;)*4(?:;\d+)*m([^\x1b]+)`).FindAllStringSubmatch(above, -1) {
			out += m[1] + " "
		}
		return out
	}
	if got := marked(); !strings.Contains(got, "sk ") && !strings.Contains(got, "ks ") {
		t.Errorf("%q is marked in\n%s", got, d.text())
	}
	d.keys("m")
	if got := marked(); got != "" {
		t.Errorf("marks within masks say nothing: %q\n%s", got, d.text())
	}
}

func TestTheMaskKeyIsInEveryFooter(t *testing.T) {
	for _, s := range scenes() {
		d := s.play(t, 80, 24)
		rows := strings.Split(d.text(), "\n")
		if s.name != "opening" && !strings.Contains(rows[len(rows)-1], "mask") {
			t.Errorf("%s: %q", s.name, rows[len(rows)-1])
		}
	}
}

// TestAnswersDoNotMoveThePerson who has gone elsewhere while they came.
func TestAnswersDoNotMoveThePerson(t *testing.T) {
	o, release := pending(typoDiagnosis())
	u := newUI(o)
	cmd := u.Init()
	u.Update(sized(80, 24))
	d := &driver{t, u}
	d.wants("Esc stop")
	d.lacks("look closer", "re-check")
	u.Update(keyMsg("6"))
	close(release)
	u.Update(cmd())
	d.wants("▸ 6 Coupon", "Does the coupon match the promoter’s?")
}

func TestAmountsAreSortedWithinACurrency(t *testing.T) {
	o := picking()
	o.Services.Suspects = func(context.Context, profiles.Keys, func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		list := testSuspects()
		list[0].Amount, list[1].Amount, list[2].Amount = record.Money{Minor: 4800, Currency: "jpy"}, record.Money{Minor: 1900, Currency: "eur"}, record.Money{Minor: 2900, Currency: "eur"}
		return list, nil
	}
	d := start(t, o, 80, 24)
	d.keys("down", "s")
	d.wants("Sorted: largest first")
	text := d.text()
	if a, b, c := strings.Index(text, "29.00 EUR"), strings.Index(text, "19.00 EUR"), strings.Index(text, "4800 JPY"); a < 0 || a > b || b > c {
		t.Errorf("the order is wrong:\n%s", text)
	}
}

func TestTheChainScrollsToTheEndOfAFinding(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 120, 40)
	d.keys("c")
	d.wants("▸ ● Customer", "WHAT TO DO")
	d.lacks("LOOK CLOSER")
	d.keys("pgdown")
	d.wants("LOOK CLOSER")
	d.keys("up")
	d.wants("From the click to the commission", "▸ ● Referral")
}

// TestFastKeysAreDoneOneByOne, also where one opens a field for the rest.
func TestFastKeysAreDoneOneByOne(t *testing.T) {
	together := func(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.send(together("dt"))
	d.wants("Referral created")
	d.send(together("J/render"))
	d.wants("1 hit", `"rendering_options"`)
	d.keys("enter")
	d.send(together("nq"))
	if !d.u.quit {
		t.Error("q was lost")
	}
}

// An answer given while both services are being asked counts once they have answered.
func TestAnAnswerGivenMeanwhileCounts(t *testing.T) {
	o := testOptions(askDiagnosis())
	var judged record.Answers
	diagnose := o.Services.Diagnose
	o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		judged = a
		return diagnose(ev, a, now)
	}
	d := start(t, o, 100, 30)
	_, again := d.u.Update(keyMsg("R"))
	d.keys("1", "y")
	if judged.Connected.Given() {
		t.Fatal("what is being asked for was judged")
	}
	d.run(again)
	if !judged.Connected.Given() || d.u.busy() {
		t.Errorf("judged with %+v", judged)
	}
}

func TestARecheckOfOneItemTurnsNoOther(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.u.Update(keyMsg("r"))
	d.wants("▸ 4 Lead "+d.u.pen.Spin()+" fail", "5 Payment ✓ pass")
}

// The list of suspicious leads comes in late: the mark stays on what it was, and
// a list of before is not taken.
func TestTheMarkStaysWhenSuspectsComeIn(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Query = nil
	searches := 0
	o.Services.Suspects = func(context.Context, profiles.Keys, func(gather.Step)) ([]lists.Suspect, []record.Gap) {
		searches++
		return testSuspects()[:searches], nil
	}
	d := &driver{t, newUI(o)}
	found := d.u.Init()
	d.send(sized(100, 30))
	d.keys("down")
	d.wants("▸ Audit: every lead", "Looking for missing sales")
	d.run(found)
	d.wants("▸ Audit: every lead", leadMail)
	// A list of before is not taken.
	_, older := d.u.Update(keyMsg("r"))
	_, newer := d.u.Update(keyMsg("r"))
	d.run(older)
	d.wants("Looking for missing sales")
	d.run(newer)
	d.wants("▸ Audit: every lead", "3, newest first")
}

// What was found with one merchant's keys is not shown with another's.
func TestAnotherMerchantsKeysForgetWhatWasFound(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.u.adopt(testKeys(), record.Answers{}, "", "")
	if d.u.Last == nil || len(d.u.Recent) == 0 || len(d.u.Verdicts) == 0 {
		t.Error("the same keys forget it")
	}
	other := testKeys()
	other.Stripe = secret.New("rk_live_" + "zyxwvutsrqpo")
	d.u.adopt(other, record.Answers{}, "b", "")
	if d.u.Last != nil || len(d.u.Recent)+len(d.u.Verdicts) > 0 {
		t.Errorf("%v, %v", d.u.Recent, d.u.Verdicts)
	}
}

// Even a value copied to the letter holds no key.
func TestNoKeyIsCopied(t *testing.T) {
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	key := "sk_live_" + "abcdefghijklmnop"
	if got := d.u.pen.Exact(record.Piece{Kind: record.KindID, Value: key}); strings.Contains(got, key[8:]) {
		t.Error(got)
	}
}

// An account id belongs to its FirstPromoter key, and goes with it.
func TestAnotherKeyDropsTheAccountID(t *testing.T) {
	for typed, want := range map[string]string{"": "123456", "fp-" + "zyxwvutsrqponmlk": ""} {
		o := testOptions(typoDiagnosis())
		var tested profiles.Keys
		o.Services.TestFirstPromoter = func(_ context.Context, k profiles.Keys) profiles.KeyTest {
			tested = k
			return profiles.KeyTest{OK: true}
		}
		d := start(t, o, 100, 30)
		d.keys("K", "enter", "enter") // the Stripe key stays, and passes its test
		if typed != "" {
			d.pasteKey(typed)
		}
		d.keys("enter", "enter")
		if tested.Missing() || tested.AccountID != want {
			t.Errorf("with %q the account id is %q", typed, tested.AccountID)
		}
	}
}

// What a key that failed its test is replaced by is typed anew.
func TestAKeyThatFailedIsTypedAnew(t *testing.T) {
	for ok, says := range map[bool]string{true: "11 characters entered", false: "1 character entered"} {
		o := noKeys()
		o.Services.CheckStripe = nil
		o.Services.TestStripe = func(context.Context, profiles.Keys) profiles.KeyTest {
			return profiles.KeyTest{OK: ok, Problem: "Stripe does not take it."}
		}
		d := start(t, o, 100, 30)
		d.keys(strings.Split("rk_live_ab", "")...)
		d.keys("enter", "z")
		d.wants(says)
	}
}

func TestTheDemoTakesNoOtherKeys(t *testing.T) {
	o := testOptions(typoDiagnosis())
	o.Demo = true
	d := start(t, o, 100, 30)
	d.keys("K")
	d.wants("The demo brings its own keys.")
}
