package display

import "testing"

func TestShellWord(t *testing.T) {
	for _, c := range []struct{ text, goos, want string }{
		{"anna@foxglove.example", "linux", "anna@foxglove.example"},
		{"a sale.fpcase", "linux", "'a sale.fpcase'"},
		{"it's", "darwin", `'it'\''s'`},
		{"$(rm -rf)", "linux", "'$(rm -rf)'"},
		{"", "linux", "''"},
		{`C:\a b.fpcase`, "windows", `"C:\a b.fpcase"`},
		{`C:\a.fpcase`, "windows", `C:\a.fpcase`},
		{"%PATH%", "windows", `"%PATH%"`},
	} {
		if got := shellWord(c.text, c.goos); got != c.want {
			t.Errorf("%q on %s is %s, want %s", c.text, c.goos, got, c.want)
		}
	}
}
