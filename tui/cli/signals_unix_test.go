//go:build unix

package cli_test

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"fpdoctor/checks/sandbox"
)

// stuffed is a pipe that takes no further byte, so that whoever writes to it
// waits for ever.
func stuffed(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), w.Close() })
	fd := int(w.Fd()) // puts it into blocking mode
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, 4096)
	for err == nil {
		_, err = unix.Write(fd, chunk)
	}
	for err = nil; err == nil; {
		_, err = unix.Write(fd, chunk[:1])
	}
	if !errors.Is(err, unix.EAGAIN) {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, false); err != nil {
		t.Fatal(err)
	}
	return r, w
}

// The second Ctrl+C ends the program whatever it is at, here a write that
// nobody takes.
func TestSecondInterruptEndsAtOnce(t *testing.T) {
	t.Parallel()
	base, asked := silent(t)
	_, w := stuffed(t)
	cmd := prepared(t, base, "check", "cus_abc12345")
	cmd.Stdout = w
	complaints, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	// Its word about the stop is the last before it tries to print the result.
	var output bytes.Buffer
	buf := make([]byte, 4096)
	for !strings.Contains(output.String(), "Stopped before everything was asked") {
		n, err := complaints.Read(buf)
		output.Write(buf[:n])
		if err != nil {
			t.Fatalf("%v after %s", err, &output)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGINT {
		t.Errorf("ended with %v", err)
	}
}

// A program started with nohup, or in the background of a script, outlives the
// hang-up and the interrupt that are not meant for it.
func TestIgnoredSignalsStayIgnored(t *testing.T) {
	t.Parallel()
	base, asked := silent(t)
	cmd := prepared(t, base, "check", "cus_abc12345", "--timeout", "1s")
	path, err := exec.LookPath("sh")
	if err != nil {
		return // nothing to ignore signals with
	}
	cmd.Path, cmd.Args = path, append([]string{"sh", "-c", `trap "" HUP INT; exec "$@"`, "sh"}, cmd.Args...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	for _, s := range []os.Signal{syscall.SIGHUP, os.Interrupt} {
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	if got := status(t, cmd.Wait()); got != 3 || strings.Contains(complaint.String(), "Stopped") {
		t.Errorf("exit status %d: %s", got, &complaint)
	}
}

// Standard streams that are closed, or whose reader has gone, are no reason to
// crash, hang or ask for anything.
func TestClosedStreams(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("sh")
	if err != nil {
		return
	}
	for how, want := range map[string][]int{
		`fpdoctor check --demo nobody@example.com <&-`:                                         {0, 1, 3},
		`fpdoctor check --demo nobody@example.com 2>&-`:                                        {0, 1, 3},
		`fpdoctor check --demo nobody@example.com >&-`:                                         {1, 3},
		`fpdoctor check --demo nobody@example.com <&- >&- 2>&-`:                                {1, 3},
		`{ fpdoctor check --demo nobody@example.com --format json; echo $? >&3; } 3>&1 | :`:    {0},
		`fpdoctor check --demo nobody@example.com | head -n 1 | grep -q 'FAIL\|ASK\|OK\|WARN'`: {0},
		`fpdoctor --demo <&- >/dev/null`:                                                       {2},
		`fpdoctor keys add shop <&-`:                                                           {2, 3},
		`fpdoctor --help >&-`:                                                                  {0, 1, 2, 3},
	} {
		dir := t.TempDir()
		cmd := exec.Command(path, "-c", how)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "TMPDIR=" + dir}
		out, err := cmd.CombinedOutput()
		fits := false
		for _, w := range want {
			fits = fits || status(t, err) == w
		}
		if !fits || strings.Contains(string(out), "goroutine") || strings.Contains(string(out), "panic") {
			t.Errorf("%s: exit status %d: %s", how, status(t, err), out)
		}
	}
}

// What a service sends unasked is nobody's to read: net/http would log it.
func TestNothingIsLogged(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{Faults: []sandbox.Fault{{Name: "surplus"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	cmd := exec.Command("fpdoctor", "check", saleOf(t, server, "email-typo"))
	dir := t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir}
	for k, v := range around(t, server).env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if got := status(t, cmd.Run()); got != 1 {
		t.Errorf("exit status %d", got)
	}
	if output := complaint.String(); !strings.HasPrefix(output, "fpdoctor: Keys: ") || strings.Count(output, "\n") != 1 {
		t.Errorf("on standard error: %s", output)
	}
}

// Nothing but the two services is asked for anything: a proxy, which would see
// every request to any other computer, sees none, not even where both services
// answer with a redirect to another host.
func TestNobodyElseIsAsked(t *testing.T) {
	t.Parallel()
	var seen atomic.Int64
	proxy := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	proxy.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			seen.Add(1)
		}
	}
	proxy.Start()
	defer proxy.Close()
	for _, faults := range [][]sandbox.Fault{nil, {{Name: "redirect"}}} {
		server, err := sandbox.Start(sandbox.Options{Faults: faults})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		cmd := exec.Command("fpdoctor", "check", saleOf(t, server, "email-typo"), "--format", "json")
		dir := t.TempDir()
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir}
		for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
			cmd.Env = append(cmd.Env, name+"="+proxy.URL)
		}
		for k, v := range around(t, server).env {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
		out, err := cmd.Output()
		if got, want := status(t, err), exitOf(t, out); got != want || got == 0 {
			t.Errorf("%v: exit status %d after %v, and the document says %d", faults, got, time.Since(began), want)
		}
		_ = server.Close()
	}
	if seen.Load() != 0 {
		t.Errorf("%d connections went elsewhere", seen.Load())
	}
}

// An audit that Ctrl+C, the end of the terminal or a service manager ends while a list
// never comes prints what it has, and why it has no more.
func TestAuditInterrupted(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{
		Scenario: "stopped-shop", Faults: []sandbox.Fault{{Name: "hang", Service: sandbox.StripeService, Path: "/v1/charges"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGTERM} {
		cmd := exec.Command("fpdoctor", "audit", "--format", "json")
		dir := t.TempDir()
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir}
		for k, v := range around(t, server).env {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
		var out bytes.Buffer
		cmd.Stdout = &out
		complaints, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		for buf := make([]byte, 4096); !strings.Contains(said.String(), "Reading all payments"); {
			n, err := complaints.Read(buf)
			said.Write(buf[:n])
			if err != nil {
				t.Fatalf("%v after %s", err, &said)
			}
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_, _ = said.ReadFrom(complaints)
		got := status(t, cmd.Wait())
		lines := linesOf(t, signal.String(), out.Bytes())
		if last := lines[len(lines)-1]; lines[0].Schema != "fpdoctor.audit-account/1" || last.Complete || last.Why != "stopped" || got != auditExit(lines) || got == 0 {
			t.Errorf("%v: exit status %d\n%s\n%s", signal, got, &out, &said)
		}
		if !strings.Contains(said.String(), "Not everything was looked at: stopped") {
			t.Errorf("%v: %s", signal, &said)
		}
	}
}
