package cluster

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// bestAssignment is the slow oracle: it tries every way to give each record of
// one side somebody of the other or nobody.
func bestAssignment(worth [][]float64, taken []bool) float64 {
	if len(worth) == 0 {
		return 0
	}
	best := bestAssignment(worth[1:], taken)
	for j, w := range worth[0] {
		if taken[j] || math.IsInf(w, -1) {
			continue
		}
		taken[j] = true
		best = max(best, w+bestAssignment(worth[1:], taken))
		taken[j] = false
	}
	return best
}

// TestWideComponentsGetTheBestAssignment: a few records of one list against many
// of another, with more pairs than all partitions could be tried of.
func TestWideComponentsGetTheBestAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few, many := rapid.IntRange(2, 4).Draw(t, "few"), rapid.IntRange(8, 14).Draw(t, "many")
		o := Options{Threshold: 1, OneToOne: true}
		worth := make([][]float64, few)
		score := map[[2]uint32]float32{}
		cannot := map[[2]uint32]bool{}
		var edges []Edge
		for i := range few + many {
			o.Source = append(o.Source, uint8(min(i/few, 1)))
		}
		for i := range worth {
			for j := range many {
				a, b := uint32(i), uint32(few+j)
				// The first hold all together; the others have few weights, so that
				// many assignments are equal.
				w := float32(rapid.IntRange(-3, 6).Draw(t, "weight"))
				if i == 0 || j == 0 {
					w = float32(rapid.IntRange(1, 6).Draw(t, "weight"))
				}
				worth[i] = append(worth[i], float64(w-o.Threshold))
				if w < o.Threshold && rapid.Bool().Draw(t, "no edge") {
					score[pair(a, b)] = w
				} else {
					edges = append(edges, Edge{b, a, w})
				}
				if rapid.IntRange(0, 9).Draw(t, "cannot") == 0 {
					cannot[pair(a, b)] = true
					worth[i][j] = math.Inf(-1)
				}
			}
		}
		o.Scorer = weights(func(a, b uint32) (float32, bool) { w, ok := score[pair(a, b)]; return w, ok })
		o.CannotLink = func(a, b uint32) bool { return cannot[pair(a, b)] }
		groups, _ := Resolve(few+many, edges, o)
		got, partner := 0.0, map[uint32]bool{}
		for j := range many {
			g := groups[few+j]
			if int(g) == few+j {
				continue
			}
			if int(g) >= few || partner[g] || groups[g] != g {
				t.Fatalf("groups %v are not pairs of the two lists", groups)
			}
			partner[g] = true
			got += worth[g][j]
		}
		if want := bestAssignment(worth, make([]bool, many)); got != want {
			t.Fatalf("groups %v have %v, the best assignment has %v", groups, got, want)
		}
	})
}

// TestLargeListsStayOneToOne: components too large to be weighed whole give
// nobody two of one list, and depend on the records alone.
func TestLargeListsStayOneToOne(t *testing.T) {
	for seed := range uint64(3) {
		rng := rand.New(rand.NewPCG(seed, 7))
		n := 600 + rng.IntN(600)
		o := Options{OneToOne: true, Threshold: 0, Source: make([]uint8, n)}
		var edges []Edge
		for i := 1; i < n; i++ {
			o.Source[i] = uint8(i % 2)
			for _, j := range []int{max(0, i-1-2*rng.IntN(6)), 2*rng.IntN((i+1)/2) + (i+1)%2} {
				if j < i && i%2 != j%2 {
					edges = append(edges, Edge{uint32(i), uint32(j), float32(rng.IntN(9) - 2)})
				}
			}
		}
		checkStable(t, n, edges, o, rng)
		groups, _ := Resolve(n, edges, o)
		members := map[uint32][]uint8{}
		pairs := 0
		for i, g := range groups {
			if slices.Contains(members[g], o.Source[i]) {
				t.Fatalf("seed %d: group %d has two records of one list", seed, g)
			}
			if members[g] = append(members[g], o.Source[i]); len(members[g]) == 2 {
				pairs++
			}
		}
		if pairs < n/3 {
			t.Errorf("seed %d: %d pairs of %d records", seed, pairs, n)
		}
	}
}

func BenchmarkAssign(b *testing.B) {
	const side = 100
	rng := rand.New(rand.NewPCG(1, 2))
	o := Options{OneToOne: true, Source: make([]uint8, 2*side)}
	var edges []Edge
	for i := range uint32(side) {
		o.Source[side+i] = 1
		for j := range uint32(side) {
			edges = append(edges, Edge{i, side + j, rng.Float32()*20 - 5})
		}
	}
	for b.Loop() {
		Resolve(2*side, edges, o)
	}
}
