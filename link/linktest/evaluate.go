// Package linktest measures linkage against known truth and makes people to
// measure it with.
package linktest

import (
	"fmt"
	"math"
	"sort"

	"quanyuan/link"
)

// Score compares found clusters with true ones.
type Score struct {
	Precision, Recall, F1 float64 // of pairs in the transitive closure
	B3                    float64 // F1 of B-cubed
	Found, True, Right    int64   // pairs
}

// String is the line shown in reports.
func (s Score) String() string {
	return fmt.Sprintf("P %.4f R %.4f F1 %.4f B3 %.4f (%d of %d pairs)", s.Precision, s.Recall, s.F1, s.B3, s.Right, s.True)
}

// Evaluate scores clusters (any numbers) against the truth, both by row.
func Evaluate(clusters, truth []uint32) Score {
	type cell struct{ c, t uint32 }
	both := map[cell]int64{}
	cs, ts := map[uint32]int64{}, map[uint32]int64{}
	for i, c := range clusters {
		both[cell{c, truth[i]}]++
		cs[c]++
		ts[truth[i]]++
	}
	var s Score
	var bp, br float64
	for _, n := range cs {
		s.Found += n * (n - 1) / 2
	}
	for _, n := range ts {
		s.True += n * (n - 1) / 2
	}
	for k, n := range both {
		s.Right += n * (n - 1) / 2
		bp += float64(n) * float64(n) / float64(cs[k.c])
		br += float64(n) * float64(n) / float64(ts[k.t])
	}
	s.finish()
	if n := float64(len(clusters)); n > 0 {
		bp, br = bp/n, br/n
		s.B3 = 2 * bp * br / (bp + br)
	}
	return s
}

func (s *Score) finish() {
	s.Precision, s.Recall = 1, 1
	if s.Found > 0 {
		s.Precision = float64(s.Right) / float64(s.Found)
	}
	if s.True > 0 {
		s.Recall = float64(s.Right) / float64(s.True)
	}
	if s.Found+s.True > 0 {
		s.F1 = 2 * float64(s.Right) / float64(s.Found+s.True)
	} else {
		s.F1 = 1
	}
}

// Best finds the weight at which the transitive closure of the pairs scores
// best, which only somebody with the truth could know.
func Best(rows int, pairs []link.Pair, truth []uint32) (weight float64, best Score) {
	order := append([]link.Pair(nil), pairs...)
	sort.SliceStable(order, func(i, j int) bool { return order[i].Weight > order[j].Weight })
	parent := make([]uint32, rows)
	parts := make([]map[uint32]int64, rows)
	size := make([]int64, rows)
	ts := map[uint32]int64{}
	for i := range parent {
		parent[i] = uint32(i)
		parts[i] = map[uint32]int64{truth[i]: 1}
		size[i] = 1
		ts[truth[i]]++
	}
	var s Score
	for _, n := range ts {
		s.True += n * (n - 1) / 2
	}
	find := func(x uint32) uint32 {
		for parent[x] != x {
			parent[x] = parent[parent[x]]
			x = parent[x]
		}
		return x
	}
	weight = math.Inf(1)
	for i, p := range order {
		a, b := find(p.A), find(p.B)
		if a != b {
			if len(parts[a]) < len(parts[b]) {
				a, b = b, a
			}
			for t, n := range parts[b] {
				s.Right += n * parts[a][t]
				parts[a][t] += n
			}
			s.Found += size[a] * size[b]
			size[a] += size[b]
			parts[b] = nil
			parent[b] = a
		}
		if i+1 < len(order) && order[i+1].Weight == p.Weight {
			continue
		}
		s.finish()
		if s.F1 > best.F1 {
			best, weight = s, float64(p.Weight)
		}
	}
	return weight, best
}

// Labels numbers the distinct values of a truth column.
func Labels(values []string) []uint32 {
	seen := map[string]uint32{}
	out := make([]uint32, len(values))
	for i, v := range values {
		n, ok := seen[v]
		if !ok {
			n = uint32(len(seen))
			seen[v] = n
		}
		out[i] = n
	}
	return out
}
