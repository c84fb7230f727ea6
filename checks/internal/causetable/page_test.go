package main

import (
	"os"
	"strings"
	"testing"

	"fpdoctor/checks"
)

// TestCausesAreUpToDate: the page in the repository is the catalogue's.
func TestCausesAreUpToDate(t *testing.T) {
	b, err := os.ReadFile("../../../.github/CAUSES.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != page() {
		t.Error(".github/CAUSES.md is out of date: run go generate ./checks")
	}
}

// TestPageHoldsEveryCause once, and no placeholder of its sentences.
func TestPageHoldsEveryCause(t *testing.T) {
	text := page()
	for _, c := range checks.Catalogue() {
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

func TestCell(t *testing.T) {
	if got := cell("a|b <c>\nd"); got != `a\|b &lt;c> d` {
		t.Errorf("%q", got)
	}
}
