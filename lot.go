package quanyuan

import (
	"encoding/json"
	"slices"
	"time"
)

// States of a lot.
const (
	LotOpen   = "open"   // its sample is being looked at
	LotSigned = "signed" // signed, and being carried out
	LotDone   = "done"
)

// Lot is a set of certain cases that a named person signs together: records
// that come to the persons whom collation found for them. Whoever signs has
// looked at a random sample and answers for the rule and for the share of
// errors that the sample allows.
type Lot struct {
	Rule  LotRule   `json:"rule"`
	Items []LotItem `json:"items"` // in the order of the records
	// Sample are the places of the items to be looked at, in order of the draw.
	Sample []int   `json:"sample"`
	Checks []Check `json:"checks,omitempty"`
	// Limit is the share of errors that may not be exceeded, with Confidence.
	Limit      float64    `json:"limit"`
	Confidence float64    `json:"confidence"`
	Signed     *LotSigner `json:"signed,omitempty"`
	// Next is the first item that is not carried out yet; of those before,
	// Attached came to their persons, and the rest did not: the sample spoke
	// against them, somebody ruled otherwise, or the person has left.
	Next     int `json:"next,omitempty"`
	Attached int `json:"attached,omitempty"`
}

// LotRule says which cases are certain enough to be signed together.
type LotRule struct {
	Outcomes    []Outcome `json:"outcomes"`
	Probability float64   `json:"probability"`     // at least
	Batch       BatchID   `json:"batch,omitempty"` // 0: all
	Agree       []Field   `json:"agree"`           // fields that must not contradict
}

// LotItem is one record and the person it comes to.
type LotItem struct {
	Record RecordID `json:"r"`
	Person Number   `json:"p"`
}

// Check is what somebody found who looked at an item of the sample.
type Check struct {
	Item    int       `json:"item"`
	Against RecordID  `json:"against"` // the person's first record
	Answer  string    `json:"answer"`  // as in a ruling
	Reader  string    `json:"reader"`
	At      time.Time `json:"at"`
}

// LotSigner is who signed, and for what.
type LotSigner struct {
	Reader   string    `json:"reader"`
	Name     string    `json:"name"`
	Division string    `json:"division,omitempty"`
	At       time.Time `json:"at"`
	Checked  int       `json:"checked"`
	Errors   int       `json:"errors"`
	Bound    float64   `json:"bound"` // of the share of errors, with the lot's confidence
}

// CheckOf is a reader's check of an item, nil when there is none.
func (l *Lot) CheckOf(item int, reader string) *Check {
	i := slices.IndexFunc(l.Checks, func(c Check) bool { return c.Item == item && c.Reader == reader })
	if i < 0 {
		return nil
	}
	return &l.Checks[i]
}

// Paper lays the lot on a desk.
func (l *Lot) Paper(state, desk string) (*Paper, error) {
	p := &Paper{Kind: LotPaper, State: state, Desk: desk}
	for _, it := range l.Items {
		p.Records = append(p.Records, it.Record)
	}
	var err error
	p.Body, err = json.Marshal(l)
	return p, err
}

// LotOf reads the lot that a paper holds.
func LotOf(p *Paper) (*Lot, error) {
	l := &Lot{}
	return l, p.read(LotPaper, l)
}
