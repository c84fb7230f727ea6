package tui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
	"fpdoctor/checks/record"
	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/tui/profiles"
	"fpdoctor/tui/sale"
)

// TestCaseOnScreen: a case is walked like any sale, says what it is, and has off what
// needs the services, with its reason.
func TestCaseOnScreen(t *testing.T) {
	t.Parallel()
	d := typoDiagnosis()
	o := testOptions(d)
	o.Keys, o.Services = profiles.Keys{}, Services{}
	o.Case = &Case{
		Past: sale.Past{Banner: "A case of then.", Then: map[checks.Item]string{checks.Lead: "Item 4 then: pass; now: fail"}},
		File: "a case.fpcase", Masked: true, Evidence: d.Evidence, At: testNow,
	}
	o.Call.Case = o.Case.File
	s := start(t, o, 100, 30)
	for _, want := range []string{"case", "A case of then.", "✗ FAIL", "Item 4 then: pass; now: fail"} {
		if !strings.Contains(s.text(), want) {
			t.Errorf("%q is not shown:\n%s", want, s.text())
		}
	}
	for _, key := range []string{"r", "R", "W", "/", "$", "K", "A"} {
		s.keys(key)
		if !strings.Contains(s.text(), sale.NotAsked) {
			t.Errorf("%s says:\n%s", key, s.text())
		}
	}
	s.keys("c", "esc", "t", "esc", "e", "esc", "d", "J")
	if !strings.Contains(s.text(), "Raw") {
		t.Errorf("the raw answer is not shown:\n%s", s.text())
	}
	if got := s.u.farewell(); !strings.Contains(got, "fpdoctor check --case 'a case.fpcase'") {
		t.Errorf("%q", got)
	}
}

// saves writes case files as the program does.
func saves(d *checks.Diagnosis, form sale.CaseForm, path string, over bool) error {
	c := casefile.Of(d, "v1.2.3")
	if form != sale.InClear {
		var err error
		if c, err = casefile.Masked(d, "v1.2.3", form == sale.MaskedMoney); err != nil {
			return err
		}
	}
	return c.Save(path, over)
}

// paste sends a text as a terminal does that pastes it.
func (d *driver) paste(text string) {
	d.t.Helper()
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// TestSaveAsACase: from the walk and the report, masked unless it is said twice, and
// never over a file without asking.
func TestSaveAsACase(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a folder")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	found := typoDiagnosis()
	d := checks.Diagnose(found.Evidence, found.Answers, testNow)
	o := testOptions(d)
	s := start(t, o, 100, 30)
	path := filepath.Join(dir, "sale.fpcase")
	holds := func(masked bool) {
		t.Helper()
		c, err := casefile.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if c.Masked != masked || masked == strings.Contains(c.Evidence.Query.Value, d.Subject.Query.Value) {
			t.Errorf("masked is %v, of %s", c.Masked, c.Evidence.Query.Value)
		}
	}

	s.keys("S")
	s.wants("Save as a case", "fpdoctor-case.fpcase", "fpdoctor open FILE", "are replaced by made-up ones")
	s.keys("ctrl+u")
	s.paste("'" + path + "'")
	s.keys("enter")
	s.wants("✓ "+savedNotice()+" ", "sale.fpcase", "4 Lead")
	holds(true)
	if got := s.u.farewell(); !strings.Contains(got, "The case was saved as "+path) {
		t.Errorf("%q", got)
	}

	s.keys("e", "S", "tab", "tab", "ctrl+u")
	s.wants("with personal data")
	s.paste(strings.ReplaceAll(path, " ", `\ `))
	s.keys("enter")
	s.wants("It will hold personal data in clear. Save it all the same?")
	s.keys("-")
	s.wants("Save as ")
	s.keys("enter", "+")
	s.wants("Overwrite it?")
	s.keys("-")
	holds(true)
	s.keys("enter", "+", "+")
	holds(false)
	s.wants("Report")
	s.keys("S", "ctrl+u", "/", "x", "/", "y", "enter")
	s.wants("Not saved: that folder does not exist.")
	s.keys("esc")
	s.wants("Report")
}

// TestSaveFromTheAudit asks for a sale once more, as an audit keeps little of each.
func TestSaveFromTheAudit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	found := typoDiagnosis()
	d := checks.Diagnose(found.Evidence, found.Answers, testNow)
	o := testOptions(d)
	s := start(t, o, 100, 30)
	s.keys("A", "j", "j", "S", "ctrl+u")
	path := filepath.Join(dir, "one.fpcase")
	s.paste(path)
	s.keys("enter")
	s.wants("✓ Saved")
	if c, err := casefile.Open(path); err != nil || !c.Masked {
		t.Errorf("%v", err)
	}
	s.keys("g", "j", "j", "v", "v")
	s.wants("2 sales picked. S saves them as cases.")
	s.keys("S")
	s.wants("2 sales, a file each in a folder.")
	s.keys("ctrl+u")
	s.paste(filepath.Join(dir, "all of them"))
	s.keys("enter")
	for _, name := range []string{"case-01.fpcase", "case-02.fpcase"} {
		if _, err := casefile.Open(filepath.Join(dir, "all of them", name)); err != nil {
			t.Error(err)
		}
	}
}

