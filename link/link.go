package link

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"quanyuan/link/block"
	"quanyuan/link/cluster"
	"quanyuan/link/spill"
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
	// Judged are pairs of records that somebody judged and that need stand in no
	// table. Training takes them for what they are, each for one pair.
	Judged []Judged
	// TrainOnly ends the run with the model: nothing is scored.
	TrainOnly bool
	// Relation says how often a record may be matched (Match only); at most once
	// by default.
	Relation Relation
	// PairsOnly leaves out what is made of the pairs: clusters, matches, splits.
	PairsOnly bool
	// Sources says which pairs may be compared when the rows come from several
	// lists, some of which have nobody twice (Dedupe only); nil allows all.
	Sources *block.Sources
	// CannotLink forbids two rows to stand in one cluster. It is called from
	// any thread. In Match, rows of the right table count on after those of the
	// left one.
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
	// ClustersOnly leaves the pairs out of the result.
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

	spill  *spill.Files
	starts int       // of the specification
	unique [256]bool // sources that have nobody twice in the clusters
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
	// Matches are the pairs of records that were found to be one, by row numbers
	// as Pairs (Match only): all pairs of the two tables in a group. The weight
	// of one may be below the threshold where others of its group speak for it.
	Matches []Pair
	// Splits are the links above the threshold that were given up, by row
	// numbers, with what spoke against them. After Match rows of the right table
	// count on after those of the left one.
	Splits []cluster.Split
	// Compared is the number of pairs that were compared.
	Compared int64
	// Patterns counts the compared pairs by what agrees in them.
	Patterns []train.Count
	Rules    []RuleCount
	// Threshold is the probability that made the matches.
	Threshold float64
	// Household tells what households added, nil when they were not asked.
	Household *Household
}

// Dedupe finds the records of a table that are one.
func Dedupe(ctx context.Context, t *table.Table, s Spec, o Options) (*Result, error) {
	if o.Sources != nil {
		o.unique = o.Sources.Unique
	}
	r, err := run(ctx, t, s, o.withDefaults(), false)
	if err != nil {
		return nil, fmt.Errorf("dedupe: %w", err)
	}
	return r, nil
}

