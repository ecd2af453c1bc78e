package cluster

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Options of [Resolve].
type Options struct {
	// Threshold is the weight above which a pair speaks for one person and
	// below which against it.
	Threshold float32
	// CannotLink says that two records are certainly two, whatever connects
	// them; may be nil. It must be symmetric.
	CannotLink func(a, b uint32) bool
	// Score gives the weight of a pair that has no edge, when it can; may be
	// nil. It must be symmetric. Pairs without a weight speak neither for nor
	// against.
	Score func(a, b uint32) (float32, bool)
	// Source is the input every record came from, and Unique says which
	// sources have nobody twice. Source may be nil.
	Source []uint8
	Unique [256]bool
	// OneToOne says that no source has anybody twice.
	OneToOne bool
}

// Reason is why two groups are not one.
type Reason uint8

const (
	// CannotLink: a pair that certainly is two persons.
	CannotLink Reason = iota + 1
	// SameSource: a pair from one source that has nobody twice.
	SameSource
	// Negative: the weights between the groups are in sum against a link; the
	// pair is the strongest of them.
	Negative
	// TooLarge: the groups are too large for all pairs between them to be
	// checked, and are not joined unchecked.
	TooLarge
)

// String names the reason.
func (r Reason) String() string {
	switch r {
	case CannotLink:
		return "cannot be one"
	case SameSource:
		return "from one source without repeats"
	case Negative:
		return "evidence against"
	case TooLarge:
		return "too large to check"
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// Split is a link that was given up: two groups that belong to one component
// and were kept apart.
type Split struct {
	// Component is the smallest member of the component.
	Component uint32
	// Left and Right are the smallest members of the groups, Left < Right.
	Left, Right uint32
	// Link is the strongest link between them, now cut.
	Link Edge
	// Reason is what speaks against it, and A and B the pair that shows it
	// best, A in Left, B in Right. Weight is the weight of that pair, for
	// Negative.
	Reason Reason
	A, B   uint32
	Weight float32
}

// String says the split in words, with row numbers only.
func (s Split) String() string {
	text := fmt.Sprintf("groups %d and %d stay apart although %d–%d has weight %.2f", s.Left, s.Right, s.Link.A, s.Link.B, s.Link.Weight)
	switch s.Reason {
	case CannotLink:
		return text + fmt.Sprintf(": %d and %d cannot be one", s.A, s.B)
	case SameSource:
		return text + fmt.Sprintf(": %d and %d are from one source, which has nobody twice", s.A, s.B)
	case Negative:
		return text + fmt.Sprintf(": the other pairs speak against it, most of all %d–%d with weight %.2f", s.A, s.B, s.Weight)
	case TooLarge:
		return text + ": there are too many pairs between them to check"
	}
	return text
}

// Sizes of components up to which a method is used.
const (
	exactSize = 10 // all partitions
	denseSize = 64 // all pairs: at most 32 scores per record
)

// Resolve returns the groups of n records, whose numbers are below n, each named by its smallest member,
// and what was split. It starts from the components at the threshold and
// divides those in which evidence speaks against a link: a pair that cannot
// link, two records of a source without repeats, or a pair whose weight is
// below the threshold. Components of up to 10 members get the best partition
// there is, up to 64 a greedy one improved by local search over all pairs;
// larger ones are joined link by link with a bounded number of checks.
// CannotLink and Score are called from one goroutine.
func Resolve(n int, edges []Edge, opts Options) ([]uint32, []Split) {
	if opts.OneToOne {
		for i := range opts.Unique {
			opts.Unique[i] = true
		}
	}
	labels := Components(n, edges, opts.Threshold)
	groups := slices.Clone(labels)
	var splits []Split
	r := resolver{opts: opts, place: make([]uint32, n)}
	eachComponent(labels, edges, func(members []uint32, edges []Edge) {
		for i, m := range members {
			r.place[m] = uint32(i)
		}
		part := r.divide(members, edges)
		if part == nil {
			return
		}
		name := nameParts(members, part)
		for i, m := range members {
			groups[m] = name[part[i]]
		}
		splits = append(splits, r.explain(members, edges, part, name)...)
	})
	return groups, splits
}

// eachComponent calls f for every component of two or more in order of their
// names, with its members and the edges inside in order, each pair once with
// its greatest weight.
func eachComponent(labels []uint32, edges []Edge, f func(members []uint32, edges []Edge)) {
	n := len(labels)
	memberAt, members := bucket(n, n, func(i int) (uint32, bool) { return labels[i], true })
	edgeAt, inside := bucket(n, len(edges), func(i int) (uint32, bool) {
		e := edges[i]
		return labels[e.A], labels[e.A] == labels[e.B] && e.A != e.B && e.Weight == e.Weight
	})
	var own []Edge
	for c := range n {
		mine := members[memberAt[c]:memberAt[c+1]]
		if len(mine) < 2 {
			continue
		}
		own = own[:0]
		for _, i := range inside[edgeAt[c]:edgeAt[c+1]] {
			e := edges[i]
			own = append(own, Edge{min(e.A, e.B), max(e.A, e.B), e.Weight})
		}
		slices.SortFunc(own, func(x, y Edge) int {
			if c := byEnds(x, y); c != 0 {
				return c
			}
			return cmp.Compare(y.Weight, x.Weight)
		})
		own = slices.CompactFunc(own, func(x, y Edge) bool { return x.A == y.A && x.B == y.B })
		f(mine, own)
	}
}

// bucket sorts the numbers below count by key, keeping their order, and leaves
// out those without. The numbers of key k are all[at[k]:at[k+1]].
func bucket(keys, count int, key func(i int) (uint32, bool)) (at, all []uint32) {
	at = make([]uint32, keys+2)
	for i := range count {
		if k, ok := key(i); ok {
			at[k+2]++
		}
	}
	for k := range keys {
		at[k+2] += at[k+1]
	}
	all = make([]uint32, at[keys+1])
	for i := range count {
		if k, ok := key(i); ok {
			all[at[k+1]] = uint32(i)
			at[k+1]++
		}
	}
	return at[:keys+1], all
}

// weight is a weight less the threshold, in 2^-20 of a bit: whole numbers add
// up to the same sum in any order.
type weight int64

const (
	unit = 1 << 20
	// never is the weight of a pair that cannot link; sums of weights stay
	// far above it.
	never = weight(math.MinInt64 / 4)
	most  = 1 << 20 // bits; larger weights are cut to it
)

func (r *resolver) weigh(w float32) weight {
	return weight(math.Round(min(max(float64(w)-float64(r.opts.Threshold), -most), most) * unit))
}

type resolver struct {
	opts  Options
	place []uint32 // record -> position in its component
	room  []weight // of the last matrix
}

// apart reports whether two records cannot be one, and why.
func (r *resolver) apart(a, b uint32) (Reason, bool) {
	if r.opts.Source != nil && r.opts.Source[a] == r.opts.Source[b] && r.opts.Unique[r.opts.Source[a]] {
		return SameSource, true
	}
	if r.opts.CannotLink != nil && r.opts.CannotLink(a, b) {
		return CannotLink, true
	}
	return 0, false
}

// pair weighs two records without an edge.
func (r *resolver) pair(a, b uint32) weight {
	if r.opts.Score != nil {
		if w, ok := r.opts.Score(a, b); ok && w == w {
			return r.weigh(w)
		}
	}
	return 0
}

// divide returns the part of each member, nil when the component stays whole.
func (r *resolver) divide(members []uint32, edges []Edge) []int {
	if len(members) > denseSize {
		return r.joinLarge(members, edges)
	}
	if len(members) == 2 {
		if _, two := r.apart(members[0], members[1]); two {
			return []int{0, 1}
		}
		return nil
	}
	m, suspicious := r.matrix(members, edges)
	if !suspicious {
		return nil
	}
	var part []int
	if len(members) <= exactSize {
		part = m.exact()
	} else {
		part = m.greedy()
	}
	if slices.Max(part) == 0 {
		return nil
	}
	return part
}

// matrix weighs all pairs of a component. It is suspicious when a pair speaks
// against a link; when none does, nothing is better than leaving it whole.
func (r *resolver) matrix(members []uint32, edges []Edge) (m matrix, suspicious bool) {
	k := len(members)
	if cap(r.room) < k*k {
		r.room = make([]weight, k*k)
	}
	m = matrix{k, r.room[:k*k]}
	const unknown = never - 1
	for i := range m.w {
		m.w[i] = unknown
	}
	for _, e := range edges {
		m.set(int(r.place[e.A]), int(r.place[e.B]), r.weigh(e.Weight))
	}
	for i := range k {
		m.set(i, i, 0)
		for j := range i {
			a, b := members[j], members[i]
			if _, two := r.apart(a, b); two {
				m.set(i, j, never)
			} else if m.at(i, j) == unknown {
				m.set(i, j, r.pair(a, b))
			}
			suspicious = suspicious || m.at(i, j) < 0
		}
	}
	return m, suspicious
}

// nameParts names the parts by their smallest members.
func nameParts(members []uint32, part []int) []uint32 {
	name := make([]uint32, slices.Max(part)+1)
	for i := len(members) - 1; i >= 0; i-- {
		name[part[i]] = members[i]
	}
	return name
}

// explain lists, for all parts with a link between them, why they are two.
func (r *resolver) explain(members []uint32, edges []Edge, part []int, name []uint32) []Split {
	type sides struct{ left, right int }
	strongest := map[sides]Edge{}
	var order []sides
	for _, e := range edges {
		p, q := part[r.place[e.A]], part[r.place[e.B]]
		if p == q || e.Weight < r.opts.Threshold {
			continue
		}
		if name[p] > name[q] {
			p, q = q, p
		}
		s := sides{p, q}
		best, ok := strongest[s]
		if !ok {
			order = append(order, s)
		}
		if !ok || e.Weight > best.Weight {
			strongest[s] = e
		}
	}
	slices.SortFunc(order, func(x, y sides) int {
		return cmp.Or(cmp.Compare(name[x.left], name[y.left]), cmp.Compare(name[x.right], name[y.right]))
	})
	inPart := make([][]uint32, len(name))
	for i, m := range members {
		inPart[part[i]] = append(inPart[part[i]], m)
	}
	var splits []Split
	for _, s := range order {
		split := Split{Component: members[0], Left: name[s.left], Right: name[s.right], Link: strongest[s]}
		r.evidence(&split, inPart[s.left], inPart[s.right], edges, max(pairsPerSplit, evidencePairs/len(order)))
		splits = append(splits, split)
	}
	return splits
}

// How many pairs are looked at to explain the splits of a component, and one.
const (
	evidencePairs = 1 << 20
	pairsPerSplit = 64
)

// evidence finds the pair that shows best why two groups are apart, among the
// first limit pairs.
func (r *resolver) evidence(s *Split, left, right []uint32, known []Edge, limit int) {
	s.Reason = TooLarge
	for _, a := range left {
		for _, b := range right {
			if limit--; limit < 0 {
				return
			}
			if reason, ok := r.apart(a, b); ok {
				s.Reason, s.A, s.B, s.Weight = reason, a, b, 0
				return
			}
			var w float32
			at, ok := slices.BinarySearchFunc(known, Edge{A: min(a, b), B: max(a, b)}, byEnds)
			if ok {
				w = known[at].Weight
			} else if r.opts.Score != nil {
				w, ok = r.opts.Score(min(a, b), max(a, b))
			}
			if ok && w < r.opts.Threshold && (s.Reason != Negative || w < s.Weight) {
				s.Reason, s.A, s.B, s.Weight = Negative, a, b, w
			}
		}
	}
}
