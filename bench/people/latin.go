package people

import (
	"fmt"
	"strings"
)

// latinColumns are the columns of persons with Latin names, after the id.
var latinColumns = []string{"given_name", "middle_name", "surname", "birth_date", "sex", "street", "city", "postcode", "phone", "email"}

const (
	lGiven = iota
	lMiddle
	lSurname
	lBirth
	lSex
	lStreet
	lCity
	lPostcode
	lPhone
	lEmail
)

// communities are groups of the people with a taste for names of their own, so
// that given names and surnames depend on each other as they do in life.
const communities, decades = 4, 10

// latin is a country of people with Latin names.
type latin struct {
	seed     uint64
	spread   spread
	places   *latinPlaces
	surnames []string
	given    [2][]string // male, female
	surname  [communities]urn
	first    [communities][decades][2]urn
}

func newLatin(seed uint64, s spread) *latin {
	l := &latin{seed: seed, spread: s}
	var weight func(int) float64
	l.surnames, weight = frequencies("surnames")
	l.places = newLatinPlaces(seed, l.surnames)
	var given [2]func(int) float64
	l.given[0], given[0] = frequencies("male")
	l.given[1], given[1] = frequencies("female")
	taste := func(word string, c int) float64 {
		h := uint64(c)
		for i := range len(word) {
			h = mix(h ^ uint64(word[i]))
		}
		if h%communities == 0 {
			return 4
		}
		return 1
	}
	for c := range communities {
		l.surname[c] = newUrn(len(l.surnames), func(i int) float64 { return weight(i) * taste(l.surnames[i], c) })
		for d := range decades {
			for s := range 2 {
				l.first[c][d][s] = newUrn(len(l.given[s]), func(i int) float64 {
					// fashion: each name is dear to some decades
					return given[s](i) * taste(l.given[s][i], c) * fashion(l.given[s][i], d)
				})
			}
		}
	}
	return l
}

func fashion(word string, decade int) float64 {
	h := uint64(99)
	for i := range len(word) {
		h = mix(h ^ uint64(word[i]))
	}
	far := int(h%decades) - decade
	return 1 / float64(1+far*far)
}

// latinPerson is one person through the years.
type latinPerson struct {
	given, middle, surname, maiden string
	nick                           string
	married                        int // year of the change of name, or 0
	birth                          date
	female                         bool
	homes                          []since[dwelling]
	phones, emails                 []since[string]
	number                         uint64 // the truth
}

// since is a value that holds from a year on.
type since[T any] struct {
	year int
	is   T
}

// at is the value in a year.
func at[T any](all []since[T], year int) (v T) {
	for i, s := range all {
		if i > 0 && s.year > year {
			break
		}
		v = s.is
	}
	return v
}

const firstYear, lastYear = 2002, 2025 // when records are made

// family is a household with what its members share.
type family struct {
	*latin
	r         dice
	community int
	base      uint64 // number of the first person
	homes     []since[dwelling]
	people    []*latinPerson
}

func (l *latin) newFamily(r dice, base uint64) *family {
	f := &family{latin: l, r: r, base: base, community: r.IntN(communities)}
	f.homes = f.moves(nil, firstYear-1)
	return f
}

// moves continue a life at other addresses from a year on.
func (f *family) moves(homes []since[dwelling], from int) []since[dwelling] {
	near := -1
	if len(homes) > 0 {
		near = homes[len(homes)-1].is.city
	}
	homes = append(homes, since[dwelling]{from, f.places.newDwelling(f.r, near)})
	for year := from + 1 + f.r.IntN(30); year <= lastYear; year += 3 + f.r.IntN(25) {
		homes = append(homes, since[dwelling]{year, f.places.newDwelling(f.r, homes[len(homes)-1].is.city)})
	}
	return homes
}

func (f *family) newSurname() string { return f.surnames[f.surname[f.community].draw(f.r)] }

func (f *family) newGiven(female bool, year int) string {
	s := 0
	if female {
		s = 1
	}
	return f.given[s][f.first[f.community][min(max(0, (year-1930)/10), decades-1)][s].draw(f.r)]
}

// add makes a person of the household, at home in it so far.
func (f *family) add(surname string, female bool, birth date) *latinPerson {
	p := &latinPerson{surname: surname, female: female, birth: birth, homes: f.homes, number: f.base + uint64(len(f.people))}
	p.given = f.newGiven(female, birth.y)
	if f.r.chance(0.8) {
		p.middle = f.newGiven(female, birth.y)
	}
	f.contact(p)
	f.people = append(f.people, p)
	return p
}

// contact gives a person a telephone and an e-mail of their own, or not.
func (f *family) contact(p *latinPerson) {
	if n := nicknames[p.given]; n != nil && f.r.chance(0.6) {
		p.nick = pick(f.r, n)
	}
	if f.r.chance(0.8) {
		p.phones = []since[string]{{0, "07" + f.r.digits(8)}}
		if f.r.chance(0.3) {
			p.phones = append(p.phones, since[string]{f.r.between(firstYear, lastYear), "07" + f.r.digits(8)})
		}
	}
	if f.r.chance(0.7) {
		p.emails = []since[string]{{0, f.newEmail(p)}}
		if f.r.chance(0.25) {
			p.emails = append(p.emails, since[string]{f.r.between(firstYear, lastYear), f.newEmail(p)})
		}
	}
}

