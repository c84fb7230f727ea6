package casefile_test

import (
	"testing"

	"fpdoctor/checks/casefile"
)

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := casefile.Open("testdata/cases/provider-mistyped.fpcase"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDiagnose(b *testing.B) {
	c, err := casefile.Open("testdata/cases/provider-mistyped.fpcase")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c.Diagnose()
	}
}
