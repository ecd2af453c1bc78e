package link

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"quanyuan/link/block"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// PlanOptions say how a plan is made. The zero PlanOptions plan a deduplication
// with a model of its own.
type PlanOptions struct {
	// Threads, Sources, Model and Floor are those of the run; see [Options].
	Threads int
	Sources *block.Sources
	Model   *Model
	Floor   float64
	// Values shows the keys of the worst blocks, which are personal data;
	// otherwise only their shape is told.
	Values bool
	// Worst is how many of the worst blocks of a rule are listed, 3 when 0.
	Worst int
	// Now is the clock that times the sample; without it no time is foretold.
	Now func() time.Time
}

// Plan says before a run what it will do.
type Plan struct {
	Rows        int `json:"rows"`
	Comparisons int `json:"comparisons"`
	// Possible is the number of all pairs that might be compared.
	Possible float64    `json:"possible_pairs"`
	Rules    []PlanRule `json:"rules"`
	// Pairs is the number of different pairs that the rules make together.
	Pairs int64 `json:"pairs"`
	// Exact says that the pairs of the rules together were counted one by one;
	// otherwise there are so many that a sample was. Those of each rule alone
	// are always exact.
	Exact bool `json:"exact"`
	// Matches is the expected number of matches among the pairs.
	Matches float64 `json:"matches"`
	// Recall is what share of all matches the rules find; nil when too little
	// is found to tell. See [block.Captures.Estimate] for what it is worth.
	Recall *block.Recall `json:"recall,omitempty"`
	// Seconds is about how long the run takes from the table on with so many
	// threads, 0 when there is no clock.
	Seconds float64 `json:"seconds,omitempty"`
	Threads int     `json:"threads"`
	// Bytes is about how much memory the run needs at most.
	Bytes int64 `json:"bytes"`
	// Spec is the specification planned for.
	Spec Spec `json:"-"`
}

// PlanRule is a blocking rule in a plan.
type PlanRule struct {
	Rule    string `json:"rule"`
	Pairs   int64  `json:"pairs"` // of the rule alone, oversized blocks being divided
	Lost    int64  `json:"lost"`  // given up by dividing them
	Blocks  int    `json:"blocks"`
	Largest int    `json:"largest"` // rows of the largest block
	// New is how many of its pairs no rule before makes, Together how many the
	// rules up to this one make.
	New      int64 `json:"new_pairs"`
	Together int64 `json:"together"`
	// Matches is the expected number of matches among the new pairs.
	Matches float64     `json:"new_matches"`
	Worst   []PlanBlock `json:"worst"`
}

// PlanBlock is a large block.
type PlanBlock struct {
	Rows  int    `json:"rows"`
	Pairs int64  `json:"pairs"`
	Value string `json:"value"` // its key, or the shape of it
}

const (
	planWorst = 3
	// planCounted is up to how many pairs are counted one by one.
	planCounted = 4_000_000_000
	// planGraded is about how many pairs of a rule are graded to find the
	// probable matches among them.
	planGraded = 300_000
	// planFloor is the probability from which a pair counts among the matches,
	// as the fraction that it is.
	planFloor = 0.01
)

// NewPlan plans a run: it blocks, counts the pairs, trains a model on a sample
// of them as the run does, and looks at a sample of every rule's pairs for
// probable matches. Nothing is compared that the sample does not need.
func NewPlan(ctx context.Context, t *table.Table, s Spec, o PlanOptions) (*Plan, error) {
	b := &planner{t: t, o: o, threads: Options{Threads: o.Threads}.withDefaults().Threads}
	for _, step := range []func(context.Context, Spec) error{b.prepare, b.count, b.learn, b.look} {
		if err := step(ctx, s); err != nil {
			return nil, fmt.Errorf("plan: %w", err)
		}
	}
	b.recall()
	b.cost()
	return b.plan, nil
}

// planner makes a plan step by step.
type planner struct {
	t       *table.Table
	o       PlanOptions
	threads int
	plan    *Plan

	e     *encoded
	c     *candidates
	model *Model

	clock   time.Time
	fixed   float64 // seconds of what a run does once
	perPair float64 // seconds to grade and weigh a pair

	found []capture
	kept  float64 // expected number of pairs that the run returns
}

// lap is the time since the last lap.
func (b *planner) lap() float64 {
	if b.o.Now == nil {
		return 0
	}
	now := b.o.Now()
	defer func() { b.clock = now }()
	if b.clock.IsZero() {
		return 0
	}
	return now.Sub(b.clock).Seconds()
}

