package creds

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// patience bounds waits for daemons to come up; nothing waits that long.
const patience = 2 * time.Minute

// session is a D-Bus session of the test's own: bus, folders and keyring in a
// scratch folder, nothing of the user's.
type session struct {
	dir     string
	address string
	env     []string
	files   []*os.File // for daemons, from descriptor 3 on
	bus     *dbus.Conn // the test's own connection
}

// daemons are the packages that hold what these tests run.
const daemons = "dbus-daemon, gnome-keyring, libsecret-tools, libkf5wallet-bin, keepassxc, xvfb and xdotool"

// needTools skips where the daemons are not installed, and fails in CI, where
// they must be.
func needTools(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing: CI installs %s", tool, daemons)
		}
		t.Skipf("needs %s (Debian: %s)", tool, daemons)
	}
}

// scratch is an environment without a bus. Its path is short, as sockets need.
func scratch(t *testing.T) *session {
	t.Helper()
	dir, err := os.MkdirTemp("", "fpd")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		noSecretOnDisk(t, filepath.Join(dir, "config"))
		_ = os.RemoveAll(dir)
	})
	s := &session{dir: dir, env: []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}}
	for name, sub := range map[string]string{
		"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
	} {
		path := filepath.Join(dir, sub)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		s.env = append(s.env, name+"="+path)
	}
	return s
}

// startBus starts a session bus that can start no services by itself, but for
// those described by the files given, by name.
func startBus(t *testing.T, services ...string) *session {
	t.Helper()
	needTools(t, "dbus-daemon")
	s := scratch(t)
	for i := range len(services) / 2 {
		name, text := services[2*i], services[2*i+1]
		if err := os.WriteFile(filepath.Join(s.dir, name+".service"), []byte("[D-BUS Service]\nName="+name+"\n"+text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := filepath.Join(s.dir, "bus.conf")
	text := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=` + filepath.Join(s.dir, "run", "bus") + `</listen><auth>EXTERNAL</auth><servicedir>` + s.dir + `</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out := s.start(t, nil, "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=1")
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal("the bus did not start: ", err)
	}
	s.address = strings.TrimSpace(line)
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+s.address)
	s.bus = s.connect(t)
	return s
}

// connect is another connection to the session's bus.
func (s *session) connect(t *testing.T) *dbus.Conn {
	t.Helper()
	bus, err := dbus.Connect(s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}

// start runs a daemon until the test ends and gives its standard output.
func (s *session) start(t *testing.T, stdin io.Reader, name string, args ...string) io.Reader {
	t.Helper()
	out, _ := s.startStoppable(t, stdin, name, args...)
	return out
}

// startStoppable is start for a daemon that the test may also end before.
func (s *session) startStoppable(t *testing.T, stdin io.Reader, name string, args ...string) (out io.Reader, stop func()) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stdin, cmd.ExtraFiles = s.env, stdin, s.files
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	t.Cleanup(stop)
	return out, stop
}

// startKeyring starts gnome-keyring, with an open login keyring if unlocked,
// else with none at all, and waits until it owns its name.
func startKeyring(t *testing.T, unlocked bool) *session {
	t.Helper()
	needTools(t, "dbus-daemon", "gnome-keyring-daemon", "secret-tool")
	s := startBus(t)
	owned := s.awaitOwner(t)
	args := []string{"--foreground", "--components=secrets"}
	var stdin io.Reader
	if unlocked {
		args, stdin = append(args, "--unlock"), strings.NewReader("testpw\n")
	}
	s.start(t, stdin, "gnome-keyring-daemon", args...)
	owned()
	return s
}

// awaitOwner watches for somebody to own the Secret Service's name.
func (s *session) awaitOwner(t *testing.T) (wait func()) {
	t.Helper()
	signals := make(chan *dbus.Signal, 16)
	s.bus.Signal(signals)
	err := s.bus.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretService))
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		deadline := time.After(patience)
		for {
			select {
			case sig := <-signals:
				if len(sig.Body) == 3 && sig.Body[0] == secretService && sig.Body[2] != "" {
					return
				}
			case <-deadline:
				t.Fatal("the keyring did not start")
			}
		}
	}
}

// fpdoctor is a serving helper in the session's environment.
type fpdoctor struct {
	t   *testing.T
	in  *json.Encoder
	out *json.Decoder
}

