package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/record"
)

// payments lets the person choose which of a buyer's payments to look at.
type payments struct {
	base
	u      *ui
	walk   *walk
	list   []record.Sale
	at     int
	scroll scroller
	doc    *doc // as last drawn
}

func newPayments(u *ui, w *walk) *payments {
	p := &payments{u: u, walk: w, list: w.payments()}
	for i, s := range p.list {
		if s.Ref() == w.diag.Subject.Sale {
			p.at = i
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
	case actUp:
		p.at--
	case actDown:
		p.at++
	case actPageUp:
		p.at -= p.scroll.page()
	case actPageDown:
		p.at += p.scroll.page()
	case actTop:
		p.at = 0
	case actBottom:
		p.at = len(p.list) - 1
	case actEnter:
		s := p.list[p.at]
		q := record.Query{Kind: record.QueryKind(s.Ref().Type), Value: s.ID(), Typed: s.ID()}
		p.u.pop()
		chosen := newWalk(p.u, q)
		chosen.others = p.list
		if len(p.u.stack) > 1 {
			p.u.pop() // the walk of the other payment
			return p.u.push(chosen)
		}
		return p.u.replace(chosen)
	}
	p.at = max(0, min(p.at, len(p.list)-1))
	return nil
}

func (p *payments) marked() mark {
	return mark{what: "the id", text: p.u.mask.ID(p.list[p.at].ID())}
}

func (p *payments) body(w, h int) []line {
	d := newDoc(w - 6)
	d.raw(nil, ln(strong, fmt.Sprintf("This buyer has %d payments and attempts. Which one is it about?", len(p.list))).cut(d.n), nil)
	for _, s := range p.list {
		d.listed(func() line { return p.row(s, d.n) })
	}
	p.doc = d
	p.scroll.rows, p.scroll.h = len(d.rows), h
	if p.at < len(d.spots) {
		p.scroll.show(d.spots[p.at].from, d.spots[p.at].to)
	}
	return indent(p.scroll.window(d, h, p.at), 1)
}

func (p *payments) row(s record.Sale, n int) line {
	state := ln(muted, "· no money moved")
	if s.MoneyMoved() {
		state = ln(pass, "✓ paid")
	}
	if s.Ref() == p.walk.diag.Subject.Sale {
		state = state.with(accent, " (shown)")
	}
	l := state.pad(26).join(ln(outside, p.u.piece(amountOf(s))).pad(16)).with(muted, p.u.when(s.Time()))
	if n >= 84 {
		l = l.pad(68).with(muted, p.u.mask.ID(s.ID()))
	}
	return l
}
