package review

import (
	"cmp"
	"slices"

	"quanyuan"
)

// Chosen is whose word holds on a field; Value is what the clerk wrote when it
// is neither side's.
type Chosen struct {
	quanyuan.Choice
	Value quanyuan.Value
}

// SortChosen puts choices in the order of their fields, in which they are said.
func SortChosen(cs []Chosen) {
	slices.SortFunc(cs, func(a, b Chosen) int { return int(a.Field) - int(b.Field) })
}

// standing are the fields that say how a person stands in a community: they
// belong to his presence there.
func standing(f quanyuan.Field) bool {
	return f == quanyuan.HukouStatus || f == quanyuan.ResidenceStatus
}

// Choosable reports whether a clerk chooses whose word holds on a field. What
// is said of children is kept with each child's birth, and numbers and
// communities change by other acts.
func Choosable(f quanyuan.Field) bool {
	switch f {
	case quanyuan.ChildName, quanyuan.ChildBirth, quanyuan.ChildID, quanyuan.ChildSex, quanyuan.ChildOrder, quanyuan.ChildPolicy,
		quanyuan.PersonNumber, quanyuan.CommunityCode, quanyuan.CommunityName, quanyuan.HouseholdNumber:
		return false
	}
	return true
}

// Undecided lists the contradicting fields of a proposal on which nobody has
// chosen yet.
func Undecided(p *quanyuan.Proposal, chosen []Chosen) []quanyuan.Field {
	var out []quanyuan.Field
	for _, f := range p.Contradictions() {
		if Choosable(f) && !slices.ContainsFunc(chosen, func(c Chosen) bool { return c.Field == f }) {
			out = append(out, f)
		}
	}
	return out
}

// Settle works out what is said when a record is ruled to speak of a person and
// whoever rules has chosen whose word holds where the two differ: the record
// comes to the person, then each choice is a named person's word, so that no
// later list undoes it. What is chosen of hukou and residence is said of the
// record's community on the day: the one that it names, else place, where its
// list places it.
//
// Every choice has the attachment as its cause, which must be the first event
// of the change; it leaves together with it.
func Settle(p *quanyuan.Person, r *quanyuan.Record, place string, chosen []Chosen, day quanyuan.Date, reason string) ([]Said, error) {
	out := []Said{{quanyuan.Event{Kind: quanyuan.Attached, Person: p.Number, Record: r.ID, Reason: reason}, r}}
	stand := &quanyuan.Record{}
	for _, c := range chosen {
		v, about := r.Value(c.Field), r.ID
		kind := quanyuan.Corrected
		switch c.Take {
		case quanyuan.TakeRegister:
			cur := p.Value(c.Field)
			v, about, kind = cur.Value, cur.Record, quanyuan.Confirmed
		case quanyuan.TakeTyped:
			v = c.Value
		}
		if v.State == quanyuan.Missing {
			return nil, refuse("event.value", c.Field.Zh())
		}
		if standing(c.Field) {
			stand.Set(c.Field, v)
			continue
		}
		said := &quanyuan.Record{}
		said.Set(c.Field, v)
		out = append(out, Said{quanyuan.Event{Kind: kind, Person: p.Number, Field: c.Field, About: about, Cause: -1}, said})
	}
	if len(stand.Values) > 0 {
		stands(stand, p, r, place)
		out = append(out, Said{quanyuan.Event{Kind: quanyuan.Moved, Person: p.Number, Date: day, About: r.ID, Cause: -1}, stand})
	}
	return out, nil
}

// stands completes a word on how a person stands in the record's community by
// what else the record says of it, so that it takes nothing away. It is a word
// on the presence that is there: one with a family stays with the family,
// although a reporting unit's list led to it.
func stands(word *quanyuan.Record, p *quanyuan.Person, r *quanyuan.Record, place string) {
	community := cmp.Or(r.Text(quanyuan.CommunityCode), place)
	set(word, quanyuan.CommunityCode, community)
	unit := r.Text(quanyuan.ReportingUnit)
	for _, f := range standingFields {
		if v := r.Value(f); v.Known() && word.Text(f) == "" {
			word.Set(f, v)
		}
	}
	for i := range p.Presences {
		if pr := &p.Presences[i]; pr.Community == community && !pr.Ended() {
			unit = pr.Unit
			if word.Text(quanyuan.HukouStatus) == "" {
				set(word, quanyuan.HukouStatus, pr.Hukou)
			}
			if word.Text(quanyuan.ResidenceStatus) == "" {
				set(word, quanyuan.ResidenceStatus, pr.Residence)
			}
			if word.Text(quanyuan.ArriveDate) == "" && !pr.Since.IsZero() {
				set(word, quanyuan.ArriveDate, pr.Since.String())
			}
		}
	}
	set(word, quanyuan.ReportingUnit, unit)
}

// standingFields are what a record says of how somebody stands in a community.
var standingFields = []quanyuan.Field{quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.StayReason, quanyuan.ArriveDate, quanyuan.Group, quanyuan.Estate}

// Stands is what is said of how somebody new stands in the community in which
// his list places him, when his record names none.
func Stands(r *quanyuan.Record, place string) *quanyuan.Record {
	word := &quanyuan.Record{}
	stands(word, &quanyuan.Person{}, r, place)
	if v := r.Value(quanyuan.HouseholdNumber); v.Known() {
		word.Set(quanyuan.HouseholdNumber, v)
	}
	return word
}

// Detach works out which records leave when an attachment is taken back: its
// own and those of the choices made with it. It is refused when something later
// rests on them, and when nothing would be left that makes a person.
func Detach(record quanyuan.RecordID, events []quanyuan.Event) (attached int64, dropped []quanyuan.RecordID, err error) {
	others := false
	for _, e := range events {
		switch {
		case e.Kind == quanyuan.Attached && e.Record == record:
			attached = e.Seq // the last: an earlier one was taken back
		case e.Kind == quanyuan.Entered || e.Kind == quanyuan.Attached:
			others = true
		}
	}
	if attached == 0 {
		return 0, nil, refuse("case.not_attached")
	}
	if !others {
		return 0, nil, refuse("split.nothing_left")
	}
	dropped = []quanyuan.RecordID{record}
	for _, e := range events {
		if e.Cause == attached && e.Record != 0 && !e.Kind.Structural() {
			dropped = append(dropped, e.Record)
		}
	}
	for _, e := range events {
		if e.Seq > attached && e.About != 0 && !slices.Contains(dropped, e.Record) && slices.Contains(dropped, e.About) {
			return 0, nil, refuse("case.followed")
		}
	}
	return attached, dropped, nil
}
