package publish

import (
	"cmp"
	"context"
	"io"
	"maps"
	"path"
	"runtime"
	"slices"
	"sync"
)

// Folders of the workbooks, below the folder of the worklists.
const (
	communityFolder = "社区"
	sourceFolder    = "来源"
)

// Save writes one file, given its path below the folder of the worklists with
// slashes; it calls write once.
type Save func(name string, write func(io.Writer) error) error

// Write writes all workbooks; save may be called from several goroutines.
// progress hears how many of them are written.
func (w *Worklists) Write(ctx context.Context, save Save, progress func(done, total int64)) error {
	type task struct {
		name string
		book *book
	}
	var tasks []task
	for _, folder := range []struct {
		name  string
		books map[string]*book
	}{{communityFolder, w.communities}, {sourceFolder, w.sources}} {
		names := &filenames{}
		for _, b := range slices.SortedFunc(maps.Values(folder.books), func(a, b *book) int { return cmp.Compare(a.key, b.key) }) {
			title := b.title
			if b.code != "" && b.code != b.title {
				title = b.code + " " + title
			}
			tasks = append(tasks, task{path.Join(folder.name, names.name(title)+".xlsx"), b})
		}
	}
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		next int
		done int64
		fail error
	)
	take := func() (task, bool) {
		mu.Lock()
		defer mu.Unlock()
		if fail == nil {
			fail = ctx.Err()
		}
		if fail != nil || next == len(tasks) {
			return task{}, false
		}
		next++
		return tasks[next-1], true
	}
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for t, ok := take(); ok; t, ok = take() {
				err := save(t.name, func(out io.Writer) error { return writeBook(&w.ctx, t.book, out) })
				mu.Lock()
				if err != nil && fail == nil {
					fail = err
				}
				if done++; progress != nil {
					progress(done, int64(len(tasks)))
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return fail
}
