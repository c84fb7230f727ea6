package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"fpdoctor/checks/sandbox"
	"fpdoctor/checks/sandbox/share"
	"fpdoctor/creds"
	_ "fpdoctor/tui/background" // as in main
	"fpdoctor/tui/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(sideBySide{m}, programs)
}

// sideBySide runs the tests, more at once than there are processors: most of the
// time they wait for another process.
type sideBySide struct{ m *testing.M }

func (s sideBySide) Run() int {
	debug.SetGCPercent(400) // else clearing up after a hundred sandboxes takes a sixth of the time
	debug.SetMemoryLimit(2 << 30)
	flag.Parse()
	if flag.Lookup("test.parallel").Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = flag.Set("test.parallel", "6")
	}
	// Where the tests run under nohup or in the background of a script, the programs
	// they start ignore nothing all the same.
	for _, ignored := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if signal.Ignored(ignored) {
			signal.Notify(make(chan os.Signal, 1), ignored)
		}
	}
	return s.m.Run()
}

// programs are what tests can start as processes.
var programs = map[string]func(){"fpdoctor": func() { os.Exit(program()) }}

// unlimited in the environment of the program: it keeps to no limits of requests, as
// the sandbox has none unless a test wants them.
const unlimited = "TEST_UNLIMITED=1"

// program is the real program, with a keyring of the test's own where one is
// asked for.
func program() int {
	defer reportPeak()
	host := cli.Process()
	if dir := os.Getenv("TEST_KEYRING"); dir != "" {
		host.Store = func() *creds.Store { return creds.OpenWith(dir, cli.FolderKeyring(dir)) }
	}
	name, value, _ := strings.Cut(unlimited, "=")
	host.Unlimited = os.Getenv(name) == value
	if file := os.Getenv("TEST_CLOCK"); file != "" {
		clock := sharedClock(file)
		host.Now, host.Pause = clock.now, clock.pause
	}
	return cli.Run(os.Args[1:], host)
}

// sharedClock is a clock that several processes go by: it is ahead of the system's by
// as many seconds as its file has bytes. Waiting moves it.
type sharedClock string

func (c sharedClock) now() time.Time {
	info, err := os.Stat(string(c))
	if err != nil {
		return time.Now()
	}
	return time.Now().Add(time.Duration(info.Size()) * time.Second)
}

func (c sharedClock) pause(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.forward(d)
}

func (c sharedClock) forward(d time.Duration) error {
	f, err := os.OpenFile(string(c), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, (d+time.Second-1)/time.Second))
	return errors.Join(err, f.Close())
}

var scenarios = sync.OnceValue(sandbox.All)

// saleNamed is a sale of the sandbox.
func saleNamed(t testing.TB, name string) string {
	t.Helper()
	for _, s := range scenarios() {
		if s.Name == name {
			return s.Sale
		}
	}
	t.Fatalf("there is no sale %s", name)
	return ""
}

// sales are the scenarios that scripts name, as $SALE_ and the name in capitals.
var sales = []string{"healthy-link", "key-expired", "email-typo", "email-invisible", "too-recent", "coupon-id-missing"}

