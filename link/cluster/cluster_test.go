package cluster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// graph is a random small problem.
type graph struct {
	n      int
	edges  []Edge
	cannot map[[2]uint32]bool
	score  map[[2]uint32]float32
	source []uint8
}

func key(a, b uint32) [2]uint32 { return [2]uint32{min(a, b), max(a, b)} }

func drawGraph(t *rapid.T, least, most int) graph {
	g := graph{n: rapid.IntRange(least, most).Draw(t, "n"), cannot: map[[2]uint32]bool{}, score: map[[2]uint32]float32{}}
	for a := range uint32(g.n) {
		g.source = append(g.source, uint8(rapid.IntRange(0, 2).Draw(t, "source")))
		for b := range a {
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0, 1, 2:
				g.edges = append(g.edges, Edge{a, b, float32(rapid.IntRange(-4, 8).Draw(t, "weight"))})
			case 3:
				g.score[key(a, b)] = float32(rapid.IntRange(-9, 2).Draw(t, "score"))
			}
			if rapid.IntRange(0, 9).Draw(t, "cannot") == 0 {
				g.cannot[key(a, b)] = true
			}
		}
	}
	return g
}

func (g *graph) options(t *rapid.T) Options {
	o := Options{Threshold: float32(rapid.IntRange(-1, 3).Draw(t, "threshold"))}
	if rapid.Bool().Draw(t, "with cannot") {
		o.CannotLink = func(a, b uint32) bool { return g.cannot[key(a, b)] }
	}
	if rapid.Bool().Draw(t, "with score") {
		o.Score = func(a, b uint32) (float32, bool) { w, ok := g.score[key(a, b)]; return w, ok }
	}
	if rapid.Bool().Draw(t, "with sources") {
		o.Source = g.source
		o.Unique[1] = true
	}
	return o
}

// forbidden says whether two records cannot be one.
func (o *Options) forbidden(a, b uint32) bool {
	return o.CannotLink != nil && o.CannotLink(a, b) ||
		o.Source != nil && o.Source[a] == o.Source[b] && (o.OneToOne || o.Unique[o.Source[a]])
}

// total is the sum of weights inside groups, and whether the groups are
// allowed.
func (g *graph) total(o *Options, groups []uint32) (float64, bool) {
	known := map[[2]uint32]float32{}
	for _, e := range g.edges {
		known[key(e.A, e.B)] = e.Weight
	}
	sum := 0.0
	for a := range uint32(g.n) {
		for b := range a {
			if groups[a] != groups[b] {
				continue
			}
			if o.forbidden(a, b) {
				return 0, false
			}
			w, ok := known[key(a, b)]
			if !ok && o.Score != nil {
				w, ok = o.Score(a, b)
			}
			if ok {
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

// checkNames checks that groups are named by their smallest members.
func checkNames(t interface{ Fatalf(string, ...any) }, groups []uint32) {
	for i, g := range groups {
		if g > uint32(i) || groups[g] != g {
			t.Fatalf("record %d is in group %d, which is not its smallest member: %v", i, g, groups)
		}
	}
}

// TestResolveIsBest compares with all partitions.
func TestResolveIsBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 1, 7)
		o := g.options(t)
		components := Components(g.n, g.edges, o.Threshold)
		groups, splits := Resolve(g.n, g.edges, o)
		checkNames(t, groups)
		got, ok := g.total(&o, groups)
		if want := g.bestTotal(&o, components); !ok || got != want {
			t.Fatalf("groups %v have %v (allowed: %v), the best have %v", groups, got, ok, want)
		}
		for _, e := range g.edges {
			if e.Weight < o.Threshold || groups[e.A] == groups[e.B] {
				continue
			}
			left, right := groups[e.A], groups[e.B]
			i := slices.IndexFunc(splits, func(s Split) bool { return s.Left == min(left, right) && s.Right == max(left, right) })
			if i < 0 {
				t.Fatalf("the cut link %v is not explained", e)
			}
			s := splits[i]
			if s.Link.Weight < e.Weight || s.Reason == TooLarge || groups[s.A] != s.Left || groups[s.B] != s.Right ||
				(s.Reason == Negative) == o.forbidden(s.A, s.B) || s.Component != components[s.A] {
				t.Fatalf("the split is wrong: %+v", s)
			}
		}
	})
}

