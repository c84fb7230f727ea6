package checks

import (
	"testing"
	"time"

	"fpdoctor/checks/record"
)

// installs puts FirstPromoter's app on the account, so long after the sale (before it
// with less than nothing).
func (s *story) installs(after time.Duration, change ...func(*record.AppInstall)) {
	i := record.AppInstall{
		ID: "appinst_1", AccountID: account, App: "app_fp", Created: paidAt.Add(after), Mode: record.Live, Status: record.Installed,
		Hosts: []string{"api.firstpromoter.com"},
	}
	for _, c := range change {
		c(&i)
	}
	s.Stripe.Installs = append(s.Stripe.Installs, i)
}

func (s *story) installEvent(kind record.InstallChangeKind, after time.Duration) {
	s.Stripe.InstallChanges = append(s.Stripe.InstallChanges, record.InstallChange{
		EventID: "evt_1", Kind: kind, At: paidAt.Add(after),
		Install: record.AppInstall{AccountID: account, Mode: record.Live, App: "app_fp", Hosts: []string{"firstpromoter.com"}},
	})
}

const testDay = 24 * time.Hour

func withStatus(status record.InstallStatus) func(*record.AppInstall) {
	return func(i *record.AppInstall) { i.Status = status }
}

func unapproved(i *record.AppInstall) { i.ApprovalRequired = true }
func nameless(i *record.AppInstall) {
	i.Hosts = []string{"one.example", "firstpromoter.com.one.example"}
}
func elsewhere(i *record.AppInstall) { i.AccountID = "acct_1zZzZzZzZzZzZzZz" }
func forTests(i *record.AppInstall)  { i.Mode = record.Test }

