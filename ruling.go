package quanyuan

import (
	"encoding/json"
	"slices"
	"time"
)

// States of a ruling paper: what named persons decided about two sets of
// records, or what it waits for.
const (
	RuledSame      = "same"
	RuledDifferent = "different" // kept for ever: the records never become one person by themselves
	RuledUnclear   = "unclear"   // cannot tell
	RulingOpen     = "open"      // waits for a reader
	RulingSecond   = "second"    // read once; another person reads it, blind
	RulingDisputed = "disputed"  // two readers differ; the office decides
)

// Ruling is a question, whether two sets of records speak of one person, with
// all that was answered to it. Readings and decisions are only ever added to;
// the last decision holds.
type Ruling struct {
	// Sides are the records of either side when the question was asked: those of
	// a person of the register, and those of another one or a record that
	// belonged to nobody.
	Sides [2][]RecordID `json:"sides"`
	// Places are the communities on whose desks it lies.
	Places [2]string `json:"places"`
	// Office decides a disagreement: the common superior of the places.
	Office string `json:"office"`
	// Origin says where the question came from: the outcome of a collation,
	// "dedupe", "split", "lot" or "known".
	Origin      string  `json:"origin"`
	Probability float64 `json:"probability,omitempty"` // of same, as the engine has it
	Why         string  `json:"why,omitempty"`         // why a person must look: key of a sentence
	Figures     int     `json:"figures,omitempty"`     // counted figures that hang on the answer
	// Double: another person reads it too, without seeing the first answer.
	Double bool `json:"double,omitempty"`
	// Known is the right answer of a question that measures its readers. It is
	// asked like any other, stays open for everybody, and changes nothing.
	Known     string     `json:"known,omitempty"`
	Readings  []Reading  `json:"readings,omitempty"`
	Decisions []Decision `json:"decisions,omitempty"`
}

// Reading is one reader's answer.
type Reading struct {
	Reader  string    `json:"reader"` // account, or name where there are no accounts
	Answer  string    `json:"answer"` // RuledSame, RuledDifferent or RuledUnclear
	At      time.Time `json:"at"`
	Seconds int       `json:"seconds,omitempty"` // that it took
	Blind   bool      `json:"blind,omitempty"`   // somebody had answered before, unseen
}

// Decision is an answer that took effect.
type Decision struct {
	Answer   string    `json:"answer"`
	At       time.Time `json:"at"`
	Actor    string    `json:"actor"`
	Division string    `json:"division,omitempty"` // for which the actor acted; empty: the city
	Reason   string    `json:"reason,omitempty"`
}

// ReadBy reports whether a reader has answered already.
func (r *Ruling) ReadBy(reader string) bool {
	return slices.ContainsFunc(r.Readings, func(x Reading) bool { return x.Reader == reader })
}

// Separates reports whether the question is about two sets of records: one
// side has a record of the one, the other side of the other.
func (r *Ruling) Separates(a, b []RecordID) bool {
	has := func(side, of []RecordID) bool {
		return slices.ContainsFunc(side, func(id RecordID) bool { return slices.Contains(of, id) })
	}
	return has(r.Sides[0], a) && has(r.Sides[1], b) || has(r.Sides[0], b) && has(r.Sides[1], a)
}

// Paper lays the question on its desk: that of the office while it is disputed.
func (r *Ruling) Paper(state string) (*Paper, error) {
	p := &Paper{Kind: RulingPaper, State: state, Desk: r.Places[0], Other: r.Places[1]}
	if state == RulingDisputed {
		p.Desk, p.Other = r.Office, r.Places[0]
	}
	p.Records = append(slices.Clone(r.Sides[0]), r.Sides[1]...)
	var err error
	p.Body, err = json.Marshal(r)
	return p, err
}

// RulingOf reads the question that a paper holds.
func RulingOf(p *Paper) (*Ruling, error) {
	r := &Ruling{}
	return r, p.read(RulingPaper, r)
}

// ReaderOf names who reads: the account, or the person where there are none.
func ReaderOf(p Principal) string {
	if p.Account != "" {
		return p.Account
	}
	return p.Name
}
