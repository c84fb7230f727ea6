//go:build unix

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fpdoctor/checks/sandbox"
)

// nightly is the script of the page about audits that run every night.
func nightly(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", ".github", "NIGHTLY.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		if strings.HasPrefix(block[1], "#!/bin/sh\n") {
			return block[1]
		}
	}
	t.Fatal("the page has no script")
	return ""
}

// The nightly script as the page has it: what is new the first night, nothing the
// second, and nothing lost where a night goes wrong.
func TestNightlyScript(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Start(sandbox.Options{Scenario: "stopped-shop"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	state, credentials := t.TempDir(), t.TempDir()
	script := filepath.Join(t.TempDir(), "nightly")
	for path, text := range map[string]string{
		script: nightly(t), filepath.Join(credentials, "stripe"): server.StripeKey + "\n",
		filepath.Join(credentials, "firstpromoter"): server.FirstPromoterKey + "\n", filepath.Join(credentials, "account"): server.AccountID + "\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	night := func() (code int, fresh, known string) {
		t.Helper()
		cmd := exec.Command("sh", script)
		cmd.Env = []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + state, "STATE_DIRECTORY=" + state, "CREDENTIALS_DIRECTORY=" + credentials,
			"FPDOCTOR_STRIPE_API_BASE=" + server.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + server.FirstPromoterBase,
		}
		out, err := cmd.CombinedOutput()
		if strings.Contains(string(out), server.StripeKey) {
			t.Errorf("a key in %s", out)
		}
		read := func(name string) string {
			b, err := os.ReadFile(filepath.Join(state, name))
			if err != nil {
				t.Fatalf("%v after %s", err, out)
			}
			return string(b)
		}
		return status(t, err), read("new.jsonl"), read("known.jsonl")
	}
	const aSale = `"fpdoctor.audit-sale/1"`
	code, fresh, known := night()
	if code != 1 || !strings.Contains(fresh, aSale) || known != fresh {
		t.Errorf("the first night: %d\n%s\n%s", code, fresh, known)
	}
	if info, err := os.Stat(filepath.Join(state, "known.jsonl")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read what is known: %v, %v", info.Mode(), err)
	}
	if code, fresh, _ = night(); code != 0 || strings.Contains(fresh, aSale) {
		t.Errorf("the second night: %d\n%s", code, fresh)
	}
	_, _, known = night()
	if err := os.WriteFile(filepath.Join(credentials, "stripe"), []byte("no key\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if code, fresh, after := night(); code != 2 || fresh != "" || after != known {
		t.Errorf("with a broken key: %d, known before\n%s\nand after\n%s", code, known, after)
	}
}
