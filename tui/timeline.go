package tui

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// moment is one thing that happened on one side.
type moment struct {
	at     time.Time
	system record.System
	what   string
	detail record.Piece
	ref    record.Ref
}

// moments puts both sides of a sale into the order of time.
func moments(d *checks.Diagnosis) []moment {
	if d == nil || d.Evidence == nil {
		return nil
	}
	var out []moment
	add := func(at time.Time, ref record.Ref, what string, detail record.Piece) {
		if record.Unknown(at) {
			return
		}
		for _, m := range out {
			if m.ref == ref && m.what == what {
				return
			}
		}
		out = append(out, moment{at, ref.System, what, detail, ref})
	}
	named := map[record.Ref]bool{}
	for _, c := range d.Checks {
		if c.Item <= checks.Mode {
			continue // what those speak of are other sales, as a proof
		}
		for _, f := range c.Findings {
			for _, o := range f.Objects {
				named[o.Ref] = true
			}
		}
	}
	named[record.StripeRef("customer", d.Subject.Customer)] = true
	named[record.FirstPromoterRef("referral", d.Subject.Referral)] = true
	s, fp := &d.Evidence.Stripe, &d.Evidence.FirstPromoter
	for _, list := range [][]record.Referral{fp.Referrals, fp.Leads} {
		for _, r := range list {
			ref := record.FirstPromoterRef("referral", r.ID)
			if !named[ref] {
				continue
			}
			add(r.Created, ref, typeLabel("referral", d)+" created", record.EmailPiece(cmp.Or(r.Email, r.UID)))
			add(r.CustomerSince, ref, "Became a customer", record.EmailPiece(cmp.Or(r.Email, r.UID)))
			add(r.CancelledAt, ref, "cancelled", record.EmailPiece(r.Email))
		}
	}
	ids := d.Subject.Payment.IDs()
	for _, c := range fp.Commissions {
		if !slices.Contains(ids, c.EventID) && !named[record.FirstPromoterRef("referral", c.ReferralID)] {
			continue
		}
		add(c.Created, record.FirstPromoterRef("commission", c.ID), typeLabel("commission", d)+" recorded", record.IDPiece(c.EventID))
	}
	for _, c := range s.Customers {
		if ref := record.StripeRef("customer", c.ID); named[ref] {
			add(c.Created, ref, "Customer created", record.EmailPiece(cmp.Or(c.Email, c.ID)))
		}
	}
	for _, e := range s.EmailChanges {
		if named[record.StripeRef("customer", e.CustomerID)] {
			add(e.At, record.StripeRef("event", e.EventID), "E-mail changed", record.EmailPiece(e.To))
		}
	}
	sale := d.Subject.Payment
	if x := sale.Session; x != nil {
		add(x.Created, record.StripeRef("checkout.session", x.ID), "Checkout opened", record.IDPiece(x.ID))
	}
	if x := sale.Invoice; x != nil {
		ref := record.StripeRef("invoice", x.ID)
		add(x.Created, ref, "Invoice created", record.AmountPiece(x.Total))
		add(x.FinalizedAt, ref, "Invoice finalised", record.AmountPiece(x.AmountDue))
		add(x.PaidAt, ref, "Invoice paid", record.AmountPiece(x.AmountPaid))
		add(x.VoidedAt, ref, "Invoice voided", record.Piece{})
		add(x.DueDate, ref, "Invoice due", record.Piece{})
		add(x.NextAttempt, ref, "Next attempt to collect", record.Piece{})
	}
	if x := sale.Charge; x != nil {
		what := "Payment succeeded"
		switch {
		case x.Status == "failed":
			what = "Payment failed"
		case x.Status == "pending":
			what = "Payment under way"
		case !x.Captured:
			what = "Payment authorised"
		}
		add(x.Created, record.StripeRef("charge", x.ID), what, record.AmountPiece(x.Amount))
	} else if x := sale.Intent; x != nil {
		add(x.Created, record.StripeRef("payment_intent", x.ID), "Payment begun", record.AmountPiece(x.Amount))
	}
	for _, x := range s.Disputes {
		if sale.Charge != nil && x.ChargeID == sale.Charge.ID {
			add(x.Created, record.StripeRef("dispute", x.ID), "Payment disputed", record.AmountPiece(x.Amount))
		}
	}
	for _, x := range s.Subscriptions {
		if x.ID == sale.SubscriptionID() || named[record.StripeRef("subscription", x.ID)] {
			ref := record.StripeRef("subscription", x.ID)
			add(x.StartDate, ref, "Subscription starts", record.IDPiece(x.ID))
			add(x.TrialEnd, ref, "Trial ends", record.Piece{})
			add(x.CanceledAt, ref, "Subscription cancelled", record.Piece{})
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return a.at.Compare(b.at) })
	return out
}

