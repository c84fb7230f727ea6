package sale

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// payments lets the person choose which of a buyer's payments to look at.
type payments struct {
	u    Desk
	walk *walkScreen
	list []record.Sale
	menu kit.Menu
	cols paymentsColumns // as last drawn
}

func newPayments(w *walkScreen) *payments {
	p := &payments{u: w.u, walk: w, list: w.payments()}
	for i, s := range p.list {
		if s.Ref() == w.diag.Subject.Sale {
			p.menu.At = i
		}
	}
	return p
}

func (p *payments) Title() kit.Line { return kit.Ln(kit.Strong, "Payments") }

func (p *payments) Offers() []kit.Offer {
	return append([]kit.Offer{kit.CanMove("payment"), kit.CanCalled(kit.ActEnter, "look at this one")}, kit.Scrolling...)
}

func (p *payments) Do(act kit.Action, _ string) tea.Cmd {
	switch act {
	case kit.ActEnter:
		s := p.list[p.menu.At]
		if p.shown(s) {
			p.u.Pop() // to the walk it is shown in
			return nil
		}
		// On top of the list, so that Esc leads back to it.
		chosen := newWalk(p.u, record.Query{Kind: record.QueryKind(s.Ref().Type), Value: s.ID(), Typed: s.ID()}, p.walk.ask)
		chosen.chosen, chosen.others, chosen.answers = true, p.list, p.walk.answers
		return p.u.Push(chosen)
	default:
		p.menu.Act(act)
	}
	return nil
}

func (p *payments) Marked() kit.Mark {
	return p.u.IDMark(p.list[p.menu.At].ID())
}

func (p *payments) Body(w, h int) []kit.Line {
	d := kit.NewDoc(w - 6)
	d.Raw(nil)
	d.Add(kit.Ln(kit.Strong, fmt.Sprintf("This buyer has %d payments and attempts. Which one is it about?", len(p.list))))
	d.Raw(nil)
	p.cols = p.columns(d.N)
	for _, s := range p.list {
		d.Listed(s.ID(), 0, func() kit.Line { return p.row(s, d.N) })
	}
	p.menu.Lay(d, 0, h)
	return kit.Indent(p.menu.Window(true), 1)
}

// shown reports whether a payment is the one that the walk below is about.
func (p *payments) shown(s record.Sale) bool { return s.Ref() == p.walk.diag.Subject.Sale }

// paymentsColumns are the widths of the list's columns, and what to call a
// payment without money in the first of them.
type paymentsColumns struct {
	state, amount, at int
	unpaid            string
}

func (p *payments) columns(n int) paymentsColumns {
	c := paymentsColumns{unpaid: "· no money moved"}
	for _, s := range p.list {
		c.amount = max(c.amount, kit.Width(p.u.Piece(record.AmountPiece(s.Amount())))+2)
		c.at = max(c.at, kit.Width(p.u.When(s.Time())))
	}
	if kit.Width(c.unpaid)+2+c.amount+c.at+len(shownHere) > n {
		c.unpaid = "· no money"
	}
	c.state = kit.Width(c.unpaid) + 2
	return c
}

func (p *payments) row(s record.Sale, n int) kit.Line {
	state := kit.Ln(kit.Muted, p.cols.unpaid)
	if s.MoneyMoved() {
		state = kit.Ln(kit.Pass, "✓ paid")
	}
	l := state.Pad(p.cols.state).Join(kit.Ln(kit.Outside, p.u.Piece(record.AmountPiece(s.Amount()))).Pad(p.cols.amount)).
		Join(kit.Ln(kit.Muted, p.u.When(s.Time())).Pad(p.cols.at))
	if id := "  " + p.u.Mask.ID(s.ID()); l.Width()+kit.Width(id)+len(shownHere) <= n {
		l = l.With(kit.Muted, id)
	}
	if p.shown(s) && l.Width()+len(shownHere) <= n {
		l = l.With(kit.Accent, shownHere)
	}
	return l
}

// shownHere marks the payment that was looked at so far.
const shownHere = "  (shown)"

func (p *payments) Click(_, y int) tea.Cmd {
	if _, again := p.menu.Click(y); again {
		return p.Do(kit.ActEnter, "")
	}
	return nil
}
