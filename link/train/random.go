package train

import (
	"math/rand/v2"

	"quanyuan/link/compare"
)

// Grader gives the grade of two distinct, present values of a column.
type Grader func(a, b uint32) uint8

// sampleDraws is the number of value pairs drawn per column. A level met once
// in ten thousand pairs is then known to about 20 percent.
const sampleDraws = 300_000

// Random estimates how many of all pairs of records show each grade in one
// column, among pairs with both values present. left and right are the values
// of the rows, 0 for missing, in an order that depends on nothing but what the
// rows say; right is nil when pairs are made inside one table. values is the
// number of values.
//
// Agreement of equal values is exact: the sum of c(c-1)/2, or of a·b for two
// tables. Unequal values are graded over all pairs of distinct values when
// there are few, otherwise over a fixed sample of rows. same gives the grade of
// a value with itself. The result has one entry per grade; entry 0 is unused.
func Random(left, right []uint32, values, grades int, same func(uint32) uint8, grade Grader, seed uint64) []float64 {
	two := right != nil
	l, lc := present(left, values)
	r, rc := l, lc
	if two {
		r, rc = present(right, values)
	}
	out := make([]float64, grades)
	var equal float64
	var distinct []uint32
	for v := 1; v < values; v++ {
		a, b := float64(lc[v]), float64(rc[v])
		if a == 0 && b == 0 {
			continue
		}
		distinct = append(distinct, uint32(v))
		e := a * b
		if !two {
			e = a * (a - 1) / 2
		}
		if e > 0 {
			out[same(uint32(v))] += e
			equal += e
		}
	}
	total := float64(len(l)) * float64(len(r))
	if !two {
		total = float64(len(l)) * float64(len(l)-1) / 2
	}
	if total <= 0 || len(distinct) < 2 {
		return out
	}
	if n := len(distinct); n*(n-1)/2 <= sampleDraws {
		for i, v := range distinct {
			for _, w := range distinct[:i] {
				pairs := float64(lc[v]) * float64(rc[w])
				if two {
					pairs += float64(lc[w]) * float64(rc[v])
				}
				if pairs > 0 {
					out[grade(v, w)] += pairs
				}
			}
		}
		return out
	}
	sampled := make([]float64, grades)
	drawn := 0.0
	rng := rand.New(rand.NewPCG(seed, 0x71616e))
	for range sampleDraws {
		v, w := l[rng.IntN(len(l))], r[rng.IntN(len(r))]
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

// present drops the missing values and counts the others.
func present(rows []uint32, values int) (ids, counts []uint32) {
	counts = make([]uint32, values)
	ids = make([]uint32, 0, len(rows))
	for _, v := range rows {
		if v != 0 {
			ids = append(ids, v)
			counts[v]++
		}
	}
	return ids, counts
}
