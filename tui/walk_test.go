package tui

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/tui/profiles"
)

func TestWalkOpensOnTheFirstFault(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 40)
	d.wants("▸ 4 Lead ✗ fail", "Does the lead match the Stripe customer?", "WHAT TO DO", "Either change the lead’s e-mail address")
	d.keys("0")
	d.wants("Fix this first", "THEN", "6 The coupon on the invoice")
}

func TestHealthySaleSaysSo(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(goodDiagnosis()), 80, 24)
	d.wants("Nothing is wrong with this sale", "✓ pass 1 Connected")
}

// Beside what is wrong stands only what helps: no values that are the same on
// both sides, and no object twice.
func TestTheWalkShowsNothingInVain(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
	o, release := pending(typoDiagnosis())
	clock := testNow
	o.Now = func() time.Time { return clock }
	asked, once := make(chan struct{}), sync.Once{}
	gatherSale := o.Services.Gather
	o.Services.Gather = func(ctx context.Context, k profiles.Keys, q record.Query, p func(gather.Step)) *record.Evidence {
		return gatherSale(ctx, k, q, func(s gather.Step) {
			p(s)
			once.Do(func() { close(asked) })
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

func TestTheSlipIsMarkedInTheSentence(t *testing.T) {
	t.Parallel()
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

// TestAnswersDoNotMoveThePerson who has gone elsewhere while they came.
func TestAnswersDoNotMoveThePerson(t *testing.T) {
	t.Parallel()
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

// An answer given while both services are being asked counts once they have answered.
func TestAnAnswerGivenMeanwhileCounts(t *testing.T) {
	t.Parallel()
	o := testOptions(askDiagnosis())
	var judged record.Answers
	diagnose := o.Services.Diagnose
	o.Services.Diagnose = func(ev *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		judged = a
		return diagnose(ev, a, now)
	}
	d := start(t, o, 100, 30)
	_, again := d.u.Update(keyMsg("R"))
	d.keys("1", "+")
	if judged.Connected.Given() {
		t.Fatal("what is being asked for was judged")
	}
	d.run(again)
	if !judged.Connected.Given() || d.u.busy() {
		t.Errorf("judged with %+v", judged)
	}
}

func TestARecheckOfOneItemTurnsNoOther(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.u.Update(keyMsg("r"))
	d.wants("▸ 4 Lead "+d.u.pen.Spin()+" fail", "5 Payment ✓ pass")
}
