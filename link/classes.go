package link

import (
	"slices"
	"strings"

	"quanyuan/link/train"
)

// lookalikesOf adds the pairs of a class of relatives that agree in one field
// that tells people apart: twins share the birth date, father and son the name,
// in all of its parts where it has several. Such pairs are few beside all;
// without that bound the class would take matches in which the other fields are
// wrong.
func lookalikesOf(e *encoded, fields []train.Field, classes []train.Class, parent int, guess float64) []train.Class {
	of := classes[parent]
	for i := range e.fields {
		if !e.tells(i, fields) || of.From[i] == train.Borrowed {
			continue // the class says it already, or agreement by chance does
		}
		classes = append(classes, lookalike(e, fields, of, parent, guess, i))
		for j := range i {
			if e.tells(j, fields) && e.fields[i].Comparator.Name() == e.fields[j].Comparator.Name() {
				classes = append(classes, lookalike(e, fields, of, parent, guess, j, i))
			}
		}
	}
	return classes
}

// tells reports whether a field tells people apart: a sex does not.
func (e *encoded) tells(i int, fields []train.Field) bool {
	return !e.fields[i].Shared && agreeing(fields[i]) <= 0.1
}

func lookalike(e *encoded, fields []train.Field, of train.Class, parent int, guess float64, same ...int) train.Class {
	var names []string
	for _, i := range same {
		names = append(names, e.fields[i].name())
	}
	cl := newClass(of.Name+", same "+strings.Join(names, " and "), fields, guess/100)
	for j, f := range e.fields {
		switch o := of.From[j]; {
		case slices.Contains(same, j), f.Family: // they are of one family
			cl.From[j] = train.AsMatch
		case !f.Shared && agreeing(fields[j]) > 1./3:
			cl.From[j] = train.Own // namesakes are of one sex, twins mostly
		case o == train.Kin:
			cl.From[j] = train.Kin
		case o != train.ByChance:
			cl.From[j] = train.AsParent
		case !f.Shared && slices.ContainsFunc(same, func(i int) bool { return slices.Contains(f.Derived, e.fields[i].Column) }):
			cl.From[j] = train.Alike // twins' numbers are made from one birth date
		default:
			cl.From[j] = train.ByChance
		}
	}
	cl.Parent, cl.Share, cl.AtMost = parent, lookalikes, mostLookalikes
	return cl
}

// lookalikes is the expected share of the pairs of a household that also agree
// in one field that tells people apart, and mostLookalikes bounds it: twins and
// namesakes are few.
const (
	lookalikes     = 0.05
	mostLookalikes = 0.15
)

// mostLift bounds how much more often two fields agree together by chance than
// separately when one of them tells people apart.
const mostLift = 10