func (s *session) fpdoctor(t *testing.T) *fpdoctor {
	t.Helper()
	cmd := helper(t, s.env, "serve", "")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return &fpdoctor{t, json.NewEncoder(in), json.NewDecoder(out)}
}

func (f *fpdoctor) do(o order) outcome {
	f.t.Helper()
	var r outcome
	if err := errors.Join(f.in.Encode(o), f.out.Decode(&r)); err != nil {
		f.t.Fatal(err)
	}
	// Two seconds are promised and Limit is less; the rest is a busy machine's.
	if r.Milliseconds > 5000 && len(r.Questions) == 0 {
		f.t.Errorf("%s took %d ms", o.Do, r.Milliseconds)
	}
	if r.Error != "" && r.Error != context.Canceled.Error() {
		sentence(f.t, errors.New(r.Error))
	}
	return r
}

// asked carries an order out until the person is asked something.
func (f *fpdoctor) asked(o order) {
	f.t.Helper()
	o.Patient, o.Tell = true, true
	if r := f.do(o); !r.Waits {
		f.t.Fatalf("%s asked nothing: %s", o.Do, r.Error)
	}
}

// stop has the person give up what is asked.
func (f *fpdoctor) stop() outcome {
	f.t.Helper()
	return f.do(order{Do: stop})
}

func (f *fpdoctor) ok(o order) outcome {
	f.t.Helper()
	r := f.do(o)
	if !r.OK {
		f.t.Fatalf("%s: %s", o.Do, r.Error)
	}
	return r
}

func (f *fpdoctor) fails(o order, want Problem) outcome {
	f.t.Helper()
	r := f.do(o)
	if r.OK || r.Problem != want {
		f.t.Errorf("%s: problem %q instead of %q: %s", o.Do, r.Problem, want, r.Error)
	}
	return r
}

func (s *session) secretTool(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "secret-tool", args...)
	cmd.Env, cmd.Stdin = s.env, strings.NewReader(stdin)
	out, err := cmd.Output()
	return string(out), err
}

func saveA(name string) order {
	return order{Do: "save", Name: name, Stripe: stripeA, FirstPromoter: promoA, AccountID: "acc-a"}
}

func saveB(name string) order {
	return order{Do: "save", Name: name, Stripe: stripeB, FirstPromoter: promoB, AccountID: "acc-b"}
}

func TestRealKeyring(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, true)
	first := s.fpdoctor(t)
	first.ok(order{Do: "ready"})
	first.ok(saveA("default"))
	first.ok(saveB("client-b"))

	second := s.fpdoctor(t) // the program started again
	if r := second.ok(order{Do: "load", Name: ""}); r.Stripe != stripeA || r.FirstPromoter != promoA {
		t.Error("the default profile has other keys")
	}
	if r := second.ok(order{Do: "load", Name: "client-b"}); r.Stripe != stripeB || r.FirstPromoter != promoB {
		t.Error("client-b has other keys")
	}
	if r := second.ok(order{Do: "list"}); !slices.Equal(r.Names, []string{"default", "client-b"}) {
		t.Errorf("list %v", r.Names)
	}
	for name, want := range map[string]string{
		"default/stripe": stripeA, "default/firstpromoter": promoA, "client-b/stripe": stripeB, "client-b/firstpromoter": promoB,
	} {
		if got, err := s.secretTool(t, "", "lookup", "service", "fpdoctor", "username", name); err != nil || got != want {
			t.Errorf("secret-tool finds another %s, %v", name, err)
		}
	}

	second.ok(saveB("default")) // rotation
	if r := first.ok(order{Do: "load", Name: "default"}); r.Stripe != stripeB || r.FirstPromoter != promoB {
		t.Error("after new keys, the old are used")
	}
	first.ok(order{Do: "remove", Name: "default"})
	if out, err := s.secretTool(t, "", "lookup", "service", "fpdoctor", "username", "default/stripe"); err == nil {
		t.Errorf("a removed key is still there (%d bytes)", len(out))
	}
	if r := first.do(order{Do: "load", Name: "default"}); r.Type != "UnknownProfileError" {
		t.Errorf("%s: %s", r.Type, r.Error)
	}
	if r := second.ok(order{Do: "load", Name: "client-b"}); r.Stripe != stripeB {
		t.Error("removing one profile touched another")
	}
}

