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
	})
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
