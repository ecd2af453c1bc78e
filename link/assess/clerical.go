package assess

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"quanyuan/link"
	"quanyuan/link/train"
)

// Drawn is a pair that somebody shall judge, with how it was drawn. Of the
// stratum's pairs some were drawn, each with the same chance.
type Drawn struct {
	A, B    uint32
	Stratum int
	Pairs   int     // of the stratum
	Of      int     // drawn from it
	Prior   float64 // expected share of matches before any answer, for the interval
}

// stratumEdges divide the pairs by weight, in bits: finely around even odds,
// where an answer teaches most. A further edge lies at the threshold.
var stratumEdges = []float64{-4, -2, -1, 0, 1, 2, 4, 7, 12}

// leastDrawn is the least number of pairs drawn from a stratum that has as many:
// otherwise nothing would be known of it.
const leastDrawn = 3

// Draw picks about n pairs of a run to be judged. Pairs are divided into strata
// by their weight; more are drawn where more of them are in doubt, in proportion
// to Σ √(p(1−p)) (Neyman 1934), and none is left out. Inside a stratum pairs are
// drawn by systematic sampling with one random start, in the order of their
// patterns, the seldom ones beside each other, so that all have the same chance
// and no pattern crowds out the others.
//
// pairs must be in an order that does not depend on that of the rows. Pairs below
// the floor of the run cannot be drawn: what is a match among them stays unknown.
func Draw(pairs []link.Pair, n int, threshold float64, seed uint64) ([]Drawn, error) {
	if n < 1 {
		return nil, fmt.Errorf("sample of %d pairs: at least one must be drawn", n)
	}
	edges := append(slices.Clone(stratumEdges), link.WeightOf(threshold))
	slices.Sort(edges)
	edges = slices.Compact(edges)
	strata := make([][]link.Pair, len(edges)+1)
	doubt := make([]float64, len(strata))
	for _, p := range pairs {
		h, exact := slices.BinarySearch(edges, float64(p.Weight))
		if exact {
			h++
		}
		q := p.Probability()
		strata[h] = append(strata[h], p)
		doubt[h] += math.Sqrt(q * (1 - q))
	}
	rng := rand.New(rand.NewPCG(seed, 5))
	var out []Drawn
	for h, take := range allot(strata, doubt, n) {
		low, high := math.Inf(-1), math.Inf(1)
		if h > 0 {
			low = edges[h-1]
		}
		if h < len(edges) {
			high = edges[h]
		}
		prior := max(0.5, link.Probability(min(max(0, low), high)))
		out = append(out, drawFrom(strata[h], Drawn{Stratum: h, Pairs: len(strata[h]), Of: take, Prior: prior}, rng)...)
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] }) // the order tells nothing
	return out, nil
}

// allot says how many pairs are drawn from each stratum.
func allot(strata [][]link.Pair, doubt []float64, n int) []int {
	take := make([]int, len(strata))
	left := n
	for h, s := range strata {
		take[h] = min(len(s), leastDrawn)
		left -= take[h]
	}
	for left > 0 {
		best := -1
		for h, s := range strata {
			if take[h] < len(s) && (best < 0 || doubt[h]/float64(take[h]+1) > doubt[best]/float64(take[best]+1)) {
				best = h
			}
		}
		if best < 0 {
			break
		}
		take[best]++
		left--
	}
	return take
}

func drawFrom(pairs []link.Pair, d Drawn, rng *rand.Rand) []Drawn {
	seen := map[train.Pattern]int{}
	for _, p := range pairs {
		seen[p.Pattern]++
	}
	slices.SortStableFunc(pairs, func(a, b link.Pair) int {
		return cmp.Or(cmp.Compare(seen[a.Pattern], seen[b.Pattern]), cmp.Compare(a.Pattern, b.Pattern))
	})
	out := make([]Drawn, 0, d.Of)
	step, start := float64(len(pairs))/float64(max(1, d.Of)), rng.Float64()
	for i := range d.Of {
		p := pairs[min(len(pairs)-1, int((float64(i)+start)*step))]
		d.A, d.B = p.A, p.B
		out = append(out, d)
	}
	return out
}

