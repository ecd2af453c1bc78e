package quanyuan

import (
	"fmt"
	"slices"
)

// States of a birth paper.
const (
	BirthNameless = "nameless"
	BirthNamed    = "named"
)

// Birth ties a child to its mother and father. It keeps the ID under which it
// was first reported, also when the child gets a name or a date is corrected.
type Birth struct {
	ID        string   `json:"id"`
	Community string   `json:"community"` // where it was first reported
	Mother    Number   `json:"mother,omitempty"`
	Father    Number   `json:"father,omitempty"`
	Child     Number   `json:"child"`
	Name      string   `json:"name,omitempty"`
	Born      Date     `json:"born"`
	Sex       string   `json:"sex"`              // code of the table sex
	Order     int      `json:"order,omitempty"`  // 孩次 of the mother, 0: not told
	Policy    string   `json:"policy,omitempty"` // code of the table birth_policy
	Reports   []Report `json:"reports"`          // in the order in which they came
	Version   int64    `json:"-"`
}

// Report is one source's word on a birth.
type Report struct {
	Source string `json:"source"` // who reports
	Actor  string `json:"actor"`
	Day    Date   `json:"day"` // on which it was entered
	Name   string `json:"name,omitempty"`
	Born   Date   `json:"born"`
	Sex    string `json:"sex,omitempty"`
	Order  int    `json:"order,omitempty"`
	Policy string `json:"policy,omitempty"`
}

// BirthID is the key of a birth: the parent by whom it is kept (the mother,
// where she is known), the day, the sex and the order.
func BirthID(parent Number, born Date, sex string, order int) string {
	return fmt.Sprintf("%s-%s-%s-%d", parent, born, sex, order)
}

// Paper writes the birth as a paper; At and Actor are the caller's.
func (b *Birth) Paper() *Paper {
	p := &Paper{Kind: BirthPaper, ID: b.ID, Version: b.Version, State: BirthNameless, Desk: b.Community}
	if b.Name != "" {
		p.State = BirthNamed
	}
	for _, n := range []Number{b.Mother, b.Father, b.Child} {
		if n != "" {
			p.Persons = append(p.Persons, n)
		}
	}
	slices.Sort(p.Persons)
	return p.with(b)
}

// BirthOf reads a birth's paper.
func BirthOf(p *Paper) (*Birth, error) {
	b := &Birth{Version: p.Version}
	return b, p.read(BirthPaper, b)
}
