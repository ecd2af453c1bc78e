package quanyuan

import (
	"strconv"
	"strings"
)

// Change is all that one act of a person writes. A store writes it wholly or
// not at all.
//
// What the store numbers is named beforehand by its place: in events, persons
// and papers the RecordID -n stands for the n-th of Records, and the Cause -n
// of an event for the n-th of Events (counted from 1). Apply fills in the IDs;
// a change that failed is not applied again but made anew.
//
// Persons must hold the state of everybody whom an event names.
type Change struct {
	Records  []*Record
	Events   []*Event
	Persons  []PersonState
	Papers   []*Paper
	Accounts []*Account
	Tickets  []*Ticket
	// Audit is sealed into the chain together with the change. An ID of -n
	// stands for the n-th of Papers.
	Audit []AuditLine
	// Reply is begun with the change: the store refuses the change with
	// ErrExists when one stands under its key.
	Reply *Reply
}

// PersonState is a person as he is after a change.
type PersonState struct {
	After *Person
	Keys  []uint64 // search keys
	// Seen is the Version the caller saw: 0 for a person who is new. The store
	// refuses the change with ErrConflict when the person has changed since.
	Seen int64
}

// Add puts a record into the change and gives the ID by which its events name it.
func (c *Change) Add(r *Record) RecordID {
	c.Records = append(c.Records, r)
	return RecordID(-len(c.Records))
}

// PaperName names the i-th of Papers, counted from 0, in the audit lines of the
// change: by its ID or, before the store has numbered it, by its place.
func (c *Change) PaperName(i int) string {
	if c.Papers[i].ID != "" {
		return c.Papers[i].ID
	}
	return "-" + strconv.Itoa(i+1)
}

// NameAudit puts the IDs the store gave to papers in the place of those that
// name them by their place. Stores call it before they seal the lines.
func (c *Change) NameAudit() {
	for i := range c.Audit {
		l := &c.Audit[i]
		n, err := strconv.Atoi(strings.TrimPrefix(l.ID, "-"))
		if err == nil && strings.HasPrefix(l.ID, "-") && n >= 1 && n <= len(c.Papers) && l.Kind == string(c.Papers[n-1].Kind) {
			l.ID = c.Papers[n-1].ID
		}
	}
}

// Renumber puts the IDs the store gave in the place of those that name records
// and events by their place. Stores call it when both are numbered.
func (c *Change) Renumber() {
	id := func(r RecordID) RecordID {
		if r < 0 && int(-r) <= len(c.Records) {
			return c.Records[-r-1].ID
		}
		return r
	}
	all := func(ids []RecordID) {
		for i := range ids {
			ids[i] = id(ids[i])
		}
	}
	for _, e := range c.Events {
		e.Record, e.About = id(e.Record), id(e.About)
		all(e.Records)
		all(e.Dropped)
		if e.Cause < 0 && int(-e.Cause) <= len(c.Events) {
			e.Cause = c.Events[-e.Cause-1].Seq
		}
	}
	for _, s := range c.Persons {
		all(s.After.Records)
		for i := range s.After.Values {
			s.After.Values[i].Record = id(s.After.Values[i].Record)
		}
		for i := range s.After.Presences {
			s.After.Presences[i].Record = id(s.After.Presences[i].Record)
		}
	}
	for _, p := range c.Papers {
		all(p.Records)
	}
}
