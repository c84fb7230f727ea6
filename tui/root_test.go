package tui

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/tui/kit"
)

func TestKeysThatDoNothingSayWhy(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	d.keys("a")
	d.wants("This item asks you nothing.")
	d.keys("w")
	d.wants("does nothing here")
	d.keys("esc")
	d.wants("nothing to go back to")
}

func TestMaskHidesEverywhereAndIsRemembered(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	store := &testStore{}
	o.Store = store
	for _, size := range [][2]int{{80, 24}, {160, 50}} {
		d := start(t, o, size[0], size[1])
		d.keys("f2")
		if !store.mask {
			t.Error("the choice was not remembered")
		}
		d.wants("masked")
		for _, k := range []string{"", "1", "2", "5", "6", "0", "4", "d", "tab", "tab", "E", "esc", "c", "enter", "esc", "esc", "e", "tab", "tab", "tab", "esc", "t", "esc", "$", "esc", "?", "esc", ":", "esc", "/"} {
			if k != "" {
				d.keys(k)
			}
			d.lacks(personal...)
		}
		if bye := d.u.farewell(); strings.Contains(bye, "marta") || strings.Contains(bye, "QwErT5y") {
			t.Errorf("the farewell is not masked: %s", bye)
		}
		d.keys("esc", "m")
	}
}

// personal is what the fixture holds that is hidden while masked.
var personal = []string{"marta", "kowal", "studio-nord", "PnT4kq8", "QwErT5y", "4711234", "PARTNER", "Jonas", "49.00", "user_4411", "Gda", "acct_1Q"}

func TestEveryScreenIsMaskedAtEverySize(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		for _, size := range [][2]int{{60, 16}, {100, 30}, {160, 50}} {
			d := s.play(t, size[0], size[1], func(o *Options) { o.Mask = true })
			d.lacks(personal...)
			if s.name != "opening" && !strings.HasPrefix(d.text(), " [masked] ") {
				t.Errorf("%s at %v does not begin with its being masked:\n%s", s.name, size, d.text())
			}
			if kit.FieldOf(d.u.top()) == nil {
				d.keys("y")
				d.lacks(personal...)
				d.keys("Y")
				d.lacks(personal...)
			}
		}
	}
}

// What is typed or pasted is hidden once it is a whole address or id; letters on the
// way to one, and those that narrow a list, are not.
func TestWhatIsTypedIsHiddenOnceItIsWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed  string
		hidden bool
	}{
		{"marta@studio", false}, {"marta@studio-nord.example", true}, {"in_1QwErT5yUiOpAsDf", true}, {"cs_live_a1QwErT5y", true},
		{"4711234", true}, {"ref_47", true}, {"471", false}, {"customer8841", true}, {"marta", false}, {"PARTNER20x", true},
		{"https://dashboard.stripe.com/customers/cus_PnT4kq8WmXo2Lr", true}, {"marta@studio-nord.example ben@hollow.example", true},
		{"Marta <marta@studio-nord.example>", true},
	} {
		o := picking()
		o.Mask = true
		d := start(t, o, 80, 24)
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(c.typed), Paste: true})
		if shown := strings.Contains(d.text(), c.typed); shown == c.hidden {
			t.Errorf("%s: shown %v\n%s", c.typed, shown, d.text())
		}
		d.keys("down") // out of the field
		if shown := strings.Contains(d.text(), c.typed); shown == c.hidden {
			t.Errorf("%s, left: shown %v\n%s", c.typed, shown, d.text())
		}
	}
	d := start(t, withQuery(typoDiagnosis())(), 80, 24)
	d.keys("m", "d", "J", "/")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(buyerMail), Paste: true})
	d.lacks("marta")
	d.keys("enter")
	d.lacks("marta")
}

// A key that is pasted where a sale belongs is never shown, and goes nowhere.
func TestAKeyInTheBoxForASaleIsNotShown(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"rk_live_" + "51QwErT5yUiOpAsDfGhJk", "q8Zt4Wm2Lr9Xo1Pn7Kd5Ba3Vc6Hy0Gu8Te"} {
		d := start(t, picking(), 80, 24)
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key), Paste: true})
		d.lacks(key)
		d.keys("enter")
		d.wants("That looks like a key, not like a sale; it was sent nowhere.")
		d.lacks(key)
	}
}

// The palette says of a key what it does on this screen, as the help does.
func TestPaletteSpeaksOfTheScreenBelow(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.Query = nil
	d := start(t, o, 100, 30)
	d.keys("down", ":")
	d.wants("look again", "type a sale", "sort by time, amount, address or cause")
	d.lacks("search in the JSON", "what became of this item")
}

func TestPaletteDoesWhatItNames(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.keys(":")
	d.keys(strings.Split("chain", "")...)
	d.wants("the whole hand-off as one picture")
	d.keys("enter")
	d.wants("From the click to the commission", "broken here")
}

// Letters whose small form takes more bytes, or less, stand before the hit.

