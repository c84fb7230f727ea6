package casefile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fpdoctor/checks"
	"fpdoctor/checks/casefile"
)

var update = flag.Bool("update", false, "write down what is found of each case as what is expected")

// TestCases: of each case file in testdata/cases just the causes are found that the
// file beside it expects. How to add one is told in .github/CONTRIBUTING.md.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.fpcase")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d cases: %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".fpcase")
		t.Run(name, func(t *testing.T) {
			c, err := casefile.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			if !c.Masked {
				t.Error("the case is in clear: only masked ones belong here")
			}
			d := c.Diagnose()
			got := causesOf(&d)
			beside := filepath.Join("testdata", "cases", name+".causes")
			if *update {
				if err := os.WriteFile(beside, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(beside)
			if err != nil {
				t.Fatal(err)
			}
			if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
				t.Errorf("found is\n%sand expected\n%s", got, want)
			}
		})
	}
}

// causesOf are the findings of a diagnosis, a line each: item, verdict and cause.
func causesOf(d *checks.Diagnosis) string {
	var b strings.Builder
	for _, c := range d.Checks {
		for _, f := range c.Findings {
			fmt.Fprintf(&b, "%d %s %s %s\n", c.Item, c.Item.ID(), f.Verdict, f.Cause)
		}
	}
	return b.String()
}
