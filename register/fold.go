// Package register folds events into persons: state is a function of events
// and of the records they name, and every current value says why it won.
package register

import (
	"cmp"
	"slices"

	"quanyuan"
)

// Sources tells who sent a record: the source of its batch and the day the
// batch speaks of. Records written at a desk have a zero Source.
type Sources func(quanyuan.RecordID) (quanyuan.Source, quanyuan.Date)

// Fold computes a person from its events in order and the records they name.
// It returns an error only when an event names a record that is not given.
func Fold(number quanyuan.Number, events []quanyuan.Event, records []*quanyuan.Record, sources Sources) (*quanyuan.Person, error) {
	byID := make(map[quanyuan.RecordID]*quanyuan.Record, len(records))
	for _, r := range records {
		byID[r.ID] = r
	}
	f := folding{person: &quanyuan.Person{Number: number}, sources: sources}
	for _, e := range events {
		f.person.Version++
		switch e.Kind {
		case quanyuan.Exited:
			f.person.Exited = e.Reason
			f.death(e)
		case quanyuan.Restored:
			f.person.Exited = ""
			f.exitDeath = nil
		default:
			r := byID[e.Record]
			if r == nil {
				return nil, &quanyuan.Error{Kind: quanyuan.ErrNotFound, Key: "internal"}
			}
			f.record(e, r)
		}
	}
	f.finish()
	return f.person, nil
}

// folding is the state between events.
type folding struct {
	person    *quanyuan.Person
	sources   Sources
	claims    [quanyuan.NumFields][]claim
	entered   []*quanyuan.Record
	exitDeath *claim
}

// claim is one record's word on a field.
type claim struct {
	value     quanyuan.Value
	record    quanyuan.RecordID
	authority bool
	confirmed bool // a named person entered or confirmed it
	order     int
}

func (f *folding) record(e quanyuan.Event, r *quanyuan.Record) {
	if !slices.Contains(f.person.Records, r.ID) {
		f.person.Records = append(f.person.Records, r.ID)
	}
	switch e.Kind {
	case quanyuan.Entered:
		f.entered = append(f.entered, r)
		source, _ := f.sources(r.ID)
		for _, v := range r.Values {
			f.claim(v, r.ID, source.Kind.AuthoritativeFor(v.Field), false)
		}
	case quanyuan.Corrected:
		f.claim(quanyuan.FieldValue{Field: e.Field, Value: r.Value(e.Field)}, r.ID, false, true)
	case quanyuan.Confirmed:
		f.claim(quanyuan.FieldValue{Field: e.Field, Value: r.Value(e.Field)}, r.ID, false, true)
	}
}

func (f *folding) claim(v quanyuan.FieldValue, id quanyuan.RecordID, authority, confirmed bool) {
	if v.State == quanyuan.Missing || v.State == quanyuan.Placeholder && !confirmed {
		return
	}
	cs := &f.claims[v.Field]
	*cs = append(*cs, claim{value: v.Value, record: id, authority: authority, confirmed: confirmed, order: len(*cs)})
}

// death keeps the day of death that an exit names.
func (f *folding) death(e quanyuan.Event) {
	if !e.Date.IsZero() {
		f.exitDeath = &claim{value: quanyuan.Value{Text: e.Date.String(), State: quanyuan.Understood}, record: e.Record, confirmed: true}
	}
}

func (f *folding) finish() {
	if f.exitDeath != nil {
		f.exitDeath.order = len(f.claims[quanyuan.DeathDate])
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
	f.person.Presences = presences(f.entered, f.sources)
}

// winner chooses among what records say of a field: a named person's word,
// then the authority's, then the latest; a less exact value never displaces a
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
	return !lessExact(c.value.Text, best.value.Text)
}

// rank orders claims by what makes them win, strongest highest.
func rank(c claim) int {
	switch {
	case c.confirmed:
		return 4
	case c.value.State == quanyuan.Invalid:
		return 0
	case c.authority:
		return 3
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
	case best.confirmed:
		return quanyuan.WonConfirmed
	case len(cs) == 1:
		return quanyuan.WonOnly
	case best.authority:
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
