//go:build unix

package casefile_test

import (
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"fpdoctor/checks/casefile"
)

// TestAPipeIsNoCase: what is no file is refused before anybody waits for it.
func TestAPipeIsNoCase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.fpcase")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := casefile.Open(path); !errors.Is(err, casefile.ErrForeign) {
		t.Errorf("%v", err)
	}
}
