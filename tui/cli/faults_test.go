package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/creds"
	"fpdoctor/tui/cli"
)

// surroundings are what a command line run in this process takes from outside.
type surroundings struct {
	env      map[string]string
	in       string
	now      func() time.Time
	dir      string
	out, err bytes.Buffer
}

// around sets up a run against a sandbox.
func around(t *testing.T, server *sandbox.Server) *surroundings {
	t.Helper()
	dir := t.TempDir()
	return &surroundings{dir: dir, now: time.Now, env: map[string]string{
		"STRIPE_API_KEY": server.StripeKey, "FIRSTPROMOTER_API_KEY": server.FirstPromoterKey, "FIRSTPROMOTER_ACCOUNT_ID": server.AccountID,
		"FPDOCTOR_STRIPE_API_BASE": server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE": server.FirstPromoterBase,
	}}
}

func (s *surroundings) run(args ...string) int {
	return cli.Run(args, cli.Host{
		In: strings.NewReader(s.in), Out: &s.out, Err: &s.err, Env: func(name string) string { return s.env[name] }, Now: s.now, Unlimited: true,
		Store: func() *creds.Store { return creds.OpenWith(s.dir, cli.FolderKeyring(s.dir)) },
	})
}

// leaks are what no output may hold: the keys, the sandbox's secret fields, and
// words of Go's own errors.
func (s *surroundings) leaks() (found []string) {
	words := []string{
		"_secret_", "sandbox-temp-password", "sandbox-auth-token", "sandbox-password-setup", "sandbox-hook", "fp-sandbox-", "invoice.stripe.com/",
		"goroutine", "EOF", "context deadline", "context canceled", "dial tcp", "read tcp", "i/o timeout", "connection reset", "x509", "tls:",
		"invalid character", "json:", "nil pointer", "elsewhere.invalid", "DOCTYPE", "\x1b",
	}
	for _, name := range []string{"STRIPE_API_KEY", "FIRSTPROMOTER_API_KEY"} {
		words = append(words, s.env[name])
	}
	for _, w := range words {
		if w != "" && (bytes.Contains(s.out.Bytes(), []byte(w)) || bytes.Contains(s.err.Bytes(), []byte(w))) {
			found = append(found, fmt.Sprintf("%.20q", w))
		}
	}
	return found
}

func saleOf(t *testing.T, server *sandbox.Server, name string) string {
	t.Helper()
	i := slices.IndexFunc(server.Scenarios(), func(s sandbox.Scenario) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no scenario %s", name)
	}
	return server.Scenarios()[i].Sale
}

// TestCommandsUnderFaults runs the commands with each service broken in each
// way: the exit status fits the document, which is whole, in time, and nothing
// leaks into it or beside it.
func TestCommandsUnderFaults(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	sound, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sound.Close() }()
	sale := saleOf(t, sound, "email-typo")
	const limit = 1500 * time.Millisecond
	var group errgroup.Group
	group.SetLimit(24) // most of the time is spent waiting
	var mu sync.Mutex
	runs, exits := 0, map[int]int{}
	for i, kind := range sandbox.Faults() {
		for k, service := range []string{sandbox.StripeService, sandbox.FirstPromoterService} {
			if !share.Has(2*i+k, 3) {
				continue
			}
			server, err := sound.Broken(sandbox.Fault{Name: kind.Name, Service: service})
			if err != nil {
				t.Fatal(err)
			}
			s, keys := around(t, server), around(t, server)
			keys.in = strings.Join([]string{server.StripeKey, server.FirstPromoterKey, server.AccountID, ""}, "\n")
			format := []string{"json", "text", "markdown", "short"}[i%4]
			group.Go(func() error {
				defer func() { _ = server.Close() }()
				began := time.Now()
				status := s.run("check", sale, "--format", format, "--timeout", limit.String())
				took := time.Since(began)
				mu.Lock()
				runs++
				exits[status]++
				mu.Unlock()
				where := kind.Name + " of " + service
				if took > limit+20*time.Second {
					t.Errorf("%s: took %v", where, took)
				}
				if status != 0 && status != 1 && status != 3 || s.out.Len() == 0 {
					t.Errorf("%s: exit status %d, %d bytes; %s", where, status, s.out.Len(), &s.err)
				}
				if found := s.leaks(); len(found) > 0 {
					t.Errorf("%s: %s in\n%s\n%s", where, found, &s.out, &s.err)
				}
				if n := strings.Count(s.err.String(), "\n"); n > 3 {
					t.Errorf("%s: %d lines of complaint: %s", where, n, &s.err)
				}
				if format == "json" {
					if want := exitOf(t, s.out.Bytes()); want != status {
						t.Errorf("%s: exit status %d, and the document says %d", where, status, want)
					}
				}
				if !slices.Contains([]string{"tls", "html-200", "html-403", "redirect", "revoked", "forbidden", "echo", "empty", "wrong-shape", "nulls"}, kind.Name) {
					return nil // the others only take longer, as keys are tested patiently
				}
				if status := keys.run("keys", "add", "shop", "--stripe-api-base", server.StripeBase, "--firstpromoter-api-base", server.FirstPromoterBase); status != 0 && status != 3 {
					t.Errorf("%s: keys add: exit status %d: %s", where, status, &keys.err)
				}
				_ = keys.run("keys", "test", "shop")
				_ = keys.run("keys", "list")
				if found := keys.leaks(); len(found) > 0 {
					t.Errorf("%s: keys: %s in\n%s\n%s", where, found, &keys.out, &keys.err)
				}
				return nil
			})
		}
	}
	_ = group.Wait()
	t.Logf("%d checks, by exit status %v", runs, exits)
}