// TestDropACase: a case file that is dropped on the first screen opens in place of all
// else, and Esc goes back to what was there.
func TestDropACase(t *testing.T) {
	t.Parallel()
	found := typoDiagnosis()
	d := checks.Diagnose(found.Evidence, found.Answers, testNow)
	path := filepath.Join(t.TempDir(), "their sale.fpcase")
	if err := saves(&d, sale.Masked, path, false); err != nil {
		t.Fatal(err)
	}
	o := testOptions(d)
	o.Query = nil
	o.Services.OpenCase = func(path string) (*Case, error) {
		c, err := casefile.Open(path)
		if err != nil {
			return nil, err
		}
		return &Case{Past: sale.Past{Banner: "A case of then."}, File: path, Masked: c.Masked, Evidence: c.Evidence, Answers: c.Answers, At: c.At}, nil
	}
	s := start(t, o, 100, 30)
	mine := s.text()
	for _, dropped := range []string{"'" + path + "'", strings.ReplaceAll(path, " ", `\ `), "file://" + strings.ReplaceAll(path, " ", "%20"), path + " "} {
		s.paste(dropped)
		s.wants("[case]", "A case of then.", "4 Lead")
		if strings.Contains(s.text(), d.Subject.Email) {
			t.Errorf("%s shows what is not in it:\n%s", dropped, s.text())
		}
		s.keys("r")
		s.wants(sale.NotAsked)
		s.keys("K")
		s.wants(sale.NotAsked)
		s.keys("c", "esc", "m", "m", "esc")
		if got := s.text(); !strings.Contains(got, "Which sale did not") || strings.Contains(got, "[case]") || len(s.u.Recent) > 0 {
			t.Errorf("Esc leads to\n%s\nand not back to\n%s", got, mine)
		}
	}
	s.paste("/none/of/these.fpcase")
	s.wants("Not opened: /none/of/these.fpcase: ")
	s.keys("A")
	s.wants("Every lead whose sale is missing")
}

// TestACaseLooksAsItDid: the screens of a case show what they showed when it was saved,
// but for its sign and its banner; masked, the same six items.
func TestACaseLooksAsItDid(t *testing.T) {
	now := time.Now()
	server, err := sandbox.Start(sandbox.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for i, sc := range server.Scenarios() {
		if !sc.Shown(sandbox.V2) || i%4 != 3 || !share.Has(i/4, 5) {
			continue
		}
		t.Run(sc.Name, func(t *testing.T) {
			ev := evidenceOf(t, server, sc)
			d := checks.Diagnose(ev, record.Answers{}, now)
			inClear, inMask := caseOptions(t, &d, sale.InClear), caseOptions(t, &d, sale.Masked)
			for k, size := range [][2]int{{80, 24}, {160, 50}} {
				if !share.Has(i/20+k, 2) {
					continue // one of them by turns
				}
				live := start(t, liveOptions(&d), size[0], size[1])
				clear := start(t, inClear, size[0], size[1])
				masked := start(t, inMask, size[0], size[1])
				for _, key := range []string{"", "1", "2", "3", "4", "5", "6", "right", "esc", "0", "d", "J", "esc", "c", "esc", "t", "esc", "e", "esc"} {
					for _, s := range []*driver{live, clear, masked} {
						if key != "" {
							s.keys(key)
						}
					}
					if was, is := live.middle(), clear.middle(); was != is {
						t.Fatalf("after %q at %v:\n%s\nand was\n%s", key, size, is, was)
					}
					if was, is := live.items(), masked.items(); was != is {
						t.Fatalf("after %q at %v the masked case has %s, and was %s", key, size, is, was)
					}
				}
				clear.wants("[case]")
			}
		})
	}
}

func liveOptions(d *checks.Diagnosis) Options {
	o := testOptions(*d)
	o.Services.Diagnose, o.Now = nil, func() time.Time { return d.At }
	return o
}

// caseOptions show the sale from a file.
func caseOptions(t *testing.T, d *checks.Diagnosis, form sale.CaseForm) Options {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.fpcase")
	if err := saves(d, form, path, false); err != nil {
		t.Fatal(err)
	}
	c, err := casefile.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	o := liveOptions(d)
	o.Query, o.Services, o.Answers = nil, Services{}, c.Answers
	o.Case = &Case{Past: sale.Past{Banner: "A case."}, File: path, Masked: c.Masked, Evidence: c.Evidence, Answers: c.Answers, At: c.At}
	return o
}

// middle is the screen without its first row and the last two.
func (d *driver) middle() string {
	rows := strings.Split(d.text(), "\n")
	return strings.Join(rows[1:len(rows)-2], "\n")
}

// items are the items in the list of the walk with their states.
func (d *driver) items() string {
	return strings.Join(regexp.MustCompile(`[1-6] (?:Connected|Account|Mode|Lead|Payment|Coupon) +\S+ \w+`).FindAllString(d.text(), -1), ", ")
}
