package survey

import (
	"math"
	"slices"
)

// totals are weighted sums of a part of the sample, a post-stratum each; a
// design without post-strata has one.
type totals []total

type total struct{ w, y, x float64 }

func (d *Design) sum(rows []Row) totals {
	t := make(totals, max(len(d.known), 1))
	for _, r := range rows {
		g := &t[r.post]
		g.w += r.Weight
		g.y += r.Weight * r.Y
		g.x += r.Weight * r.X
	}
	return t
}

// add adds another's totals, multiplied.
func (t totals) add(o totals, factor float64) {
	for i := range t {
		t[i].w += factor * o[i].w
		t[i].y += factor * o[i].y
		t[i].x += factor * o[i].x
	}
}

// whole brings the totals up to the known ones of the post-strata and adds them
// up. A post-stratum that a replicate left out says nothing.
func (t totals) whole(d *Design) (y, x float64) {
	if len(d.known) == 0 {
		return t[0].y, t[0].x
	}
	for i, g := range t {
		if g.w > 0 {
			y += d.known[i] * g.y / g.w
			x += d.known[i] * g.x / g.w
		}
	}
	return y, x
}

func (t totals) ratio(d *Design) float64 {
	y, x := t.whole(d)
	return y / x
}

// PostStratify brings the weights up to the population's known totals of the
// post-strata, so that the sample has as many of each sex and age as there are.
// Variances then count only differences within post-strata (R's postStratify).
// Every post-stratum of the sample must be among the totals, and hold rows of
// two PSUs at least: join those that do not.
func (d *Design) PostStratify(population map[string]float64) error {
	var names []string
	for _, r := range d.rows {
		names = append(names, r.Post)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	d.known = nil
	for _, name := range names {
		n := population[name]
		if !(n > 0) || math.IsInf(n, 0) {
			return invalid("survey.post_total", name)
		}
		d.known = append(d.known, n)
	}
	in := make([]map[[2]string]bool, len(names))
	for i := range d.rows {
		r := &d.rows[i]
		r.post, _ = slices.BinarySearch(names, r.Post)
		if in[r.post] == nil {
			in[r.post] = map[[2]string]bool{}
		}
		in[r.post][[2]string{r.Stratum, r.PSU}] = true
	}
	for i, psus := range in {
		if len(psus) < 2 {
			return invalid("survey.post_few", names[i])
		}
	}
	t := d.sum(d.rows)
	for i := range d.rows {
		r := &d.rows[i]
		r.Weight *= d.known[r.post] / t[r.post].w
	}
	return nil
}

// shift is the mean of y − px within each post-stratum: what the known totals
// say, so that it does not vary from sample to sample.
func (d *Design) shift(p float64) []float64 {
	out := make([]float64, max(len(d.known), 1))
	if len(d.known) == 0 {
		return out
	}
	for i, g := range d.sum(d.rows) {
		out[i] = (g.y - p*g.x) / g.w
	}
	return out
}
