package quanyuan

import (
	"maps"
	"slices"
	"time"
)

// States of the paper of a form that was filled in on a phone.
const (
	FieldOpen     = "open"     // the interviewer has not finished it
	FieldDone     = "done"     // finished, to be taken into the answers
	FieldDisputed = "disputed" // copies contradict each other: somebody must choose
	FieldLoaded   = "loaded"   // stands among the answers
	FieldVoid     = "void"     // set aside by somebody, with a reason
)

// FieldUnreachable is the result of a form that asks for another segment: this
// one cannot be surveyed.
const FieldUnreachable = "unreachable"

// FieldForm is one house as an interviewer wrote it down on a phone. Its ID is
// made there, so that it can be sent any number of times.
//
// Every save that is sent has a random Stamp. Line holds the stamps that this
// save goes on from: the one that was last acknowledged and those sent since. A
// copy whose line does not hold what the register has contradicts it.
type FieldForm struct {
	ID       string              `json:"id"`
	Stamp    string              `json:"stamp"`
	Line     []string            `json:"line,omitempty"`
	Revision int                 `json:"revision"` // saves so far, for people
	House    string              `json:"house"`
	Result   string              `json:"result,omitempty"` // of the house; empty: not known yet
	Reason   string              `json:"reason,omitempty"` // why nobody answered, or why the segment cannot be surveyed
	Visits   []string            `json:"visits,omitempty"` // times, by the phone's clock
	Persons  []map[string]string `json:"persons,omitempty"`
	Finished bool                `json:"finished,omitempty"`
}

// Same reports whether two copies say the same.
func (f *FieldForm) Same(g *FieldForm) bool {
	return f.House == g.House && f.Result == g.Result && f.Reason == g.Reason && f.Finished == g.Finished &&
		slices.Equal(f.Visits, g.Visits) && slices.EqualFunc(f.Persons, g.Persons, maps.Equal)
}

// FieldCopy is a form as it was received.
type FieldCopy struct {
	FieldForm
	At time.Time `json:"at"`
	By string    `json:"by"`
	// Why says on whose word and for what reason a copy was settled.
	Why string `json:"why,omitempty"`
}

// FieldSheet is what the register has of a form.
type FieldSheet struct {
	Survey    string    `json:"survey"`
	Segment   string    `json:"segment"`
	Community string    `json:"community"`
	Kept      FieldCopy `json:"kept"`
	Seen      []string  `json:"seen,omitempty"` // stamps that Kept goes on from
	// Aside are copies that contradict Kept, until somebody chooses; Settled are
	// those that were not chosen. None is ever dropped.
	Aside   []FieldCopy `json:"aside,omitempty"`
	Settled []FieldCopy `json:"settled,omitempty"`
	Loaded  string      `json:"loaded,omitempty"` // stamp of the copy among the answers
	Void    string      `json:"void,omitempty"`   // why it is set aside
	State   string      `json:"-"`
	Version int64       `json:"-"`
}

// What became of a copy of a form.
const (
	FieldTaken    = "taken"    // it stands
	FieldKnown    = "known"    // it, or one that goes on from it, was there already
	FieldConflict = "conflict" // it contradicts what stands; both are kept
)

// Take adds a copy: the same twice is once, one that goes on from what stands
// takes its place, any other is kept beside it.
func (f *FieldSheet) Take(c FieldCopy) string {
	line := c.Line
	c.Line = nil
	// has reports whether copies hold this one, or one that goes on from it.
	has := func(copies []FieldCopy) bool {
		return slices.ContainsFunc(copies, func(x FieldCopy) bool {
			return x.Stamp == c.Stamp && x.Same(&c.FieldForm) || slices.Contains(x.Line, c.Stamp)
		})
	}
	switch {
	case f.Kept.Stamp == "":
		f.Kept = c
		f.see(line)
	case f.Kept.Stamp == c.Stamp && f.Kept.Same(&c.FieldForm), slices.Contains(f.Seen, c.Stamp), has(f.Settled):
		return FieldKnown
	case has(f.Aside):
		return FieldConflict
	case f.Kept.Stamp != c.Stamp && slices.Contains(line, f.Kept.Stamp) && f.Void == "":
		f.see(append(line, f.Kept.Stamp))
		f.Kept = c
	default:
		// A copy aside that this one goes on from gives way to it.
		c.Line = line
		f.Aside = slices.DeleteFunc(f.Aside, func(x FieldCopy) bool {
			if !slices.Contains(line, x.Stamp) {
				return false
			}
			c.Line = append(c.Line, x.Line...)
			return true
		})
		f.Aside = append(f.Aside, c)
		f.judge()
		return FieldConflict
	}
	f.judge()
	return FieldTaken
}

func (f *FieldSheet) see(stamps []string) {
	for _, s := range stamps {
		if !slices.Contains(f.Seen, s) {
			f.Seen = append(f.Seen, s)
		}
	}
}

// judge sets the state that follows from the copies.
func (f *FieldSheet) judge() {
	switch {
	case len(f.Aside) > 0:
		f.State = FieldDisputed
	case f.Void != "":
		f.State = FieldVoid
	case !f.Kept.Finished:
		f.State = FieldOpen
	case f.Loaded == f.Kept.Stamp:
		f.State = FieldLoaded
	default:
		f.State = FieldDone
	}
}

// Choose ends a dispute: of Kept (0) and those aside (1 and on) one stands, the
// others are kept as settled. It reports whether there is such a copy.
func (f *FieldSheet) Choose(i int, why string) bool {
	all := append([]FieldCopy{f.Kept}, f.Aside...)
	if i < 0 || i >= len(all) {
		return false
	}
	for k, c := range all {
		if k != i {
			c.Why = why
			f.Settled = append(f.Settled, c)
		}
	}
	if i > 0 {
		f.Settled[len(f.Settled)-len(all)+1].Line, f.Seen = f.Seen, all[i].Line
	}
	f.Kept, f.Aside = all[i], nil
	f.Kept.Line = nil
	f.judge()
	return true
}

// SetVoid sets the form aside for a reason, or takes it back with "".
func (f *FieldSheet) SetVoid(why string) {
	f.Void = why
	f.judge()
}

// SetLoaded notes which copy stands among the answers; "": none.
func (f *FieldSheet) SetLoaded(stamp string) {
	f.Loaded = stamp
	f.judge()
}

// Paper writes the form as a paper; At and Actor are the caller's. It names no
// person, so that nobody sees from a person who was drawn.
func (f *FieldSheet) Paper() *Paper {
	return (&Paper{Kind: FieldPaper, ID: FieldID(f.Survey, f.Segment, f.Kept.ID), Version: f.Version, State: f.State, Desk: f.Community}).with(f)
}

// FieldID is the ID of the paper of a form.
func FieldID(survey, segment, form string) string { return survey + "/" + segment + "/" + form }

// FieldSheetOf reads a form's paper.
func FieldSheetOf(p *Paper) (*FieldSheet, error) {
	f := &FieldSheet{Version: p.Version, State: p.State}
	return f, p.read(FieldPaper, f)
}
