package link

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"quanyuan/link/block"
	"quanyuan/link/train"
)

// unit is a piece of work small enough to share among threads: some blocks of
// a rule, or some rows of one large block.
type unit struct {
	rule           int
	first, last    int // blocks
	rowLow, rowTop int // rows of the block that are compared with later ones; 0,0 is all
	pairs          int64
	// numbers are the patterns of the unit's new pairs as its thread numbers
	// them, in the order of the scan.
	numbers []uint32
	worker  int
}

const unitPairs = 1 << 17

// units divides the blocks of all rules.
func (c *candidates) units() []*unit {
	var out []*unit
	for r, b := range c.blocks {
		var u *unit
		for i := range b.Len() {
			rows := b.Block(i)
			n := block.PairsOf(rows, c.sources)
			if n > 2*unitPairs {
				u = nil
				out = append(out, c.splitBlock(r, i, rows)...)
				continue
			}
			if u == nil || u.pairs+n > unitPairs {
				u = &unit{rule: r, first: i}
				out = append(out, u)
			}
			u.last = i + 1
			u.pairs += n
		}
	}
	return out
}

func (c *candidates) splitBlock(rule, i int, rows []uint32) []*unit {
	var out []*unit
	n := len(rows)
	top, right := n, 0
	if c.sources != nil {
		top = block.Left(rows, c.sources)
		right = n - top
	}
	for low := 0; low < top; {
		u := &unit{rule: rule, first: i, last: i + 1, rowLow: low}
		for ; low < top && u.pairs < unitPairs; low++ {
			if right > 0 {
				u.pairs += int64(right)
			} else {
				u.pairs += int64(n - low - 1)
			}
		}
		u.rowTop = low
		out = append(out, u)
	}
	return out
}

// candidates are the pairs worth comparing, as blocks of rules.
type candidates struct {
	rules   []block.Rule
	keys    [][]uint64
	blocks  []*block.Blocks
	sources []uint8
}

// mostBlockPairs is the size from which a block is split: a telephone that a
// thousand forms were filled in with tells nothing.
const mostBlockPairs = 4_000_000

// splitLarge divides the blocks of a rule that hold more than most pairs by the
// field with most values that the rule does not use, and again by the next one
// if need be. It returns the number of pairs given up.
func (c *candidates) splitLarge(rule int, e *encoded, most int64) (lost int64) {
	used := map[string]bool{}
	for _, k := range c.rules[rule].Keys {
		used[k.Column] = true
	}
	var fields []int
	for i, f := range e.fields {
		if !used[f.Column] {
			fields = append(fields, i)
		}
	}
	slices.SortStableFunc(fields, func(a, b int) int { return len(e.fields[b].same) - len(e.fields[a].same) })
	before := c.blocks[rule].Pairs(c.sources)
	for _, f := range fields {
		large := false
		for i := range c.blocks[rule].Len() {
			rows := c.blocks[rule].Block(i)
			if block.PairsOf(rows, c.sources) <= most {
				continue
			}
			large = true
			for _, r := range rows {
				if v := e.fields[f].ids[r]; v == 0 {
					c.keys[rule][r] = 0
				} else {
					c.keys[rule][r] = block.Refine(c.keys[rule][r], e.fields[f].counts.Values[v])
				}
			}
		}
		if !large {
			break
		}
		c.blocks[rule] = block.Group(c.keys[rule], c.sources)
	}
	return before - c.blocks[rule].Pairs(c.sources)
}

// walker enumerates the pairs of units for one thread.
type walker struct {
	c      *candidates
	e      *encoded
	values []uint32
	before []uint64
}

