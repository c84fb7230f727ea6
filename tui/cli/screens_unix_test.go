//go:build unix

package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
)

// patience is how long a test waits for what should come at once: only a program
// that hangs uses it up, also on a busy machine.
const patience = 2 * time.Minute

// screenTest is the real program in a terminal of its own, with steps that
// read as a person's.
type screenTest struct {
	*testing.T
	server string
	home   string
}

var terminals atomic.Int64

// onScreen starts the program in tmux. env holds NAME=value pairs.
func onScreen(t *testing.T, size string, env []string, args ...string) *screenTest {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI needs tmux for the tests of the screens")
		}
		t.Skip("needs tmux; CI installs it")
	}
	program, err := exec.LookPath("fpdoctor")
	if err != nil {
		t.Fatal(err)
	}
	s := &screenTest{T: t, server: fmt.Sprintf("fpdoctor-test-%d-%d", os.Getpid(), terminals.Add(1)), home: t.TempDir()}
	t.Cleanup(s.end)
	base := []string{
		"HOME=" + s.home, "XDG_CONFIG_HOME=" + filepath.Join(s.home, "config"), "PATH=" + os.Getenv("PATH"), "TERM=tmux-256color",
		"COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC", "DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(s.home, "none"),
	}
	columns, lines, _ := strings.Cut(size, "x")
	command := quoted(slices.Concat([]string{"env", "-i"}, base, env, []string{program}, args)...)
	if len(args) > 0 && args[0] == aShell {
		command = quoted(slices.Concat([]string{"env", "-i"}, base, env, []string{"bash", "--norc", "--noprofile", "-i"})...)
	}
	command = strings.Replace(command, quoted(insideTmux), `"TMUX=$TMUX" "TMUX_PANE=$TMUX_PANE"`, 1)
	s.tmux("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", lines, command+`; echo "[left with $?]"; read -r wait`)
	return s
}

// insideTmux among env lets the program know the tmux it runs in.
const insideTmux = "TMUX"

// aShell in the place of arguments opens a shell, to start the program from.
const aShell = "a shell"

// What is copied inside tmux is in tmux's buffer, to the letter, whatever tmux
// does with escape sequences.
func TestACopyInsideTmuxArrives(t *testing.T) {
	t.Parallel()
	for _, clipboard := range []string{"external", "off"} {
		s := onScreen(t, "80x24", []string{insideTmux}, "--demo", typo(t))
		s.tmux("set", "-g", "set-clipboard", clipboard)
		s.until("differ by a typing")
		s.keys("y")
		s.until("✓ Copied the value to tmux’s buffer: ")
		row := s.screen()
		_, shown, _ := strings.Cut(flat(row), "tmux’s buffer: ")
		shown, _, _ = strings.Cut(shown, " ")
		if held := s.tmux("show-buffer"); held != shown || !strings.Contains(held, "@") {
			t.Errorf("the buffer holds %q, and the screen says %q", held, shown)
		}
		s.keys("e")
		s.until("personal data shown")
		s.keys("y")
		s.until("✓ Copied the report to tmux’s buffer: ")
		if held := s.tmux("show-buffer"); strings.Count(held, "\n") < 5 {
			t.Errorf("of the report the buffer holds %q", held)
		}
	}
}

func quoted(words ...string) string {
	var out []string
	for _, w := range words {
		out = append(out, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
	}
	return strings.Join(out, " ")
}

// end takes the terminal away and the folder with it: what ran in it may write there
// for a moment more, as it is told to end.
func (s *screenTest) end() {
	_ = exec.Command("tmux", "-L", s.server, "kill-server").Run()
	for deadline := time.Now().Add(patience); os.RemoveAll(s.home) != nil && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond) // between two looks at another process's files
	}
}

