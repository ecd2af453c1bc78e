package train

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// Quality is what a mixture expects of the pairs at or above a weight. Recall is
// among the counted pairs: what blocking lost is not in it.
type Quality struct {
	Pairs     float64 // pairs at or above the weight
	Precision float64
	Recall    float64
}

// Expected estimates, without labels, precision and recall when pairs of at
// least this weight are taken for matches: every pair is a match with the
// probability the mixture gives it (the false discovery rate of fastLink;
// Enamorado, Fifield and Imai 2019).
func (m *Mixture) Expected(counts []Count, weight float64) Quality {
	weights := m.Weights()
	var parts [chunkCount]expected
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() {
			for _, c := range counts[i*len(counts)/chunkCount : (i+1)*len(counts)/chunkCount] {
				parts[i].add(weights.Weight(c.Pattern), c.Pairs, weight)
			}
		})
	}
	wg.Wait()
	var e expected
	for _, p := range parts { // in their order: the sums do not depend on threads
		e.pairs, e.right, e.all = e.pairs+p.pairs, e.right+p.right, e.all+p.all
	}
	q := Quality{Pairs: e.pairs, Precision: 1, Recall: 1}
	if e.pairs > 0 {
		q.Precision = e.right / e.pairs
	}
	if e.all > 0 {
		q.Recall = e.right / e.all
	}
	return q
}

// expected adds up pairs at or above a weight, matches among them and matches
// in all.
type expected struct{ pairs, right, all float64 }

func (e *expected) add(w, pairs, least float64) {
	matches := pairs / (1 + math.Exp2(-w))
	e.all += matches
	if w >= least {
		e.pairs += pairs
		e.right += matches
	}
}

// Reliability is a bin of weights with what was expected and what was found.
type Reliability struct {
	From, To float64 // weights
	Labels   int
	Expected float64 // matches
	Matches  int
}

// Reliable compares the weights of judged pairs with the judgements, bin by
// bin; edges rise.
func (m *Mixture) Reliable(labels []Labelled, edges []float64) []Reliability {
	bins := make([]Reliability, len(edges)+1)
	for i := range bins {
		bins[i] = Reliability{From: math.Inf(-1), To: math.Inf(1)}
		if i > 0 {
			bins[i].From = edges[i-1]
		}
		if i < len(edges) {
			bins[i].To = edges[i]
		}
	}
	for _, l := range labels {
		w := m.Weight(l.Pattern)
		i, exact := slices.BinarySearch(edges, w)
		if exact {
			i++
		}
		bins[i].Labels++
		bins[i].Expected += 1 / (1 + math.Exp2(-w))
		if l.Match {
			bins[i].Matches++
		}
	}
	return bins
}

// Bootstrap fits the mixture again, times over, to counts drawn anew: every
// counted pair counts as often as chance makes it, by a Poisson variable of mean
// one. The fits start from fitted, so that few iterations suffice. The spread of
// anything computed from them is its uncertainty from the choice of records; that
// the model itself may be wrong is not in it.
func Bootstrap(ctx context.Context, p Problem, fitted []Class, times int, seed uint64) ([]*Fit, error) {
	out := make([]*Fit, times)
	for b := range out {
		rng := rand.New(rand.NewPCG(seed, uint64(b)))
		q := p
		q.Classes = fitted
		q.Counts, q.Apart = redraw(p.Counts, rng), redraw(p.Apart, rng)
		var err error
		if out[b], err = EM(ctx, q); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func redraw(counts []Count, rng *rand.Rand) []Count {
	out := make([]Count, 0, len(counts))
	for _, c := range counts {
		if n := poisson(c.Pairs, rng); n > 0 {
			out = append(out, Count{c.Pattern, n})
		}
	}
	return out
}

// poisson draws a Poisson variable; a large one by the normal distribution,
// which is then as good.
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

// Interval is where the middle share of some values lies.
func Interval(values []float64, share float64) (low, high float64) {
	if len(values) == 0 {
		return math.NaN(), math.NaN()
	}
	v := slices.Clone(values)
	slices.Sort(v)
	at := func(q float64) float64 { return v[min(len(v)-1, int(q*float64(len(v))))] }
	return at((1 - share) / 2), at((1 + share) / 2)
}