func TestConnectedByInstall(t *testing.T) {
	// with is a sale whose payment is warned of, so that it is not unexplained.
	with := func(do ...func(*story)) func(*story) {
		return func(s *story) {
			s.charge().Refunded = true
			for _, d := range do {
				d(s)
			}
		}
	}
	silent := func(s *story) { s.withoutTraces() }
	quiet := func(s *story) { s.withoutTraces(); s.FirstPromoter.HasLeads = false }
	installs := func(after time.Duration, change ...func(*record.AppInstall)) func(*story) {
		return func(s *story) { s.installs(after, change...) }
	}
	trace := func(after time.Duration) func(*story) { return func(s *story) { s.trace(after) } }
	event := func(kind record.InstallChangeKind, after time.Duration) func(*story) {
		return func(s *story) { s.installEvent(kind, after) }
	}
	recorded := func(s *story) { s.recorded() }
	clock := func(s *story) { s.customer().TestClock = "clock_1" }
	no := func(s *story) { s.answersConnected(false) }
	yes := func(s *story) { s.answersConnected(true) }
	picked := func(app string) func(*story) {
		return func(s *story) { s.ans.App = record.AnswerOf(app, s.now) }
	}
	checkRows(t, Connected, []row{
		{name: "installed", with: with(installs(-testDay)), want: []string{"pass app-installed"}},
		{name: "installed, and nothing ever came", with: with(silent, installs(-testDay)), want: []string{"pass app-installed"}},
		{name: "installed, and nothing comes any more", with: with(silent, trace(-30*testDay), installs(-90*testDay)), want: []string{"warn stopped-receiving", "pass app-installed"}},
		{name: "installed, and all that came is later", with: with(silent, trace(3*testDay), installs(-testDay)), want: []string{"pass app-installed"}},
		{name: "installed, and a no answered", with: with(installs(-testDay), no), want: []string{"pass app-installed", "info answer-contradicted"}},
		{name: "installed, and recorded", with: with(installs(-testDay), recorded), want: []string{"pass sale-recorded", "pass app-installed"}},
		{name: "installed on another account", with: with(quiet, installs(-testDay, elsewhere)), want: []string{"ask connection-unconfirmed"}},
		{name: "installed in the other mode", with: with(quiet, installs(-testDay, forTests)), want: []string{"ask connection-unconfirmed"}},
		{name: "the account is not known", with: with(quiet, installs(-testDay), func(s *story) { s.Stripe.Account = nil }), want: []string{"pass app-installed"}},
		{name: "a failed one beside it", with: with(installs(-2*testDay, withStatus(record.InstallFailed)), installs(-testDay)), want: []string{"pass app-installed"}},
		{name: "an unready one beside it", with: with(installs(-2*testDay, unapproved), installs(-testDay)), want: []string{"pass app-installed"}},

		{name: "another app", with: with(quiet, installs(-testDay, nameless)), want: []string{"ask connection-unconfirmed"}},
		{name: "another app, picked", with: with(quiet, installs(-testDay, nameless), picked("app_fp")), want: []string{"pass app-installed"}},
		{name: "another app, and none picked", with: with(quiet, installs(-testDay, nameless), picked(record.NoApp)), want: []string{"ask connection-unconfirmed"}},

		{name: "installed later", with: with(silent, installs(testDay)), want: []string{"warn connected-after-sale"}},
		{name: "installed later, and recorded", with: with(silent, installs(testDay), recorded), want: []string{"pass sale-recorded", "pass app-installed"}},
		{name: "installed later, but something came before", with: with(silent, trace(-7*testDay), installs(testDay)), want: []string{"pass app-installed"}},
		{name: "installed later, and what came before is old", with: with(silent, trace(-7*testDay-time.Second), installs(testDay)), want: []string{"warn connected-after-sale"}},
		{name: "installed later, and something came just after", with: with(silent, trace(time.Hour), installs(time.Minute)), want: []string{"warn connected-after-sale"}},
		{name: "installed later than a simulated sale", with: with(silent, installs(testDay), clock), want: []string{"pass app-installed"}},

		{name: "unready", with: with(installs(-testDay, unapproved)), want: []string{"warn app-needs-approval"}},
		{name: "installing", with: with(installs(-testDay, withStatus(record.Installing))), want: []string{"warn app-needs-approval"}},
		{name: "uninstalling", with: with(installs(-testDay, withStatus(record.Uninstalling))), want: []string{"warn app-needs-approval"}},
		{name: "unready, and recorded", with: with(installs(-testDay, unapproved), recorded), want: []string{"pass sale-recorded", "info app-needs-approval"}},
		{name: "unready and later, but something came before", with: with(installs(testDay, unapproved)), want: []string{"pass recently-received", "info app-needs-approval"}},

		{name: "failed", with: with(silent, installs(-testDay, withStatus(record.InstallFailed))), want: []string{"fail app-install-failed"}},
		{name: "failed, but something came since", with: with(installs(-testDay, withStatus(record.InstallFailed))), want: []string{"pass recently-received"}},
		{name: "failed later, and something came before", with: with(installs(testDay, withStatus(record.InstallFailed))), want: []string{"pass recently-received", "info app-install-failed"}},
		{name: "failed, and recorded by hand", with: with(silent, installs(-testDay, withStatus(record.InstallFailed)), func(s *story) {
			s.FirstPromoter.HasLeads = false
			s.commission(record.Commission{ID: "9100", Type: "sale", EventID: "in_sale", CreatedBy: "me@example.com"})
		}), want: []string{"ask connection-unconfirmed", "pass sale-recorded", "info app-install-failed"}},

		{name: "uninstalled before", with: with(silent, event(record.InstallGone, -testDay)), want: []string{"fail app-uninstalled"}},
		{name: "uninstalled before, but something came since", with: with(event(record.InstallGone, -testDay)), want: []string{"pass recently-received", "info app-uninstalled"}},
		{name: "uninstalled before, and a yes answered", with: with(silent, event(record.InstallGone, -testDay), yes), want: []string{"fail app-uninstalled"}},
		{name: "uninstalled after", with: with(quiet, event(record.InstallGone, testDay)), want: []string{"ask connection-unconfirmed", "info app-uninstalled"}},
		{name: "uninstalled, but installed again", with: with(silent, event(record.InstallGone, -testDay), installs(-time.Hour)), want: []string{"pass app-installed"}},
		{name: "uninstalled, and made again by an event", with: with(quiet, event(record.InstallGone, -testDay), event(record.InstallMade, -time.Hour)), want: []string{"ask connection-unconfirmed"}},
		{name: "uninstalled, and recorded", with: with(silent, event(record.InstallGone, -testDay), recorded), want: []string{"pass sale-recorded", "info app-uninstalled"}},
		{name: "uninstalled, and the sale is simulated", with: with(quiet, event(record.InstallGone, -testDay), clock), want: []string{"ask connection-unconfirmed", "info app-uninstalled"}},
		{name: "a simulated sale, and something came", with: with(clock), want: []string{"ask connection-unconfirmed"}},
		{name: "a simulated sale, and a yes answered", with: with(clock, yes), want: []string{"pass connected-answered"}},
	})
}