// Answer is a drawn pair that somebody judged, or could not, and whether the run
// at hand links it.
type Answer struct {
	Drawn
	Known  bool // it could be told
	Same   bool
	Linked bool
}

// Judged is what the answers say of a run.
type Judged struct {
	Pairs     int      `json:"pairs"`   // drawn
	Answers   int      `json:"answers"` // that tell
	Precision Estimate `json:"precision"`
	// Recall is among the pairs that could be drawn.
	Recall Estimate `json:"recall"`
}

// judgedDraws is how many draws make the intervals of answers.
const judgedDraws = 4_000

// Answers estimates precision and recall of a run from judged pairs. Each answer
// stands for the pairs of its stratum that nobody judged (Horvitz and Thompson
// 1952), so the estimates are unbiased whatever the model, if answers are right
// and those who cannot tell could not tell by chance.
//
// The intervals draw the share of matches of every stratum, linked or not, from
// its beta distribution given the answers; before any answer that is
// worth one answer. Below even odds it is Jeffreys', which knows nothing, since
// models are too sure that what they do not know for a match is none; above, it
// is what the model thinks where the stratum is nearest even odds.
func Answers(answers []Answer, seed uint64) Judged {
	cells := judgedCells(answers)
	out := Judged{Pairs: len(answers)}
	var right, linked, same float64
	for _, c := range cells {
		out.Answers += c.answers
		matches := c.pairs * ratio(float64(c.same), float64(c.answers))
		if same += matches; c.linked {
			right += matches
			linked += c.pairs
		}
	}
	if out.Answers == 0 {
		out.Precision, out.Recall = Estimate{0, 0, 1}, Estimate{0, 0, 1}
		return out
	}
	rng := rand.New(rand.NewPCG(seed, 6))
	precision, recall := make([]float64, judgedDraws), make([]float64, judgedDraws)
	for b := range judgedDraws {
		var hit, all float64
		for _, c := range cells {
			matches := c.pairs * beta(float64(c.same)+c.prior, float64(c.answers-c.same)+1-c.prior, rng)
			if all += matches; c.linked {
				hit += matches
			}
		}
		precision[b], recall[b] = ratio(hit, linked), ratio(hit, all)
	}
	out.Precision, out.Recall = within(ratio(right, linked), precision), within(ratio(right, same), recall)
	return out
}

func within(value float64, draws []float64) Estimate {
	low, high := train.Interval(draws, 0.95)
	return Estimate{value, min(low, value), max(high, value)}
}

// cell are the answers of a stratum that the run treats alike.
type cell struct {
	stratum       int
	linked        bool
	pairs         float64 // that they stand for
	answers, same int
	prior         float64
}

func judgedCells(answers []Answer) []cell {
	var out []cell
	known := map[int]int{}
	answers = slices.Clone(answers)
	slices.SortStableFunc(answers, func(a, b Answer) int {
		x, y := a.Stratum*2, b.Stratum*2
		if a.Linked {
			x++
		}
		if b.Linked {
			y++
		}
		return cmp.Compare(x, y)
	})
	for _, a := range answers {
		if a.Known {
			known[a.Stratum]++
		}
	}
	for _, a := range answers {
		if !a.Known {
			continue
		}
		i := slices.IndexFunc(out, func(c cell) bool { return c.stratum == a.Stratum && c.linked == a.Linked })
		if i < 0 {
			i = len(out)
			out = append(out, cell{stratum: a.Stratum, linked: a.Linked, prior: min(max(a.Prior, 1e-6), 1-1e-6)})
		}
		c := &out[i]
		c.pairs += float64(a.Pairs) / float64(known[a.Stratum])
		c.answers++
		if a.Same {
			c.same++
		}
	}
	return out
}

// beta draws from a beta distribution.
func beta(a, b float64, rng *rand.Rand) float64 {
	x, y := gamma(a, rng), gamma(b, rng)
	if x+y == 0 { // both are tiny: one of the ends
		if rng.Float64() < a/(a+b) {
			return 1
		}
		return 0
	}
	return x / (x + y)
}

// gamma draws from a gamma distribution (Marsaglia and Tsang 2000).
func gamma(shape float64, rng *rand.Rand) float64 {
	if shape < 1 {
		return gamma(shape+1, rng) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
