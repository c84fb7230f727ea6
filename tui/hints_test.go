package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks/sandbox/share"
	"fpdoctor/tui/kit"
)

// arrows are the keys of the hint ↑↓, in the order in which they are tried.
var arrows = []string{"down", "up"}

// pressed is a key as Bubble Tea names it, of the key as a hint or the help shows it.
var pressed = map[string]string{
	"↑": "up", "↓": "down", "←": "left", "→": "right", "PgUp": "pgup", "PgDn": "pgdown", "Home": "home", "End": "end", "Tab": "tab",
	"shift+Tab": "shift+tab", "Enter": "enter", "Esc": "esc", "Backspace": "backspace", "Space": " ", "F1": "f1", "F2": "f2", "F3": "f3",
	"Up": "up", "Down": "down", "Left": "left", "Right": "right",
}

func keysShown(shown string) []string {
	var out []string
	for _, k := range strings.Fields(shown) {
		switch {
		case k == "↑↓":
			out = append(out, arrows...)
		case k == "1–6":
			out = append(out, "1", "2", "3", "4", "5", "6")
		case pressed[k] != "":
			out = append(out, pressed[k])
		default:
			out = append(out, k)
		}
	}
	return out
}

// doing presses a key on a scene and says what came of it.
func (s scene) doing(t *testing.T, w, h int, key string) (changed bool, toast string) {
	t.Helper()
	opened, copied := "", false
	d := s.play(t, w, h, func(o *Options) {
		o.Services.Open = nil
		o.NoColor = true
	})
	before, deep, mask, theme := d.u.View(), len(d.u.stack), d.u.pen.Mask.On, d.u.theme.Ground
	_, cmd := d.u.Update(keyMsg(key))
	d.u.View()
	toast = d.u.toast.Text()
	for _, msg := range results(cmd) {
		switch m := msg.(type) {
		case openedMsg:
			opened = m.url
		case copiedMsg:
			copied = true
		case tea.Msg:
			d.send(m)
		}
	}
	changed = d.u.quit || opened != "" || copied || len(d.u.stack) != deep || mask != d.u.pen.Mask.On || theme != d.u.theme.Ground || cmd != nil
	if !changed {
		changed = d.u.View() != before
	}
	return changed, toast
}

// unknown reports whether a toast says that a key is none here.
func unknown(toast string) bool { return strings.Contains(toast, "does nothing here") }

// sizesOfTour are those at which every screen is visited.
var sizesOfTour = [][2]int{{60, 16}, {80, 24}, {100, 30}, {160, 50}}

// Every key in a footer does something, and is not told to be none.
func TestEveryHintOfAFooterWorks(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, s := range scenes() {
		tried := map[string]bool{} // at another size
		for _, size := range sizesOfTour {
			t.Run(fmt.Sprintf("%s/%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				d := s.play(t, size[0], size[1])
				footer := frame{d.u, d.u.top()}.footer()
				for i, span := range footer {
					if span.Role != kit.Keycap {
						continue
					}
					hint := span.Text + footer[i+1].Text
					if tried[hint] && !share.Whole() {
						continue
					}
					tried[hint] = true
					some := false
					for _, key := range keysShown(span.Text) {
						changed, toast := s.doing(t, size[0], size[1], key)
						if unknown(toast) {
							t.Errorf("%s: %s", hint, toast)
						}
						some = some || changed
					}
					if !some {
						t.Errorf("%s does nothing", hint)
					}
				}
			})
		}
	}
}

// Every key that the help names for a screen works there, or the help says why not.
func TestEveryKeyOfTheHelpWorks(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			d := s.play(t, 100, 30)
			if kit.Waits(d.u.top()) {
				return
			}
			h := newHelp(d.u, d.u.top())
			d.u.stack = append(d.u.stack, h)
			own, move, always, _ := h.rows()
			if !share.Has(i, 6) {
				always = nil
			}
			for _, r := range slices.Concat(own, move, always) {
				for _, key := range keysShown(r.keys) {
					if key == "ctrl+z" {
						continue // stops this very test
					}
					changed, toast := s.doing(t, 100, 30, key)
					switch {
					case r.off != "" && strings.HasPrefix(r.off, "It is a letter"):
					case r.off != "" && toast != r.off:
						t.Errorf("%s (%s) is told not to work, %q, and does: %q", key, r.text, r.off, toast)
					case r.off == "" && (unknown(toast) || !changed && !moves(move, own, r)):
						t.Errorf("%s (%s) does nothing: %q", key, r.text, toast)
					}
				}
			}
		})
	}
}

// moves reports whether a row is for moving about, where there may be nowhere to go.
func moves(move, own []helpRow, r helpRow) bool {
	return slices.Contains(move, r) || strings.HasPrefix(r.text, "up and down") || slices.ContainsFunc(kit.Bindings, func(b kit.Binding) bool {
		return b.Help == r.text && (b.Group == kit.GroupMove || b.Act == kit.ActItem || b.Act == kit.ActPrevious || b.Act == kit.ActNext)
	})
}

// The list of commands has everything by the words that people have for it, and says why
// it cannot be done just now.
func TestTheCommandsAreFoundByPeoplesWords(t *testing.T) {
	t.Parallel()
	words := map[string]kit.Action{
		"audit": kit.ActAudit, "keys": kit.ActKeys, "report": kit.ActReport, "mask": kit.ActMask, "theme": kit.ActTheme, "save": kit.ActSave,
		"watch": kit.ActWatch, "copy": kit.ActCopy, "mouse": kit.ActMouse, "json": kit.ActRaw, "help": kit.ActHelp, "quit": kit.ActQuit,
		"refresh": kit.ActRecheck, "browser": kit.ActOpen, "history": kit.ActTimeline, "export": kit.ActReport, "privacy": kit.ActMask,
		"colors": kit.ActTheme, "sort": kit.ActSort, "find": kit.ActSale, "done": kit.ActDone, "exit": kit.ActQuit, "profile": kit.ActKeys,
	}
	for _, s := range scenes() {
		d := s.play(t, 100, 30)
		if top := d.u.top(); kit.Waits(top) || strings.HasPrefix(s.name, "palette") {
			continue
		}
		d.keys("ctrl+p")
		p, ok := d.u.top().(*palette)
		if !ok {
			t.Errorf("%s: no commands:\n%s", s.name, d.text())
			continue
		}
		for word, act := range words {
			p.input.Set(word)
			list := p.list()
			i := slices.IndexFunc(list, func(o kit.Offer) bool { return o.Act == act })
			switch {
			case i < 0:
				t.Errorf("%s: %q does not find %s", s.name, word, act)
			case list[i].Off != "" && !strings.HasSuffix(list[i].Off, "."):
				t.Errorf("%s: %s cannot be done, for %q", s.name, act, list[i].Off)
			}
		}
	}
}