func TestScripts(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	shop, err := sandbox.Start(sandbox.Options{Scenario: "stopped-shop"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = shop.Close() })
	known := map[string]string{}
	for _, name := range sales {
		known[name] = saleNamed(t, name)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			server := server
			if name := filepath.Base(env.WorkDir); (name == "script-audit" || name == "script-audit_profiles") && !share.Whole() {
				server = shop // two sales to look at, where the demo has hundreds
			}
			keyring := filepath.Join(env.WorkDir, "keyring")
			if err := os.Mkdir(keyring, 0o700); err != nil {
				return err
			}
			for _, name := range []string{"XDG_CONFIG_HOME", "AppData"} { // the second is Windows'
				env.Setenv(name, filepath.Join(env.WorkDir, "config"))
			}
			env.Setenv("KEYRING", keyring)           // a script that wants it sets TEST_KEYRING to it
			env.Setenv("DOWN", "http://127.0.0.1:1") // nothing listens there, and no server of a test is given that port
			env.Setenv("FPDOCTOR_STRIPE_API_BASE", server.StripeBase)
			env.Setenv("FPDOCTOR_FIRSTPROMOTER_API_BASE", server.FirstPromoterBase)
			env.Setenv("STRIPE_API_KEY", server.StripeKey)
			env.Setenv("FIRSTPROMOTER_API_KEY", server.FirstPromoterKey)
			env.Setenv("FIRSTPROMOTER_ACCOUNT_ID", server.AccountID)
			env.Setenv("ACCOUNT", server.StripeAccount)
			env.Setenv("V1_KEY", server.FirstPromoterV1Key)
			env.Setenv("TERM", "xterm-256color")
			name, value, _ := strings.Cut(unlimited, "=")
			env.Setenv(name, value)
			for name, sale := range known {
				env.Setenv("SALE_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_")), sale)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"contract": contract,
			"secrets":  secrets,
		},
	})
}

// exits runs a program and compares its exit status: exits 2 fpdoctor check.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if err != nil || neg {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGUMENTS…")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// contract checks that a file holds one document of fpdoctor.check/1, and that
// it has the verdict given, if any: contract stdout fail.
func contract(ts *testscript.TestScript, neg bool, args []string) {
	var doc struct {
		Schema  string
		Subject map[string]*string
		Stripe  map[string]*string
		FP      struct{ API string } `json:"firstpromoter"`
		Verdict string
		Checks  []struct {
			Item               int
			ID, Title, Summary string
			Status             string
			Findings           []struct {
				Cause, Verdict, Summary, Basis string
				Objects                        []struct{ System, Type, ID, URL string }
				Compare                        []struct {
					Field                 string
					Stripe, FirstPromoter *string
				}
				Remedies []struct{ Alternative, Text, Where, URL, Value, Command string }
			}
		}
		Requests  struct{ Stripe, FirstPromoter, Depth int }
		StartedAt time.Time `json:"started_at"`
		ElapsedMS int64     `json:"elapsed_ms"`
	}
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil || dec.More() || neg {
		ts.Fatalf("not one document: %v", err)
	}
	if doc.Schema != "fpdoctor.check/1" || len(doc.Subject) != 5 || len(doc.Checks) != 6 || doc.StartedAt.IsZero() {
		ts.Fatalf("not the contract's document: %+v", doc)
	}
	if len(args) > 1 && doc.Verdict != args[1] {
		ts.Fatalf("verdict %s, want %s", doc.Verdict, args[1])
	}
	for i, id := range []string{"connected", "account", "mode", "lead", "payment", "coupon"} {
		c := doc.Checks[i]
		if c.Item != i+1 || c.ID != id || c.Title == "" || c.Summary == "" {
			ts.Fatalf("item %d is %+v", i+1, c)
		}
		if !slices.Contains([]string{"pass", "fail", "warn", "ask", "skip", "error"}, c.Status) {
			ts.Fatalf("item %d has the status %q", i+1, c.Status)
		}
		for _, f := range c.Findings {
			if f.Cause == "" || f.Summary == "" || (f.Basis != "documented" && f.Basis != "inferred") {
				ts.Fatalf("item %d has the finding %+v", i+1, f)
			}
			if (f.Verdict == "fail" || f.Verdict == "warn") && len(f.Remedies) == 0 {
				ts.Fatalf("%s has no remedy", f.Cause)
			}
		}
	}
}

// secrets fails if the last output holds a key of the environment.
func secrets(ts *testscript.TestScript, neg bool, args []string) {
	if !neg {
		ts.Fatalf("usage: ! secrets")
	}
	for _, file := range []string{"stdout", "stderr"} {
		out := ts.ReadFile(file)
		for _, name := range []string{"STRIPE_API_KEY", "FIRSTPROMOTER_API_KEY", "V1_KEY"} {
			if key := ts.Getenv(name); key != "" && strings.Contains(out, key) {
				ts.Fatalf("%s holds the key of %s", file, name)
			}
		}
	}
}
