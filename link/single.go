package link

import "quanyuan/link/train"

// Single weighs one record against a few others under a frozen model, without
// a table and without an index: for sets that live elsewhere, such as in a
// database. It gives the weights that a batch run under the model gives. It
// serves one goroutine at a time.
type Single struct {
	model   *Model
	spec    Spec
	scorer  *Scorer
	weigher *Weigher
	known   []map[string]uint32 // comparison -> text -> its number
	held    int
	values  []uint32
	x, y    []uint32
}

// mostSingle is how many texts a Single remembers before it begins anew: those
// of one search are far fewer, and neighbours in a search share them.
const mostSingle = 1 << 16

// NewSingle makes a Single. The specification is the one the model was trained
// with; its comparators may be ones that no name finds, and its rules are not
// used.
func NewSingle(m *Model, s Spec) (*Single, error) {
	if err := m.fits(s); err != nil {
		return nil, err
	}
	one := &Single{model: m, spec: s}
	return one, one.begin()
}

func (s *Single) begin() error {
	var err error
	if s.scorer, err = newScorer(s.model, s.spec); err != nil {
		return err
	}
	s.weigher, s.held = s.scorer.Weigher(), 0
	s.known = make([]map[string]uint32, len(s.spec.Comparisons))
	for k := range s.known {
		s.known[k] = map[string]uint32{}
	}
	return nil
}

// Columns are those of the comparisons, in the order in which a record gives
// its values.
func (s *Single) Columns() []string { return s.scorer.Columns() }

// Patterns compares a record with others and gives what agrees, one pattern for
// each. Comparisons in open are left out, as if their values were missing.
func (s *Single) Patterns(record []string, others [][]string, open Comparisons) ([]train.Pattern, error) {
	if s.held > mostSingle {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	s.values, s.x, s.y = s.values[:0], s.x[:0], s.y[:0]
	for i, other := range others {
		s.add(other, open)
		s.x, s.y = append(s.x, uint32(i)), append(s.y, uint32(len(others)))
	}
	s.add(record, open)
	patterns := make([]train.Pattern, len(others))
	s.weigher.Patterns(s.values, s.x, s.y, patterns)
	return patterns, nil
}

// add appends the numbers of a record's values.
func (s *Single) add(record []string, open Comparisons) {
	for k, text := range record {
		id := uint32(0)
		if open>>k&1 == 0 {
			id = s.number(k, text)
		}
		s.values = append(s.values, id)
	}
}

func (s *Single) number(comparison int, text string) uint32 {
	if text == "" {
		return 0
	}
	id, ok := s.known[comparison][text]
	if !ok {
		if id = s.scorer.Add(comparison, text); s.scorer.Missing(comparison, id) {
			id = 0
		}
		s.known[comparison][text] = id
		s.held++
	}
	return id
}

// Weight is the log2 odds of a match for a pattern.
func (s *Single) Weight(p train.Pattern) float32 { return s.weigher.Weight(p) }

// Bound is about the greatest weight that a pattern can have after the
// comparisons that it lacks, and never less; see [Weigher.Bound].
func (s *Single) Bound(p train.Pattern, open Comparisons) float32 { return s.weigher.Bound(p, open) }
