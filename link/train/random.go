package train

import (
	"math/rand/v2"
	"slices"

	"quanyuan/link/compare"
)

// Grader gives the grade of two distinct, present values of a column.
type Grader func(a, b uint32) uint8

// Sides holds how often every value occurs: in one table with itself
// (Right nil) or in two tables.
type Sides struct {
	Left, Right []uint32
}

// sampleDraws is the number of value pairs drawn per column. A level met once
// in ten thousand pairs is then known to about 20 percent.
const sampleDraws = 300_000

// Random estimates how many of all pairs of records show each grade in one
// column, among pairs with both values present. Agreement of equal values is
// exact: the sum of c(c-1)/2, or of a·b for two tables. Unequal values are
// graded over all pairs of distinct values when there are few, otherwise over
// a fixed sample drawn by frequency.
//
// missing marks values that say nothing; same gives the grade of a value with
// itself. compareValues orders the values by what they say, so that the sample
// does not depend on their numbers. The result has one entry per grade; entry 0
// is unused.
func Random(sides Sides, grades int, compareValues func(a, b uint32) int, missing func(uint32) bool, same func(uint32) uint8, grade Grader, seed uint64) []float64 {
	left, right := sides.Left, sides.Right
	two := right != nil
	if !two {
		right = left
	}
	out := make([]float64, grades)
	var present []uint32
	var nl, nr, equal float64
	for v := range left {
		a, b := float64(left[v]), float64(right[v])
		if (a == 0 && b == 0) || missing(uint32(v)) {
			continue
		}
		present = append(present, uint32(v))
		nl += a
		nr += b
		e := a * b
		if !two {
			e = a * (a - 1) / 2
		}
		out[same(uint32(v))] += e
		equal += e
	}
	total := nl * nr
	if !two {
		total = nl * (nl - 1) / 2
	}
	if total <= 0 || len(present) < 2 {
		return out
	}
	if n := len(present); n*(n-1)/2 <= sampleDraws {
		for i, v := range present {
			for _, w := range present[:i] {
				pairs := float64(left[v]) * float64(right[w])
				if two {
					pairs += float64(left[w]) * float64(right[v])
				}
				if pairs > 0 {
					out[grade(v, w)] += pairs
				}
			}
		}
		return out
	}
	slices.SortFunc(present, compareValues)
	sampled := make([]float64, grades)
	drawn := 0.0
	l, r := newUrn(present, left), newUrn(present, right)
	rng := rand.New(rand.NewPCG(seed, 0x71616e))
	for range sampleDraws {
		v, w := l.draw(rng), r.draw(rng)
		if v == w {
			continue
		}
		sampled[grade(v, w)]++
		drawn++
	}
	// A grade that the sample did not meet may still be as frequent as one in
	// as many pairs as were drawn: half a hit. What agrees exactly is counted.
	for g := int(compare.Else); g < grades; g++ {
		if out[g] == 0 {
			sampled[g] = max(sampled[g], 0.5)
		}
		out[g] += (total - equal) * sampled[g] / max(drawn, 1)
	}
	return out
}

// urn draws values by their frequency in constant time (Walker's alias method).
type urn struct {
	values []uint32
	keep   []float64
	alias  []uint32
}

func newUrn(values, counts []uint32) *urn {
	n := len(values)
	u := &urn{values, make([]float64, n), make([]uint32, n)}
	var total float64
	for _, v := range values {
		total += float64(counts[v])
	}
	var small, large []int
	for i, v := range values {
		u.keep[i] = float64(counts[v]) * float64(n) / total
		u.alias[i] = uint32(i)
		if u.keep[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		u.alias[s] = uint32(l)
		if u.keep[l] -= 1 - u.keep[s]; u.keep[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	return u
}

func (u *urn) draw(rng *rand.Rand) uint32 {
	i := rng.IntN(len(u.values))
	if rng.Float64() < u.keep[i] {
		return u.values[i]
	}
	return u.values[u.alias[i]]
}
