package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/dossier"
	"fpdoctor/tui/kit"
)

// mouseEvent handles wheel and clicks, which come only while they are switched on.
func (u *ui) mouseEvent(msg tea.MouseMsg) tea.Cmd {
	if !u.mouse || len(u.stack) == 0 || msg.Action != tea.MouseActionPress {
		return nil
	}
	s := u.top()
	switch msg.Button {
	case tea.MouseButtonWheelUp, tea.MouseButtonWheelDown:
		by, act := 3, kit.ActDown
		if msg.Button == tea.MouseButtonWheelUp {
			by, act = -3, kit.ActUp
		}
		if w, ok := s.(kit.Wheeler); ok {
			w.Wheel(by)
			return nil
		}
		for _, o := range s.Offers() {
			if o.Act == act && o.Off == "" {
				return s.Do(act, "")
			}
		}
	case tea.MouseButtonLeft:
		if c, ok := s.(kit.Clicker); ok && msg.Y >= 2 && msg.Y < u.h-2 {
			u.Tell(nil)
			return c.Click(msg.X, msg.Y-2)
		}
	}
	return nil
}

func (w *walk) Wheel(by int) { w.scroll.By(by) }

func (w *walk) Click(x, y int) tea.Cmd {
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
	if i := w.scroll.SpotAt(w.doc, top, y); i >= 0 {
		again := w.inside && w.spot == i
		w.inside, w.spot = true, i
		if again {
			return w.choose()
		}
	}
	return nil
}

func (x *object) Click(at, y int) tea.Cmd {
	if y == kit.TabsAt {
		if i := kit.TabAt(tabNames, at); i >= 0 {
			x.tab = i
		}
		return nil
	}
	if x.tab != tabCompare {
		return nil
	}
	if i := x.scroll[tabCompare].SpotAt(x.doc, 3, y); i >= 0 {
		again := x.spot == i
		x.spot = i
		if again {
			return x.Do(kit.ActEnter, "")
		}
	}
	return nil
}

func (r *reportScreen) Click(x, y int) (cmd tea.Cmd) {
	if i := kit.TabAt(formatNames(), x); y == kit.TabsAt && i >= 0 && r.naming == nil && r.exists == "" {
		for r.form != i {
			cmd = r.Do(kit.ActNextTab, "")
		}
	}
	return cmd
}

func (p *payments) Click(_, y int) tea.Cmd {
	if _, again := p.menu.Click(y); again {
		return p.Do(kit.ActEnter, "")
	}
	return nil
}

func (c *chain) Click(x, y int) tea.Cmd {
	i := c.scroll.SpotAt(c.doc, 0, y)
	if c.step > 0 {
		if i = -1; y >= c.boxes[0] && y < c.boxes[1] && x >= 3 && (x-3)%c.step < c.step-linkWidth {
			i = (x - 3) / c.step
		}
	}
	if i >= 0 && i < len(dossier.Chain(c.diag)) {
		again := c.at == i
		c.at = i
		if n := dossier.Chain(c.diag)[i]; again && n.Ref.ID != "" {
			return c.Do(kit.ActEnter, "")
		}
	}
	return nil
}

func (p *palette) Click(_, y int) tea.Cmd {
	if hit, _ := p.menu.Click(y); hit {
		return p.Do(kit.ActEnter, "")
	}
	return nil
}

func (p *pick) Click(_, y int) tea.Cmd {
	if y >= 2 && y <= 4 {
		p.typing = true
		return nil
	}
	if hit, again := p.list.Click(y); hit {
		again = again && !p.typing
		p.typing = false
		if again {
			return p.Do(kit.ActEnter, "")
		}
	}
	return nil
}
