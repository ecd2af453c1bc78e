package quanyuan

import "strconv"

// States of a case paper. A row without a paper is open.
const (
	CaseOpen     = "open"     // on the list again: what was done was taken back
	CaseSettled  = "settled"  // the row is a person's, old or new
	CaseWaiting  = "waiting"  // for the answer to a transfer
	CaseDeclined = "declined" // the row changes nothing, for a reason
)

// Case is what clerks did about one row of a list that collation laid before
// them. It holds no values: those stand in the records of the events.
type Case struct {
	Record  RecordID `json:"record"`
	Outcome Outcome  `json:"outcome"` // of the collation that was looked at
	Person  Number   `json:"person,omitempty"`
	// Choices say of each field in which the two differed whose word holds.
	Choices  []Choice `json:"choices,omitempty"`
	Transfer string   `json:"transfer,omitempty"` // the transfer that is waited for
	Steps    []Step   `json:"steps"`              // what was done, in order
	State    string   `json:"-"`
	Version  int64    `json:"-"`
}

// Choice says whose word on a field a clerk took.
type Choice struct {
	Field Field `json:"field"`
	Take  Take  `json:"take"`
}

// Take is a side of a comparison.
type Take string

// The sides.
const (
	TakeList     Take = "list"     // what the list says
	TakeRegister Take = "register" // what the register said before
	TakeTyped    Take = "typed"    // neither: what the clerk wrote
)

// CaseID is the ID of the paper about a record.
func CaseID(record RecordID) string { return strconv.FormatInt(int64(record), 10) }

// Paper writes the case as a paper on the desk of a community; At and Actor are
// the caller's.
func (c *Case) Paper(desk string) *Paper {
	p := &Paper{Kind: CasePaper, ID: CaseID(c.Record), Version: c.Version, State: c.State, Desk: desk, Records: []RecordID{c.Record}}
	if c.Person != "" {
		p.Persons = []Number{c.Person}
	}
	return p.with(c)
}

// CaseOf reads a case's paper.
func CaseOf(p *Paper) (*Case, error) {
	c := &Case{Version: p.Version, State: p.State}
	return c, p.read(CasePaper, c)
}
