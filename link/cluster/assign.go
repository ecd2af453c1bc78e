package cluster

import "math"

// weight is a weight less the threshold, in 2^-20 of a bit: whole numbers add
// up to the same sum in any order.
type weight int64

const (
	unit = 1 << 20
	most = 1 << 20 // bits; larger weights are cut to it
)

// worth is what it is worth to make one of two slots, 0 when they may not be:
// their weight above the threshold, and among equal sums of it the number of
// pairs.
func (d *dense) worth(i, j int) weight {
	c := d.at(i, j)
	if c.pairs == 0 || !(c.link >= float64(d.r.opts.Threshold)) {
		return 0
	}
	excess := math.Round(min(c.link-float64(d.r.opts.Threshold), most) * unit)
	return weight(excess)*weight(d.k+1) + 1
}

// assign pairs records of two sources that have nobody twice, so that the sum
// of the weights above the threshold is greatest, and returns for every position
// the first of its pair. It is the Hungarian method (H. Kuhn 1955; with
// potentials, in O(n³): J. Munkres 1957, N. Tomizawa 1971): one position of the
// smaller side after the other takes the way of least cost to a free one of the
// larger side.
func (d *dense) assign() []int32 {
	few, many := d.sides()
	a := assignment{worth: make([]weight, 0, len(few)*len(many)), taken: make([]int, len(many)+1),
		price: make([]weight, len(few)+1), rent: make([]weight, len(many)+1),
		before: make([]int, len(many)+1), least: make([]weight, len(many)+1), seen: make([]bool, len(many)+1)}
	for _, x := range few {
		for _, y := range many {
			a.worth = append(a.worth, d.worth(x, y))
		}
	}
	for i := range few {
		a.add(i + 1)
	}
	part := make([]int32, d.k)
	for i := range part {
		part[i] = int32(i)
	}
	for j, i := range a.taken[1:] {
		if i == 0 {
			continue
		}
		if x, y := few[i-1], many[j]; d.worth(x, y) > 0 {
			part[x], part[y] = int32(min(x, y)), int32(min(x, y))
		}
	}
	return part
}

// sides are the positions of the two sources, the smaller side first, of equal
// ones that of the first position.
func (d *dense) sides() (few, many []int) {
	source := d.r.opts.Source
	for i, m := range d.r.rows {
		if source[m] == source[d.r.rows[0]] {
			few = append(few, i)
		} else {
			many = append(many, i)
		}
	}
	if len(few) > len(many) {
		return many, few
	}
	return few, many
}

// assignment is one under way. Both sides count from 1; 0 is nobody.
type assignment struct {
	worth       []weight // of all pairs, one of the smaller side after the other
	taken       []int    // of the larger side -> who of the smaller has it
	price, rent []weight // potentials: worth of a pair is at most minus their sum
	before      []int    // on the way: where it came from
	least       []weight
	seen        []bool
}

// cost is what a pair costs above its potentials.
func (a *assignment) cost(i, j int) weight {
	return -a.worth[(i-1)*(len(a.taken)-1)+j-1] - a.price[i] - a.rent[j]
}

// add gives one more of the smaller side somebody.
func (a *assignment) add(i int) {
	for j := range a.least {
		a.least[j], a.seen[j] = math.MaxInt64, false
	}
	a.taken[0] = i
	at := 0
	for a.taken[at] != 0 {
		a.seen[at] = true
		next, step := 0, weight(math.MaxInt64)
		for j := 1; j < len(a.taken); j++ {
			if a.seen[j] {
				continue
			}
			if c := a.cost(a.taken[at], j); c < a.least[j] {
				a.least[j], a.before[j] = c, at
			}
			if a.least[j] < step {
				next, step = j, a.least[j]
			}
		}
		for j := range a.taken {
			if a.seen[j] {
				a.price[a.taken[j]] += step
				a.rent[j] -= step
			} else {
				a.least[j] -= step
			}
		}
		at = next
	}
	for at != 0 {
		a.taken[at] = a.taken[a.before[at]]
		at = a.before[at]
	}
}
