package desk

import (
	"slices"
	"strings"
	"sync"

	"quanyuan"
)

// keptCounts are counts of parts of the city that are kept until something
// changes there: first pages show them. Each count belongs to one thing of which
// the store counts changes, a community or a list.
type keptCounts[T any] struct {
	mu sync.Mutex
	of map[string]*countsKept[T] // by scope; replaced, never written into
}

type countsKept[T any] struct {
	changes quanyuan.Changes // up to which the counts go
	counts  []T
}

// fewChanged is of how many things at most the counts are made anew one by one.
const fewChanged = 16

// countingOf says how counts are made and told apart.
type countingOf[T any] struct {
	all     func() ([]T, error)
	one     func(name string) ([]T, error)
	name    func(T) string
	order   func(a, b T) int
	reaches func(name string) bool // the scope holds it; nil: it may
}

// get gives the counts of a scope: changes were read before, so that what
// changes meanwhile is counted again the next time.
func (k *keptCounts[T]) get(scope quanyuan.Scope, changes quanyuan.Changes, c countingOf[T]) ([]T, error) {
	if len(scope) == 0 { // nowhere, which must not be taken for everywhere
		return nil, nil
	}
	key := strings.Join(scope, " ")
	k.mu.Lock()
	was := k.of[key]
	k.mu.Unlock()
	now := &countsKept[T]{changes: changes}
	changed, err := []string(nil), error(nil)
	if was != nil {
		for name, n := range changes.Of {
			if n != was.changes.Of[name] && (c.reaches == nil || c.reaches(name)) {
				changed = append(changed, name)
			}
		}
	}
	if was == nil || was.changes.All != changes.All || len(changed) > fewChanged {
		now.counts, err = c.all()
	} else {
		now.counts, err = recounted(was.counts, changed, c)
	}
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = map[string]*countsKept[T]{}
	}
	k.of[key] = now
	return now.counts, nil
}

// recounted are counts with those of some things made anew.
func recounted[T any](counts []T, changed []string, c countingOf[T]) ([]T, error) {
	if len(changed) == 0 {
		return counts, nil
	}
	out := slices.DeleteFunc(slices.Clone(counts), func(n T) bool { return slices.Contains(changed, c.name(n)) })
	for _, name := range changed {
		some, err := c.one(name)
		if err != nil {
			return nil, err
		}
		for _, n := range some {
			if c.name(n) == name { // and not one below
				out = append(out, n)
			}
		}
	}
	slices.SortFunc(out, c.order)
	return out, nil
}
