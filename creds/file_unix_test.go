//go:build unix

package creds

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A named pipe in the place of a file would be waited at for ever.
func TestPipesAreRefusedAtOnce(t *testing.T) {
	for _, name := range []string{fileName, lockName} {
		s, _ := tempStore(t)
		if err := os.MkdirAll(s.file.dir, 0o700); err != nil {
			t.Fatal(err)
		}
		pipe := filepath.Join(s.file.dir, name)
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Remove(pipe) }) // before the folder is searched for secrets
		began := time.Now()
		_, err := s.Save(t.Context(), merchantA("default"))
		if e := errorAs[*FileError](t, err); !strings.Contains(sentence(t, e), "no ordinary file") {
			t.Errorf("%s: %v", name, e)
		}
		_, _ = s.List(t.Context())
		if took := time.Since(began); took > Limit {
			t.Errorf("%s: it took %v", name, took)
		}
	}
}

func TestLinkToNothingIsNotReplaced(t *testing.T) {
	s, ring := tempStore(t)
	if err := os.MkdirAll(s.file.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(s.file.dir, "gone", fileName), s.Path()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(s.Path()) }) // before the folder is searched for secrets
	_, err := s.Save(t.Context(), merchantA("default"))
	if e := errorAs[*FileError](t, err); !strings.Contains(sentence(t, e), "a link to something that is not there") {
		t.Error(e)
	}
	if info, err := os.Lstat(s.Path()); err != nil || info.Mode()&os.ModeSymlink == 0 || len(ring.entries) != 0 {
		t.Errorf("the link was replaced, or a key is left: %v, %d entries", err, len(ring.entries))
	}
}

// What a save left that was broken off goes with the next one, but nothing younger.
func TestLeftoversAreCleared(t *testing.T) {
	s, _ := tempStore(t)
	save(t, s, merchantA("default"))
	old, young := filepath.Join(s.file.dir, "."+fileName+".123"), filepath.Join(s.file.dir, "."+fileName+".456")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-2 * leftFor)
	if err := os.Chtimes(old, before, before); err != nil {
		t.Fatal(err)
	}
	save(t, s, merchantB("default"))
	if _, err := os.Lstat(old); err == nil {
		t.Error("an old leftover is still there")
	}
	if _, err := os.Lstat(young); err != nil {
		t.Error("the file of a save that may be under way is gone")
	}
}
