package tui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
	"fpdoctor/tui/profiles"
)

func TestAnswersInPlace(t *testing.T) {
	t.Parallel()
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
	d.keys("+")
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

	d.keys("3", "+")
	if judged.Mode.Value != record.Test {
		t.Errorf("mode answered: %q", judged.Mode.Value)
	}
	d.keys("x")
	if judged.Mode.Given() {
		t.Error("the answer was not forgotten")
	}
	d.keys("l", "-")
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
	d.keys("a", "+")
	if judged.Mode.Value != record.Test {
		t.Errorf("mode answered: %q", judged.Mode.Value)
	}
}

// TestAppIsPickedOnce: which of the apps in Stripe is FirstPromoter's is said once, for
// the account, and can be changed.
func TestAppIsPickedOnce(t *testing.T) {
	t.Parallel()
	diag := askDiagnosis()
	diag.Apps = []record.AppInstall{{App: "app_one111", Created: ago(time.Hour), Hosts: []string{"one.example"}}, {App: "app_two222", Created: ago(time.Hour)}}
	o := testOptions(diag)
	store := &testStore{}
	o.Store = store
	d := start(t, o, 90, 28)
	d.wants("says which of them is FirstPromoter’s")
	d.keys("I")
	d.wants("Which of these is FirstPromoter?", "app_one111", "one.example", "app_two222", "None of these")
	d.keys("j", "enter")
	d.wants("FirstPromoter’s app in Stripe, as you said: app_two222", "I changes it")
	if store.answers.App.Value != "app_two222" || store.answers.Lasting().App.Value != "app_two222" {
		t.Errorf("remembered: %+v", store.answers.App)
	}
	d.keys("I")
	d.wants("▸ app_two222", "(picked)")
	d.keys("j", "enter")
	d.wants("None of the apps installed in Stripe is FirstPromoter’s, as you said.")
	if store.answers.App.Value != record.NoApp {
		t.Errorf("remembered: %+v", store.answers.App)
	}
	d.keys("4", "I")
	d.lacks("Which of these is FirstPromoter?")
}

func TestWithoutAFirstPromoterKeyTheLeadIsTyped(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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

// a leads to the question also where the records have answered it already.
func TestAnItemThatIsSettledCanBeAnsweredAllTheSame(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(goodDiagnosis()), 80, 40)
	d.keys("3", "a")
	d.wants("Is there a test badge?", "leave it")
	d.keys("esc")
	d.lacks("Is there a test badge?")
	d.keys("a", "-")
	d.wants("You answered: live mode")
}

func TestAnswersStayWithTheirMerchant(t *testing.T) {
	t.Parallel()
	o := testOptions(askDiagnosis())
	connected := record.Answers{Connected: record.AnswerOf(true, testNow)}
	store := &testStore{stored: []profiles.Profile{{Name: "default", Keys: o.Keys, Answers: connected, Default: true}}}
	o.Store, o.Profile = store, "default"
	o.Services.SameAccount = func(a, b secret.Key) bool { return a.Reveal()[len(a.Reveal())-1] == b.Reveal()[len(b.Reveal())-1] }
	d := start(t, o, 80, 24)
	d.keys("+")
	other := func(key string) {
		d.keys("K", "C")
		d.pasteKey(key)
		d.keys("enter", "enter", "enter", "enter", "enter")
	}
	other("rk_live_" + "rotated0000l") // the same account's
	d.keys("+")
	if !store.answers.Connected.Given() || !d.u.Answers.Connected.Given() {
		t.Errorf("a rotated key lost the answers: %+v", store.answers)
	}
	other("rk_live_" + "another0000x")
	d.keys("-")
	if d.u.Answers.Connected.Given() || store.used != "" || d.u.profile != "" {
		t.Errorf("another merchant has answers %+v, profile %q", d.u.Answers, store.used)
	}
}
