package link

import (
	"math/rand/v2"
	"slices"
	"sort"

	"quanyuan/link/train"
)

// How many pairs are looked at for every shared field, and how many random
// ones.
const (
	apartPairs      = 20_000
	leastRandom     = 20_000
	mostRandom      = 200_000
	randomPairsARow = 4
)

// pairsApart estimates the patterns of the pairs that are no candidates.
//
// Candidates agree in some key, so a class of pairs of which blocking sees
// only the few that also share a first name by chance would be taken for much
// smaller than it is. Pairs that agree in a field are rare among random ones;
// so pairs are drawn among those that agree in each shared field, and a pair
// counts where agreement is rarest.
func pairsApart(e *encoded, c *candidates, seed uint64) []train.Count {
	s := &apart{e: e, c: c, g: newGrader(e), rng: rand.New(rand.NewPCG(seed, 0x6a6f)), counts: map[train.Pattern]float64{}}
	for i, f := range e.fields {
		if f.Shared {
			s.fields = append(s.fields, i)
			s.strata = append(s.strata, newStratum(f, e.column(i)))
		}
	}
	for b, st := range s.strata {
		if st.pairs <= apartPairs {
			st.each(func(x, y uint32) { s.add(b, x, y, 1) })
			continue
		}
		for range apartPairs {
			x, y := st.draw(s.rng)
			s.add(b, x, y, st.pairs/apartPairs)
		}
	}
	s.random()
	var out []train.Count
	for p, n := range s.counts {
		out = append(out, train.Count{Pattern: p, Pairs: n})
	}
	slices.SortFunc(out, func(a, b train.Count) int {
		if a.Pattern < b.Pattern {
			return -1
		}
		return 1
	})
	return out
}

type apart struct {
	e      *encoded
	c      *candidates
	g      *grader
	rng    *rand.Rand
	fields []int
	strata []*stratum
	counts map[train.Pattern]float64
}

// add counts a pair drawn from stratum b, -1 for all pairs, if it is no
// candidate and belongs there.
func (s *apart) add(b int, x, y uint32, weight float64) {
	if !s.e.sources.Allowed(x, y) || s.c.together(x, y) {
		return
	}
	rx, ry := s.e.row(x), s.e.row(y)
	home := -1
	for i, k := range s.fields {
		if rx[k] != 0 && rx[k] == ry[k] && (home < 0 || s.strata[i].pairs < s.strata[home].pairs) {
			home = i
		}
	}
	if home == b {
		s.counts[s.g.pattern(rx, ry)] += weight
	}
}

func (s *apart) random() {
	n := s.e.n
	if n < 2 {
		return
	}
	draws := max(leastRandom, min(mostRandom, randomPairsARow*n))
	weight := float64(n) * float64(n-1) / 2 / float64(draws)
	for range draws {
		x, y := s.rng.IntN(n), s.rng.IntN(n-1)
		if y >= x {
			y++
		}
		s.add(-1, uint32(x), uint32(y), weight)
	}
}

// stratum holds the rows of a field by value.
type stratum struct {
	rows   []uint32
	start  []uint32  // value -> first of its rows
	values []uint32  // values with pairs
	upTo   []float64 // pairs of the values up to and with this one
	pairs  float64
}

func newStratum(f *field, ids []uint32) *stratum {
	n := len(f.same)
	s := &stratum{start: make([]uint32, n+1)}
	for _, v := range ids {
		s.start[v+1]++
	}
	for v := range n {
		s.start[v+1] += s.start[v]
	}
	s.rows = make([]uint32, len(ids))
	next := slices.Clone(s.start[:n])
	for r, v := range ids {
		s.rows[next[v]] = uint32(r)
		next[v]++
	}
	for v := 1; v < n; v++ {
		if s.start[v+1]-s.start[v] > 1 {
			s.values = append(s.values, uint32(v))
		}
	}
	slices.SortFunc(s.values, f.byText)
	for _, v := range s.values {
		c := float64(s.start[v+1] - s.start[v])
		s.pairs += c * (c - 1) / 2
		s.upTo = append(s.upTo, s.pairs)
	}
	return s
}

func (s *stratum) each(visit func(a, b uint32)) {
	for _, v := range s.values {
		rows := s.rows[s.start[v]:s.start[v+1]]
		for i, a := range rows {
			for _, b := range rows[i+1:] {
				visit(a, b)
			}
		}
	}
}

func (s *stratum) draw(rng *rand.Rand) (a, b uint32) {
	i := min(sort.SearchFloat64s(s.upTo, rng.Float64()*s.pairs), len(s.values)-1)
	v := s.values[i]
	rows := s.rows[s.start[v]:s.start[v+1]]
	x, y := rng.IntN(len(rows)), rng.IntN(len(rows)-1)
	if y >= x {
		y++
	}
	return rows[x], rows[y]
}