var emailHosts = strings.Fields("gmail.com gmail.com gmail.com gmail.com yahoo.com yahoo.com hotmail.com hotmail.com outlook.com icloud.com aol.com mail.com live.com comcast.net")

func (f *family) newEmail(p *latinPerson) string {
	name := p.given
	if p.nick != "" && f.r.chance(0.3) {
		name = p.nick
	}
	var user string
	switch f.r.IntN(5) {
	case 0:
		user = name + "." + p.surname
	case 1:
		user = name[:1] + p.surname + fmt.Sprint(f.r.IntN(100))
	case 2:
		user = name + p.surname[:1] + fmt.Sprint(p.birth.y%100)
	case 3:
		user = name + "_" + p.surname + fmt.Sprint(f.r.IntN(1000))
	default:
		user = pick(f.r, placeHeads) + pick(f.r, streetCommon) + fmt.Sprint(f.r.IntN(1000))
	}
	return user + "@" + pick(f.r, emailHosts)
}

// household makes one household and the records of its members.
func (l *latin) household(n uint64, emit func(record)) {
	f := l.build(n)
	if f.r.chance(0.002) && n > 0 { // somebody else's name and birthday
		p, q := f.people[0], l.build(f.r.Uint64N(n)).people[0]
		p.given, p.surname, p.birth, p.female, p.nick = q.given, q.surname, q.birth, q.female, ""
	}
	for _, p := range f.people {
		l.records(f, p, l.spread.draw(f.r), emit)
	}
}

// build makes the members of household n, the same ones whenever it is asked.
func (l *latin) build(n uint64) *family {
	r := newDice(l.seed, "latin household", n)
	f := l.newFamily(r, n<<5)
	switch x := r.Float64(); {
	case x < 0.26: // alone
		f.add(f.newSurname(), r.chance(0.5), r.birthIn(1930, 2004))
	case x < 0.45: // a couple
		f.couple(r.between(1930, 2000))
	case x < 0.84: // a family
		f.children(f.couple(r.between(1935, 1995)))
	case x < 0.91: // a parent alone
		p := f.add(f.newSurname(), r.chance(0.8), r.birthIn(1945, 1998))
		f.children(p, nil)
	case x < 0.95: // three generations
		year := r.between(1955, 1985)
		a, b := f.couple(year)
		f.children(a, b)
		f.add(a.surname, r.chance(0.6), r.birthIn(year-32, year-22))
	default: // people who share a flat
		year := r.between(1980, 2003)
		for range r.between(2, 6) {
			f.community = r.IntN(communities)
			p := f.add(f.newSurname(), r.chance(0.5), r.birthIn(year-3, year+3))
			p.homes = f.leave(p.homes, r.between(firstYear, lastYear+8))
		}
	}
	return f
}

// leave moves somebody out of the household in a year.
func (f *family) leave(homes []since[dwelling], year int) []since[dwelling] {
	if year > lastYear {
		return homes
	}
	var own []since[dwelling]
	for i, h := range homes {
		if i == 0 || h.year < year {
			own = append(own, h)
		}
	}
	return f.moves(own, year)
}

// couple is two adults; most share a surname, which one of them took.
func (f *family) couple(year int) (a, b *latinPerson) {
	a = f.add(f.newSurname(), f.r.chance(0.08), f.r.birthIn(year, year+1))
	b = f.add(f.newSurname(), !a.female || f.r.chance(0.03), f.r.birthIn(year-4, year+6))
	b.maiden = b.surname
	if f.r.chance(0.75) {
		b.surname = a.surname
		b.married = b.birth.y + f.r.between(20, 40)
	}
	if f.r.chance(0.08) && len(a.emails) > 0 {
		b.emails = a.emails
	}
	if f.r.chance(0.12) { // divorced
		b.homes = f.leave(b.homes, f.r.between(firstYear, lastYear))
	}
	return a, b
}

// children are those of one or two parents, twins and sons named after their
// fathers among them.
func (f *family) children(a, b *latinPerson) {
	year := a.birth.y + f.r.between(20, 34)
	for range 1 + f.r.IntN(4) {
		if year > 2022 {
			return
		}
		birth := f.r.birthIn(year, year)
		births := 1
		if f.r.chance(0.017) {
			births = 2
		}
		for range births {
			c := f.add(a.surname, f.r.chance(0.5), birth)
			f.child(c, a, b)
		}
		year += f.r.between(1, 5)
	}
}

func (f *family) child(c, a, b *latinPerson) {
	parent := a
	if b != nil && b.female == c.female {
		parent = b
	}
	if parent.female == c.female && !c.female && f.r.chance(0.04) {
		c.given = parent.given
		if f.r.chance(0.5) {
			c.middle = parent.middle
		}
	}
	if c.birth.y > lastYear-16 { // parents' telephone and e-mail
		c.phones, c.emails = a.phones, nil
		if f.r.chance(0.4) {
			c.emails = a.emails
		}
		return
	}
	c.homes = f.leave(c.homes, c.birth.y+f.r.between(18, 36))
	if c.female && f.r.chance(0.5) {
		c.married = c.birth.y + f.r.between(22, 38)
		c.maiden, c.surname = c.surname, f.newSurname()
	}
}
