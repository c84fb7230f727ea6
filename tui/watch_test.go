package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
	"fpdoctor/tui/profiles"
)

// follow opens a watch whose looks find what is put into found, and gives the
// clock by which it goes.
func follow(t *testing.T, found *checks.Diagnosis) (d *driver, pass func(time.Duration), looks *int) {
	t.Helper()
	clock, n := testNow, 0
	o := testOptions(*found)
	o.Now = func() time.Time { return clock }
	o.Services.Gather = func(context.Context, profiles.Keys, record.Query, func(gather.Step)) *record.Evidence {
		n++
		return found.Evidence
	}
	o.Services.Diagnose = func(_ *record.Evidence, a record.Answers, now time.Time) checks.Diagnosis {
		out := *found
		out.Answers, out.At = a, now
		return out
	}
	d = start(t, o, 120, 40)
	d.keys("W")
	n = 1
	return d, func(by time.Duration) {
		clock = clock.Add(by)
		d.send(kit.TickMsg{})
		d.u.ticking = true
	}, &n
}

func TestWatchSeesTheSaleArrive(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	d, pass, looks := follow(t, &found)
	d.wants("FirstPromoter does not show it yet. 2:00 left.", "The next look is in 5 s")
	found = arrivedDiagnosis()
	pass(checks.BetweenLooks - time.Second)
	if d.wants("1:56 left", "The next look is in 1 s"); *looks != 1 {
		t.Errorf("looked %d times before it was time", *looks)
	}
	pass(time.Second)
	d.wants("It has arrived. FirstPromoter has recorded this sale.", "09:30:05 1 Connected ? ask → ✓ pass", "4 Lead ✗ fail → ✓ pass", "09:30:00 Began to watch.")
	pass(time.Hour)
	if *looks != 2 || d.u.busy() {
		t.Errorf("it goes on: %d looks", *looks)
	}
	d.keys("enter")
	d.wants("Nothing is wrong with this sale.")
	d.keys("W")
	d.wants("It had arrived before this watch began.")
}

func TestWatchEndsAfterTwoMinutes(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	d, pass, looks := follow(t, &found)
	for range 24 {
		pass(checks.BetweenLooks)
	}
	d.wants("The two minutes are over, and FirstPromoter still does not show the sale.", "WHAT STANDS IN THE WAY", "4 Lead: The lead’s address")
	if pass(time.Hour); *looks != 25 || d.u.busy() {
		t.Errorf("%d looks, or it goes on", *looks)
	}
	d.keys("r")
	d.wants("2:00 left")
	d.keys("esc")
	d.wants("Stopped by you. r watches again.")
	d.keys("enter")
	d.wants("▸ 4 Lead ✗ fail", "Then W watches both sides until the sale arrives")
}

// A test purchase is waited for, and so is a service that does not answer just now.
func TestWatchWaitsForAPurchase(t *testing.T) {
	t.Parallel()
	found := unpaidDiagnosis()
	d, pass, looks := follow(t, &found)
	d.wants("No money has come in through Stripe yet. 15:00 left.", "neither an invoice nor a charge", "Make the purchase now")
	unread := errorDiagnosis()
	unread.Subject = unpaidDiagnosis().Subject
	found = unread
	pass(5 * time.Minute)
	d.wants("The last look could not tell. 10:00 left.", "the Stripe key lacks the")

	// Stripe's clock is behind: what was not there a moment ago was paid since.
	found = typoDiagnosis()
	invoice := *found.Subject.Payment.Invoice
	invoice.PaidAt = testNow
	found.Subject.Payment.Invoice = &invoice
	if pass(checks.UntilPayment - time.Second); *looks != 2 {
		t.Errorf("%d looks while nothing is pressing", *looks)
	}
	pass(time.Second)
	d.wants("Paid. FirstPromoter does not show it yet. 1:40 left.")
	found = unread
	pass(checks.BetweenLooks)
	d.wants("The last look could not tell. 1:35 left.")
	found = typoDiagnosis()
	for range 18 {
		pass(checks.BetweenLooks)
	}
	d.wants("0:05 left.", "The next look is in 5 s")
	pass(checks.BetweenLooks)
	d.wants("The two minutes are over", "r goes on watching")
	if *looks != 23 {
		t.Errorf("%d looks", *looks)
	}

	found = unpaidDiagnosis()
	d, pass, _ = follow(t, &found)
	pass(15 * time.Minute)
	d.wants("No money came in through Stripe in a quarter of an hour.")

	// The last look is when the time is over, however soon that is.
	d, pass, looks = follow(t, &found)
	pass(15*time.Minute - 5*time.Second)
	d.wants("0:05 left.", "The next look is in 5 s")
	if pass(5 * time.Second); *looks != 3 {
		t.Errorf("%d looks", *looks)
	}
	d.wants("No money came in through Stripe in a quarter of an hour.")
}

