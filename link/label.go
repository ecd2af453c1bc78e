package link

import (
	"fmt"
	"slices"

	"quanyuan/link/train"
)

// Label is what somebody says of two rows.
type Label struct {
	A, B  uint32
	Match bool
}

// Judged is what somebody says of two records that stand in no table. A and B
// hold their values in the order of the comparisons, "" where one is missing.
type Judged struct {
	A, B  []string
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

// judged grades judged pairs of records that stand in no table, as a frozen
// model would: by the bands of frequency and the words that these tables have.
// Each is worth what one pair is in a sample in which each stands for scale of
// them: people are asked about what is in doubt, and if such pairs counted for
// more than themselves the others would be taken for as doubtful.
func (e *encoded) judged(s Spec, pairs []Judged, scale float64) ([]train.Labelled, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	scorer, err := newScorer(&Model{Comparisons: e.comparisons()}, s)
	if err != nil {
		return nil, err
	}
	g := newGrader(&encoded{fields: scorer.fields})
	add := func(record []string, like []uint32, other []string) []uint32 {
		out := make([]uint32, len(record))
		for k, text := range record {
			switch {
			case other != nil && text == other[k]:
				out[k] = like[k] // one text has one number
			case text != "":
				if id := scorer.Add(k, text); !scorer.Missing(k, id) {
					out[k] = id
				}
			}
		}
		return out
	}
	out := make([]train.Labelled, len(pairs))
	for i, p := range pairs {
		if len(p.A) != len(e.fields) || len(p.B) != len(e.fields) {
			return nil, fmt.Errorf("judged pair %d has %d and %d values: there are %d comparisons", i+1, len(p.A), len(p.B), len(e.fields))
		}
		a := add(p.A, nil, nil)
		out[i] = train.Labelled{Pattern: g.pattern(a, add(p.B, a, p.A)), Match: p.Match, Pairs: 1 / scale, Counted: true}
	}
	return out, nil
}

// without takes judged pairs out of the counts of those whose answer is not
// known, as far as they are there.
func without(counts []train.Count, judged []train.Labelled) []train.Count {
	if len(judged) == 0 {
		return counts
	}
	at := map[train.Pattern]int{}
	for i, c := range counts {
		at[c.Pattern] = i
	}
	out := slices.Clone(counts)
	for _, j := range judged {
		if i, ok := at[j.Pattern]; ok {
			out[i].Pairs = max(0, out[i].Pairs-j.Pairs)
		}
	}
	return slices.DeleteFunc(out, func(c train.Count) bool { return c.Pairs == 0 })
}

// Expected estimates, without labels, the precision and recall of pairs at a
// threshold, a probability, from what the model makes of all compared pairs
// ([Result.Patterns]). Recall leaves out what blocking did not compare.
func (m *Model) Expected(patterns []train.Count, threshold float64) train.Quality {
	return m.Mixture.Expected(patterns, WeightOf(threshold))
}
