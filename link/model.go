package link

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/train"
)

const (
	modelVersion = 2
	// defaultThreshold is the probability from which a pair is taken for a
	// match: the weights are calibrated, so it is even odds.
	defaultThreshold = 0.5
)

// Model is what training found. It is all that scoring needs besides the
// comparators, and is kept as JSON.
type Model struct {
	Version     int               `json:"version"`
	Rows        int64             `json:"rows"`
	Pairs       float64           `json:"pairs"` // all possible pairs of the training data
	Comparisons []ModelComparison `json:"comparisons"`
	Rules       []block.Rule      `json:"rules"`
	Splits      []Split           `json:"splits,omitempty"`
	Mixture     train.Mixture     `json:"mixture"`
	Threshold   float64           `json:"threshold"`
	Iterations  int               `json:"iterations"`
	Converged   bool              `json:"converged"`
	// Diagnosis says in plain words where the training should not be trusted
	// blindly; empty is well.
	Diagnosis []Note `json:"diagnosis,omitempty"`
	// Starts are the ends of all beginnings of the training, if there were several.
	Starts []Start `json:"starts,omitempty"`
}

// ModelComparison is a comparison with its grades as trained.
type ModelComparison struct {
	Name          string    `json:"name"`
	Column        string    `json:"column"`
	Comparator    string    `json:"comparator"`
	TermFrequency bool      `json:"term_frequency,omitempty"`
	Shared        bool      `json:"shared,omitempty"`
	Family        bool      `json:"family,omitempty"`
	Informative   bool      `json:"informative,omitempty"` // missing values tell something
	Grades        []Grade   `json:"grades"`
	U             []float64 `json:"u"`
	// Frequent are the values of each band of frequency but the rarest, as
	// hashes: what is common stays common when records come later.
	Frequent []hashes `json:"frequent,omitempty"`
	// Learned is what the comparator remembers of the column, if it learns.
	Learned json.RawMessage `json:"learned,omitempty"`
}

// Weight is the log2 odds that a pair with this pattern is a match.
func (m *Model) Weight(p train.Pattern) float64 { return m.Mixture.Weight(p) }

// Probability turns log2 odds into a probability.
func Probability(weight float64) float64 { return 1 / (1 + math.Exp2(-weight)) }

// WeightOf turns a probability into log2 odds.
func WeightOf(probability float64) float64 { return math.Log2(probability / (1 - probability)) }

// Write saves the model.
func (m *Model) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(m)
}

// ReadModel loads a model and checks that it is whole.
func ReadModel(r io.Reader) (*Model, error) {
	var m Model
	if err := json.NewDecoder(r).Decode(&m); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if m.Version != modelVersion {
		return nil, fmt.Errorf("model has version %d, this program reads version %d: train it again", m.Version, modelVersion)
	}
	return &m, m.check()
}

func (m *Model) check() error {
	if len(m.Comparisons) == 0 || len(m.Comparisons) > train.MaxComparisons || len(m.Mixture.Classes) < 2 || !m.Mixture.Classes[0].Match {
		return fmt.Errorf("model is incomplete: %d comparisons, %d classes", len(m.Comparisons), len(m.Mixture.Classes))
	}
	for _, c := range m.Comparisons {
		if len(c.Grades) < 3 || len(c.Grades) > compare.MaxLevels {
			return fmt.Errorf("model: comparison %q has %d grades, it must have 3 to %d", c.Name, len(c.Grades), compare.MaxLevels)
		}
	}
	for _, c := range m.Mixture.Classes {
		if len(c.P) != len(m.Comparisons) || !(c.Pairs >= 0) {
			return fmt.Errorf("model: class %q does not fit the comparisons", c.Name)
		}
		for k, p := range c.P {
			if len(p) != len(m.Comparisons[k].Grades) {
				return fmt.Errorf("model: class %q has %d probabilities for comparison %q, it must have %d", c.Name, len(p), m.Comparisons[k].Name, len(m.Comparisons[k].Grades))
			}
		}
	}
	return nil
}

// Spec makes the specification a model was trained with. comparators finds a
// comparator by its name.
func (m *Model) Spec(comparators func(name string) (compare.Comparator, error)) (Spec, error) {
	s := Spec{}
	for _, r := range m.Rules {
		r.Keys = slices.Clone(r.Keys)
		for i, k := range r.Keys {
			if r.Keys[i].Func = keyNamed(k.Name); r.Keys[i].Func == nil && k.Name != "" && block.Func(k.Function()) == nil {
				return s, fmt.Errorf("model: blocking rule %q: there is no key function %q", r, k.Name)
			}
		}
		s.Rules = append(s.Rules, r)
	}
	for _, c := range m.Comparisons {
		cmp, err := comparators(c.Comparator)
		if err != nil {
			return s, fmt.Errorf("model: comparison %q: %w", c.Name, err)
		}
		s.Comparisons = append(s.Comparisons, Comparison{Name: c.Name, Column: c.Column, Comparator: cmp, TermFrequency: c.TermFrequency, Shared: c.Shared, Family: c.Family, Informative: c.Informative})
	}
	return s, nil
}

// fits checks that a specification is the one the model was trained with.
func (m *Model) fits(s Spec) error {
	if len(m.Comparisons) != len(s.Comparisons) {
		return fmt.Errorf("the model has %d comparisons, the specification %d", len(m.Comparisons), len(s.Comparisons))
	}
	for i, c := range m.Comparisons {
		if c.Name != s.Comparisons[i].name() || c.Comparator != s.Comparisons[i].Comparator.Name() {
			return fmt.Errorf("comparison %d: the model has %q by %q, the specification %q by %q", i+1, c.Name, c.Comparator, s.Comparisons[i].name(), s.Comparisons[i].Comparator.Name())
		}
	}
	return nil
}
