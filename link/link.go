package link

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"

	"quanyuan/link/block"
	"quanyuan/link/cluster"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Options tune a run. The zero Options are the recommended ones.
type Options struct {
	// Threads is the number of threads, all processors when 0. It does not
	// change the result.
	Threads int
	// Threshold is the probability from which a pair is a match; 0 is the
	// model's own, which is calibrated.
	Threshold float64
	// Floor is the probability from which pairs are returned; 0 is 0.01.
	Floor float64
	// Model scores with a model trained before instead of training one.
	Model *Model
	// Labels are pairs of rows that somebody judged. Training uses them, and
	// needs none. In Match, B counts on after the rows of the left table.
	Labels []Label
	// Many lets a record match several of the other table (Match only). The
	// default links every record at most once.
	Many bool
	// Sources says which pairs may be compared when the rows come from several
	// lists, some of which have nobody twice (Dedupe only); nil allows all.
	Sources *block.Sources
	// CannotLink forbids two rows to stand in one cluster. It is called from
	// any thread.
	CannotLink func(a, b uint32) bool
	// ContradictionsAreFinal forbids so two rows with values that one entity
	// cannot both have, such as two valid identity numbers; by default that
	// weighs 12 bits against them.
	ContradictionsAreFinal bool
	// Memory is about how many bytes the run may take, with the table; 0 is no
	// bound. With a bound, what does not fit is kept in files; the result is the
	// same.
	Memory int64
	// TempDir is where such files are, the system's directory for temporary
	// files when empty.
	TempDir string
	// Consume says that the table is not needed any more: its texts and numbers
	// are dropped on the way, and it must not be used afterwards.
	Consume bool
	// ClustersOnly leaves the pairs out of the result (Dedupe only).
	ClustersOnly bool
	// PairsTo takes the pairs in place of the result, so that they need not be
	// in memory together: some at a time, from any thread, in no order, by rows
	// as in [Result].Pairs. It must not keep the slice. [PairRuns] are made for
	// it.
	PairsTo func([]Pair) error
	// Suggested hears, before the pairs are compared, what the engine made of
	// the columns when comparisons or blocking rules were left to it.
	Suggested func(*Suggestion)
	// Progress hears how the work goes, from any thread.
	Progress func(Progress)

	spill *spill
}

func (o Options) withDefaults() Options {
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.Floor <= 0 {
		o.Floor = 0.01
	}
	return o
}

// Result is what a run found.
type Result struct {
	Model *Model
	// Pairs are the pairs at or above the floor, by row numbers. After Match A
	// counts the rows of the left table and B those of the right one.
	Pairs []Pair
	// Clusters gives every row the lowest row of its cluster (Dedupe only).
	Clusters []uint32
	// Splits are the links above the threshold that the clusters gave up, by
	// row numbers, with what spoke against them (Dedupe only).
	Splits []cluster.Split
	// Compared is the number of pairs that were compared.
	Compared int64
	// Patterns counts the compared pairs by what agrees in them.
	Patterns []train.Count
	Rules    []RuleCount
	// Threshold is the probability that made the matches.
	Threshold float64
}

// Dedupe finds the records of a table that are one.
func Dedupe(ctx context.Context, t *table.Table, s Spec, o Options) (*Result, error) {
	r, err := run(ctx, t, s, o.withDefaults(), false)
	if err != nil {
		return nil, fmt.Errorf("dedupe: %w", err)
	}
	return r, nil
}

// Match finds the records of two tables that are one. Both must have the
// columns of the specification; records inside one table are not compared.
func Match(ctx context.Context, left, right *table.Table, s Spec, o Options) (*Result, error) {
	t, sources, err := join(left, right)
	if err != nil {
		return nil, fmt.Errorf("match: %w", err)
	}
	o.Sources = sources
	if to := o.PairsTo; to != nil {
		o.PairsTo = func(pairs []Pair) error {
			for i := range pairs {
				pairs[i].B -= uint32(left.Rows)
			}
			return to(pairs)
		}
	}
	r, err := run(ctx, t, s, o.withDefaults(), true)
	if err != nil {
		return nil, fmt.Errorf("match: %w", err)
	}
	for i := range r.Pairs {
		r.Pairs[i].B -= uint32(left.Rows)
	}
	return r, nil
}

// join puts two tables into one, the right one as source 1.
func join(left, right *table.Table) (*table.Table, *block.Sources, error) {
	one := func(t *table.Table) *table.Table {
		return &table.Table{Rows: t.Rows, Columns: t.Columns, Sources: make([]uint8, t.Rows)}
	}
	t, err := table.Concat(one(left), one(right))
	if err != nil {
		return nil, nil, err
	}
	return t, &block.Sources{Of: t.Sources, Unique: [256]bool{true, true}}, nil
}

