package cluster

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSourcesGetTheBestAssignment compares with all partitions.
func TestSourcesGetTheBestAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 1, 7)
		o := g.options(t)
		for i := range g.source {
			g.source[i] %= 2
		}
		o.Source, o.OneToOne = g.source, true
		components := Components(g.n, g.edges, o.Threshold)
		groups, _ := Resolve(g.n, g.edges, o)
		got, ok := g.total(&o, groups)
		suspicious := false // others stay whole
		for a := range uint32(g.n) {
			for b := range a {
				w, known := g.weight(&o, a, b)
				if components[a] == components[b] && (g.forbidden(&o, a, b) || known && w < o.Threshold) {
					suspicious = true
				}
			}
		}
		if want := g.bestTotal(&o, components); !ok || suspicious && got != want {
			t.Fatalf("groups %v have %v (allowed: %v), the best have %v", groups, got, ok, want)
		}
	})
}

// joinBestFirst is the slow oracle: it works the link of every two groups out
// anew at every step.
func (g *graph) joinBestFirst(o *Options) []uint32 {
	components := Components(g.n, g.edges, o.Threshold)
	groups := slices.Clone(components)
	for _, c := range slices.Compact(slices.Sorted(slices.Values(components))) {
		var parts [][]uint32
		suspicious := false
		for a := range uint32(g.n) {
			if components[a] != c {
				continue
			}
			for _, p := range parts {
				w, known := g.weight(o, a, p[0])
				suspicious = suspicious || g.forbidden(o, a, p[0]) || known && (w < o.Threshold || o.Scorer != nil && g.contra[pair(a, p[0])])
			}
			parts = append(parts, []uint32{a})
		}
		if !suspicious || len(parts) == 2 && g.link(o, parts[0], parts[1]) >= float64(o.Threshold) {
			continue
		}
		for {
			x, y, best := -1, -1, math.Inf(-1)
			for i := range parts {
				for j := range i {
					if l := g.link(o, parts[j], parts[i]); l >= float64(o.Threshold) && (l > best || l == best && (j < x || j == x && i < y)) {
						x, y, best = j, i, l
					}
				}
			}
			if x < 0 {
				break
			}
			parts[x] = append(parts[x], parts[y]...)
			parts = slices.Delete(parts, y, y+1)
		}
		for _, p := range parts {
			for _, a := range p {
				groups[a] = slices.Min(p)
			}
		}
	}
	return groups
}

func (g *graph) link(o *Options, left, right []uint32) float64 {
	var n, sum, odds, contra, against float64
	top := float32(math.Inf(-1))
	for _, a := range left {
		for _, b := range right {
			if g.forbidden(o, a, b) {
				return math.Inf(-1)
			}
			w, known := g.weight(o, a, b)
			if !known {
				continue
			}
			n++
			sum += max(-12, float64(w))
			odds += math.Exp2(max(-12, float64(w)))
			top = max(top, w)
			if o.Scorer != nil && g.contra[pair(a, b)] {
				contra++
				against += float64(w)
			}
		}
	}
	switch {
	case n == 0, top < o.Threshold:
		return math.Inf(-1)
	case len(left)*len(right) == 1:
		return float64(top)
	}
	l := (sum/n + math.Log2(odds/n)) / 2
	if o.Scorer != nil {
		if w := o.Scorer().Groups(left, right); w == w {
			l = (l + w) / 2
		}
	}
	if contra > 0 {
		l = min(l, against/contra)
	}
	return l
}

// TestGroupsAreJoinedBestFirst compares with the oracle, and checks that every
// link that was cut is explained by a pair that speaks against it.
func TestGroupsAreJoinedBestFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 1, 12)
		o := g.options(t)
		if rapid.Bool().Draw(t, "with sources") {
			o.Source = g.source
			o.Unique[1] = true
		}
		groups, splits := Resolve(g.n, g.edges, o)
		if want := g.joinBestFirst(&o); !slices.Equal(groups, want) {
			t.Fatalf("groups %v, want %v", groups, want)
		}
		components := Components(g.n, g.edges, o.Threshold)
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
			if s.Link.Weight < e.Weight || groups[s.A] != s.Left || groups[s.B] != s.Right || s.Component != components[s.A] ||
				(s.Reason == CannotLink || s.Reason == SameSource) && !g.forbidden(&o, s.A, s.B) || s.Reason == TooLarge ||
				s.Reason == Contradiction && !g.contra[pair(s.A, s.B)] {
				t.Fatalf("the split is wrong: %+v", s)
			}
		}
	})
}

// byKey names the groups by keys, in order of the records' keys.
func byKey(groups []uint32, key []uint64) map[uint64]uint64 {
	least := map[uint32]uint64{}
	for i, g := range groups {
		if k, ok := least[g]; !ok || key[i] < k {
			least[g] = key[i]
		}
	}
	out := map[uint64]uint64{}
	for i, g := range groups {
		out[key[i]] = least[g]
	}
	return out
}

