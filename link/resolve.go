package link

import (
	"math"
	"slices"
)

// clusters divides the rows into entities.
//
// Pairs above the threshold make components. Inside a component of three or
// more, clusters are joined best first while the link between them is above
// the threshold, pairs that blocking never made being compared now. The link
// of two clusters is half way between two readings of their cross pairs:
//
//   - the mean weight, right when every record is a copy of one truth, so that
//     each pair bears witness;
//   - the weight of the mean odds, right when a record is a copy of one of the
//     others, so that being near to that one is enough.
//
// So one chance resemblance does not join two groups whose other members
// contradict it, and one badly spoilt member does not keep them apart. This is
// greedy correlation clustering (Bansal, Blum, Chawla 2004; Hassanzadeh et al.
// 2009).
func clusters(e *encoded, m *Model, r *Result, o Options) []uint32 {
	parent := newForest(e.n)
	cut := float32(WeightOf(r.Threshold))
	known := make(map[uint64]float32)
	for _, p := range r.Pairs {
		if p.Weight >= cut {
			parent.join(p.A, p.B)
		}
	}
	members := map[uint32][]uint32{}
	for i := range uint32(e.n) {
		root := parent.find(i)
		if root != i || parent.size[root] > 2 {
			if parent.size[root] > 2 {
				members[root] = append(members[root], i)
			}
		}
	}
	for _, p := range r.Pairs {
		if parent.size[parent.find(p.A)] > 2 && parent.find(p.A) == parent.find(p.B) {
			known[uint64(p.A)<<32|uint64(p.B)] = p.Weight
		}
	}
	out := make([]uint32, e.n)
	for i := range out {
		out[i] = parent.find(uint32(i))
	}
	g := newGrader(e)
	weight := func(a, b uint32) float64 {
		if a > b {
			a, b = b, a
		}
		w, ok := known[uint64(a)<<32|uint64(b)]
		if !ok {
			w = float32(m.Weight(g.pattern(e.row(a), e.row(b))))
		}
		if o.CannotLink != nil && o.CannotLink(e.order[a], e.order[b]) {
			return math.Inf(-1)
		}
		return math.Max(-clip, math.Min(clip, float64(w)))
	}
	roots := make([]uint32, 0, len(members))
	for root := range members {
		roots = append(roots, root)
	}
	slices.Sort(roots)
	for _, root := range roots {
		rows := members[root]
		if len(rows) > maxComponent {
			continue
		}
		for _, c := range average(rows, weight, float64(cut)) {
			low := slices.Min(c)
			for _, row := range c {
				out[row] = low
			}
		}
	}
	return out
}

const (
	// clip bounds what one pair says about the clusters it stands between.
	clip = 12
	// maxComponent is the largest component that is looked into.
	maxComponent = 3000
)

// average joins rows best first.
func average(rows []uint32, weight func(a, b uint32) float64, cut float64) [][]uint32 {
	n := len(rows)
	sum := make([]float32, n*n)
	odds := make([]float32, n*n)
	for i := range n {
		for j := range i {
			w := float32(weight(rows[i], rows[j]))
			sum[i*n+j], sum[j*n+i] = w, w
			odds[i*n+j] = float32(math.Exp2(float64(w)))
			odds[j*n+i] = odds[i*n+j]
		}
	}
	groups := make([][]uint32, n)
	best := make([]int, n) // for every group its best partner
	alive := make([]int, n)
	for i := range n {
		groups[i] = []uint32{rows[i]}
		alive[i] = i
	}
	link := func(i, j int) float64 {
		k := float64(len(groups[i]) * len(groups[j]))
		return (float64(sum[i*n+j])/k + math.Log2(float64(odds[i*n+j])/k)) / 2
	}
	search := func(i int) {
		best[i] = -1
		for _, j := range alive {
			if j != i && (best[i] < 0 || link(i, j) > link(i, best[i])) {
				best[i] = j
			}
		}
	}
	for i := range n {
		search(i)
	}
	for len(alive) > 1 {
		a := alive[0]
		for _, i := range alive[1:] {
			if link(i, best[i]) > link(a, best[a]) {
				a = i
			}
		}
		b := best[a]
		if link(a, b) < cut {
			break
		}
		for _, j := range alive {
			if j != a && j != b {
				sum[a*n+j] += sum[b*n+j]
				sum[j*n+a] = sum[a*n+j]
				odds[a*n+j] += odds[b*n+j]
				odds[j*n+a] = odds[a*n+j]
			}
		}
		groups[a] = append(groups[a], groups[b]...)
		groups[b] = nil
		alive = slices.DeleteFunc(alive, func(i int) bool { return i == b })
		if len(alive) == 1 {
			break
		}
		for _, i := range alive {
			if i == a || best[i] == a || best[i] == b {
				search(i)
			} else if link(i, a) > link(i, best[i]) {
				best[i] = a
			}
		}
	}
	var out [][]uint32
	for _, i := range alive {
		out = append(out, groups[i])
	}
	return out
}

// forest is union-find with sizes; the root is the lowest row.
type forest struct {
	parent, size []uint32
}

func newForest(n int) *forest {
	f := &forest{make([]uint32, n), make([]uint32, n)}
	for i := range f.parent {
		f.parent[i], f.size[i] = uint32(i), 1
	}
	return f
}

func (f *forest) find(x uint32) uint32 {
	for f.parent[x] != x {
		f.parent[x] = f.parent[f.parent[x]]
		x = f.parent[x]
	}
	return x
}

func (f *forest) join(a, b uint32) {
	a, b = f.find(a), f.find(b)
	if a == b {
		return
	}
	if a > b {
		a, b = b, a
	}
	f.parent[b] = a
	f.size[a] += f.size[b]
}
