package sale

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// timeline draws moments, each of which can be marked, with the gaps between them told.
// What a moment is about stands beside it where there is room, else below it.
func (u Desk) timeline(d *kit.Doc, diag *checks.Diagnosis, list []dossier.Moment) {
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
		d.Spotted(kit.Spot{Key: strconv.Itoa(i), Lead: 1}, u.moment(m, when, d.N))
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

// moment draws one moment in rows of n cells; its date takes when of them.
func (u Desk) moment(m dossier.Moment, when, n int) []kit.Line {
	l := kit.Ln(kit.Muted, u.When(m.At)).Pad(when).With(kit.SideRole(m.Ref.System), "● ")
	service := kit.Ln(kit.SideRole(m.Ref.System), m.Ref.System.Name())
	below := kit.Ln(kit.Plain, "").Pad(when).With(kit.Rule, "╎ ")
	wide := n >= 70
	if wide {
		l = l.Join(service.Pad(kit.Width(record.FirstPromoter.Name()) + 2))
	}
	l = l.With(kit.Plain, m.What)
	value := kit.Ln(kit.Outside, u.Piece(m.Detail))
	if wide && value.Width() > 0 && l.Width()+2+value.Width() <= n {
		l, value = l.With(kit.Plain, "  ").Join(value), nil
	}
	rows := []kit.Line{l.Cut(n)}
	if !wide {
		rows = append(rows, below.Join(service).Cut(n))
	}
	if value.Width() > 0 {
		for _, part := range value.Wrap(max(8, n-below.Width())) {
			rows = append(rows, below.Join(part))
		}
	}
	return rows
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

// moments are the moments of a sale as a list: each can be copied and its object opened.
type moments struct {
	u    Desk
	diag *checks.Diagnosis
	list []dossier.Moment
	menu kit.Menu
}

func newMoments(u Desk, d *checks.Diagnosis) moments {
	return moments{u: u, diag: d, list: dossier.Moments(d), menu: kit.Menu{Text: true}}
}

// at is the marked moment, and whether it happened to an object that can be opened.
func (t *moments) at() (m dossier.Moment, ofObject bool) {
	if t.menu.At < len(t.list) {
		m = t.list[t.menu.At]
	}
	return m, m.Ref.ID != ""
}

// object is that of the marked moment.
func (t *moments) object() *object {
	m, _ := t.at()
	return newObject(t.u, t.diag, dossier.Linked(t.diag, m.Ref), nil)
}

// Marked is the moment in one line.
func (t *moments) Marked() kit.Mark {
	m, ofObject := t.at()
	if !ofObject {
		return kit.Mark{}
	}
	return kit.Mark{
		What: "the moment", Text: t.line(m, t.u.Mask), URL: dossier.Linked(t.diag, m.Ref).URL,
		Real: func() string { return t.line(m, t.u.Unmasked()) },
	}
}

// line is a moment in one line of text.
func (t *moments) line(m dossier.Moment, mask display.Masker) string {
	words := []string{t.u.When(m.At), m.Ref.System.Name() + ":", m.What, mask.Piece(m.Detail), mask.ID(m.Ref.ID)}
	words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
	return strings.Join(slices.Compact(words), " ")
}

func (t *moments) rows(w, h, top int) []kit.Line {
	d := kit.NewDoc(w - 6)
	if top == 0 {
		d.Raw(nil, kit.Ln(kit.Strong, "What happened when, on both sides"), nil)
	}
	t.u.timeline(d, t.diag, t.list)
	t.menu.Lay(d, top, h)
	return kit.Indent(t.menu.Window(true), 1)
}

// timelineScreen is the timeline on its own.
type timelineScreen struct{ moments }

func newTimeline(u Desk, d *checks.Diagnosis) *timelineScreen {
	return &timelineScreen{newMoments(u, d)}
}

func (t *timelineScreen) Title() kit.Line { return kit.Ln(kit.Strong, "Timeline") }

func (t *timelineScreen) Offers() []kit.Offer {
	_, ok := t.at()
	const none = "This moment is of no object."
	open := kit.CanIf(ok, kit.ActEnter, none)
	open.Label = "open"
	return append([]kit.Offer{kit.CanMove("moment"), open, kit.CanIf(ok, kit.ActRaw, none)}, kit.Scrolling...)
}

func (t *timelineScreen) Do(act kit.Action, _ string) tea.Cmd {
	switch act {
	case kit.ActEnter:
		return t.u.Push(t.object())
	case kit.ActRaw:
		return t.u.Push(t.object().showing(tabRaw))
	}
	t.menu.Act(act)
	return nil
}

func (t *timelineScreen) Body(w, h int) []kit.Line { return t.rows(w, h, 0) }

// Click marks the moment there, and opens its object where it was marked.
func (t *timelineScreen) Click(_, y int) tea.Cmd {
	if _, ok := t.at(); ok {
		if _, again := t.menu.Click(y); again {
			return t.Do(kit.ActEnter, "")
		}
	}
	return nil
}
