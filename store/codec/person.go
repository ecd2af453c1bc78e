package codec

import (
	"slices"

	"quanyuan"
)

// reasons are written by their index; others as index 0 and their text. The
// order is part of the format: append only.
var reasons = []quanyuan.Reason{"", quanyuan.WonPinned, quanyuan.WonConfirmed, quanyuan.WonAuthority, quanyuan.WonRecent, quanyuan.WonAgreed, quanyuan.WonOnly}

// AppendPerson appends a person with its number.
func AppendPerson(b []byte, p *quanyuan.Person) []byte {
	w := &writer{append(b, version)}
	w.text(string(p.Number))
	w.text(p.Exited)
	w.text(string(p.Forward))
	w.int(p.Version)
	w.uint(uint64(len(p.Records)))
	for _, id := range p.Records {
		w.int(int64(id))
	}
	w.uint(uint64(len(p.Values)))
	for i := range p.Values {
		w.current(&p.Values[i], p.Records)
	}
	w.children(p.Children)
	w.uint(uint64(len(p.Presences)))
	for i := range p.Presences {
		w.presence(&p.Presences[i])
	}
	return w.b
}

func (w *writer) presence(p *quanyuan.Presence) {
	w.b = append(w.b, byte(p.Category), byte(p.Note))
	w.int(int64(p.Record))
	for _, s := range []string{p.Community, p.Hukou, p.Residence, p.Household, p.Group, p.Estate, p.Reason, p.Unit} {
		w.text(s)
	}
	for _, d := range []quanyuan.Date{p.Since, p.Until, p.Recheck} {
		w.text(d.String())
	}
}

func (r *reader) presence() quanyuan.Presence {
	p := quanyuan.Presence{Category: quanyuan.Category(r.byte()), Note: quanyuan.PlaceNotes(r.byte())}
	p.Record = quanyuan.RecordID(r.int())
	for _, s := range []*string{&p.Community, &p.Hukou, &p.Residence, &p.Household, &p.Group, &p.Estate, &p.Reason, &p.Unit} {
		*s = r.text()
	}
	for _, d := range []*quanyuan.Date{&p.Since, &p.Until, &p.Recheck} {
		if text := r.text(); text != "" {
			var ok bool
			if *d, ok = quanyuan.ParseDate(text); !ok {
				r.fail()
			}
		}
	}
	return p
}

// current writes a value; its record is mostly one of the person's and then
// written as its place among them, from 1.
func (w *writer) current(c *quanyuan.Current, records []quanyuan.RecordID) {
	w.b = append(w.b, byte(c.Field))
	w.value(&c.Value)
	at := slices.Index(records, c.Record) + 1
	w.uint(uint64(at))
	if at == 0 {
		w.int(int64(c.Record))
	}
	why := max(slices.Index(reasons, c.Reason), 0)
	w.uint(uint64(why))
	if why == 0 {
		w.text(string(c.Reason))
	}
}

// Person reads what AppendPerson wrote.
func Person(b []byte, into *quanyuan.Person) error {
	*into = quanyuan.Person{}
	return PersonAgain(b, into)
}

// PersonAgain is Person into the lists of one that was read before, for who
// looks at one person after the other.
func PersonAgain(b []byte, into *quanyuan.Person) error {
	records, values, presences := into.Records[:0], into.Values[:0], into.Presences[:0]
	*into = quanyuan.Person{Records: records, Values: values, Presences: presences}
	r := begin(b)
	into.Number = quanyuan.Number(r.text())
	into.Exited = r.text()
	into.Forward = quanyuan.Number(r.text())
	into.Version = r.int()
	for range r.count() {
		into.Records = append(into.Records, quanyuan.RecordID(r.int()))
	}
	if n := r.count(); n > 0 {
		size := min(n, int(quanyuan.NumFields))
		if size > cap(into.Values) {
			into.Values = make([]quanyuan.Current, size)
		}
		into.Values = into.Values[:size]
		clear(into.Values)
		if n > size {
			r.fail()
		}
		for i := range into.Values {
			r.current(&into.Values[i], into.Records)
		}
	}
	into.Children = r.children()
	for range r.count() {
		into.Presences = append(into.Presences, r.presence())
	}
	return r.end()
}

func (r *reader) current(c *quanyuan.Current, records []quanyuan.RecordID) {
	c.Field = quanyuan.Field(r.byte())
	r.value(&c.Value)
	switch at := r.uint(); {
	case at == 0:
		c.Record = quanyuan.RecordID(r.int())
	case at > uint64(len(records)):
		r.fail()
	default:
		c.Record = records[at-1]
	}
	switch why := r.uint(); {
	case why == 0:
		c.Reason = quanyuan.Reason(r.text())
	case why >= uint64(len(reasons)):
		r.fail()
	default:
		c.Reason = reasons[why]
	}
}
