package quanyuan

import "time"

// EventKind names an act on the register.
type EventKind string

// The events of this stage. State is a fold over events in order of Seq.
const (
	Entered   EventKind = "enter"   // a record becomes (part of) a person
	Corrected EventKind = "correct" // a person's value is corrected by a record
	Confirmed EventKind = "confirm" // a value is confirmed as it is
	Exited    EventKind = "exit"    // the person leaves the register, with a reason
	Restored  EventKind = "restore" // an exit is taken back
)

// Event is one append-only line of the register's history. Every event names
// its anchor record, so that it follows that record when persons are merged or
// split.
type Event struct {
	Seq    int64     `json:"seq"`
	Kind   EventKind `json:"kind"`
	Person Number    `json:"person"`
	Record RecordID  `json:"record"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"` // a named person, or the batch for the starting register
	Field  Field     `json:"field,omitempty"`
	Reason string    `json:"reason,omitempty"` // code of the exit reason, or words
	Date   Date      `json:"date,omitempty"`   // e.g. of death
}