// TestOrderOfEdges shuffles and turns edges round; components of all sizes
// must stay the same.
func TestOrderOfEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 2, 16)
		o := g.options(t)
		groups, splits := Resolve(g.n, g.edges, o)
		merges := Sweep(g.n, g.edges)
		turned := rapid.Permutation(g.edges).Draw(t, "turned")
		for i := range turned {
			turned[i].A, turned[i].B = turned[i].B, turned[i].A
		}
		again, splits2 := Resolve(g.n, turned, o)
		if !slices.Equal(groups, again) || !slices.Equal(splits, splits2) || !slices.Equal(merges, Sweep(g.n, turned)) {
			t.Fatalf("the order of edges changes %v to %v, %v to %v", groups, again, splits, splits2)
		}
		if _, ok := g.total(&o, groups); !ok {
			t.Fatalf("groups %v have a forbidden pair", groups)
		}
	})
}

// TestGreedyIsNear compares the greedy method with the exact one: it must be
// allowed, never be worse than no link at all, and stay as it is under a
// second search.
func TestGreedyIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 9).Draw(t, "k")
		m := newMatrix(k)
		for i := range k {
			for j := range i {
				w := weight(rapid.IntRange(-9, 9).Draw(t, "w"))
				if w == -9 {
					w = never
				}
				m.set(i, j, w)
			}
		}
		value := func(part []int) (sum weight) {
			for i := range part {
				for j := range i {
					if part[i] == part[j] {
						sum = add(sum, m.at(i, j))
					}
				}
			}
			return sum
		}
		exact, greedy := value(m.exact()), value(m.greedy())
		if greedy == never || greedy < 0 || greedy > exact {
			t.Fatalf("greedy %d, exact %d", greedy, exact)
		}
		part := m.greedy()
		if m.moveMembers(slices.Clone(part)) || m.joinParts(slices.Clone(part)) {
			t.Fatalf("the search stopped too early")
		}
	})
}

// TestComponents compares with a search from every record.
func TestComponents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 1, 12)
		threshold := float32(rapid.IntRange(-5, 9).Draw(t, "threshold"))
		want := make([]uint32, g.n)
		for i := range want {
			want[i] = uint32(i)
		}
		for range g.n {
			for _, e := range g.edges {
				if e.Weight >= threshold {
					least := min(want[e.A], want[e.B])
					want[e.A], want[e.B] = least, least
				}
			}
		}
		if got := Components(g.n, g.edges, threshold); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if got := Cut(g.n, Sweep(g.n, g.edges), threshold); !slices.Equal(got, want) {
			t.Fatalf("the sweep gives %v, want %v", got, want)
		}
	})
}

func TestOneToOne(t *testing.T) {
	// Two clean files, 0–2 and 3–5: the best assignment gives up the single
	// strongest link.
	edges := []Edge{{0, 3, 9}, {0, 4, 8}, {1, 3, 8}, {2, 5, 1}}
	o := Options{Source: []uint8{0, 0, 0, 1, 1, 1}, OneToOne: true}
	groups, splits := Resolve(6, edges, o)
	if want := []uint32{0, 1, 2, 1, 0, 2}; !slices.Equal(groups, want) {
		t.Errorf("groups %v, want %v", groups, want)
	}
	if len(splits) != 1 || splits[0].Reason != SameSource || splits[0].Link != (Edge{0, 3, 9}) {
		t.Errorf("splits %+v", splits)
	}
	if want := "groups 0 and 1 stay apart although 0–3 has weight 9.00: 0 and 1 are from one source, which has nobody twice"; splits[0].String() != want {
		t.Errorf("%q, want %q", splits[0], want)
	}
}

