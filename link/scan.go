package link

import (
	"cmp"
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
}

const unitPairs = 1 << 17

// units divides the blocks of a rule.
func units(rule int, b *block.Blocks, s *block.Sources) (out []unit) {
	open := false
	for i := range b.Len() {
		rows := b.Block(i)
		n := s.Pairs(rows)
		if n > 2*unitPairs {
			open = false
			out = append(out, splitBlock(rule, i, rows, s)...)
			continue
		}
		if !open || out[len(out)-1].pairs+n > unitPairs {
			open = true
			out = append(out, unit{rule: rule, first: i})
		}
		u := &out[len(out)-1]
		u.last = i + 1
		u.pairs += n
	}
	return out
}

func splitBlock(rule, i int, rows []uint32, s *block.Sources) []unit {
	var out []unit
	for low := 0; low < len(rows); {
		u := unit{rule: rule, first: i, last: i + 1, rowLow: low}
		for ; low < len(rows) && u.pairs < unitPairs; low++ {
			u.pairs += int64(len(rows) - s.From(rows, low))
		}
		u.rowTop = low
		out = append(out, u)
	}
	return out
}

// walker enumerates the pairs of units for one thread and grades them.
type walker struct {
	c *candidates
	e *encoded
	g *grader
	// one of so many rows is compared with the later ones of its block
	oneOf uint64

	// The gathered rows of some blocks: the marks of the rules before, and the
	// values of those that are compared. In the blocks of later rules few are:
	// most of their pairs were made before.
	taken    taken
	gathered []uint32
	before   []uint32
	values   []uint32
	have     []bool // the values
	plural   []bool // rows in several blocks; nil when no rule so far has such
	lacking  []uint32
	touched  uint32 // a sum of what was loaded early; it means nothing

	// pairs that wait to be graded, as positions in the gathered rows
	x, y     []uint32
	patterns []train.Pattern
	ahead    func(patterns []train.Pattern) // hears what visit is about to hear; may be nil
	visit    func(a, b uint32, p train.Pattern)
}

func newWalker(c *candidates, e *encoded, oneOf uint64) *walker {
	return &walker{c: c, e: e, g: newGrader(e), oneOf: oneOf,
		x: make([]uint32, 0, batchPairs), y: make([]uint32, 0, batchPairs), patterns: make([]train.Pattern, batchPairs)}
}

// gatherRows is how many rows are gathered at a time, if blocks are small: what
// they hold stays in the cache, and their loads wait for memory together.
const gatherRows = 256

// walk calls visit, in a fixed order, for every pair of the unit that no earlier
// rule makes, a before b.
func (w *walker) walk(u *unit, visit func(a, b uint32, p train.Pattern)) error {
	w.visit = visit
	shelf := w.c.shelves[u.rule]
	b, err := shelf.take(u.first, u.last, &w.taken)
	if err != nil {
		return err
	}
	for i := 0; i < b.Len(); {
		last, base := i+1, b.Start[i]
		if w.oneOf > 1 {
			if !w.drawn(b.Block(i), u.rule) {
				i++
				continue
			}
		} else {
			for last < b.Len() && b.Start[last+1]-base <= gatherRows {
				last++
			}
		}
		if err := w.gather(shelf, int(base), b.Rows[base:b.Start[last]], u.rule); err != nil {
			return err
		}
		for ; i < last; i++ {
			rows := b.Block(i)
			low, top := u.rowLow, u.rowTop
			if top == 0 {
				top = len(rows)
			}
			w.block(rows, int(b.Start[i]-base), low, top, u.rule, uint32(u.first+i)+1)
		}
		w.flush()
	}
	return nil
}

// draws reports whether a row is compared with the later ones of its block.
func (w *walker) draws(row uint32, rule int) bool {
	return w.oneOf <= 1 || uint64(row)*0x9E3779B97F4A7C15>>32%w.oneOf == uint64(rule)%w.oneOf
}

