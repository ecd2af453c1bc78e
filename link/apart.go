package link

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"sort"

	"quanyuan/link/train"
)

// How many pairs are looked at for every shared field, and how many random
// ones: four for every row, within bounds. All fields are graded of mostJoint
// random pairs at most: places take long to compare.
const (
	apartPairs  = 20_000
	leastRandom = 40_000
	mostRandom  = 200_000
	mostJoint   = 50_000
	randomTasks = 8
)

// pairsApart estimates the pairs that are no candidates.
//
// Candidates agree in some key, so a class of pairs of which blocking sees
// only the few that also share a first name by chance would be taken for much
// smaller than it is. Pairs that agree in a field are rare among random ones;
// so pairs are drawn among those that agree in each shared field, and a pair
// counts where agreement is rarest.
func pairsApart(ctx context.Context, e *encoded, c *candidates, seed uint64, threads int) (*apart, error) {
	s := &apart{e: e, c: c}
	for i, f := range e.fields {
		if f.Shared {
			s.shared = append(s.shared, i)
		} else {
			s.persons = append(s.persons, i)
		}
	}
	s.strata = make([]*stratum, len(s.shared))
	err := each(ctx, threads, len(s.shared), func(i int) error {
		s.strata[i] = newStratum(e.fields[s.shared[i]], e.column(s.shared[i]))
		return nil
	})
	if err != nil {
		return nil, err
	}
	tasks := make([]*drawing, len(s.strata)+randomTasks)
	err = each(ctx, threads, len(tasks), func(i int) error {
		d := &drawing{apart: s, g: newGrader(e), rng: rand.New(rand.NewPCG(seed, uint64(i)))}
		if tasks[i] = d; i < len(s.strata) {
			d.stratum(i)
		} else if e.n > 1 {
			d.random()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	joint, within := map[train.Pattern]float64{}, map[train.Pattern]float64{}
	s.alone = make([][]float64, len(e.fields))
	for k, f := range e.fields {
		s.alone[k] = make([]float64, len(f.grades))
	}
	for i, d := range tasks {
		for n, p := range d.counter.Patterns {
			pairs := float64(d.counter.Pairs[n]) * d.weight
			joint[p] += pairs
			if i < len(s.strata) {
				within[p] += pairs
			}
		}
		for k, grades := range d.alone {
			for g, n := range grades {
				s.alone[k][g] += float64(n) * d.weight / float64(d.jointOf)
			}
		}
	}
	s.counts = sorted(joint)
	for _, n := range sorted(within) { // sums depend on the order
		for _, k := range s.persons {
			s.alone[k][n.Pattern.Grade(k)] += n.Pairs
		}
	}
	return s, nil
}

func sorted(counts map[train.Pattern]float64) []train.Count {
	out := make([]train.Count, 0, len(counts))
	for p, n := range counts {
		out = append(out, train.Count{Pattern: p, Pairs: n})
	}
	slices.SortFunc(out, func(a, b train.Count) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return out
}

// apart is what is known of the pairs that are no candidates.
type apart struct {
	e               *encoded
	c               *candidates
	shared, persons []int
	strata          []*stratum
	// counts are their patterns, and alone the grades of the comparisons that
	// are not shared, known from more pairs.
	counts []train.Count
	alone  [][]float64
}

// grades counts the grades of comparison k.
func (s *apart) grades(k int) []float64 {
	if !s.e.fields[k].Shared {
		return s.alone[k]
	}
	out := make([]float64, len(s.e.fields[k].grades))
	for _, c := range s.counts {
		out[c.Pattern.Grade(k)] += c.Pairs
	}
	return out
}

// drawing is a part of the work with its own randomness.
type drawing struct {
	*apart
	g       *grader
	rng     *rand.Rand
	counter train.Counter
	weight  float64 // pairs a counted pair stands for
	alone   [][]int64
	jointOf int // all fields are graded in one pair of so many
}

// belongs reports whether a pair is no candidate and belongs to stratum b, -1
// when it agrees in no shared field.
func (d *drawing) belongs(b int, x, y uint32) bool {
	if !d.e.sources.Allowed(x, y) || d.c.together(x, y) {
		return false
	}
	rx, ry := d.e.row(x), d.e.row(y)
	home := -1
	for i, k := range d.shared {
		if rx[k] != 0 && rx[k] == ry[k] && (home < 0 || d.strata[i].pairs < d.strata[home].pairs) {
			home = i
		}
	}
	return home == b
}

func (d *drawing) stratum(b int) {
	st := d.strata[b]
	visit := func(x, y uint32) {
		if d.belongs(b, x, y) {
			d.counter.Add(d.g.pattern(d.e.row(x), d.e.row(y)))
		}
	}
	if d.weight = 1; st.pairs <= apartPairs {
		st.each(visit)
		return
	}
	d.weight = st.pairs / apartPairs
	for range apartPairs {
		visit(st.draw(d.rng))
	}
}

func (d *drawing) random() {
	n := d.e.n
	draws := max(leastRandom, min(mostRandom, 4*n)) / randomTasks
	d.jointOf = max(1, draws*randomTasks/mostJoint)
	d.weight = float64(n) * float64(n-1) / 2 / float64(draws*randomTasks) * float64(d.jointOf)
	d.alone = make([][]int64, len(d.e.fields))
	for _, k := range d.persons {
		d.alone[k] = make([]int64, len(d.e.fields[k].grades))
	}
	for i := range draws {
		x, y := uint32(d.rng.IntN(n)), uint32(d.rng.IntN(n-1))
		if y >= x {
			y++
		}
		if !d.belongs(-1, x, y) {
			continue
		}
		rx, ry := d.e.row(x), d.e.row(y)
		if i%d.jointOf == 0 {
			p := d.g.pattern(rx, ry)
			d.counter.Add(p)
			for _, k := range d.persons {
				d.alone[k][p.Grade(k)]++
			}
			continue
		}
		for _, k := range d.persons {
			d.alone[k][d.grade(k, rx[k], ry[k])]++
		}
	}
}

// grade compares two values of one field.
func (d *drawing) grade(k int, a, b uint32) uint8 {
	f := d.e.fields[k]
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
		return f.same[a]
	}
	return f.grade(a, b)
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
	// in the order of their first rows, which stand in order of content
	for r, v := range ids {
		if v != 0 && s.start[v+1]-s.start[v] > 1 && s.rows[s.start[v]] == uint32(r) {
			s.values = append(s.values, v)
		}
	}
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