// Of what cannot be seen to arrive, no waiting is promised.
func TestWatchSaysWhatItCannotSee(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		found checks.Diagnosis
		wants []string
	}{
		{elsewhereDiagnosis(), []string{"There is nothing to watch", "3 Mode: This invoice exists in test mode"}},
		{keylessDiagnosis(), []string{"Without a FirstPromoter key", "press K and enter the key"}},
	} {
		d, pass, looks := follow(t, &c.found)
		d.wants(c.wants...)
		if pass(time.Hour); *looks != 1 || d.u.busy() || strings.Contains(d.text(), "left.") {
			t.Errorf("it waits: %d looks\n%s", *looks, d.text())
		}
		d.keys("esc")
		if strings.Contains(d.text(), "watches both sides") {
			t.Errorf("a watch is advised:\n%s", d.text())
		}
	}
}

// What turned before is told from what turns now, and a lead that turned from a sale.
func TestWatchTellsWhatArrived(t *testing.T) {
	t.Parallel()
	lead := func(d checks.Diagnosis) checks.Diagnosis {
		d.Checks[3].Findings = []checks.Finding{{Cause: "already-customer", Verdict: checks.Pass, Summary: sentence("The lead did become a customer.")}}
		return d
	}
	found := lead(goodDiagnosis())
	d, _, _ := follow(t, &found)
	d.wants("The lead had turned before this watch began. The lead did become a customer.")

	// No item stands otherwise than before, and yet it is new.
	found = goodDiagnosis()
	d, _, _ = follow(t, &found)
	d.keys("esc", "esc")
	found = lead(goodDiagnosis())
	d.keys("W")
	d.wants("The lead has turned. The lead did become a customer.")
}

// What a re-check had told before is not told of a newer look.
func TestAfterAWatchNoOlderNewsIsShown(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	d := start(t, testOptions(found), 120, 40)
	d.keys("r")
	d.wants("Checked at 09:30:00")
	d.keys("W", "esc", "esc")
	d.wants("▸ 4 Lead ✗ fail")
	d.lacks("Checked at")
}

// Nothing is asked any more once the watch is closed, whatever comes in late.
func TestALeftWatchIsOver(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	d, pass, looks := follow(t, &found)
	d.keys("esc", "esc")
	pass(time.Minute)
	if *looks != 1 || d.u.busy() {
		t.Errorf("%d looks", *looks)
	}
	d.wants("▸ 4 Lead ✗ fail")
}

// An answer of a look before comes in while another is under way.
func TestAnOlderLookTellsNothing(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	d := start(t, testOptions(found), 120, 40)
	_, older := d.u.Update(keyMsg("W"))
	d.keys("esc") // stops
	_, newer := d.u.Update(keyMsg("r"))
	d.run(older)
	d.wants("Looking how it stands right now.")
	d.run(newer)
	d.lacks("Looking how it stands right now.")
}
