// Package gather decides what to ask both services about one sale and asks it,
// concurrently. It cannot judge: what comes out is evidence.
package gather

import (
	"time"

	"fpdoctor/checks/record"
)

// Options steer one gathering.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// Progress, if set, is told of every request that starts and ends. It is
	// called from several goroutines and must not block.
	Progress func(Step)
}

// Step is one thing being asked of one service.
type Step struct {
	System record.System
	What   string // in plain words: "invoices of the customer"
	Done   bool
	Failed bool
}
