package tui

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/record"
	"fpdoctor/checks/report"
)

func TestAChoiceJustBeforeQuittingIsKept(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	store := &testStore{}
	o.Store = store
	u := newUI(o)
	u.Init()
	u.Update(sized(80, 24))
	u.Update(keyMsg("m")) // the command that remembers is never run
	u.Update(keyMsg("q"))
	rememberLast(u)
	if !store.mask {
		t.Error("the choice of masking was lost")
	}
}

func TestCopySaysWhereTo(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	var clip string
	places := []string{"the system clipboard", "tmux’s buffer"}
	var term strings.Builder
	o.Services.Copy = func(_ context.Context, s string) []string { clip = s; return places }
	o.Out = &term
	d := start(t, o, 120, 40)
	d.keys("y")
	if clip != buyerMail {
		t.Errorf("copied %q", clip)
	}
	d.wants("✓ Copied the value to the system clipboard and tmux’s buffer: " + buyerMail)
	d.keys("m", "y")
	if strings.Contains(clip, "marta") {
		t.Error("the copy is not masked")
	}
	d.wants("✓ Copied the value, masked, to the system clipboard")
	d.keys("Y")
	if clip != buyerMail {
		t.Errorf("copied %q in place of the real value", clip)
	}
	d.wants("✓ The real value went to the system clipboard and tmux’s buffer, unmasked. It is not on screen.")
	d.lacks("marta")
	d.keys("right", "down", "Y")
	if !strings.Contains(clip, `{"email":"`+buyerMail+`"}`) {
		t.Errorf("the real command holds no address: %q", clip)
	}
	d.wants("✓ The real command went to the system clipboard")
	d.keys("esc", "e", "Y")
	if !strings.Contains(clip, buyerMail) {
		t.Errorf("the real report holds no address: %.80s", clip)
	}
	d.keys("esc", "d", "J", "Y")
	if !strings.Contains(clip, `"email": "`+buyerMail+`"`) {
		t.Errorf("the real JSON holds no address: %.80s", clip)
	}
	d.lacks("marta")
	d.keys("esc", "m", "Y")
	d.wants("Personal data is shown, so y copies it as it is.")
	if term.Len() > 0 {
		t.Errorf("the terminal was given %q too", term.String())
	}
}

// Where no clipboard is known to have taken it, nothing is said to be copied, and
// the value stands there whole, to be selected.
func TestWhatTheTerminalMayNotTakeIsNotSaidToBeCopied(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, begins string
		env          map[string]string
	}{
		{"a terminal", "\x1b]52;c;", map[string]string{"TERM": "xterm-256color"}},
		{"tmux that could not be asked", "\x1b]52;c;", map[string]string{"TERM": "screen-256color", "TMUX": "/gone,1,0"}},
		{"GNU screen", "\x1bP\x1b]52;c;", map[string]string{"TERM": "screen.xterm-256color"}},
	} {
		o := testOptions(typoDiagnosis())
		var term strings.Builder
		o.Out, o.Environ = &term, func(k string) string { return c.env[k] }
		o.Services.Copy = func(context.Context, string) []string { return nil }
		d := start(t, o, 60, 24)
		d.keys("y")
		d.wants("! Sent the value to the terminal, which may not take it. To select by hand")
		if runtime.GOOS != "windows" { // the mouse is left to its console
			d.wants("To select by hand, holding Shift:")
		}
		d.lacks("✓ Copied", "✓ Sent")
		if rows := strings.Split(d.text(), "\n"); !slices.ContainsFunc(rows, func(r string) bool { return strings.TrimSpace(r) == buyerMail }) {
			t.Errorf("%s: the value does not stand alone on a row:\n%s", c.name, d.text())
		}
		if !strings.HasPrefix(term.String(), c.begins) || !strings.Contains(term.String(), base64.StdEncoding.EncodeToString([]byte(buyerMail))) {
			t.Errorf("%s was sent %q", c.name, term.String())
		}
		d.keys("e", "y")
		d.wants("! Sent the report to the terminal, which may not take it. w saves it to a file.")
	}
}

func TestOpenShowsTheLink(t *testing.T) {
	t.Parallel()
	o := testOptions(typoDiagnosis())
	var opened string
	var term strings.Builder
	o.Out = &term
	o.Services.Open = func(_ context.Context, url string) error { opened = url; return errors.New("no browser") }
	d := start(t, o, 120, 40)
	d.keys("o")
	if opened != "https://dashboard.stripe.com/customers/cus_PnT4kq8WmXo2Lr" {
		t.Errorf("opened %q", opened)
	}
	d.wants("Sent the link, as no browser could be started here, to the terminal, which may not take it. To select by hand: " + opened)
	if !strings.Contains(term.String(), base64.StdEncoding.EncodeToString([]byte(opened))) {
		t.Errorf("the link was not copied: %q", term.String())
	}
}

