package cli_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestStoppedWhileTheKeyringIsSilent: a program stopped before it has its keys
// says so in plain words, is no wrong usage, and prints nothing.
func TestStoppedWhileTheKeyringIsSilent(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "fpd") // short, as sockets need
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	settings := `{"schema": "fpdoctor.profiles/1", "default": "shop", "profiles": [{"name": "shop", "keys": ["stripe"], "answers": {}}]}`
	if err := os.Mkdir(filepath.Join(dir, "fpdoctor"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "fpdoctor", "profiles.json"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	bus, err := net.Listen("unix", filepath.Join(dir, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bus.Close() }()
	for _, args := range []string{"check cus_abc12345", "audit --format json", "keys list", "keys test", "keys remove", "keys add other"} {
		cmd := exec.Command("fpdoctor", strings.Fields(args)...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(dir, "bus")}
		var out, complaint bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &complaint
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		asked, err := bus.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if got := status(t, cmd.Wait()); got != 3 || out.Len() > 0 || !strings.Contains(complaint.String(), "fpdoctor: Stopped before it was done.") {
			t.Errorf("%s: exit status %d, printed %q, said %s", args, got, &out, &complaint)
		}
		_ = asked.Close()
	}
}
