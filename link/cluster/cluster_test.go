package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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
		checkCurve(t, g.n, g.edges)
	})
}

// checkCurve compares every point with the components at its threshold, and
// checks that the sweep does not depend on how edges are written.
func checkCurve(t *rapid.T, n int, edges []Edge) {
	merges := Sweep(n, edges)
	turned := rapid.Permutation(edges).Draw(t, "turned")
	for i := range turned {
		turned[i].A, turned[i].B = turned[i].B, turned[i].A
	}
	if again := Sweep(n, turned); !slices.Equal(merges, again) {
		t.Fatalf("the order of edges changes the sweep %v to %v", merges, again)
	}
	for i, p := range Curve(n, merges) {
		size := map[uint32]int{}
		for _, c := range Components(n, edges, p.Weight) {
			size[c]++
		}
		want := Point{Weight: p.Weight, Groups: len(size)}
		for _, s := range size {
			want.Pairs += int64(s * (s - 1) / 2)
			want.Largest = max(want.Largest, s)
		}
		if p != want {
			t.Fatalf("point %d is %+v, want %+v", i, p, want)
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
		slices.SortFunc(edges, byEnds)
		b.ResetTimer()
		for b.Loop() {
			Curve(n, Sweep(n, edges))
		}
	})
}
