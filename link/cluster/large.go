package cluster

import (
	"cmp"
	"math"
	"slices"
)

// Work bounds for a component too large for all its pairs.
const (
	// checksPerMember bounds the pairs that are weighed for joining groups, on
	// average; a person is seldom in more than a few hundred records.
	checksPerMember = 1024
	// samplesPerSide is how many members stand for a large group.
	samplesPerSide = 32
	// maxPasses bounds how often refused links are tried again.
	maxPasses = 8
)

// large divides a component of more than denseSize records. Strong links first,
// it is cut into pieces of at most that size, which are resolved with all their
// pairs; the groups found are then joined along the links between the pieces,
// strongest first, as long as the number of checks allows.
type large struct {
	r      *resolver
	strong []Edge     // at or above the threshold, strongest first
	first  []uint32   // position -> first position of its group
	lists  [][]uint32 // first position -> positions of the group
	checks int        // left
}

func (r *resolver) divideLarge() []int32 {
	k := len(r.rows)
	g := &large{r: r, first: make([]uint32, k), lists: make([][]uint32, k), checks: checksPerMember * k}
	for _, e := range r.edges {
		if e.Weight >= r.opts.Threshold {
			g.strong = append(g.strong, e)
		}
	}
	// Edges are in order of their ends, so equal weights stay so.
	slices.SortStableFunc(g.strong, func(x, y Edge) int { return cmp.Compare(y.Weight, x.Weight) })
	g.resolvePieces(g.pieces())
	for i, f := range g.first {
		g.lists[f] = append(g.lists[f], uint32(i))
	}
	g.joinPieces()
	part := make([]int32, k)
	for i, f := range g.first {
		part[i] = int32(f)
	}
	return part
}

// pieces joins the strongest links first, leaving out those that would make a
// piece too large to check: inside the component the threshold rises where it
// must. It returns the piece of every position, named by its first.
func (g *large) pieces() []uint32 {
	f := newForest(len(g.r.rows))
	size := make([]uint32, len(f))
	for i := range size {
		size[i] = 1
	}
	for _, e := range g.strong {
		a, b := f.root(e.A), f.root(e.B)
		if a == b || size[a]+size[b] > denseSize {
			continue
		}
		f.join(a, b)
		size[min(a, b)] = size[a] + size[b]
	}
	return f.labels()
}

// resolvePieces divides every piece by itself into groups.
func (g *large) resolvePieces(piece []uint32) {
	r := g.r
	at, edges := gather(piece, r.edges)
	order := make([]uint32, len(piece))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortStableFunc(order, func(x, y uint32) int { return cmp.Compare(piece[x], piece[y]) })
	whole, rows := r.edges, r.rows
	place := make([]uint32, len(rows))
	for from := 0; from < len(order); {
		name := piece[order[from]]
		to := from
		r.rows = nil
		for ; to < len(order) && piece[order[to]] == name; to++ {
			place[order[to]] = uint32(to - from)
			r.rows = append(r.rows, rows[order[to]])
		}
		r.edges = nil
		for _, i := range edges[at[name]:at[name+1]] {
			e := whole[i]
			r.edges = append(r.edges, Edge{place[e.A], place[e.B], e.Weight})
		}
		part := make([]int32, len(r.rows))
		if len(part) > 1 {
			if p := r.dense(len(part)).divide(); p != nil {
				part = p
			}
		}
		for i, p := range part {
			g.first[order[from+i]] = order[from+int(p)]
		}
		from = to
	}
	r.edges, r.rows = whole, rows
}

// joinPieces joins groups along the links that are left. A pair of groups is
// asked again only after one of them has grown.
func (g *large) joinPieces() {
	type sides struct{ a, b uint32 }
	refused := map[sides][2]int{}
	for pass, again := 0, true; again && pass < maxPasses; pass++ {
		again = false
		for _, e := range g.strong {
			a, b := g.first[e.A], g.first[e.B]
			if a == b {
				continue
			}
			a, b = min(a, b), max(a, b)
			sizes := [2]int{len(g.lists[a]), len(g.lists[b])}
			if refused[sides{a, b}] == sizes {
				continue
			}
			if !g.agree(e, a, b) {
				refused[sides{a, b}] = sizes
				continue
			}
			for _, i := range g.lists[b] {
				g.first[i] = a
			}
			g.lists[a], g.lists[b] = append(g.lists[a], g.lists[b]...), nil
			again = true
		}
	}
}

// agree reports whether two groups, which e links, should be one. Of large
// groups some members stand for all, but a pair that cannot link is looked for
// among all.
func (g *large) agree(e Edge, a, b uint32) bool {
	if g.checks <= 0 {
		return false
	}
	r := g.r
	left, right := g.lists[a], g.lists[b]
	if r.constrained {
		g.checks -= len(left) * len(right)
		if g.checks < 0 {
			return false
		}
		for _, i := range left {
			for _, j := range right {
				if _, two := r.apart(int(min(i, j)), int(max(i, j))); two {
					return false
				}
			}
		}
	}
	left, right = sample(left, e.A, e.B), sample(right, e.A, e.B)
	all := cell{top: float32(math.Inf(-1))}
	for _, i := range left {
		for _, j := range right {
			g.checks--
			x, y := int(min(i, j)), int(max(i, j))
			var c cell
			if at, ok := slices.BinarySearchFunc(r.edges, Edge{A: uint32(x), B: uint32(y)}, byEnds); ok {
				c.top, c.pairs = r.edges[at].Weight, 1
			}
			r.weigh(&c, x, y)
			all.merge(&c)
		}
	}
	l := r.link(&all, r.records(left), r.records(right))
	return l >= float64(r.opts.Threshold) && !math.IsNaN(l)
}

// records are those at some positions.
func (r *resolver) records(positions []uint32) []uint32 {
	out := make([]uint32, len(positions))
	for i, p := range positions {
		out[i] = r.rows[p]
	}
	return out
}

// sample picks members at even distances, and always the one of the two ends
// that is among them.
func sample(list []uint32, x, y uint32) []uint32 {
	if len(list) <= samplesPerSide {
		return list
	}
	out := make([]uint32, 0, samplesPerSide)
	for _, i := range list {
		if i == x || i == y {
			out = append(out, i)
		}
	}
	for i := 1; i < samplesPerSide; i++ {
		if p := list[i*len(list)/samplesPerSide]; p != out[0] {
			out = append(out, p)
		}
	}
	return out
}
