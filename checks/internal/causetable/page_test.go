package main

import (
	"os"
	"strings"
	"testing"

	"fpdoctor/checks/causes"
)

// TestCausesAreUpToDate: the page in the repository is the catalogue's.
func TestCausesAreUpToDate(t *testing.T) {
	b, err := os.ReadFile("../../../.github/CAUSES.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != page() {
		t.Error(".github/CAUSES.md is out of date: run go generate ./checks/causes")
	}
}

// TestPageHoldsEveryCause once, and no placeholder of its sentences.
func TestPageHoldsEveryCause(t *testing.T) {
	text := page()
	for _, c := range causes.All() {
		if n := strings.Count(text, "| `"+c.ID+"` |"); n != 1 {
			t.Errorf("%s stands there %d times", c.ID, n)
		}
	}
	if strings.ContainsAny(text, "{}") {
		t.Error("a placeholder is left")
	}
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "| `") && strings.Count(line, "|")-strings.Count(line, `\|`) != 7 {
			t.Errorf("a row has another number of cells: %s", line)
		}
	}
}

// TestPublishedOnlyGrows: a name that goes, or is of another item or verdict, is refused.
func TestPublishedOnlyGrows(t *testing.T) {
	all := []causes.Cause{{ID: "paid", Item: causes.Payment, Verdict: causes.Pass}, {ID: "trial", Item: causes.Payment, Verdict: causes.Fail}}
	if got, err := extended("trial 5 fail\n", all); err != nil || got != "paid 5 pass\ntrial 5 fail\n" {
		t.Errorf("%q, %v", got, err)
	}
	for _, before := range []string{"paid 4 pass\n", "paid 5 warn\n", "gone 5 fail\n"} {
		if got, err := extended(before, all); err == nil {
			t.Errorf("%q became %q", before, got)
		}
	}
}

func TestCell(t *testing.T) {
	if got := cell("a|b <c>\nd"); got != `a\|b &lt;c> d` {
		t.Errorf("%q", got)
	}
}
