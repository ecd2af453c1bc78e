package link

import (
	"fmt"

	"quanyuan/link/block"
	"quanyuan/link/cluster"
	"quanyuan/link/compare"
	"quanyuan/link/table"
	"quanyuan/link/train"
)

// Scorer weighs records that come one at a time under a frozen model, as a
// batch run under that model weighs them. It holds the values of each
// comparison, by numbers from 1; number 0 is the missing value.
//
// Add must not be called while anybody else uses the Scorer or a [Weigher] of
// it, except to add to another comparison.
type Scorer struct {
	model   *Model
	rules   []block.Rule
	fields  []*field
	growing []compare.Growing
}

// NewScorer makes a Scorer without values. comparators finds a comparator by
// its name; what it prepares must be able to grow.
func NewScorer(m *Model, comparators func(name string) (compare.Comparator, error)) (*Scorer, error) {
	spec, err := m.Spec(comparators)
	if err != nil {
		return nil, err
	}
	return newScorer(m, spec)
}

func newScorer(m *Model, spec Spec) (*Scorer, error) {
	s := &Scorer{model: m, rules: spec.Rules}
	for i, c := range spec.Comparisons {
		none := &table.Column{Name: c.Column, Values: table.NewValues(""), Counts: []uint32{0}}
		f, err := newField(c, none, &m.Comparisons[i])
		if err != nil {
			return nil, err
		}
		g, ok := f.prepared.(compare.Growing)
		if !ok {
			return nil, fmt.Errorf("comparison %q: comparator %q cannot take values one at a time", c.name(), c.Comparator.Name())
		}
		s.fields, s.growing = append(s.fields, f), append(s.growing, g)
	}
	return s, nil
}

// Rules are the blocking rules of the model with their key functions.
func (s *Scorer) Rules() []block.Rule { return s.rules }

// Columns are the columns of the comparisons, in their order.
func (s *Scorer) Columns() []string {
	out := make([]string, len(s.fields))
	for i, f := range s.fields {
		out[i] = f.Column
	}
	return out
}

// Add prepares one more value of a comparison and returns its number.
func (s *Scorer) Add(comparison int, value string) uint32 {
	f := s.fields[comparison]
	id := s.growing[comparison].Add(value)
	band, same := f.bandOf(value), uint8(0)
	if !f.prepared.Missing(id) {
		top := len(f.base) - 1
		same = f.base[top] + min(band, f.bands[top]-1)
	}
	f.band, f.same = append(f.band, band), append(f.same, same)
	return id
}

// Missing reports whether a value says nothing: it is empty or a placeholder.
// Records have 0 in its place when they are weighed.
func (s *Scorer) Missing(comparison int, id uint32) bool { return s.fields[comparison].same[id] == 0 }

// SplitKey is the key of a record under a rule after the oversized blocks of
// the training data were divided. key is the one it has by the rule alone; value
// gives its text in a column.
func (s *Scorer) SplitKey(rule int, key uint64, value func(column string) string) uint64 {
	for i := range s.model.Splits {
		split := &s.model.Splits[i]
		if split.Rule != rule || !split.Keys.has(key) {
			continue
		}
		text := ""
		if split.Column != "" {
			text = value(split.Column)
		}
		if text == "" {
			return 0
		}
		key = block.Refine(key, text)
	}
	return key
}

// SplitColumns are the columns that SplitKey needs, a column for each split that
// divides by one.
func (s *Scorer) SplitColumns() []string {
	var out []string
	for _, split := range s.model.Splits {
		if split.Column != "" {
			out = append(out, split.Column)
		}
	}
	return out
}

// Weigher weighs pairs for one goroutine.
type Weigher struct {
	judge  *judge
	e      encoded // of the component that is being divided
	bounds []*bounds
}

// Weigher makes a Weigher. Each has caches of some hundred KiB.
func (s *Scorer) Weigher() *Weigher {
	w := &Weigher{e: encoded{fields: s.fields}}
	w.judge = newJudge(&w.e, s.model)
	return w
}

// Patterns compares pairs of records into to: pair i is records x[i] and y[i]
// of values, which has one number for every comparison, record after record.
func (w *Weigher) Patterns(values, x, y []uint32, to []train.Pattern) {
	for len(x) > 0 {
		n := min(len(x), batchPairs)
		w.judge.g.patterns(values, x[:n], y[:n], to[:n])
		x, y, to = x[n:], y[n:], to[n:]
	}
}

// Weight is the log2 odds of a match for a pattern.
func (w *Weigher) Weight(p train.Pattern) float32 { return w.judge.weight(p) }

// Divide gives the cluster of every record of a component, named by its lowest
// record, as a batch run does. values has a number for every comparison, record
// after record, in the order of [block.ContentKey]; edges are the pairs of
// records that were compared and reach the threshold of o.
func (w *Weigher) Divide(values []uint32, edges []cluster.Edge, o cluster.Options) []uint32 {
	w.e.rows, w.e.n = values, len(values)/len(w.e.fields)
	w.judge.turn(w.e.n)
	records := make([]uint32, w.e.n)
	for i := range records {
		records[i] = uint32(i)
	}
	o.Scorer = func() cluster.Scorer { return w.judge }
	groups, _ := cluster.Component(records, edges, o)
	return groups
}
