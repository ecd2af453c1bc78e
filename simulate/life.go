package simulate

// live runs the years from Start to AsOf in months. Each event changes what is;
// whether the register hears of it is a matter of chance.
func (t *Town) live() {
	r := newDice(t.Seed, "life")
	for i := range t.Humans {
		h := &t.Humans[i]
		h.Known = h.Now
		if h.InRegister && r.chance(0.012) {
			h.InRegister = false // 漏登
		}
	}
	for month := t.Start; month.before(t.AsOf); month = (Date{month.Year, month.Month, 1}).add(31) {
		month.Day = 1
		t.month(r, month)
	}
	for i := range t.Humans {
		h := &t.Humans[i]
		if h.Birth.age(t.AsOf) < 1 && r.chance(0.3) && !h.Now.Pending {
			h.Now.Pending, h.Known.Pending = true, true
		}
	}
}

func deathRate(age int) float64 {
	switch {
	case age < 40:
		return 0.0006
	case age < 60:
		return 0.003
	case age < 70:
		return 0.01
	case age < 80:
		return 0.03
	}
	return 0.09
}

// heard reports whether the register learns of an event.
func (t *Town) month(r *dice, month Date) {
	day := func() Date {
		d := month.add(r.below(28))
		if t.AsOf.before(d) {
			d = t.AsOf
		}
		return d
	}
	var grooms, brides []int32
	n := len(t.Humans)
	for i := range int32(n) {
		h := &t.Humans[i]
		if !h.alive() || !t.local(h) {
			continue
		}
		age := h.Birth.age(month)
		p := r.Float64() * 12
		switch {
		case p < deathRate(age):
			t.die(r, i, day())
			continue
		case p < deathRate(age)+0.09 && h.Sex == female && h.Spouse >= 0 && age >= 21 && age <= 40 && len(h.Children) < 3 && h.Now.Home.Area >= 0:
			if k := len(h.Children); k == 0 || t.Humans[h.Children[k-1]].Birth.days(month) > 400 {
				t.birth(r, i, day())
			}
			continue
		case p > 11.93 && t.households[h.Now.Household].head == i:
			t.move(r, i)
		case p > 11.90 && age >= 18 && age < 45 && h.Spouse < 0:
			if h.Sex == male {
				grooms = append(grooms, i)
			} else {
				brides = append(brides, i)
			}
		case p > 11.85 && h.Now.Phone != "":
			h.Now.Phone = newPhone(r)
			if r.chance(0.5) {
				h.Known.Phone = h.Now.Phone
			}
		case p > 11.846 && h.Ethnic == 1 && age < 40:
			h.FormerName = h.Now.Name
			h.Now.Name = surnameOf(h.Now.Name) + given(r, h.Sex, int(h.Birth.Year))
			if r.chance(0.5) {
				h.Known.Name = h.Now.Name
			}
		case p > 11.838 && h.Spouse >= 0:
			t.divorce(r, i, day())
		}
	}
	for i := 0; i < min(len(grooms), len(brides)); i++ {
		t.wed(r, grooms[i], brides[i], day())
	}
	for range max(1, n/2500) { // people keep coming
		area := int32(r.below(len(t.Areas)))
		first := len(t.Humans)
		t.newcomers(r, t.dwelling(r, area))
		on, heard, visitor := day(), r.chance(0.6), r.chance(0.12)
		for i := first; i < len(t.Humans); i++ {
			h := &t.Humans[i]
			if h.Now.Home.Area < 0 {
				h.InRegister = false
				continue
			}
			h.Arrived, h.InRegister = on, heard
			if visitor {
				h.Visitor, h.InRegister = true, false
				h.Reason = pick(r, []string{"就医", "旅游", "探亲", "访友", "出差"})
				h.Arrived = t.AsOf.add(-r.between(2, 80))
			}
			h.Known = h.Now
		}
	}
}

// local reports whether the town has anything to do with the human.
func (t *Town) local(h *Human) bool { return h.Now.Home.Area >= 0 || h.Now.Hukou.Area >= 0 }