// on is an environment of a terminal in which Shift selects.
func on(o *Options) {
	o.Environ = func(k string) string { return map[string]string{"TERM": "xterm-256color"}[k] }
}

// click clicks the middle of the first row below the header that holds a text.
func (d *driver) click(text string) {
	d.t.Helper()
	for y, row := range strings.Split(d.text(), "\n") {
		if before, _, ok := strings.Cut(row, text); ok && y > 0 {
			d.send(tea.MouseMsg{X: kit.Width(before) + kit.Width(text)/2, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
			return
		}
	}
	d.t.Fatalf("no %q on\n%s", text, d.text())
}

// The mouse works where text can still be selected; how is said once. M is remembered.
func TestTheMouseIsOnWhereShiftSelects(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	on(&o)
	var kept []bool
	o.RememberedMouse = func() *bool { return nil }
	o.KeepMouse = func(_ context.Context, on bool) error { kept = append(kept, on); return nil }
	d := start(t, o, 80, 24)
	d.click("1 Connected")
	d.wants("▸ 1 Connected", "Hold Shift to select text. M switches the mouse off.")
	d.click("4 Lead")
	d.wants("▸ 4 Lead")
	d.lacks("Hold Shift")
	d.send(tea.MouseMsg{X: 50, Y: 10, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown})
	d.lacks(checks.Lead.Question())
	d.keys("l", "y")
	d.wants("To select by hand, holding Shift:")
	d.keys("h", "M")
	d.wants("Mouse off")
	d.click("1 Connected")
	d.wants("▸ 4 Lead")
	d.keys("M", "M")
	if !slices.Equal(kept, []bool{false, true, false}) {
		t.Errorf("kept %v", kept)
	}
	off := false
	o.RememberedMouse = func() *bool { return &off }
	d = start(t, o, 80, 24)
	d.click("1 Connected")
	d.wants("▸ 4 Lead")
	for _, env := range []map[string]string{{"TERM": "linux"}, {"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, {}} {
		o.RememberedMouse, o.Environ = nil, func(k string) string { return env[k] }
		if d = start(t, o, 80, 24); d.u.mouse.on {
			t.Errorf("on in %v", env)
		}
	}
}

// Every key of every footer can be clicked, and the way to here.
func TestTheFooterAndTheHeaderAreClicked(t *testing.T) {
	t.Chdir(t.TempDir())
	for n, s := range scenes() {
		if !share.Has(n, 3) {
			continue
		}
		d := s.play(t, 100, 30, on)
		rows := strings.Split(d.text(), "\n")
		at := 0
		for i, span := range (frame{d.u, d.u.top()}).footer() {
			if span.Role == kit.Keycap {
				byKey, byClick := s.play(t, 100, 30, on), s.play(t, 100, 30, on)
				byClick.u.mouse.on, byClick.u.mouse.explained = true, true
				byKey.keys(kit.Pressed(span.Text))
				emptied(t) // what one saves the other would find
				byClick.send(tea.MouseMsg{X: at + 2, Y: len(rows) - 1, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
				if k, c := byKey.text(), byClick.text(); k != c {
					t.Errorf("%s: %s (%d) clicked:\n%s\npressed:\n%s", s.name, span.Text, i, c, k)
				}
			}
			at += kit.Width(span.Text)
		}
	}
	o := picking()
	on(&o)
	d := start(t, o, 160, 50)
	d.keys("down", "enter", "c", "enter")
	d.wants("Sales › in_1QwErT5yUiOpAsDfGhJkLzXc 1 of 3 › Chain › ")
	d.send(tea.MouseMsg{X: 30, Y: 0, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	d.wants("▸ 4 Lead")
	d.keys("t")
	d.send(tea.MouseMsg{X: 14, Y: 0, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	d.wants("Which sale did not turn its lead into a customer?")
	// Where only the last of it has room, … goes one back.
	d = start(t, o, 60, 16)
	d.keys("down", "enter", "c", "enter")
	d.wants("… › ")
	before, _, _ := strings.Cut(d.text(), "…")
	d.send(tea.MouseMsg{X: kit.Width(before), Y: 0, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	d.wants("From the click to the commission")
}

// emptied removes what was saved in the working directory, which is the test's own.
func emptied(t *testing.T) {
	t.Helper()
	saved, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range saved {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClicks(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		d := start(t, testOptions(typoDiagnosis()), size[0], size[1])
		d.keys("M")
		d.keys("c")
		d.click("Payment")
		d.wants("▸ " + map[bool]string{true: "Payment", false: "● Payment"}[size[0] >= 150])
		d.click("Payment")
		d.wants("Invoice in_1QwErT5yUiOpAsDfGhJkLzXc", "STRIPE")
		d.click("Timeline")
		d.wants("Invoice finalised")
		d.click("Raw")
		d.wants(`"id": "in_1QwErT5yUiOpAsDfGhJkLzXc"`)
		d.keys("esc", "esc", "e")
		d.click("Markdown")
		d.wants("## fpdoctor")
		d.keys("esc", ":")
		d.click("timeline of both")
		d.wants("What happened when, on both sides")
	}
}

func TestThemeSwitchesOnTheSpot(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	o.NoColor = false
	o.Environ = func(k string) string { return map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}[k] }
	d := start(t, o, 80, 24)
	dark := d.text()
	d.keys("T")
	if light := d.text(); light == dark || !strings.Contains(light, "\x1b[") {
		t.Error("the theme did not change")
	}
}

// TestEscAndThenAKey: pressed within half a second, tmux and others send both as
// one key with Alt.
func TestEscAndThenAKey(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	d.keys("d")
	d.wants("metadata fp_uid")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'e'}, Alt: true})
	if len(d.u.stack) != 2 || !strings.Contains(d.text(), " › Report ") {
		t.Errorf("Esc and e lead to %T on %d screens", d.u.top(), len(d.u.stack))
	}
	d.send(tea.KeyMsg{Type: tea.KeyEsc, Alt: true}) // Esc twice
	if len(d.u.stack) != 1 {
		t.Errorf("Esc twice leaves %d screens", len(d.u.stack))
	}
}

// TestWordsInAFieldWithAlt keep their keys.
func TestWordsInAFieldWithAlt(t *testing.T) {
	t.Parallel()
	f := kit.NewField("", false)
	f.Set("one two")
	for _, k := range []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune{'b'}, Alt: true}, {Type: tea.KeyBackspace, Alt: true}} {
		f.Key(k)
	}
	if f.Value() != "two" {
		t.Errorf("%q is left", f.Value())
	}
}

// TestKeysBesideF1ToF3, which some terminals keep for themselves.
func TestKeysBesideF1ToF3(t *testing.T) {
	t.Parallel()
	o := demo()
	d := start(t, o, 80, 24)
	d.keys("/")
	d.keys("ctrl+l")
	d.wants("masked")
	d.keys("ctrl+g")
	d.wants("Keys on this screen")
}

func TestTheMaskKeyIsInEveryFooter(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		d := s.play(t, 80, 24)
		rows := strings.Split(d.text(), "\n")
		if s.name != "opening" && !strings.Contains(rows[len(rows)-1], "mask") {
			t.Errorf("%s: %q", s.name, rows[len(rows)-1])
		}
	}
}

// TestFastKeysAreDoneOneByOne, also where one opens a field for the rest.
func TestFastKeysAreDoneOneByOne(t *testing.T) {
	t.Parallel()
	together := func(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	d.send(together("dt"))
	d.wants("Referral created")
	d.send(together("J/render"))
	d.wants("1 hit", `"rendering_options"`)
	d.keys("enter")
	d.send(together("/metadata")) // no file that was dropped
	d.wants("/metadata", "1 hit")
	d.keys("enter")
	d.send(together("nq"))
	if !d.u.quit {
		t.Error("q was lost")
	}
	for text, want := range map[string]bool{
		"/slip": false, "/home/anna/a.gz": true, "'/tmp/a b.fpcase'": true, "/a.fpcase": true, "a.fpcase": true, "slip": false,
	} {
		if runtime.GOOS != "windows" && isDropped(text) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}

// Every command is found by the words people use, on any screen, with the reason
// where it does nothing just now.
func TestCommandsAreFoundByTheWordsPeopleUse(t *testing.T) {
	t.Parallel()
	for word, shows := range map[string]string{
		"audit": "A         audit", "privacy": "m F2      mask", "profile": "K F3      keys", "export": "e         report", "dark": "T         theme", "describe": "d         details",
		"order": "It belongs to the lists of sales.",
	} {
		d := start(t, testOptions(typoDiagnosis()), 100, 30)
		d.keys(":")
		d.keys(strings.Split(word, "")...)
		if !strings.Contains(d.text(), shows) {
			t.Errorf("%q does not find %q:\n%s", word, shows, d.text())
		}
	}
	// The audit is there from the walk too, and from one of its sales the same audit.
	o := picking()
	d := start(t, o, 100, 30)
	d.keys("A", "j", "enter", "d", "A")
	d.wants("Sales › Audit", "Every lead whose sale is missing")
	d.lacks("›  ")
	d.keys("esc")
	d.wants("Which sale did not turn")
}

// counted counts how often it is laid out.
type counted struct{ times int }

func (c *counted) Title() kit.Line                   { return nil }
func (c *counted) Offers() []kit.Offer               { return nil }
func (c *counted) Do(_ kit.Action, _ string) tea.Cmd { return nil }
func (c *counted) Body(_, _ int) []kit.Line          { c.times++; return nil }

// Screens are laid out once after each message; painting lays nothing out.
func TestScreensAreLaidOutInUpdateOnly(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 80, 24)
	c := &counted{}
	d.u.Push(c)
	d.u.Update(keyMsg("j"))
	if d.u.View(); c.times != 1 {
		t.Errorf("laid out %d times", c.times)
	}
}
