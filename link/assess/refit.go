package assess

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"quanyuan/link"
	"quanyuan/link/train"
)

const (
	// mostRefitted is how many patterns are weighed again in a replicate: those
	// that say most. What the others say is kept.
	mostRefitted = 1_500
	// refitSteps is how many steps of EM a replicate takes.
	refitSteps = 3
	// trainedPairs is about how many candidates training looks at.
	trainedPairs = 1 << 19
)

// refit fits the parameters of a model again to other counts. Training knew more
// than the counts, such as pairs apart from the candidates and expectations; so
// what a step of EM makes of the new counts is taken in proportion to what it
// makes of the old ones, and the old counts give the old parameters.
type refit struct {
	model       *link.Model
	counts      []train.Count
	weight      []float64
	probability []float64
	above       []float64 // pairs at or above the cuts
	scale       float64   // pairs that a pair of the training stands for

	most   []int   // the patterns that are weighed again
	grades []uint8 // theirs, pattern after pattern
	own    [][]int // class -> comparisons in which it is not like chance
	fitted *parameters
	rest   *parameters // the sums of the other patterns
	kept   *tally      // and their matches
	once   *parameters // what a step makes of the old counts
}

// parameters are the sizes of classes and their distributions, or the sums that
// make them.
type parameters struct {
	n []float64
	p [][][]float64
}

func newRefit(m *link.Model, counts []train.Count, cuts []float64) *refit {
	r := &refit{model: m, counts: counts, weight: make([]float64, len(counts)), probability: make([]float64, len(counts)), above: make([]float64, len(cuts))}
	prepared := m.Mixture.Weights()
	says, order := make([]float64, len(counts)), make([]int, len(counts))
	var all float64
	for i, c := range counts {
		r.weight[i] = float64(float32(prepared.Weight(c.Pattern))) // as the run rounds it
		p := link.Probability(r.weight[i])
		r.probability[i], says[i], order[i] = p, c.Pairs*p*(1.01-p), i
		all += c.Pairs
		for t, cut := range cuts {
			if r.weight[i] >= cut {
				r.above[t] += c.Pairs
			}
		}
	}
	r.scale = max(1, all/trainedPairs)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(says[b], says[a]) })
	r.fitted = r.zero()
	chance := m.Mixture.Classes[len(m.Mixture.Classes)-1].P
	for c, class := range m.Mixture.Classes {
		r.fitted.n[c] = class.Pairs
		var own []int
		for k, from := range class.From {
			if from != train.ByChance || !slices.Equal(class.P[k], chance[k]) {
				own = append(own, k)
			}
		}
		r.own = append(r.own, own)
		for k := range class.P {
			copy(r.fitted.p[c][k], class.P[k])
		}
	}
	r.rest = r.zero()
	r.take(order[min(len(order), mostRefitted):])
	w := r.weigher(r.fitted)
	r.kept = newTally(len(cuts))
	for _, i := range r.most {
		r.kept.add(r.weight[i], counts[i].Pairs, r.probability[i], cuts)
	}
	for at, i := range r.most {
		w.divide(at, counts[i].Pairs, r.rest)
	}
	r.take(order[:min(len(order), mostRefitted)])
	r.once = r.step(r.fitted, func(at int) float64 { return counts[r.most[at]].Pairs })
	return r
}

// take makes some patterns those that are weighed.
func (r *refit) take(which []int) {
	r.most = slices.Sorted(slices.Values(which))
	r.grades = r.grades[:0]
	for _, i := range r.most {
		for k := range r.model.Comparisons {
			r.grades = append(r.grades, uint8(r.counts[i].Pattern.Grade(k)))
		}
	}
}

func (r *refit) zero() *parameters {
	t := &parameters{n: make([]float64, len(r.model.Mixture.Classes)), p: make([][][]float64, len(r.model.Mixture.Classes))}
	for c := range t.p {
		for _, k := range r.model.Comparisons {
			t.p[c] = append(t.p[c], make([]float64, len(k.Grades)))
		}
	}
	return t
}

// weigher weighs patterns by some parameters: the ratios of the classes to
// chance.
type weigher struct {
	*refit
	sizes  []float64
	ratios [][][16]float64 // class, of its own comparisons
	parts  []float64
}