func (s *screenTest) tmux(args ...string) string {
	s.Helper()
	out, err := exec.Command("tmux", append([]string{"-L", s.server}, args...)...).CombinedOutput()
	if err != nil {
		s.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (s *screenTest) keys(keys ...string) {
	s.Helper()
	s.tmux(append([]string{"send-keys"}, keys...)...)
}

func (s *screenTest) text(text string) { s.Helper(); s.tmux("send-keys", "-l", text) }

// screen is what is shown. A frame comes in pieces and ends with the cursor at the left of
// the last row; its rest is waited for a moment, as it need not be a frame: a shell writes
// below one when it stops the program.
func (s *screenTest) screen() (shown string) {
	s.Helper()
	const alternate, column, rowsLeft = "#{alternate_on}", "#{cursor_x}", "#{e|-:#{pane_height},#{cursor_y}}"
	for range 20 {
		at, rows, _ := strings.Cut(s.tmux("display-message", "-p", alternate+" "+column+" "+rowsLeft, ";", "capture-pane", "-p", "-J"), "\n")
		if shown = rows; at == "1 0 1" || strings.HasPrefix(at, "0") {
			break
		}
		time.Sleep(10 * time.Millisecond) // between two looks at another process's screen
	}
	return strings.ReplaceAll(shown, "\u00a0", " ")
}

// until waits for a text; line breaks and frames in between do not matter.
func (s *screenTest) until(want string) {
	s.Helper()
	s.wait(want, func(screen string) bool { return strings.Contains(flat(screen), flat(want)) })
}

func (s *screenTest) gone(text string) {
	s.Helper()
	s.wait("no "+text, func(screen string) bool { return !strings.Contains(flat(screen), flat(text)) })
}

func (s *screenTest) wait(what string, ok func(string) bool) {
	s.Helper()
	pause := 15 * time.Millisecond // between two looks at another process's screen
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); pause = min(2*pause, 60*time.Millisecond) {
		if ok(s.screen()) {
			return
		}
		time.Sleep(pause)
	}
	s.Fatalf("never on the screen: %s\n%s", what, s.screen())
}

// never looks at everything that was ever shown.
func (s *screenTest) never(texts ...string) {
	s.Helper()
	all := s.tmux("capture-pane", "-p", "-J", "-S", "-")
	for _, x := range texts {
		if strings.Contains(all, x) {
			s.Errorf("on the screen: %q\n%s", x, all)
		}
	}
}

// resize waits for nothing: until does.
func (s *screenTest) resize(size string) {
	s.Helper()
	columns, lines, _ := strings.Cut(size, "x")
	s.tmux("resize-window", "-x", columns, "-y", lines)
}

var frames = regexp.MustCompile(`[│┃╭╮╰╯─▸\s]+`)

func flat(s string) string { return frames.ReplaceAllString(s, " ") }

// typo is the demo's sale with a typing slip in the lead's address.
func typo(t testing.TB) string {
	t.Helper()
	return saleNamed(t, "email-typo")
}

// TestFirstVisit goes from no keys at all to a verdict, and never shows a key.
func TestFirstVisit(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	s := onScreen(t, "80x24", []string{"FPDOCTOR_STRIPE_API_BASE=" + server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + server.FirstPromoterBase})
	s.until("Two keys, and fpdoctor can look at both sides")
	s.text(server.StripeKey)
	s.keys("Enter")
	s.until("The key works")
	s.keys("Enter")
	s.until("FirstPromoter key")
	s.text(server.FirstPromoterKey)
	s.keys("Enter")
	s.until("It is in the same panel")
	s.text(server.AccountID)
	s.keys("Enter")
	s.until("API v2")
	s.keys("Enter")
	s.until("Use them for this run only")
	s.keys("-")
	s.until("Which sale did not turn its lead into a customer?")
	s.text(server.Scenarios()[0].Sale)
	s.keys("Enter")
	s.until("Nothing is wrong with this sale")
	s.keys("q")
	s.until("[left with 0]")
	s.never(server.StripeKey, server.FirstPromoterKey)
	if files, _ := filepath.Glob(filepath.Join(s.home, "config", "*", "*")); len(files) > 0 {
		t.Errorf("this run only, and yet there is %v", files)
	}
}

// TestNoProgramGetsTheKeys: a browser opener and a clipboard helper are other
// people's programs, and what they get in their environment they may pass on.
func TestNoProgramGetsTheKeys(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	bin, copied := t.TempDir(), t.TempDir()
	for _, name := range []string{"xdg-open", "open", "xclip", "xsel", "wl-copy", "pbcopy"} {
		script := "#!/bin/sh\n{ env; echo end; } >" + quoted(filepath.Join(copied, name)) + "\n"
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := onScreen(t, "100x30", []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "DISPLAY=:99", "CANARY=sings",
		"STRIPE_API_KEY=" + server.StripeKey, "FIRSTPROMOTER_API_KEY=" + server.FirstPromoterKey, "FIRSTPROMOTER_ACCOUNT_ID=" + server.AccountID,
		"FPDOCTOR_STRIPE_API_BASE=" + server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + server.FirstPromoterBase,
	}, server.Scenarios()[0].Sale)
	s.until("Nothing is wrong with this sale")
	s.until("at " + strings.TrimPrefix(server.StripeBase, "http://"))
	s.keys("1") // an item that has a link
	for _, key := range []string{"o", "y"} {
		s.keys(key)
		s.wait("a program was started by "+key, func(string) bool {
			files, err := filepath.Glob(filepath.Join(copied, "*"))
			return err == nil && len(files) > 0
		})
		files, err := filepath.Glob(filepath.Join(copied, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			s.wait("the whole of "+file, func(string) bool {
				got, err := os.ReadFile(file)
				return err == nil && strings.HasSuffix(string(got), "end\n")
			})
			got, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(got), "CANARY=sings") {
				t.Errorf("%s did not get the environment that this is about", filepath.Base(file))
			}
			if strings.Contains(string(got), server.StripeKey) || strings.Contains(string(got), server.FirstPromoterKey) {
				t.Errorf("%s got a key", filepath.Base(file))
			}
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.keys("q")
}

// TestLinkIsCopiedWhereNothingOpens: an opener that finds no browser says so by its
// exit status alone.
func TestLinkIsCopiedWhereNothingOpens(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	for _, name := range []string{"xdg-open", "open"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\nexit 3\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := onScreen(t, "100x30", []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "DISPLAY=:99"}, "--demo", typo(t))
	s.until("The addresses differ by a typing")
	s.keys("o")
	s.until("as no browser could be started here")
	s.keys("q")
}

// TestFromTheSaleToTheRemedy: with SALE given no key at all is needed; from the
// list it is one. Then the object, its tabs, and back.
func TestFromTheSaleToTheRemedy(t *testing.T) {
	t.Parallel()
	s := onScreen(t, "100x30", nil, "--demo", typo(t))
	s.until("The addresses differ by a typing")
	s.until("change the lead’s e-mail address in FirstPromoter")
	s.keys("d")
	s.until("Compare Timeline Raw")
	s.until("≠")
	s.keys("Tab")
	s.until("created")
	s.keys("Tab")
	s.until("\"id\"")
	s.keys("Escape")
	s.until("WHAT TO DO")
	s.keys("c")
	s.until("From the click to the commission")
	s.until("broken here")
	s.keys("Escape")
	s.until("WHAT TO DO")
	s.keys("r")
	s.until("differ by a typing")
	s.keys("q")
	s.until("[left with 0]")
	s.until("differ by a typing")
}

// TestWatchingUntilItArrives: FirstPromoter takes a fresh sale up while the
// person looks on, without a key being pressed.
func TestWatchingUntilItArrives(t *testing.T) {
	t.Parallel()
	clock := sharedClock(filepath.Join(t.TempDir(), "clock"))
	server, err := sandbox.Start(sandbox.Options{Now: clock.now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	var env []string
	if !share.Whole() { // in whole the program really waits between its requests
		env = append(env, "TEST_CLOCK="+string(clock))
	}
	for k, v := range around(t, server).env {
		env = append(env, k+"="+v)
	}
	s := onScreen(t, "100x30", env, saleOf(t, server, "arriving"))
	s.until("less than two minutes old")
	s.keys("W")
	s.until("Paid. FirstPromoter does not show it yet.")
	s.until("The next look is in")
	if err := clock.forward(2 * time.Minute); err != nil {
		t.Fatal(err)
	}
	s.until("It has arrived. FirstPromoter has recorded this sale")
	s.until("5 Payment ! warn → ✓ pass")
	s.keys("Enter")
	s.until("Nothing is wrong with this sale")
	s.keys("q")
	s.until("[left with 0]")
	s.until("nothing wrong found")
}

// TestMaskedToTheLastLine: what is hidden stays hidden, also after quitting.
func TestMaskedToTheLastLine(t *testing.T) {
	t.Parallel()
	sale := typo(t)
	s := onScreen(t, "80x24", nil, "--demo", "--mask", sale)
	s.until("differ by a typing")
	s.until("masked")
	s.keys("d")
	s.until("Compare")
	s.keys("Escape")
	s.until("WHAT TO DO")
	s.keys("q")
	s.until("[left with 0]")
	s.never(sale, "ashcombe", "29.00 USD")
	for _, row := range strings.Split(s.screen(), "\n") {
		if strings.HasPrefix(row, " ") {
			t.Errorf("a row after leaving begins at no left edge: %q", row)
		}
	}
}

// TestReportIsSavedForOneselfOnly: it is saved for its owner alone, asks before
// it overwrites, and says what became of a copy.
func TestReportIsSavedForOneselfOnly(t *testing.T) {
	t.Parallel()
	s := onScreen(t, "100x30", nil, "--demo", typo(t))
	file := filepath.Join(s.home, "report.md")
	save := func() {
		t.Helper()
		s.keys("w")
		s.until("Save as")
		s.keys("C-u")
		s.text(file)
		s.keys("Enter")
	}
	s.until("differ by a typing")
	s.keys("e")
	s.until("save")
	s.keys("y")
	s.until("Sent the report to the terminal, which may not take it. w saves it to a file.")
	if err := os.WriteFile(file, []byte("older"), 0o644); err != nil {
		t.Fatal(err)
	}
	save()
	s.until("Overwrite it?")
	s.keys("-")
	s.gone("Overwrite it?")
	if old, _ := os.ReadFile(file); string(old) != "older" {
		t.Errorf("- overwrote the file: %q", old)
	}
	save()
	s.until("Overwrite it?")
	s.keys("+")
	s.until("readable only for you")
	saved, _ := os.ReadFile(file)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(string(saved), "differ by a typing") {
		t.Errorf("%v %v: %.200s", info, err, saved)
	}
	file = filepath.Join(s.home, "nowhere", "report.md")
	save()
	s.until("that folder does not exist")
	s.keys("q")
	s.until("[left with 0]")
	s.until("report.md")
}

// colours are what each terminal is to show: tmux gives back what it was told.
var colours = map[string]*regexp.Regexp{
	"dumb": regexp.MustCompile(`\x1b\[[0-9;]*[1-9]`), "no colour": regexp.MustCompile(`\x1b\[[0-9;]*[1-9]`),
	"16 colours": regexp.MustCompile(`\x1b\[(1;)?(3[0-7]|9[0-7])m`), "light": regexp.MustCompile(`48;2;18[89];3[01];4[45]`), "ascii": regexp.MustCompile(`48;2;25[45];12[12];13[23]`),
}

// TestEveryTerminal draws the walk where colours, letters or room are few.
func TestEveryTerminal(t *testing.T) {
	t.Parallel()
	sale := typo(t)
	for name, env := range map[string][]string{
		"dumb": {"TERM=dumb", "COLORTERM="}, "no colour": {"NO_COLOR=1"}, "16 colours": {"TERM=screen", "COLORTERM="}, "light": {"COLORFGBG=0;15"}, "ascii": {"LANG=C", "LC_ALL=C"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := onScreen(t, "80x24", env, "--demo", sale)
			s.until("differ by a typing")
			s.until("fail")
			if looks := s.tmux("capture-pane", "-p", "-e"); colours[name].MatchString(looks) != (name != "dumb" && name != "no colour") {
				t.Errorf("the wrong colours for %s:\n%q", name, looks)
			}
			s.keys("?")
			s.until("Keys on this screen")
			s.keys("Escape")
			s.until("differ by a typing")
			if name == "ascii" {
				for _, r := range s.screen() {
					if r > '~' {
						t.Errorf("%q is on an ASCII screen:\n%s", r, s.screen())
						break
					}
				}
			}
			s.keys("C-c")
			s.wait("the end", func(screen string) bool { return strings.Contains(screen, "[left with ") })
		})
	}
}

// TestResizing goes through every size and back.
func TestResizing(t *testing.T) {
	t.Parallel()
	s := onScreen(t, "160x50", nil, "--demo", typo(t))
	s.until("change the lead’s e-mail address")
	for _, size := range []string{"100x30", "80x24", "60x16"} {
		s.resize(size)
		s.until("differ by a typing")
	}
	s.resize("40x10")
	s.until("60x16")
	s.gone("differ by a typing")
	s.resize("160x50")
	s.until("change the lead’s e-mail address")
	s.keys("q")
	s.until("[left with 0]")
}

// TestSuspendedAndBack: Ctrl+Z gives a sane terminal back to the shell, fg the
// screens back to the person.
func TestSuspendedAndBack(t *testing.T) {
	t.Parallel()
	s := onScreen(t, "80x24", []string{"PS1=ready> "}, aShell)
	s.until("ready>")
	s.text("fpdoctor --demo " + typo(t))
	s.keys("Enter")
	s.until("differ by a typing")
	for range 2 {
		s.keys("C-z")
		s.until("Stopped")
		if flags := strings.TrimSpace(s.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}")); flags != "0 1 0" {
			t.Errorf("alternate screen, cursor and mouse are %s", flags)
		}
		s.text("stty -a | grep -qw icanon && stty -a | grep -qw echo && echo 'sane'' terminal'")
		s.keys("Enter")
		s.until("sane terminal")
		s.text("clear; fg")
		s.keys("Enter")
		s.until("WHAT TO DO")
	}
	s.keys("?")
	s.until("Keys on this screen")
	s.keys("q")
	s.until("To do: Either change the lead")
	s.text("stty -a | grep -qw icanon && stty -a | grep -qw echo && echo 'sane'' terminal'")
	s.keys("Enter")
	s.until("sane terminal")
}

// TestStoppedFromOutsideAndBack: after a stop that the program cannot hear of, fg
// draws the screens anew without a key.
func TestStoppedFromOutsideAndBack(t *testing.T) {
	t.Parallel()
	s := onScreen(t, "80x24", []string{"PS1=ready> "}, aShell)
	s.until("ready>")
	s.text("sh -c 'echo $$ >$HOME/pid; exec fpdoctor --demo " + typo(t) + "'")
	s.keys("Enter")
	s.until("differ by a typing")
	noted, err := os.ReadFile(filepath.Join(s.home, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(noted)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	s.until("Stopped")
	s.text("clear")
	s.keys("Enter")
	s.gone("WHAT TO DO")
	s.text("fg")
	s.keys("Enter")
	s.until("WHAT TO DO")
	s.keys("C-z") // the keys are heard one by one again
	s.until("Stopped")
	s.text("clear; fg")
	s.keys("Enter")
	s.until("WHAT TO DO")
	s.keys("q")
	s.until("To do: Either change the lead")
	s.text("stty -a | grep -qw icanon && stty -a | grep -qw echo && echo 'sane'' terminal'")
	s.keys("Enter")
	s.until("sane terminal")
}

// TestNothingToSuspendTo: where no shell does jobs, Ctrl+Z does no harm.
func TestNothingToSuspendTo(t *testing.T) {
	t.Parallel()
	s := onScreen(t, "80x24", nil, "--demo", typo(t))
	s.until("differ by a typing")
	s.keys("C-z")
	s.until("differ by a typing")
	s.keys("?")
	s.until("Keys on this screen")
	s.keys("q")
	s.until("[left with 0]")
}
