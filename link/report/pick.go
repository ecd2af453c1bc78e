package report

import (
	"cmp"
	"slices"

	"quanyuan/link/cluster"
)

// pickPairs chooses the pairs that are shown. All, if there are few; else every
// pattern shows one before any shows a second, chosen as if by lot.
func (b *builder) pickPairs() {
	b.d.Pairs = Pairs{A: []int{}, B: []int{}, Weight: []float64{}, Pattern: []int{}, Total: len(b.pairs)}
	for _, i := range b.sample() {
		p := b.pairs[i]
		out := &b.d.Pairs
		out.A = append(out.A, b.record(p.A))
		out.B = append(out.B, b.record(p.B))
		out.Weight = append(out.Weight, bits(p.Weight))
		out.Pattern = append(out.Pattern, b.pattern(p.Pattern))
		if b.labels != nil {
			out.Right = append(out.Right, 0)
			if b.one(p.A, p.B) {
				out.Right[len(out.Right)-1] = 1
			}
		}
	}
}

// sample returns the places of the pairs to be shown, in order.
func (b *builder) sample() []int {
	order := make([]int, len(b.pairs))
	for i := range order {
		order[i] = i
	}
	if len(order) <= b.MostPairs {
		return order
	}
	lot := make([]uint64, len(order))
	for i, p := range b.pairs {
		lot[i] = b.chance(p.A, p.B)
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(b.pairs[x].Pattern, b.pairs[y].Pattern), cmp.Compare(lot[x], lot[y]), cmp.Compare(x, y))
	})
	turn := make([]int, len(order)) // pair -> its place among those of its pattern
	for i, o := range order {
		if i > 0 && b.pairs[order[i-1]].Pattern == b.pairs[o].Pattern {
			turn[o] = turn[order[i-1]] + 1
		}
	}
	slices.SortFunc(order, func(x, y int) int {
		return cmp.Or(cmp.Compare(turn[x], turn[y]), cmp.Compare(lot[x], lot[y]), cmp.Compare(x, y))
	})
	order = order[:b.MostPairs]
	slices.Sort(order)
	return order
}

// clusterSizes gives the number of rows of the cluster that each row names.
func (b *builder) clusterSizes() []int {
	if len(b.Result.Clusters) == 0 {
		return nil
	}
	sizes := make([]int, b.t.Rows)
	for _, c := range b.Result.Clusters {
		sizes[c]++
	}
	return sizes
}

// pickClusters chooses the clusters that are shown: the largest, the weakest,
// and others as if by lot.
func (b *builder) pickClusters() {
	sizes := b.clusterSizes()
	if sizes == nil {
		return
	}
	out := &Clusters{Sizes: sizeCounts(sizes), Shown: []Cluster{}}
	weakest := b.weakest()
	lead := b.leaders()
	var all []uint32
	for c, n := range sizes {
		if n > 1 {
			all = append(all, uint32(c))
		}
	}
	out.Total = len(all)
	all = b.choose(all, sizes, weakest, lead)
	members := make(map[uint32][]uint32, len(all))
	for _, c := range all {
		members[c] = nil
	}
	for row, c := range b.Result.Clusters {
		if m, ok := members[c]; ok {
			members[c] = append(m, uint32(row))
		}
	}
	place := map[uint32]int{} // cluster -> its place among the shown
	for _, c := range all {
		m := members[c]
		slices.SortFunc(m, func(x, y uint32) int { return cmp.Compare(b.rank[x], b.rank[y]) })
		shown := Cluster{Size: sizes[c], Weakest: bits(weakest[c]), Edges: []int{}, Weights: []float64{}}
		if b.labels != nil {
			for _, row := range m[1:] {
				shown.Mixed = shown.Mixed || !b.one(m[0], row)
			}
		}
		members[c] = m[:min(len(m), mostMembers)]
		for _, row := range members[c] {
			shown.Members = append(shown.Members, b.record(row))
		}
		place[c] = len(out.Shown)
		out.Shown = append(out.Shown, shown)
	}
	for _, p := range b.pairs {
		c := b.Result.Clusters[p.A]
		if c != b.Result.Clusters[p.B] || members[c] == nil {
			continue
		}
		i, j := slices.Index(members[c], p.A), slices.Index(members[c], p.B)
		if i >= 0 && j >= 0 {
			shown := &out.Shown[place[c]]
			shown.Edges = append(shown.Edges, i, j, b.pattern(p.Pattern))
			shown.Weights = append(shown.Weights, bits(p.Weight))
		}
	}
	b.d.Clusters = out
}

const mostSizes = 12

func sizeCounts(sizes []int) []int {
	out := []int{}
	for _, n := range sizes {
		if n == 0 {
			continue
		}
		i := min(n, mostSizes) - 1
		for i >= len(out) {
			out = append(out, 0)
		}
		out[i]++
	}
	return out
}

