package link

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/cluster"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Household tells what evidence of households added, see [Spec].
type Household struct {
	// Households is the number of groups of at least two rows, Linked how many
	// pairs of them have a person in common.
	Households, Linked int
	// Open is the number of pairs of other persons across linked households,
	// and Share how many of them are expected to be one; Base is the share among
	// all pairs.
	Open        int
	Share, Base float64
	// Lent is the number of pairs of rows that gained weight, and Lifted how
	// many of them reach the threshold thereby.
	Lent, Lifted int
}

// mostMembers is how many rows a household has at most: more are an institution
// or a word that stands for no place, of which a common person tells nothing.
const mostMembers = 32

// households are the rows that live together according to one list. They are
// found before the texts of the table are dropped, and lend weight after the
// pairs were weighed.
type households struct {
	e      *encoded
	of     []uint32 // row -> household; noHousehold for those without
	blocks *block.Blocks
}

const noHousehold = ^uint32(0)

// findHouseholds groups the rows of each list by the key; nil when there is none.
func findHouseholds(t *table.Table, key block.Rule, e *encoded) (*households, error) {
	if len(key.Keys) == 0 {
		return nil, nil
	}
	hasher, err := block.NewHasher(t, []block.Rule{key})
	if err != nil {
		return nil, fmt.Errorf("household: %w", err)
	}
	keys := hasher.Keys(0, e.order)
	if t.Sources != nil { // a number means something else in every list
		for r, from := range e.order {
			keys[r] = block.Join(keys[r], uint64(t.Sources[from])+1)
		}
	}
	h := &households{e: e, of: make([]uint32, e.n), blocks: block.Group(keys, nil)}
	for r := range h.of {
		h.of[r] = noHousehold
	}
	for b := range h.blocks.Len() {
		if rows := h.blocks.Block(b); len(rows) <= mostMembers {
			for _, r := range rows {
				h.of[r] = uint32(b)
			}
		}
	}
	return h, nil
}

// linked is two households that have a person in common.
type linked struct{ a, b uint32 }

// crossing is a pair of rows of two other persons across linked households: x
// of the person p in the one, y of q in the other.
type crossing struct {
	x, y, p, q uint32
	pattern    uint32 // its number
	weight     float32
}

// lending is what the members of linked households lend each other.
type lending struct {
	*households
	m       *Model
	persons []uint32 // row -> person, as found without this evidence
	seats   []seat   // which households every person has rows in
	links   []linked
	// crossings of every link, the patterns among them, and how many pairs of
	// persons show each: a pair of persons counts once, however many rows it has
	crossings [][]crossing
	patterns  []train.Pattern
	pairs     []float64
	kinds     kinds
	share     []float64 // of the kinds among the pairs across links
}

// seat is a household in which a person has rows.
type seat struct{ person, household uint32 }

// lend lets matched members of two households speak for the others, and gives
// the pairs with their new weights. persons are those that were found without
// it.
//
// What it adds is found in the data. Pairs of rows across linked households
// are a mixture of the same classes as all pairs, in other shares: far more of
// them are matches, and far more are relatives. The shares are estimated by EM,
// the distributions being those of the model, from the pairs of persons that are
// not found to be one yet; and their weights are those under these shares. So a
// wife of another surname is believed, and a child with its sister's birthday is
// as likely the sister as before.
//
// Only one pair of persons can gain that are the best of each other among those
// of the two households, and that have no household in common: of those a list
// says that they are two.
func (h *households) lend(ctx context.Context, m *Model, pairs []Pair, persons []uint32, threshold, floor float64, threads int) ([]Pair, *Household, error) {
	l := &lending{households: h, m: m, persons: persons, kinds: kindsOf(m)}
	l.link()
	if err := l.cross(ctx, threads); err != nil {
		return nil, nil, err
	}
	l.share = train.Shares(l.kinds.densities(l.patterns), l.pairs, l.kinds.base, fewCertain)
	told := &Household{Households: h.blocks.Len(), Linked: len(l.links), Share: l.share[0], Base: l.kinds.base[0]}
	var open float64
	for _, n := range l.pairs {
		open += n
	}
	told.Open = int(math.Round(open))
	lent := map[uint64]Pair{}
	for _, of := range l.crossings {
		l.gain(of, float32(floor), lent)
	}
	told.Lent = len(lent)
	for i, p := range pairs {
		if with, ok := lent[rowsOf(p.A, p.B)]; ok {
			pairs[i] = with
			delete(lent, rowsOf(p.A, p.B))
			told.lifted(with, threshold)
		}
	}
	for _, p := range lent { // their order is made later
		pairs = append(pairs, p)
		told.lifted(p, threshold)
	}
	return sortPairs(pairs, h.e.n), told, nil
}