func run(ctx context.Context, t *table.Table, s Spec, o Options, matching bool) (*Result, error) {
	report := &reporter{to: o.Progress}
	report.start(StagePrepare, 0)
	var order []uint32
	if len(s.Comparisons) == 0 || len(s.Rules) == 0 {
		g, err := complete(t, s, o.Sources, o.Threads)
		if err != nil {
			return nil, err
		}
		s, order = g.Spec, g.order
		if o.Suggested != nil {
			o.Suggested(g)
		}
	}
	if err := s.check(t); err != nil {
		return nil, err
	}
	if o.Model != nil {
		if err := o.Model.fits(s); err != nil {
			return nil, err
		}
	}
	if o.spill = o.spilling(t, s); o.spill != nil {
		defer o.spill.close()
	}
	e := arrange(t, s.Comparisons, o.Sources, order, o.Threads)
	report.start(StageBlock, 0)
	c, err := findCandidates(ctx, t, s, e, o.Model, o)
	if err != nil {
		return nil, err
	}
	report.start(StagePrepare, 0)
	if err := e.prepare(ctx, t, s.Comparisons, o.Model, o.Threads, o.Consume); err != nil {
		return nil, err
	}
	r := &Result{Rules: c.counts, Model: o.Model}
	if r.Model == nil {
		if r.Model, err = learn(ctx, e, c, o, report); err != nil {
			return nil, err
		}
	}
	r.Threshold = o.Threshold
	if r.Threshold == 0 {
		r.Threshold = r.Model.Threshold
	}
	floor := min(o.Floor, r.Threshold)
	keep := floor
	if o.ClustersOnly || o.PairsTo != nil {
		keep = r.Threshold // what is below it is weighed again where it matters
	}
	report.start(StageScore, c.pairs)
	all := &outlet{e: e, to: o.PairsTo, floor: float32(WeightOf(floor))}
	if r.Pairs, r.Patterns, err = score(ctx, e, c, r.Model, WeightOf(keep), all, o.Threads, report); err != nil {
		return nil, err
	}
	for _, n := range r.Patterns {
		r.Compared += int64(n.Pairs)
	}
	report.start(StageCluster, 0)
	if matching {
		r.Pairs = sortPairs(r.Pairs, e.n)
		if !o.Many {
			r.Pairs = oneToOne(r.Pairs, e.n)
		}
	} else {
		labels, splits := clusters(e, r.Model, r, o)
		r.Clusters = e.original(labels)
		r.Splits = e.originalSplits(splits, r.Clusters)
	}
	if o.ClustersOnly && !matching || o.PairsTo != nil {
		r.Pairs = nil
	}
	for i, p := range r.Pairs {
		a, b := e.order[p.A], e.order[p.B]
		r.Pairs[i].A, r.Pairs[i].B = min(a, b), max(a, b)
	}
	r.Pairs = sortPairs(r.Pairs, e.n)
	return r, nil
}

// spilling says whether blocks must be kept in files: whether what is in memory
// now and what the run adds to it pass two thirds of the bound.
func (o Options) spilling(t *table.Table, s Spec) *spill {
	if o.Memory <= 0 {
		return nil
	}
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	perRow := 40 + 8*len(s.Comparisons) + 12*len(s.Rules)
	if int64(now.HeapAlloc)+int64(perRow)*int64(t.Rows) < o.Memory/3*2 {
		return nil
	}
	return &spill{dir: o.TempDir}
}

// learn trains a model on a sample of the candidates.
func learn(ctx context.Context, e *encoded, c *candidates, o Options, report *reporter) (*Model, error) {
	report.start(StageCompare, c.pairs)
	patterns, scale, err := sample(ctx, e, c, o.Threads, report)
	if err != nil {
		return nil, err
	}
	report.start(StageTrain, 0)
	labelled, err := e.labelled(o.Labels)
	if err != nil {
		return nil, err
	}
	m, err := fit(ctx, e, c, patterns, scale, labelled, o.Threads)
	if err != nil {
		return nil, err
	}
	m.Splits = c.splits
	return m, nil
}

// original gives the clusters of the table's rows, each named by its lowest.
func (e *encoded) original(clusters []uint32) []uint32 {
	lowest := make([]uint32, e.n)
	for i := range lowest {
		lowest[i] = uint32(e.n)
	}
	for r, c := range clusters {
		lowest[c] = min(lowest[c], e.order[r])
	}
	out := make([]uint32, e.n)
	for r, c := range clusters {
		out[e.order[r]] = lowest[c]
	}
	return out
}

// sortPairs puts pairs of rows below n into the order of A, then B: a counting
// sort by A, and few pairs share one.
func sortPairs(pairs []Pair, n int) []Pair {
	start := make([]uint32, n+1)
	for _, p := range pairs {
		start[p.A+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	out := make([]Pair, len(pairs))
	next := slices.Clone(start[:n])
	for _, p := range pairs {
		out[next[p.A]] = p
		next[p.A]++
	}
	for i := range n {
		few := out[start[i]:start[i+1]]
		if len(few) > 1 {
			slices.SortFunc(few, func(x, y Pair) int { return cmp.Compare(x.B, y.B) })
		}
	}
	return out
}

// each calls work for 0 … n-1 on some threads and returns the first error in
// order.
func each(ctx context.Context, threads, n int, work func(i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, threads))
	errs := make([]error, n)
	for i := range n {
		g.Go(func() error {
			if errs[i] = ctx.Err(); errs[i] == nil {
				errs[i] = work(i)
			}
			return nil
		})
	}
	_ = g.Wait() // the errors are in errs, in order
	return cmp.Or(errs...)
}

// oneToOne keeps for every record the best pair that is left, best pairs
// first; equal weights go to the lower rows.
func oneToOne(pairs []Pair, rows int) []Pair {
	order := make([]int, len(pairs))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return pairs[order[i]].Weight > pairs[order[j]].Weight })
	used := make([]bool, rows)
	keep := make([]bool, len(pairs))
	for _, i := range order {
		p := pairs[i]
		if used[p.A] || used[p.B] {
			continue
		}
		used[p.A], used[p.B] = true, true
		keep[i] = true
	}
	out := pairs[:0]
	for i, p := range pairs {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}
