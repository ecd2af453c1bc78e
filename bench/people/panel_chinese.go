package people

import "fmt"

// chinesePanel makes Chinese persons that are easily taken for one, recorded by
// careful offices.
func chinesePanel(m maker, seed uint64, emit func(record)) {
	c := m.(*chinese)
	for k, kind := range chineseHard {
		for i := range kind.groups {
			j := c.newJia(newDice(seed, "panel "+kind.name, uint64(i)), panelPerson(k*panelGroups+i))
			j.ethnic = "汉族"
			j.homes, j.hukou = j.homes[:1], j.hukou[:1]
			kind.build(j)
			for _, p := range j.people {
				alone := *j
				alone.people = []*chinesePerson{p}
				for range 1 + j.r.IntN(2) {
					rec := c.write(&alone, p, &chineseCareful, hand{j.r, 0.25})
					rec.group = fmt.Sprintf("%s/%d", kind.name, i)
					emit(rec)
				}
			}
		}
	}
}

var chineseCareful = source{name: "panel", missing: []float64{0, 0, 0, 0.05, 0.05, 0.1, 0.02, 0.05}, sound: 0.5, ocr: 0.5, old: 1}

var chineseHard = []struct {
	name   string
	groups int
	build  func(*jia)
}{
	{"twins", panelGroups, func(j *jia) {
		name, birth, order := newChineseSurname(j.r), j.r.birthIn(1950, 2015), j.r.IntN(490)
		shared := j.r.chance(0.5)
		a := j.add(name, j.r.chance(0.5), birth)
		b := j.add(name, a.female != j.r.chance(0.3), birth)
		j.otherGiven(a, b, shared)
		a.card, b.card = card(j.county, birth, a.female, order), card(j.county, birth, b.female, order+1)
		j.atHome()
	}},
	{"siblings", panelGroups, func(j *jia) {
		name, year := newChineseSurname(j.r), j.r.between(1955, 2010)
		female := j.r.chance(0.5)
		a := j.add(name, female, j.r.birthIn(year, year))
		b := j.add(name, female, j.r.birthIn(year+1, year+6))
		j.otherGiven(a, b, true)
		a.card, b.card = card(j.county, a.birth, female, j.r.IntN(500)), card(j.county, b.birth, female, j.r.IntN(500))
		j.atHome()
	}},
	{"father and son of one sound", panelGroups, func(j *jia) {
		name, year := newChineseSurname(j.r), j.r.between(1935, 1975)
		a := j.add(name, false, j.r.birthIn(year, year))
		b := j.add(name, false, j.r.birthIn(year+20, year+36))
		c := []rune(a.name)
		last := len(c) - 1
		if others := soundAlike()[c[last]]; len(others) > 1 && j.r.chance(0.7) {
			c[last] = pick(j.r, others)
		}
		b.name = string(c)
		j.atHome()
	}},
	{"one name and birthday", panelGroups, func(j *jia) {
		female := j.r.chance(0.5)
		a := j.add(newChineseSurname(j.r), female, j.r.birthIn(1950, 2010))
		b := j.add(surnameOf(a), female, a.birth)
		b.name = a.name
		b.homes = j.moves(nil, 0)[:1]
		b.hukou = b.homes
		a.card, b.card = card(j.county, a.birth, female, j.r.IntN(250)), card(j.county, b.birth, female, 250+j.r.IntN(250))
		for _, p := range j.people {
			p.phones = []since[string]{{0, j.newPhone()}}
		}
	}},
	{"shared phone", 60, func(j *jia) {
		phone := []since[string]{{0, j.newPhone()}} // of an agent, a head of a household, an employer
		for range 12 {
			p := j.add(newChineseSurname(j.r), j.r.chance(0.5), j.r.birthIn(1950, 2003))
			p.homes, p.phones = j.moves(nil, 0)[:1], phone
		}
	}},
	{"reused identity number", panelGroups, func(j *jia) {
		a := j.add(newChineseSurname(j.r), j.r.chance(0.5), j.r.birthIn(1950, 2005))
		b := j.add(newChineseSurname(j.r), j.r.chance(0.5), j.r.birthIn(1950, 2005))
		b.card = a.card
		b.homes = j.moves(nil, 0)[:1]
		b.hukou = []since[chineseHome]{{0, j.places.newHome(j.r, 0.5, 0.2)}}
		j.otherGiven(a, b, false)
		for _, p := range j.people {
			p.phones = []since[string]{{0, j.newPhone()}}
		}
	}},
	{"dormitory", 4, func(j *jia) {
		year := j.r.between(1975, 2003)
		phone := []since[string]{{0, j.homes[0].is.landline}}
		for range 250 {
			p := j.add(newChineseSurname(j.r), j.r.chance(0.5), j.r.birthIn(year, year+3))
			p.card = card(string(pick(j.r, j.places.counties)[:6]), p.birth, p.female, j.r.IntN(500))
			p.phones = phone
		}
	}},
	{"neighbours of one name", panelGroups, func(j *jia) {
		female := j.r.chance(0.5)
		a := j.add(newChineseSurname(j.r), female, j.r.birthIn(1940, 2005))
		b := j.add(surnameOf(a), female, j.r.birthIn(1940, 2005))
		b.name = a.name
		home := a.homes[0].is
		home.floor = home.floor%18 + 1
		home.group = home.group%12 + 1
		home.number += 3
		b.homes = []since[chineseHome]{{0, home}}
		for b.birth == a.birth {
			b.birth = j.r.birthIn(1940, 2005)
		}
		a.card, b.card = card(j.county, a.birth, female, j.r.IntN(500)), card(j.county, b.birth, female, j.r.IntN(500))
		for _, p := range j.people {
			p.phones = []since[string]{{0, j.newPhone()}}
		}
	}},
}

// atHome lets all share the telephone.
func (j *jia) atHome() {
	for _, p := range j.people {
		p.phones = []since[string]{{0, j.homes[0].is.landline}}
	}
}

// otherGiven makes sure that two have names that differ in a character of
// another sound; with shared, the one before it is the same.
func (j *jia) otherGiven(a, b *chinesePerson, shared bool) {
	for {
		x, y := []rune(a.name), []rune(b.name)
		if shared && len(x) == 3 {
			y = []rune{x[0], x[1], y[len(y)-1]}
			b.name = string(y)
		}
		alike := false
		for _, c := range soundAlike()[x[len(x)-1]] {
			alike = alike || c == y[len(y)-1]
		}
		if !alike && x[len(x)-1] != y[len(y)-1] {
			return
		}
		b.name = j.newName(string(y[:1]), b.female, b.birth.y)
	}
}