// drawn reports whether any row of a block is.
func (w *walker) drawn(rows []uint32, rule int) bool {
	return slices.ContainsFunc(rows[:len(rows)-1], func(r uint32) bool { return w.draws(r, rule) })
}

// gather brings rows together; at is the place of the first among those taken
// from the shelf.
func (w *walker) gather(shelf *shelf, at int, rows []uint32, rule int) error {
	k, q, n := len(w.e.fields), len(w.c.rules), len(rows)
	w.gathered = rows
	w.values, w.have = grown(w.values, n*k), grown(w.have, n)
	clear(w.have)
	w.before = grown(w.before, n*rule)
	marks := func(i int) []uint32 { return w.c.marks[int(rows[i])*q : int(rows[i])*q+rule+1] }
	switch {
	case shelf.file != nil:
		if err := shelf.marksOf(at, n, &w.taken); err != nil {
			return err
		}
		marks = func(i int) []uint32 { return w.taken.marks[i*shelf.width : (i+1)*shelf.width] }
		for i := range rows {
			copy(w.before[i*rule:i*rule+rule], marks(i))
		}
	case rule > 0:
		for _, r := range rows { // first touched, so that all of them wait for memory together
			w.touched += w.c.marks[int(r)*q] + w.c.marks[int(r)*q+rule-1]
		}
		for i, r := range rows {
			copy(w.before[i*rule:i*rule+rule], w.c.marks[int(r)*q:int(r)*q+rule])
		}
	}
	w.plural = w.c.plural(n, rule, marks, w.plural)
	return nil
}

// grown has room for n, with something to spare where there was none.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		s = make([]T, n+n/2)
	}
	return s[:n]
}

// fetch copies the values of the gathered rows at some places. It touches all
// rows before it copies any.
func (w *walker) fetch(places []uint32) {
	k := len(w.e.fields)
	w.lacking = w.lacking[:0]
	for _, at := range places {
		if !w.have[at] {
			w.have[at] = true
			row := w.e.row(w.gathered[at])
			w.touched += row[0] + row[k-1]
			w.lacking = append(w.lacking, at)
		}
	}
	for _, at := range w.lacking {
		copy(w.values[int(at)*k:int(at)*k+k], w.e.row(w.gathered[at]))
	}
}

// block makes the pairs of one block whose rows are gathered from position at;
// mark is what marks the rows of the block alone.
func (w *walker) block(rows []uint32, at, low, top, rule int, mark uint32) {
	n := len(rows)
	plural := w.plural
	for x := low; x < top; x++ {
		if !w.draws(rows[x], rule) {
			continue
		}
		bx := w.before[(at+x)*rule : (at+x+1)*rule]
	pairs:
		for y := w.c.sources.From(rows, x); y < n; y++ {
			by := w.before[(at+y)*rule : (at+y+1)*rule]
			for e, mark := range bx {
				if mark == by[e] && mark != 0 {
					continue pairs
				}
			}
			if plural != nil && (plural[at+x] || plural[at+y]) && w.c.made(rule, mark, rows[x], rows[y]) {
				continue
			}
			w.x, w.y = append(w.x, uint32(at+x)), append(w.y, uint32(at+y))
			if len(w.x) == batchPairs {
				w.flush()
			}
		}
	}
}

// flush grades the waiting pairs.
func (w *walker) flush() {
	n := len(w.x)
	if n == 0 {
		return
	}
	w.fetch(w.x)
	w.fetch(w.y)
	w.g.patterns(w.values, w.x, w.y, w.patterns[:n])
	if w.ahead != nil {
		w.ahead(w.patterns[:n])
	}
	for i, p := range w.patterns[:n] {
		a, b := w.gathered[w.x[i]], w.gathered[w.y[i]]
		w.visit(min(a, b), max(a, b), p)
	}
	w.x, w.y = w.x[:0], w.y[:0]
}