// checkStable checks that the partition depends on the records alone: not on
// their numbers, on the order or direction of the edges, on threads, or on the
// other components, and that Component gives what Resolve does.
func checkStable(t interface{ Fatalf(string, ...any) }, n int, edges []Edge, o Options, rng *rand.Rand) {
	key := make([]uint64, n)
	for i := range key {
		key[i] = rng.Uint64()
	}
	o.Key = func(a uint32) uint64 { return key[a] }
	groups, splits := Resolve(n, edges, o)
	for i, g := range groups {
		if g > uint32(i) || groups[g] != g {
			t.Fatalf("record %d is in group %d, which is not its smallest member", i, g)
		}
	}

	// The same records under other numbers.
	place := rng.Perm(n)
	from := make([]uint32, n)
	moved := make([]uint64, n)
	for i, p := range place {
		from[p], moved[p] = uint32(i), key[i]
	}
	turned := slices.Clone(edges)
	for i, e := range turned {
		turned[i].A, turned[i].B = uint32(place[e.B]), uint32(place[e.A])
	}
	rng.Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
	p := renamed(o, from)
	p.Key = func(a uint32) uint64 { return moved[a] }
	p.Threads = 3
	again, splits2 := Resolve(n, turned, p)
	if !maps.Equal(byKey(groups, key), byKey(again, moved)) {
		t.Fatalf("other numbers change the groups %v", groups)
	}
	if len(splits) != len(splits2) {
		t.Fatalf("other numbers change %d splits to %d", len(splits), len(splits2))
	}

	// One component after another.
	var all []Split
	components := Components(n, edges, o.Threshold)
	members := map[uint32][]uint32{}
	for i, c := range components {
		members[c] = append(members[c], uint32(i))
	}
	for _, c := range slices.Sorted(maps.Keys(members)) {
		own := slices.DeleteFunc(slices.Clone(edges), func(e Edge) bool { return components[e.A] != c || components[e.B] != c })
		part, s := Component(members[c], own, o)
		for i, m := range members[c] {
			if part[i] != groups[m] {
				t.Fatalf("record %d is in group %d, by itself in %d", m, groups[m], part[i])
			}
		}
		all = append(all, s...)
	}
	if !slices.Equal(all, splits) {
		t.Fatalf("splits %+v, by themselves %+v", splits, all)
	}
}

// renamed is o for records under new numbers.
func renamed(o Options, from []uint32) Options {
	p := o
	if o.CannotLink != nil {
		p.CannotLink = func(a, b uint32) bool { return o.CannotLink(from[a], from[b]) }
	}
	if o.Source != nil {
		p.Source = nil
		for _, i := range from {
			p.Source = append(p.Source, o.Source[i])
		}
	}
	if o.Scorer != nil {
		p.Scorer = func() Scorer {
			s := o.Scorer()
			old := func(list []uint32) (out []uint32) {
				for _, i := range list {
					out = append(out, from[i])
				}
				return out
			}
			return scorer{
				weight:     func(a, b uint32) (float32, bool) { return s.Weight(from[a], from[b]) },
				contradict: func(a, b uint32) bool { return s.Contradict(from[a], from[b]) },
				groups:     func(left, right []uint32) float64 { return s.Groups(old(left), old(right)) },
			}
		}
	}
	return p
}

func TestThePartitionIsOfTheRecordsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 2, 24)
		o := g.options(t)
		if rapid.Bool().Draw(t, "with sources") {
			o.Source = g.source
			o.Unique[1] = true
		}
		checkStable(t, g.n, g.edges, o, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)))
	})
}

// TestLargeComponentsAreOfTheRecordsAlone does so for components that are cut
// into pieces, with few different weights.
func TestLargeComponentsAreOfTheRecordsAlone(t *testing.T) {
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 3))
		n := 300 + rng.IntN(900)
		var edges []Edge
		for i := 1; i < n; i++ {
			edges = append(edges, Edge{uint32(i), uint32(max(0, i-1-rng.IntN(6))), float32(1 + rng.IntN(4))})
			edges = append(edges, Edge{uint32(i), uint32(rng.IntN(i)), float32(rng.IntN(9) - 6)})
		}
		o := Options{Scorer: weights(func(a, b uint32) (float32, bool) { return float32((a^b)%7) - 4, true })}
		if seed%2 == 1 {
			o.CannotLink = func(a, b uint32) bool { return (a+b)%17 == 0 }
		}
		checkStable(t, n, edges, o, rng)
	}
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
	// Only the first file is clean: a record of it may take several.
	one := Options{Source: o.Source}
	one.Unique[0] = true
	if groups, _ := Resolve(6, edges, one); !slices.Equal(groups, []uint32{0, 1, 2, 0, 0, 2}) {
		t.Errorf("one to many: groups %v", groups)
	}
	edges[2].Weight = 12
	if groups, _ := Resolve(6, edges, one); !slices.Equal(groups, []uint32{0, 1, 2, 1, 0, 2}) {
		t.Errorf("one to many: groups %v", groups)
	}
}

