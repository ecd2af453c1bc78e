package register

import (
	"cmp"
	"math"
	"slices"

	"quanyuan"
)

// Survivor says which of two numbers stays when their persons are one: the one
// entered first, at a tie the smaller. events are those of both.
func Survivor(a, b quanyuan.Number, events []quanyuan.Event) (survivor, absorbed quanyuan.Number) {
	first := func(n quanyuan.Number) int64 {
		for _, e := range events {
			if e.Person == n && e.Kind != quanyuan.Split || e.Other == n {
				return e.Seq
			}
		}
		return math.MaxInt64
	}
	if cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(a, b)) > 0 {
		a, b = b, a
	}
	return a, b
}

// MustChoose lists what both persons are counted for, each in a community of
// its own: whoever merges them says which one holds. The fields are
// HukouStatus and ResidenceStatus.
func MustChoose(a, b *quanyuan.Person) []quanyuan.Field {
	var fs []quanyuan.Field
	for _, c := range []struct {
		field quanyuan.Field
		note  quanyuan.PlaceNotes
	}{{quanyuan.HukouStatus, quanyuan.CountsHukou}, {quanyuan.ResidenceStatus, quanyuan.CountsResidence}} {
		x, y := CountedIn(a, c.note), CountedIn(b, c.note)
		if x != "" && y != "" && x != y {
			fs = append(fs, c.field)
		}
	}
	return fs
}

// CountedIn is the community in which a person is counted, "" if in none.
func CountedIn(p *quanyuan.Person, note quanyuan.PlaceNotes) string {
	for i := range p.Presences {
		if p.Presences[i].Note&note != 0 {
			return p.Presences[i].Community
		}
	}
	return ""
}

// Allotment divides a person's records in two: what a split will do.
type Allotment struct {
	Leave   []quanyuan.RecordID // go to the other number
	Dropped []quanyuan.RecordID // belong to nobody: only said because of the merge
	// Open are records made after the merge about the person as a whole. A
	// split is refused until whoever splits has said where each belongs.
	Open []quanyuan.RecordID
}

// Undo works out how a merge is taken back. records are those that the person
// has now, events those of all numbers that the merged records have gone
// through since, in order of Seq. sides says of records that would be open
// whether they leave.
func Undo(merge quanyuan.Event, records []quanyuan.RecordID, events []quanyuan.Event, sides map[quanyuan.RecordID]bool) Allotment {
	u := undoing{merge: merge, sides: sides, leave: map[quanyuan.RecordID]bool{}}
	u.follow(events)
	has := make(map[quanyuan.RecordID]bool, len(records))
	for _, r := range records {
		has[r] = true
	}
	for _, e := range events {
		if !e.Kind.Structural() && has[e.Record] && !slices.Contains(merge.Records, e.Record) {
			u.place(e)
		}
	}
	for _, r := range records {
		if u.leave[r] {
			u.out.Leave = append(u.out.Leave, r)
		}
	}
	return u.out
}

type undoing struct {
	merge quanyuan.Event
	sides map[quanyuan.RecordID]bool
	leave map[quanyuan.RecordID]bool // records that go to the other number
	moves []move
	out   Allotment
}

// move says who had the merged records from an event on.
type move struct {
	seq    int64
	holder quanyuan.Number
}

// follow goes with the merged records through later merges and splits. Records
// that were split from the others on the way no longer belong to this merge:
// whatever brought them back is a merge of its own.
func (u *undoing) follow(events []quanyuan.Event) {
	for _, r := range u.merge.Records {
		u.leave[r] = true
	}
	u.moves = []move{{u.merge.Seq, u.merge.Person}}
	for _, e := range events {
		holder := u.moves[len(u.moves)-1].holder
		switch {
		case e.Seq <= u.merge.Seq:
		case e.Kind == quanyuan.Merged && e.Other == holder:
			u.moves = append(u.moves, move{e.Seq, e.Person})
		case e.Kind == quanyuan.Detached && e.Person == holder:
			for _, r := range e.Dropped {
				delete(u.leave, r)
			}
		case e.Kind == quanyuan.Split && e.Person == holder:
			for _, r := range e.Dropped {
				delete(u.leave, r)
			}
			gone := slices.DeleteFunc(slices.Clone(e.Records), func(r quanyuan.RecordID) bool { return !u.leave[r] })
			if len(gone) == len(u.leave) {
				u.moves = append(u.moves, move{e.Seq, e.Other})
				continue
			}
			for _, r := range gone {
				delete(u.leave, r)
			}
		}
	}
}

// place decides on a record made after the merge. Events come in order, so
// what a record is about is decided before it.
func (u *undoing) place(e quanyuan.Event) {
	switch {
	case e.Cause == u.merge.Seq:
		u.out.Dropped = append(u.out.Dropped, e.Record)
	case e.Cause != 0 && e.Kind == quanyuan.Held:
		// Said because of another merge, which still stands.
	case e.About != 0:
		u.leave[e.Record] = u.leave[e.About]
	case e.Seq < u.merge.Seq || e.Person != u.holder(e.Seq):
		// Said before, or of somebody who was merged in later.
	default:
		leaves, said := u.sides[e.Record]
		if !said {
			u.out.Open = append(u.out.Open, e.Record)
		}
		u.leave[e.Record] = leaves
	}
}

// holder is the number that had the merged records at a moment after the merge.
func (u *undoing) holder(at int64) quanyuan.Number {
	h := u.merge.Person
	for _, m := range u.moves {
		if m.seq < at {
			h = m.holder
		}
	}
	return h
}

// Undone reports whether a merge has been taken back by one of the events.
func Undone(merge quanyuan.Event, events []quanyuan.Event) bool {
	return slices.ContainsFunc(events, func(e quanyuan.Event) bool { return e.Kind == quanyuan.Split && e.Cause == merge.Seq })
}

// Choose works out a split by hand: the chosen records leave, and with them
// what was said about them. A record about the person as a whole stays unless
// it is chosen. ok is false when one of the two would be left without a record
// that makes a person.
func Choose(chosen []quanyuan.RecordID, events []quanyuan.Event) (leave []quanyuan.RecordID, ok bool) {
	goes := map[quanyuan.RecordID]bool{}
	for _, r := range chosen {
		goes[r] = true
	}
	var left, gone bool
	for _, e := range events {
		if e.Kind.Structural() {
			continue
		}
		if e.About != 0 && goes[e.About] {
			goes[e.Record] = true
		}
		if goes[e.Record] {
			leave = append(leave, e.Record)
		}
		if e.Kind == quanyuan.Entered || e.Kind == quanyuan.Attached {
			gone = gone || goes[e.Record]
			left = left || !goes[e.Record]
		}
	}
	return leave, left && gone
}
