package simulate

// household lives, or is registered, at one address under one head.
type household struct {
	head    int32
	members []int32
	kind    uint8 // 10 family, 20 collective
}

// settle founds households until n humans live in or belong to the town.
func (t *Town) settle(n int) {
	r := newDice(t.Seed, "households")
	areas := len(t.Areas)
	for len(t.Humans) < n {
		area := int32(r.below(areas))
		home := t.dwelling(r, area)
		switch p := r.Float64(); {
		case p < 0.52:
			t.family(r, home, r.between(23, 50), r.chance(0.22))
		case p < 0.70:
			t.family(r, home, r.between(50, 86), false)
		case p < 0.80:
			t.single(r, home)
		case p < 0.84:
			t.loneParent(r, home)
		case p < 0.97:
			t.newcomers(r, home)
		default:
			t.dormitory(r, area)
		}
	}
}

// found makes a household of the members, the first its head.
func (t *Town) found(home, hukou Address, nature uint8, kind uint8, members ...int32) int32 {
	id := int32(len(t.households))
	t.households = append(t.households, household{members[0], members, kind})
	for _, m := range members {
		h := &t.Humans[m]
		h.Now.Home, h.Now.Hukou, h.Now.Household = home, hukou, id
		h.Nature = nature
		h.Now.Relation = t.relationTo(members[0], m)
	}
	return id
}

// relationTo is how m stands to the head.
func (t *Town) relationTo(head, m int32) uint8 {
	a, b := &t.Humans[head], &t.Humans[m]
	bySex := func(son, daughter uint8) uint8 {
		if b.Sex == male {
			return son
		}
		return daughter
	}
	switch {
	case head == m:
		return relHead
	case a.Spouse == m:
		return relSpouse
	case b.Father == head || b.Mother == head || a.Spouse >= 0 && (b.Father == a.Spouse || b.Mother == a.Spouse):
		return bySex(relSon, relDaughter)
	case a.Father == m || a.Mother == m:
		return bySex(relFather, relMother)
	case b.Father >= 0 && (t.Humans[b.Father].Father == head || t.Humans[b.Father].Mother == head),
		b.Mother >= 0 && (t.Humans[b.Mother].Father == head || t.Humans[b.Mother].Mother == head):
		return bySex(relGrandson, relGranddaughter)
	}
	return relOther
}

func (t *Town) marry(a, b int32, on Date, kind uint8) {
	x, y := &t.Humans[a], &t.Humans[b]
	x.Spouse, y.Spouse, x.MarriedOn, y.MarriedOn = b, a, on, on
	x.Now.Marital, y.Now.Marital = kind, kind
}

// child adds a child of the couple; the name follows the father's surname as a rule.
func (t *Town) child(r *dice, father, mother int32, birth Date, county string) int32 {
	parent := mother
	if father >= 0 {
		parent = father
	}
	p := t.Humans[parent]
	surname := ""
	if p.Ethnic == 1 || p.Ethnic == 8 || p.Ethnic == 3 {
		surname = surnameOf(p.Now.Name)
		if father >= 0 && mother >= 0 && r.chance(0.04) {
			surname = surnameOf(t.Humans[mother].Now.Name)
		}
	}
	id := t.bear(r, uint8(1+r.below(207)/107), birth, surname, p.Ethnic, county)
	t.kin(id, father, mother)
	if father >= 0 && r.chance(0.001) { // father and son, or grandfather and grandson, of one name
		n := father
		if g := t.Humans[father].Father; g >= 0 && r.chance(0.5) {
			n = g
		}
		t.Humans[id].Now.Name = t.Humans[n].Now.Name
	}
	return id
}

func (t *Town) kin(id, father, mother int32) {
	h := &t.Humans[id]
	h.Father, h.Mother = father, mother
	h.Order, h.Policy = 1, 1
	for _, p := range []int32{father, mother} {
		if p >= 0 {
			t.Humans[p].Children = append(t.Humans[p].Children, id)
			h.Order = int8(len(t.Humans[p].Children))
		}
	}
	if h.Order > 1 && h.Birth.Year < 2014 {
		h.Policy = 2
	}
}

