package tui

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"
)

// TestMain runs more tests at once than there are processors: most of the time they
// wait, as people do. A quarter of their time went to the garbage of frames.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	flag.Parse()
	_ = flag.Set("test.parallel", "6")
	os.Exit(m.Run())
}
