package link

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"quanyuan/link/cluster"
	"quanyuan/link/compare"
	"quanyuan/link/train"
)

// clusters divides the rows into entities and says which links were given up;
// see package cluster for how. Rows stand in order of their content, so that
// the rows of a component decide alone how it is divided.
func clusters(e *encoded, r *Result, o Options, matching bool) ([]uint32, []cluster.Split) {
	lent := lentTo(r.Pairs)
	opts := cluster.Options{
		Threshold: float32(WeightOf(r.Threshold)), Threads: o.Threads,
		Scorer: func() cluster.Scorer {
			j := newJudge(e, r.Model)
			j.lent = lent
			return j
		},
		ContradictionsAreFinal: o.ContradictionsAreFinal,
	}
	if e.sources != nil {
		opts.Source, opts.Unique = e.sources.Of, o.unique
	}
	if o.CannotLink != nil {
		opts.CannotLink = func(a, b uint32) bool { return o.CannotLink(e.order[a], e.order[b]) }
	}
	edges := edgesOf(r.Pairs)
	if !matching && !o.pairsInResult() {
		r.Pairs = nil // the resolver takes room
	}
	return cluster.Resolve(e.n, edges, opts)
}

func edgesOf(pairs []Pair) []cluster.Edge {
	edges := make([]cluster.Edge, len(pairs))
	for i, p := range pairs {
		edges[i] = cluster.Edge{A: p.A, B: p.B, Weight: p.Weight}
	}
	return edges
}

// Sweep tells, from high weights to low, what the components of the pairs are
// at every threshold down to the floor: how many groups, and how many pairs
// they close. Clusters divide the components at the one threshold further
// (Dedupe only).
func (r *Result) Sweep() []cluster.Point {
	if r.Clusters == nil {
		return nil
	}
	return cluster.Curve(len(r.Clusters), cluster.Sweep(len(r.Clusters), edgesOf(r.Pairs)))
}

// judge weighs records for the clusters: pairs that blocking never made, and
// groups of records as wholes. It serves one thread.
type judge struct {
	e       *encoded
	m       *Model
	g       *grader
	against []contradicting
	known   []weighed
	graded  []graded
	shift   uint // to the slot of a pair in graded
	classes []classRatios
	weights *train.Weights
	lent    map[uint64]float32 // what households lend to pairs of rows; nil when nothing
	// counts of the grades of the comparisons between two groups
	counts  [train.MaxComparisons][compare.MaxLevels]int32
	present [train.MaxComparisons]int32
}

// contradicting is a comparison that knows values one entity cannot both have.
type contradicting struct {
	field  int
	values compare.Contradicting
}

// weighed is a pattern and its weight.
type weighed struct {
	pattern train.Pattern
	weight  float32
	ok      bool
}

// graded is a pair of rows, the lower one in the upper half, and its pattern.
type graded struct {
	rows    uint64
	pattern train.Pattern
}

// classRatios has, for the comparisons in which a class is not like chance, how
// much likelier the class makes each grade.
type classRatios struct {
	match bool
	pairs float64
	own   []int
	ratio [][]float64
}

// Groups are weighed again and again while they grow, so patterns and weights
// are kept for a while.
const (
	knownBits  = 12
	gradedBits = 15
)

func newJudge(e *encoded, m *Model) *judge {
	j := &judge{e: e, m: m, g: newGrader(e), known: make([]weighed, 1<<knownBits), graded: make([]graded, 1<<gradedBits), shift: 64 - gradedBits}
	for i, f := range e.fields {
		if c, ok := f.prepared.(compare.Contradicting); ok {
			j.against = append(j.against, contradicting{i, c})
		}
	}
	j.classes, j.weights = ratiosOf(m), m.Mixture.Weights()
	return j
}

// ratiosOf are the ratios of the classes that have pairs.
func ratiosOf(m *Model) (out []classRatios) {
	chance := m.Mixture.Chance()
	for _, c := range m.Mixture.Classes {
		if c.Pairs == 0 {
			continue
		}
		r := classRatios{match: c.Match, pairs: c.Pairs}
		for k, p := range c.P {
			ratio := make([]float64, len(p))
			own := false
			for g := range p { // a missing value has 1, unless it tells something
				ratio[g] = p[g] / chance[k][g]
				own = own || ratio[g] != 1
			}
			if own {
				r.own = append(r.own, k)
				r.ratio = append(r.ratio, ratio)
			}
		}
		out = append(out, r)
	}
	return out
}

// turn makes a judge of one component that of another with so many rows.
func (j *judge) turn(rows int) {
	width := min(gradedBits, 2*bits.Len(uint(rows)))
	j.graded, j.shift = j.graded[:1<<width], uint(64-width)
	clear(j.graded)
}

// pattern grades two rows.
func (j *judge) pattern(a, b uint32) train.Pattern {
	rows := uint64(min(a, b))<<32 | uint64(max(a, b))
	slot := &j.graded[rows*0x9E3779B97F4A7C15>>j.shift]
	if slot.rows != rows {
		*slot = graded{rows, j.g.pattern(j.e.row(a), j.e.row(b))}
	}
	return slot.pattern
}

