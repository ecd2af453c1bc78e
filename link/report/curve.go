package report

import (
	"math"
	"slices"
	"sort"

	"quanyuan/link"
	"quanyuan/link/cluster"
)

func (b *builder) summarise() {
	r := b.Result
	s := Summary{
		Rows: b.Left.Rows, Compared: r.Compared, AllPairs: share(b.model.Pairs),
		Threshold: r.Threshold, Cut: bits(link.WeightOf(r.Threshold)),
	}
	if b.Right != nil {
		s.RightRows = b.Right.Rows
		s.AllPairs = float64(b.Left.Rows) * float64(b.Right.Rows)
	} else {
		s.AllPairs = float64(b.Left.Rows) * float64(b.Left.Rows-1) / 2
	}
	if n := len(b.pairs); n > 0 {
		s.Floor = bits(b.pairs[n-1].Weight)
	}
	var right float64
	for _, p := range b.pairs[:b.above(link.WeightOf(r.Threshold))] {
		s.Matches++
		right += p.Probability()
	}
	for i, c := range b.counts {
		s.Expected += c.Pairs * link.Probability(b.weight[i])
	}
	s.Quality = Quality{How: "model",
		Precision: Estimate{Value: share(part(right, float64(s.Matches)))}, Recall: Estimate{Value: share(part(right, s.Expected))}}
	s.Expected = share(s.Expected)
	if b.Quality != nil {
		s.Quality = *b.Quality
	}
	if b.labels != nil {
		var found int
		for _, p := range b.pairs[:s.Matches] {
			if b.one(p.A, p.B) {
				found++
			}
		}
		s.TruePairs = b.truePairs()
		s.Observed = &Quality{How: "labels", Precision: measured(found, s.Matches), Recall: measured(found, s.TruePairs)}
	}
	for row, c := range r.Clusters {
		if int(c) == row {
			s.Entities++
		}
	}
	for _, n := range b.clusterSizes() {
		if n > 1 {
			s.Groups++
		}
	}
	b.d.Summary = s
}

// part is a share of a total, 1 of nothing.
func part(x, of float64) float64 {
	if of <= 0 {
		return 1
	}
	return min(1, x/of)
}

// measured is a share with Wilson's interval (E. B. Wilson 1927) at 95 %.
func measured(k, n int) Estimate {
	if n == 0 {
		return Estimate{Value: 1}
	}
	const z = 1.959964
	p, m := float64(k)/float64(n), float64(n)
	mid, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Estimate{Value: share(p), Low: share(max(0, (mid-half)/(1+z*z/m))), High: share(min(1, (mid+half)/(1+z*z/m))), Level: 0.95}
}

// truePairs is the number of pairs that the labels say are one.
func (b *builder) truePairs() int {
	left, right := map[uint32]int{}, map[uint32]int{}
	for row, l := range b.labels {
		if l == 0 {
			continue
		}
		if b.Right != nil && row >= b.Left.Rows {
			right[l]++
		} else {
			left[l]++
		}
	}
	n := 0
	for l, c := range left {
		switch {
		case b.d.OneToOne:
			n += min(c, right[l])
		case b.Right != nil:
			n += c * right[l]
		default:
			n += c * (c - 1) / 2
		}
	}
	return n
}

// oneToOne reports whether two tables were matched and no record has two pairs.
func (b *builder) oneToOne() bool {
	if b.Right == nil {
		return false
	}
	used := make([]bool, b.t.Rows)
	for _, p := range b.pairs {
		if used[p.A] || used[p.B] {
			return false
		}
		used[p.A], used[p.B] = true, true
	}
	return true
}

// above is the number of pairs whose weight reaches w.
func (b *builder) above(w float64) int {
	cut := float32(w)
	return sort.Search(len(b.pairs), func(i int) bool { return b.pairs[i].Weight < cut })
}

