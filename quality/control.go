package quality

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Control is a chart of single values over time: what is usual, and what is not.
type Control struct {
	Mean, Lower, Upper float64
	Signals            []int // places of the values that are not just chance
}

// enoughPoints is how many values a chart needs to tell chance from change, and
// how many in a row on one side of the mean are no chance.
const enoughPoints = 8

// ControlOf draws limits around values that belong in an order: the mean and
// 2.66 times the mean of the steps from value to value (W. A. Shewhart's chart
// for single values; 2.66 = 3/1.128, the expected range of two). A value is a
// signal when it lies outside, or is the eighth in a row on one side of the mean
// (Western Electric rule 4). ok is false for fewer than eight values.
//
// The binomial limits of a p-chart would not do: figures of a register are one
// stock counted again every day, not a new sample each time.
func ControlOf(values []float64) (c Control, ok bool) {
	if len(values) < enoughPoints {
		return c, false
	}
	steps := 0.0
	for i, v := range values {
		c.Mean += v
		if i > 0 {
			steps += math.Abs(v-values[i-1]) / float64(len(values)-1)
		}
	}
	c.Mean /= float64(len(values))
	c.Lower, c.Upper = c.Mean-2.66*steps, c.Mean+2.66*steps
	run, side := 0, 0
	for i, v := range values {
		now := cmp.Compare(v, c.Mean)
		if now == 0 || now != side {
			run, side = 0, now
		}
		if now != 0 {
			run++
		}
		if v < c.Lower || v > c.Upper || run >= enoughPoints {
			c.Signals = append(c.Signals, i)
		}
	}
	return c, true
}

// Score is the weighed mean of a division's measures in percent, with the
// interval in which it may lie by chance.
type Score struct {
	Code             string
	Value, Low, High float64
	// Best and Worst are the places it may have: it is behind those whose
	// interval lies wholly above its own, and ahead of those wholly below.
	Best, Worst int
	None        bool // nothing of it can be scored
}

// Weighed is a measure of a division as it enters a score.
type Weighed struct {
	Share
	// Persons is of how many independent ones the share speaks: items of one
	// person are right or wrong together.
	Persons int
	Weight  float64
}

// Bounds is the interval of a share p of n, between 0 and 1; surveys know how.
type Bounds func(p, n float64) (low, high float64)

// Interval is that of the measure.
func (m *Weighed) Interval(b Bounds) (low, high float64) {
	return b(m.Rate()/100, float64(min(m.All, max(m.Persons, 1))))
}

// ScoreOf joins measures to a score. The interval joins those of the measures
// by the method of variance estimates recovery (G. Y. Zou, A. Donner, Statistics
// in Medicine 27, 2008). A measure of nothing does not count.
func ScoreOf(code string, ms []Weighed, b Bounds) Score {
	s := Score{Code: code}
	weights, low, high := 0.0, 0.0, 0.0
	for _, m := range ms {
		if m.All == 0 || m.Weight == 0 {
			continue
		}
		p := m.Rate() / 100
		l, u := m.Interval(b)
		weights += m.Weight
		s.Value += m.Weight * p
		low += m.Weight * m.Weight * (p - l) * (p - l)
		high += m.Weight * m.Weight * (u - p) * (u - p)
	}
	if weights == 0 {
		s.None = true
		return s
	}
	s.Value, low, high = s.Value/weights, math.Sqrt(low)/weights, math.Sqrt(high)/weights
	s.Low, s.High, s.Value = 100*max(0, s.Value-low), 100*min(1, s.Value+high), 100*s.Value
	return s
}

// Rank gives the places that scores may have. Where intervals overlap nobody
// is ahead.
func Rank(scores []Score) {
	for i := range scores {
		s := &scores[i]
		if s.None {
			continue
		}
		s.Best, s.Worst = 1, 0
		for k := range scores {
			switch o := &scores[k]; {
			case o.None:
			case o.Low > s.High:
				s.Best++
				s.Worst++
			case o.High >= s.Low:
				s.Worst++
			}
		}
	}
	slices.SortStableFunc(scores, func(a, b Score) int {
		order := 0
		if a.None != b.None {
			order = 1
			if b.None {
				order = -1
			}
		}
		return cmp.Or(order, cmp.Compare(a.Best, b.Best), cmp.Compare(a.Worst, b.Worst), cmp.Compare(a.Code, b.Code))
	})
}

// Weights say how much each measure counts in a score.
type Weights map[string]float64

// Usual weighs all measures alike but whole persons, which say the same as
// completeness.
func Usual() Weights {
	w := Weights{Unique.Key: 1, Timely.Key: 1}
	for _, d := range Definitions {
		w[d.Key] = 1
	}
	w["whole"] = 0
	return w
}

// Fit reports whether the weights name every measure and nothing else, none is
// below 0 and not all are 0.
func (w Weights) Fit() bool {
	sum := 0.0
	for _, x := range w {
		if !(x >= 0) || math.IsInf(x, 0) {
			return false
		}
		sum += x
	}
	return sum > 0 && slices.Equal(slices.Sorted(maps.Keys(w)), slices.Sorted(maps.Keys(Usual())))
}