// Weight is the model's weight of two rows.
func (j *judge) Weight(a, b uint32) (float32, bool) {
	return j.weight(j.pattern(a, b)) + j.lent[rowsOf(a, b)], true
}

// lentTo is what households lent to pairs, nil when nothing.
func lentTo(pairs []Pair) (out map[uint64]float32) {
	for _, p := range pairs {
		if p.Lent > 0 {
			if out == nil {
				out = map[uint64]float32{}
			}
			out[rowsOf(p.A, p.B)] = p.Lent
		}
	}
	return out
}

// weight is the model's weight of a pattern.
func (j *judge) weight(p train.Pattern) float32 {
	slot := &j.known[uint64(p)*0x9E3779B97F4A7C15>>(64-knownBits)]
	if !slot.ok || slot.pattern != p {
		*slot = weighed{p, float32(j.weights.Weight(p)), true}
	}
	return slot.weight
}

// Contradict reports whether two rows have values that one entity cannot both
// have.
func (j *judge) Contradict(a, b uint32) bool {
	x, y := j.e.row(a), j.e.row(b)
	for _, c := range j.against {
		if v, w := x[c.field], y[c.field]; v != 0 && w != 0 && v != w && c.values.Contradict(v, w) {
			return true
		}
	}
	return false
}

// Contradictions reports whether any comparison knows such values.
func (j *judge) Contradictions() bool { return len(j.against) > 0 }

// Groups weighs two groups as if each were one record, whose value in each
// field is a copy of that of one of its rows, unknown of which. So the odds are
// the model's, with the mean over the pairs of rows of the likelihood ratio of
// each field in place of that of one grade. What one row lacks or has spoilt,
// another one tells; and a chance resemblance of one row is diluted by all the
// others. For single rows it is the weight. What households lend is said of
// persons, so that it counts once, however many rows it was said of.
func (j *judge) Groups(left, right []uint32) float64 {
	j.count(left, right)
	var match, other float64
	for _, c := range j.classes {
		v := c.pairs
		for i, k := range c.own {
			if j.present[k] == 0 {
				continue
			}
			sum := 0.0
			counts := &j.counts[k]
			for g, ratio := range c.ratio[i] {
				sum += float64(counts[g]) * ratio
			}
			v *= sum / float64(j.present[k])
		}
		if c.match {
			match += v
		} else {
			other += v
		}
	}
	const tiny = 1e-300
	return math.Log2(max(match, tiny)) - math.Log2(max(other, tiny)) + j.mostLent(left, right)
}

// mostLent is the most that households lend to a pair of two groups.
func (j *judge) mostLent(left, right []uint32) (most float64) {
	if j.lent == nil {
		return 0
	}
	for _, a := range left {
		for _, b := range right {
			most = max(most, float64(j.lent[rowsOf(a, b)]))
		}
	}
	return most
}

// count counts the grades between two groups.
func (j *judge) count(left, right []uint32) {
	fields := len(j.e.fields)
	clear(j.counts[:fields])
	for _, a := range left {
		for _, b := range right {
			p := j.pattern(a, b)
			for k := range fields {
				j.counts[k][p&15]++
				p >>= 4
			}
		}
	}
	all := int32(len(left) * len(right))
	for k := range fields {
		j.present[k] = all
		if j.e.fields[k].Informative {
			continue
		}
		j.present[k] -= j.counts[k][0]
		j.counts[k][0] = 0
	}
}

// originalSplits gives the splits by the table's rows, whose clusters are
// known, in their order.
func (e *encoded) originalSplits(splits []cluster.Split, clusters []uint32) []cluster.Split {
	first := map[uint32]uint32{} // component -> its lowest row
	for i := range splits {
		s := &splits[i]
		s.A, s.B = e.order[s.A], e.order[s.B]
		s.Link.A, s.Link.B = e.order[s.Link.A], e.order[s.Link.B]
		if s.Link.A > s.Link.B {
			s.Link.A, s.Link.B = s.Link.B, s.Link.A
		}
		if s.Reason == cluster.TooLarge {
			s.A, s.B = s.Link.A, s.Link.B
		}
		s.Left, s.Right = clusters[s.Link.A], clusters[s.Link.B]
		if s.Left > s.Right {
			s.Left, s.Right = s.Right, s.Left
		}
		if clusters[s.A] != s.Left {
			s.A, s.B = s.B, s.A
		}
		// Every group of a divided component stands in one of its splits.
		low, ok := first[s.Component]
		if !ok || s.Left < low {
			first[s.Component] = s.Left
		}
	}
	for i := range splits {
		splits[i].Component = first[splits[i].Component]
	}
	slices.SortFunc(splits, func(x, y cluster.Split) int {
		return cmp.Or(cmp.Compare(x.Component, y.Component), cmp.Compare(x.Left, y.Left), cmp.Compare(x.Right, y.Right))
	})
	return splits
}