// Something else may write, or add, an entry of our name.
func TestRealKeyringForeignEntry(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, true)
	f := s.fpdoctor(t)
	f.ok(saveA("default"))
	if _, err := s.secretTool(t, "two\nlines of something", "store", "--label=x", "service", "fpdoctor", "username", "default/stripe"); err != nil {
		t.Fatal(err)
	}
	if r := f.do(order{Do: "load", Name: "default"}); r.Type != "EntryError" {
		t.Errorf("%s: %s", r.Type, r.Error)
	}
	f.ok(saveB("default"))
	if r := f.ok(order{Do: "load", Name: "default"}); r.Stripe != stripeB {
		t.Error("storing again did not replace the foreign entry")
	}
	f.ok(order{Do: "remove", Name: "default"})
	if _, err := s.secretTool(t, "", "lookup", "service", "fpdoctor", "username", "default/stripe"); err == nil {
		t.Error("an entry remained")
	}
	f.ok(saveB("default"))
	if r := f.ok(order{Do: "load", Name: "default"}); r.Stripe != stripeB || r.FirstPromoter != promoB {
		t.Error("other keys than those stored")
	}
}

func TestRealKeyringBigValue(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, true)
	f := s.fpdoctor(t)
	if r := f.do(order{Do: "save", Name: "default", Stripe: strings.Repeat("k", 1<<20)}); r.Type != "ShapeError" {
		t.Errorf("%s: %s", r.Type, r.Error)
	}
	if _, err := s.secretTool(t, strings.Repeat("k", 1<<20), "store", "--label=x", "service", "fpdoctor", "username", "default/stripe"); err != nil {
		t.Fatal(err)
	}
	f.ok(saveA("other"))
	f.ok(order{Do: "load", Name: "other"})
}

func (s *session) lock(t *testing.T, collection dbus.ObjectPath) {
	t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := s.bus.Object(secretService, secretPath).Call(serviceInterface+".Lock", 0, []dbus.ObjectPath{collection}).Store(&locked, &prompt)
	if err != nil || len(locked) != 1 {
		t.Fatalf("could not lock: %v, %v", locked, err)
	}
}

func TestRealKeyringLocked(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, true)
	f := s.fpdoctor(t)
	f.ok(saveA("default"))
	s.lock(t, loginCollection)
	f.fails(order{Do: "ready"}, Locked)
	f.fails(order{Do: "load", Name: "default"}, Locked)
	f.fails(saveB("default"), Locked)
	f.fails(order{Do: "remove", Name: "default"}, Locked)
	f.fails(order{Do: "list"}, Locked)
}

func TestRealKeyringNotCreated(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, false)
	f := s.fpdoctor(t)
	f.fails(order{Do: "ready"}, NotCreated)
	f.fails(saveA("default"), NotCreated)
	if r := f.do(order{Do: "load", Name: "default"}); r.Type != "UnknownProfileError" {
		t.Errorf("a refused profile is listed: %s", r.Error)
	}
}

// A keyring that the session starts when it is first asked for.
func TestRealKeyringStartedByName(t *testing.T) {
	t.Parallel()
	needTools(t, "dbus-daemon", "gnome-keyring-daemon")
	daemon, err := exec.LookPath("gnome-keyring-daemon")
	if err != nil {
		t.Fatal(err)
	}
	s := startBus(t, secretService, "Exec="+daemon+" --start --foreground --components=secrets")
	owned := s.awaitOwner(t)
	s.fpdoctor(t).fails(order{Do: "ready"}, NotCreated)
	owned()
}

func TestServiceThatCannotStart(t *testing.T) {
	t.Parallel()
	s := startBus(t, secretService, "Exec=/bin/false")
	s.fpdoctor(t).fails(order{Do: "ready"}, NoService)
}

func TestNoKeyringService(t *testing.T) {
	t.Parallel()
	f := startBus(t).fpdoctor(t)
	f.fails(order{Do: "ready"}, NoService)
	f.fails(saveA("default"), NoService)
}

func TestStaleBusAddress(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	for _, address := range []string{"unix:path=" + filepath.Join(s.dir, "gone"), "nonsense", "tcp:host=127.0.0.1,port=1"} {
		f := (&session{dir: s.dir, env: append(slices.Clip(s.env), "DBUS_SESSION_BUS_ADDRESS="+address)}).fpdoctor(t)
		f.fails(order{Do: "ready"}, StaleBus)
	}
}

