package cluster

import (
	"cmp"
	"slices"
)

// Work bounds for a component too large for all its pairs.
const (
	// checksPerMember bounds the calls of CannotLink on average; a person is
	// seldom in more than a few hundred records.
	checksPerMember = 1024
	// samplesPerSide is how many members stand for a large group when pairs
	// without an edge are weighed.
	samplesPerSide = 8
	// maxPasses bounds how often refused links are tried again.
	maxPasses = 8
)

// large joins the members of one component link by link, strongest first. A
// group goes by the number of one of its members, its slot.
type large struct {
	r       *resolver
	members []uint32
	forest  forest
	lists   [][]uint32 // slot -> positions of its members
	sources []map[uint8]bool
	links   []map[uint32]sum // slot -> neighbouring slot -> known weights between
	checks  int              // left
}

// sum adds up edges.
type sum struct {
	total weight
	count int
}

// joinLarge gives the parts of a component of more than denseSize members.
// Groups are joined when the weights between them, those without an edge
// estimated from a sample, are in sum for it and no pair forbids it.
func (r *resolver) joinLarge(members []uint32, edges []Edge) []int {
	k := len(members)
	g := &large{r: r, members: members, forest: newForest(k), checks: checksPerMember * k,
		lists: make([][]uint32, k), sources: make([]map[uint8]bool, k), links: make([]map[uint32]sum, k)}
	for i, m := range members {
		g.lists[i] = []uint32{uint32(i)}
		g.links[i] = map[uint32]sum{}
		if r.opts.Source != nil && r.opts.Unique[r.opts.Source[m]] {
			g.sources[i] = map[uint8]bool{r.opts.Source[m]: true}
		}
	}
	order := slices.Clone(edges)
	for _, e := range edges {
		a, b := r.place[e.A], r.place[e.B]
		w := sum{r.weigh(e.Weight), 1}
		g.links[a][b], g.links[b][a] = w, w
	}
	slices.SortStableFunc(order, func(x, y Edge) int { return cmp.Compare(y.Weight, x.Weight) })
	// A pair of groups is asked again only after one of them has grown.
	refused := map[[2]uint32][2]int{}
	for pass, again := 0, true; again && pass < maxPasses; pass++ {
		again = false
		for _, e := range order {
			if e.Weight < r.opts.Threshold {
				break
			}
			a, b := g.forest.root(r.place[e.A]), g.forest.root(r.place[e.B])
			if a == b {
				continue
			}
			a, b = min(a, b), max(a, b)
			sizes := [2]int{len(g.lists[a]), len(g.lists[b])}
			if refused[[2]uint32{a, b}] == sizes {
				continue
			}
			if !g.agree(a, b) {
				refused[[2]uint32{a, b}] = sizes
				continue
			}
			g.join(a, b)
			again = true
		}
	}
	part := make([]int, k)
	for i := range part {
		part[i] = int(g.forest.root(uint32(i)))
	}
	if renumber(part); slices.Max(part) == 0 {
		return nil
	}
	return part
}

// agree reports whether two groups should be one.
func (g *large) agree(a, b uint32) bool {
	for s := range g.sources[a] {
		if g.sources[b][s] {
			return false
		}
	}
	if !g.weighed(a, b) {
		return false
	}
	if g.r.opts.CannotLink == nil {
		return true
	}
	cost := len(g.lists[a]) * len(g.lists[b])
	if cost > g.checks {
		return false
	}
	g.checks -= cost
	for _, i := range g.lists[a] {
		for _, j := range g.lists[b] {
			if g.r.opts.CannotLink(g.members[i], g.members[j]) {
				return false
			}
		}
	}
	return true
}

// weighed reports whether the weights between two groups are for a link.
func (g *large) weighed(a, b uint32) bool {
	known := g.links[a][b]
	missing := len(g.lists[a])*len(g.lists[b]) - known.count
	if missing == 0 || g.r.opts.Score == nil {
		return known.total >= 0
	}
	var sampled, total weight
	for _, i := range sample(g.lists[a]) {
		for _, j := range sample(g.lists[b]) {
			sampled++
			total += g.r.pair(g.members[min(i, j)], g.members[max(i, j)])
		}
	}
	// The mean of the sample, times the pairs that are missing. Pairs of the
	// sample that have an edge are few among many.
	mean := total / sampled
	if limit := weight(1) << 40; mean > limit || -mean > limit {
		mean = min(max(mean, -limit), limit)
	}
	return known.total+mean*weight(min(missing, 1<<20)) >= 0
}

// sample picks members at even distances.
func sample(list []uint32) []uint32 {
	if len(list) <= samplesPerSide {
		return list
	}
	out := make([]uint32, samplesPerSide)
	for i := range out {
		out[i] = list[i*len(list)/samplesPerSide]
	}
	return out
}

// join makes one group of two. The one with fewer neighbours and the shorter
// list are moved into the other, so that no record is moved often.
func (g *large) join(keep, drop uint32) {
	if len(g.links[keep]) < len(g.links[drop]) {
		keep, drop = drop, keep
	}
	g.forest[drop] = keep
	longer, shorter := g.lists[keep], g.lists[drop]
	if len(longer) < len(shorter) {
		longer, shorter = shorter, longer
	}
	g.lists[keep], g.lists[drop] = append(longer, shorter...), nil
	for s := range g.sources[drop] {
		if g.sources[keep] == nil {
			g.sources[keep] = map[uint8]bool{}
		}
		g.sources[keep][s] = true
	}
	delete(g.links[keep], drop)
	delete(g.links[drop], keep)
	for n, w := range g.links[drop] {
		have := g.links[keep][n]
		both := sum{have.total + w.total, have.count + w.count}
		g.links[keep][n], g.links[n][keep] = both, both
		delete(g.links[n], drop)
	}
	g.links[drop] = nil
}