// parallel runs work for every unit on some threads, and returns an error of it.
func parallel(ctx context.Context, threads int, units []unit, report *reporter, work func(worker, u int) error) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, max(1, threads))
	for w := range errs {
		wg.Go(func() {
			for ctx.Err() == nil && errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(units) {
					return
				}
				errs[w] = work(w, i)
				report.add(units[i].pairs)
			}
		})
	}
	wg.Wait()
	return cmp.Or(append([]error{ctx.Err()}, errs...)...)
}

// samplePairs is about how many candidates training looks at. Patterns are
// counted, so more pairs would make the rare ones only a little surer.
const samplePairs = 1 << 19

// sample counts the patterns of about samplePairs candidates: of all pairs
// whose first row falls to one of scale. The choice depends on nothing but what
// the rows say.
func sample(ctx context.Context, e *encoded, c *candidates, threads int, report *reporter) (counts []train.Count, scale float64, err error) {
	oneOf := uint64(max(1, c.pairs/samplePairs))
	threads = max(1, threads)
	counters, walkers := make([]*train.Counter, threads), make([]*walker, threads)
	for w := range threads {
		counters[w], walkers[w] = &train.Counter{}, newWalker(c, e, oneOf)
	}
	if oneOf == 1 {
		c.graded = make([][]Pair, len(c.units))
	}
	err = parallel(ctx, threads, c.units, report, func(w, u int) error {
		counter := counters[w]
		if oneOf == 1 { // few pairs: they are kept for the scoring
			out := make([]Pair, 0, c.units[u].pairs)
			err := walkers[w].walk(&c.units[u], func(a, b uint32, p train.Pattern) {
				counter.Add(p)
				out = append(out, Pair{A: a, B: b, Pattern: p})
			})
			c.graded[u] = out
			return err
		}
		return walkers[w].walk(&c.units[u], func(_, _ uint32, p train.Pattern) { counter.Add(p) })
	})
	return train.Merge(counters...), float64(oneOf), err
}

// Pair is two records the model thinks may be one.
type Pair struct {
	A, B uint32 // rows, A before B
	// Weight is the log2 odds of a match.
	Weight float32
	// Lent is how much of it households lent, 0 for most.
	Lent    float32
	Pattern train.Pattern
}

// Probability is the probability of a match.
func (p Pair) Probability() float64 { return Probability(float64(p.Weight)) }

// scorer weighs patterns for one thread, each of them once, and counts them. A
// few patterns are most pairs, so those met last are kept apart, near the
// processor.
type scorer struct {
	model   *train.Weights
	counter train.Counter
	weights []float32
	recent  [1 << recentBits]recent
	rare    []train.Pattern
	touched uint32 // a sum of what was loaded early; it means nothing
}

// recent is a pattern that was met, and how often since it was last counted.
type recent struct {
	pattern train.Pattern
	weight  float32
	pairs   uint32
	number  uint32 // of the pattern
}

const recentBits = 11

func (s *scorer) slot(p train.Pattern) *recent {
	return &s.recent[uint64(p)*0x9E3779B97F4A7C15>>(64-recentBits)]
}

// ahead loads what weight will look at, for all patterns together.
func (s *scorer) ahead(patterns []train.Pattern) {
	s.rare = s.rare[:0]
	for _, p := range patterns {
		if s.slot(p).pattern != p {
			s.rare = append(s.rare, p)
		}
	}
	s.touched += s.counter.Touch(s.rare)
}

func (s *scorer) weight(p train.Pattern) float32 { return s.met(p).weight }

// met counts a pattern that a pair has.
func (s *scorer) met(p train.Pattern) *recent {
	r := s.slot(p)
	if r.pattern == p && r.pairs > 0 {
		r.pairs++
		return r
	}
	s.count(r)
	n := s.counter.Number(p)
	if int(n) == len(s.weights) {
		s.weights = append(s.weights, float32(s.model.Weight(p)))
	}
	*r = recent{p, s.weights[n], 1, n}
	return r
}