// structure lists the classes of pairs that the fields make possible.
func structure(e *encoded, fields []train.Field, pairs, found float64, inBoth func(i, j int) float64) []train.Class {
	var persons, shared, places []int
	for i, f := range e.fields {
		if f.Shared {
			shared = append(shared, i)
			if !f.Family {
				places = append(places, i)
			}
		} else {
			persons = append(persons, i)
		}
	}
	guess := max(1, min(float64(e.n)/4, found/4))
	match := newClass("match", fields, guess)
	match.Match = true
	classes := []train.Class{match}
	if len(places) > 0 && len(persons) >= 2 {
		moved := newClass("match, moved", fields, guess/10)
		moved.Match = true
		moved.AtMost = 1 // no more than those who stayed
		moved.MostExact = mostStays
		for i := range moved.From {
			moved.From[i] = train.AsMatch
		}
		for _, i := range places {
			moved.From[i] = train.Own
			loosen(moved.P[i], fields[i])
		}
		classes = append(classes, moved)
	}
	// Members of a household agree in where they live as matches do, but have
	// the surname in common less often. People of one town or street agree in
	// part of it.
	household := len(classes)
	homes := slices.ContainsFunc(places, func(i int) bool { return agreeing(fields[i]) < rareHome })
	together := slices.ContainsFunc(shared, func(i int) bool { return !e.fields[i].tag() })
	if together && len(persons) > 0 {
		classes = append(classes, grouped("household", fields, guess/4, places, train.NearMatch))
		for _, i := range shared {
			if e.fields[i].Family {
				classes[household].From[i] = train.Own
			}
		}
		for _, i := range persons {
			if fields[i].Kin != nil {
				classes[household].From[i] = train.Kin
			}
			if e.fields[i].lent() && homes {
				classes[household].From[i] = train.Borrowed
			}
		}
	}
	// Lookalikes live together. Lists that have nobody twice are matched one to
	// one, which keeps most of these apart as it is.
	kindred := household
	if len(shared) > len(places) && len(places) > 0 && len(persons) > 0 {
		if !e.distinct() {
			kindred = len(classes)
		}
		classes = append(classes, families(e, fields, guess/4, shared, persons, homes)...)
	}
	if len(places) > 1 && len(persons) > 0 {
		street, town := grouped("street", fields, guess, places, train.Own), grouped("town", fields, guess*10, places, train.Own)
		for _, i := range places {
			loosen(town.P[i], fields[i])
		}
		classes = append(classes, street, town)
	}
	if together && len(persons) > 1 {
		classes = lookalikesOf(e, fields, classes, kindred, guess)
	}
	if homes && len(places) > 1 && len(persons) > 1 && len(shared) > len(places) {
		// Grown children, brothers and sisters live apart, mostly not far away.
		relatives := len(classes)
		cl := grouped("relatives", fields, guess/4, places, train.Own)
		cl.MostExact = mostStays
		cl.Most = mostRelatives * float64(e.n)
		for _, i := range places {
			loosen(cl.P[i], fields[i])
		}
		for _, i := range shared {
			if e.fields[i].Family {
				cl.From[i] = train.AsMatch
			}
		}
		for _, i := range persons {
			if fields[i].Kin != nil {
				cl.From[i] = train.Kin
			}
		}
		if classes = append(classes, cl); !e.distinct() { // see above
			classes = lookalikesOf(e, fields, classes, relatives, guess)
		}
	}
	for i, f := range e.fields {
		own := []int{i}
		for j, o := range e.fields {
			if slices.Contains(f.Derived, o.Column) {
				own = append(own, j)
			}
		}
		if len(own) > 1 && len(own) < len(fields) {
			cl := grouped("same "+strings.Join(f.Derived, " and ")+" and what is made from it", fields, guess/10, own, train.Agreeing)
			cl.From[i] = train.Alike
			cl.Optional = true
			classes = append(classes, cl)
		}
	}
	for i := range fields {
		for j := range i {
			left := 0
			for l, f := range e.fields {
				if l != i && l != j && (!f.Shared || len(persons) == 0) {
					left++
				}
			}
			if left == 0 {
				continue
			}
			cl := newClass("same "+e.fields[j].name()+" and "+e.fields[i].name(), fields, guess/100)
			for l := range cl.From {
				cl.From[l] = train.ByChance
			}
			for l, o := range e.fields {
				if !o.Shared && (slices.Contains(o.Derived, e.fields[i].Column) || slices.Contains(o.Derived, e.fields[j].Column)) {
					cl.From[l] = train.Alike
				}
			}
			if slices.ContainsFunc(e.fields, (*field).text) && inBoth(i, j) >= 2*guess {
				e.alikeTexts(cl.From)
			}
			cl.From[i], cl.From[j] = train.Agreeing, train.Agreeing
			cl.Optional = true
			if !e.fields[i].Shared || !e.fields[j].Shared {
				cl.Most = mostLift * pairs * agreeing(fields[i]) * agreeing(fields[j])
			}
			classes = append(classes, cl)
		}
	}
	classes = append(classes, namesakes(e, fields, guess)...)
	background := newClass("chance", fields, pairs)
	for i := range background.From {
		background.From[i] = train.ByChance
	}
	return append(classes, background)
}

