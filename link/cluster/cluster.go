// Package cluster turns scored pairs of records into groups, one group per
// person or thing.
//
// [Components] joins everything that a chain of links connects, at one
// threshold; [Sweep] does so at all thresholds at once. [Resolve] looks again
// at the components in which evidence speaks against a link, divides them, and
// says why; [Component] does so for one component alone, with the same result.
//
// Weights are log2 odds that two records are one. No result depends on the
// order of the edges or on which end of an edge is A.
package cluster

import (
	"cmp"
	"math"
	"slices"
)

// Edge is a compared pair of records.
type Edge struct {
	A, B   uint32
	Weight float32
}

// forest is a union-find in which the root of a tree is its smallest member.
type forest []uint32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

func (f forest) root(x uint32) uint32 {
	for f[x] != x {
		f[x] = f[f[x]]
		x = f[x]
	}
	return x
}

// join makes one tree of two and reports whether they were two.
func (f forest) join(a, b uint32) bool {
	a, b = f.root(a), f.root(b)
	if a == b {
		return false
	}
	f[max(a, b)] = min(a, b)
	return true
}

// labels gives the root of every member. A parent is smaller than its child,
// so one pass from the front is enough.
func (f forest) labels() []uint32 {
	for i, p := range f {
		f[i] = f[p]
	}
	return f
}

// Components returns for each of n records the smallest member of its
// component: the records that edges of at least the threshold connect. Edges
// whose weight is not a number connect nothing.
func Components(n int, edges []Edge, threshold float32) []uint32 {
	f := newForest(n)
	for _, e := range edges {
		if e.Weight >= threshold {
			f.join(e.A, e.B)
		}
	}
	return f.labels()
}

// Merge is a step of [Sweep]: two components become one when the threshold
// falls to Weight.
type Merge struct {
	Weight float32
	// Into and From are the smallest members of the two; Into is the smaller
	// and stays the name.
	Into, From uint32
	// SizeInto and SizeFrom are their sizes before.
	SizeInto, SizeFrom uint32
}

// Sweep returns the components at all thresholds, as the list of merges from
// the highest weight to the lowest (Kruskal's order). At threshold t those with
// Weight ≥ t have happened. Among equal weights the order is that of the names
// of the ends. Edges that are in order of their ends already, A < B, are
// swept in linear time and 16 bytes an edge.
func Sweep(n int, edges []Edge) []Merge {
	if !slices.IsSortedFunc(edges, byEnds) || slices.ContainsFunc(edges, func(e Edge) bool { return e.A > e.B }) {
		edges = slices.Clone(edges)
		for i, e := range edges {
			edges[i].A, edges[i].B = min(e.A, e.B), max(e.A, e.B)
		}
		slices.SortFunc(edges, byEnds)
	}
	f := newForest(n)
	size := make([]uint32, n)
	for i := range size {
		size[i] = 1
	}
	var merges []Merge
	for _, key := range byWeight(edges) {
		e := &edges[uint32(key)]
		a, b := f.root(e.A), f.root(e.B)
		if a == b {
			continue
		}
		into, from := min(a, b), max(a, b)
		merges = append(merges, Merge{e.Weight, into, from, size[into], size[from]})
		f[from] = into
		size[into] += size[from]
	}
	return merges
}

// byWeight gives the numbers of the edges, in the lower halves of its results,
// from the highest weight to the lowest, equal ones in their order; those
// without a weight are left out. It is a radix sort by the bits of the weight.
func byWeight(edges []Edge) []uint64 {
	const digit = 1<<16 - 1
	keys := make([]uint64, 0, len(edges))
	var counts [2][digit + 1]uint32
	for i := range edges {
		w := edges[i].Weight
		if w != w {
			continue
		}
		b := math.Float32bits(w + 0) // no negative zero
		if b>>31 == 0 {
			b = ^b & (1<<31 - 1) // falling with the weight
		}
		counts[0][b&digit]++
		counts[1][b>>16]++
		keys = append(keys, uint64(b)<<32|uint64(i))
	}
	other := make([]uint64, len(keys))
	for pass := range counts {
		at := uint32(0)
		for d, n := range counts[pass] {
			counts[pass][d] = at
			at += n
		}
		for _, k := range keys {
			d := k >> (32 + 16*pass) & digit
			other[counts[pass][d]] = k
			counts[pass][d]++
		}
		keys, other = other, keys
	}
	return keys
}

// Point is what the components are at one threshold.
type Point struct {
	// Weight is the threshold.
	Weight float32
	// Groups is the number of components, single records among them.
	Groups int
	// Pairs is the number of pairs of records inside components.
	Pairs int64
	// Largest is the size of the largest component.
	Largest int
}

// Curve follows a sweep of n records down: a point for every weight at which
// components join, from the highest to the lowest.
func Curve(n int, merges []Merge) []Point {
	var out []Point
	p := Point{Groups: n, Largest: min(n, 1)}
	for i, m := range merges {
		p.Weight = m.Weight
		p.Groups--
		p.Pairs += int64(m.SizeInto) * int64(m.SizeFrom)
		p.Largest = max(p.Largest, int(m.SizeInto+m.SizeFrom))
		if i+1 == len(merges) || merges[i+1].Weight != m.Weight {
			out = append(out, p)
		}
	}
	return out
}

// byEnds orders edges with A < B by their ends.
func byEnds(x, y Edge) int {
	return cmp.Compare(uint64(x.A)<<32|uint64(x.B), uint64(y.A)<<32|uint64(y.B))
}

// Cut gives the components that a sweep of n records has at a threshold.
func Cut(n int, merges []Merge, threshold float32) []uint32 {
	f := newForest(n)
	for _, m := range merges {
		if m.Weight < threshold {
			break
		}
		f.join(m.Into, m.From)
	}
	return f.labels()
}
