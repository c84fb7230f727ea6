package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
)

// payments lets the person choose which of a buyer's payments to look at.
type payments struct {
	u    desk
	walk *walk
	list []record.Sale
	menu menu
	cols paymentsColumns // as last drawn
}

func newPayments(w *walk) *payments {
	p := &payments{u: w.u, walk: w, list: w.payments()}
	for i, s := range p.list {
		if s.Ref() == w.diag.Subject.Sale {
			p.menu.at = i
		}
	}
	return p
}

func (p *payments) title() line { return ln(strong, "Payments") }

func (p *payments) offers() []offer {
	return append([]offer{canMove("payment"), canCalled(actEnter, "look at this one")}, scrolling...)
}

func (p *payments) do(act action, _ string) tea.Cmd {
	switch act {
	case actEnter:
		s := p.list[p.menu.at]
		if p.shown(s) {
			p.u.pop() // to the walk it is shown in
			return nil
		}
		// On top of the list, so that Esc leads back to it.
		chosen := newWalk(p.u, record.Query{Kind: record.QueryKind(s.Ref().Type), Value: s.ID(), Typed: s.ID()}, p.walk.ask)
		chosen.chosen, chosen.others, chosen.said = true, p.list, p.walk.said
		return p.u.push(chosen)
	default:
		p.menu.act(act)
	}
	return nil
}

func (p *payments) marked() mark {
	return mark{what: "the id", text: p.u.mask.ID(p.list[p.menu.at].ID())}
}

func (p *payments) body(w, h int) []line {
	d := newDoc(w - 6)
	d.raw(nil)
	d.add(ln(strong, fmt.Sprintf("This buyer has %d payments and attempts. Which one is it about?", len(p.list))))
	d.raw(nil)
	p.cols = p.columns(d.n)
	for _, s := range p.list {
		d.listed(s.ID(), 0, func() line { return p.row(s, d.n) })
	}
	p.menu.lay(d, 0, h)
	return indent(p.menu.window(true), 1)
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
		c.amount = max(c.amount, width(p.u.piece(record.AmountPiece(s.Amount())))+2)
		c.at = max(c.at, width(p.u.when(s.Time())))
	}
	if width(c.unpaid)+2+c.amount+c.at+len(shownHere) > n {
		c.unpaid = "· no money"
	}
	c.state = width(c.unpaid) + 2
	return c
}

func (p *payments) row(s record.Sale, n int) line {
	state := ln(muted, p.cols.unpaid)
	if s.MoneyMoved() {
		state = ln(pass, "✓ paid")
	}
	l := state.pad(p.cols.state).join(ln(outside, p.u.piece(record.AmountPiece(s.Amount()))).pad(p.cols.amount)).join(ln(muted, p.u.when(s.Time())).pad(p.cols.at))
	if id := "  " + p.u.mask.ID(s.ID()); l.width()+width(id)+len(shownHere) <= n {
		l = l.with(muted, id)
	}
	if p.shown(s) && l.width()+len(shownHere) <= n {
		l = l.with(accent, shownHere)
	}
	return l
}

// shownHere marks the payment that was looked at so far.
const shownHere = "  (shown)"
