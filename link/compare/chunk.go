package compare

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

// chunkSize is how many values are prepared at a time: enough that handing out
// chunks costs nothing, few enough that all processors end together.
const chunkSize = 4096

// Chunks calls do for [0, n) in pieces of chunkSize, on all processors at
// once. The pieces are the same for any number of processors, so what is made
// of them is too, as long as do depends on its piece alone.
func Chunks(n int, do func(chunk, from, to int)) {
	count := ChunkCount(n)
	var next atomic.Int64
	work := func() {
		for c := int(next.Add(1)) - 1; c < count; c = int(next.Add(1)) - 1 {
			do(c, c*chunkSize, min(n, (c+1)*chunkSize))
		}
	}
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), count) - 1 {
		group.Go(work)
	}
	work()
	group.Wait()
}

// ChunkCount is the number of pieces that [Chunks] makes of [0, n).
func ChunkCount(n int) int { return (n + chunkSize - 1) / chunkSize }

// Whole gives all values as one stretch.
func Whole(values []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) { yield(values) }
}
