package quality

import (
	"strings"

	"quanyuan"
)

// Mark says how one item of a person stands.
type Mark uint8

// The marks of an item. An item that is neither asked for nor given has none.
const (
	Asked  Mark = 1 << iota // it must be there, by age and status
	Filled                  // it is: understood, no placeholder, no code for "not known"
	Given                   // something is written
	Sound                   // given, and no rule about the value alone finds fault with it
	Clash                   // given, and it contradicts another item of the person
	Passed                  // an ID number that passes the five checks or was confirmed
)

// faulty is the severity from which a finding counts against a value: what is
// only worth knowing does not.
const faulty = quanyuan.Warning

// own are the fields of which a person has one value, childItems those of which
// a mother has one for each child. Together they are the 21 collation fields.
var (
	own = [...]quanyuan.Field{quanyuan.Name, quanyuan.Sex, quanyuan.BirthDate, quanyuan.IDNumber, quanyuan.Marital, quanyuan.HukouStatus,
		quanyuan.ResidenceStatus, quanyuan.HukouAddress, quanyuan.ResidenceAddress, quanyuan.HukouNature, quanyuan.Ethnic, quanyuan.Relation,
		quanyuan.DeathDate, quanyuan.Phone, quanyuan.ChildCount}
	childItems = [...]quanyuan.Field{quanyuan.ChildName, quanyuan.ChildBirth, quanyuan.ChildID, quanyuan.ChildSex, quanyuan.ChildOrder, quanyuan.ChildPolicy}
)

// Core reports whether a field is one of the 19 core indicators: the 12 basic
// items, the six birth items and the date of death.
func Core(f quanyuan.Field) bool { return f <= quanyuan.DeathDate }

// Item is something that is asked for in a person's file, and whether it is
// there. A birth item may be asked for once for each child.
type Item struct {
	Field  quanyuan.Field
	Filled bool
}

// Subject is a person with what the figures need to know of him.
type Subject struct {
	Person *quanyuan.Person
	// Presence is where he is counted; nil for somebody who has died.
	Presence *quanyuan.Presence
	Items    []Item
	// Source numbers the source of a record, 0 for a desk.
	Source func(quanyuan.RecordID) uint16
}

// Pattern is all that the figures count of one person, without anything that
// tells who he is: how each item stands, and whose word it is. Persons with the
// same pattern count alike, so that a register is a number of persons for each
// pattern.
type Pattern struct {
	marks    [len(own)]Mark
	sources  [len(own)]uint16 // where something is given
	children [len(childItems)]childCounts
}

// childCounts counts a birth item over the children of one mother.
type childCounts struct{ asked, filled, given, sound, clash uint8 }

// Measurer measures one person after the other, in the same memory. The zero
// Measurer is ready; it is not for several goroutines.
type Measurer struct{ record quanyuan.Record }

// Measure gives the pattern of a person on a day.
func (w *Measurer) Measure(s *Subject, today quanyuan.Date) Pattern {
	var p Pattern
	r := w.recordOf(s)
	for i, f := range own {
		v := r.Value(f)
		if v.State == quanyuan.Missing || v.State == quanyuan.Placeholder {
			continue
		}
		p.marks[i] = Given
		if v.Known() {
			p.marks[i] |= Sound
		}
		if c := s.Person.Value(f); s.Source != nil && c.Record != 0 {
			p.sources[i] = s.Source(c.Record)
		}
	}
	for i := range s.Person.Children {
		p.child(&s.Person.Children[i])
	}
	for _, it := range s.Items {
		p.ask(it)
	}
	p.judge(s.Person, Check(r, today))
	return p
}

// recordOf is what the register says of a person as one record, so that the
// rules for rows look at it too.
func (w *Measurer) recordOf(s *Subject) *quanyuan.Record {
	r := &w.record
	r.Values, r.Children = r.Values[:0], s.Person.Children
	for _, v := range s.Person.Values {
		if s.Presence != nil && (v.Field == quanyuan.HukouStatus || v.Field == quanyuan.ResidenceStatus) {
			continue // the presence says it
		}
		r.Values = append(r.Values, quanyuan.FieldValue{Field: v.Field, Value: v.Value})
	}
	if s.Presence != nil {
		stand(r, quanyuan.HukouStatus, s.Presence.Hukou)
		stand(r, quanyuan.ResidenceStatus, s.Presence.Residence)
	}
	return r
}

func stand(r *quanyuan.Record, f quanyuan.Field, text string) {
	if text != "" {
		r.Set(f, quanyuan.Value{Text: text, State: quanyuan.Understood})
	}
}

func (p *Pattern) child(c *quanyuan.Child) {
	for i, v := range [len(childItems)]*quanyuan.Value{&c.Name, &c.Birth, &c.ID, &c.Sex, &c.Order, &c.Policy} {
		if v.State == quanyuan.Missing || v.State == quanyuan.Placeholder || p.children[i].given == 255 {
			continue
		}
		p.children[i].given++
		if v.Known() {
			p.children[i].sound++
		}
	}
}

func (p *Pattern) ask(it Item) {
	if at := ownAt(it.Field); at >= 0 {
		p.marks[at] |= Asked
		if it.Filled {
			p.marks[at] |= Filled
		}
		return
	}
	if at := int(it.Field) - int(childItems[0]); at >= 0 && at < len(childItems) && p.children[at].asked < 255 {
		p.children[at].asked++
		if it.Filled {
			p.children[at].filled++
		}
	}
}

func ownAt(f quanyuan.Field) int {
	switch {
	case f <= quanyuan.Relation:
		return int(f)
	case f >= quanyuan.DeathDate && f <= quanyuan.ChildCount:
		return int(quanyuan.Relation) + 1 + int(f-quanyuan.DeathDate)
	}
	return -1
}

// judge puts what the rules find into the marks. What a named person has
// confirmed stands as it is.
func (p *Pattern) judge(who *quanyuan.Person, found []quanyuan.Finding) {
	found = Open(found, func(f quanyuan.Field) bool {
		why := who.Value(f).Reason
		return why == quanyuan.WonConfirmed || why == quanyuan.WonPinned
	})
	number := ownAt(quanyuan.IDNumber)
	passed := p.marks[number]&(Given|Sound) == Given|Sound
	for _, q := range found {
		if q.Field == quanyuan.IDNumber && strings.HasPrefix(q.Rule, "id.") {
			passed = false // the unknown area too, which is only worth knowing elsewhere
		}
		if q.Severity < faulty {
			continue
		}
		if len(q.Other) == 0 {
			p.against(q.Field, Sound)
			continue
		}
		p.against(q.Field, Clash)
		for _, f := range q.Other {
			p.against(f, Clash)
		}
	}
	if passed {
		p.marks[number] |= Passed
	}
}

// against counts a finding against a value that is given: it loses Sound or
// gets Clash.
func (p *Pattern) against(f quanyuan.Field, what Mark) {
	at := ownAt(f)
	if of := int(f) - int(childItems[0]); at < 0 && of >= 0 && of < len(childItems) {
		// A finding about children does not say of which: at most as many as are given.
		if c := &p.children[of]; what == Clash && c.clash < c.given {
			c.clash++
		}
		return
	}
	switch {
	case at < 0 || p.marks[at]&Given == 0:
	case what == Sound:
		p.marks[at] &^= Sound
	default:
		p.marks[at] |= what
	}
}
