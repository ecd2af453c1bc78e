// Package simulate makes a virtual town with its truth: people and households
// over some years, the register of record with its faults, and the lists that
// departments would send with the mess of real lists. The same seed gives the
// same bytes. Errors come from how people type and how spreadsheets damage
// values, never from the product's own tables of likeness.
package simulate

// Options say what to make.
type Options struct {
	Persons      int    // about how many people
	Seed         uint64 // same seed, same bytes
	AsOf         Date   // the day of the lists; zero: 2026-10-31
	Years        int    // how long the town lives before that day; zero: 3
	RegisterOnly bool   // only the register and its truth
}

// Town is the virtual town as it is.
type Town struct {
	Options
	Start      Date
	Areas      []Area
	Humans     []Human
	towns      []town
	households []household
	orders     map[orderKey]int16
	schools    []string
	employers  []string
	Register   []Registered
	byHuman    map[int32][]int32 // human → indexes into Register
	at         places
}

// New builds the town in memory.
func New(o Options) *Town {
	if o.AsOf == (Date{}) {
		o.AsOf = Date{2026, 10, 31}
	}
	if o.Years == 0 {
		o.Years = 3
	}
	t := &Town{Options: o, Start: Date{o.AsOf.Year - int16(o.Years), o.AsOf.Month, 1}, orders: map[orderKey]int16{}, byHuman: map[int32][]int32{}}
	t.layOut(o.Persons)
	t.settle(o.Persons)
	t.live()
	t.borrow()
	t.enrol()
	t.index()
	t.record()
	return t
}

// borrow lets a few people share a number (重号) or have two.
func (t *Town) borrow() {
	r := newDice(t.Seed, "numbers")
	for i := range t.Humans {
		h := &t.Humans[i]
		switch p := r.Float64(); {
		case h.Birth.Year > 1985 || i == 0:
		case p < 0.003: // the police gave one number twice by hand
			o := &t.Humans[r.below(i)]
			if o.Sex == h.Sex && o.Birth.Year < 1985 {
				h.IDNumber, h.SharedID = o.IDNumber, o.ID+1
			}
		case p < 0.005:
			h.SecondID = t.newIDNumber(r, pick(r, homeCounties), h.Birth, h.Sex)
		}
	}
}

// enrol sends children to school and grown-ups to work.
func (t *Town) enrol() {
	r := newDice(t.Seed, "work")
	for i := range max(2, len(t.Areas)/3) {
		t.schools = append(t.schools, t.Areas[(i*3)%len(t.Areas)].Word+pick(r, []string{"小学", "小学", "中学", "幼儿园", "实验学校"}))
	}
	for range max(3, len(t.Humans)/2500) {
		t.employers = append(t.employers, cityName[:6]+string(pick(r, []rune(placeFirst)))+string(pick(r, []rune("达发盛隆源泰丰华")))+pick(r, []string{"机械制造", "纺织", "食品", "电子", "物流", "建筑劳务"})+"有限公司")
	}
	for i := range t.Humans {
		h := &t.Humans[i]
		if !h.alive() || h.Now.Home.Area < 0 || h.Visitor {
			continue
		}
		switch age := h.Birth.age(t.AsOf); {
		case age >= 4 && age <= 15:
			h.School, h.Grade = int16(int(h.Now.Home.Area)/3%len(t.schools)+1), int8(age-3)
			if r.chance(0.15) {
				h.School = int16(r.below(len(t.schools)) + 1)
			}
		case age >= 18 && age < 60 && r.chance(0.3):
			h.Employer = int16(r.below(len(t.employers)) + 1)
		}
	}
}