// prepare blocks the table.
func (b *planner) prepare(ctx context.Context, s Spec) error {
	b.lap()
	var order []uint32
	if len(s.Comparisons) == 0 || len(s.Rules) == 0 {
		g, err := complete(b.t, s, b.o.Sources, b.threads)
		if err != nil {
			return err
		}
		s, order = g.Spec, g.order
	}
	if err := s.check(b.t); err != nil {
		return err
	}
	if b.o.Model != nil {
		if err := b.o.Model.fits(s); err != nil {
			return err
		}
	}
	b.e = arrange(b.t, s.Comparisons, b.o.Sources, order, b.threads)
	var err error
	if b.c, err = findCandidates(ctx, b.t, s, b.e, b.o.Model, Options{Threads: b.threads}); err != nil {
		return err
	}
	if err := b.e.prepare(ctx, b.t, s.Comparisons, b.o.Model, b.threads, false); err != nil {
		return err
	}
	b.fixed += b.lap()
	b.plan = &Plan{Rows: b.t.Rows, Comparisons: len(s.Comparisons), Possible: allPairs(b.e), Exact: true, Threads: b.threads, Spec: s}
	for i, n := range b.c.counts {
		b.plan.Rules = append(b.plan.Rules, PlanRule{Rule: n.Rule, Pairs: n.Pairs - n.Lost, Lost: n.Lost, Blocks: n.Blocks, Largest: n.Largest, Worst: b.worst(i)})
	}
	return nil
}

// worst lists the largest blocks of a rule.
func (b *planner) worst(rule int) []PlanBlock {
	most := b.o.Worst
	if most <= 0 {
		most = planWorst
	}
	blocks := b.c.shelves[rule].blocks // in memory: nothing is spilt here
	type sized struct {
		i     int
		pairs int64
	}
	var large []sized
	for i := range blocks.Len() {
		n := b.c.sources.Pairs(blocks.Block(i))
		at := slices.IndexFunc(large, func(s sized) bool { return n > s.pairs })
		switch {
		case at >= 0:
			large = slices.Insert(large, at, sized{i, n})
		case len(large) < most:
			large = append(large, sized{i, n})
		}
		large = large[:min(len(large), most)]
	}
	out := make([]PlanBlock, 0, len(large))
	for _, l := range large {
		rows := blocks.Block(l.i)
		out = append(out, PlanBlock{Rows: len(rows), Pairs: l.pairs, Value: b.value(rule, b.e.order[rows[0]])})
	}
	return out
}

// value is the key of a row under a rule, all of them if it has several, or its
// shape.
func (b *planner) value(rule int, row uint32) string {
	var parts []string
	for _, k := range b.c.rules[rule].Keys {
		v := strings.Join(k.Values(b.t.Column(k.Column).Value(int(row))), "|")
		if !b.o.Values {
			v = shape(v)
		}
		parts = append(parts, v)
	}
	return strings.Join(parts, " + ")
}

// shape hides what a key says: every letter is x, every figure 9.
func shape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			r = '9'
		case unicode.IsLetter(r):
			r = 'x'
		case unicode.IsControl(r):
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// count counts the pairs of the rules together.
func (b *planner) count(ctx context.Context, _ Spec) error {
	oneOf := uint64(1)
	if b.c.pairs > planCounted {
		oneOf, b.plan.Exact = uint64(b.c.pairs/planCounted)+1, false
	}
	counts := make([]int64, len(b.c.units))
	walkers := make([]*walker, b.threads)
	for w := range walkers {
		walkers[w] = newWalker(b.c, b.e, oneOf)
	}
	alone := make([]int64, len(b.c.units))
	err := parallel(ctx, b.threads, b.c.units, &reporter{}, func(w, u int) error {
		counts[u] = walkers[w].count(&b.c.units[u])
		if len(b.c.lists[b.c.units[u].rule]) > 0 {
			alone[u] = walkers[w].alone(&b.c.units[u])
		}
		return nil
	})
	for i := range b.plan.Rules {
		if len(b.c.lists[i]) > 0 { // its blocks have pairs in common
			b.plan.Rules[i].Pairs = 0
		}
	}
	for u, n := range alone {
		b.plan.Rules[b.c.units[u].rule].Pairs += n
	}
	var together int64
	for i := range b.plan.Rules {
		r := &b.plan.Rules[i]
		for u, n := range counts {
			if b.c.units[u].rule == i {
				r.New += n * int64(oneOf)
			}
		}
		together += r.New
		r.Together = together
	}
	b.plan.Pairs = together
	b.lap() // a run counts while it grades
	return err
}

// count counts the pairs of a unit that no earlier rule makes.
func (w *walker) count(u *unit) (n int64) {
	b, q := w.c.shelves[u.rule].blocks, u.rule
	for i := u.first; i < u.last; i++ {
		rows := b.Block(i)
		low, top := u.rowLow, u.rowTop
		if top == 0 {
			top = len(rows)
		}
		if q == 0 && w.oneOf <= 1 && len(w.c.lists[0]) == 0 {
			for x := low; x < top; x++ {
				n += int64(len(rows) - w.c.sources.From(rows, x))
			}
			continue
		}
		_ = w.gather(w.c.shelves[u.rule], 0, rows, u.rule) // in memory
		for x := low; x < top; x++ {
			if !w.draws(rows[x], u.rule) {
				continue
			}
			bx := w.before[x*q : x*q+q]
		pairs:
			for y := w.c.sources.From(rows, x); y < len(rows); y++ {
				for e, mark := range w.before[y*q : y*q+q] {
					if mark == bx[e] && mark != 0 {
						continue pairs
					}
				}
				if w.plural != nil && (w.plural[x] || w.plural[y]) && w.c.made(q, uint32(i)+1, rows[x], rows[y]) {
					continue
				}
				n++
			}
		}
	}
	return n
}

