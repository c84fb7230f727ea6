package cli_test

import (
	"bufio"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"fpdoctor/checks/sandbox"
)

// desktop is a session of the test's own with a real, open keyring.
type desktop struct {
	dir string
	env []string
	bus *dbus.Conn
}

func newDesktop(t *testing.T) *desktop {
	t.Helper()
	for _, tool := range []string{"dbus-daemon", "gnome-keyring-daemon", "secret-tool"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is missing: CI installs dbus-daemon, gnome-keyring and libsecret-tools", tool)
			}
			t.Skipf("needs %s", tool)
		}
	}
	dir, err := os.MkdirTemp("", "fpd") // short, as sockets need
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	d := &desktop{dir: dir}
	for name, sub := range map[string]string{
		"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
	} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
		d.env = append(d.env, name+"="+filepath.Join(dir, sub))
	}
	config := filepath.Join(dir, "bus.conf")
	text := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=` + filepath.Join(dir, "run", "bus") + `</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(d.start(t, "", "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=1")).ReadString('\n')
	if err != nil {
		t.Fatal("the bus did not start: ", err)
	}
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
	if d.bus, err = dbus.Connect(strings.TrimSpace(address)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.bus.Close() })
	owners := make(chan *dbus.Signal, 16)
	d.bus.Signal(owners)
	if err := d.bus.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.secrets")); err != nil {
		t.Fatal(err)
	}
	d.start(t, "testpw\n", "gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock")
	select {
	case <-owners:
	case <-time.After(patience):
		t.Fatal("the keyring did not start")
	}
	return d
}

// start runs a daemon until the test ends.
func (d *desktop) start(t *testing.T, stdin, name string, args ...string) io.Reader {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stdin = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}, d.env...), strings.NewReader(stdin)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return out
}

func (d *desktop) secret(t *testing.T, user string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "fpdoctor", "username", user)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, d.env...)
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("secret-tool finds no %s: %v", user, err)
	}
	return string(out)
}

func (d *desktop) lock(t *testing.T) {
	t.Helper()
	all := []dbus.ObjectPath{"/org/freedesktop/secrets/collection/login"}
	if err := d.bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").Call("org.freedesktop.Secret.Service.Lock", 0, all).Err; err != nil {
		t.Fatal(err)
	}
}

// TestKeysOfTheFirstStartAreThereTheNextTime: given on the screens, found by
// secret-tool, in no file; the next start asks for nothing, and says what is
// wrong once the keyring is locked.
func TestKeysOfTheFirstStartAreThereTheNextTime(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	d := newDesktop(t)
	at := []string{"--stripe-api-base", server.StripeBase, "--firstpromoter-api-base", server.FirstPromoterBase}
	s := onScreen(t, "80x24", d.env, at...)
	s.until("Two keys, and fpdoctor can look at both sides")
	s.text(server.StripeKey)
	s.keys("Enter")
	s.until("The key works")
	s.keys("Enter")
	s.until("2 of 4")
	s.text(server.FirstPromoterKey)
	s.keys("Enter")
	s.until("3 of 4")
	s.text(server.AccountID)
	s.keys("Enter")
	s.until("API v2")
	s.keys("Enter")
	s.until("As profile default.")
	s.keys("+")
	s.until("Which sale did not turn its lead into a customer?")
	s.keys("C-c")
	s.until("[left with 0]")
	if d.secret(t, "default/stripe") != server.StripeKey || d.secret(t, "default/firstpromoter") != server.FirstPromoterKey {
		t.Error("the keyring holds something else")
	}
	d.noSecretIn(t, "config", server.StripeKey, server.FirstPromoterKey)

	again := onScreen(t, "80x24", d.env, append(at, server.Scenarios()[0].Sale)...)
	again.until("Nothing is wrong with this sale")
	again.keys("K")
	again.until("default (default) in use")
	again.keys("q")
	again.until("[left with 0]")

	d.lock(t)
	locked := onScreen(t, "80x24", d.env, at...)
	locked.until("The keyring (gnome-keyring) is locked. Unlock it in Passwords and Keys")
	locked.keys("C-c")
	for _, x := range []*screenTest{s, again, locked} {
		x.never(server.StripeKey, server.FirstPromoterKey)
	}
}

func (d *desktop) noSecretIn(t *testing.T, sub string, secrets ...string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(d.dir, sub), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		body, err := os.ReadFile(path)
		for _, x := range secrets {
			if strings.Contains(string(body), x) {
				t.Errorf("%s holds a key", path)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
