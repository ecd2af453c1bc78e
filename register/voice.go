package register

import (
	"time"

	"quanyuan"
)

// Voice is one record's word on one field of a person.
type Voice struct {
	Field     quanyuan.Field
	Value     quanyuan.Value
	Record    quanyuan.RecordID
	Source    quanyuan.Source // zero: written at a desk
	Day       quanyuan.Date   // of which the list speaks
	Actor     string          // who wrote or confirmed it, for a desk's word
	At        time.Time       // when it came into the register
	Authority bool            // the source is the authority for the field
	Confirmed bool            // a named person's word
	Pinned    bool
	Wins      bool // this is the value that the person has
}

// Voices lists what everybody says of a person's fields, in the order of the
// fields, then of the events. It takes what Fold takes.
func Voices(number quanyuan.Number, events []quanyuan.Event, records []*quanyuan.Record, sources Sources) ([]Voice, error) {
	f := folding{person: &quanyuan.Person{Number: number}, sources: sources}
	if err := f.all(events, records); err != nil {
		return nil, err
	}
	claims := f.claims
	f.finish()
	said := map[quanyuan.RecordID]quanyuan.Event{}
	for _, e := range events {
		if !e.Kind.Structural() {
			said[e.Record] = e
		}
	}
	var out []Voice
	for field, cs := range claims {
		current := f.person.Value(quanyuan.Field(field))
		for _, c := range cs {
			e := said[c.record]
			v := Voice{Field: quanyuan.Field(field), Value: c.value, Record: c.record, At: e.At, Authority: c.authority > 0, Confirmed: c.confirmed, Pinned: c.pinned,
				Wins: c.record == current.Record && c.value.Text == current.Text}
			if v.Source, v.Day = sources.Of(c.record); v.Source.Kind == "" {
				v.Actor = e.Actor
			}
			out = append(out, v)
		}
	}
	return out, nil
}
