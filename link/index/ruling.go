package index

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// rulings are pairs of ids that are certainly two, each under both. They bind
// whoever has these ids: also records that come later, are changed, or go and
// come back.
type rulings map[string]map[string]struct{}

func (r rulings) add(a, b string) {
	for range 2 {
		if r[a] == nil {
			r[a] = map[string]struct{}{}
		}
		r[a][b] = struct{}{}
		a, b = b, a
	}
}

func (r rulings) remove(a, b string) {
	for range 2 {
		if delete(r[a], b); len(r[a]) == 0 {
			delete(r, a)
		}
		a, b = b, a
	}
}

func (r rulings) has(a, b string) bool {
	_, ok := r[a][b]
	return ok
}

// all gives every pair once, in order.
func (r rulings) all() (out [][2]string) {
	for _, a := range slices.Sorted(maps.Keys(r)) {
		for _, b := range slices.Sorted(maps.Keys(r[a])) {
			if a < b {
				out = append(out, [2]string{a, b})
			}
		}
	}
	return out
}

// Rule says that two ids are certainly two, whatever connects them, until
// [Index.Withdraw] says otherwise. It holds for their records, whether they are
// there now or come later. Ruling twice is the same as once.
func (x *Index) Rule(a, b string) error {
	return x.rule(a, b, true)
}

// Withdraw takes a ruling back. One that was not made is [ErrNotFound].
func (x *Index) Withdraw(a, b string) error {
	return x.rule(a, b, false)
}

func (x *Index) rule(a, b string, two bool) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, id := range []string{a, b} {
		if id == "" || len(id) > longest || !utf8.ValidString(id) {
			return fmt.Errorf("index: ruling on %q and %q: an id is UTF-8 of 1 to %d bytes", a, b, longest)
		}
	}
	switch known := x.rulings.has(a, b); {
	case a == b:
		return fmt.Errorf("index: ruling on %q and itself: give two ids", a)
	case known && two:
		return nil
	case two:
		if x.rulings == nil {
			x.rulings = rulings{}
		}
		x.rulings.add(a, b)
	case known:
		x.rulings.remove(a, b)
	default:
		return fmt.Errorf("index: ruling on %q and %q: %w", a, b, ErrNotFound)
	}
	r, okA := x.record(a)
	s, okB := x.record(b)
	if okA && okB {
		x.settle([]uint32{r, s}, true, 1)
	}
	return nil
}

// Rulings are the pairs of ids that are certainly two, each in order, and in
// order.
func (x *Index) Rulings() [][2]string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.rulings.all()
}

// cannotLink tells of the records at two places whether they are certainly two,
// nil when there is no such pair.
func (x *Index) cannotLink(order []uint32) func(a, b uint32) bool {
	if len(x.rulings) == 0 {
		return nil
	}
	place := map[string]uint32{} // of those with a ruling
	for i, r := range order {
		if id := x.name(r); x.rulings[id] != nil {
			place[id] = uint32(i)
		}
	}
	if len(place) < 2 {
		return nil
	}
	two := map[[2]uint32]struct{}{}
	for id, i := range place {
		for other := range x.rulings[id] {
			if j, ok := place[other]; ok {
				two[[2]uint32{i, j}] = struct{}{}
			}
		}
	}
	if len(two) == 0 {
		return nil
	}
	return func(a, b uint32) bool {
		_, ok := two[[2]uint32{a, b}]
		return ok
	}
}
