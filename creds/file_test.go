package creds

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fpdoctor/checks/record"
)

func writeSettings(t *testing.T, s *Store, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(s.file.dir, 0o700), os.WriteFile(s.Path(), []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

const profileTwice = `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"a","keys":["stripe"]},{"name":"A","keys":["stripe"]}]}`

func TestCorruptFileIsKeptAside(t *testing.T) {
	for name, text := range map[string]string{
		"empty":         "",
		"not JSON":      "stripe = yes",
		"cut off":       `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"def`,
		"another file":  `{"version":3}`,
		"old schema":    `{"schema":"fpdoctor.profiles/0","profiles":[]}`,
		"wrong kind":    `{"schema":"fpdoctor.profiles/1","profiles":{}}`,
		"odd name":      `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"../x"}]}`,
		"same name":     profileTwice,
		"odd key kind":  `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"a","keys":["paypal"]}]}`,
		"odd mode":      `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"a","answers":{"firstpromoter_mode":{"value":"maybe","at":"2024-01-01T00:00:00Z"}}}]}`,
		"odd date":      `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"a","answers":{"connected":{"value":true,"at":"yesterday"}}}]}`,
		"odd account":   `{"schema":"fpdoctor.profiles/1","profiles":[{"name":"a","account_id":"1\n2"}]}`,
		"two documents": `{"schema":"fpdoctor.profiles/1"}{"schema":"fpdoctor.profiles/1"}`,
		"far too big":   `{"schema":"` + strings.Repeat(" ", maxFile+10) + `"}`,
		"list":          `[1,2,3]`,
	} {
		t.Run(name, func(t *testing.T) {
			s, ring := tempStore(t)
			writeSettings(t, s, text)
			_, err := s.Load(t.Context(), "default")
			if e := errorAs[*FileError](t, err); e.Fault != Corrupt {
				t.Fatalf("%s: %v", e.Fault, e)
			}
			_, err = s.List(t.Context())
			_ = errorAs[*FileError](t, err)
			_ = errorAs[*FileError](t, s.SaveMask(t.Context(), "default", true))
			_ = errorAs[*FileError](t, s.SaveAnswers(t.Context(), "default", record.Answers{}))
			ring.Problem = problem("linux", Locked, "")
			_, err = s.Save(t.Context(), merchantA("default"))
			_ = errorAs[*KeyringError](t, err)
			if data, _ := os.ReadFile(s.Path()); string(data) != text {
				t.Fatal("the file was touched before it had to be")
			}

			ring.Problem = nil
			note, err := s.Save(t.Context(), merchantA("default"))
			aside, _ := filepath.Glob(s.Path() + ".broken-*")
			if err != nil || len(aside) != 1 || !strings.Contains(note, aside[0]) {
				t.Fatalf("%q, %v, kept: %v", note, err, aside)
			}
			if data, _ := os.ReadFile(aside[0]); string(data) != text {
				t.Error("the file kept aside is not the old one")
			}
			hasKeys(t, load(t, s, ""), stripeA, promoA)
		})
	}
}

// The keys of a file that was set aside are still in the keyring, and nothing else
// would say so.
func TestFileKeptAsideNamesItsKeys(t *testing.T) {
	s, _ := tempStore(t)
	save(t, s, merchantA("shop"))
	save(t, s, merchantB("other"))
	whole, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	writeSettings(t, s, string(whole[:len(whole)-4])+`,{"name":"never-stored"`)
	note, err := s.Save(t.Context(), merchantA("other"))
	if err != nil || !strings.Contains(note, "still holds the keys of shop, which it named") || strings.Contains(note, "never-stored") {
		t.Errorf("%q, %v", note, err)
	}
}

func TestSeveralFilesKeptAside(t *testing.T) {
	s, _ := tempStore(t)
	now := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	for n := range 3 {
		writeSettings(t, s, fmt.Sprint("broken ", n))
		if _, err := s.file.setAside(now); err != nil {
			t.Fatal(err)
		}
	}
	if kept, _ := filepath.Glob(s.Path() + ".broken-20240102-030405*"); len(kept) != 3 {
		t.Errorf("kept %v", kept)
	}
}

func TestNewerFileIsLeftAlone(t *testing.T) {
	s, ring := tempStore(t)
	const text = `{"schema":"fpdoctor.profiles/2","profiles":[{"name":"default","vault":"elsewhere"}]}`
	writeSettings(t, s, text)
	if err := ring.Set(t.Context(), "default/stripe", stripeA); err != nil {
		t.Fatal(err)
	}
	_, loaded := s.Load(t.Context(), "default")
	_, saved := s.Save(t.Context(), merchantB("default"))
	_, listed := s.List(t.Context())
	_, set := s.Settings("default")
	for _, err := range []error{
		loaded, saved, listed, set, removed(t, s, "default"), s.SaveMask(t.Context(), "", true),
		s.SaveMask(t.Context(), "default", true), s.SetDefault(t.Context(), "default"),
	} {
		if e := errorAs[*FileError](t, err); e.Fault != Newer || !strings.Contains(e.Error(), "update fpdoctor") {
			t.Errorf("%s: %v", e.Fault, e)
		}
	}
	if data, _ := os.ReadFile(s.Path()); string(data) != text {
		t.Error("the file was changed")
	}
	if v, _ := ring.Get(t.Context(), "default/stripe"); v != stripeA {
		t.Error("the keyring was changed")
	}
	if left, _ := filepath.Glob(s.Path() + ".broken-*"); len(left) != 0 {
		t.Error("the file was moved")
	}
}

func TestUnusableFolder(t *testing.T) {
	s, ring := tempStore(t)
	if err := os.WriteFile(s.file.dir, []byte("a file where the folder should be"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := s.Save(t.Context(), merchantA("default"))
	if e := errorAs[*FileError](t, err); e.Fault != Unwritable {
		t.Errorf("%s", e.Fault)
	}
	if len(ring.entries) != 0 {
		t.Error("keys were stored without their settings")
	}
	if err := errors.Join(os.Remove(s.file.dir), os.MkdirAll(s.Path(), 0o700)); err != nil {
		t.Fatal(err)
	}
	_, err = s.Load(t.Context(), "default")
	if e := errorAs[*FileError](t, err); e.Fault != Unreadable {
		t.Errorf("%s", e.Fault)
	}
	_, err = s.Save(t.Context(), merchantA("default"))
	_ = errorAs[*FileError](t, err)
}

func TestUnknownConfigFolder(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, "")
	}
	s := OpenWith("", &MemoryKeyring{})
	_, err := s.Load(t.Context(), "default")
	if e := errorAs[*FileError](t, err); e.Fault != NoFolder || !strings.Contains(e.Error(), "is not set. Set it to a folder of your own") {
		t.Errorf("%s: %v", e.Fault, e)
	}
	_, err = s.Save(t.Context(), merchantA("default"))
	if e := errorAs[*FileError](t, err); e.Fault != NoFolder {
		t.Errorf("%s: %v", e.Fault, e)
	}
	env := map[string]string{EnvStripe: stripeA}
	if k, err := Resolve(t.Context(), Request{Env: lookup(env)}, s); err != nil || k.Stripe.Reveal() != stripeA {
		t.Errorf("keys of the environment: %v", err)
	}
}

func TestDefaultFolder(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, home)
	}
	base, err := os.UserConfigDir()
	if err != nil {
		t.Fatal(err)
	}
	if got := Open("").Path(); got != filepath.Join(base, "fpdoctor", "profiles.json") {
		t.Error(got)
	}
}

