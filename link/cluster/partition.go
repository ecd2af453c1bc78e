package cluster

import (
	"math"
	"math/bits"
)

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

// excess is the weight of two slots above the threshold, 0 without one.
func (d *dense) excess(i, j int) weight {
	c := d.at(i, j)
	switch {
	case math.IsInf(c.sum, -1):
		return never
	case c.pairs == 0:
		return 0
	}
	return weight(math.Round(min(max(float64(c.top)-float64(d.r.opts.Threshold), -most), most) * unit))
}

// exact returns the partition with the greatest sum of weights inside parts,
// and the fewest parts among equals, by dynamic programming over sets: the
// best of a set is the best part with its first member and the best of the
// rest. Where people are pairs this is the best assignment; larger parts would
// count the same evidence many times over.
func (d *dense) exact() []int32 {
	full := 1<<d.k - 1
	inside := make([]weight, full+1) // sum of weights in a set, never when forbidden
	best := make([]weight, full+1)
	parts := make([]int, full+1)
	choice := make([]int, full+1)
	for set := 1; set <= full; set++ {
		first := bits.TrailingZeros(uint(set))
		rest := set & (set - 1)
		inside[set] = inside[rest]
		for s := rest; s != 0 && inside[set] != never; s &= s - 1 {
			if w := d.excess(first, bits.TrailingZeros(uint(s))); w == never {
				inside[set] = never
			} else {
				inside[set] += w
			}
		}
		// All sets with the first member, the whole set first.
		for s := rest; ; s = (s - 1) & rest {
			part, others := s|1<<first, rest&^s
			if inside[part] != never {
				sum, count := inside[part]+best[others], 1+parts[others]
				if choice[set] == 0 || sum > best[set] || sum == best[set] && count < parts[set] {
					best[set], parts[set], choice[set] = sum, count, part
				}
			}
			if s == 0 {
				break
			}
		}
	}
	part := make([]int32, d.k)
	for set := full; set != 0; set &^= choice[set] {
		first := int32(bits.TrailingZeros(uint(set)))
		for s := choice[set]; s != 0; s &= s - 1 {
			part[bits.TrailingZeros(uint(s))] = first
		}
	}
	return part
}
