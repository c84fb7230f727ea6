package sale

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// apps lets the person say which of the Stripe Apps on the account is FirstPromoter’s,
// where none of them tells.
type apps struct {
	u    Desk
	walk *walkScreen
	list []record.AppInstall
	menu kit.Menu
}

func newApps(w *walkScreen) *apps {
	a := &apps{u: w.u, walk: w, list: w.diag.Apps, menu: kit.Menu{At: len(w.diag.Apps)}}
	for i, x := range a.list {
		if a.picked(x.App) {
			a.menu.At = i
		}
	}
	if !w.u.Answers.App.Given() {
		a.menu.At = 0
	}
	return a
}

func (a *apps) picked(app string) bool {
	return a.u.Answers.App.Given() && a.u.Answers.App.Value == app
}

func (a *apps) Title() kit.Line { return kit.Ln(kit.Strong, "Installed apps") }

func (a *apps) Offers() []kit.Offer {
	return append([]kit.Offer{kit.CanMove("app"), kit.CanCalled(kit.ActEnter, "this one")}, kit.Scrolling...)
}

func (a *apps) Do(act kit.Action, _ string) tea.Cmd {
	if act != kit.ActEnter {
		a.menu.Act(act)
		return nil
	}
	app := record.NoApp
	if a.menu.At < len(a.list) {
		app = a.list[a.menu.At].App
	}
	a.u.Pop()
	return a.walk.answer(func(answers *record.Answers, now time.Time) { answers.App = record.AnswerOf(app, now) })
}

func (a *apps) Marked() kit.Mark {
	if a.menu.At >= len(a.list) {
		return kit.Mark{}
	}
	return a.u.IDMark(a.list[a.menu.At].App)
}

func (a *apps) Body(w, h int) []kit.Line {
	d := kit.NewDoc(w - 6)
	d.Raw(nil)
	d.Add(kit.Ln(kit.Strong, "Which of these is FirstPromoter?"))
	d.Para(kit.Muted, "Stripe tells of the apps on this account no names, and none of them says that it is FirstPromoter’s. In the "+
		"Stripe Dashboard, "+
		"under Settings > Installed apps, each of them has a page; compare the dates.")
	d.Raw(nil)
	for _, x := range a.list {
		d.Listed(x.App, 0, func() kit.Line { return a.row(x, d.N) })
	}
	d.Listed(record.NoApp, 0, func() kit.Line {
		l := kit.Ln(kit.Plain, "None of these")
		if a.picked(record.NoApp) {
			l = l.With(kit.Accent, "  (picked)")
		}
		return l
	})
	a.menu.Lay(d, 0, h)
	return kit.Indent(a.menu.Window(true), 1)
}

func (a *apps) row(x record.AppInstall, n int) kit.Line {
	l := kit.Ln(kit.Outside, a.u.Mask.ID(x.App)).With(kit.Muted, "  since "+a.u.When(x.Created))
	if a.picked(x.App) {
		l = l.With(kit.Accent, "  (picked)")
	}
	// As many of its hosts as there is room for.
	for some := len(x.Hosts); some > 0; some-- {
		hosts := "  " + a.u.Piece(record.Piece{Kind: record.KindText, Value: strings.Join(x.Hosts[:some], ", ")})
		if l.Width()+kit.Width(hosts) <= n {
			return l.With(kit.Muted, hosts)
		}
	}
	return l
}

func (a *apps) Click(_, y int) tea.Cmd {
	if _, again := a.menu.Click(y); again {
		return a.Do(kit.ActEnter, "")
	}
	return nil
}
