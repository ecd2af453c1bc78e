// Package register folds events into persons: state is a function of events
// and of the records they name, and every current value says why it won.
package register

import (
	"cmp"
	"slices"

	"quanyuan"
)

// Sources tells who sent a record, and whose word goes first.
type Sources struct {
	// Of gives the source of a record's batch and the day the batch speaks of.
	// Records written at a desk have a zero Source and day.
	Of func(quanyuan.RecordID) (quanyuan.Source, quanyuan.Date)
	// Order is who is the authority for which field; nil: nobody is.
	Order *quanyuan.Authorities
}

// Fold computes a person from the events of the records that it has now, in
// order of Seq, and those records. Merges and splits among the events only
// count for the Version. Fold returns an error only when an event names a
// record that is not given.
func Fold(number quanyuan.Number, events []quanyuan.Event, records []*quanyuan.Record, sources Sources) (*quanyuan.Person, error) {
	f := folding{person: &quanyuan.Person{Number: number}, sources: sources}
	if err := f.all(events, records); err != nil {
		return nil, err
	}
	f.finish()
	return f.person, nil
}

// all folds the events one after the other.
func (f *folding) all(events []quanyuan.Event, records []*quanyuan.Record) error {
	byID := make(map[quanyuan.RecordID]*quanyuan.Record, len(records))
	for _, r := range records {
		byID[r.ID] = r
	}
	void := takenBack(events)
	for i, e := range events {
		f.person.Version++
		if e.Kind.Structural() || void[i] {
			continue
		}
		r := byID[e.Record]
		if r == nil {
			return &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "internal"}
		}
		f.event(e, r)
	}
	return nil
}

// takenBack tells by their places the attachments that were taken back before
// their record was attached again: a record speaks once.
func takenBack(events []quanyuan.Event) map[int]bool {
	var void map[int]bool
	for i := range events {
		if events[i].Kind != quanyuan.Attached {
			continue
		}
		for j := range i { // few: one for each list that named the person
			if events[j].Kind == quanyuan.Attached && events[j].Record == events[i].Record {
				if void == nil {
					void = map[int]bool{}
				}
				void[j] = true
			}
		}
	}
	return void
}

// folding is the state between events.
type folding struct {
	person    *quanyuan.Person
	sources   Sources
	claims    [quanyuan.NumFields][]claim
	entered   []*quanyuan.Record
	places    places
	exitDeath *claim
}

// claim is one record's word on a field.
type claim struct {
	value     quanyuan.Value
	record    quanyuan.RecordID
	authority int  // its rank; 0 for none
	confirmed bool // a named person entered or confirmed it
	pinned    bool
}

func (f *folding) event(e quanyuan.Event, r *quanyuan.Record) {
	if !slices.Contains(f.person.Records, r.ID) {
		f.person.Records = append(f.person.Records, r.ID)
	}
	switch e.Kind {
	case quanyuan.Entered, quanyuan.Attached:
		f.entered = append(f.entered, r)
		source, asOf := f.sources.Of(r.ID)
		for _, v := range r.Values {
			f.claim(v, claim{record: r.ID, authority: f.sources.Order.Rank(source.Kind, v.Field)})
		}
		if source.Kind == "" && !e.At.IsZero() {
			asOf = quanyuan.DateOf(e.At) // written at a desk: it speaks of that day
		}
		f.places.say(e, r, asOf)
	case quanyuan.Corrected, quanyuan.Confirmed:
		f.claim(quanyuan.FieldValue{Field: e.Field, Value: r.Value(e.Field)}, claim{record: r.ID, confirmed: true})
	case quanyuan.Pinned:
		f.claim(quanyuan.FieldValue{Field: e.Field, Value: r.Value(e.Field)}, claim{record: r.ID, confirmed: true, pinned: true})
	case quanyuan.Unpinned:
		for i := range f.claims[e.Field] {
			f.claims[e.Field][i].pinned = false
		}
	case quanyuan.Moved:
		for _, v := range r.Values {
			if !placeField(v.Field) {
				f.claim(v, claim{record: r.ID, confirmed: true})
			}
		}
		f.places.say(e, r, e.Date)
	case quanyuan.Left:
		f.places.end(e, r)
	case quanyuan.Held:
		f.places.hold(e, r)
	case quanyuan.Housed:
		if v := r.Value(quanyuan.Relation); v.Known() {
			f.claim(quanyuan.FieldValue{Field: quanyuan.Relation, Value: v}, claim{record: r.ID, confirmed: true})
		}
		f.places.house(r)
	case quanyuan.Redistricted:
		f.places.redraw(e, r)
	case quanyuan.Exited:
		f.person.Exited = e.Reason
		f.exitDeath = nil
		if !e.Date.IsZero() && e.Reason == ReasonDeath {
			f.exitDeath = &claim{value: quanyuan.Value{Text: e.Date.String(), State: quanyuan.Understood}, record: e.Record, confirmed: true}
		}
	case quanyuan.Restored:
		f.person.Exited = ""
		f.exitDeath = nil
	}
}

