package train

import "math"

// certainOdds are the odds from which a pair is taken for a certain match.
const certainOdds = 100

// Certain estimates how often matches disagree, from pairs that are certainly
// matches whatever they do in the comparison in question: the odds of all the
// others together are a hundred. So it is known of matches that nothing else
// could pass for, and does not rest on what a fit takes for matches besides.
//
// For every comparison it returns the share of such pairs that have nothing in
// common, that up to grade Low, and how many pairs both are known from.
func (m *Mixture) Certain(counts []Count, fields []Field) (none, low, pairs []float64) {
	none, low, pairs = make([]float64, len(fields)), make([]float64, len(fields)), make([]float64, len(fields))
	odds := newOdds(m, len(fields))
	for _, c := range counts {
		odds.of(c.Pattern)
		for k, f := range fields {
			g := c.Pattern.Grade(k)
			if g == 0 || odds.match[k] < certainOdds*odds.other[k] {
				continue
			}
			pairs[k] += c.Pairs
			if g == 1 {
				none[k] += c.Pairs
			}
			if g <= max(1, f.Low) {
				low[k] += c.Pairs
			}
		}
	}
	for k, n := range pairs {
		if n > 0 {
			none[k], low[k] = none[k]/n, low[k]/n
		}
	}
	return none, low, pairs
}

// odds are the two sides of the odds of a pattern without each comparison.
type odds struct {
	m            *Mixture
	match, other []float64
	after        []float64
}

func newOdds(m *Mixture, k int) *odds {
	return &odds{m, make([]float64, k), make([]float64, k), make([]float64, k+1)}
}

func (o *odds) of(p Pattern) {
	clear(o.match)
	clear(o.other)
	last := len(o.match) - 1
	for i := range o.m.Classes {
		c := &o.m.Classes[i]
		o.after[last+1] = 1
		for k := last; k >= 0; k-- {
			o.after[k] = o.after[k+1] * c.P[k][p.Grade(k)]
		}
		side := o.other
		if c.Match {
			side = o.match
		}
		before := c.Pairs
		for k := range side {
			side[k] += before * o.after[k+1]
			before *= c.P[k][p.Grade(k)]
		}
	}
}

// Upper bounds a share that was found among n pairs: it may be twice as large,
// since pairs that are certain are of the better records, and two standard
// deviations more.
func Upper(share, n float64) float64 {
	return 2*share + 2*math.Sqrt((share+1/n)/n)
}
