package block

import (
	"math"
	"slices"

	"quanyuan/link/table"
)

type option struct {
	keys  []int
	pairs float64
	cost  float64 // in pairs: making the blocks of a rule costs, too
}

// toll is what making the blocks of a rule costs for each row, in pairs: about
// as long as it takes to compare so many.
const toll = 0.5

// enumerate lists the rules of one to three keys with their estimated pairs. A
// rule that is cheap is not made longer: more keys could only find less.
func enumerate(t *table.Table, keys []Candidate, s *Sources, order []uint32, bounds Bounds, threads int) ([]option, error) {
	step := max(1, t.Rows/chooseRows)
	e := &enumeration{keys: keys, rows: (t.Rows + step - 1) / step, scale: float64(step) * float64(step), budget: bounds.Pairs}
	// a block that is divided costs about a quarter of what its rows may have
	e.most = uint32(max(2, math.Sqrt(2*bounds.Block)/4/float64(step)))
	samples := make([]*sampled, len(keys))
	for i, k := range keys {
		var err error
		if samples[i], err = newSampled(t, k); err != nil {
			return nil, err
		}
	}
	e.numbers, e.times = make([][]uint32, len(keys)), make([]float64, len(keys))
	each(threads, len(keys), func(i int) {
		hashes := make([]uint64, e.rows)
		var with, all int
		for r := range e.rows {
			first, n := samples[i].row(order[r*step])
			hashes[r] = first
			with, all = with+min(n, 1), all+n
		}
		e.numbers[i] = numbered(hashes)
		e.times[i] = 1
		if all > with {
			e.times[i] = float64(all) / float64(with)
		}
	})
	if s != nil {
		e.side = make([]uint8, e.rows)
		e.unique = s.Unique
		for r := range e.rows {
			e.side[r] = s.Of[order[r*step]]
		}
	}
	found := make([][]option, len(keys))
	each(threads, len(keys), func(i int) {
		g := newGrower(e)
		g.grow([]int{i}, &g.whole)
		found[i] = g.out
	})
	return slices.Concat(found...), nil
}

// sampled gives the keys of a candidate for some rows.
type sampled struct{ first, second *part }

func newSampled(t *table.Table, c Candidate) (*sampled, error) {
	first, err := newPart(t, c.Key)
	if err != nil || c.With == nil {
		return &sampled{first: first}, err
	}
	second, err := newPart(t, c.With.Key)
	return &sampled{first, second}, err
}

// row gives the first key of a row and how many it has.
func (s *sampled) row(r uint32) (uint64, int) {
	a, n := s.first.row(r)
	if s.second == nil {
		return a, n
	}
	b, m := s.second.row(r)
	return unordered(a, b), n * m
}

// numbered gives the keys numbers from 1. Rows without a key, or with one that
// no other row has, have 0: they make no pairs, whatever the key is joined with.
func numbered(hashes []uint64) []uint32 {
	size := 1 << int(math.Ceil(math.Log2(float64(2*len(hashes)+2))))
	first, number := make([]uint32, size), uint32(0) // rows, +1
	out := make([]uint32, len(hashes))
	for r, h := range hashes {
		if h == 0 {
			continue
		}
		i := int(h) & (size - 1)
		for first[i] != 0 && hashes[first[i]-1] != h {
			i = (i + 1) & (size - 1)
		}
		if first[i] == 0 {
			first[i] = uint32(r) + 1
			continue
		}
		f := first[i] - 1
		if out[f] == 0 {
			number++
			out[f] = number
		}
		out[r] = out[f]
	}
	return out
}

// enumeration is what the search for rules looks at: the keys of a sample of
// rows.
type enumeration struct {
	keys    []Candidate
	numbers [][]uint32 // of the first key of each row; see numbered
	times   []float64  // how many keys rows with a key have
	side    []uint8
	unique  [256]bool
	rows    int
	scale   float64
	budget  float64
	most    uint32 // rows of the sample that a row is compared with
}

// sharing are the rows that share a key with others: group after group, and
// where each ends.
type sharing struct{ rows, ends []uint32 }

// grower makes rules longer, for one thread.
type grower struct {
	*enumeration
	whole  sharing // all rows
	levels [chooseParts]sharing
	met    []uint32 // by number: how many rows of a group have it, then where they stand
	order  []uint32 // the numbers that were met
	out    []option
}

func newGrower(e *enumeration) *grower {
	g := &grower{enumeration: e, met: make([]uint32, e.rows+1)}
	g.whole.rows, g.whole.ends = make([]uint32, e.rows), []uint32{uint32(e.rows)}
	for r := range g.whole.rows {
		g.whole.rows[r] = uint32(r)
	}
	return g
}