// timeline draws the moments, with the gaps between them told. What a moment is
// about stands beside it where there is room, else below it.
func (u *ui) timeline(d *doc, diag *checks.Diagnosis) {
	list := moments(diag)
	if len(list) == 0 {
		d.para(muted, "Neither side tells a date for this sale.")
		return
	}
	now := diag.At
	when := width(u.when(now))
	for _, m := range list {
		when = max(when, width(u.when(m.at)))
	}
	when += 2
	between := ln(plain, "").pad(when).with(rule, "╎ ")
	toldNow := false
	tellNow := func(gap time.Duration) {
		toldNow = true
		d.raw(between.with(muted, apart(gap)))
		d.raw(ln(accent, u.when(now)).pad(when).with(accent, "● now"))
	}
	for i, m := range list {
		gap := time.Duration(0)
		if i > 0 {
			gap = m.at.Sub(list[i-1].at)
		}
		if !toldNow && m.at.After(now) && i > 0 {
			tellNow(now.Sub(list[i-1].at))
			gap = m.at.Sub(now)
		}
		if gap >= time.Minute {
			d.raw(between.with(muted, apart(gap)))
		}
		u.moment(d, m, when)
	}
	if !toldNow {
		tellNow(now.Sub(list[len(list)-1].at))
	}
	if missing(diag) {
		sign, r := "✗ ", fail
		if !diag.Subject.Payment.MoneyMoved() {
			sign, r = "· ", muted // nothing was to be recorded yet
		}
		d.blank()
		d.hang(ln(plain, "").pad(when).with(r, sign), ln(plain, "FirstPromoter has recorded no commission for this sale."))
	}
}

// moment draws one moment; its date takes when cells.
func (u *ui) moment(d *doc, m moment, when int) {
	l := ln(muted, u.when(m.at)).pad(when).with(sideRole(m.system), "● ")
	service := ln(sideRole(m.system), m.system.Name())
	below := ln(plain, "").pad(when).with(rule, "╎ ")
	wide := d.n >= 70
	if wide {
		l = l.join(service.pad(width(record.FirstPromoter.Name()) + 2))
	}
	l = l.with(plain, m.what)
	value := ln(outside, u.piece(m.detail))
	if wide && value.width() > 0 && l.width()+2+value.width() <= d.n {
		l, value = l.with(plain, "  ").join(value), nil
	}
	d.raw(l.cut(d.n))
	if !wide {
		d.raw(below.join(service).cut(d.n))
	}
	if value.width() > 0 {
		for _, part := range value.wrap(max(8, d.n-below.width())) {
			d.raw(below.join(part))
		}
	}
}

// missing reports whether it is known that no commission carries the sale.
func missing(diag *checks.Diagnosis) bool {
	if _, gap := diag.Evidence.Gap(record.PartCommissions, record.PartRecent); gap {
		return false
	}
	ids := diag.Subject.Payment.IDs()
	for _, c := range diag.Evidence.FirstPromoter.Commissions {
		if slices.Contains(ids, c.EventID) {
			return false
		}
	}
	return len(ids) > 0
}

// apart is a span of time in words.
func apart(d time.Duration) string {
	unit := func(n int, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %ss", n, one)
	}
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return unit(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return unit(int(d.Hours()+0.5), "hour")
	case d < 60*24*time.Hour:
		return unit(int(d.Hours()/24+0.5), "day")
	}
	return unit(int(d.Hours()/24/30+0.5), "month")
}

// timelineScreen is the timeline on its own.
type timelineScreen struct {
	base
	u      *ui
	diag   *checks.Diagnosis
	scroll scroller
}

func newTimeline(u *ui, d *checks.Diagnosis) *timelineScreen { return &timelineScreen{u: u, diag: d} }

func (t *timelineScreen) title() line { return ln(strong, "Timeline") }
func (t *timelineScreen) offers() []offer {
	return append([]offer{canMove("scroll")}, scrolling...)
}

func (t *timelineScreen) do(act action, _ string) tea.Cmd {
	t.scroll.act(act)
	return nil
}

func (t *timelineScreen) body(w, h int) []line {
	d := newDoc(w - 6)
	d.raw(nil, ln(strong, "What happened when, on both sides"), nil)
	t.u.timeline(d, t.diag)
	return indent(t.scroll.window(d, h, -1), 1)
}
