package register

import (
	"quanyuan"
	"quanyuan/refdata/code"
)

// Ages from which an item is asked for; after the rules of the national audit
// of population files.
const (
	namedFrom     = 7  // a name that is a name
	maritalFrom   = 15 // a marital status
	childNumbered = 7  // an ID number among a mother's children
)

// Item is something that a person's file must hold.
type Item struct {
	Field  quanyuan.Field
	Child  int // 0: the person's own; else the place among the children, from 1
	Filled bool
}

// Items lists what must be filled in for a person where he is counted, by his
// age and status: the 12 basic items and, for a woman, the birth items of each
// child listed with her. audit adds what the national audit asks beyond the
// 19 core indicators: the date of marriage or divorce.
//
// Filled means understood: no placeholder, nothing invalid, no code for "not
// known".
func Items(p *quanyuan.Person, pr *quanyuan.Presence, today quanyuan.Date, audit bool) []Item {
	return AppendItems(nil, p, pr, today, audit)
}

// AppendItems is Items into memory that is there.
func AppendItems(out []Item, p *quanyuan.Person, pr *quanyuan.Presence, today quanyuan.Date, audit bool) []Item {
	age, aged := ageOf(p.Text(quanyuan.BirthDate), today)
	from := func(years int) bool { return !aged || age >= years }
	pending := pr.Hukou == hukouPending
	add := func(f quanyuan.Field, filled bool) { out = append(out, Item{Field: f, Filled: filled}) }
	own := func(f quanyuan.Field) { add(f, filled(f, p.Text(f))) }

	if name := p.Value(quanyuan.Name); from(namedFrom) {
		add(quanyuan.Name, name.State == quanyuan.Understood)
	} else if !pending {
		own(quanyuan.Name)
	}
	own(quanyuan.Sex)
	own(quanyuan.BirthDate)
	if !pending {
		own(quanyuan.IDNumber)
	}
	if from(maritalFrom) {
		own(quanyuan.Marital)
	}
	add(quanyuan.HukouStatus, filled(quanyuan.HukouStatus, pr.Hukou))
	add(quanyuan.ResidenceStatus, filled(quanyuan.ResidenceStatus, pr.Residence))
	if !pending {
		add(quanyuan.HukouAddress, p.Text(quanyuan.HukouAddress) != "" || p.Text(quanyuan.HukouDivision) != "")
		own(quanyuan.HukouNature)
	}
	add(quanyuan.ResidenceAddress, p.Text(quanyuan.ResidenceAddress) != "" || p.Text(quanyuan.ResidenceDivision) != "")
	own(quanyuan.Ethnic)
	if pr.Unit == "" { // members of a collective household are no kin
		own(quanyuan.Relation)
	}
	if audit && from(maritalFrom) && Married(p) {
		own(quanyuan.MarriageDate)
	}
	if p.Text(quanyuan.Sex) == "2" {
		for i, c := range p.Children {
			out = append(out, childItems(c, i+1, today)...)
		}
	}
	return out
}

// Married reports whether a file says that there is or was a marriage.
func Married(p *quanyuan.Person) bool {
	m := p.Text(quanyuan.Marital)
	return m != "" && m != "10" && !code.Marital.Unknown(m)
}

// Grown reports whether a person is known to be of age.
func Grown(p *quanyuan.Person, today quanyuan.Date) bool {
	age, aged := ageOf(p.Text(quanyuan.BirthDate), today)
	return aged && age >= underAge
}

func childItems(c quanyuan.Child, at int, today quanyuan.Date) []Item {
	age, aged := ageOf(c.Birth.Text, today)
	grown := !aged || age >= namedFrom
	var out []Item
	for _, i := range []struct {
		f     quanyuan.Field
		v     quanyuan.Value
		asked bool
	}{
		{quanyuan.ChildName, c.Name, grown},
		{quanyuan.ChildBirth, c.Birth, true},
		{quanyuan.ChildID, c.ID, !aged || age >= childNumbered},
		{quanyuan.ChildSex, c.Sex, true},
		{quanyuan.ChildOrder, c.Order, true},
		{quanyuan.ChildPolicy, c.Policy, true},
	} {
		if i.asked {
			out = append(out, Item{Field: i.f, Child: at, Filled: i.v.Known() && filled(i.f, i.v.Text)})
		}
	}
	return out
}

// filled reports whether a canonical text says something.
func filled(f quanyuan.Field, text string) bool {
	return text != "" && (codesOf[f] == nil || !codesOf[f].Unknown(text))
}

// codesOf are the code tables of fields.
var codesOf = func() (tables [quanyuan.NumFields]*code.Table) {
	for f := range quanyuan.NumFields {
		tables[f], _ = code.ByKey(f.Key())
	}
	tables[quanyuan.ChildSex], tables[quanyuan.ChildPolicy] = code.Sex, code.BirthPolicy
	return tables
}()

func ageOf(birth string, today quanyuan.Date) (years int, ok bool) {
	b, ok := quanyuan.ParseDate(birth)
	if !ok {
		return 0, false
	}
	return b.Age(today)
}
