package train

import (
	"math"
	"slices"
)

// Weight is the log2 odds that a pair with this pattern is a match. What chance
// makes of a pattern is a factor of all classes and falls out.
func (m *Mixture) Weight(p Pattern) float64 {
	chance := m.Chance()
	var match, other float64
	for i := range m.Classes {
		c := &m.Classes[i]
		v := c.Pairs
		for k := range c.P {
			g := p.Grade(k)
			v *= c.P[k][g] / chance[k][g]
		}
		if c.Match {
			match += v
		} else {
			other += v
		}
	}
	return logOdds(match, other)
}

// Chance has for every comparison the distribution that classes left to chance
// have: of all pairs where a class other than the background is, else of that.
func (m *Mixture) Chance() [][]float64 {
	last := len(m.Classes) - 1
	chance := slices.Clone(m.Classes[last].P)
	for k := range chance {
		for _, c := range m.Classes[:last] {
			if k < len(c.From) && c.From[k] == ByChance {
				chance[k] = c.P[k]
				break
			}
		}
	}
	return chance
}

func logOdds(match, other float64) float64 {
	const tiny = 1e-300
	return math.Log2(max(match, tiny)) - math.Log2(max(other, tiny))
}

// Weights are a mixture ready for many patterns: they leave out the comparisons
// in which a class is like chance, and classes without pairs. They give the
// same weights as the mixture to the last bit, since what is left out is a
// factor of one. They are safe for concurrent use.
type Weights struct {
	classes []ratios
	factors []factor
}

// ratios are the factors of a class: factors[from:to].
type ratios struct {
	match    bool
	pairs    float64
	from, to int
}

// factor is how much likelier than chance a class makes each grade.
type factor struct {
	shift uint
	ratio [gradeCount]float64
}

// Weights prepares the mixture.
func (m *Mixture) Weights() *Weights {
	w := &Weights{}
	chance := m.Chance()
	for _, c := range m.Classes {
		if c.Pairs == 0 {
			continue
		}
		r := ratios{match: c.Match, pairs: c.Pairs, from: len(w.factors)}
		for k, p := range c.P {
			f := factor{shift: uint(k * gradeBits)}
			own := false
			for g := range p {
				f.ratio[g] = p[g] / chance[k][g]
				own = own || f.ratio[g] != 1
			}
			if own {
				w.factors = append(w.factors, f)
			}
		}
		r.to = len(w.factors)
		w.classes = append(w.classes, r)
	}
	return w
}

// Weight is the log2 odds that a pair with this pattern is a match.
func (w *Weights) Weight(p Pattern) float64 {
	var match, other float64
	for _, c := range w.classes {
		v := c.pairs
		for i := c.from; i < c.to; i++ {
			f := &w.factors[i]
			v *= f.ratio[p>>f.shift&(gradeCount-1)]
		}
		if c.match {
			match += v
		} else {
			other += v
		}
	}
	return logOdds(match, other)
}
