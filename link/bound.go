package link

import (
	"math"
	"math/bits"

	"quanyuan/link/train"
)

// Comparisons is a set of comparisons, a bit each.
type Comparisons uint32

// bounds are those of patterns that lack the same comparisons.
type bounds struct {
	open    Comparisons
	classes []boundedClass
	// ends are the ways in which the open comparisons can end, in each how much
	// likelier than chance every class makes it, class after class. Left out is
	// what another way surpasses whatever the pattern: it is at least as likely
	// among matches of every class and at most as likely among all others.
	ends  []float64
	known []weighed
}

// boundedClass has the factors of the comparisons that are made: how much
// likelier than chance the class makes each grade.
type boundedClass struct {
	match   bool
	pairs   float64
	factors []boundedFactor
}

type boundedFactor struct {
	shift uint
	ratio [16]float64
}

// Bound is about the greatest weight that a pattern can have after some more
// comparisons, which it lacks, and never less. Where that is below what counts,
// they need not be made.
func (w *Weigher) Bound(p train.Pattern, open Comparisons) float32 {
	if open == 0 {
		return w.Weight(p)
	}
	b := w.boundsOf(open)
	slot := &b.known[uint64(p)*0x9E3779B97F4A7C15>>(64-knownBits)]
	if !slot.ok || slot.pattern != p {
		*slot = weighed{p, b.most(p), true}
	}
	return slot.weight
}

// boundsOf are the bounds for a set of comparisons.
func (w *Weigher) boundsOf(open Comparisons) *bounds {
	for _, b := range w.bounds {
		if b.open == open {
			return b
		}
	}
	b := newBounds(w.judge.classes, w.e.fields, open)
	w.bounds = append(w.bounds, b)
	return b
}

func newBounds(classes []classRatios, fields []*field, open Comparisons) *bounds {
	b := &bounds{open: open, known: make([]weighed, 1<<knownBits)}
	n := len(classes)
	b.ends = make([]float64, n)
	for c, of := range classes {
		bounded := boundedClass{match: of.match, pairs: of.pairs}
		for i, k := range of.own {
			if open>>k&1 == 0 {
				f := boundedFactor{shift: uint(4 * k)}
				copy(f.ratio[:], of.ratio[i])
				bounded.factors = append(bounded.factors, f)
			}
		}
		b.classes, b.ends[c] = append(b.classes, bounded), 1
	}
	for rest := open; rest != 0; rest &= rest - 1 {
		k := bits.TrailingZeros32(uint32(rest))
		var ends []float64
		for from := 0; from < len(b.ends); from += n {
			for g := range fields[k].grades {
				end := b.ends[from : from+n]
				ends = append(ends, end...)
				for c, at := range classes {
					for i, own := range at.own {
						if own == k {
							ends[len(ends)-n+c] *= at.ratio[i][g]
						}
					}
				}
			}
		}
		b.ends = b.unsurpassed(ends)
	}
	return b
}

// unsurpassed leaves out the ends that another one surpasses.
func (b *bounds) unsurpassed(ends []float64) (out []float64) {
	n := len(b.classes)
	for x := 0; x < len(ends); x += n {
		surpassed := false
		for y := 0; y < len(ends) && !surpassed; y += n {
			// of equal ones the first stays
			surpassed = x != y && b.surpasses(ends[y:y+n], ends[x:x+n]) && (y < x || !b.surpasses(ends[x:x+n], ends[y:y+n]))
		}
		if !surpassed {
			out = append(out, ends[x:x+n]...)
		}
	}
	return out
}

// surpasses reports whether an end is at least as good for a match as another.
func (b *bounds) surpasses(end, other []float64) bool {
	for c, v := range end {
		if b.classes[c].match && v < other[c] || !b.classes[c].match && v > other[c] {
			return false
		}
	}
	return true
}

// most is the greatest weight of a pattern.
func (b *bounds) most(p train.Pattern) float32 {
	const tiny = 1e-300
	var room [64]float64
	have := append(room[:0], make([]float64, len(b.classes))...)
	for c := range b.classes {
		of := &b.classes[c]
		v := of.pairs
		for i := range of.factors {
			f := &of.factors[i]
			v *= f.ratio[p>>f.shift&15]
		}
		have[c] = v
	}
	most := 0.0
	for end := b.ends; len(end) > 0; end = end[len(have):] {
		var match, other float64
		for c, v := range have {
			if v *= end[c]; b.classes[c].match {
				match += v
			} else {
				other += v
			}
		}
		most = max(most, max(match, tiny)/max(other, tiny))
	}
	// Products are rounded otherwise than in [Model.Weight].
	const slack = 0.001
	return float32(math.Log2(most) + slack)
}