// ReasonDeath is the exit reason that makes the exit's date the day of death.
const ReasonDeath = "1"

func (f *folding) claim(v quanyuan.FieldValue, c claim) {
	if v.State == quanyuan.Missing || v.State == quanyuan.Placeholder && !c.confirmed {
		return
	}
	c.value = v.Value
	f.claims[v.Field] = append(f.claims[v.Field], c)
}

func (f *folding) finish() {
	if f.exitDeath != nil {
		f.claims[quanyuan.DeathDate] = append(f.claims[quanyuan.DeathDate], *f.exitDeath)
	}
	for field, cs := range f.claims {
		if len(cs) == 0 {
			continue
		}
		c, why := winner(cs)
		f.person.Values = append(f.person.Values, quanyuan.Current{Field: quanyuan.Field(field), Value: c.value, Record: c.record, Reason: why})
	}
	f.person.Children = children(f.entered)
	f.person.Presences = f.places.presences()
}

// winner chooses among what records say of a field: what is pinned, then a named
// person's word, then the authority's, then the latest; a less exact value never displaces a
// compatible more exact one of the same rank.
func winner(cs []claim) (claim, quanyuan.Reason) {
	best := cs[0]
	for _, c := range cs[1:] {
		if beats(c, best) {
			best = c
		}
	}
	return best, reason(best, cs)
}

func beats(c, best claim) bool {
	if d := cmp.Compare(rank(c), rank(best)); d != 0 {
		return d > 0
	}
	if d := cmp.Compare(c.authority, best.authority); d != 0 && rank(c) == authoritative {
		return d > 0
	}
	return !lessExact(c.value.Text, best.value.Text)
}

// authoritative is the rank of an authority's claim.
const authoritative = 3

// rank orders claims by what makes them win, strongest highest.
func rank(c claim) int {
	switch {
	case c.pinned:
		return 5
	case c.confirmed:
		return 4
	case c.value.State == quanyuan.Invalid:
		return 0
	case c.authority > 0:
		return authoritative
	case c.value.State == quanyuan.Doubtful:
		return 1
	}
	return 2
}

// lessExact reports whether a is b with less precision (a month of its day).
func lessExact(a, b string) bool {
	return len(a) < len(b) && b[:len(a)] == a
}

func reason(best claim, cs []claim) quanyuan.Reason {
	switch {
	case best.pinned:
		return quanyuan.WonPinned
	case best.confirmed:
		return quanyuan.WonConfirmed
	case len(cs) == 1:
		return quanyuan.WonOnly
	case best.authority > 0:
		return quanyuan.WonAuthority
	}
	same := 0
	for _, c := range cs {
		if c.value.Text == best.value.Text {
			same++
		}
	}
	if same > 1 {
		return quanyuan.WonAgreed
	}
	return quanyuan.WonRecent
}

// children joins the children that records tell of: the same name or the same
// birth date and sex is one child, the fuller word wins per item.
func children(records []*quanyuan.Record) []quanyuan.Child {
	var all []quanyuan.Child
	for _, r := range records {
		for _, c := range r.Children {
			i := slices.IndexFunc(all, func(d quanyuan.Child) bool { return sameChild(c, d) })
			if i < 0 {
				all = append(all, c)
				continue
			}
			merge(&all[i], c)
		}
	}
	return all
}

func sameChild(a, b quanyuan.Child) bool {
	switch {
	case a.ID.Known() && b.ID.Known():
		return a.ID.Text == b.ID.Text
	case a.Name.Known() && b.Name.Known():
		return a.Name.Text == b.Name.Text && datesFit(a.Birth, b.Birth)
	}
	if a.Order.Known() && b.Order.Known() && a.Order.Text != b.Order.Text {
		return false // twins
	}
	return a.Birth.Known() && a.Birth.Text == b.Birth.Text && a.Sex.Text == b.Sex.Text
}

func datesFit(a, b quanyuan.Value) bool {
	x, okx := quanyuan.ParseDate(a.Text)
	y, oky := quanyuan.ParseDate(b.Text)
	return !okx || !oky || x.Compatible(y)
}

func merge(into *quanyuan.Child, c quanyuan.Child) {
	for _, p := range [][2]*quanyuan.Value{{&into.Name, &c.Name}, {&into.Birth, &c.Birth}, {&into.ID, &c.ID}, {&into.Sex, &c.Sex}, {&into.Order, &c.Order}, {&into.Policy, &c.Policy}} {
		if p[1].Known() && (!p[0].Known() || lessExact(p[0].Text, p[1].Text)) {
			*p[0] = *p[1]
		}
	}
}
