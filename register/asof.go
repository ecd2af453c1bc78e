package register

import (
	"cmp"

	"quanyuan"
)

// AsOf keeps the events that make a person as he was on a day, by what is known
// today. An event counts from the day of which it speaks: that of the move, the
// leaving, the death or other exit, the change of divisions; that of the list
// for what a list says; else the day on which it was written down. An
// incomplete date counts from its beginning. An exit that was taken back never
// was. With now, changes of divisions count whenever they were made, so that
// the person stands under the codes of today.
func AsOf(events []quanyuan.Event, day quanyuan.Date, now bool, sources Sources) []quanyuan.Event {
	counts := CountsOn(day, now, sources)
	var kept []quanyuan.Event
	for _, e := range events {
		if counts(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// CountsOn tells which events AsOf keeps.
func CountsOn(day quanyuan.Date, now bool, sources Sources) func(quanyuan.Event) bool {
	last := day.String()
	return func(e quanyuan.Event) bool {
		return e.Kind == quanyuan.Restored || now && e.Kind == quanyuan.Redistricted || speaksOf(e, sources) <= last
	}
}

// speaksOf is the day of which an event speaks, as text.
func speaksOf(e quanyuan.Event, sources Sources) string {
	switch e.Kind {
	case quanyuan.Moved, quanyuan.Left, quanyuan.Exited, quanyuan.Redistricted:
		if !e.Date.IsZero() {
			return e.Date.String()
		}
	case quanyuan.Entered, quanyuan.Attached:
		if _, asOf := sources.Of(e.Record); !asOf.IsZero() {
			return asOf.String()
		}
	}
	return cmp.Or(quanyuan.DateOf(e.At).String(), "0000")
}