// alone counts the pairs of a unit that no earlier block of its rule makes,
// whatever the rules before make.
func (w *walker) alone(u *unit) (n int64) {
	b := w.c.shelves[u.rule].blocks
	for i := u.first; i < u.last; i++ {
		rows := b.Block(i)
		low, top := u.rowLow, u.rowTop
		if top == 0 {
			top = len(rows)
		}
		for x := low; x < top; x++ {
			for _, y := range rows[w.c.sources.From(rows, x):] {
				if w.c.meet(u.rule, rows[x], y) == uint32(i)+1 {
					n++
				}
			}
		}
	}
	return n
}

// learn trains on a sample, as a run does.
func (b *planner) learn(ctx context.Context, s Spec) (err error) {
	if b.model = b.o.Model; b.model == nil {
		b.model, err = learn(ctx, b.e, b.c, s, Options{Threads: b.threads, starts: s.Starts}, &reporter{})
	}
	b.fixed += b.lap()
	return err
}

// capture is a probable match of the sample.
type capture struct {
	a, b    uint32
	rule    int
	pattern train.Pattern
	share   float64 // how many matches it stands for
}

// look grades a sample of the new pairs of every rule.
func (b *planner) look(ctx context.Context, _ Spec) error {
	oneOf := make([]uint64, len(b.plan.Rules))
	for i, r := range b.plan.Rules {
		oneOf[i] = uint64(max(1, r.New/planGraded))
	}
	floor := WeightOf(planFloor)
	keep := WeightOf(min(Options{Floor: b.o.Floor}.withDefaults().Floor, .5))
	prepared := b.model.Mixture.Weights()
	walkers, scorers := make([]*walker, b.threads), make([]*scorer, b.threads)
	for w := range walkers {
		walkers[w], scorers[w] = newWalker(b.c, b.e, 1), &scorer{model: prepared}
	}
	found, graded, kept := make([][]capture, len(b.c.units)), make([]int64, len(b.c.units)), make([]float64, len(b.c.units))
	err := parallel(ctx, b.threads, b.c.units, &reporter{}, func(w, u int) error {
		rule := b.c.units[u].rule
		walkers[w].oneOf = oneOf[rule]
		return walkers[w].walk(&b.c.units[u], func(x, y uint32, p train.Pattern) {
			graded[u]++
			weight := float64(scorers[w].weight(p))
			if weight >= keep {
				kept[u] += float64(oneOf[rule])
			}
			if weight >= floor {
				found[u] = append(found[u], capture{x, y, rule, p, Probability(weight) * float64(oneOf[rule])})
			}
		})
	})
	var n int64
	for u, f := range found {
		b.found = append(b.found, f...)
		b.kept += kept[u]
		n += graded[u]
	}
	if seconds := b.lap(); n > 0 {
		b.perPair = seconds / float64(n)
	}
	for _, f := range b.found {
		b.plan.Rules[f.rule].Matches += f.share
		b.plan.Matches += f.share
	}
	return err
}

// cost foretells time and memory. Clusters are not in the time: they take a
// small part of it.
func (b *planner) cost() {
	k, q, n := float64(len(b.e.fields)), float64(len(b.c.rules)), float64(b.t.Rows)
	var bytes float64
	for _, c := range b.t.Columns {
		bytes += 4*float64(len(c.IDs)) + 12*float64(c.Values.Len()) // numbers; places and counts of texts
		for _, v := range c.Values.All() {
			bytes += float64(len(v))
		}
	}
	for _, f := range b.e.fields {
		bytes += preparedBytes * float64(len(f.same))
	}
	bytes += 4*n*(k+1) + 4*n*q*2 + 16*n*float64(b.threads) // rows and order, marks while they are joined, keys while they are sorted
	for _, shelf := range b.c.shelves {
		bytes += 4 * float64(len(shelf.blocks.Rows)+len(shelf.blocks.Start))
	}
	bytes += (pairBytes + keptBytes) * b.kept
	// The collector lets the heap grow to twice what is in use.
	b.plan.Bytes = int64(math.Round(2 * bytes))
	b.plan.Seconds = b.fixed + b.perPair*float64(b.plan.Pairs)
}

const (
	// preparedBytes is about what a comparator keeps of a distinct value.
	preparedBytes = 64
	// pairBytes is the size of a Pair.
	pairBytes = 24
	// keptBytes is what it is until all are put together.
	keptBytes = 12
)
