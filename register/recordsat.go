package register

import (
	"slices"

	"quanyuan"
)

// RecordsAt gives the records that a number had when the event seq had
// happened. now are those that it has, events its events in order (of the
// records it has, and the merges and splits that name it).
func RecordsAt(number quanyuan.Number, now []quanyuan.RecordID, events []quanyuan.Event, seq int64) []quanyuan.RecordID {
	has := map[quanyuan.RecordID]bool{}
	set := func(ids []quanyuan.RecordID, to bool) {
		for _, id := range ids {
			has[id] = to
		}
	}
	set(now, true)
	for _, e := range slices.Backward(events) {
		if e.Seq <= seq {
			break
		}
		switch {
		case !e.Kind.Structural():
			has[e.Record] = false
		case e.Kind == quanyuan.Merged && e.Person == number, e.Kind == quanyuan.Split && e.Other == number:
			set(e.Records, false)
		default:
			set(e.Records, true)
			set(e.Dropped, true)
		}
	}
	var out []quanyuan.RecordID
	for id, there := range has {
		if there {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
