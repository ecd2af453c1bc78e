package assess

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/train"
)

// Quality is what a model believes of the pairs it takes for matches. The
// intervals are of the choice of records and of the parameters that were fitted
// to them; that the form of the model may be wrong is not in them.
type Quality struct {
	Threshold float64 `json:"threshold"` // as a probability
	Pairs     float64 `json:"pairs"`     // at or above it
	// Precision is the share of matches among these pairs, Recall the share of
	// the matches among all compared pairs that is at or above the threshold.
	Precision Estimate `json:"precision"`
	Recall    Estimate `json:"recall"`
	// Blocking is the share of all matches that was compared, Overall that of all
	// matches which is found; nil when too few are found to tell.
	Blocking *Estimate `json:"blocking,omitempty"`
	Overall  *Estimate `json:"overall,omitempty"`
	// Curve is the same at other thresholds, from low ones to high.
	Curve []Point `json:"curve"`
	// Weights are those of all levels, in bits.
	Weights []LevelWeight `json:"weights"`
}

// Point is the quality at one threshold.
type Point struct {
	Weight    float64  `json:"weight"`
	Threshold float64  `json:"threshold"`
	Pairs     float64  `json:"pairs"`
	Precision Estimate `json:"precision"`
	Recall    Estimate `json:"recall"`
}

