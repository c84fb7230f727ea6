package tui

import (
	"context"
	"testing"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/gather"
	"fpdoctor/checks/record"
)

// follow opens a watch whose looks find what is put into found, and gives the
// clock by which it goes.
func follow(t *testing.T, found *checks.Diagnosis) (d *driver, pass func(time.Duration), looks *int) {
	t.Helper()
	clock, n := testNow, 0
	o := testOptions(*found)
	o.Now = func() time.Time { return clock }
	o.Services.Gather = func(context.Context, Keys, record.Query, func(gather.Step)) *record.Evidence {
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
		d.send(tickMsg{})
		d.u.ticking = true
	}, &n
}

func TestWatchSeesTheSaleArrive(t *testing.T) {
	found := typoDiagnosis()
	d, pass, looks := follow(t, &found)
	d.wants("FirstPromoter does not show it yet. 2:00 left.", "The next look is in 10 s")
	found = arrivedDiagnosis()
	pass(between - time.Second)
	if d.wants("1:51 left", "The next look is in 1 s"); *looks != 1 {
		t.Errorf("looked %d times before it was time", *looks)
	}
	pass(time.Second)
	d.wants("It has arrived. FirstPromoter has recorded this sale.", "09:30:10 1 Connected ? ask → ✓ pass", "4 Lead ✗ fail → ✓ pass", "09:30:00 Began to watch.")
	pass(time.Hour)
	if *looks != 2 || d.u.anyBusy() {
		t.Errorf("it goes on: %d looks", *looks)
	}
	d.keys("enter")
	d.wants("Nothing is wrong with this sale.")
	d.keys("W")
	d.wants("It had arrived before this watch began.")
}

func TestWatchEndsAfterTwoMinutes(t *testing.T) {
	found := typoDiagnosis()
	d, pass, looks := follow(t, &found)
	for range 12 {
		pass(between)
	}
	d.wants("The two minutes are over, and FirstPromoter still does not show the sale.", "WHAT STANDS IN THE WAY", "4 Lead: The lead’s address")
	if pass(time.Hour); *looks != 13 || d.u.anyBusy() {
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
	unpaid := func(d checks.Diagnosis) checks.Diagnosis {
		d.Subject.Payment, d.Subject.Sale = record.Sale{}, record.Ref{}
		return d
	}
	found := unpaid(typoDiagnosis())
	d, pass, _ := follow(t, &found)
	d.wants("Nothing is paid yet. 15:00 left.", "Make the purchase now")
	found = unpaid(errorDiagnosis())
	pass(5 * time.Minute)
	d.wants("The last look could not tell. 10:00 left.", "the Stripe key lacks the permission")
	found = typoDiagnosis()
	invoice := *found.Subject.Payment.Invoice
	invoice.PaidAt = testNow.Add(10 * time.Minute)
	found.Subject.Payment.Invoice = &invoice
	pass(5*time.Minute + between)
	d.wants("Paid. FirstPromoter does not show it yet. 1:50 left.")

	found = unpaid(typoDiagnosis())
	d, pass, _ = follow(t, &found)
	pass(15 * time.Minute)
	d.wants("Nothing was paid in a quarter of an hour.")
}

// Nothing is asked any more once the watch is closed, whatever comes in late.
func TestALeftWatchIsOver(t *testing.T) {
	found := typoDiagnosis()
	d, pass, looks := follow(t, &found)
	w := d.u.top().(*watch)
	d.keys("esc", "esc")
	pass(time.Minute)
	if _, walking := d.u.top().(*walk); !walking || *looks != 1 || w.run != nil {
		t.Errorf("%T, %d looks", d.u.top(), *looks)
	}
}
