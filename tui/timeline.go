package tui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
)

// timeline draws the moments, with the gaps between them told. What a moment is
// about stands beside it where there is room, else below it.
func (u desk) timeline(d *doc, diag *checks.Diagnosis) {
	list := dossier.Moments(diag)
	if len(list) == 0 {
		d.para(muted, "Neither side tells a date for this sale.")
		return
	}
	now := diag.At
	when := width(u.when(now))
	for _, m := range list {
		when = max(when, width(u.when(m.At)))
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
			gap = m.At.Sub(list[i-1].At)
		}
		if !toldNow && m.At.After(now) && i > 0 {
			tellNow(now.Sub(list[i-1].At))
			gap = m.At.Sub(now)
		}
		if gap >= time.Minute {
			d.raw(between.with(muted, apart(gap)))
		}
		u.moment(d, m, when)
	}
	if !toldNow {
		tellNow(now.Sub(list[len(list)-1].At))
	}
	if dossier.NoCommission(diag) {
		sign, r := "✗ ", fail
		if !diag.Subject.Payment.MoneyMoved() {
			sign, r = "· ", muted // nothing was to be recorded yet
		}
		d.blank()
		d.hang(ln(plain, "").pad(when).with(r, sign), ln(plain, "FirstPromoter has recorded no commission for this sale."))
	}
}

// moment draws one moment; its date takes when cells.
func (u desk) moment(d *doc, m dossier.Moment, when int) {
	l := ln(muted, u.when(m.At)).pad(when).with(sideRole(m.Ref.System), "● ")
	service := ln(sideRole(m.Ref.System), m.Ref.System.Name())
	below := ln(plain, "").pad(when).with(rule, "╎ ")
	wide := d.n >= 70
	if wide {
		l = l.join(service.pad(width(record.FirstPromoter.Name()) + 2))
	}
	l = l.with(plain, m.What)
	value := ln(outside, u.piece(m.Detail))
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
	u      desk
	diag   *checks.Diagnosis
	scroll scroller
}

func newTimeline(u desk, d *checks.Diagnosis) *timelineScreen { return &timelineScreen{u: u, diag: d} }

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