// walk calls visit for every pair of the unit that no earlier rule makes. The
// records of a block are gathered once, so that the inner loop stays in cache.
func (w *walker) walk(u *unit, visit func(a, b uint32, va, vb []uint32)) {
	k, q := len(w.e.fields), u.rule
	for i := u.first; i < u.last; i++ {
		rows := w.c.blocks[u.rule].Block(i)
		n := len(rows)
		w.values = w.values[:0]
		w.before = w.before[:0]
		for _, r := range rows {
			w.values = append(w.values, w.e.row(r)...)
			for e := range q {
				key := w.c.keys[e][r]
				if key == 0 {
					key = uint64(r) | 1<<63 // equals no other row's
				}
				w.before = append(w.before, key)
			}
		}
		low, top := u.rowLow, u.rowTop
		left := n
		if w.c.sources != nil {
			left = block.Left(rows, w.c.sources)
		}
		if top == 0 {
			low, top = 0, left
		}
		for x := low; x < top; x++ {
			vx := w.values[x*k : x*k+k]
			bx := w.before[x*q : x*q+q]
			from := x + 1
			if w.c.sources != nil {
				from = left
			}
		pairs:
			for y := from; y < n; y++ {
				by := w.before[y*q : y*q+q]
				for e, key := range bx {
					if key == by[e] {
						continue pairs
					}
				}
				visit(rows[x], rows[y], vx, w.values[y*k:y*k+k])
			}
		}
	}
}

// parallel runs work for every unit, in order of the units, on some threads.
func parallel(ctx context.Context, threads int, units []*unit, report *reporter, work func(worker int, u *unit)) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range max(1, threads) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(units) {
					return
				}
				work(w, units[i])
				report.add(units[i].pairs)
			}
		}()
	}
	wg.Wait()
	return ctx.Err()
}

// gradeAll grades the candidates, or the share of the units that step picks,
// and leaves the patterns' numbers in the units.
func gradeAll(ctx context.Context, e *encoded, c *candidates, units []*unit, threads int, report *reporter) ([]*train.Counter, error) {
	threads = max(1, threads)
	counters := make([]*train.Counter, threads)
	walkers := make([]*walker, threads)
	graders := make([]*grader, threads)
	for w := range threads {
		counters[w] = &train.Counter{}
		walkers[w] = &walker{c: c, e: e}
		graders[w] = newGrader(e)
	}
	err := parallel(ctx, threads, units, report, func(w int, u *unit) {
		u.worker = w
		u.numbers = make([]uint32, 0, u.pairs)
		g, counter := graders[w], counters[w]
		walkers[w].walk(u, func(_, _ uint32, va, vb []uint32) {
			u.numbers = append(u.numbers, counter.Add(g.pattern(va, vb)))
		})
	})
	return counters, err
}

// Pair is two records the model thinks may be one.
type Pair struct {
	A, B uint32 // rows, A before B
	// Weight is the log2 odds of a match.
	Weight  float32
	Pattern train.Pattern
}

// Probability is the probability of a match.
func (p Pair) Probability() float64 { return Probability(float64(p.Weight)) }

// keepAll collects the pairs whose weight reaches floor.
func keepAll(ctx context.Context, e *encoded, c *candidates, units []*unit, counters []*train.Counter, weight func(train.Pattern) float64, floor float64, report *reporter) ([][]Pair, error) {
	weights := make([][]float32, len(counters))
	for w, counter := range counters {
		weights[w] = make([]float32, len(counter.Patterns))
		for i, p := range counter.Patterns {
			weights[w][i] = float32(weight(p))
		}
	}
	kept := make([][]Pair, len(units))
	order := make(map[*unit]int, len(units))
	for i, u := range units {
		order[u] = i
	}
	walkers := make([]*walker, len(counters))
	for w := range walkers {
		walkers[w] = &walker{c: c, e: e}
	}
	err := parallel(ctx, len(counters), units, report, func(w int, u *unit) {
		i := 0
		var out []Pair
		table, patterns := weights[u.worker], counters[u.worker].Patterns
		walkers[w].walk(u, func(a, b uint32, _, _ []uint32) {
			n := u.numbers[i]
			i++
			if table[n] >= float32(floor) {
				if a > b {
					a, b = b, a
				}
				out = append(out, Pair{a, b, table[n], patterns[n]})
			}
		})
		kept[order[u]] = out
		u.numbers = nil
	})
	return kept, err
}
