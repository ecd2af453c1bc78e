package link

import (
	"fmt"

	"quanyuan/link/train"
)

// Label is what somebody says of two rows.
type Label struct {
	A, B  uint32
	Match bool
}

// labelWorth is how many pairs a judgement counts for beside unjudged ones:
// somebody looked.
const labelWorth = 5

// labelled grades the judged pairs.
func (e *encoded) labelled(labels []Label) ([]train.Labelled, error) {
	if len(labels) == 0 {
		return nil, nil
	}
	place := make([]uint32, e.n)
	for r, from := range e.order {
		place[from] = uint32(r)
	}
	g := newGrader(e)
	out := make([]train.Labelled, len(labels))
	for i, l := range labels {
		if int(l.A) >= e.n || int(l.B) >= e.n || l.A == l.B {
			return nil, fmt.Errorf("label %d is of rows %d and %d: they must be two of %d", i+1, l.A, l.B, e.n)
		}
		out[i] = train.Labelled{Pattern: g.pattern(e.row(place[l.A]), e.row(place[l.B])), Match: l.Match, Pairs: labelWorth}
	}
	return out, nil
}

// Expected estimates, without labels, the precision and recall of pairs at a
// threshold, a probability, from what the model makes of all compared pairs
// ([Result.Patterns]). Recall leaves out what blocking did not compare.
func (m *Model) Expected(patterns []train.Count, threshold float64) train.Quality {
	return m.Mixture.Expected(patterns, WeightOf(threshold))
}