// A socket that takes connections and never speaks.
func TestSilentBus(t *testing.T) {
	t.Parallel()
	s := scratch(t)
	path := filepath.Join(s.dir, "run", "silent")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+path)
	s.fpdoctor(t).fails(order{Do: "ready"}, NotAnswering)
}

// Without a bus, go-keyring by itself would run dbus-launch, which leaves
// daemons behind.
func TestNoBus(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err == nil {
		// This user's own bus would be found: only the words can be tested here.
		sentence(t, problem("linux", NoBus, ""))
		return
	}
	s := scratch(t)
	bin, mark := filepath.Join(s.dir, "bin"), filepath.Join(s.dir, "launched")
	script := "#!/bin/sh\ntouch " + mark + "\nexit 1\n"
	if err := errors.Join(os.Mkdir(bin, 0o700), os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte(script), 0o700)); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"", "autolaunch:"} {
		env := append(slices.Clip(s.env), "DBUS_SESSION_BUS_ADDRESS="+address, "PATH="+bin+":"+os.Getenv("PATH"))
		f := (&session{dir: s.dir, env: env}).fpdoctor(t)
		f.fails(order{Do: "ready"}, NoBus)
		f.fails(saveA("default"), NoBus)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a bus was launched")
	}
}

// fakeService plays a Secret Service with an open login collection.
type fakeService struct {
	bus     *dbus.Conn
	hang    chan struct{} // closed when the test ends
	silent  bool          // does not even answer properties
	prompts bool          // asks before unlocking, and is dismissed
	locked  bool
	opens   bool          // unlocks when told to, asking nobody
	deaf    bool          // unlocks nothing and asks nobody
	open    atomic.Bool   // has been unlocked
	calls   atomic.Int32  // of Unlock
	asked   atomic.Int32  // prompts run
	given   chan struct{} // one for each prompt that the client took back
}

func (f *fakeService) Get(iface, name string) (dbus.Variant, *dbus.Error) {
	if f.silent {
		<-f.hang
	}
	if name == "Locked" {
		return dbus.MakeVariant(f.locked && !f.open.Load()), nil
	}
	return dbus.MakeVariant([]dbus.ObjectPath{loginCollection}), nil
}

const fakePrompt = dbus.ObjectPath("/prompt/1")

func (f *fakeService) Unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	f.calls.Add(1)
	switch {
	case f.prompts:
		return nil, fakePrompt, nil
	case f.deaf:
		return nil, "/", nil
	case f.opens:
		f.open.Store(true)
		return paths, "/", nil
	}
	<-f.hang
	return paths, "/", nil
}

func (f *fakeService) SearchItems(map[string]string) (unlocked, locked []dbus.ObjectPath, err *dbus.Error) {
	return nil, nil, nil
}

func (f *fakeService) Dismiss() *dbus.Error {
	f.given <- struct{}{}
	return nil
}

func (f *fakeService) Prompt(string) *dbus.Error {
	f.asked.Add(1)
	_ = f.bus.Emit(fakePrompt, "org.freedesktop.Secret.Prompt.Completed", true, dbus.MakeVariant([]dbus.ObjectPath{}))
	return nil
}

func (f *fakeService) own(t *testing.T, s *session) *fakeService {
	t.Helper()
	f.bus, f.hang, f.given = s.connect(t), make(chan struct{}), make(chan struct{}, 16)
	t.Cleanup(func() { close(f.hang) })
	err := errors.Join(
		f.bus.Export(f, secretPath, serviceInterface),
		f.bus.Export(f, secretPath, "org.freedesktop.DBus.Properties"),
		f.bus.Export(f, loginCollection, "org.freedesktop.DBus.Properties"),
		f.bus.Export(f, fakePrompt, "org.freedesktop.Secret.Prompt"),
	)
	if err != nil {
		t.Fatal(err)
	}
	if reply, err := f.bus.RequestName(secretService, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatal(reply, err)
	}
	return f
}

func TestServiceThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := startBus(t)
	(&fakeService{silent: true}).own(t, s)
	f := s.fpdoctor(t)
	f.fails(order{Do: "ready"}, NotAnswering)
	f.fails(saveA("default"), NotAnswering)
}