// families are pairs of records of two members of a family. In all that these
// share, such a pair is what a pair of records of one of them is: the places
// agree and are misspelt alike, or one record is from before a move. Where
// matches are few, there are many more of them than of matches.
func families(e *encoded, fields []train.Field, guess float64, shared, persons []int, homes bool) []train.Class {
	names := []string{"family", "family, moved"}
	if len(persons) < 2 {
		names = names[:1] // nor is there a class of matches that moved
	}
	var classes []train.Class
	for parent, name := range names {
		cl := grouped(name, fields, guess, shared, train.AsMatch)
		for _, i := range shared {
			if parent > 0 && !e.fields[i].Family {
				cl.From[i] = train.AsParent
			}
		}
		for _, i := range persons {
			if fields[i].Kin != nil {
				cl.From[i] = train.Kin
			}
			if e.fields[i].lent() && homes {
				cl.From[i] = train.Borrowed
			}
		}
		cl.Parent = parent
		classes = append(classes, cl)
	}
	return classes
}

// alikeTexts says that texts of things that have something in common have words
// in common too, as the titles of one author have and the names of firms in one
// street: it is no sign that they are one.
func (e *encoded) alikeTexts(from []train.Origin) {
	for l, f := range e.fields {
		if f.text() {
			from[l] = train.Alike
		}
	}
}

// distinct reports whether no source has anybody twice.
func (e *encoded) distinct() bool {
	if e.sources == nil {
		return false
	}
	return !slices.ContainsFunc(e.sources.Of, func(source uint8) bool { return !e.sources.Unique[source] })
}

// namesakes are people of one name born on one day, and the like: they agree in
// the surname and two fields that tell people apart, and by chance in the rest.
// The second of two name fields, a birth date or another address for mail tell
// them from those who moved; they are no more than a fifth of these.
func namesakes(e *encoded, fields []train.Field, guess float64) (classes []train.Class) {
	tells := func(i int) bool {
		return !e.fields[i].Shared && e.fields[i].Derived == nil && agreeing(fields[i]) < 0.01
	}
	for f, family := range e.fields {
		if !family.Family {
			continue
		}
		for i := range e.fields {
			for j := range i {
				if !tells(i) || !tells(j) {
					continue
				}
				own := []int{f, j, i}
				cl := grouped("same "+family.name()+", "+e.fields[j].name()+" and "+e.fields[i].name(), fields, guess/100, own, train.Agreeing)
				for l, o := range e.fields {
					if !o.Shared && slices.ContainsFunc(own, func(k int) bool { return slices.Contains(o.Derived, e.fields[k].Column) }) {
						cl.From[l] = train.Alike
					}
				}
				cl.Optional, cl.Parent, cl.AtMost = true, 1, mostNamesakes
				classes = append(classes, cl)
			}
		}
	}
	return classes
}

const mostNamesakes = 0.2

// mostRelatives bounds how many pairs of relatives there are for a record. Pairs
// of one surname by chance grow with the square of the records and are soon many
// more; without the bound the class takes these, and nobody has a surname in
// common by chance.
const mostRelatives = 10

// rareHome is how seldom two people agree by chance in a place that tells homes
// apart, as a street or a telephone does and a city does not.
const rareHome = 0.001

// tag reports whether a field is a code or a quantity: things have it in common,
// but nobody lives together by it.
func (f *field) tag() bool {
	name, _ := innerName(f.Comparator)
	return f.Family && (name == "code" || name == "number")
}

// lent reports whether a household may use one value together, though it tells
// people apart: an address for mail.
func (f *field) lent() bool { return !f.Shared && strings.HasPrefix(f.Comparator.Name(), "email") }

// grouped is a class of different people who have some fields in common.
func grouped(name string, fields []train.Field, pairs float64, own []int, from train.Origin) train.Class {
	c := newClass(name, fields, pairs)
	for i := range c.From {
		c.From[i] = train.ByChance
	}
	for _, i := range own {
		c.From[i] = from
	}
	return c
}

func newClass(name string, fields []train.Field, pairs float64) train.Class {
	c := train.Class{Name: name, Pairs: pairs, From: make([]train.Origin, len(fields))}
	for _, f := range fields {
		c.P = append(c.P, append([]float64(nil), f.Prior...))
	}
	return c
}

// loosen moves a starting distribution half way towards chance.
func loosen(p []float64, f train.Field) {
	var total float64
	for _, v := range f.Random {
		total += v
	}
	for g := 1; g < len(p); g++ {
		p[g] = 0.3*p[g] + 0.7*f.Random[g]/max(total, 1)
	}
}
