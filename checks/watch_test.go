package checks

import (
	"testing"
	"time"

	"fpdoctor/checks/record"
)

// A sale that is followed has two minutes from its payment, or from the mend
// where that came later; without a payment somebody is given time to make one.
func TestWatch(t *testing.T) {
	unpaid := func(s *story) { s.unpaid("open") }
	for _, c := range []struct {
		name  string
		with  func(*story)
		since time.Duration // after the payment
		at    time.Duration // likewise
		want  WatchState
		until time.Duration // likewise
		tells string        // the cause of the arrival, or of what could not be read
	}{
		{name: "mended long after the payment", since: time.Hour, at: time.Hour, want: OnItsWay, until: time.Hour + 2*time.Minute},
		{name: "mended, just before the two minutes are over", since: time.Hour, at: time.Hour + 2*time.Minute - time.Second, want: OnItsWay, until: time.Hour + 2*time.Minute},
		{name: "mended, two minutes later", since: time.Hour, at: time.Hour + 2*time.Minute, want: Overdue, until: time.Hour + 2*time.Minute},
		{name: "a test purchase made while it is watched", since: -10 * time.Minute, at: time.Minute, want: OnItsWay, until: 2 * time.Minute},
		{name: "a test purchase, two minutes later", since: -10 * time.Minute, at: 2 * time.Minute, want: Overdue, until: 2 * time.Minute},
		{name: "a payment dated ahead of this computer's clock", since: -10 * time.Minute, at: -9 * time.Minute, want: OnItsWay, until: -8 * time.Minute},
		{name: "nothing paid", with: unpaid, at: time.Minute, want: AwaitingPayment, until: 15 * time.Minute},
		{name: "nothing paid in a quarter of an hour", with: unpaid, at: 15 * time.Minute, want: NotPaid, until: 15 * time.Minute},
		{name: "recorded", with: (*story).recorded, at: time.Hour, want: Arrived, tells: "sale-recorded"},
		{
			name: "the lead turned", with: func(s *story) { s.lead().UID, s.lead().CustomerSince = "cus_buyer", paidAt.Add(time.Minute) }, at: time.Hour,
			want: Arrived, tells: "already-customer",
		},
		{
			name: "Stripe could not be asked for the payment", with: func(s *story) {
				s.Stripe.Invoices, s.Stripe.Charges = nil, nil
				s.asksEmail(buyer)
				s.gap(record.Stripe, record.PartInvoices, record.Unreachable)
				s.gap(record.Stripe, record.PartCharges, record.Unreachable)
			}, at: time.Minute, want: AwaitingPayment, until: 15 * time.Minute, tells: "unreachable",
		},
		{
			name: "FirstPromoter could not be asked for the lead", with: func(s *story) {
				s.noLead()
				s.FirstPromoter.LeadsComplete = false
				s.gap(record.FirstPromoter, record.PartReferrals, record.RateLimited)
			}, at: time.Minute, want: OnItsWay, until: 2 * time.Minute, tells: "rate-limited",
		},
		{
			name: "FirstPromoter's lead was read, and only its commissions could not be", with: func(s *story) {
				s.gap(record.FirstPromoter, record.PartCommissions, record.RateLimited)
			}, at: time.Minute, want: OnItsWay, until: 2 * time.Minute,
		},
		{
			name: "an unpaid invoice that tells by itself", with: func(s *story) {
				unpaid(s)
				s.gap(record.Stripe, record.PartCharges, record.PermissionMissing)
			}, at: time.Minute, want: AwaitingPayment, until: 15 * time.Minute,
		},
		{
			name: "a declined charge, while the invoices could not be had", with: func(s *story) {
				s.asksEmail(buyer)
				s.Stripe.Invoices, s.Stripe.Charges[0].Status = nil, "failed"
				s.gap(record.Stripe, record.PartInvoices, record.Unreachable)
			}, at: time.Minute, want: AwaitingPayment, until: 15 * time.Minute, tells: "unreachable",
		},
		{name: "in the other mode", with: func(s *story) { s.Stripe.Asked = record.OtherMode }, at: time.Minute, want: NotThere},
		{name: "not in Stripe", with: func(s *story) { s.Stripe.Asked = record.NotFound }, at: time.Minute, want: NotThere},
		{
			name: "not in FirstPromoter", with: func(s *story) {
				s.asksReferral()
				s.FirstPromoter.ReferralAsked, s.FirstPromoter.Referrals = record.NotFound, nil
			}, at: time.Minute, want: NotThere,
		},
		{name: "no FirstPromoter key", with: func(s *story) { s.FirstPromoter = record.FirstPromoterSide{API: record.NoAPI} }, at: time.Minute, want: NoKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := healthy()
			if c.with != nil {
				c.with(s)
			}
			d := Diagnose(&s.Evidence, s.ans, paidAt.Add(c.at))
			got := d.Watch(paidAt.Add(c.since), 0, nil)
			tells := got.Arrival.Cause
			if got.Unread != nil {
				tells += got.Unread.Cause
			}
			if got.State != c.want || got.State.Over() == (c.want == AwaitingPayment || c.want == OnItsWay) || tells != c.tells {
				t.Errorf("%s (over: %v), tells %q", got.State, got.State.Over(), tells)
			}
			if pending := got.State != Arrived && got.State != NotThere && got.State != NoKey; pending != d.Pending() || !pending && !got.Until.IsZero() {
				t.Errorf("pending: %v, until %v", d.Pending(), got.Until)
			} else if pending && !got.Until.Equal(paidAt.Add(c.until)) {
				t.Errorf("until %v after the payment", got.Until.Sub(paidAt))
			}
		})
	}
}

