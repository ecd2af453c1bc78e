package report

import (
	"cmp"
	"math"
	"slices"

	"quanyuan/link"
	"quanyuan/link/train"
)

// unlinkable weighs every record against a copy of itself. What does not reach
// the threshold then has too few values to be linked to anything.
func (b *builder) unlinkable() error {
	var counter train.Counter
	patterns := make([]train.Pattern, b.t.Rows)
	for k, c := range b.model.Comparisons {
		same, err := c.Itself(b.t)
		if err != nil {
			return err
		}
		for row, v := range b.t.Column(c.Column).IDs {
			patterns[row] = patterns[row].With(k, int(same[v]))
		}
	}
	for _, p := range patterns {
		counter.Add(p)
	}
	type self struct {
		weight float64
		rows   int
		given  []int
	}
	var selves []self
	for _, n := range train.Merge(&counter) {
		s := self{weight: b.model.Weight(n.Pattern), rows: int(n.Pairs)}
		for k := range b.model.Comparisons {
			if n.Pattern.Grade(k) != 0 {
				s.given = append(s.given, k)
			}
		}
		selves = append(selves, s)
	}
	slices.SortStableFunc(selves, func(x, y self) int { return cmp.Compare(x.weight, y.weight) })
	out := &Unlinkable{Rows: b.t.Rows, Curve: []ShareAt{}}
	if len(selves) == 0 {
		b.d.Unlinkable = out
		return nil
	}
	low := math.Floor(max(-60, min(0, selves[0].weight)))
	high := math.Ceil(min(80, selves[len(selves)-1].weight))
	below, i := 0, 0
	for w := low; w <= high; w++ {
		for ; i < len(selves) && selves[i].weight < w; i++ {
			below += selves[i].rows
		}
		out.Curve = append(out.Curve, ShareAt{Weight: w, Share: share(float64(below) / float64(b.t.Rows))})
	}
	cut := link.WeightOf(b.Result.Threshold)
	for _, s := range selves {
		if s.weight >= cut {
			break
		}
		at := slices.IndexFunc(out.Combos, func(g GivenOnly) bool { return slices.Equal(g.Given, s.given) })
		if at < 0 {
			at = len(out.Combos)
			out.Combos = append(out.Combos, GivenOnly{Given: append([]int{}, s.given...)})
		}
		out.Combos[at].Rows += s.rows
	}
	slices.SortStableFunc(out.Combos, func(x, y GivenOnly) int { return cmp.Compare(y.Rows, x.Rows) })
	out.Combos = out.Combos[:min(len(out.Combos), mostCommon)]
	b.d.Unlinkable = out
	return nil
}
