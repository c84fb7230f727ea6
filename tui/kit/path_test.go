package kit

import (
	"os"
	"path/filepath"
	"testing"
)

// A file is named as people type it, and as terminals paste one that is dropped on them.
func TestPathIn(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, goos, want string }{
		{"a.fpcase", "linux", "a.fpcase"},
		{" /tmp/a b.fpcase ", "linux", "/tmp/a b.fpcase"},
		{"'/tmp/a b.fpcase' ", "linux", "/tmp/a b.fpcase"},
		{`'/tmp/it'\''s.fpcase'`, "linux", "/tmp/it's.fpcase"},
		{`"/tmp/a b.fpcase"`, "linux", "/tmp/a b.fpcase"},
		{`/tmp/a\ b\(1\).fpcase`, "darwin", "/tmp/a b(1).fpcase"},
		{"file:///tmp/a%20b.fpcase", "linux", "/tmp/a b.fpcase"},
		{"file://localhost/tmp/a.fpcase", "linux", "/tmp/a.fpcase"},
		{`C:\Users\a b\x.fpcase`, "windows", `C:\Users\a b\x.fpcase`},
		{`"C:\Users\a b\x.fpcase"`, "windows", `C:\Users\a b\x.fpcase`},
		{"file:///C:/x.fpcase", "windows", filepath.FromSlash("C:/x.fpcase")},
		{"~/cases/a.fpcase", "linux", filepath.Join(home, "cases", "a.fpcase")},
		{"~", "linux", home},
		{"", "linux", ""},
	} {
		if got := pathIn(c.text, c.goos); got != c.want {
			t.Errorf("%q on %s is %q, want %q", c.text, c.goos, got, c.want)
		}
	}
}
