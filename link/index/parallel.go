package index

import (
	"sync"
	"sync/atomic"
)

// each calls work for 0 … n-1 on some threads.
func each(threads, n int, work func(i int)) {
	if threads = min(threads, n); threads <= 1 {
		for i := range n {
			work(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range threads {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	wg.Wait()
}

// spread calls work for 0 … n-1 on some threads, with a worker for each.
func (x *Index) spread(threads, n int, work func(w *worker, i int)) {
	const stretch = 256
	stretches := (n + stretch - 1) / stretch
	workers := max(1, min(threads, stretches))
	var next atomic.Int64
	each(workers, workers, func(int) {
		w := x.worker()
		defer x.free(w)
		for from := int(next.Add(stretch)) - stretch; from < n; from = int(next.Add(stretch)) - stretch {
			for i := from; i < min(from+stretch, n); i++ {
				work(w, i)
			}
		}
	})
}