// Only what may come soon is worth being watched.
func TestWatchable(t *testing.T) {
	void := func(s *story) { s.unpaid("void") }
	for _, c := range []struct {
		name string
		with func(*story)
		want bool
	}{
		{"paid and not recorded", func(*story) {}, true},
		{"open, and may be paid any moment", func(s *story) { s.unpaid("open") }, true},
		{"recorded", (*story).recorded, false},
		{"asked by a void invoice", void, false},
		{"asked by the buyer of a void invoice, who may pay another", func(s *story) { void(s); s.asksEmail(buyer) }, true},
		{"in its trial for a week", func(s *story) {
			s.asksEmail(buyer)
			s.Stripe.Subscriptions = []record.Subscription{{ID: "sub_trial", CustomerID: s.invoice().CustomerID, Status: "trialing", TrialEnd: paidAt.Add(7 * 24 * time.Hour)}}
			s.Stripe.Invoices, s.Stripe.Charges = nil, nil
		}, false},
	} {
		s := healthy()
		c.with(s)
		d := Diagnose(&s.Evidence, s.ans, paidAt.Add(time.Hour))
		if got := d.Watchable(); got != c.want {
			t.Errorf("%s: %v, with %v", c.name, got, d.Check(Payment).Findings)
		}
	}
}

func (s *story) unpaid(status string) {
	s.invoice().Status, s.invoice().AmountPaid, s.invoice().PaidAt = status, usd(0), time.Time{}
	s.Stripe.Charges = nil
}

// From look to look: a payment that is new to the watch gets its two minutes
// whatever the two clocks say, and keeps them.
func TestWatchGoesOn(t *testing.T) {
	none, paid, silent := healthy(), healthy(), healthy()
	for _, s := range []*story{none, silent} {
		s.asksEmail(buyer)
		s.Stripe.Invoices, s.Stripe.Charges = nil, nil
	}
	silent.gap(record.Stripe, record.PartInvoices, record.Unreachable)
	look := func(s *story, at time.Duration, was *Watch) *Watch {
		d := Diagnose(&s.Evidence, s.ans, paidAt.Add(at))
		w := d.Watch(paidAt.Add(-10*time.Minute), 0, was)
		return &w
	}
	wants := func(w *Watch, state WatchState, until time.Duration) {
		t.Helper()
		if w.State != state || !w.Until.Equal(paidAt.Add(until)) {
			t.Errorf("%s until %v after the payment", w.State, w.Until.Sub(paidAt))
		}
	}
	for _, ahead := range []time.Duration{0, 5 * time.Minute, -5 * time.Minute} { // this computer's clock
		w := look(none, ahead-10*time.Second, nil)
		wants(w, AwaitingPayment, 5*time.Minute)
		until := 2 * time.Minute
		if ahead != 0 {
			until += ahead - 10*time.Second
		}
		w = look(paid, ahead+time.Second, w)
		wants(w, OnItsWay, until)
		w = look(silent, ahead+11*time.Second, w)
		wants(w, OnItsWay, until)
		if w.Unread == nil {
			t.Error("Stripe told nothing, and it is not said")
		}
		wants(look(paid, ahead+100*time.Second, w), OnItsWay, until)
		wants(look(paid, ahead+2*time.Minute, w), Overdue, until)
	}
}

func TestSince(t *testing.T) {
	s := healthy()
	s.noLead()
	old := Diagnose(&s.Evidence, s.ans, s.now)
	if got := old.Since(&old); len(got) > 0 {
		t.Errorf("the same: %v", got)
	}
	s = healthy()
	s.recorded()
	d := Diagnose(&s.Evidence, s.ans, s.now)
	got := d.Since(&old)
	if len(got) == 0 || got[len(got)-1].Item != Lead || got[len(got)-1].Was != Fail || got[len(got)-1].Is.Status != Pass {
		t.Errorf("%+v", got)
	}
}