// LevelWeight is what reaching a level adds to the log2 odds of a match, against
// random pairs.
type LevelWeight struct {
	Comparison string  `json:"comparison"`
	Level      string  `json:"level"`
	Above      float64 `json:"above,omitempty"` // lowest frequency of the band
	Weight     float64 `json:"weight"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

// curveWeights are the thresholds of the curve, in bits.
var curveWeights = []float64{-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 10}

// Options say how quality is measured. The zero Options are the usual ones.
type Options struct {
	// Threads, all processors when 0, do not change the result.
	Threads int
	Seed    uint64
	// Times is how many replicates make the intervals, 100 when 0.
	Times int
	// Blocking is what share of all matches was compared, see
	// [link.BlockingRecall]; nil when it is not known.
	Blocking *block.Recall
}

const usualTimes = 100

// Measure estimates precision and recall from the counts of the compared pairs
// ([link.Result].Patterns): every pair is a match with the probability that the
// model gives it.
//
// The intervals are those of a bootstrap. Every replicate counts the pairs anew,
// by chance, and fits the parameters again to them, by a few steps of EM from
// where they are; then it asks what the new parameters make of the pairs that the
// old ones took for matches.
func Measure(ctx context.Context, m *link.Model, patterns []train.Count, threshold float64, o Options) (*Quality, error) {
	if !(threshold > 0 && threshold < 1) {
		return nil, fmt.Errorf("quality at threshold %v: it must be a probability between 0 and 1", threshold)
	}
	if o.Times <= 0 {
		o.Times = usualTimes
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	cuts := append([]float64{link.WeightOf(threshold)}, curveWeights...)
	r := newRefit(m, patterns, cuts)
	replicates := make([]replicate, o.Times)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(o.Threads)
	for b := range replicates {
		g.Go(func() error {
			if ctx.Err() == nil {
				replicates[b] = r.replicate(cuts, o.Blocking, rand.New(rand.NewPCG(o.Seed, uint64(b))))
			}
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return r.quality(cuts, threshold, replicates, o.Blocking), nil
}

// replicate is what one fit of the bootstrap gives.
type replicate struct {
	precision, recall []float64 // at every cut
	blocking          float64
	weights           []float64 // of all grades
}

// tally are the expected matches at every cut and below it, and how much chance
// there is in that.
type tally struct{ right, missed, noise, noiseMissed []float64 }

// add adds pairs of a pattern that are matches with a probability.
func (t *tally) add(weight, pairs, p float64, cuts []float64) {
	for i, cut := range cuts {
		if weight >= cut {
			t.right[i] += pairs * p
			t.noise[i] += pairs * p * (1 - p)
		} else {
			t.missed[i] += pairs * p
			t.noiseMissed[i] += pairs * p * (1 - p)
		}
	}
}

func (t *tally) clone() *tally {
	return &tally{slices.Clone(t.right), slices.Clone(t.missed), slices.Clone(t.noise), slices.Clone(t.noiseMissed)}
}

func newTally(n int) *tally {
	return &tally{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
}

func (r *refit) replicate(cuts []float64, blocking *block.Recall, rng *rand.Rand) replicate {
	theta := r.again(rng)
	matches, w := r.kept.clone(), r.weigher(theta)
	for at, i := range r.most {
		matches.add(r.weight[i], r.counts[i].Pairs, w.divide(at, 0, nil), cuts)
	}
	out := replicate{precision: make([]float64, len(cuts)), recall: make([]float64, len(cuts)), weights: r.levelWeights(theta)}
	z, y := rng.NormFloat64(), rng.NormFloat64()
	for t := range cuts {
		// the pairs are matches or not by chance, above the cut and below
		found := min(r.above[t], max(0, matches.right[t]+z*math.Sqrt(matches.noise[t])))
		missed := max(0, matches.missed[t]+y*math.Sqrt(matches.noiseMissed[t]))
		out.precision[t], out.recall[t] = ratio(found, r.above[t]), ratio(found, found+missed)
	}
	if blocking != nil {
		z := rng.NormFloat64() / normal95
		if out.blocking = blocking.Share + z*(blocking.High-blocking.Share); z < 0 {
			out.blocking = blocking.Share + z*(blocking.Share-blocking.Low)
		}
		out.blocking = min(1, max(0, out.blocking))
	}
	return out
}

func (r *refit) quality(cuts []float64, threshold float64, replicates []replicate, blocking *block.Recall) *Quality {
	matches := r.kept.clone()
	for _, i := range r.most {
		matches.add(r.weight[i], r.counts[i].Pairs, r.probability[i], cuts)
	}
	right, missed := matches.right, matches.missed
	interval := func(value float64, of func(replicate) float64) Estimate {
		values := make([]float64, len(replicates))
		for b := range replicates {
			values[b] = of(replicates[b])
		}
		low, high := train.Interval(values, 0.95)
		return Estimate{value, min(low, value), max(high, value)}
	}
	q := &Quality{Threshold: threshold, Pairs: r.above[0]}
	for t, cut := range cuts {
		p := Point{Weight: cut, Threshold: link.Probability(cut), Pairs: r.above[t]}
		p.Precision = interval(ratio(right[t], r.above[t]), func(r replicate) float64 { return r.precision[t] })
		p.Recall = interval(ratio(right[t], right[t]+missed[t]), func(r replicate) float64 { return r.recall[t] })
		if t == 0 {
			q.Precision, q.Recall = p.Precision, p.Recall
			continue
		}
		q.Curve = append(q.Curve, p)
	}
	if blocking != nil {
		overall := interval(q.Recall.Value*blocking.Share, func(r replicate) float64 { return r.recall[0] * r.blocking })
		q.Overall, q.Blocking = &overall, &Estimate{blocking.Share, blocking.Low, blocking.High}
	}
	fitted := r.levelWeights(r.fitted)
	n := 0
	for _, c := range r.model.Comparisons {
		for _, grade := range c.Grades[1:] {
			w := interval(fitted[n], func(r replicate) float64 { return r.weights[n] })
			q.Weights = append(q.Weights, LevelWeight{c.Name, grade.Name, grade.Above, w.Value, w.Low, w.High})
			n++
		}
	}
	return q
}

// levelWeights are the weights of all grades but the missing value.
func (r *refit) levelWeights(t *parameters) (out []float64) {
	for k, c := range r.model.Comparisons {
		for g := 1; g < len(c.Grades); g++ {
			out = append(out, math.Log2(max(t.p[0][k][g], 1e-12)/max(c.U[g], 1e-12)))
		}
	}
	return out
}
