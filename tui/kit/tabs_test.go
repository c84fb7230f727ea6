package kit

import "testing"

func TestFormNamed(t *testing.T) {
	endings := []string{".txt", ".txt", ".md", ".jsonl"}
	for _, x := range []struct {
		name         string
		chosen, want int
	}{
		{"a.md", 3, 2}, {"a.MD", 0, 2}, {"a.json", 2, 3}, {"a.jsonl", 3, 3}, {"a.txt", 1, 1}, {"a.txt", 2, 0},
		{"a", 2, 2}, {"a.", 2, 2}, {"a.log", 1, 1}, {"of.md/a", 1, 1},
	} {
		if got := FormNamed(x.name, x.chosen, endings); got != x.want {
			t.Errorf("%s, and %d is chosen: %d, not %d", x.name, x.chosen, got, x.want)
		}
	}
}
