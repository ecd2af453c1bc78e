// Package train estimates the parameters of the linkage model from counts of
// agreement patterns, without labels.
package train

import (
	"math/rand/v2"
	"slices"
)

// Pattern is the grades of a pair, four bits a comparison, the first
// comparison in the lowest bits. Grade 0 is a missing value.
type Pattern uint64

// MaxComparisons is how many comparisons fit a pattern.
const MaxComparisons = 16

// Grade is the grade of comparison k.
func (p Pattern) Grade(k int) int { return int(p >> (4 * k) & 15) }

// With returns p with the grade of comparison k set; it must be 0 before.
func (p Pattern) With(k, grade int) Pattern { return p | Pattern(grade)<<(4*k) }

// Count is how many pairs show a pattern.
type Count struct {
	Pattern Pattern
	Pairs   float64
}

// Counter numbers the distinct patterns in order of first appearance and
// counts them. The zero value is ready. It is not safe for concurrent use:
// every thread has its own, and Merge joins them.
type Counter struct {
	Patterns []Pattern
	Pairs    []int64
	slots    []uint32 // number of the pattern + 1
	shift    uint
}

// Add counts a pattern and returns its number.
func (c *Counter) Add(p Pattern) uint32 {
	n := c.Number(p)
	c.Pairs[n]++
	return n
}

// Number returns the number of a pattern without counting it.
func (c *Counter) Number(p Pattern) uint32 {
	if len(c.Patterns)*2 >= len(c.slots) {
		c.grow()
	}
	mask := uint64(len(c.slots) - 1)
	for i := uint64(p) * 0x9E3779B97F4A7C15 >> c.shift; ; i = (i + 1) & mask {
		s := c.slots[i&mask]
		if s == 0 {
			c.Patterns = append(c.Patterns, p)
			c.Pairs = append(c.Pairs, 0)
			c.slots[i&mask] = uint32(len(c.Patterns))
			return uint32(len(c.Patterns) - 1)
		}
		if c.Patterns[s-1] == p {
			return s - 1
		}
	}
}

// Touch loads what counting some patterns looks at, all of it together: where
// patterns are many, each would wait for memory alone. The sum means nothing.
func (c *Counter) Touch(patterns []Pattern) (sum uint32) {
	if len(c.slots) == 0 {
		return 0
	}
	for _, p := range patterns {
		sum += c.slots[uint64(p)*0x9E3779B97F4A7C15>>c.shift]
	}
	for _, p := range patterns {
		if s := c.slots[uint64(p)*0x9E3779B97F4A7C15>>c.shift]; s > 0 {
			sum += uint32(c.Patterns[s-1])
		}
	}
	return sum
}

func (c *Counter) grow() {
	size := max(1024, 2*len(c.slots))
	c.slots = make([]uint32, size)
	c.shift = 64
	for n := size; n > 1; n >>= 1 {
		c.shift--
	}
	mask := uint64(size - 1)
	for n, p := range c.Patterns {
		i := uint64(p) * 0x9E3779B97F4A7C15 >> c.shift
		for c.slots[i&mask] != 0 {
			i++
		}
		c.slots[i&mask] = uint32(n + 1)
	}
}

// Seal lets go of all but the patterns and their numbers. Nothing can be counted
// afterwards.
func (c *Counter) Seal() { c.Pairs, c.slots = nil, nil }

// Merge joins the counts of several counters, ordered by pattern, so that the
// result does not depend on how the pairs were divided.
func Merge(counters ...*Counter) []Count {
	var all Counter
	for _, c := range counters {
		for i, p := range c.Patterns {
			all.Pairs[all.Number(p)] += c.Pairs[i]
		}
	}
	out := make([]Count, 0, len(all.Patterns))
	for i, p := range all.Patterns {
		if all.Pairs[i] > 0 {
			out = append(out, Count{p, float64(all.Pairs[i])})
		}
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.Pattern < b.Pattern {
			return -1
		}
		return 1
	})
	return out
}

// Thin draws about most of the counted patterns and lets the drawn ones stand
// for the rest. Patterns with many exact agreements are drawn first, since
// matches are few among them all; exact are the first exact grades.
func Thin(counts []Count, exact []int, most int, seed uint64) []Count {
	if len(counts) <= most {
		return counts
	}
	value := make([]float64, len(counts))
	for i, c := range counts {
		value[i] = c.Pairs
		for k, e := range exact {
			if c.Pattern.Grade(k) >= e {
				value[i] *= 2
			}
		}
	}
	// the rate at which the expected number of drawn patterns is most
	low, high := 0.0, float64(most)
	for range 60 {
		mid := (low + high) / 2
		var n float64
		for _, v := range value {
			n += min(1, mid*v)
		}
		if n > float64(most) {
			high = mid
		} else {
			low = mid
		}
	}
	rng := rand.New(rand.NewPCG(seed, 0x7468))
	out := make([]Count, 0, most+most/8)
	for i, c := range counts {
		keep := min(1, low*value[i])
		if rng.Float64() < keep {
			out = append(out, Count{c.Pattern, c.Pairs / keep})
		}
	}
	return out
}