func (t *Household) lifted(p Pair, threshold float64) {
	if float64(p.Weight) >= threshold && float64(p.Weight-p.Lent) < threshold {
		t.Lifted++
	}
}

// rowsOf names a pair of rows, the lower one first.
func rowsOf(a, b uint32) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

// link finds the households that have a person in common.
func (l *lending) link() {
	for r, p := range l.persons {
		if of := l.of[r]; of != noHousehold {
			l.seats = append(l.seats, seat{p, of})
		}
	}
	slices.SortFunc(l.seats, func(x, y seat) int {
		return cmp.Or(cmp.Compare(x.person, y.person), cmp.Compare(x.household, y.household))
	})
	l.seats = slices.Compact(l.seats)
	for from := 0; from < len(l.seats); {
		own := l.seatsOf(l.seats[from].person)
		from += len(own)
		if len(own) > mostMembers {
			continue
		}
		for i, x := range own {
			for _, y := range own[i+1:] {
				l.links = append(l.links, linked{x.household, y.household})
			}
		}
	}
	slices.SortFunc(l.links, func(x, y linked) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	l.links = slices.Compact(l.links)
}

// seatsOf are the households of a person, in order.
func (l *lending) seatsOf(person uint32) []seat {
	from, _ := slices.BinarySearchFunc(l.seats, person, func(s seat, p uint32) int { return cmp.Compare(s.person, p) })
	to := from
	for to < len(l.seats) && l.seats[to].person == person {
		to++
	}
	return l.seats[from:to]
}

// apart reports whether two persons have a household in common, or one of them
// has rows on both sides of a link and is matched there.
func (l *lending) apart(p, q uint32, of linked) bool {
	x, y := l.seatsOf(p), l.seatsOf(q)
	in := func(seats []seat, household uint32) bool {
		return slices.ContainsFunc(seats, func(s seat) bool { return s.household == household })
	}
	return p == q || in(x, of.b) || in(y, of.a) || slices.ContainsFunc(x, func(s seat) bool { return in(y, s.household) })
}

// linksAtATime is how many links a thread looks at.
const linksAtATime = 1 << 8

// cross grades the pairs across all links and counts their patterns.
func (l *lending) cross(ctx context.Context, threads int) error {
	l.crossings = make([][]crossing, len(l.links))
	graded := make([][]train.Pattern, len(l.links))
	err := each(ctx, threads, (len(l.links)+linksAtATime-1)/linksAtATime, func(part int) error {
		g := newGrader(l.e)
		for i := part * linksAtATime; i < min((part+1)*linksAtATime, len(l.links)); i++ {
			l.crossings[i], graded[i] = l.across(g, l.links[i])
		}
		return nil
	})
	var counter train.Counter
	for i, of := range l.crossings {
		rows := map[uint64]float64{}
		for _, c := range of {
			rows[uint64(c.p)<<32|uint64(c.q)]++
		}
		for j, c := range of {
			n := counter.Number(graded[i][j])
			if int(n) == len(l.pairs) {
				l.pairs = append(l.pairs, 0)
			}
			l.pairs[n] += 1 / rows[uint64(c.p)<<32|uint64(c.q)]
			of[j].pattern = n
		}
	}
	l.patterns = counter.Patterns
	return err
}

// across gives the pairs across one link.
func (l *lending) across(g *grader, of linked) (out []crossing, graded []train.Pattern) {
	for _, x := range l.blocks.Block(int(of.a)) {
		for _, y := range l.blocks.Block(int(of.b)) {
			p, q := l.persons[x], l.persons[y]
			if !l.e.sources.Allowed(x, y) || l.apart(p, q, of) {
				continue
			}
			pattern := g.pattern(l.e.row(x), l.e.row(y))
			out = append(out, crossing{x: x, y: y, p: p, q: q, weight: float32(l.m.Weight(pattern))})
			graded = append(graded, pattern)
		}
	}
	return out, graded
}

// best is the best partner of a person across a link.
type best struct {
	person        uint32
	weight, after float32 // of the best and of the next one
}

// gain gives the pairs across a link that gain, from floor on.
func (l *lending) gain(of []crossing, floor float32, to map[uint64]Pair) {
	left, right := map[uint32]best{}, map[uint32]best{}
	weights := map[[2]uint32]float32{}
	for _, c := range of {
		w, ok := weights[[2]uint32{c.p, c.q}]
		if !ok || c.weight > w {
			weights[[2]uint32{c.p, c.q}] = c.weight
		}
	}
	note := func(side map[uint32]best, of, with uint32, w float32) {
		b, ok := side[of]
		switch {
		case !ok:
			b = best{with, w, float32(math.Inf(-1))}
		case w > b.weight:
			b = best{with, w, b.weight}
		default:
			b.after = max(b.after, w)
		}
		side[of] = b
	}
	for pq, w := range weights { // which one is best does not depend on their order
		note(left, pq[0], pq[1], w)
		note(right, pq[1], pq[0], w)
	}
	for _, c := range of {
		p, q := left[c.p], right[c.q]
		if p.person != c.q || q.person != c.p || p.after == p.weight || q.after == q.weight {
			continue
		}
		if w := float32(l.kinds.weight(l.patterns[c.pattern], l.share)); w > c.weight && w >= floor {
			to[rowsOf(c.x, c.y)] = Pair{A: min(c.x, c.y), B: max(c.x, c.y), Weight: w, Pattern: l.patterns[c.pattern], Lent: w - c.weight}
		}
	}
}

// kinds are the classes of a model put together in those whose shares differ
// among the members of linked households: matches, the members of one
// household, relatives who live apart, and all others. Inside a kind the classes
// keep their shares: of relatives some are twins everywhere.
type kinds struct {
	classes []classRatios
	of      []int     // class -> kind
	base    []float64 // share of every kind among all pairs; matches are the first
	pairs   float64
}

func kindsOf(m *Model) kinds {
	k := kinds{classes: ratiosOf(m), base: make([]float64, 2)}
	mix := m.Mixture.Classes
	kind := make([]int, len(mix))
	for i, c := range mix {
		switch {
		case c.Match:
		case c.Share > 0: // those of its parent who resemble each other
			kind[i] = kind[c.Parent]
		case slices.ContainsFunc(mix, func(o train.Class) bool { return o.Share > 0 && o.Parent == i && !o.Match }):
			kind[i] = len(k.base)
			k.base = append(k.base, 0)
		default:
			kind[i] = 1
		}
	}
	for i, c := range mix {
		if c.Pairs > 0 {
			k.of = append(k.of, kind[i])
			k.base[kind[i]] += c.Pairs
			k.pairs += c.Pairs
		}
	}
	for i := range k.base {
		k.base[i] /= k.pairs
	}
	return k
}

// density sets to to how likely every kind makes a pattern, beside chance.
func (k *kinds) density(p train.Pattern, to []float64) {
	clear(to)
	for i, c := range k.classes {
		d := c.pairs / (k.pairs * k.base[k.of[i]])
		for o, field := range c.own {
			d *= c.ratio[o][p.Grade(field)]
		}
		to[k.of[i]] += d
	}
}

func (k *kinds) densities(patterns []train.Pattern) [][]float64 {
	out := make([][]float64, len(patterns))
	for i, p := range patterns {
		out[i] = make([]float64, len(k.base))
		k.density(p, out[i])
	}
	return out
}

// weight is the log2 odds of a match where the kinds have these shares.
func (k *kinds) weight(p train.Pattern, share []float64) float64 {
	d := make([]float64, len(share))
	k.density(p, d)
	var other float64
	for i := range d[1:] {
		other += share[i+1] * d[i+1]
	}
	const tiny = 1e-300
	return math.Log2(max(share[0]*d[0], tiny)) - math.Log2(max(other, tiny))
}

// personsOf are the rows that are one by the pairs above the threshold.
func personsOf(n int, pairs []Pair, threshold float64) []uint32 {
	return cluster.Components(n, edgesOf(pairs), float32(threshold))
}
