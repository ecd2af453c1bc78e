package cluster

import (
	"math"

	"pgregory.net/rapid"
)

// graph is a random small problem: weights of all pairs, of which some are
// edges and some only a scorer knows, some contradict and some cannot be one.
type graph struct {
	n              int
	edges          []Edge
	score          map[[2]uint32]float32
	cannot, contra map[[2]uint32]bool
	source         []uint8
}

func pair(a, b uint32) [2]uint32 { return [2]uint32{min(a, b), max(a, b)} }

func drawGraph(t *rapid.T, least, most int) graph {
	g := graph{n: rapid.IntRange(least, most).Draw(t, "n"), score: map[[2]uint32]float32{},
		cannot: map[[2]uint32]bool{}, contra: map[[2]uint32]bool{}}
	for a := range uint32(g.n) {
		g.source = append(g.source, uint8(rapid.IntRange(0, 2).Draw(t, "source")))
		for b := range a {
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0, 1, 2:
				g.edges = append(g.edges, Edge{a, b, float32(rapid.IntRange(-4, 8).Draw(t, "weight"))})
			case 3:
				g.score[pair(a, b)] = float32(rapid.IntRange(-9, 2).Draw(t, "score"))
			}
			g.cannot[pair(a, b)] = rapid.IntRange(0, 9).Draw(t, "cannot") == 0
			g.contra[pair(a, b)] = rapid.IntRange(0, 9).Draw(t, "contradict") == 0
		}
	}
	return g
}

func (g *graph) options(t *rapid.T) Options {
	o := Options{Threshold: float32(rapid.IntRange(-1, 3).Draw(t, "threshold"))}
	if rapid.Bool().Draw(t, "with cannot") {
		o.CannotLink = func(a, b uint32) bool { return g.cannot[pair(a, b)] }
	}
	if rapid.Bool().Draw(t, "with score") {
		s := scorer{weight: func(a, b uint32) (float32, bool) { w, ok := g.score[pair(a, b)]; return w, ok },
			contradict: func(a, b uint32) bool { return g.contra[pair(a, b)] }}
		if rapid.Bool().Draw(t, "with groups") {
			s.groups = func(left, right []uint32) float64 { return float64(len(left)*len(right)%5) - 2 }
		}
		o.Scorer = func() Scorer { return s }
		o.ContradictionsAreFinal = rapid.Bool().Draw(t, "final")
	}
	return o
}

// scorer is made of functions, of which those not given know nothing.
type scorer struct {
	weight     func(a, b uint32) (float32, bool)
	contradict func(a, b uint32) bool
	groups     func(left, right []uint32) float64
}

func (s scorer) Weight(a, b uint32) (float32, bool) {
	if s.weight == nil {
		return 0, false
	}
	return s.weight(a, b)
}

func (s scorer) Contradict(a, b uint32) bool { return s.contradict != nil && s.contradict(a, b) }

func (s scorer) Contradictions() bool { return s.contradict != nil }

func (s scorer) Groups(left, right []uint32) float64 {
	if s.groups == nil {
		return math.NaN()
	}
	return s.groups(left, right)
}

func weights(f func(a, b uint32) (float32, bool)) func() Scorer {
	return func() Scorer { return scorer{weight: f} }
}

// weight is what is known of a pair, by edge or scorer, less 12 bits where it
// contradicts.
func (g *graph) weight(o *Options, a, b uint32) (float32, bool) {
	w, known := g.plainWeight(o, a, b)
	if o.Scorer != nil && g.contra[pair(a, b)] {
		w -= 12
	}
	return w, known
}

func (g *graph) plainWeight(o *Options, a, b uint32) (float32, bool) {
	for _, e := range g.edges {
		if pair(e.A, e.B) == pair(a, b) {
			return e.Weight, true
		}
	}
	if o.Scorer != nil {
		return o.Scorer().Weight(a, b)
	}
	return 0, false
}

// forbidden says whether two records cannot be one.
func (g *graph) forbidden(o *Options, a, b uint32) bool {
	return o.CannotLink != nil && o.CannotLink(a, b) ||
		o.ContradictionsAreFinal && o.Scorer != nil && g.contra[pair(a, b)] ||
		o.Source != nil && o.Source[a] == o.Source[b] && (o.OneToOne || o.Unique[o.Source[a]])
}

// total is the sum of weights inside groups, and whether the groups are
// allowed.
func (g *graph) total(o *Options, groups []uint32) (float64, bool) {
	sum := 0.0
	for a := range uint32(g.n) {
		for b := range a {
			if groups[a] != groups[b] {
				continue
			}
			if g.forbidden(o, a, b) {
				return 0, false
			}
			if w, ok := g.weight(o, a, b); ok {
				sum += float64(w - o.Threshold)
			}
		}
	}
	return sum, true
}

// bestTotal tries every partition that only joins records of one component.
func (g *graph) bestTotal(o *Options, components []uint32) float64 {
	groups := make([]uint32, g.n)
	best := math.Inf(-1)
	var try func(i int)
	try = func(i int) {
		if i == g.n {
			if sum, ok := g.total(o, groups); ok {
				best = max(best, sum)
			}
			return
		}
		groups[i] = uint32(i)
		try(i + 1)
		for j := range i {
			if groups[j] == uint32(j) && components[j] == components[i] {
				groups[i] = uint32(j)
				try(i + 1)
			}
		}
	}
	try(0)
	return best
}