// TestContradictions: records 0 and 2 have two identity numbers, and 1, which
// has none, is near to both.
func TestContradictions(t *testing.T) {
	for _, tt := range []struct {
		name   string
		weight float32 // of 0 and 2
		final  bool
		want   []uint32
		reason Reason
	}{
		{"two people", -1, false, []uint32{0, 0, 2}, Contradiction},
		{"one in spite of it", 13, false, []uint32{0, 0, 0}, 0},
		{"not enough", 11, false, []uint32{0, 0, 2}, Contradiction},
		{"never one", 13, true, []uint32{0, 0, 2}, Contradiction},
	} {
		o := Options{ContradictionsAreFinal: tt.final, Scorer: func() Scorer {
			return scorer{weight: func(a, b uint32) (float32, bool) { return tt.weight, true },
				contradict: func(a, b uint32) bool { return a+b == 2 }}
		}}
		groups, splits := Resolve(3, []Edge{{0, 1, 9}, {1, 2, 8}}, o)
		if !slices.Equal(groups, tt.want) {
			t.Errorf("%s: groups %v, want %v", tt.name, groups, tt.want)
		}
		if tt.reason != 0 && (len(splits) != 1 || splits[0].Reason != tt.reason || splits[0].A != 0 || splits[0].B != 2) {
			t.Errorf("%s: splits %+v", tt.name, splits)
		}
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
	for _, groups := range []int{2, 12, 30, 5000} {
		edges, truth := planted(groups, 4)
		n := len(truth)
		score := func(a, b uint32) (float32, bool) {
			if truth[a] == truth[b] {
				return 3, true
			}
			return -8, true
		}
		calls := 0
		for name, o := range map[string]Options{
			"score":  {Threads: 1, Scorer: weights(func(a, b uint32) (float32, bool) { calls++; return score(a, b) })},
			"cannot": {Threads: 1, CannotLink: func(a, b uint32) bool { calls++; return truth[a] != truth[b] }},
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

// TestGiant has a star, a chain and a thicket of records, in which a bad method
// does quadratic work or gives up.
func TestGiant(t *testing.T) {
	const n = 10_000
	rng := rand.New(rand.NewPCG(1, 2))
	var star, chain, thicket []Edge
	for i := uint32(1); i < n; i++ {
		star = append(star, Edge{0, i, 5})
		chain = append(chain, Edge{i - 1, i, 5})
		for range 6 {
			thicket = append(thicket, Edge{i, rng.Uint32N(i), 5})
		}
	}
	calls := 0
	o := Options{Threads: 1, CannotLink: func(a, b uint32) bool { calls++; return (a^b)&1 == 1 && a > 50 && b > 50 }}
	for name, edges := range map[string][]Edge{"star": star, "chain": chain, "thicket": thicket} {
		calls = 0
		groups, splits := Resolve(n, edges, o)
		if calls > 3*checksPerMember*n {
			t.Errorf("%s: %d calls", name, calls)
		}
		cut := map[[2]uint32]bool{}
		for _, s := range splits {
			cut[[2]uint32{s.Left, s.Right}] = true
		}
		for _, e := range edges {
			if a, b := groups[e.A], groups[e.B]; a != b && !cut[pair(a, b)] {
				t.Fatalf("%s: the cut link %v is not explained", name, e)
			}
		}
	}
}

// people are n records in which most stand alone, some in pairs and a few in
// threes, with an edge below the threshold here and there.
func people(n int) []Edge {
	rng := rand.New(rand.NewPCG(1, 2))
	place := rng.Perm(n)
	var edges []Edge
	add := func(i, j int, w float32) {
		edges = append(edges, Edge{uint32(place[i]), uint32(place[j]), w})
	}
	for i := 0; i+3 < n; i += 4 {
		switch rng.IntN(4) {
		case 0:
			add(i, i+1, 7)
		case 1:
			add(i, i+1, 7)
			add(i+1, i+2, 6)
			add(i, i+2, 4)
		case 2:
			add(i, i+1, -3)
		}
	}
	rng.Shuffle(len(edges), func(i, j int) { edges[i], edges[j] = edges[j], edges[i] })
	return edges
}

func BenchmarkResolve(b *testing.B) {
	score := weights(func(x, y uint32) (float32, bool) {
		if x/4 == y/4 {
			return 1, true
		}
		return -5, true
	})
	b.Run("people", func(b *testing.B) {
		const n = 1_000_000
		edges := people(n)
		b.ReportAllocs()
		for b.Loop() {
			Resolve(n, edges, Options{Scorer: score})
		}
		b.ReportMetric(float64(len(edges)), "edges")
	})
	for _, size := range []int{8, 40, 10_000} {
		var edges []Edge
		n := 0
		for n < 300_000 {
			more, truth := planted(size/4, 4)
			for _, e := range more {
				edges = append(edges, Edge{e.A + uint32(n), e.B + uint32(n), e.Weight})
			}
			n += len(truth)
		}
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Resolve(n, edges, Options{Scorer: score})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
		})
	}
}
