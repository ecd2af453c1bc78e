package main

import (
	"cmp"
	"slices"

	"quanyuan/link"
	"quanyuan/link/cluster"
	"quanyuan/link/file"
)

// pairColumns are those of a list of pairs.
var pairColumns = []file.Column{{Name: "id_l"}, {Name: "id_r"}, {Name: "weight", Number: true}, {Name: "probability", Number: true}}

// wantedPairs are the pairs that are to be written: those of the result, or
// where memory is bounded, runs that took them while they were scored.
type wantedPairs struct {
	left, right *names
	runs        *link.PairRuns // nil: those of the result
}

// runsShare is the share of the bound that pairs may take.
const runsShare = 64

// want makes room for pairs that will be written to some path. What a report
// or answers are looked up in stays in memory, and so does what households may
// still lend to.
func (c *linkFlags) want(t *linkTask, left, right *names, paths ...string) *wantedPairs {
	w := &wantedPairs{left: left, right: right}
	if t.opts.Memory == 0 || len(t.spec.Household.Keys) > 0 || c.reporting() || c.Labels != "" || !slices.ContainsFunc(paths, func(p string) bool { return p != "" }) {
		return w
	}
	room := t.opts.Memory / runsShare
	t.opts.Memory -= room
	w.runs = link.NewPairRuns(t.opts.TempDir, room)
	t.opts.PairsTo = func(pairs []link.Pair) error {
		edges := make([]cluster.Edge, len(pairs))
		for i, p := range pairs {
			p = turned(p, left, right)
			edges[i] = cluster.Edge{A: left.rank[p.A], B: right.rank[p.B], Weight: p.Weight}
		}
		return w.runs.Add(edges)
	}
	return w
}

func (w *wantedPairs) close() { w.runs.Close() }

// len is the number of pairs.
func (w *wantedPairs) len(r *link.Result) int {
	if w.runs != nil {
		return int(w.runs.Len())
	}
	return len(r.Pairs)
}

// write writes the pairs in order of their ids.
func (w *wantedPairs) write(out *results, r *link.Result, paths ...string) error {
	if w.runs == nil {
		return writePairs(out, r.Pairs, w.left, w.right, paths...)
	}
	var failed error
	err := out.table(pairColumns, func(to file.Rows) {
		failed = cmp.Or(failed, w.runs.Each(func(pairs []cluster.Edge) error {
			file.Each(to, len(pairs), func(to file.Rows, i int) {
				p := &pairs[i]
				writePair(to, w.left.at(w.left.order[p.A]), w.right.at(w.right.order[p.B]), p.Weight)
			})
			return nil
		}))
	}, paths...)
	return cmp.Or(failed, err)
}

func writePair(to file.Rows, left, right string, weight float32) {
	to.Text(left)
	to.Text(right)
	to.Number(float64(weight), 'f', 3)
	to.Number(link.Probability(float64(weight)), 'g', 6)
	to.End()
}

// turned has the lower name first in pairs of one list.
func turned(p link.Pair, left, right *names) link.Pair {
	if left == right && left.rank[p.A] > left.rank[p.B] {
		p.A, p.B = p.B, p.A
	}
	return p
}

// byNames gives pairs in the order of their names, in one list the lower name
// first: a counting sort by the first name, and few pairs share one.
func byNames(pairs []link.Pair, left, right *names) []link.Pair {
	start := make([]uint32, len(left.rank)+1)
	for _, p := range pairs {
		start[left.rank[turned(p, left, right).A]+1]++
	}
	for i := range left.rank {
		start[i+1] += start[i]
	}
	order, next := make([]link.Pair, len(pairs)), slices.Clone(start)
	for _, p := range pairs {
		p = turned(p, left, right)
		at := &next[left.rank[p.A]]
		order[*at] = p
		*at++
	}
	for i := range left.rank {
		if few := order[start[i]:start[i+1]]; len(few) > 1 {
			slices.SortFunc(few, func(a, b link.Pair) int { return cmp.Compare(right.rank[a.B], right.rank[b.B]) })
		}
	}
	return order
}

// writePairs writes pairs in order of their ids.
func writePairs(out *results, pairs []link.Pair, left, right *names, paths ...string) error {
	if !slices.ContainsFunc(paths, func(p string) bool { return p != "" }) {
		return nil
	}
	order := byNames(pairs, left, right)
	return out.table(pairColumns, func(to file.Rows) {
		file.Each(to, len(order), func(to file.Rows, i int) {
			p := &order[i]
			writePair(to, left.at(p.A), right.at(p.B), p.Weight)
		})
	}, paths...)
}
