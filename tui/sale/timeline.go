package sale

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// timeline draws the moments, with the gaps between them told. What a moment is
// about stands beside it where there is room, else below it.
func (u Desk) timeline(d *kit.Doc, diag *checks.Diagnosis) {
	list := dossier.Moments(diag)
	if len(list) == 0 {
		d.Para(kit.Muted, "Neither side tells a date for this sale.")
		return
	}
	now := diag.At
	when := kit.Width(u.When(now))
	for _, m := range list {
		when = max(when, kit.Width(u.When(m.At)))
	}
	when += 2
	between := kit.Ln(kit.Plain, "").Pad(when).With(kit.Rule, "╎ ")
	nowDrawn := false
	drawNow := func(gap time.Duration) {
		nowDrawn = true
		d.Raw(between.With(kit.Muted, apart(gap)))
		d.Raw(kit.Ln(kit.Accent, u.When(now)).Pad(when).With(kit.Accent, "● now"))
	}
	for i, m := range list {
		gap := time.Duration(0)
		if i > 0 {
			gap = m.At.Sub(list[i-1].At)
		}
		if !nowDrawn && m.At.After(now) && i > 0 {
			drawNow(now.Sub(list[i-1].At))
			gap = m.At.Sub(now)
		}
		if gap >= time.Minute {
			d.Raw(between.With(kit.Muted, apart(gap)))
		}
		u.moment(d, m, when)
	}
	if !nowDrawn {
		drawNow(now.Sub(list[len(list)-1].At))
	}
	if dossier.NoCommission(diag) {
		sign, r := "✗ ", kit.Fail
		if !diag.Subject.Payment.MoneyMoved() {
			sign, r = "· ", kit.Muted // nothing was to be recorded yet
		}
		d.Blank()
		d.Hang(kit.Ln(kit.Plain, "").Pad(when).With(r, sign), kit.Ln(kit.Plain, "FirstPromoter has recorded no commission for this sale."))
	}
}

// moment draws one moment; its date takes when cells.
func (u Desk) moment(d *kit.Doc, m dossier.Moment, when int) {
	l := kit.Ln(kit.Muted, u.When(m.At)).Pad(when).With(kit.SideRole(m.Ref.System), "● ")
	service := kit.Ln(kit.SideRole(m.Ref.System), m.Ref.System.Name())
	below := kit.Ln(kit.Plain, "").Pad(when).With(kit.Rule, "╎ ")
	wide := d.N >= 70
	if wide {
		l = l.Join(service.Pad(kit.Width(record.FirstPromoter.Name()) + 2))
	}
	l = l.With(kit.Plain, m.What)
	value := kit.Ln(kit.Outside, u.Piece(m.Detail))
	if wide && value.Width() > 0 && l.Width()+2+value.Width() <= d.N {
		l, value = l.With(kit.Plain, "  ").Join(value), nil
	}
	d.Raw(l.Cut(d.N))
	if !wide {
		d.Raw(below.Join(service).Cut(d.N))
	}
	if value.Width() > 0 {
		for _, part := range value.Wrap(max(8, d.N-below.Width())) {
			d.Raw(below.Join(part))
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
	u      Desk
	diag   *checks.Diagnosis
	scroll kit.Scroller
}

func newTimeline(u Desk, d *checks.Diagnosis) *timelineScreen { return &timelineScreen{u: u, diag: d} }

func (t *timelineScreen) Title() kit.Line { return kit.Ln(kit.Strong, "Timeline") }
func (t *timelineScreen) Offers() []kit.Offer {
	return append([]kit.Offer{kit.CanMove("scroll")}, kit.Scrolling...)
}

func (t *timelineScreen) Do(act kit.Action, _ string) tea.Cmd {
	t.scroll.Act(act)
	return nil
}

func (t *timelineScreen) Body(w, h int) []kit.Line {
	d := kit.NewDoc(w - 6)
	d.Raw(nil, kit.Ln(kit.Strong, "What happened when, on both sides"), nil)
	t.u.timeline(d, t.diag)
	return kit.Indent(t.scroll.Window(d, h, -1), 1)
}
