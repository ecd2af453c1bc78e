package quanyuan

import "time"

// EventKind names an act on the register.
type EventKind string

// The events. State is a fold over events in order of Seq.
const (
	Entered   EventKind = "enter"   // a record becomes a person
	Attached  EventKind = "attach"  // a record is ruled to speak of a person
	Corrected EventKind = "correct" // a person's value is corrected by a record
	Confirmed EventKind = "confirm" // a value is confirmed as it is
	Pinned    EventKind = "pin"     // a value is fixed until it is let go
	Unpinned  EventKind = "unpin"   // a pinned value is let go
	Moved     EventKind = "move"    // what the record says of its community holds from now on
	Left      EventKind = "leave"   // the presence in the record's community has ended
	Held      EventKind = "hold"    // of several counted places the record's holds
	Housed    EventKind = "house"   // the household in the record's community, and how the person stands to its head
	// Redistricted: by the revision that Reason names, what stood under the code
	// of the record's former community stands under that of its community. It is
	// no move.
	Redistricted EventKind = "redistrict"
	Exited       EventKind = "exit"    // the person leaves the register, with a reason
	Restored     EventKind = "restore" // an exit is taken back
	Merged       EventKind = "merge"   // Records move from Other to Person
	Split        EventKind = "split"   // Records move from Person to Other
	Detached     EventKind = "detach"  // an attachment is taken back: its record waits for a ruling again
)

// Structural reports whether the event only assigns records to persons. All
// other events tell what their record says.
func (k EventKind) Structural() bool { return k == Merged || k == Split || k == Detached }

// Event is one append-only line of the register's history.
//
// Every event that is not structural has a record of its own and follows it: when
// the record is assigned to another person, the event goes with it.
type Event struct {
	Seq    int64     `json:"seq"`
	Kind   EventKind `json:"kind"`
	Person Number    `json:"person"`           // to whom the record belonged when it happened
	Record RecordID  `json:"record,omitempty"` // what was said; 0 for structural events
	// About is the earlier record of which the act speaks (the one whose value
	// is corrected); 0: of the person as a whole. When persons are split, a
	// record made after the merge goes with the record it is about; one about
	// the whole must be allotted by whoever splits.
	About  RecordID  `json:"about,omitempty"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"` // a named person, or the batch for the starting register
	Field  Field     `json:"field,omitempty"`
	Reason string    `json:"reason,omitempty"` // code of the exit reason, or words
	Date   Date      `json:"date,omitempty"`   // e.g. of death
	// Other and Records say what merge and split move. Dropped are records that
	// belong to nobody from then on: what was only said because of the merge
	// that a split takes back, or the attachment that a detach does.
	Other   Number     `json:"other,omitempty"`
	Records []RecordID `json:"records,omitempty"`
	Dropped []RecordID `json:"dropped,omitempty"`
	// Cause is the Seq of the event because of which this one was made: the
	// merge that asked which residence holds, the merge that a split undoes, the
	// attachment with which a value was decided.
	// Within a Change, -n stands for its n-th event.
	Cause int64 `json:"cause,omitempty"`
}
