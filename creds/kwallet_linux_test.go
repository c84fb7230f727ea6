package creds

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// walletKey is what the login module hands KWallet in place of a password, 56 bytes.
var walletKey = bytes.Repeat([]byte("k"), 56)

// walletPath is the collection that KWallet publishes its first wallet as.
const walletPath = dbus.ObjectPath("/org/freedesktop/secrets/collection/kdewallet")

// startKWallet starts KWallet on a bus of the test's own, with a wallet from an
// earlier login. With opened that wallet is open as after a login with its
// password; else KWallet was told of no password.
func startKWallet(t *testing.T, opened bool) *session {
	t.Helper()
	needTools(t, "dbus-daemon", "kwalletd5")
	s := startBus(t)
	settings := "[Wallet]\nEnabled=true\nFirst Use=false\nUse One Wallet=true\nClose When Idle=false\n[org.freedesktop.secrets]\napiEnabled=true\n"
	if err := os.WriteFile(filepath.Join(s.dir, "config", "kwalletrc"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	// The first login creates the wallet, which is published from the next one on.
	stop := s.kwalletLogin(t, walletKey)
	if all := s.collections(t); len(all) != 0 {
		t.Fatalf("wallets before the first login: %v", all)
	}
	stop()
	if opened {
		s.kwalletLogin(t, walletKey)
	} else {
		s.kwalletLogin(t, nil)
	}
	if all := s.collections(t); len(all) != 1 || !all[walletPath] {
		t.Fatalf("not the wallet this is about: %v", all)
	}
	return s
}

// kwalletLogin runs KWallet as a login does: with a key, that comes through a
// pipe and the session's variables through a socket.
func (s *session) kwalletLogin(t *testing.T, key []byte) (stop func()) {
	t.Helper()
	owned := s.awaitOwner(t)
	desktop := &session{dir: s.dir, env: append(slices.Clip(s.env), "QT_QPA_PLATFORM=offscreen")}
	if key == nil {
		_, stop = desktop.startStoppable(t, nil, "kwalletd5")
		owned()
		return stop
	}
	desktop.env = append(desktop.env, "PAM_KWALLET5_LOGIN=1")
	pipe, give, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	address := &net.UnixAddr{Name: filepath.Join(s.dir, "run", "kwallet5.socket"), Net: "unix"}
	l, err := net.ListenUnix("unix", address)
	if err != nil {
		t.Fatal(err)
	}
	socket, err := l.File()
	if err != nil {
		t.Fatal(err)
	}
	desktop.files = []*os.File{pipe, socket}
	_, stop = desktop.startStoppable(t, nil, "kwalletd5", "--pam-login", "3", "4")
	if _, err := give.Write(key); err != nil {
		t.Fatal(err)
	}
	variables, err := net.DialUnix("unix", nil, address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := variables.Write([]byte(strings.Join(desktop.env, "\n") + "\n")); err != nil {
		t.Fatal(err)
	}
	for _, end := range []io.Closer{variables, give, pipe, socket, l} {
		_ = end.Close()
	}
	owned()
	return stop
}

// collections are those of the Secret Service, with whether each says it is locked.
func (s *session) collections(t *testing.T) map[dbus.ObjectPath]bool {
	t.Helper()
	var paths []dbus.ObjectPath
	if err := property(t.Context(), s.bus.Object(secretService, secretPath), serviceInterface, "Collections", &paths); err != nil {
		t.Fatal(err)
	}
	all := map[dbus.ObjectPath]bool{}
	for _, path := range paths {
		locked, err := isLocked(t.Context(), s.bus, path)
		if err != nil {
			t.Fatal(err)
		}
		all[path] = locked
	}
	return all
}

// A wallet opened at login says that it is locked until a client has gone
// through its prompt.
func TestRealKWallet(t *testing.T) {
	t.Parallel()
	s := startKWallet(t, true)
	s.fpdoctor(t).ok(order{Do: "ready"})
	s.fpdoctor(t).ok(saveA("default"))
	if r := s.fpdoctor(t).ok(order{Do: "load"}); r.Stripe != stripeA || r.FirstPromoter != promoA {
		t.Error("the profile has other keys")
	}
	s.fpdoctor(t).ok(order{Do: "list"})
	s.fpdoctor(t).ok(saveB("default"))
	if r := s.fpdoctor(t).ok(order{Do: "load"}); r.Stripe != stripeB || r.FirstPromoter != promoB {
		t.Error("after new keys, others are used")
	}
	s.fpdoctor(t).ok(order{Do: "remove", Name: "default"})
	if r := s.fpdoctor(t).do(order{Do: "load", Name: "default"}); r.Type != "UnknownProfileError" {
		t.Errorf("%s: %s", r.Type, r.Error)
	}
}

// A wallet that wants its password is told of, and the question is taken back.
func TestRealKWalletClosed(t *testing.T) {
	t.Parallel()
	s := startKWallet(t, false)
	f := s.fpdoctor(t)
	for range 2 {
		r := f.fails(order{Do: "ready"}, Locked)
		if !strings.Contains(r.Error, "KWallet") || r.Milliseconds > 2500 {
			t.Errorf("after %d ms: %s", r.Milliseconds, r.Error)
		}
	}
	f.fails(saveA("default"), Locked)
	f.asked(order{Do: "ready"})
	wantsPassword(t, f.stop())
	holdsUpNobody(t, s)
}

// wantsPassword: the person was told that KWallet asks, and that this is over.
func wantsPassword(t *testing.T, r outcome) {
	t.Helper()
	if r.OK || len(r.Questions) != 2 || !strings.HasPrefix(r.Questions[0], "KWallet asks for its password.") {
		t.Errorf("told %q, %s", r.Questions, r.Error)
	}
}

// holdsUpNobody: while the password is asked for, other runs of fpdoctor change their settings.
func holdsUpNobody(t *testing.T, s *session) {
	folder := filepath.Join(s.dir, "config", "fpdoctor")
	settings := `{"schema": "fpdoctor.profiles/1", "default": "shop", "profiles": [{"name": "shop", "keys": ["stripe"], "answers": {}}]}`
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, "profiles.json"), []byte(settings), 0o600)); err != nil {
		t.Fatal(err)
	}
	f, other := s.fpdoctor(t), s.fpdoctor(t)
	for _, o := range []order{{Do: "remove", Name: "shop"}, saveA("shop")} {
		f.asked(o)
		for _, theme := range []string{"light", "dark"} {
			other.ok(order{Do: "theme", Name: theme})
		}
		wantsPassword(t, f.stop())
	}
	kept, err := os.ReadFile(filepath.Join(folder, "profiles.json"))
	if err != nil || !strings.Contains(string(kept), `"shop"`) || strings.Contains(string(kept), "unfinished") {
		t.Errorf("%v, the settings are %s", err, kept)
	}
}

func TestRealKWalletNotCreated(t *testing.T) {
	t.Parallel()
	needTools(t, "dbus-daemon", "kwalletd5")
	s := startBus(t)
	s.kwalletLogin(t, nil)
	if r := s.fpdoctor(t).fails(order{Do: "ready"}, NotCreated); !strings.Contains(r.Error, "KWallet") {
		t.Error(r.Error)
	}
}