func run(ctx context.Context, t *table.Table, s Spec, o Options, matching bool) (*Result, error) {
	report := &reporter{to: o.Progress}
	report.start(StagePrepare, 0)
	var order []uint32
	texts := t.Spilt()
	if len(s.Comparisons) == 0 || len(s.Rules) == 0 {
		g, err := complete(t, s, o.Sources, o.Threads)
		if lost := texts.Err(); lost != nil {
			return nil, lost
		}
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
	o.starts = s.Starts
	if o.spill = o.spilling(t, s); o.spill != nil {
		defer o.spill.Close()
	}
	e := arrange(t, s.Comparisons, o.Sources, order, o.Threads)
	report.start(StageBlock, 0)
	c, err := findCandidates(ctx, t, s, e, o.Model, o)
	if err != nil {
		return nil, err
	}
	report.start(StagePrepare, 0)
	homes, err := findHouseholds(t, s.Household, e)
	if err != nil {
		return nil, err
	}
	threads := o.Threads
	if o.spill != nil {
		threads = 1 // preparing takes room
	}
	if err := e.prepare(ctx, t, s.Comparisons, o.Model, threads, o.Consume); err != nil {
		return nil, err
	}
	if err := texts.Err(); err != nil {
		return nil, err
	}
	r := &Result{Rules: c.counts, Model: o.Model}
	if r.Model == nil {
		if r.Model, err = learn(ctx, e, c, s, o, report); err != nil {
			return nil, err
		}
		if err := o.spill.Err(); err != nil {
			return nil, err
		}
	}
	if o.TrainOnly {
		return r, nil
	}
	if o.Consume {
		e.forgetCounts()
	}
	r.Threshold = o.Threshold
	if r.Threshold == 0 {
		r.Threshold = r.Model.Threshold
	}
	floor := min(o.Floor, r.Threshold)
	keep := floor
	if !o.pairsInResult() && homes == nil {
		keep = r.Threshold // what is below it is weighed again where it matters
	}
	byPartners := (!matching || o.Relation == OneToOne) && o.Threshold == 0 && o.Model == nil
	if byPartners {
		keep = min(keep, partnerFloor)
	}
	report.start(StageScore, c.pairs)
	all := &outlet{e: e, to: o.PairsTo, floor: float32(WeightOf(floor))}
	if r.Pairs, r.Patterns, err = score(ctx, e, c, r.Model, WeightOf(keep), all, o.Threads, report); err != nil {
		return nil, err
	}
	if err := o.spill.Err(); err != nil {
		return nil, err
	}
	for _, n := range r.Patterns {
		r.Compared += int64(n.Pairs)
	}
	if byPartners {
		r.Model.lowerByPartners(e, r.Pairs, matching)
		r.Threshold = r.Model.Threshold
	}
	if homes != nil {
		report.start(StageCluster, 0)
		if err := r.lend(ctx, homes, o, matching, WeightOf(floor)); err != nil {
			return nil, err
		}
	}
	if !o.PairsOnly {
		report.start(StageCluster, 0)
		r.resolve(e, o, matching)
	}
	if !o.pairsInResult() {
		r.Pairs = nil
	}
	r.Pairs = e.originalPairs(r.Pairs)
	return r, nil
}

// lend finds persons without the evidence of households, and weighs with it then.
func (r *Result) lend(ctx context.Context, h *households, o Options, matching bool, floor float64) (err error) {
	threshold, pairs := WeightOf(r.Threshold), r.Pairs
	persons, _ := clusters(h.e, r, o, matching)
	if matching {
		persons = personsOf(h.e.n, matches(h.e, r.Model, pairs, persons), threshold)
	}
	r.Pairs, r.Household, err = h.lend(ctx, r.Model, pairs, persons, threshold, floor, o.Threads)
	return err
}

// resolve makes clusters or matches of the pairs.
func (r *Result) resolve(e *encoded, o Options, matching bool) {
	labels, splits := clusters(e, r, o, matching)
	if matching {
		r.Matches = e.originalPairs(matches(e, r.Model, r.Pairs, labels))
	}
	clusters := e.original(labels)
	if r.Splits = e.originalSplits(splits, clusters); !matching {
		r.Clusters = clusters
	}
}

// pairsInResult says whether the pairs stay in memory to the end.
func (o *Options) pairsInResult() bool { return !o.ClustersOnly && o.PairsTo == nil }

// spilling says whether blocks must be kept in files: whether what is in memory
// now and what the run adds to it pass two thirds of the bound.
func (o Options) spilling(t *table.Table, s Spec) *spill.Files {
	if o.Memory <= 0 {
		return nil
	}
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	perRow := 40 + 8*len(s.Comparisons) + 12*len(s.Rules)
	if int64(now.HeapAlloc)+int64(perRow)*int64(t.Rows) < o.Memory/3*2 {
		return nil
	}
	return spill.New(o.TempDir)
}

// learn trains a model on a sample of the candidates.
func learn(ctx context.Context, e *encoded, c *candidates, s Spec, o Options, report *reporter) (*Model, error) {
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
	judged, err := e.judged(s, o.Judged, scale)
	if err != nil {
		return nil, err
	}
	m, err := fit(ctx, e, c, without(patterns, judged), scale, append(labelled, judged...), o)
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

// originalPairs gives pairs by the table's rows, in their order.
func (e *encoded) originalPairs(pairs []Pair) []Pair {
	for i, p := range pairs {
		a, b := e.order[p.A], e.order[p.B]
		pairs[i].A, pairs[i].B = min(a, b), max(a, b)
	}
	return sortPairs(pairs, e.n)
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
