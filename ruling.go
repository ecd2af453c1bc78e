package quanyuan

// States of a ruling paper: what a named person decided about two sets of
// records.
const (
	RuledSame      = "same"
	RuledDifferent = "different" // kept for ever: the records never become one person by themselves
	RuledUnclear   = "unclear"   // cannot tell
	RulingOpen     = "open"      // waits for a reader
)