func TestAccountByInstall(t *testing.T) {
	foreign := func(s *story) { s.Stripe.Traces[0].Existence = record.NotFound }
	checkRows(t, Account, []row{
		{name: "installed", with: func(s *story) { s.installs(-testDay); s.withoutTraces() }, want: []string{"pass account-by-install"}},
		{name: "installed later", with: func(s *story) { s.installs(testDay); s.withoutTraces() }, want: []string{"pass account-by-install"}},
		{name: "unready", with: func(s *story) { s.installs(-testDay, unapproved); s.withoutTraces() }, want: []string{"pass account-by-install"}},
		{name: "failed", with: func(s *story) { s.installs(-testDay, withStatus(record.InstallFailed)); s.withoutTraces() }, want: []string{"ask account-unconfirmed"}},
		{name: "uninstalling", with: func(s *story) { s.installs(-testDay, withStatus(record.Uninstalling)); s.withoutTraces() }, want: []string{"ask account-unconfirmed"}},
		{name: "installed on another account", with: func(s *story) { s.installs(-testDay, elsewhere); s.withoutTraces() }, want: []string{"ask account-unconfirmed"}},
		{name: "installed, and what came is foreign", with: func(s *story) { s.installs(-testDay); foreign(s) }, want: []string{"pass account-by-install", "info foreign-records"}},
		{name: "installed, and another answered", with: func(s *story) { s.installs(-testDay); s.answersAccount("acct_1zZzZzZzZzZzZzZz"); s.withoutTraces() }, want: []string{"pass account-by-install", "info answer-contradicted"}},
		{name: "installed, and the same answered", with: func(s *story) { s.installs(-testDay); s.answersAccount(account); s.withoutTraces() }, want: []string{"pass account-by-install", "pass account-matches"}},
		{name: "installed in a sandbox, and another answered", with: func(s *story) {
			s.inTestMode()
			s.installs(-testDay, forTests)
			s.answersAccount("acct_1zZzZzZzZzZzZzZz")
			foreign(s)
		}, want: []string{"pass account-by-install", "info foreign-records", "info answer-contradicted"}},
	})
}

func TestModeByInstall(t *testing.T) {
	other := func(s *story) { s.Stripe.Traces[0].Existence = record.OtherMode }
	checkRows(t, Mode, []row{
		{name: "installed", with: func(s *story) { s.installs(-testDay); s.withoutTraces() }, want: []string{"pass mode-by-install"}},
		{name: "installed for the other mode", with: func(s *story) { s.installs(-testDay, forTests); s.withoutTraces() }, want: []string{"ask mode-unconfirmed"}},
		{name: "failed", with: func(s *story) { s.installs(-testDay, withStatus(record.InstallFailed)); s.withoutTraces() }, want: []string{"ask mode-unconfirmed"}},
		{name: "installed, and what came is of the other mode", with: func(s *story) { s.installs(-testDay); other(s) }, want: []string{"pass mode-by-install", "info records-in-other-mode"}},
		{name: "installed, and the other answered", with: func(s *story) { s.installs(-testDay); s.answersMode(record.Test) }, want: []string{"pass mode-by-install", "info answer-contradicted"}},
		{name: "installed, and the same answered", with: func(s *story) { s.installs(-testDay); s.answersMode(record.Live) }, want: []string{"pass mode-by-install", "pass mode-matches"}},
	})
}
