package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// pace says when garbage is collected. The collector knows only shares of what
// is in use: where little is, it would run all the time.
type pace struct {
	until   uint64 // up to where the heap grows before it is collected, in bytes
	percent int    // of what is in use, by which a larger heap grows
}

var (
	// linking is for files: small ones are done before anything is collected
	// (until is less than leastMemory). Tables are large and leave little garbage.
	linking = pace{48 << 20, 50}
	// gathering is for lists and a register on the command line: a short list is
	// done before much is collected, a whole register grows as usual.
	gathering = pace{512 << 20, 100}
	// serving is for many short requests: what they leave is collected a few times
	// a minute and not several times a second. Long work grows as usual.
	serving = pace{256 << 20, 100}
)

// keep keeps the pace for as long as the program runs, unless its environment
// sets one.
func (p pace) keep() {
	if os.Getenv("GOGC") != "" {
		return
	}
	const atHundred = 4 << 20 // the collector first runs where the heap has this size, at 100 percent
	p.set(int(p.until / atHundred * 100))
}

// set sets a pace, and sets it anew whenever the collector has run, as long as
// little is in use.
func (p pace) set(percent int) {
	debug.SetGCPercent(max(percent, p.percent))
	collected := new([16]byte) // nobody holds it
	runtime.AddCleanup(collected, func(struct{}) {
		inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(inUse)
		live := max(inUse[0].Value.Uint64(), 1)
		p.set(int((p.until - min(live, p.until)) * 100 / live))
	}, struct{}{})
}
