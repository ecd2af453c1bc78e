package cluster

import (
	"math"
	"slices"
)

const (
	// denseSize is up to how many records all pairs are weighed.
	denseSize = 256
	// clip bounds, in bits, what one pair says about the groups it stands
	// between: no single pair outweighs all others. A contradiction says as much
	// against as one pair can.
	clip = 12
)

// cell is what the pairs between two groups say.
type cell struct {
	sum     float64 // of their weights, -∞ when a pair cannot be one
	odds    float64 // sum of their odds
	against float64 // sum of the weights of those that contradict, less clip
	link    float64 // of the groups, -∞ when no pair speaks for it
	top     float32 // greatest weight
	pairs   int32   // that have a weight
	contra  int32   // that contradict
}

// dense has all pairs of a component.
type dense struct {
	r     *resolver
	k     int
	cells []cell // of i < j at i*k+j
	// suspicious: a pair speaks against a link. When none does, nothing is
	// better than leaving the component whole.
	suspicious bool
	groups     [][]uint32 // records of a slot, nil when it has joined another
}

func (d *dense) at(i, j int) *cell {
	if i > j {
		i, j = j, i
	}
	return &d.cells[i*d.k+j]
}

// dense weighs all pairs of k positions.
func (r *resolver) dense(k int) *dense {
	if cap(r.cells) < k*k {
		r.cells = make([]cell, k*k)
	}
	d := &dense{r: r, k: k, cells: r.cells[:k*k]}
	clear(d.cells)
	for _, e := range r.edges {
		c := &d.cells[int(e.A)*k+int(e.B)]
		c.top, c.pairs = e.Weight, 1
	}
	cut := float64(r.opts.Threshold)
	for i := range k {
		for j := i + 1; j < k; j++ {
			c := &d.cells[i*k+j]
			r.weigh(c, i, j)
			if c.pairs > 0 && float64(c.top) < cut || math.IsInf(c.sum, -1) || c.contra > 0 {
				d.suspicious = true
			}
		}
	}
	return d
}

// divide returns for every position the first of its group, nil when the
// component stays whole.
func (d *dense) divide() []int32 {
	switch {
	case !d.suspicious:
		return nil
	case d.r.oneToOne():
		return d.assign()
	}
	return d.agglomerate()
}

// weigh fills the cell of two single positions, whose edge is in it already.
func (r *resolver) weigh(c *cell, i, j int) {
	if _, two := r.apart(i, j); two {
		*c = cell{sum: math.Inf(-1), link: math.Inf(-1), top: float32(math.Inf(-1))}
		return
	}
	if c.pairs == 0 {
		if w, ok := r.score(i, j); ok {
			c.top, c.pairs = w, 1
		}
	}
	if c.pairs == 0 {
		c.link, c.top = math.Inf(-1), float32(math.Inf(-1))
		return
	}
	if r.contradict(i, j) {
		c.top -= clip
		c.contra, c.against = 1, float64(c.top)
	}
	c.link = float64(c.top)
	c.sum = max(-clip, min(clip, c.link))
	c.odds = math.Exp2(c.sum)
}

// merge adds what another cell says.
func (c *cell) merge(o *cell) {
	c.sum += o.sum
	c.odds += o.odds
	c.against += o.against
	c.top = max(c.top, o.top)
	c.pairs += o.pairs
	c.contra += o.contra
}

// link weighs two groups between which the pairs say c. It is the mean of three
// readings, since each is right about some records:
//
//   - the mean weight: every record is a copy of one truth, so that each pair
//     bears witness;
//   - the weight of the mean odds: a record is a copy of one of the others, so
//     that being near to that one is enough;
//   - the scorer's reading of the groups as wholes.
//
// The first two, which read whole pairs, count for one with the third. Records
// that contradict each other keep their groups apart unless they match, on the
// average, in spite of it: others do not hold them together.
func (r *resolver) link(c *cell, left, right []uint32) float64 {
	if c.pairs == 0 || math.IsInf(c.sum, -1) || c.top < r.opts.Threshold {
		return math.Inf(-1)
	}
	n := float64(c.pairs)
	link := (c.sum/n + math.Log2(c.odds/n)) / 2
	if r.scorer != nil {
		if w := r.scorer.Groups(left, right); w == w {
			link = (link + w) / 2
		}
	}
	if c.contra > 0 {
		link = min(link, c.against/float64(c.contra))
	}
	return link
}

// agglomerate joins groups best first while their link is above the threshold
// and returns for every position its group's first.
func (d *dense) agglomerate() []int32 {
	k := d.k
	d.groups = make([][]uint32, k)
	part := make([]int32, k)
	best := make([]int, k) // for every group the best partner behind it
	alive := make([]int, k)
	for i := range k {
		d.groups[i] = []uint32{d.r.rows[i]}
		part[i] = int32(i)
		alive[i] = i
	}
	for x := range alive {
		best[x] = d.partner(alive, x)
	}
	for {
		a := -1
		for _, i := range alive {
			if best[i] >= 0 && (a < 0 || d.at(i, best[i]).link > d.at(a, best[a]).link) {
				a = i
			}
		}
		if a < 0 {
			return part
		}
		b := best[a]
		alive = slices.DeleteFunc(alive, func(i int) bool { return i == b })
		d.groups[a] = append(d.groups[a], d.groups[b]...)
		d.groups[b] = nil
		for i, p := range part {
			if p == int32(b) {
				part[i] = int32(a)
			}
		}
		for _, i := range alive {
			if i != a {
				c := d.at(i, a)
				c.merge(d.at(i, b))
				c.link = d.r.link(c, d.groups[min(i, a)], d.groups[max(i, a)])
			}
		}
		for x, i := range alive {
			switch {
			case i == a || best[i] == a || best[i] == b:
				best[i] = d.partner(alive, x)
			case i < a:
				best[i] = d.better(i, best[i], a)
			}
		}
	}
}

// partner finds the best partner of the x-th living group among those behind
// it, the first of equal ones; -1 when no link is above the threshold.
func (d *dense) partner(alive []int, x int) int {
	best := -1
	for _, j := range alive[x+1:] {
		best = d.better(alive[x], best, j)
	}
	return best
}

// better is the better partner of i: old, which may be -1, or j.
func (d *dense) better(i, old, j int) int {
	l := d.at(i, j).link
	if l < float64(d.r.opts.Threshold) {
		return old
	}
	if old >= 0 {
		if o := d.at(i, old).link; l < o || l == o && old < j {
			return old
		}
	}
	return j
}