func TestWritersInOneProcess(t *testing.T) {
	s, ring := tempStore(t)
	const writers, rounds = 8, 5
	for n := range writers {
		save(t, s, merchantA(fmt.Sprint("p", n)))
	}
	var wg sync.WaitGroup
	for n := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			own := OpenWith(s.file.dir, ring)
			own.limit = time.Minute
			name := fmt.Sprint("p", n)
			for round := range rounds {
				ans := record.Answers{ConnectedAccount: record.AnswerOf(fmt.Sprint(name, round), time.Now())}
				if err := errors.Join(own.SaveAnswers(t.Context(), name, ans), own.SaveMask(t.Context(), name, true)); err != nil {
					t.Error(err)
				}
				if _, err := own.Settings(name); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
	for n := range writers {
		name := fmt.Sprint("p", n)
		set, err := s.Settings(name)
		if err != nil || !set.Mask || set.Answers.ConnectedAccount.Value != fmt.Sprint(name, rounds-1) {
			t.Errorf("%s lost a change: %+v, %v", name, set, err)
		}
	}
}

// Several processes add profiles at once, as two fpdoctor side by side would.
func TestWritersInSeveralProcesses(t *testing.T) {
	dir := t.TempDir()
	const processes, each = 4, 6
	var wg sync.WaitGroup
	for n := range processes {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if out, err := helper(t, nil, "fill", dir, fmt.Sprint("w", n), fmt.Sprint(each)).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		}()
	}
	stop := make(chan struct{})
	reader := make(chan error, 1)
	go func() {
		s := OpenWith(dir, &MemoryKeyring{})
		for {
			select {
			case <-stop:
				reader <- nil
				return
			default:
				if _, err := s.file.read(); err != nil {
					reader <- err
					return
				}
			}
		}
	}()
	wg.Wait()
	close(stop)
	if err := <-reader; err != nil {
		t.Errorf("a reader saw a broken file: %v", err)
	}
	doc, err := OpenWith(dir, &MemoryKeyring{}).file.read()
	if err != nil || len(doc.Profiles) != processes*each {
		t.Errorf("%d profiles, %v", len(doc.Profiles), err)
	}
}

// Reading needs no lock file and makes none: the folder may be read-only.
func TestReadingMakesNoFile(t *testing.T) {
	s, _ := tempStore(t)
	save(t, s, merchantA("default"))
	lock := filepath.Join(s.file.dir, lockName)
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	hasKeys(t, load(t, s, "default"), stripeA, promoA)
	if _, err := os.Stat(lock); err == nil {
		t.Error("reading made a lock file")
	}
}
