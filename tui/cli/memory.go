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
	garbage := 100
	var collected func(*mark)
	collected = func(*mark) {
		metrics.Read(held)
		live := int64(held[0].Value.Uint64())
		debug.SetMemoryLimit(max(memory, memory/4+live/4*5))
		// Of a big account less garbage may come together than is held.
		share := 100
		if live > memory/2 {
			share = 40
		}
		if share != garbage {
			garbage = share
			debug.SetGCPercent(garbage)
		}
		runtime.SetFinalizer(&mark{}, collected)
	}
	runtime.SetFinalizer(&mark{}, collected)
}