// weakest gives, for every cluster by its name, the weight of the weakest link
// that holds it together: the smallest edge of its maximum spanning tree.
func (b *builder) weakest() []float32 {
	parent := make([]uint32, b.t.Rows)
	for i := range parent {
		parent[i] = uint32(i)
	}
	root := func(x uint32) uint32 {
		for parent[x] != x {
			parent[x] = parent[parent[x]]
			x = parent[x]
		}
		return x
	}
	out := make([]float32, b.t.Rows)
	for _, p := range b.pairs { // best first
		c := b.Result.Clusters[p.A]
		if c != b.Result.Clusters[p.B] {
			continue
		}
		if x, y := root(p.A), root(p.B); x != y {
			parent[max(x, y)] = min(x, y)
			out[c] = p.Weight
		}
	}
	return out
}

// leaders gives for every cluster, by its name, its first member in the order
// of ids.
func (b *builder) leaders() []uint32 {
	out := slices.Clone(b.Result.Clusters)
	for row, c := range b.Result.Clusters {
		if b.rank[row] < b.rank[out[c]] {
			out[c] = uint32(row)
		}
	}
	return out
}

func (b *builder) choose(all []uint32, sizes []int, weakest []float32, lead []uint32) []uint32 {
	byLead := func(x, y uint32) int { return cmp.Compare(b.rank[lead[x]], b.rank[lead[y]]) }
	largest := func(x, y uint32) int { return cmp.Or(cmp.Compare(sizes[y], sizes[x]), byLead(x, y)) }
	if len(all) > b.MostClusters {
		taken := map[uint32]bool{}
		for i, order := range []func(x, y uint32) int{
			largest,
			func(x, y uint32) int { return cmp.Or(cmp.Compare(weakest[x], weakest[y]), byLead(x, y)) },
			func(x, y uint32) int { return cmp.Compare(b.chance(lead[x], lead[x]), b.chance(lead[y], lead[y])) },
		} {
			slices.SortFunc(all, order)
			upTo := b.MostClusters * (i + 1) / 3
			for _, c := range all {
				if len(taken) >= upTo {
					break
				}
				taken[c] = true
			}
		}
		all = slices.DeleteFunc(all, func(c uint32) bool { return !taken[c] })
	}
	slices.SortFunc(all, largest)
	return all
}

// pickSplits shows the links that the clusters gave up, the strongest first.
func (b *builder) pickSplits() {
	splits := slices.Clone(b.Result.Splits)
	for i := range splits {
		if l := &splits[i].Link; b.rank[l.A] > b.rank[l.B] {
			l.A, l.B = l.B, l.A
		}
	}
	slices.SortFunc(splits, func(x, y cluster.Split) int {
		return cmp.Or(cmp.Compare(y.Link.Weight, x.Link.Weight), cmp.Compare(b.rank[x.Link.A], b.rank[y.Link.A]), cmp.Compare(b.rank[x.Link.B], b.rank[y.Link.B]))
	})
	splits = splits[:min(len(splits), mostSplits)]
	patterns := b.patternsOf(splits)
	for i, s := range splits {
		out := SplitShown{A: b.record(s.Link.A), B: b.record(s.Link.B), Weight: bits(s.Link.Weight), Pattern: patterns[i], Reason: s.Reason.String(), AgainstA: -1, AgainstB: -1}
		if s.Reason != cluster.TooLarge {
			x, y := s.A, s.B
			if b.rank[x] > b.rank[y] {
				x, y = y, x
			}
			out.AgainstA, out.AgainstB, out.Against = b.record(x), b.record(y), bits(s.Weight)
		}
		b.d.Splits = append(b.d.Splits, out)
	}
}

// patternsOf finds the patterns of the links of splits, -1 where the run did not
// return the pair.
func (b *builder) patternsOf(splits []cluster.Split) []int {
	type rows struct{ x, y uint32 }
	places := make(map[rows]int, len(splits))
	out := make([]int, len(splits))
	for i, s := range splits {
		places[rows{s.Link.A, s.Link.B}] = i
		out[i] = -1
	}
	for _, p := range b.Result.Pairs {
		p = b.placed(p)
		if i, ok := places[rows{p.A, p.B}]; ok {
			out[i] = b.pattern(p.Pattern)
		}
	}
	return out
}

// fillRecords copies the values of the records that are shown.
func (b *builder) fillRecords() {
	out := Records{Names: []string{}, Columns: []Values{}}
	for _, row := range b.rows {
		out.Names = append(out.Names, b.name(row))
		if b.Right != nil {
			side := 0
			if row >= uint32(b.Left.Rows) {
				side = 1
			}
			out.Side = append(out.Side, side)
		}
	}
	for _, name := range b.comparedColumns() {
		c := b.t.Column(name)
		v := Values{Name: name, Values: []string{""}, IDs: []int{}}
		number := map[uint32]int{0: 0}
		for _, row := range b.rows {
			id := c.IDs[row]
			if b.Masked && id != 0 {
				id = 1
			}
			n, ok := number[id]
			if !ok {
				n = len(v.Values)
				number[id] = n
				if b.Masked {
					v.Values = append(v.Values, "•••")
				} else {
					v.Values = append(v.Values, clip(c.Values.At(id)))
				}
			}
			v.IDs = append(v.IDs, n)
		}
		out.Columns = append(out.Columns, v)
	}
	b.d.Records = out
}

func (b *builder) comparedColumns() []string {
	var out []string
	for _, c := range b.model.Comparisons {
		if !slices.Contains(out, c.Column) {
			out = append(out, c.Column)
		}
	}
	return out
}
