package creds

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"
)

// The fixtures' secrets; every test's files and errors are searched for them.
var (
	stripeA = "rk_test_" + "aaaaAAAA1111"
	promoA  = "fp-key-of-merchant-a"
	stripeB = "rk_test_" + "bbbbBBBB2222"
	promoB  = "fp-key-of-merchant-b"
	secrets = []string{stripeA, promoA, stripeB, promoB}
)

func merchantA(name string) Profile {
	return Profile{Name: name, Stripe: secret.New(stripeA), FirstPromoter: secret.New(promoA), AccountID: "acc-a"}
}

func merchantB(name string) Profile {
	return Profile{Name: name, Stripe: secret.New(stripeB), FirstPromoter: secret.New(promoB), AccountID: "acc-b"}
}

// tempStore is a store in a scratch folder over a keyring in memory.
func tempStore(t *testing.T) (*Store, *MemoryKeyring) {
	t.Helper()
	ring := &MemoryKeyring{}
	s := OpenWith(filepath.Join(t.TempDir(), "fpdoctor"), ring)
	t.Cleanup(func() { noSecretOnDisk(t, filepath.Dir(s.file.dir)) })
	return s, ring
}

func noSecretOnDisk(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, sec := range secrets {
			if strings.Contains(string(data), sec) {
				t.Errorf("%s holds a secret", filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// sentence checks that an error reads as a sentence and holds no secret.
func sentence(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	text := err.Error()
	for _, sec := range secrets {
		if strings.Contains(text, sec) {
			t.Errorf("a secret in %q", text)
		}
	}
	if strings.TrimSpace(text) != text || !strings.HasSuffix(text, ".") || strings.Contains(text, "\n") || strings.Contains(text, "  ") {
		t.Errorf("not a sentence: %q", text)
	}
	return text
}

func save(t *testing.T, s *Store, p Profile) {
	t.Helper()
	if note, err := s.Save(t.Context(), p); err != nil || note != "" {
		t.Fatalf("Save: %q, %v", note, err)
	}
}

func load(t *testing.T, s *Store, name string) Profile {
	t.Helper()
	p, err := s.Load(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func errorAs[E error](t *testing.T, err error) E {
	t.Helper()
	sentence(t, err)
	var e E
	if !errors.As(err, &e) {
		t.Fatalf("%T instead of %T: %v", err, e, err)
	}
	return e
}

func hasKeys(t *testing.T, p Profile, stripe, promo string) {
	t.Helper()
	if p.Stripe.Reveal() != stripe || p.FirstPromoter.Reveal() != promo {
		t.Errorf("profile %s has keys %v and %v", p.Name, p.Stripe, p.FirstPromoter)
	}
}

func TestRoundTrip(t *testing.T) {
	s, _ := tempStore(t)
	at := time.Date(2024, 3, 5, 7, 9, 11, 0, time.UTC)
	want := merchantA("default")
	want.Answers = record.Answers{
		Connected:        record.AnswerOf(true, at),
		ConnectedAccount: record.AnswerOf("acct_1", at.Add(time.Hour)),
		Mode:             record.AnswerOf(record.Test, at),
	}
	want.Mask = true
	save(t, s, want)
	save(t, s, merchantB("client-b"))

	again := OpenWith(s.file.dir, s.ring.ring)
	got := load(t, again, "")
	hasKeys(t, got, stripeA, promoA)
	if got.Answers != want.Answers || !got.Mask || got.AccountID != "acc-a" || got.Name != "default" {
		t.Errorf("loaded %+v", got)
	}
	if got.Source.Kind != FromKeyring || !strings.Contains(got.Source.Words, "default") {
		t.Errorf("source %+v", got.Source)
	}
	hasKeys(t, load(t, again, "client-b"), stripeB, promoB)

	list, err := again.List(t.Context())
	if err != nil || len(list) != 2 || !list[0].Default || list[1].Default || list[1].Name != "client-b" || list[1].Problem != nil {
		t.Errorf("list %+v, %v", list, err)
	}
	if got := list[0].Stripe.String(); got != "rk_test_…1111" {
		t.Errorf("listed as %s", got)
	}
	set, err := again.Settings("")
	if err != nil || set.Name != "default" || !set.Mask || !set.Default || set.Answers != want.Answers {
		t.Errorf("settings %+v, %v", set, err)
	}
}

func TestPastedKeysAreTrimmed(t *testing.T) {
	s, ring := tempStore(t)
	p := merchantA("default")
	p.Stripe, p.FirstPromoter, p.AccountID = secret.New(" \""+stripeA+"\"\r\n"), secret.New("\u200b'"+promoA+"' "), " acc-a\n"
	save(t, s, p)
	if v, _ := ring.Get(t.Context(), "default/stripe"); v != stripeA {
		t.Error("the Stripe key kept what it was pasted with")
	}
	got := load(t, s, "default")
	hasKeys(t, got, stripeA, promoA)
	if got.AccountID != "acc-a" {
		t.Errorf("account id %q", got.AccountID)
	}
}

func TestFileAndFolderAreTheUsersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("Windows has no such modes; the user's folder is the user's alone")
		return
	}
	s, _ := tempStore(t)
	if err := os.MkdirAll(s.file.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.Path(), []byte(`{"schema":"fpdoctor.profiles/1","profiles":[]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	save(t, s, merchantA("default"))
	for path, want := range map[string]os.FileMode{s.file.dir: 0o700, s.Path(): 0o600, filepath.Join(s.file.dir, lockName): 0o600} {
		if st, err := os.Stat(path); err != nil || st.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", filepath.Base(path), st.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.file.dir, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestLinkedSettingsFileStaysALink(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("making links needs a privilege on Windows")
		return
	}
	s, _ := tempStore(t)
	real := filepath.Join(t.TempDir(), "dotfiles.json")
	if err := errors.Join(os.MkdirAll(s.file.dir, 0o700), os.WriteFile(real, []byte(`{"schema":"fpdoctor.profiles/1"}`), 0o600), os.Symlink(real, s.Path())); err != nil {
		t.Fatal(err)
	}
	save(t, s, merchantA("default"))
	if st, err := os.Lstat(s.Path()); err != nil || st.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced by a file")
	}
	if data, _ := os.ReadFile(real); !strings.Contains(string(data), "acc-a") {
		t.Error("the file behind the link was not written")
	}
}

func TestWithoutFirstPromoterKey(t *testing.T) {
	s, ring := tempStore(t)
	p := merchantA("default")
	p.FirstPromoter, p.AccountID = secret.Key{}, ""
	save(t, s, p)
	hasKeys(t, load(t, s, ""), stripeA, "")
	// A key that appears there later is another merchant's for all one knows.
	if err := ring.Set(t.Context(), "default/firstpromoter", promoB); err != nil {
		t.Fatal(err)
	}
	hasKeys(t, load(t, s, ""), stripeA, "")
	save(t, s, p)
	if _, err := ring.Get(t.Context(), "default/firstpromoter"); !errors.Is(err, ErrNotFound) {
		t.Error("storing a profile without that key left the stray one")
	}
}

func TestReplacingKeepsMaskAndDropsAnswers(t *testing.T) {
	s, _ := tempStore(t)
	p := merchantA("default")
	p.Mask, p.Answers.Connected = true, record.AnswerOf(true, time.Now())
	save(t, s, p)
	save(t, s, merchantB("default"))
	got := load(t, s, "")
	hasKeys(t, got, stripeB, promoB)
	if !got.Mask {
		t.Error("new keys took the mask off")
	}
	if got.Answers.Connected.Given() {
		t.Error("one merchant's answer stayed with another's keys")
	}
	if err := s.SaveMask(t.Context(), "default", false); err != nil || load(t, s, "").Mask {
		t.Errorf("SaveMask did not take the mask off: %v", err)
	}
}

func removed(t *testing.T, s *Store, name string) error {
	t.Helper()
	_, err := s.Remove(t.Context(), name)
	return err
}

func TestRemove(t *testing.T) {
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	save(t, s, merchantB("b"))
	if _, err := s.Remove(t.Context(), "default"); err != nil {
		t.Fatal(err)
	}
	if len(ring.entries) != 2 {
		t.Errorf("%d entries left", len(ring.entries))
	}
	unknown := errorAs[*UnknownProfileError](t, removed(t, s, "default"))
	if len(unknown.Known) != 1 {
		t.Errorf("known %v", unknown.Known)
	}
	if name, err := s.Default(); name != "b" || err != nil {
		t.Errorf("default is now %q, %v", name, err)
	}
	// Entries of a lost settings file can still be removed.
	if err := os.Remove(s.Path()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Remove(t.Context(), "b"); err != nil || len(ring.entries) != 0 {
		t.Errorf("%d entries left, %v", len(ring.entries), err)
	}
}

func TestRemoveSaysWhatRemains(t *testing.T) {
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	ring.Problem = problem("linux", Locked, "")
	left := errorAs[*RemainsError](t, removed(t, s, "default"))
	if len(left.Entries) != 2 || !errors.Is(left, &KeyringError{Problem: Locked}) {
		t.Errorf("remaining %v: %v", left.Entries, left.Why)
	}
	ring.Problem = nil
	hasKeys(t, load(t, s, "default"), stripeA, promoA) // nothing was touched
	sentence(t, &RemainsError{"default", left.Entries, context.Canceled})

	half := &scriptedRing{MemoryKeyring: ring, fail: func(op, user string) bool { return op == "delete" && strings.HasSuffix(user, "firstpromoter") }}
	s.ring = newGate(half)
	left = errorAs[*RemainsError](t, removed(t, s, "default"))
	if len(left.Entries) != 1 || left.Entries[0] != "default/firstpromoter" {
		t.Errorf("remaining %v", left.Entries)
	}
	_, err := s.Load(t.Context(), "default")
	_ = errorAs[*UnfinishedError](t, err)
	s.ring = newGate(ring)
	if _, err := s.Remove(t.Context(), "default"); err != nil || len(ring.entries) != 0 {
		t.Errorf("second try: %v, %d left", err, len(ring.entries))
	}
}

func TestNamesThatDifferByCapitals(t *testing.T) {
	s, _ := tempStore(t)
	save(t, s, merchantA("acme"))
	_, err := s.Save(t.Context(), merchantB("ACME"))
	_ = errorAs[*NameError](t, err)
	if e := errorAs[*UnknownProfileError](t, removed(t, s, "ACME")); !strings.Contains(e.Error(), "one named acme") {
		t.Errorf("%v", e) // adding it, the usual advice, would be refused
	}
	hasKeys(t, load(t, s, "acme"), stripeA, promoA)
}

func TestDefaultProfile(t *testing.T) {
	s, _ := tempStore(t)
	save(t, s, merchantA("first"))
	save(t, s, merchantB("second"))
	hasKeys(t, load(t, s, ""), stripeA, promoA)
	if err := s.SetDefault(t.Context(), "second"); err != nil {
		t.Fatal(err)
	}
	hasKeys(t, load(t, s, ""), stripeB, promoB)
	_ = errorAs[*UnknownProfileError](t, s.SetDefault(t.Context(), "third"))
}

func TestRefusedShapes(t *testing.T) {
	s, ring := tempStore(t)
	for name, change := range map[string]func(*Profile){
		"no Stripe key":        func(p *Profile) { p.Stripe = secret.Key{} },
		"blank inside":         func(p *Profile) { p.Stripe = secret.New("rk_test_ " + stripeA) },
		"two lines":            func(p *Profile) { p.FirstPromoter = secret.New(promoA + "\n" + promoA) },
		"huge":                 func(p *Profile) { p.FirstPromoter = secret.New(strings.Repeat("x", maxKey+1)) },
		"short":                func(p *Profile) { p.FirstPromoter = secret.New("abc") },
		"not ASCII":            func(p *Profile) { p.FirstPromoter = secret.New("schlüssel-lang-genug") },
		"blank in account id":  func(p *Profile) { p.AccountID = "a b" },
		"endless account id":   func(p *Profile) { p.AccountID = strings.Repeat("1", 200) },
		"header in account id": func(p *Profile) { p.AccountID = "a\r\nX: y" },
	} {
		t.Run(name, func(t *testing.T) {
			p := merchantA("default")
			change(&p)
			_, err := s.Save(t.Context(), p)
			_ = errorAs[*ShapeError](t, err)
		})
	}
	if len(ring.entries) != 0 {
		t.Error("something was stored")
	}
	if _, err := os.Stat(s.Path()); err == nil {
		t.Error("a file was written")
	}
}

func TestForeignEntries(t *testing.T) {
	s, ring := tempStore(t)
	save(t, s, merchantA("default"))
	for name, value := range map[string]string{
		"empty": "", "multi-line": stripeA + "\n" + promoA, "huge": strings.Repeat("k", 1<<20), "words": "hello there, world",
		"binary": "\x00\x01\x02\x03\x04\x05\x06\x07", "short": "x",
	} {
		t.Run(name, func(t *testing.T) {
			if err := ring.Set(t.Context(), "default/stripe", value); err != nil {
				t.Fatal(err)
			}
			p, err := s.Load(t.Context(), "default")
			if e := errorAs[*EntryError](t, err); e.User != "default/stripe" {
				t.Errorf("entry %s", e.User)
			}
			if !p.Stripe.Empty() || !p.FirstPromoter.Empty() {
				t.Error("keys came along with the error")
			}
		})
	}
	if err := ring.Delete(t.Context(), "default/stripe"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Load(t.Context(), "default")
	if text := errorAs[*EntryError](t, err).Error(); !strings.Contains(text, "is gone") {
		t.Error(text)
	}
	list, err := s.List(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	_ = errorAs[*EntryError](t, list[0].Problem)
}

// The operating system's keyring goes through go-keyring, played by its mock.
func TestGoKeyringMock(t *testing.T) {
	s := OpenWith(t.TempDir(), osKeyring{})
	keyring.MockInit()
	save(t, s, merchantA("default"))
	if v, err := keyring.Get("fpdoctor", "default/firstpromoter"); v != promoA || err != nil {
		t.Errorf("go-keyring holds something else, %v", err)
	}
	hasKeys(t, load(t, s, ""), stripeA, promoA)

	keyring.MockInitWithError(errors.New("the disk of " + stripeB + " is full\x1b[2J"))
	_, err := s.Save(t.Context(), merchantB("default"))
	if e := errorAs[*KeyringError](t, err); e.Problem != OtherProblem || strings.ContainsRune(e.Error(), '\x1b') {
		t.Errorf("%q", e.Error())
	}
	keyring.MockInit()
}

func TestSecretsNeverPrint(t *testing.T) {
	p := merchantA("default")
	k := keysOf(p, "")
	data, err := json.Marshal([]any{p, k, Listed{Profile: p}})
	if err != nil {
		t.Fatal(err)
	}
	for _, sec := range secrets {
		if strings.Contains(string(data), sec) {
			t.Error("a secret in JSON")
		}
	}
}
