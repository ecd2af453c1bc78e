package people

import "quanyuan/refdata/idnumber"

// chineseColumns are the columns of Chinese persons, after the id.
var chineseColumns = []string{"姓名", "性别", "出生日期", "身份证号码", "民族", "户籍地址", "居住地址", "电话号码"}

const (
	cName = iota
	cSex
	cBirth
	cNumber
	cEthnic
	cHukou
	cHome
	cPhone
)

// chinese is a city with people from all the country.
type chinese struct {
	seed   uint64
	spread spread
	places *chinesePlaces
	lunar  map[date]date
}

func newChinese(seed uint64, s spread) *chinese {
	return &chinese{seed, s, newChinesePlaces(), map[date]date{}}
}

// chinesePerson is one person through the years.
type chinesePerson struct {
	name, ethnic string
	female       bool
	birth        date
	card         string // the identity number
	hukou, homes []since[chineseHome]
	phones       []since[string]
	number       uint64 // the truth
}

// jia is a household.
type jia struct {
	*chinese
	r            dice
	base         uint64
	ethnic       string
	hukou, homes []since[chineseHome]
	county       string // of the identity numbers
	people       []*chinesePerson
}

func (c *chinese) newJia(r dice, base uint64) *jia {
	j := &jia{chinese: c, r: r, base: base, ethnic: "汉族"}
	if r.chance(0.05) {
		j.ethnic = pick(r, []string{"维吾尔族", "藏族", "彝族", "回族", "回族", "土家族", "羌族", "苗族", "满族"})
	}
	j.homes = j.moves(nil, firstYear-1)
	j.hukou = []since[chineseHome]{j.homes[0]}
	if r.chance(0.35) {
		j.hukou[0].is = c.places.newHome(r, 0.6, 0.4)
	}
	j.county = string(j.hukou[0].is.town[:6])
	return j
}

func (j *jia) moves(homes []since[chineseHome], from int) []since[chineseHome] {
	homes = append(homes, since[chineseHome]{from, j.places.newHome(j.r, 0.15, 0.03)})
	for year := from + 1 + j.r.IntN(35); year <= lastYear; year += 3 + j.r.IntN(30) {
		homes = append(homes, since[chineseHome]{year, j.places.newHome(j.r, 0.12, 0.02)})
	}
	return homes
}

// leave moves somebody out of the household in a year.
func (j *jia) leave(p *chinesePerson, year int) {
	if year > lastYear {
		return
	}
	var own []since[chineseHome]
	for i, h := range p.homes {
		if i == 0 || h.year < year {
			own = append(own, h)
		}
	}
	p.homes = j.moves(own, year)
	if j.r.chance(0.5) { // the hukou follows
		p.hukou = append(p.hukou[:1:1], since[chineseHome]{year, at(p.homes, year)})
	}
}

// add makes a person of the household. Numbers are given by the county of the
// first registration, in the order of births.
func (j *jia) add(surname string, female bool, birth date) *chinesePerson {
	p := &chinesePerson{female: female, birth: birth, ethnic: j.ethnic, hukou: j.hukou, homes: j.homes, number: j.base + uint64(len(j.people))}
	p.name = j.newName(surname, female, birth.y)
	county := j.county
	if j.r.chance(0.12) {
		county = string(pick(j.r, j.places.counties)[:6])
	}
	p.card = card(county, birth, female, j.r.IntN(500))
	if j.r.chance(0.75) {
		p.phones = []since[string]{{0, j.newPhone()}}
		if j.r.chance(0.3) {
			p.phones = append(p.phones, since[string]{j.r.between(firstYear, lastYear), j.newPhone()})
		}
	}
	j.people = append(j.people, p)
	return p
}

func card(county string, birth date, female bool, order int) string {
	order = 2*(order%500) + 1
	if female {
		order--
	}
	return idnumber.Compose(county, birth.y, birth.m, birth.d, order)
}

func (j *jia) newPhone() string {
	return "1" + pick(j.r, []string{"38", "39", "35", "36", "37", "50", "51", "52", "58", "59", "82", "83", "87", "88", "30", "31", "32", "55", "56", "85", "86", "33", "53", "80", "81", "89", "77", "99", "98", "73"}) + j.r.digits(8)
}

func (j *jia) newName(surname string, female bool, year int) string {
	for _, o := range otherPeoples {
		if o.ethnic != j.ethnic {
			continue
		}
		own := o.male
		if female {
			own = o.female
		}
		if j.ethnic == "维吾尔族" || j.r.chance(0.3) {
			return pick(j.r, own) + "·" + pick(j.r, o.male)
		}
		return pick(j.r, own) + pick(j.r, own)
	}
	return surname + newChineseGiven(j.r, female, year)
}

