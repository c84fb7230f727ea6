package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInAContainer runs a static build where there is nothing but itself: no HOME, no
// time zones, no certificates, no folder for temporary files, and a root that cannot
// be written to. Each command works, or says what to set.
func TestInAContainer(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", filepath.Join(root, "fpdoctor"), "fpdoctor")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.MkdirAll(filepath.Join(root, "home", "anna"), 0o755); err != nil {
		t.Fatal(err)
	}
	const enter = `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && shift && exec env -i "$@"`
	inside := func(env []string, args ...string) *exec.Cmd {
		words := append([]string{"-m", "sh", "-c", enter, "sh", root}, env...)
		if os.Getuid() != 0 {
			words[0] = "-rm"
		}
		return exec.Command("unshare", append(append(words, "/usr/sbin/chroot", ".", "/fpdoctor"), args...)...)
	}
	if err := inside(nil, "--version").Run(); err != nil {
		t.Logf("no such container can be made here: %v", err)
		return
	}
	home := []string{"HOME=/home/anna"}
	keys := []string{"STRIPE_API_KEY=sk_test_abcdefghijklmn", "FPDOCTOR_STRIPE_API_BASE=https://stripe.invalid"}
	for _, run := range []struct {
		env    []string
		args   string
		status int
		shows  string
	}{
		{nil, "check --demo nobody@example.com", 1, "Item 5"},
		{append([]string{"TZ=Asia/Tokyo"}, home...), "check --demo nobody@example.com --format markdown", 1, "Item 5"},
		{nil, "explain email-typo", 0, "slip"},
		{nil, "keys list", 3, "HOME is not set. Set it to a folder of your own"},
		{nil, "check anna@example.com", 2, "or set STRIPE_API_KEY and FIRSTPROMOTER_API_KEY for this run"},
		{home, "check anna@example.com", 2, "There are no keys yet."},
		{keys, "check cus_12345678 --timeout 1s", 3, "its name could not be looked up"},
		{home, "keys add --untested", 3, "D-Bus"},
		{home, "keys default shop", 3, "read-only file system"},
		{home, "check --demo nobody@example.com --save /home/anna/a.fpcase", 1, "could not be written: read-only file system"},
	} {
		var out bytes.Buffer
		cmd := inside(run.env, strings.Fields(run.args)...)
		cmd.Stdin = strings.NewReader("sk_test_abcdefghijklmn\n\n\n")
		cmd.Stdout, cmd.Stderr = &out, &out
		if got := status(t, cmd.Run()); got != run.status || !strings.Contains(out.String(), run.shows) {
			t.Errorf("%v %s: exit status %d, want %d and %q:\n%.1500s", run.env, run.args, got, run.status, run.shows, out.String())
		}
	}
}