// A service that falls silent after it looked ready is asked once, however
// often the person tries.
func TestServiceThatFallsSilent(t *testing.T) {
	t.Parallel()
	s := startBus(t)
	service := (&fakeService{}).own(t, s)
	f := s.fpdoctor(t)
	f.ok(order{Do: "ready"})
	for range 2 {
		f.fails(saveA("default"), NotAnswering)
	}
	if n := service.calls.Load(); n != 1 {
		t.Errorf("%d questions are queued", n)
	}
}

func TestDismissedPrompt(t *testing.T) {
	t.Parallel()
	s := startBus(t)
	(&fakeService{prompts: true}).own(t, s)
	s.fpdoctor(t).fails(saveA("default"), Dismissed)
}

// A question that would open a window is taken back, not put.
func TestLockedIsNotPrompted(t *testing.T) {
	t.Parallel()
	s := startBus(t)
	service := (&fakeService{prompts: true, locked: true}).own(t, s)
	s.fpdoctor(t).fails(saveA("default"), Locked)
	select {
	case <-service.given:
	case <-time.After(patience):
		t.Error("the question was not taken back")
	}
	if service.asked.Load() != 0 {
		t.Error("the question was put")
	}
}

// Some services say that they are locked until somebody tells them to unlock.
func TestLockedUntilTold(t *testing.T) {
	t.Parallel()
	s := startBus(t)
	(&fakeService{opens: true, locked: true}).own(t, s)
	s.fpdoctor(t).ok(order{Do: "ready"})
}

func TestLockedAndAsksNobody(t *testing.T) {
	t.Parallel()
	s := startBus(t)
	(&fakeService{deaf: true, locked: true}).own(t, s)
	s.fpdoctor(t).fails(saveA("default"), Unusable)
}

// A probe leaves nothing behind in this process and ends with its context.
func TestProbeEndsWithItsContext(t *testing.T) {
	s := startBus(t)
	(&fakeService{silent: true}).own(t, s)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", s.address)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- new(secretServiceRing).Ready(ctx) }()
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Fatal("the probe did not end")
	}
}

// What was stored before a keyring called login appeared is in another one.
func TestRealKeyringElsewhere(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, true)
	f := s.fpdoctor(t)
	f.ok(saveA("default"))
	f.ok(order{Do: "remove", Name: "default"})
	f.ok(saveA("default"))
	for kind, value := range map[string]string{"stripe": stripeB, "firstpromoter": promoB} {
		name := "default/" + kind
		if _, err := s.secretTool(t, "", "clear", "service", "fpdoctor", "username", name); err != nil {
			t.Fatal(err)
		}
		if _, err := s.secretTool(t, value, "store", "--collection=session", "--label=x", "service", "fpdoctor", "username", name); err != nil {
			t.Fatal(err)
		}
	}
	r := f.ok(order{Do: "load", Name: "default"})
	if r.Stripe != stripeB || r.FirstPromoter != promoB || !strings.Contains(r.Source, "found in the keyring “session”") {
		t.Errorf("from %s", r.Source)
	}
	f.ok(order{Do: "remove", Name: "default"})
	if out, err := s.secretTool(t, "", "lookup", "service", "fpdoctor", "username", "default/stripe"); err == nil {
		t.Errorf("a removed key is still there (%d bytes)", len(out))
	}
}

// KWallet loses a value that is stored just before it ends, and keeps the entry.
func TestEmptyEntry(t *testing.T) {
	t.Parallel()
	s := startKeyring(t, true)
	f := s.fpdoctor(t)
	f.ok(saveA("default"))
	f.ok(saveB("other"))
	if _, err := s.secretTool(t, "", "store", "--label=x", "service", "fpdoctor", "username", "default/stripe"); err != nil {
		t.Fatal(err)
	}
	if r := f.do(order{Do: "load", Name: "default"}); !strings.Contains(r.Error, "is empty: what it held was lost or changed outside fpdoctor") {
		t.Error(r.Error)
	}
	if r := f.do(order{Do: "list"}); len(r.Names) != 2 || !strings.Contains(r.Error, "default/stripe") {
		t.Errorf("%v, %s", r.Names, r.Error)
	}
}
