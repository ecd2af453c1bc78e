package collate

import (
	"math"

	"quanyuan/link"
)

// Model is what a register weighs by, whatever the question: which rows of
// lists are about whom, who stands in the register twice, whom a search finds.
// A pair has one weight under a model: the log2 odds of its evidence, and of two
// records of the training data before any evidence. How likely it is to be one
// person depends on the question as well, see [Odds].
type Model struct {
	Engine     *link.Model `json:"engine"`
	Odds       Odds        `json:"odds"`
	Thresholds Thresholds  `json:"thresholds"`
}

// Odds are the log2 odds that two are one person before any evidence is seen.
type Odds struct {
	// Persons are those of two persons of the register, and of two rows of a
	// list: few stand there twice.
	Persons float64 `json:"persons"`
	// Record are those of a record and a person of the register. A record is
	// about somebody in the register as likely as not, who may be anyone: one in
	// the number of persons.
	Record float64 `json:"record"`
}

// Thresholds are probabilities. They are kept with a model, so that it decides
// tomorrow as it did when it was signed.
type Thresholds struct {
	Accept    float64 `json:"accept"`    // from which a record is taken to be about a person
	Possible  float64 `json:"possible"`  // from which a person must look
	Duplicate float64 `json:"duplicate"` // from which two persons are shown as one
}

// The usual thresholds. Two persons are shown as one from even odds on, since
// the engine's probabilities are calibrated.
const (
	AcceptFrom    = 0.95
	PossibleFrom  = 0.2
	duplicateFrom = 0.5
)

// newModel uses an engine's model for a register of so many persons. persons are
// the odds of two of them.
func newModel(engine *link.Model, persons float64, n int) *Model {
	return &Model{engine, Odds{persons, -math.Log2(float64(max(n, 1)))}, Thresholds{AcceptFrom, PossibleFrom, duplicateFrom}}
}

// before are the odds before any evidence that are part of every weight.
func (m *Model) before() float64 { return m.Engine.Explain(0)[0].Weight }

// ofRecord is what turns the weight of a record and a person into log2 odds,
// by adding it.
func (m *Model) ofRecord() float64 { return m.Odds.Record - m.before() }

// ofPersons is the same for two persons of the register, or two rows of a list.
func (m *Model) ofPersons() float64 { return m.Odds.Persons - m.before() }

// floor is the engine's probability that a pair must reach to have a probability
// after its weight is turned into odds.
func floor(probability, shift float64) float64 {
	return link.Probability(link.WeightOf(probability) - shift)
}