func (t *Town) die(r *dice, i int32, on Date) {
	h := &t.Humans[i]
	h.Now.Death = on
	if r.chance(0.7) {
		h.Known.Death = on
	}
	if s := h.Spouse; s >= 0 {
		w := &t.Humans[s]
		w.Spouse, w.Now.Marital = -1, widowed
		if r.chance(0.6) {
			w.Known.Marital = widowed
		}
		h.Spouse = -1
	}
}

func (t *Town) birth(r *dice, mother int32, on Date) {
	m := t.Humans[mother]
	father := m.Spouse
	c := t.child(r, father, mother, on, pick(r, homeCounties))
	born := []int32{c}
	if m.Ethnic == 1 && r.chance(0.014) {
		born = append(born, t.twin(r, c))
	}
	for _, c := range born {
		h := &t.Humans[c]
		h.Now.Home, h.Now.Hukou, h.Now.Household = m.Now.Home, m.Now.Hukou, m.Now.Household
		h.Nature = m.Nature
		h.Now.Phone = t.Humans[mother].Now.Phone
		hh := &t.households[h.Now.Household]
		hh.members = append(hh.members, c)
		h.Now.Relation = t.relationTo(hh.head, c)
		h.Known = h.Now
		h.InRegister = r.chance(0.82)
	}
}

func (t *Town) move(r *dice, head int32) {
	to := t.dwelling(r, int32(r.below(len(t.Areas))))
	leaves := r.chance(0.22)
	if leaves {
		to = t.abroad(r)
	}
	heard, hukou := r.chance(0.75), r.chance(0.25) && !leaves
	from := t.Humans[head].Now.Home
	for _, m := range t.households[t.Humans[head].Now.Household].members {
		h := &t.Humans[m]
		if !h.alive() || h.Now.Home != from {
			continue
		}
		h.Now.Home = to
		if hukou && h.Now.Hukou.Area >= 0 {
			h.Now.Hukou = to
		}
		if heard {
			h.Known.Home, h.Known.Hukou = h.Now.Home, h.Now.Hukou
		}
	}
}

func (t *Town) wed(r *dice, groom, bride int32, on Date) {
	a, b := &t.Humans[groom], &t.Humans[bride]
	if a.Father >= 0 && a.Father == b.Father {
		return
	}
	kindOf := func(h *Human) uint8 {
		if h.Now.Marital == neverMarried {
			return firstMarriage
		}
		return remarried
	}
	ka, kb := kindOf(a), kindOf(b)
	t.marry(groom, bride, on, ka)
	b.Now.Marital = kb
	home := a.Now.Home
	if home.Area < 0 {
		home = b.Now.Home
	}
	a.Now.Home, b.Now.Home = home, home
	id := int32(len(t.households))
	t.households = append(t.households, household{groom, []int32{groom, bride}, 10})
	a.Now.Household, b.Now.Household, a.Now.Relation, b.Now.Relation = id, id, relHead, relSpouse
	for _, h := range []*Human{a, b} {
		if r.chance(0.6) {
			name, phone := h.Known.Name, h.Known.Phone
			h.Known = h.Now
			h.Known.Name, h.Known.Phone = name, phone
		}
	}
}

func (t *Town) divorce(r *dice, i int32, on Date) {
	a := &t.Humans[i]
	b := &t.Humans[a.Spouse]
	a.FormerSpouse, b.FormerSpouse, a.PartedOn, b.PartedOn = b.ID, a.ID, on, on
	a.Spouse, b.Spouse = -1, -1
	leaver := a
	if t.households[a.Now.Household].head == a.ID {
		leaver = b
	}
	if leaver.Now.Home.Area >= 0 {
		t.found(t.dwelling(r, int32(r.below(len(t.Areas)))), leaver.Now.Hukou, leaver.Nature, 10, leaver.ID)
	}
	for _, h := range []*Human{a, b} {
		h.Now.Marital = divorced
		if r.chance(0.55) {
			name, phone := h.Known.Name, h.Known.Phone
			h.Known = h.Now
			h.Known.Name, h.Known.Phone = name, phone
		}
	}
}
