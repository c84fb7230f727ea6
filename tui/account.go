package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
)

// accountScreen shows what is wrong with the account as a whole, item by item.
type accountScreen struct {
	u      desk
	diag   *checks.Diagnosis
	list   []checks.Check
	from   checks.Item // the item to begin at
	placed bool
	spot   int
	doc    *doc
	scroll scroller
}

// newAccountScreen shows checks that are about no sale, from an item on.
func newAccountScreen(u desk, ev *record.Evidence, list []checks.Check, from checks.Item) *accountScreen {
	d := &checks.Diagnosis{Evidence: ev, At: u.now()}
	for _, c := range list {
		d.Checks[c.Item-1] = c
	}
	return &accountScreen{u: u, diag: d, list: list, from: from}
}

func (s *accountScreen) title() line { return ln(strong, "The account as a whole") }

func (s *accountScreen) offers() []offer {
	open := canIf(s.opens() != nil, actEnter, "Nothing is marked that opens.")
	open.quiet = s.opens() == nil
	return append([]offer{canMove("choose"), open}, scrolling...)
}

func (s *accountScreen) opens() func() screen {
	if s.doc == nil || s.spot >= len(s.doc.spots) || s.doc.spots[s.spot].enter == nil {
		return nil
	}
	return s.doc.spots[s.spot].enter()
}

func (s *accountScreen) do(act action, _ string) tea.Cmd {
	last := 0
	if s.doc != nil {
		last = max(0, len(s.doc.spots)-1)
	}
	switch act {
	case actUp:
		s.spot = max(0, s.spot-1)
	case actDown:
		s.spot = min(last, s.spot+1)
	case actEnter:
		if open := s.opens(); open != nil {
			return s.u.push(open())
		}
		return nil
	default:
		s.scroll.act(act)
		return nil
	}
	if s.doc != nil && s.spot < len(s.doc.spots) {
		s.scroll.show(s.doc.spots[s.spot].from, s.doc.spots[s.spot].to)
	}
	return nil
}

func (s *accountScreen) marked() mark {
	if s.doc == nil || s.spot >= len(s.doc.spots) {
		return mark{}
	}
	return s.doc.spots[s.spot].mark
}

func (s *accountScreen) body(w, h int) []line {
	d := newDoc(min(w-6, 112))
	d.high = h
	for i := range s.list {
		c := &s.list[i]
		if i > 0 {
			d.blank()
			d.raw(ruler(min(d.n, 24)))
			d.blank()
		}
		if c.Item == s.from && !s.placed {
			s.placed = true
			s.scroll.off, s.spot = len(d.rows), len(d.spots)
		}
		d.add(line{{fmt.Sprintf("%d ", c.Item), muted}, {c.Item.Question() + "  ", strong}}.join(word(c.Status)))
		d.blank()
		for j := range c.Findings {
			if j > 0 {
				d.blank()
			}
			s.u.finding(d, s.diag, &c.Findings[j])
		}
	}
	s.doc = d
	s.scroll.rows, s.scroll.h = len(d.rows), h
	return indent(s.scroll.window(d, h, s.spot), 1)
}
