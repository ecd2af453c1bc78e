package cluster

import (
	"cmp"
	"fmt"
	"slices"
)

// Reason is why two groups are not one.
type Reason uint8

const (
	// CannotLink: a pair that certainly is two persons.
	CannotLink Reason = iota + 1
	// SameSource: a pair from one source that has nobody twice.
	SameSource
	// Contradiction: a pair that says what one person cannot.
	Contradiction
	// Negative: the weights between the groups are on the whole against a
	// link; the pair is the strongest of them.
	Negative
	// TooLarge: the groups are too large for all pairs between them to be
	// checked, and are not joined unchecked.
	TooLarge
)

var reasonKeys = [...]string{CannotLink: "cannot_link", SameSource: "same_source", Contradiction: "contradiction", Negative: "evidence_against", TooLarge: "too_large"}

// String is a short stable key of the reason.
func (r Reason) String() string {
	if r == 0 || int(r) >= len(reasonKeys) {
		return fmt.Sprintf("reason %d", uint8(r))
	}
	return reasonKeys[r]
}

// Split is a link that was given up: two groups that belong to one component
// and were kept apart.
type Split struct {
	// Component is the smallest member of the component.
	Component uint32
	// Left and Right are the smallest members of the groups, Left < Right.
	Left, Right uint32
	// Link is the strongest link between them, now cut; A < B.
	Link Edge
	// Reason is what speaks against it, and A and B the pair that shows it
	// best, A in Left, B in Right. Weight is the weight of that pair, for
	// Contradiction and Negative; a contradicting pair without one has 0.
	Reason Reason
	A, B   uint32
	Weight float32
}

// String says the split in words, with record numbers only.
func (s Split) String() string {
	text := fmt.Sprintf("groups %d and %d stay apart although %d–%d has weight %.2f", s.Left, s.Right, s.Link.A, s.Link.B, s.Link.Weight)
	switch s.Reason {
	case CannotLink:
		return text + fmt.Sprintf(": %d and %d cannot be one", s.A, s.B)
	case SameSource:
		return text + fmt.Sprintf(": %d and %d are from one source, which has nobody twice", s.A, s.B)
	case Contradiction:
		return text + fmt.Sprintf(": %d and %d contradict each other, and have weight %.2f", s.A, s.B, s.Weight)
	case Negative:
		return text + fmt.Sprintf(": the other pairs speak against it, most of all %d–%d with weight %.2f", s.A, s.B, s.Weight)
	case TooLarge:
		return text + ": there are too many pairs between them to check"
	}
	return text
}

// explain lists, for all parts with a link between them, why they are two.
func (r *resolver) explain(part []int32, name []uint32) []Split {
	type cut struct {
		left, right int32
		link        Edge
	}
	var cuts []cut
	for _, e := range r.edges {
		p, q := part[e.A], part[e.B]
		if p == q || e.Weight < r.opts.Threshold {
			continue
		}
		if name[p] > name[q] {
			p, q = q, p
		}
		cuts = append(cuts, cut{p, q, e})
	}
	if cuts == nil {
		return nil
	}
	slices.SortFunc(cuts, func(x, y cut) int {
		return cmp.Or(cmp.Compare(name[x.left], name[y.left]), cmp.Compare(name[x.right], name[y.right]),
			cmp.Compare(y.link.Weight, x.link.Weight), byEnds(x.link, y.link))
	})
	cuts = slices.CompactFunc(cuts, func(x, y cut) bool { return x.left == y.left && x.right == y.right })
	inPart := make([][]int32, len(name))
	for i, p := range part {
		inPart[p] = append(inPart[p], int32(i))
	}
	component := slices.Min(name)
	limit := max(pairsPerSplit, evidencePairs/len(cuts))
	splits := make([]Split, len(cuts))
	for i, c := range cuts {
		a, b := r.rows[c.link.A], r.rows[c.link.B]
		s := &splits[i]
		*s = Split{Component: component, Left: name[c.left], Right: name[c.right], Link: Edge{min(a, b), max(a, b), c.link.Weight}}
		r.evidence(s, inPart[c.left], inPart[c.right], limit)
	}
	return splits
}

// How many pairs are looked at to explain the splits of a component, and one.
const (
	evidencePairs = 1 << 16
	pairsPerSplit = 64
)

// evidence finds the pair that shows best why two groups are apart, among the
// first limit pairs.
func (r *resolver) evidence(s *Split, left, right []int32, limit int) {
	s.Reason = TooLarge
	for _, i := range left {
		for _, j := range right {
			if limit--; limit < 0 {
				return
			}
			a, b := int(min(i, j)), int(max(i, j))
			w, ok := r.known(a, b)
			if reason, two := r.apart(a, b); two {
				if reason != Contradiction {
					w = 0
				}
				s.Reason, s.A, s.B, s.Weight = reason, r.rows[i], r.rows[j], w
				return
			}
			reason := Negative
			if ok && w-clip < r.opts.Threshold && r.contradict(a, b) {
				reason = Contradiction
			}
			if ok && (reason < s.Reason || reason == s.Reason && w < s.Weight) {
				s.Reason, s.A, s.B, s.Weight = reason, r.rows[i], r.rows[j], w
			}
		}
	}
}

// known is the weight of two positions by their edge, or scored.
func (r *resolver) known(a, b int) (float32, bool) {
	at, ok := slices.BinarySearchFunc(r.edges, Edge{A: uint32(a), B: uint32(b)}, byEnds)
	if ok {
		return r.edges[at].Weight, true
	}
	return r.score(a, b)
}
