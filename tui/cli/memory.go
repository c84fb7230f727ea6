package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// memory is how much is held before rather time is spent on clearing up: garbage
// of large answers must not add to what a run has to hold.
const memory = 64 << 20

// boundMemory sets that bound, and lifts it with what is really held: below that,
// a big account would have the collector at work all the time.
func boundMemory() {
	debug.SetMemoryLimit(memory)
	type mark struct{ _ *mark } // let go of at once, so that it is found by the next collection
	held := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	last := 100
	var collected func(*mark)
	collected = func(*mark) {
		metrics.Read(held)
		live := int64(held[0].Value.Uint64())
		percent, limit := room(live)
		debug.SetMemoryLimit(limit)
		if percent != last {
			last = percent
			debug.SetGCPercent(percent)
		}
		runtime.SetFinalizer(&mark{}, collected)
	}
	runtime.SetFinalizer(&mark{}, collected)
}

// room is how much garbage may come together beside what is held, in percent of it, and
// the limit of both: as much as is held, so that clearing up takes the same share of an
// account of any size, but of a very big one less.
func room(live int64) (percent int, limit int64) {
	garbage := max(min(live, memory/2), live/5*2)
	return int(min(100, max(1, garbage)*100/max(1, live))), max(memory, memory/4+live+garbage)
}