// twin adds a second child born with the first: mostly of one sex, order codes beside each other.
func (t *Town) twin(r *dice, first int32) int32 {
	f := t.Humans[first]
	sex := f.Sex
	if r.chance(0.3) {
		sex = 3 - sex
	}
	id := t.bear(r, sex, f.Birth, surnameOf(f.Now.Name), f.Ethnic, f.IDNumber[:6])
	t.kin(id, f.Father, f.Mother)
	g := &t.Humans[id]
	g.TwinOf, t.Humans[first].TwinOf = first, id
	if g.Sex == f.Sex && f.Ethnic == 1 && r.chance(0.5) { // 张子涵, 张子萱: one character apart
		rs, own := []rune(f.Now.Name), []rune(g.Now.Name)
		if len(rs) == 3 {
			rs[2] = own[len(own)-1]
			if string(rs) != f.Now.Name {
				g.Now.Name = string(rs)
			}
		}
	}
	return id
}

func (t *Town) ethnicOf(r *dice, outsider bool) uint8 {
	p := 0.03
	if outsider {
		p = 0.1
	}
	if !r.chance(p) {
		return 1
	}
	return pick(r, []uint8{3, 4, 5, 7, 7, 8, 8})
}

// family founds a couple with children and perhaps his or her parents.
func (t *Town) family(r *dice, home Address, age int, grandparents bool) []int32 {
	return t.coupleFrom(r, home, age, grandparents, pick(r, homeCounties), t.hukouOf(r, home))
}

// hukouOf is where people who live at home are registered.
func (t *Town) hukouOf(r *dice, home Address) Address {
	if r.chance(0.16) {
		return t.dwelling(r, int32(r.below(len(t.Areas))))
	}
	return home
}

func (t *Town) coupleFrom(r *dice, home Address, age int, grandparents bool, county string, hukou Address) []int32 {
	year := int(t.Start.Year) - age
	ethnic := t.ethnicOf(r, hukou.Area == -1)
	him := t.bear(r, male, t.birthday(r, year), "", ethnic, county)
	herCounty := county
	if r.chance(0.25) {
		herCounty = pick(r, outside).code
	}
	her := t.bear(r, female, t.birthday(r, year+r.between(-2, 5)), "", ethnic, herCounty)
	wed := min(year+r.between(22, 32), int(t.Start.Year)-1)
	kind := firstMarriage
	if r.chance(0.06) {
		kind = remarried
	}
	t.marry(him, her, t.birthday(r, wed), kind)
	members := []int32{him, her}
	if grandparents {
		gy := year - r.between(22, 32)
		h := &t.Humans[him]
		ga := t.bear(r, male, t.birthday(r, gy), surnameOf(h.Now.Name), ethnic, county)
		gb := t.bear(r, female, t.birthday(r, gy+r.between(-3, 5)), "", ethnic, county)
		t.marry(ga, gb, t.birthday(r, gy+r.between(18, 21)), firstMarriage)
		t.kin(him, ga, gb)
		members = append(members, ga, gb)
		if r.chance(0.4) {
			t.Humans[ga].Now.Death = t.Start.add(-r.between(400, 4000))
			t.Humans[gb].Now.Marital, t.Humans[gb].Spouse = widowed, -1
			t.Humans[ga].InRegister, t.Humans[ga].Spouse = false, -1
			members = []int32{him, her, gb}
		}
	}
	children := []int{0, 1, 1, 1, 1, 2, 2, 2, 3}[r.below(9)]
	if year < 1960 {
		children = r.between(1, 4)
	}
	for i, y := 0, wed; i < children; i++ {
		y += r.between(1, 4)
		herYear := int(t.Humans[her].Birth.Year)
		if y >= int(t.Start.Year) || y-herYear > 42 {
			break
		}
		c := t.child(r, him, her, t.birthday(r, y), county)
		born := []int32{c}
		if t.Humans[c].Ethnic == 1 && r.chance(0.011) {
			born = append(born, t.twin(r, c))
		}
		for _, c := range born {
			if int(t.Start.Year)-y < 23 || r.chance(0.12) {
				members = append(members, c)
			} else {
				t.grownUp(r, c, hukou)
			}
		}
	}
	nature := natureUrban
	if hukou.Area >= 0 && t.Areas[hukou.Area].Village || hukou.Area == -1 && r.chance(0.6) {
		nature = natureRural
	} else if r.chance(0.2) {
		nature = natureResident
	}
	t.found(home, hukou, nature, 10, members...)
	if hukou.Area >= 0 && r.chance(0.35) { // wife's hukou stayed with her parents
		t.Humans[her].Now.Hukou = t.hukouOf(r, home)
	}
	if age < 45 && r.chance(0.05) { // they work away
		out := t.abroad(r)
		t.Humans[him].Now.Home = out
		if r.chance(0.5) {
			t.Humans[her].Now.Home = out
		}
	}
	// One phone for the household: the old and the young give a parent's.
	for _, m := range members[1:] {
		h := &t.Humans[m]
		if a := h.Birth.age(t.AsOf); (a > 66 || a < 16) && r.chance(0.5) || r.chance(0.04) {
			h.Now.Phone = t.Humans[him].Now.Phone
		}
	}
	return members
}

