// Package assess says how good a run of the engine is, with or without anybody
// who knows.
//
// Three answers of different worth stand beside each other:
//
//   - [Measure] is what the model believes of its own matches, with intervals.
//     It is free, and as right as the model is.
//   - [Check] plants duplicates and impostors whose truth is known and lets the
//     frozen model find them. It sees faults of blocking and of the weights, but
//     only those that show in records spoilt as the model says they are.
//   - [Draw] picks pairs for people to judge and [Answers] estimates from what
//     they say. That is the only one of the three that knows more than the model.
//
// Everything random is seeded: the same run gives the same figures.
package assess

import (
	"math"
)

// Estimate is a share with its 95 percent interval, all between 0 and 1.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// normal95 bounds the middle 95 percent of a normal distribution.
const normal95 = 1.959963984540054

// Share is k of n with the interval of Wilson (1927); of nothing, nothing is
// known.
func Share(k, n int) Estimate {
	if n <= 0 {
		return Estimate{0, 0, 1}
	}
	m, p := float64(n), float64(k)/float64(n)
	z2 := normal95 * normal95
	mid := p + z2/(2*m)
	half := normal95 * math.Sqrt(p*(1-p)/m+z2/(4*m*m))
	return Estimate{p, max(0, (mid-half)/(1+z2/m)), min(1, (mid+half)/(1+z2/m))}
}

// Apart reports whether two intervals have nothing in common.
func (e Estimate) Apart(o Estimate) bool { return e.High < o.Low || o.High < e.Low }

// ratio is a/b, 1 where there is nothing.
func ratio(a, b float64) float64 {
	if b <= 0 {
		return 1
	}
	return a / b
}
