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
	menu   kit.Menu
}

// NewAccount shows checks that are about no sale, from an item on.
func NewAccount(u Desk, ev *record.Evidence, list []checks.Check, from checks.Item) kit.Screen {
	d := &checks.Diagnosis{Evidence: ev, At: u.Now()}
	for _, c := range list {
		d.Checks[c.Item-1] = c
	}
	return &accountScreen{u: u, diag: d, list: list, from: from, menu: kit.Menu{Text: true}}
}

func (s *accountScreen) Title() kit.Line { return kit.Ln(kit.Strong, "The account as a whole") }

func (s *accountScreen) Offers() []kit.Offer {
	open := kit.CanIf(s.opens() != nil, kit.ActEnter, "Nothing is marked that opens.")
	open.Quiet = s.opens() == nil
	return append([]kit.Offer{kit.CanMove("choose"), open}, kit.Scrolling...)
}

func (s *accountScreen) opens() func() kit.Screen {
	at, ok := s.menu.Spot()
	if !ok || at.Enter == nil {
		return nil
	}
	return at.Enter()
}

func (s *accountScreen) Do(act kit.Action, _ string) tea.Cmd {
	switch act {
	case kit.ActEnter:
		if open := s.opens(); open != nil {
			return s.u.Push(open())
		}
	case kit.ActUp, kit.ActDown:
		s.menu.Act(act)
	default:
		s.menu.Scroll.Act(act)
	}
	return nil
}

func (s *accountScreen) Marked() kit.Mark {
	at, _ := s.menu.Spot()
	return at.Mark
}

// Click marks what stands there, and opens it where it was marked.
func (s *accountScreen) Click(_, y int) tea.Cmd {
	if _, again := s.menu.Click(y); again {
		return s.Do(kit.ActEnter, "")
	}
	return nil
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
			s.menu.Scroll.Off, s.menu.At = len(d.Rows), len(d.Spots)
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
	s.menu.Lay(d, 0, h)
	return kit.Indent(s.menu.Window(true), 1)
}
