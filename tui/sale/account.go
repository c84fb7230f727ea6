package sale

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// accountScreen shows what is wrong with the account as a whole, item by item.
type accountScreen struct {
	u      Desk
	diag   *checks.Diagnosis
	list   []checks.Check
	from   checks.Item // the item to begin at
	placed bool
	spot   int
	doc    *kit.Doc
	scroll kit.Scroller
}

// newAccountScreen shows checks that are about no sale, from an item on.
func NewAccount(u Desk, ev *record.Evidence, list []checks.Check, from checks.Item) *accountScreen {
	d := &checks.Diagnosis{Evidence: ev, At: u.Now()}
	for _, c := range list {
		d.Checks[c.Item-1] = c
	}
	return &accountScreen{u: u, diag: d, list: list, from: from}
}

func (s *accountScreen) Title() kit.Line { return kit.Ln(kit.Strong, "The account as a whole") }

func (s *accountScreen) Offers() []kit.Offer {
	open := kit.CanIf(s.opens() != nil, kit.ActEnter, "Nothing is marked that opens.")
	open.Quiet = s.opens() == nil
	return append([]kit.Offer{kit.CanMove("choose"), open}, kit.Scrolling...)
}

func (s *accountScreen) opens() func() kit.Screen {
	if s.doc == nil || s.spot >= len(s.doc.Spots) || s.doc.Spots[s.spot].Enter == nil {
		return nil
	}
	return s.doc.Spots[s.spot].Enter()
}

func (s *accountScreen) Do(act kit.Action, _ string) tea.Cmd {
	last := 0
	if s.doc != nil {
		last = max(0, len(s.doc.Spots)-1)
	}
	switch act {
	case kit.ActUp:
		s.spot = max(0, s.spot-1)
	case kit.ActDown:
		s.spot = min(last, s.spot+1)
	case kit.ActEnter:
		if open := s.opens(); open != nil {
			return s.u.Push(open())
		}
		return nil
	default:
		s.scroll.Act(act)
		return nil
	}
	if s.doc != nil && s.spot < len(s.doc.Spots) {
		s.scroll.Show(s.doc.Spots[s.spot].From, s.doc.Spots[s.spot].To)
	}
	return nil
}

func (s *accountScreen) Marked() kit.Mark {
	if s.doc == nil || s.spot >= len(s.doc.Spots) {
		return kit.Mark{}
	}
	return s.doc.Spots[s.spot].Mark
}

func (s *accountScreen) Body(w, h int) []kit.Line {
	d := kit.NewDoc(min(w-6, 112))
	d.High = h
	for i := range s.list {
		c := &s.list[i]
		if i > 0 {
			d.Blank()
			d.Raw(kit.Ruler(min(d.N, 24)))
			d.Blank()
		}
		if c.Item == s.from && !s.placed {
			s.placed = true
			s.scroll.Off, s.spot = len(d.Rows), len(d.Spots)
		}
		d.Add(kit.Ln(kit.Muted, fmt.Sprintf("%d ", c.Item)).With(kit.Strong, c.Item.Question()+"  ").Join(kit.Word(c.Status)))
		d.Blank()
		for j := range c.Findings {
			if j > 0 {
				d.Blank()
			}
			s.u.finding(d, s.diag, &c.Findings[j])
		}
	}
	s.doc = d
	s.scroll.Rows, s.scroll.H = len(d.Rows), h
	return kit.Indent(s.scroll.Window(d, h, s.spot), 1)
}