// histogram counts the compared pairs by weight.
func (b *builder) histogram() {
	bins := map[int]*Bin{}
	for i, c := range b.counts {
		at := int(math.Floor(max(-200, min(200, b.weight[i]))))
		if bins[at] == nil {
			bins[at] = &Bin{From: float64(at)}
		}
		bins[at].Pairs += c.Pairs
		bins[at].Matches += c.Pairs * link.Probability(b.weight[i])
	}
	b.d.Histogram = []Bin{}
	for at := -200; at <= 200; at++ {
		if bin := bins[at]; bin != nil {
			bin.Matches = share(bin.Matches)
			b.d.Histogram = append(b.d.Histogram, *bin)
		}
	}
}

// curveSteps is about how many thresholds a chart shows.
const curveSteps = 160

// thresholds tells for a range of thresholds what they would give.
func (b *builder) thresholds() {
	b.d.Thresholds = []Point{}
	if len(b.pairs) == 0 {
		return
	}
	low, high := float64(b.pairs[len(b.pairs)-1].Weight), float64(b.pairs[0].Weight)
	step := 0.5
	for (high-low)/step > curveSteps {
		step *= 2
	}
	var at []float64
	for w := math.Ceil(low/step) * step; w <= high; w += step {
		at = append(at, w)
	}
	at = append(at, low, b.d.Summary.Cut)
	slices.Sort(at)
	at = slices.Compact(at)
	var points []Point
	var right float64
	var confirmed, done int
	groups := b.merges()
	total := b.d.Summary.Expected
	for i := len(at) - 1; i >= 0; i-- {
		n := b.above(at[i])
		for ; done < n; done++ {
			p := b.pairs[done]
			right += p.Probability()
			if b.labels != nil && b.one(p.A, p.B) {
				confirmed++
			}
		}
		pt := Point{Weight: bits(at[i]), Pairs: n, Precision: share(part(right, float64(n))), Recall: share(part(right, total)), Right: confirmed}
		if groups != nil {
			pt.Groups, pt.Entities, pt.Largest = groups(float32(at[i]))
		}
		points = append(points, pt)
	}
	slices.Reverse(points)
	b.d.Thresholds = points
}

// merges returns a function that tells, for falling thresholds, how many
// components of several rows there are, how many components at all, and how
// many rows the largest has.
func (b *builder) merges() func(w float32) (groups, entities, largest int) {
	if b.Right != nil {
		return nil
	}
	edges := make([]cluster.Edge, len(b.Result.Pairs))
	for i, p := range b.Result.Pairs {
		edges[i] = cluster.Edge{A: p.A, B: p.B, Weight: p.Weight}
	}
	steps := cluster.Sweep(b.t.Rows, edges)
	groups, entities, largest := 0, b.t.Rows, uint32(min(b.t.Rows, 1))
	return func(w float32) (int, int, int) {
		for ; len(steps) > 0 && steps[0].Weight >= w; steps = steps[1:] {
			entities--
			largest = max(largest, steps[0].SizeInto+steps[0].SizeFrom)
			switch {
			case steps[0].SizeInto == 1 && steps[0].SizeFrom == 1:
				groups++
			case steps[0].SizeInto > 1 && steps[0].SizeFrom > 1:
				groups--
			}
		}
		return groups, entities, int(largest)
	}
}

// reliability compares what probabilities promise with what labels say.
func (b *builder) reliability() {
	edges := []float64{0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1}
	bins := make([]Calibration, len(edges)-1)
	for i := range bins {
		bins[i].From, bins[i].To = edges[i], edges[i+1]
	}
	for _, p := range b.pairs {
		q := p.Probability()
		i := sort.SearchFloat64s(edges, q)
		c := &bins[max(0, min(i, len(bins))-1)]
		c.Pairs++
		c.Expected += q
		if b.labels != nil && b.one(p.A, p.B) {
			c.Right++
		}
	}
	b.d.Reliability = []Calibration{}
	for _, c := range bins {
		if c.Pairs > 0 {
			c.Expected = share(c.Expected / float64(c.Pairs))
			b.d.Reliability = append(b.d.Reliability, c)
		}
	}
}