func (r *refit) weigher(t *parameters) *weigher {
	w := &weigher{refit: r, sizes: t.n, ratios: make([][][16]float64, len(t.n)), parts: make([]float64, len(t.n))}
	chance := t.p[len(t.p)-1]
	for c := range t.n {
		w.ratios[c] = make([][16]float64, len(r.own[c]))
		for j, k := range r.own[c] {
			for g := range t.p[c][k] {
				w.ratios[c][j][g] = 1
				if g > 0 || r.model.Comparisons[k].Informative {
					w.ratios[c][j][g] = t.p[c][k][g] / chance[k][g]
				}
			}
		}
	}
	return w
}

// divide divides some pairs of a weighed pattern among the classes and adds them
// to the sums, unless these are nil. It returns the probability of a match.
func (w *weigher) divide(at int, pairs float64, sums *parameters) float64 {
	row := w.grades[at*len(w.model.Comparisons) : (at+1)*len(w.model.Comparisons)]
	var match, all float64
	for c, v := range w.sizes {
		if v > 0 {
			for j, k := range w.own[c] {
				v *= w.ratios[c][j][row[k]&15]
			}
		}
		w.parts[c] = v
		all += v
		if w.model.Mixture.Classes[c].Match {
			match += v
		}
	}
	if sums == nil || all <= 0 {
		return ratio(match, all)
	}
	for c, v := range w.parts {
		if v *= pairs / all; v < 1e-9 {
			continue
		}
		sums.n[c] += v
		for _, k := range w.own[c] {
			sums.p[c][k][row[k]] += v
		}
	}
	return ratio(match, all)
}

// step adds up what the classes have of all patterns. Those who moved are as
// others in what tells people apart.
func (r *refit) step(t *parameters, pairs func(at int) float64) *parameters {
	sums := r.zero()
	for c := range sums.n {
		sums.n[c] = r.rest.n[c]
		for k := range sums.p[c] {
			copy(sums.p[c][k], r.rest.p[c][k])
		}
	}
	w := r.weigher(t)
	for at := range r.most {
		if n := pairs(at); n > 0 {
			w.divide(at, n, sums)
		}
	}
	for c, class := range r.model.Mixture.Classes {
		for k, from := range class.From {
			if class.Match && from == train.AsMatch && c > 0 {
				for g, n := range sums.p[c][k] {
					sums.p[0][k][g] += n
				}
			}
		}
	}
	return sums
}

// again fits the parameters to counts drawn anew.
func (r *refit) again(rng *rand.Rand) *parameters {
	drawn := make([]float64, len(r.most))
	for at, i := range r.most {
		drawn[at] = r.scale * poisson(r.counts[i].Pairs/r.scale, rng)
	}
	t := r.fitted
	for range refitSteps {
		t = r.follow(r.step(t, func(at int) float64 { return drawn[at] }))
	}
	return t
}

// follow moves the fitted parameters as the sums moved.
func (r *refit) follow(sums *parameters) *parameters {
	t := r.zero()
	classes := r.model.Mixture.Classes
	for c, class := range classes {
		t.n[c] = r.fitted.n[c]
		if c < len(classes)-1 {
			t.n[c] *= (sums.n[c] + r.scale) / (r.once.n[c] + r.scale)
		}
		for k, from := range class.From {
			fitted := r.fitted.p[c][k]
			switch from {
			case train.ByChance, train.Agreeing:
				copy(t.p[c][k], fitted)
			case train.AsMatch:
				copy(t.p[c][k], t.p[0][k]) // for small classes of others nearly so
			case train.AsParent:
				copy(t.p[c][k], t.p[class.Parent][k])
			default:
				r.move(t.p[c][k], fitted, sums.p[c][k], r.once.p[c][k])
			}
		}
	}
	return t
}

// move changes a distribution in proportion to sums; the missing value is none
// of its outcomes.
func (r *refit) move(to, fitted, sums, once []float64) {
	var before, after float64
	for g := 1; g < len(fitted); g++ {
		to[g] = fitted[g] * (sums[g] + r.scale) / (once[g] + r.scale)
		before += fitted[g]
		after += to[g]
	}
	to[0] = fitted[0]
	for g := 1; g < len(fitted); g++ {
		to[g] *= ratio(before, after)
	}
}

// poisson draws a Poisson variable; a large one by the normal distribution, which
// is then as good.
func poisson(mean float64, rng *rand.Rand) float64 {
	if mean > 100 {
		return max(0, math.Round(mean+math.Sqrt(mean)*rng.NormFloat64()))
	}
	n, product := 0.0, rng.Float64()
	for limit := math.Exp(-mean); product > limit; product *= rng.Float64() {
		n++
	}
	return n
}