func TestNotANumber(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	edges := []Edge{{0, 1, nan}, {1, 2, inf}, {2, 3, -inf}, {3, 3, 5}}
	groups, _ := Resolve(4, edges, Options{})
	if want := []uint32{0, 1, 1, 3}; !slices.Equal(groups, want) {
		t.Errorf("groups %v, want %v", groups, want)
	}
}

// planted makes groups of the given size with strong links inside and a few
// weak ones between neighbouring groups, so that all are one component.
func planted(groups, size int) (edges []Edge, truth []uint32) {
	rng := rand.New(rand.NewPCG(1, 2))
	for g := range groups {
		base := uint32(g * size)
		for i := range uint32(size) {
			truth = append(truth, base)
			for j := range i {
				if i == j+1 || rng.IntN(2) == 0 {
					edges = append(edges, Edge{base + i, base + j, 6})
				}
			}
		}
		if g > 0 {
			edges = append(edges, Edge{base, base - 1, 2})
		}
	}
	return edges, truth
}

// TestPlanted recovers known groups from components of every method, by scores
// alone and by forbidden pairs alone.
func TestPlanted(t *testing.T) {
	for _, groups := range []int{2, 12, 30, 25_000} {
		edges, truth := planted(groups, 4)
		n := len(truth)
		score := func(a, b uint32) (float32, bool) {
			if truth[a] == truth[b] {
				return 3, true
			}
			return -8, true
		}
		cannot := func(a, b uint32) bool { return truth[a] != truth[b] }
		calls := 0
		for name, o := range map[string]Options{
			"score":  {Score: func(a, b uint32) (float32, bool) { calls++; return score(a, b) }},
			"cannot": {CannotLink: func(a, b uint32) bool { calls++; return cannot(a, b) }},
		} {
			calls = 0
			got, splits := Resolve(n, edges, o)
			if !slices.Equal(got, truth) {
				t.Errorf("%d groups by %s: not recovered", groups, name)
			}
			if len(splits) != groups-1 {
				t.Errorf("%d groups by %s: %d splits", groups, name, len(splits))
			}
			if calls > 300*n {
				t.Errorf("%d groups by %s: %d calls for %d records", groups, name, calls, n)
			}
		}
	}
}

// TestGiant has a star and a chain of 100,000 records, in which a bad method
// does quadratic work.
func TestGiant(t *testing.T) {
	const n = 100_000
	var star, chain []Edge
	for i := uint32(1); i < n; i++ {
		star = append(star, Edge{0, i, 5})
		chain = append(chain, Edge{i - 1, i, 5})
	}
	calls := 0
	o := Options{CannotLink: func(a, b uint32) bool { calls++; return (a^b)&1 == 1 && a > 50 && b > 50 }}
	for name, edges := range map[string][]Edge{"star": star, "chain": chain} {
		calls = 0
		groups, _ := Resolve(n, edges, o)
		checkNames(t, groups)
		if calls > 3*checksPerMember*n {
			t.Errorf("%s: %d calls", name, calls)
		}
	}
}

func BenchmarkComponents(b *testing.B) {
	const n, m = 1_000_000, 3_000_000
	rng := rand.New(rand.NewPCG(1, 2))
	edges := make([]Edge, m)
	for i := range edges {
		a := rng.Uint32N(n)
		edges[i] = Edge{a, min(a+rng.Uint32N(50), n-1), float32(rng.IntN(20) - 15)}
	}
	b.Run("components", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Components(n, edges, 0)
		}
	})
	b.Run("sweep", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Sweep(n, edges)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	for _, size := range []int{3, 8, 40} {
		var edges []Edge
		n := 0
		for n < 300_000 {
			more, truth := planted(max(1, size/4), min(size, 4))
			for _, e := range more {
				edges = append(edges, Edge{e.A + uint32(n), e.B + uint32(n), e.Weight})
			}
			n += len(truth)
		}
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			o := Options{Score: func(x, y uint32) (float32, bool) {
				if x/4 == y/4 {
					return 1, true
				}
				return -5, true
			}}
			b.ReportAllocs()
			for b.Loop() {
				Resolve(n, edges, o)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
		})
	}
}