// count counts what was met of a recent pattern.
func (s *scorer) count(r *recent) {
	if r.pairs > 0 {
		s.counter.Pairs[r.number] += int64(r.pairs)
		r.pairs = 0
	}
}

// counted is the counter with all that was met.
func (s *scorer) counted() *train.Counter {
	for i := range s.recent {
		s.count(&s.recent[i])
	}
	return &s.counter
}

// keptPair is a pair before it has its place: its pattern, and so its weight,
// is a number of the scorer that weighed it. That is half of a Pair, and pairs
// are in memory twice while they are put together.
type keptPair struct{ a, b, pattern uint32 }

// keptPairs are those of a unit.
type keptPairs struct {
	pairs []keptPair
	by    *scorer
}

// put appends the pairs, whole.
func (k keptPairs) put(to []Pair) []Pair {
	for _, p := range k.pairs {
		to = append(to, Pair{A: p.a, B: p.b, Weight: k.by.weights[p.pattern], Pattern: k.by.counter.Patterns[p.pattern]})
	}
	return to
}

// outlet gives the pairs at or above a floor away, by rows of the table.
type outlet struct {
	e     *encoded
	to    func([]Pair) error // nil: nobody wants them
	floor float32
}

// outletPairs is how many pairs a thread gives away at a time.
const outletPairs = 1 << 12

// give gives some pairs away and empties the slice.
func (o *outlet) give(pairs *[]Pair) error {
	defer func() { *pairs = (*pairs)[:0] }()
	if len(*pairs) == 0 {
		return nil
	}
	for i, p := range *pairs {
		a, b := o.e.order[p.A], o.e.order[p.B]
		(*pairs)[i].A, (*pairs)[i].B = min(a, b), max(a, b)
	}
	return o.to(*pairs)
}

// score collects the pairs whose weight reaches keep, gives those that all
// wants to it, and counts all patterns.
func score(ctx context.Context, e *encoded, c *candidates, m *Model, keep float64, all *outlet, threads int, report *reporter) ([]Pair, []train.Count, error) {
	threads = max(1, threads)
	prepared := m.Mixture.Weights()
	kept, found := make([]keptPairs, len(c.units)), make([][]keptPair, threads) // found: of one unit, its room is used again
	walkers, scorers := make([]*walker, threads), make([]*scorer, threads)
	for w := range threads {
		walkers[w], scorers[w] = newWalker(c, e, 1), &scorer{model: prepared}
		walkers[w].ahead = scorers[w].ahead
	}
	err := parallel(ctx, threads, c.units, report, func(w, u int) error {
		var away []Pair
		var failed error
		out := found[w][:0]
		s := scorers[w]
		visit := func(a, b uint32, p train.Pattern) {
			met := s.met(p)
			weight := met.weight
			if weight >= float32(keep) {
				out = append(out, keptPair{a, b, met.number})
			}
			if all.to != nil && weight >= all.floor {
				if away = append(away, Pair{A: a, B: b, Weight: weight, Pattern: p}); len(away) == outletPairs {
					failed = cmp.Or(failed, all.give(&away))
				}
			}
		}
		var err error
		if c.graded != nil {
			for _, p := range c.graded[u] {
				visit(p.A, p.B, p.Pattern)
			}
			c.graded[u] = nil
		} else {
			err = walkers[w].walk(&c.units[u], visit)
		}
		kept[u], found[w] = keptPairs{slices.Clone(out), s}, out
		return cmp.Or(err, failed, all.give(&away))
	})
	clear(found)
	counters := make([]*train.Counter, threads)
	for w, s := range scorers {
		counters[w] = s.counted()
	}
	counts := train.Merge(counters...)
	n := 0
	for _, k := range kept {
		n += len(k.pairs)
	}
	for _, c := range counters {
		c.Seal() // before the pairs are put together: only the patterns of numbers are still needed
	}
	pairs := make([]Pair, 0, n)
	for i, k := range kept {
		pairs = k.put(pairs)
		kept[i] = keptPairs{}
	}
	return pairs, counts, err
}