// grow adds the last key to a rule, of which within are the rows that share the
// others, counts its pairs and makes it longer unless it is cheap.
func (g *grower) grow(at []int, within *sharing) {
	n := len(at)
	shared, numbers := &g.levels[n-1], g.numbers[at[n-1]]
	var pairs float64
	if n == chooseParts && g.side == nil {
		pairs = g.count(within, numbers) * g.scale
	} else {
		g.divide(within, numbers, shared)
		pairs = g.pairs(shared) * g.scale
	}
	for _, k := range at {
		pairs *= g.times[k] * g.times[k] // the further keys meet as the first do
	}
	strong := slices.ContainsFunc(at, func(k int) bool { return !g.keys[k].Weak })
	if pairs <= g.budget && strong {
		g.out = append(g.out, option{slices.Clone(at), pairs, pairs + toll*float64(g.rows)*math.Sqrt(g.scale)})
	}
	if n == chooseParts || pairs <= g.budget/200 {
		return
	}
	for i := at[n-1] + 1; i < len(g.keys); i++ {
		if slices.ContainsFunc(at, func(k int) bool { return !g.keys[k].apart(&g.keys[i]) }) {
			continue
		}
		g.grow(append(at[:n:n], i), shared)
	}
}

// divide divides groups of rows by the numbers of a further key. Rows stay in
// their order.
func (g *grower) divide(from *sharing, numbers []uint32, to *sharing) {
	to.rows, to.ends = slices.Grow(to.rows[:0], len(from.rows)), to.ends[:0]
	low := uint32(0)
	for _, end := range from.ends {
		rows := from.rows[low:end]
		low = end
		if len(rows) == 2 { // as most are
			if n := numbers[rows[0]]; n != 0 && n == numbers[rows[1]] {
				to.rows = append(to.rows, rows...)
				to.ends = append(to.ends, uint32(len(to.rows)))
			}
			continue
		}
		g.order = g.order[:0]
		for _, r := range rows {
			n := numbers[r]
			if n == 0 {
				continue
			}
			if g.met[n] == 0 {
				g.order = append(g.order, n)
			}
			g.met[n]++
		}
		place := uint32(len(to.rows))
		for _, n := range g.order {
			count := g.met[n]
			if g.met[n] = place; count > 1 {
				place += count
				to.ends = append(to.ends, place)
			} else {
				g.met[n] = alone
			}
		}
		to.rows = to.rows[:place]
		for _, r := range rows {
			if n := numbers[r]; n != 0 && g.met[n] != alone {
				to.rows[g.met[n]] = r
				g.met[n]++
			}
		}
		for _, n := range g.order {
			g.met[n] = 0
		}
	}
}

// count is what pairs would count after divide, if there are no sources.
func (g *grower) count(from *sharing, numbers []uint32) float64 {
	var pairs int64
	low := uint32(0)
	for _, end := range from.ends {
		rows := from.rows[low:end]
		low = end
		if len(rows) == 2 {
			if n := numbers[rows[0]]; n != 0 && n == numbers[rows[1]] {
				pairs++
			}
			continue
		}
		for _, r := range rows {
			if n := numbers[r]; n != 0 {
				pairs += int64(min(g.met[n], g.most))
				g.met[n]++
			}
		}
		for _, r := range rows {
			g.met[numbers[r]] = 0
		}
	}
	return float64(pairs)
}

// alone marks a number that one row of a group has.
const alone = math.MaxUint32

// pairs counts the pairs of rows that share a key. Pairs inside a source without
// repeats do not count; of a third such source under one key they do, which
// only makes the rule look a little dearer than it is. A row is compared with
// most others at most: larger blocks are divided.
func (e *enumeration) pairs(s *sharing) float64 {
	var n int64
	low := uint32(0)
	for _, end := range s.ends {
		rows := s.rows[low:end]
		low = end
		before := int64(len(rows) - 1) // of the last one
		most := min(before, int64(e.most))
		n += most*(most+1)/2 + (before-most)*most
		if e.side != nil {
			n -= e.inSources(rows)
		}
	}
	return float64(n)
}

// inSources counts the pairs of a group that lie in one source without repeats.
func (e *enumeration) inSources(rows []uint32) (n int64) {
	var of [2]uint8 // sources without repeats that were met
	var same [2]uint32
	for _, r := range rows {
		if !e.unique[e.side[r]] {
			continue
		}
		for i := range same {
			if same[i] == 0 {
				of[i] = e.side[r]
			}
			if of[i] == e.side[r] {
				n += int64(min(same[i], e.most))
				same[i]++
				break
			}
		}
	}
	return n
}