// exitOf is the exit status that a document of check asks for.
func exitOf(t *testing.T, doc []byte) int {
	t.Helper()
	var d struct{ Checks []struct{ Status string } }
	if err := json.Unmarshal(doc, &d); err != nil || len(d.Checks) != 6 {
		t.Errorf("%v, %d items", err, len(d.Checks))
	}
	status := 0
	for _, c := range d.Checks {
		switch {
		case c.Status == "fail":
			return 1
		case c.Status == "error":
			status = 3
		}
	}
	return status
}

// A crash is told in one line, without whatever it had in its hands.
func TestCrashTellsNoSecret(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	s := around(t, server)
	calls := 0
	s.now = func() time.Time {
		if calls++; calls > 1 { // the keys are known by then
			panic("with " + server.StripeKey + " and " + server.FirstPromoterKey + " of anna@example.com")
		}
		return time.Now()
	}
	if status := s.run("check", "cus_abc12345"); status != 3 || !strings.Contains(s.err.String(), "fault of fpdoctor itself") {
		t.Errorf("exit status %d: %s", status, &s.err)
	}
	if found := s.leaks(); len(found) > 0 || strings.Contains(s.err.String(), "anna") {
		t.Errorf("%s in %s", found, &s.err)
	}
}

// TestMemoryUnderFaults has the program itself tell the most memory it held.
func TestMemoryUnderFaults(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		return // only Linux tells
	}
	sound, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sound.Close() }()
	for i, fault := range []string{"fat", "bomb", "large", "deep", "endless", "repeated"} { // every third one is the worst
		if !share.Has(i, 3) {
			continue
		}
		server, err := sound.Broken(sandbox.Fault{Name: fault})
		if err != nil {
			t.Fatal(err)
		}
		peak := filepath.Join(t.TempDir(), "peak")
		cmd := exec.Command("fpdoctor", "check", saleOf(t, sound, "email-typo"), "--timeout", "30s")
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TEST_PEAK=" + peak}
		for k, v := range around(t, server).env {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
		_ = cmd.Run() // its status is tested elsewhere
		b, err := os.ReadFile(peak)
		kb, convErr := strconv.Atoi(strings.TrimSpace(string(b)))
		if err != nil || convErr != nil {
			t.Fatal(err, convErr)
		}
		t.Logf("%s: %d MB", fault, kb>>10)
		if kb > 120<<10 { // 45 MB held, 32 of garbage (room), the program itself, and what a busy machine adds
			t.Errorf("%s: %d MB held at once", fault, kb>>10)
		}
		_ = server.Close()
	}
}

// reportPeak writes the most memory this process held, in KB, where a test asks for it.
func reportPeak() {
	file := os.Getenv("TEST_PEAK")
	if file == "" {
		return
	}
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for _, line := range strings.Split(string(b), "\n") {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_ = os.WriteFile(file, []byte(strings.TrimSuffix(strings.TrimSpace(v), " kB")), 0o600)
		}
	}
}
