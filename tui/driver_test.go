package tui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"fpdoctor/checks/record"
	"fpdoctor/tui/kit"
)

// driver plays a person at the keyboard: it sends keys, and does at once what
// commands ask for.
type driver struct {
	t testing.TB
	u *ui
}

func start(t testing.TB, o Options, w, h int) *driver {
	t.Helper()
	d := &driver{t, newUI(o)}
	d.u.pen.Mask.Salt = "fixed"
	d.u.ticking = true // the spinner stands still
	first := d.u.Init()
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	if o.Prepare == nil { // else it waits for ever
		d.run(first)
	}
	return d
}

func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.u.Update(msg)
	d.u.View() // as Bubble Tea does after every message
	d.run(cmd)
}

// run does commands; ticks are left out, so that nothing moves.
func (d *driver) run(cmd tea.Cmd) {
	d.t.Helper()
	for _, msg := range results(cmd) {
		d.send(msg)
	}
}

// neverAnswered is what a service of a test panics with that gives no answer.
const neverAnswered = "no answer"

func results(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	done := make(chan tea.Msg, 1)
	go func() {
		defer func() {
			if r := recover(); r == neverAnswered {
				done <- nil
			} else if r != nil {
				panic(r)
			}
		}()
		done <- cmd()
	}()
	select {
	case msg := <-done:
		switch msg := msg.(type) {
		case nil, kit.TickMsg, tea.QuitMsg:
			return nil
		case tea.BatchMsg:
			var all []tea.Msg
			for _, c := range msg {
				all = append(all, results(c)...)
			}
			return all
		}
		return []tea.Msg{msg}
	case <-time.After(time.Minute):
		panic("a command did not end")
	}
}

// namedKeys are the keys that are no letters, by Bubble Tea's names.
var namedKeys = func() map[string]tea.KeyType {
	out := map[string]tea.KeyType{}
	for t := tea.KeyType(199); t >= -200; t-- {
		if name := (tea.Key{Type: t}).String(); t != tea.KeyRunes && name != "" {
			out[name] = t
		}
	}
	return out
}()

func keyMsg(k string) tea.KeyMsg {
	if t, ok := namedKeys[k]; ok {
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(k)}
}

func (d *driver) keys(list ...string) {
	d.t.Helper()
	for _, k := range list {
		d.send(keyMsg(k))
	}
}

// text is the screen without colours.
func (d *driver) text() string {
	d.u.settle() // for what a test changes beside it
	return d.u.View()
}

// flat is the screen as running text, column by column.
func flat(screen string) string {
	var cols [4]strings.Builder
	for _, row := range strings.Split(screen, "\n") {
		for i, part := range strings.Split(strings.ReplaceAll(row, "┃", "│"), "│") {
			cols[min(i, 3)].WriteString(part + " ")
		}
	}
	var all []string
	for i := range cols {
		all = append(all, strings.Fields(cols[i].String())...)
	}
	return strings.Join(all, " ")
}

func (d *driver) wants(parts ...string) {
	d.t.Helper()
	text := flat(d.text())
	for _, p := range parts {
		if !strings.Contains(text, p) {
			d.t.Errorf("the screen lacks %q:\n%s", p, d.text())
		}
	}
}

// walking is the sale of the walk that is open, as the header names it; empty: none is.
func (d *driver) walking() string {
	title := ansi.Strip(strings.Split(d.text(), "\n")[0])
	if _, deeper, ok := strings.Cut(title, " › "); ok {
		title = deeper
	}
	if !strings.Contains(d.text(), "Connected") {
		return ""
	}
	for _, word := range strings.Fields(title) {
		if _, err := record.ParseQuery(word); err == nil && word != "fpdoctor" {
			return word
		}
	}
	return ""
}

func (d *driver) lacks(parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		if strings.Contains(d.text(), p) {
			d.t.Errorf("the screen shows %q:\n%s", p, d.text())
		}
	}
}
