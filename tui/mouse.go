package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
)

// mouseEvent handles wheel and clicks, which come only while they are switched on.
func (u *ui) mouseEvent(msg tea.MouseMsg) tea.Cmd {
	if !u.mouse || len(u.stack) == 0 || msg.Action != tea.MouseActionPress {
		return nil
	}
	s := u.top()
	switch msg.Button {
	case tea.MouseButtonWheelUp, tea.MouseButtonWheelDown:
		by, act := 3, actDown
		if msg.Button == tea.MouseButtonWheelUp {
			by, act = -3, actUp
		}
		if w, ok := s.(wheeler); ok {
			w.wheel(by)
			return nil
		}
		for _, o := range s.offers() {
			if o.act == act && o.off == "" {
				return s.do(act, "")
			}
		}
	case tea.MouseButtonLeft:
		if c, ok := s.(clicker); ok && msg.Y >= 2 && msg.Y < u.h-2 {
			u.tell(nil)
			return c.click(msg.X, msg.Y-2)
		}
	}
	return nil
}

// spotAt is the spot drawn at a row of a window whose first row is top, -1 for none.
func (s *scroller) spotAt(d *doc, top, y int) int {
	if d == nil || y < top || y >= top+s.h {
		return -1
	}
	k := s.off + y - top
	for i, p := range d.spots {
		if k >= p.from && k < p.to {
			return i
		}
	}
	return -1
}

func (w *walk) wheel(by int) { w.scroll.by(by) }

func (w *walk) click(x, y int) tea.Cmd {
	if w.asking != nil {
		return nil
	}
	top := 0
	if w.narrow {
		top = 2
		if y == 0 {
			i := slices.IndexFunc(w.ends, func(end int) bool { return x < end })
			if i >= 0 {
				w.goTo(checks.Item(i + 1))
			}
			return nil
		}
	} else if x < listWidth {
		if row := checks.Item(y); row >= checks.Connected && row <= checks.Coupon {
			w.goTo(row)
		} else if y == int(summaryRow)+1 {
			w.goTo(summaryRow)
		}
		return nil
	}
	if i := w.scroll.spotAt(w.doc, top, y); i >= 0 {
		again := w.inside && w.spot == i
		w.inside, w.spot = true, i
		if again {
			return w.choose()
		}
	}
	return nil
}

func (x *object) click(at, y int) tea.Cmd {
	if y == tabsAt {
		if i := tabAt(tabNames, at); i >= 0 {
			x.tab = i
		}
		return nil
	}
	if x.tab != tabCompare {
		return nil
	}
	if i := x.scroll[tabCompare].spotAt(x.doc, 3, y); i >= 0 {
		again := x.spot == i
		x.spot = i
		if again {
			return x.do(actEnter, "")
		}
	}
	return nil
}

func (r *reportScreen) click(x, y int) (cmd tea.Cmd) {
	if i := tabAt(formatNames(), x); y == tabsAt && i >= 0 && r.naming == nil && r.exists == "" {
		for r.form != i {
			cmd = r.do(actNextTab, "")
		}
	}
	return cmd
}

func (p *payments) click(_, y int) tea.Cmd {
	if _, again := p.menu.click(y); again {
		return p.do(actEnter, "")
	}
	return nil
}

func (c *chain) click(x, y int) tea.Cmd {
	i := c.scroll.spotAt(c.doc, 0, y)
	if c.step > 0 {
		if i = -1; y >= c.boxes[0] && y < c.boxes[1] && x >= 3 && (x-3)%c.step < c.step-linkWidth {
			i = (x - 3) / c.step
		}
	}
	if i >= 0 && i < len(dossier.Chain(c.diag)) {
		again := c.at == i
		c.at = i
		if n := dossier.Chain(c.diag)[i]; again && n.Ref.ID != "" {
			return c.do(actEnter, "")
		}
	}
	return nil
}

func (p *palette) click(_, y int) tea.Cmd {
	if hit, _ := p.menu.click(y); hit {
		return p.do(actEnter, "")
	}
	return nil
}

func (p *pick) click(_, y int) tea.Cmd {
	if y >= 2 && y <= 4 {
		p.typing = true
		return nil
	}
	if hit, again := p.list.click(y); hit {
		again = again && !p.typing
		p.typing = false
		if again {
			return p.do(actEnter, "")
		}
	}
	return nil
}
