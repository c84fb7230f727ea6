package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// silent is a service that takes every request and never answers. The channel
// gets a word for each.
func silent(t *testing.T) (base string, asked <-chan struct{}) {
	t.Helper()
	words := make(chan struct{}, 100)
	end := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		words <- struct{}{}
		select {
		case <-r.Context().Done():
		case <-end:
		}
	}))
	t.Cleanup(func() {
		close(end)
		server.Close()
	})
	return server.URL, words
}

// prepared is the program, to be run against a service.
func prepared(t *testing.T, base string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, "fpdoctor", args...)
	dir := t.TempDir()
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "TMPDIR=" + dir,
		"STRIPE_API_KEY=sk_test_abcdefgh", "FIRSTPROMOTER_API_KEY=fp-abcdefghijkl", "FIRSTPROMOTER_ACCOUNT_ID=123",
		"FPDOCTOR_STRIPE_API_BASE=" + base, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + base,
	}
	return cmd
}

// start runs the program against a service.
func start(t *testing.T, base string, args ...string) (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	cmd := prepared(t, base, args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, &out, &complaint
}

func status(t testing.TB, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// whole checks that a document of six items was printed and that the run ended
// as one that could not check everything.
func whole(t *testing.T, err error, out, complaint *bytes.Buffer) {
	t.Helper()
	if got := status(t, err); got != 3 {
		t.Errorf("exit status %d, want 3; %s", got, complaint)
	}
	var doc struct {
		Verdict string
		Checks  []struct{ Status string }
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if len(doc.Checks) != 6 || doc.Verdict != "incomplete" {
		t.Errorf("%d items, verdict %s", len(doc.Checks), doc.Verdict)
	}
	if strings.Count(complaint.String(), "\n") > 3 || strings.Contains(complaint.String(), "goroutine") {
		t.Errorf("standard error: %s", complaint)
	}
}

func TestStoppedCheckPrintsTheWholeDocument(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // has no signals to send
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		base, asked := silent(t)
		cmd, out, complaint := start(t, base, "check", "cus_abc12345", "--format", "json")
		<-asked
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		whole(t, cmd.Wait(), out, complaint)
		if !strings.Contains(complaint.String(), "Stopped before everything was asked") {
			t.Errorf("%v: standard error: %s", signal, complaint)
		}
	}
}

func TestTimeoutPrintsTheWholeDocument(t *testing.T) {
	t.Parallel()
	base, _ := silent(t)
	began := time.Now()
	cmd, out, complaint := start(t, base, "check", "anna@shop.example", "--format", "json", "--timeout", "300ms")
	whole(t, cmd.Wait(), out, complaint)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %v for a time-out of 300 ms", took)
	}
}

// A reader that goes away, as "| head -1" does, is no fault.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("fpdoctor", "check", "--demo", "cus_unknown1234")
	cmd.Stdout = w
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	err = cmd.Run()
	_ = w.Close()
	if got := status(t, err); got != 1 && got != 3 {
		t.Errorf("exit status %d: %s", got, &complaint)
	}
	if s := complaint.String(); strings.Contains(s, "goroutine") || strings.Contains(s, "broken pipe") {
		t.Errorf("standard error: %s", s)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return // only Linux has it
	}
	defer func() { _ = full.Close() }()
	for _, args := range [][]string{{"check", "--demo", "nobody@example.com"}, {"audit", "--demo"}, {"audit", "--demo", "--format", "json"}, {"--help"}, {"completion", "bash"}, {"--version"}} {
		cmd := exec.Command("fpdoctor", args...)
		cmd.Stdout = full
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		if got := status(t, cmd.Run()); got != 1 && got != 3 {
			t.Errorf("%v: exit status %d", args, got)
		}
		if s := complaint.String(); !strings.Contains(s, "could not be written") || strings.Count(s, "no space left") != 1 {
			t.Errorf("%v: standard error: %s", args, s)
		}
	}
}

// The sandbox serves until it is told to stop.
func TestSandboxCommand(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		return // has no signals to send
	}
	cmd := exec.Command("fpdoctor", "sandbox")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	var output strings.Builder
	buf := make([]byte, 64<<10)
	for !strings.Contains(output.String(), "fpdoctor check") {
		n, err := out.Read(buf)
		output.Write(buf[:n])
		if err != nil {
			t.Fatalf("%v after %s", err, output.String())
		}
	}
	sale := ""
	for _, line := range strings.Split(output.String(), "\n") {
		if v, ok := strings.CutPrefix(line, "export "); ok {
			env = append(env, v)
		}
		if v, ok := strings.CutPrefix(line, "#   fpdoctor check "); ok && sale == "" {
			sale = v
		}
	}
	check := exec.Command("fpdoctor", "check", sale)
	check.Env = env
	if text, err := check.CombinedOutput(); err != nil {
		t.Errorf("the first sale, a healthy one: %v\n%s", err, text)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the sandbox ended with %v", err)
	}
}
