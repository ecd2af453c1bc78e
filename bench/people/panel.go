package people

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// member is a record of a panel group, once it has its number.
type member struct{ id, person string }

// panelGroups is how many groups of a kind a panel holds: with the records of
// each some thousand pairs, so that one in a thousand can be measured.
const panelGroups = 600

// largestGroup is the size up to which all pairs of a group are listed; of
// larger ones each record is listed with a few others.
const largestGroup = 40

// writePanel lists the pairs of records of a group that are two persons.
func writePanel(path string, groups map[string][]member, seed uint64) error {
	out, err := newSheet(path, "kind", "id_l", "id_r")
	if err != nil {
		return err
	}
	r := newDice(seed, "panel pairs", 0)
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		kind, _, _ := strings.Cut(name, "/")
		g := groups[name]
		for i := range g {
			for j := i + 1; j < len(g); j++ {
				if g[i].person != g[j].person && (len(g) <= largestGroup || r.chance(6/float64(len(g)))) {
					out.write(kind, g[i].id, g[j].id)
				}
			}
		}
	}
	return out.close()
}

// panelPerson is the number of the first person of a panel group, beyond all
// households of the ordinary population.
func panelPerson(group int) uint64 { return 1<<50 | uint64(group)<<10 }

// latinPanel makes persons that are easily taken for one. Their records are
// those of careful offices, so that whoever looks can tell them apart.
func latinPanel(m maker, seed uint64, emit func(record)) {
	l := m.(*latin)
	for k, kind := range latinHard {
		for i := range kind.groups {
			group := k*panelGroups + i
			f := l.newFamily(newDice(seed, "panel "+kind.name, uint64(i)), panelPerson(group))
			f.homes = f.homes[:1]
			kind.build(f)
			for _, p := range f.people {
				alone := *f
				alone.people = []*latinPerson{p}
				for range 1 + f.r.IntN(2) {
					rec := l.write(&alone, p, &latinCareful, hand{f.r, 0.25})
					rec.group = fmt.Sprintf("%s/%d", kind.name, i)
					emit(rec)
				}
			}
		}
	}
}

var latinCareful = source{name: "panel", missing: []float64{0, 0, 0, 0, 0, 0.02, 0.02, 0.02, 0.02, 0.1}, letters: 0.5, style: titleCase}

var latinHard = []struct {
	name   string
	groups int
	build  func(*family)
}{
	{"twins", panelGroups, func(f *family) {
		name, birth := f.newSurname(), f.r.birthIn(1950, 2000)
		a := f.add(name, f.r.chance(0.5), birth)
		b := f.add(name, f.r.chance(0.5), birth)
		f.otherGiven(a, b)
		f.togetherAtHome(a, b)
	}},
	{"siblings", panelGroups, func(f *family) {
		name, year := f.newSurname(), f.r.between(1950, 2000)
		female := f.r.chance(0.5)
		a := f.add(name, female, f.r.birthIn(year, year))
		b := f.add(name, female, f.r.birthIn(year+1, year+5))
		f.otherGiven(a, b)
		f.togetherAtHome(a, b)
	}},
	{"father and son of one name", panelGroups, func(f *family) {
		name, year := f.newSurname(), f.r.between(1935, 1970)
		a := f.add(name, false, f.r.birthIn(year, year))
		b := f.add(name, false, f.r.birthIn(year+19, year+38))
		b.given, b.nick = a.given, a.nick
		if f.r.chance(0.5) {
			b.middle = a.middle
		}
		f.togetherAtHome(a, b)
	}},
	{"one name and birthday", panelGroups, func(f *family) {
		female := f.r.chance(0.5)
		a := f.add(f.commonSurname(), female, f.r.birthIn(1950, 2000))
		b := f.add(a.surname, female, a.birth)
		a.given = f.commonGiven(female)
		b.given = a.given
		a.nick, b.nick = "", ""
		for _, p := range f.people {
			p.phones, p.emails = []since[string]{{0, "07" + f.r.digits(8)}}, []since[string]{{0, f.newEmail(p)}}
			for p.middle == "" || p == b && p.middle[0] == a.middle[0] {
				p.middle = f.newGiven(female, p.birth.y)
			}
		}
		for b.homes[0].is.city == a.homes[0].is.city {
			b.homes = f.moves(nil, 0)[:1]
		}
	}},
	{"shared phone", 60, func(f *family) {
		phone := "08" + f.r.digits(8) // of an employer, an agency, a shelter
		for range 12 {
			f.community = f.r.IntN(communities)
			p := f.add(f.newSurname(), f.r.chance(0.5), f.r.birthIn(1950, 2003))
			p.homes, p.phones = f.moves(nil, 0)[:1], []since[string]{{0, phone}}
			p.homes[0].is.landline = phone
		}
	}},
	{"dormitory", 4, func(f *family) {
		year := f.r.between(1975, 2000)
		for range 250 {
			f.community = f.r.IntN(communities)
			p := f.add(f.newSurname(), f.r.chance(0.5), f.r.birthIn(year, year+3))
			p.phones = []since[string]{{0, f.homes[0].is.landline}}
		}
	}},
	{"neighbours of one name", panelGroups, func(f *family) {
		female := f.r.chance(0.5)
		a := f.add(f.commonSurname(), female, f.r.birthIn(1940, 2000))
		b := f.add(a.surname, female, f.r.birthIn(1940, 2000))
		a.given = f.commonGiven(female)
		b.given = a.given
		a.nick, b.nick = "", ""
		home := a.homes[0].is
		home.number += 2 + f.r.IntN(30)
		home.landline = home.landline[:4] + f.r.digits(6)
		b.homes = []since[dwelling]{{0, home}}
		for b.birth == a.birth {
			b.birth = f.r.birthIn(1940, 2000)
		}
	}},
}

// commonSurname is one of the hundred commonest.
func (f *family) commonSurname() string { return f.surnames[f.r.IntN(100)] }

func (f *family) commonGiven(female bool) string {
	if female {
		return f.given[1][f.r.IntN(40)]
	}
	return f.given[0][f.r.IntN(40)]
}

// otherGiven makes sure that two have different given and middle names.
func (f *family) otherGiven(a, b *latinPerson) {
	for b.given == a.given {
		b.given = f.newGiven(b.female, b.birth.y)
		b.nick = ""
	}
	for a.middle != "" && b.middle == a.middle {
		b.middle = f.newGiven(b.female, b.birth.y)
	}
}

// togetherAtHome lets two share the telephone, and often the e-mail.
func (f *family) togetherAtHome(a, b *latinPerson) {
	a.phones = []since[string]{{0, a.homes[0].is.landline}}
	b.phones = a.phones
	if f.r.chance(0.4) {
		b.emails = a.emails
	}
}
