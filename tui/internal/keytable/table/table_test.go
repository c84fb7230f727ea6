package table

import (
	"os"
	"testing"
)

// TestReadmeIsUpToDate: the README's table of keys is the key map's.
func TestReadmeIsUpToDate(t *testing.T) {
	b, err := os.ReadFile("../../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	want, err := Into(string(b))
	if err != nil {
		t.Fatal(err)
	}
	if want != string(b) {
		t.Error("the table of keys in README.md is out of date: run go generate ./...")
	}
}
