package link

import (
	"math/rand/v2"
	"slices"
	"sort"

	"quanyuan/link/train"
)

const (
	apartPairs  = 20_000 // pairs looked at for every shared field
	apartRandom = 50_000 // random pairs looked at
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
			s.strata = append(s.strata, newStratum(e, f, e.column(i)))
		}
	}
	if len(s.fields) == 0 {
		return nil
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
	if s.c.together(x, y) {
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
	var left, right []uint32
	for r := range uint32(s.e.n) {
		if s.e.sources != nil && s.e.sources.Of[r] != 0 {
			right = append(right, r)
		} else {
			left = append(left, r)
		}
	}
	if s.e.sources == nil {
		right = left
	}
	if len(left) == 0 || len(right) == 0 {
		return
	}
	weight := allPairs(s.e) / apartRandom
	for range apartRandom {
		x, y := left[s.rng.IntN(len(left))], right[s.rng.IntN(len(right))]
		if x != y {
			s.add(-1, x, y, weight)
		}
	}
}

// stratum holds the rows of a field by value.
type stratum struct {
	rows    []uint32
	start   []uint32  // value -> first of its rows
	left    []uint32  // value -> rows of the left table, when two are matched
	values  []uint32  // values with pairs
	upTo    []float64 // pairs of the values up to and with this one
	pairs   float64
	matched bool
}

func newStratum(e *encoded, f *field, ids []uint32) *stratum {
	n := len(f.same)
	s := &stratum{start: make([]uint32, n+1), left: make([]uint32, n), matched: e.sources != nil}
	for r, v := range ids {
		s.start[v+1]++
		if !s.matched || e.sources.Of[r] == 0 {
			s.left[v]++
		}
	}
	for v := range n {
		s.start[v+1] += s.start[v]
	}
	s.rows = make([]uint32, len(ids))
	next := slices.Clone(s.start[:n])
	for pass := range 2 {
		for r, v := range ids {
			if second := s.matched && e.sources.Of[r] != 0; second == (pass == 1) {
				s.rows[next[v]] = uint32(r)
				next[v]++
			}
		}
	}
	byText := make([]uint32, 0, n)
	for v := 1; v < n; v++ {
		if s.start[v+1]-s.start[v] > 1 {
			byText = append(byText, uint32(v))
		}
	}
	slices.SortFunc(byText, f.byText)
	for _, v := range byText {
		c, l := float64(s.start[v+1]-s.start[v]), float64(s.left[v])
		p := c * (c - 1) / 2
		if s.matched {
			p = l * (c - l)
		}
		if p > 0 {
			s.pairs += p
			s.values = append(s.values, v)
			s.upTo = append(s.upTo, s.pairs)
		}
	}
	return s
}

func (s *stratum) each(visit func(a, b uint32)) {
	for _, v := range s.values {
		rows, l := s.rows[s.start[v]:s.start[v+1]], int(s.left[v])
		for i := range rows[:l] {
			from := i + 1
			if s.matched {
				from = l
			}
			for _, b := range rows[from:] {
				visit(rows[i], b)
			}
		}
	}
}

func (s *stratum) draw(rng *rand.Rand) (a, b uint32) {
	x := rng.Float64() * s.pairs
	i := min(sort.SearchFloat64s(s.upTo, x), len(s.values)-1)
	v := s.values[i]
	rows, l := s.rows[s.start[v]:s.start[v+1]], int(s.left[v])
	if s.matched {
		return rows[rng.IntN(l)], rows[l+rng.IntN(len(rows)-l)]
	}
	k := rng.IntN(len(rows))
	m := rng.IntN(len(rows) - 1)
	if m >= k {
		m++
	}
	return rows[k], rows[m]
}