// grownUp sends a grown child to an own dwelling, here or away.
func (t *Town) grownUp(r *dice, c int32, hukou Address) {
	home := t.dwelling(r, int32(r.below(len(t.Areas))))
	if r.chance(0.3) {
		home = t.abroad(r)
	}
	reg := hukou
	if r.chance(0.3) && home.Area >= 0 {
		reg = home
	}
	if reg.Area < 0 && home.Area < 0 { // nothing to do with the town
		t.Humans[c].InRegister = false
	}
	t.found(home, reg, pick(r, []uint8{natureUrban, natureRural, natureResident}), 10, c)
}

func (t *Town) abroad(r *dice) Address {
	return Address{Area: -1, Building: int16(r.below(len(outside)))}
}

func (t *Town) single(r *dice, home Address) {
	id := t.bear(r, uint8(r.between(1, 2)), t.birthday(r, int(t.Start.Year)-r.between(20, 88)), "", t.ethnicOf(r, false), pick(r, homeCounties))
	h := &t.Humans[id]
	switch age := h.Birth.age(t.Start); {
	case age > 62:
		h.Now.Marital = widowed
	case age > 30 && r.chance(0.5):
		h.Now.Marital = divorced
	}
	t.found(home, t.hukouOf(r, home), natureUrban, 10, id)
}

func (t *Town) loneParent(r *dice, home Address) {
	age := r.between(26, 48)
	sex := uint8(r.between(1, 2))
	p := t.bear(r, sex, t.birthday(r, int(t.Start.Year)-age), "", 1, pick(r, homeCounties))
	t.Humans[p].Now.Marital = divorced
	father, mother := int32(-1), p
	if sex == male {
		father, mother = p, -1
	}
	c := t.child(r, father, mother, t.birthday(r, int(t.Start.Year)-age+r.between(21, max(21, age-1))), pick(r, homeCounties))
	t.found(home, t.hukouOf(r, home), natureUrban, 10, p, c)
}

// newcomers come from other counties: families, couples, single workers.
func (t *Town) newcomers(r *dice, home Address) {
	from := r.below(len(outside))
	hukou := Address{Area: -1, Building: int16(from)}
	var members []int32
	if r.chance(0.45) {
		members = t.coupleFrom(r, home, r.between(23, 45), false, outside[from].code, hukou)
	} else {
		id := t.bear(r, uint8(r.between(1, 2)), t.birthday(r, int(t.Start.Year)-r.between(17, 52)), "", t.ethnicOf(r, true), outside[from].code)
		t.found(home, hukou, natureRural, 10, id)
		members = []int32{id}
	}
	on := t.Start.add(-r.between(31, 3000))
	for _, m := range members {
		t.Humans[m].Arrived, t.Humans[m].Reason = on, pick(r, []string{"务工", "务工", "经商", "随迁", "投靠亲友"})
		if t.Humans[m].Birth.key() > on.key() {
			t.Humans[m].Arrived = t.Humans[m].Birth
		}
	}
}

// dormitory houses workers or students of many counties at one address.
func (t *Town) dormitory(r *dice, area int32) {
	home := t.dwelling(r, area)
	var members []int32
	for range r.between(4, 9) {
		o := r.below(len(outside))
		id := t.bear(r, uint8(r.between(1, 2)), t.birthday(r, int(t.Start.Year)-r.between(18, 35)), "", t.ethnicOf(r, true), outside[o].code)
		members = append(members, id)
	}
	t.found(home, nowhere, natureRural, 20, members...)
	for _, m := range members {
		h := &t.Humans[m]
		h.Now.Relation = relOther
		h.Arrived, h.Reason = t.Start.add(-r.between(31, 1500)), pick(r, []string{"务工", "学习"})
		for i, o := range outside {
			if o.code == h.IDNumber[:6] {
				h.Now.Hukou = Address{Area: -1, Building: int16(i)}
			}
		}
	}
}
