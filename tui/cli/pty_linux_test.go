package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"fpdoctor/checks/sandbox"
)

// terminalOf opens a pseudo-terminal: our end, and the one for a program.
func terminalOf(t testing.TB) (ours, theirs *os.File) {
	t.Helper()
	ours, theirs, err := openTerminal(80, 24)
	if err != nil {
		t.Fatal(err)
	}
	return ours, theirs
}

func openTerminal(width, height int) (ours, theirs *os.File, err error) {
	if ours, err = os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		return nil, nil, err
	}
	if err = unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	n, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	if theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		return nil, nil, err
	}
	return ours, theirs, unix.IoctlSetWinsize(int(ours.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(height), Col: uint16(width)})
}

// talk is a program on a pseudo-terminal, and what it has written so far.
type talk struct {
	t      testing.TB
	cmd    *exec.Cmd
	ours   *os.File
	heard  chan string
	output strings.Builder
}

func onTerminal(t testing.TB, env []string, args ...string) *talk {
	t.Helper()
	return startOn(t, env, "fpdoctor", args...)
}

func startOn(t testing.TB, env []string, program string, args ...string) *talk {
	t.Helper()
	return startAnswering(t, asBlack, env, program, args...)
}

// answers is how a terminal answers what a program asks, in what it has written.
type answers func(written string) string

// asBlack answers as most terminals do, with one cell for every frame's character.
func asBlack(written string) string { return answered(written, "0000/0000/0000", 1) }

func asWhite(written string) string { return answered(written, "ffff/ffff/ffff", 1) }

// asWide is a white terminal of Japan.
func asWide(written string) string { return answered(written, "ffff/ffff/ffff", 2) }

func asDeaf(string) string { return "" }

// answered is what a terminal answers to OSC 11 and CSI 6n, each in its turn.
func answered(written, background string, cells int) string {
	var output strings.Builder
	column := 1
	for _, part := range regexp.MustCompile("\x1b\\]11;\\?\x1b\\\\|\x1b\\[6n|│").FindAllString(written, -1) {
		switch part {
		case "│":
			column += cells
		case "\x1b[6n":
			fmt.Fprintf(&output, "\x1b[1;%dR", column)
		default:
			output.WriteString("\x1b]11;rgb:" + background + "\x1b\\")
		}
	}
	return output.String()
}

func startAnswering(t testing.TB, answer answers, env []string, program string, args ...string) *talk {
	t.Helper()
	ours, theirs := terminalOf(t)
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = theirs, theirs, theirs
	dir := t.TempDir()
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "TMPDIR=" + dir, "TERM=xterm-256color", "LANG=C.UTF-8"}, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirs.Close()
	talk := &talk{t: t, cmd: cmd, ours: ours, heard: make(chan string, 1000)}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := ours.Read(buf)
			if n > 0 {
				if a := answer(string(buf[:n])); a != "" {
					_, _ = ours.WriteString(a)
				}
				talk.heard <- string(buf[:n])
			}
			if err != nil {
				close(talk.heard) // the program has gone
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = ours.Close()
	})
	return talk
}

// until waits for words.
func (k *talk) until(words string) {
	k.t.Helper()
	limit := time.After(patience)
	for !strings.Contains(k.output.String(), words) {
		select {
		case s, ok := <-k.heard:
			if !ok {
				k.t.Fatalf("the program ended without %q:\n%s", words, k.output.String())
			}
			k.output.WriteString(s)
		case <-limit:
			k.t.Fatalf("no %q in\n%q", words, k.output.String())
		}
	}
}

func (k *talk) send(s string) {
	k.t.Helper()
	if _, err := k.ours.WriteString(s); err != nil {
		k.t.Fatal(err)
	}
}

// end waits for the program's end and gives its exit status.
func (k *talk) end() int {
	k.t.Helper()
	limit := time.After(patience)
	for open := true; open; {
		select {
		case s, ok := <-k.heard:
			k.output.WriteString(s)
			open = ok
		case <-limit:
			k.t.Fatalf("the program does not end:\n%q", k.output.String())
		}
	}
	return status(k.t, k.cmd.Wait())
}

