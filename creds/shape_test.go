package creds

import (
	"errors"
	"fmt"
	"net"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/zalando/go-keyring"
)

func TestCheckName(t *testing.T) {
	for _, good := range []string{"default", "acme-live", "ACME_2", "shop.example.com", "a", "7", "_x", ".x", "..", "sk_slovakia",
		strings.Repeat("a", 64), "acme-production-2024-11-22", "MyVeryLongShopNameInNorthAmerica", "theshopofmygrandmotherinrome"} {
		if err := CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for bad, word := range map[string]string{
		"": "empty", "a b": "a blank", "a/b": "a slash", `a\b`: "a slash", "naïve": "the character ï", "a\x1b[31m": "U+001B",
		"a\u202eb": "U+202E", "a\xffb": "broken", "-x": "dash", strings.Repeat("a", 65): "65 characters", "a\n": "a blank",
		stripeA: "looks like a key", "sk_live_" + "x": "looks like a key", "'" + stripeA + "'": "looks like a key",
		"Kx93hQ0aZ" + "7pLm2Vt81Nc": "looks like a key", "fp-sRDFGErl2Bzv" + "nb3YEGVfMwdekPubCydF": "looks like a key", "a:b": "the character :",
	} {
		err := CheckName(bad)
		if e := errorAs[*NameError](t, err); !strings.Contains(e.Error(), word) {
			t.Errorf("%q: %v", bad, e)
		}
	}
}

func FuzzCheckName(f *testing.F) {
	for _, s := range []string{"default", "a/b", "\x00", stripeA, strings.Repeat("a", 65), "ü"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		err := CheckName(name)
		if err == nil {
			if len(name) == 0 || len(name) > 64 || strings.ContainsAny(name, "/ \x00\\") {
				t.Errorf("%q is allowed", name)
			}
			return
		}
		text := sentence(t, err)
		// One character may be shown, but not a name that may be a key.
		if len(name) > minKey && !strings.Contains("dash letters digits underscores dots characters", name) && strings.Contains(text, name) {
			t.Errorf("%q repeats the name", text)
		}
	})
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"", " x ", "\"a\"", "“a b”\n", "\u200b", "\xff\"x\"\xff", "'" + stripeA + "'\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := Normalize(s)
		if Normalize(n) != n {
			t.Errorf("%q is not settled after one pass", n)
		}
		if !strings.Contains(s, n) {
			t.Errorf("%q is not a part of %q", n, s)
		}
		if keyFault(s) == "" && strings.Trim(s, "'\"`") == s && n != s {
			t.Errorf("a sound key %q became %q", s, n)
		}
		if fault := keyFault(n); fault != "" && len(n) > 32 && strings.Contains(fault, n) {
			t.Errorf("%q repeats the key", fault)
		}
	})
}

func FuzzSettings(f *testing.F) {
	for _, s := range []string{
		"", "{}", profileTwice, `{"schema":"fpdoctor.profiles/2"}`, `{"schema":"fpdoctor.profiles/99999999999999999999"}`,
		`{"schema":"fpdoctor.profiles/1","default":"a","profiles":[{"name":"a","keys":["stripe","firstpromoter"],"account_id":"1","mask":true,` +
			`"answers":{"connected":{"value":true,"at":"2024-01-01T00:00:00Z"},"firstpromoter_mode":{"value":"live","at":"2024-01-01T00:00:00+02:00"}}}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := parse(data)
		if err != nil {
			if len(err.Error()) > 120 || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("%q", err)
			}
			return
		}
		for _, name := range append(doc.names(), doc.defaultName()) {
			if name != "" && CheckName(name) != nil {
				t.Errorf("name %q", name)
			}
		}
		out, err := doc.bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parse(out)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !slices.Equal(again.names(), doc.names()) || again.defaultName() != doc.defaultName() || again.Mask != doc.Mask {
			t.Error("what was written reads differently")
		}
		for i, e := range doc.Profiles {
			if a, b := e.Answers.read(), again.Profiles[i].Answers.read(); a.Connected.Value != b.Connected.Value || !a.Connected.At.Equal(b.Connected.At) {
				t.Error("an answer changed")
			}
		}
	})
}

// exitStatus is what running /usr/bin/security ends with.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
func (e exitStatus) ExitCode() int { return int(e) }

func TestClassify(t *testing.T) {
	for _, tt := range []struct {
		goos string
		err  error
		want Problem
	}{
		{"linux", &exec.Error{Name: "dbus-launch", Err: exec.ErrNotFound}, NoBus},
		{"linux", &net.OpError{Op: "dial", Net: "unix", Err: syscall.ENOENT}, StaleBus},
		{"linux", errors.New("failed to unlock correct collection '/org/freedesktop/secrets/collection/login/3'"), Dismissed},
		{"linux", errors.New("boom"), OtherProblem},
		{"linux", keyring.ErrSetDataTooBig, TooBig},
		{"linux", keyring.ErrUnsupportedPlatform, NoService},
		{"darwin", exitStatus(36), Locked},
		{"darwin", exitStatus(51), Dismissed},
		{"darwin", fmt.Errorf("security: %w", exitStatus(128)), Dismissed},
		{"darwin", exitStatus(37), NotCreated},
		{"darwin", exitStatus(53), NoService},
		{"darwin", exitStatus(1), OtherProblem},
		{"darwin", errors.New("boom"), OtherProblem},
		{"windows", syscall.Errno(8), Full},
		{"windows", syscall.Errno(1312), NoService},
		{"windows", syscall.Errno(1783), TooBig},
		{"windows", syscall.Errno(5), OtherProblem},
		{"windows", errors.New("boom"), OtherProblem},
	} {
		if e := errorAs[*KeyringError](t, classify(tt.goos, tt.err)); e.Problem != tt.want {
			t.Errorf("%s, %v: %s instead of %s", tt.goos, tt.err, e.Problem, tt.want)
		}
	}
}

func TestEveryProblemHasWords(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for _, p := range []Problem{NoBus, StaleBus, NoService, Locked, NotCreated, Dismissed, NotAnswering, TooBig, OtherProblem} {
			e := problem(goos, p, "it broke.")
			sentence(t, e)
			for _, part := range []string{e.What, e.Mend} {
				if !strings.HasSuffix(part, ".") || part[0] < 'A' || part[0] > 'Z' {
					t.Errorf("%s, %s: %q", goos, p, part)
				}
			}
		}
	}
	if got := detail(errors.New("key " + stripeA + " \x1b[2J\nrefused " + strings.Repeat("ü", 400))); strings.Contains(got, stripeA) || strings.ContainsAny(got, "\n\x1b") || len([]rune(got)) > 165 {
		t.Errorf("%q", got)
	}
}
