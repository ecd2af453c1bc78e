package index

import (
	"cmp"
	"slices"

	"quanyuan/link"
	"quanyuan/link/train"
)

// worker is what one goroutine needs to find and weigh.
type worker struct {
	x        *Index
	weigher  *link.Weigher
	scratch  *scratch
	texts    []string
	parts    [][]uint64
	keys     []uint64 // of the rules, as many of each as a record may have
	seen     set
	found    []uint32 // candidates
	blocks   []candidateBlock
	one      [1]uint32
	values   []uint32
	x0, y0   []uint32
	patterns []train.Pattern // of the candidates
	more     []train.Pattern
	places   []int
	ranks    []uint64
}

// candidateBlock is a key of a record and how many others share it.
type candidateBlock struct{ key, size int }

func (x *Index) newWorker() *worker {
	return &worker{x: x, weigher: x.scorer.Weigher(), parts: make([][]uint64, x.keyer.Parts()), keys: make([]uint64, len(x.keyRules))}
}

// worker takes one that is free, or a new one.
func (x *Index) worker() *worker {
	select {
	case w := <-x.readers:
		return w
	default:
		return x.newWorker()
	}
}

// free gives a worker back.
func (x *Index) free(w *worker) {
	select {
	case x.readers <- w:
	default:
	}
}

// keysOf finds the keys of a record.
func (w *worker) keysOf(texts []string) {
	x := w.x
	for p := range w.parts {
		w.parts[p] = x.keyer.Part(w.parts[p][:0], p, texts[x.keyColumns[x.keyer.Column(p)]])
	}
	value := func(column string) string { return texts[x.columnOf(column)] }
	clear(w.keys)
	at := 0
	for rule := range x.postings {
		most := x.keyer.Most(rule)
		keys := w.keys[at : at+most]
		at += most
		for i := range x.keyer.Keys(keys, rule, w.parts) {
			keys[i] = x.scorer.SplitKey(rule, keys[i], value)
		}
	}
}

// gather finds the records that share a key, each once, at most so many: those
// of small blocks first, and of a block that does not fit the first to have
// come. It reports whether some were left out.
func (w *worker) gather(keys []uint64, most int) (truncated bool) {
	w.found = w.found[:0]
	w.seen.reset()
	w.blocks = w.blocks[:0]
	for i, key := range keys {
		if key == 0 {
			continue
		}
		if n := len(w.x.postings[w.x.keyRules[i]].rows(key, &w.one)); n > 0 {
			w.blocks = append(w.blocks, candidateBlock{i, n})
		}
	}
	if most < 1<<30 {
		slices.SortStableFunc(w.blocks, func(a, b candidateBlock) int { return cmp.Compare(a.size, b.size) })
	}
	for _, b := range w.blocks {
		for _, r := range w.x.postings[w.x.keyRules[b.key]].rows(keys[b.key], &w.one) {
			if len(w.found) == most {
				if !w.seen.has(r) {
					return true
				}
				continue
			}
			if w.seen.add(r) {
				w.found = append(w.found, r)
			}
		}
	}
	return false
}

// weigh compares a row with the records that were found, but for the last
// comparisons.
func (w *worker) weigh(row []uint32) {
	n, k := len(w.found), w.x.compared
	w.patterns = w.room(w.patterns, n)
	w.values = w.values[:0]
	for _, r := range w.found {
		for _, v := range w.x.rows.at(r)[:k] {
			w.values = append(w.values, loud(v))
		}
	}
	for _, v := range row[:k] {
		w.values = append(w.values, loud(v))
	}
	for _, c := range w.x.last {
		w.values[n*k+c] = 0
	}
	w.weigher.Patterns(w.values, w.x0[:n], w.y0[:n], w.patterns)
}

// open are the last comparisons for which a row has a value.
func (w *worker) open(row []uint32) (open link.Comparisons) {
	for _, c := range w.x.last {
		if loud(row[c]) != 0 {
			open |= 1 << c
		}
	}
	return open
}

// finish makes the last comparisons of some candidates, given by their places.
func (w *worker) finish(places []int, row []uint32, open link.Comparisons) {
	n, k := len(places), w.x.compared
	if n == 0 || open == 0 {
		return
	}
	w.clear(n)
	for _, c := range w.x.last {
		if open>>c&1 == 0 {
			continue
		}
		for i, at := range places {
			w.values[i*k+c] = loud(w.x.rows.at(w.found[at])[c])
		}
		w.values[n*k+c] = loud(row[c])
	}
	w.add(w.weigher, places)
}

// clear makes room for the values of n pairs, all missing.
func (w *worker) clear(n int) {
	w.values = slices.Grow(w.values[:0], (n+1)*w.x.compared)[:(n+1)*w.x.compared]
	clear(w.values)
}

// add adds to the patterns of some candidates what the values say.
func (w *worker) add(weigher *link.Weigher, places []int) {
	n := len(places)
	w.more = w.room(w.more, n)
	weigher.Patterns(w.values, w.x0[:n], w.y0[:n], w.more)
	for i, at := range places {
		w.patterns[at] |= w.more[i]
	}
}

// matches compares a row with the records that were found and calls f for those
// at or above the threshold.
func (w *worker) matches(row []uint32, f func(record uint32, weight float32)) {
	w.weigh(row)
	open := w.open(row)
	w.places = w.places[:0]
	for i, p := range w.patterns {
		if w.weigher.Bound(p, open) >= w.x.cut {
			w.places = append(w.places, i)
		}
	}
	w.finish(w.places, row, open)
	for _, i := range w.places {
		if weight := w.weigher.Weight(w.patterns[i]); weight >= w.x.cut {
			f(w.found[i], weight)
		}
	}
}

// loud is a value as it is compared: 0 when it says nothing.
func loud(v uint32) uint32 {
	if v&silent != 0 {
		return 0
	}
	return v
}

// room makes room for n pairs: the rows 0 … n-1 with row n.
func (w *worker) room(patterns []train.Pattern, n int) []train.Pattern {
	for i := len(w.x0); i < n; i++ {
		w.x0 = append(w.x0, uint32(i))
	}
	w.y0 = slices.Grow(w.y0[:0], n)[:n]
	for i := range w.y0 {
		w.y0[i] = uint32(n)
	}
	return slices.Grow(patterns[:0], n)[:n]
}