func TestKeysAreTypedUnseen(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	ring := t.TempDir()
	k := onTerminal(t, []string{"TEST_KEYRING=" + ring},
		"keys", "add", "shop", "--stripe-api-base", server.StripeBase, "--firstpromoter-api-base", server.FirstPromoterBase)
	k.until("Developers > API keys): ")
	k.send(server.FirstPromoterKey + "\r") // in the wrong place
	k.until("is it the FirstPromoter key?")
	k.send(server.StripeKey + "\r")
	k.until("or empty): ")
	k.send(server.FirstPromoterKey + "\r")
	k.until("V1 key): ")
	k.send(server.AccountID + "\r")
	k.until("Stored the keys of profile shop")
	if got := k.end(); got != 0 {
		t.Errorf("exit status %d", got)
	}
	for _, key := range []string{server.StripeKey, server.FirstPromoterKey} {
		key = key[len(key)/2:] // the first half of Stripe's holds the account's id
		const part = 12        // the terminal breaks long lines anywhere
		for i := 0; i+part <= len(key); i++ {
			if strings.Contains(k.output.String(), key[i:i+part]) {
				t.Fatalf("a key can be read on the terminal:\n%s", k.output.String())
			}
		}
	}
}

// A shell shows again what is typed when it stops a program, and leaves it so.
func TestKeysAreTypedUnseenAfterAStop(t *testing.T) {
	t.Parallel()
	k := onTerminal(t, []string{"TEST_KEYRING=" + t.TempDir()}, "keys", "add", "shop")
	k.until("Developers > API keys): ")
	echoes := func() bool {
		t.Helper()
		now, err := unix.IoctlGetTermios(int(k.ours.Fd()), unix.TCGETS)
		if err != nil {
			t.Fatal(err)
		}
		return now.Lflag&unix.ECHO != 0
	}
	if echoes() {
		t.Fatal("what is typed is shown")
	}
	if err := k.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	as, err := unix.IoctlGetTermios(int(k.ours.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	as.Lflag |= unix.ECHO | unix.ICANON
	if err := unix.IoctlSetTermios(int(k.ours.Fd()), unix.TCSETS, as); err != nil || !echoes() {
		t.Fatal("the shell of this test cannot set the terminal: ", err)
	}
	if err := k.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); echoes(); {
		if time.Now().After(deadline) {
			t.Fatal("what is typed is shown after a stop")
		}
		time.Sleep(5 * time.Millisecond) // between two looks at another process's terminal
	}
	k.send("\x04")
	k.end()
}

// No crash leaves the memory, and the keys in it, in a file.
func TestNoCoreDumps(t *testing.T) {
	t.Parallel()
	base, asked := silent(t)
	cmd, _, _ := start(t, base, "check", "cus_abc12345")
	<-asked
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^Max core file size +[01] `).Match(limits) {
		t.Errorf("%s", limits)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

// Bubble Tea asks the terminal for its background before main unless it is
// prevented, and then waits for seconds.
func TestNoEscapeCodesAtStart(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"--version"}, {"check", "--demo", "nobody@example.com"}, {"check"}} {
		k := onTerminal(t, []string{"COLORTERM=truecolor"}, args...)
		k.end()
		if k.output.Len() == 0 || strings.ContainsRune(k.output.String(), '\x1b') {
			t.Errorf("%q writes %q", args, k.output.String())
		}
	}
}

// The screens open on a terminal and leave it as it was.
func TestScreensOpenAndClose(t *testing.T) {
	t.Parallel()
	k := onTerminal(t, nil, "--demo")
	k.until("fpdoctor")
	k.send("\x03")
	if got := k.end(); got != 0 {
		t.Errorf("exit status %d", got)
	}
	output := k.output.String()
	if n := strings.Count(output, "\x1b[?1049h"); n == 0 || n != strings.Count(output, "\x1b[?1049l") {
		t.Errorf("the alternate screen was not used, or not left:\n%q", output)
	}
	if n := strings.Count(output, "\x1b]11;?"); n != 1 {
		t.Errorf("the terminal was asked %d times for its background:\n%q", n, output)
	}
}

// The colours fit the background that the terminal tells, and the frame its widths. Not
// beside other tests: the program waits a tenth of a second for the answers.
func TestScreensFitTheTerminal(t *testing.T) {
	const light, dark = "38;2;89;96;110", "38;2;154;163;181"
	for name, c := range map[string]struct {
		answer answers
		env    []string
		args   []string
		with   string
		not    []string
	}{
		"white":            {asWhite, nil, nil, light, []string{dark}},
		"black":            {asBlack, nil, nil, dark, []string{light}},
		"silent":           {asDeaf, nil, nil, "\x1b[1m", []string{dark, light, "38;5;"}},
		"silent, but told": {asDeaf, []string{"COLORFGBG=0;15"}, nil, light, []string{dark}},
		"as chosen":        {asWhite, nil, []string{"--theme", "dark"}, dark, []string{light}},
		"wide":             {asWide, nil, nil, "|", []string{"─", "╭", "▸", "’"}},
		"ascii":            {asBlack, nil, []string{"--ascii"}, "|", []string{"─", "╭", "▸", "’"}},
		"ascii by name":    {asBlack, []string{"FPDOCTOR_ASCII=1"}, nil, "|", []string{"─", "╭", "▸", "’"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := startAnswering(t, c.answer, append(c.env, "COLORTERM=truecolor"), "fpdoctor", append(c.args, "--demo")...)
			k.until("quit")
			k.send("q")
			k.end()
			_, frame, _ := strings.Cut(k.output.String(), "\x1b[?1049h")
			if !strings.Contains(frame, c.with) {
				t.Errorf("no %q in %q", c.with, frame)
			}
			for _, not := range c.not {
				if strings.Contains(frame, not) {
					t.Errorf("%q in %q", not, frame)
				}
			}
		})
	}
}

// Where asking would do harm nothing is asked.
func TestSomeTerminalsAreNotAsked(t *testing.T) {
	t.Parallel()
	for _, env := range [][]string{{"TERM=screen-256color"}, {"TERM=eterm-color"}, {"TERM=dumb"}, {"STY=1.pts"}} {
		k := startAnswering(t, asDeaf, env, "fpdoctor", "--demo")
		k.until("quit")
		k.send("q")
		k.end()
		if output := k.output.String(); strings.Contains(output, "]11;?") || strings.Contains(output, "[6n") {
			t.Errorf("%v: asked in %q", env, output)
		}
	}
}

// An answer that comes too late, and in pieces, is nobody's typing. Not beside other
// tests: the program waits only a moment for the next piece.
func TestLateAnswersAreNotTyped(t *testing.T) {
	k := startAnswering(t, asDeaf, nil, "fpdoctor", "--demo")
	k.until("look at it")
	k.send("/zw")
	k.until("zw")
	k.send("\x1b]11;rgb:ff")
	k.send("ff/ffff/ffff\x1b\\\x1b[1;")
	k.send("1R\x1b[1;2Rölf")
	k.until("zwölf")
	if output := k.output.String(); strings.Contains(output, "rgb") || strings.Contains(output, "zw]") || strings.Contains(output, "zw[") {
		t.Errorf("an answer was typed:\n%q", output)
	}
	k.send("\x03")
	if got := k.end(); got != 0 {
		t.Errorf("exit status %d", got)
	}
}

// The theme chosen by key is there again where the terminal does not tell.
func TestChosenThemeIsRemembered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := []string{"COLORTERM=truecolor", "XDG_CONFIG_HOME=" + dir}
	k := startAnswering(t, asDeaf, env, "fpdoctor", "--demo")
	k.until("look at it")
	for _, words := range []string{"dark background", "light background"} {
		k.send("T")
		k.until(words)
	}
	k.send("q")
	k.end()
	k = startAnswering(t, asDeaf, env, "fpdoctor", "--demo")
	k.until("quit")
	k.send("q")
	k.end()
	if output := k.output.String(); !strings.Contains(output, "38;2;89;96;110") {
		t.Errorf("not the colours chosen before:\n%q", output)
	}
}

// A signal ends the screens as interrupted, not as if the person had quit, and
// with the terminal as it was.
func TestSignalsEndTheScreens(t *testing.T) {
	t.Parallel()
	fresh, theirs := terminalOf(t)
	defer func() { _, _ = fresh.Close(), theirs.Close() }()
	before, err := unix.IoctlGetTermios(int(fresh.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGSEGV, syscall.SIGUSR1} {
		for range 3 { // there may be more than one that hears it
			k := onTerminal(t, []string{"NO_COLOR=1"}, "--demo")
			k.until("quit")
			if err := k.cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			if got := k.end(); got != 3 {
				t.Errorf("%v: exit status %d", s, got)
			}
			output := k.output.String()
			if n := strings.Count(output, "\x1b[?1049h"); n == 0 || n != strings.Count(output, "\x1b[?1049l") {
				t.Errorf("%v: the alternate screen was not left:\n%q", s, output)
			}
			after, err := unix.IoctlGetTermios(int(k.ours.Fd()), unix.TCGETS)
			if err != nil || after.Lflag != before.Lflag || after.Iflag != before.Iflag || after.Oflag != before.Oflag {
				t.Errorf("%v: the terminal is left otherwise: %v, %+v", s, err, after)
			}
		}
	}
}