// household makes household n and the records of its members.
func (c *chinese) household(n uint64, emit func(record)) {
	j := c.build(n)
	if j.r.chance(0.002) && n > 0 { // somebody else's name and birthday
		p, q := j.people[0], c.build(j.r.Uint64N(n)).people[0]
		p.name, p.birth, p.female, p.ethnic = q.name, q.birth, q.female, q.ethnic
		p.card = card(string(pick(j.r, c.places.counties)[:6]), p.birth, p.female, j.r.IntN(500))
	}
	for _, p := range j.people {
		for range c.spread.draw(j.r) {
			emit(c.write(j, p, drawSource(j.r, chineseSources), newHand(j.r)))
		}
	}
}

// build makes the members of household n, the same ones whenever it is asked.
func (c *chinese) build(n uint64) *jia {
	r := newDice(c.seed, "chinese household", n)
	j := c.newJia(r, n<<5)
	switch x := r.Float64(); {
	case x < 0.25:
		j.add(newChineseSurname(r), r.chance(0.5), r.birthIn(1935, 2004))
	case x < 0.45:
		j.couple(r.between(1935, 1998))
	case x < 0.75:
		j.children(j.couple(r.between(1940, 1992)))
	case x < 0.92: // three generations under one roof
		year := r.between(1962, 1990)
		a, b := j.couple(year)
		j.children(a, b)
		j.elders(a, year)
	default: // people who share a flat or a shed
		year := r.between(1965, 2002)
		home := j.homes
		for range r.between(2, 7) {
			j.hukou = []since[chineseHome]{{0, c.places.newHome(r, 0.5, 0.5)}}
			j.county = string(j.hukou[0].is.town[:6])
			p := j.add(newChineseSurname(r), r.chance(0.4), r.birthIn(year-5, year+5))
			p.homes = home
			j.leave(p, r.between(firstYear, lastYear+8))
		}
	}
	return j
}

func (j *jia) couple(year int) (a, b *chinesePerson) {
	a = j.add(newChineseSurname(j.r), false, j.r.birthIn(year, year+1))
	b = j.add(newChineseSurname(j.r), true, j.r.birthIn(year-2, year+6))
	if j.r.chance(0.5) { // from elsewhere
		home := j.places.newHome(j.r, 0.7, 0.3)
		b.card = card(string(home.town[:6]), b.birth, true, j.r.IntN(500))
		if j.r.chance(0.4) {
			b.hukou = []since[chineseHome]{{0, home}}
		}
	}
	return a, b
}

func surnameOf(p *chinesePerson) string {
	c := []rune(p.name)
	if len(c) > 3 {
		return string(c[:2])
	}
	return string(c[:1])
}

func (j *jia) children(a, b *chinesePerson) {
	year := a.birth.y + j.r.between(21, 32)
	shared := "" // a character that brothers and sisters share
	if given := []rune(newChineseGiven(j.r, j.r.chance(0.5), year)); j.r.chance(0.25) {
		shared = string(given[:1])
	}
	for range []int{1, 1, 1, 1, 2, 2, 2, 3}[j.r.IntN(8)] {
		if year > 2023 {
			return
		}
		birth, births, order := j.r.birthIn(year, year), 1, j.r.IntN(490)
		if j.r.chance(0.015) {
			births = 2
		}
		for k := range births {
			j.child(a, birth, order+k, shared)
		}
		year += j.r.between(1, 7)
	}
}

func (j *jia) child(a *chinesePerson, birth date, order int, shared string) {
	p := j.add(surnameOf(a), j.r.chance(0.48), birth)
	if c := []rune(p.name); shared != "" && len(c) == 3 {
		p.name = string(c[0]) + shared + string(c[2])
	}
	p.card = card(j.county, birth, p.female, order)
	if birth.y > lastYear-14 {
		p.phones = a.phones
		return
	}
	j.leave(p, birth.y+j.r.between(18, 36))
}

func (j *jia) elders(a *chinesePerson, year int) {
	first := j.r.birthIn(year-33, year-22)
	j.add(surnameOf(a), false, first)
	if j.r.chance(0.7) {
		j.add(newChineseSurname(j.r), true, j.r.birthIn(first.y-2, first.y+5))
	}
}

// ethnicText is how a source writes the ethnic group.
func ethnicText(s string, from *source) string {
	if from.style == lowerCase && len(s) > 3 { // 汉
		return string([]rune(s)[:len([]rune(s))-1])
	}
	return s
}