// savedNotice is what is said of a file that was saved.
func savedNotice() string {
	if runtime.GOOS == "windows" {
		return "Saved:" // a mode sets no access list there
	}
	return "Saved, readable only for you:"
}

func TestReportIsSavedForItsOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	d := start(t, testOptions(typoDiagnosis()), 150, 30)
	d.keys("e", "f", "f", "w", "enter")
	name := "fpdoctor-in_1QwErT5yUiOpAsDfGhJkLzXc.md"
	d.wants(savedNotice(), dir, name) // the whole way there
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("rights %v", info.Mode())
	}
	before, _ := os.ReadFile(name)
	d.keys("m", "w")
	d.keys("ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)})
	d.keys("enter")
	d.wants("Overwrite it?")
	d.lacks(name)
	d.keys("-")
	if after, _ := os.ReadFile(name); string(after) != string(before) {
		t.Error("overwritten without a yes")
	}
	d.keys("w", "ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)})
	d.keys("enter", "+")
	if after, _ := os.ReadFile(name); strings.Contains(string(after), "marta") {
		t.Error("the masked report holds an address")
	}
	if f := d.u.farewell(); !strings.Contains(f, "saved as fpdoctor-") || strings.Contains(f, name) {
		t.Errorf("masked, the farewell names the report, not the sale: %s", f)
	}
	d.keys("m")
	if f := d.u.farewell(); !strings.Contains(f, "saved as "+filepath.Join(dir, name)) {
		t.Errorf("the farewell does not name the report: %s", f)
	}
	d.keys("w", "ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("no/such/folder/x")})
	d.keys("enter")
	d.wants("that folder does not exist")
}

func TestFarewellIsThreeLinesAtMost(t *testing.T) {
	t.Parallel()
	for _, diag := range []checks.Diagnosis{typoDiagnosis(), goodDiagnosis(), askDiagnosis(), errorDiagnosis()} {
		d := start(t, testOptions(diag), 80, 24)
		if n := strings.Count(d.u.farewell(), "\n"); n < 1 || n > 3 {
			t.Errorf("%d lines: %s", n, d.u.farewell())
		}
	}
}

// Even a value copied to the letter holds no key.
func TestNoKeyIsCopied(t *testing.T) {
	t.Parallel()
	d := start(t, testOptions(typoDiagnosis()), 100, 30)
	key := "sk_live_" + "abcdefghijklmnop"
	if got := d.u.pen.Exact(record.Piece{Kind: record.KindID, Value: key}); strings.Contains(got, key[8:]) {
		t.Error(got)
	}
}

// Every screen of a sale copies the command that prints it, and every text tells the
// one that opens it on the screens.
func TestTheWayBetweenTextAndScreen(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	o := testOptions(found)
	o.Call = report.Call{Flags: []string{"--profile", "shop two"}}
	var copied string
	o.Services.Copy = func(_ context.Context, text string) []string {
		copied = text
		return []string{"the clipboard"}
	}
	d := start(t, o, 100, 40)
	id := found.Subject.Query.Typed
	for _, c := range []struct{ keys, want string }{
		{"", "fpdoctor check --profile 'shop two' " + id},
		{"d", "fpdoctor check --profile 'shop two' " + id},
		{"esc c", "fpdoctor check --profile 'shop two' " + id},
		{"esc W", "fpdoctor check --profile 'shop two' --watch " + id},
		{"esc esc e", "fpdoctor check --profile 'shop two' --format short " + id},
		{"f", "fpdoctor check --profile 'shop two' " + id},
		{"esc m", "fpdoctor check --profile 'shop two' --mask " + id},
		{"m A", "fpdoctor audit --profile 'shop two'"},
	} {
		copied = ""
		d.keys(strings.Fields(c.keys)...)
		d.keys("!")
		if copied != c.want {
			t.Errorf("after %q it copies %q, want %q\n%s", c.keys, copied, c.want, d.text())
		}
	}
	d = start(t, o, 100, 40)
	d.keys("e")
	for _, want := range []string{"On screen: fpdoctor --profile 'shop two' " + id, "On screen: fpdoctor --profile 'shop two' " + id, "On screen: `fpdoctor --profile 'shop two' " + id + "`"} {
		d.keys("y")
		if !strings.HasSuffix(copied, want+"\n") {
			t.Errorf("it ends with %q, not %q", copied[max(0, len(copied)-120):], want)
		}
		d.keys("f")
	}
	d.keys(":")
	d.keys(strings.Split("print", "")...)
	d.wants("copy command")
}
