package tui

import (
	"flag"
	"os"
	"testing"
)

// TestMain runs more tests at once than there are processors: most of the time they
// wait, as people do.
func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("test.parallel", "6")
	os.Exit(m.Run())
}
