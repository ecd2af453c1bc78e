package simulate

import (
	"unicode/utf8"

	"quanyuan/refdata/idnumber"
)

// Codes as the register's tables have them.
const (
	male, female uint8 = 1, 2

	neverMarried, firstMarriage, remarried, rejoined, widowed, divorced uint8 = 10, 21, 22, 23, 30, 40

	relHead, relSpouse, relSon, relDaughter, relGrandson, relGranddaughter, relFather, relMother, relOther uint8 = 2, 10, 20, 30, 41, 42, 51, 52, 97

	natureRural, natureUrban, natureResident uint8 = 12, 11, 10
)

// state is what changes in a life and what offices get to know late or never.
type state struct {
	Home, Hukou Address
	Pending     bool // 户口待定
	Marital     uint8
	Relation    uint8
	Household   int32
	Phone       string
	Name        string
	Death       Date
}

// Human is a person as he is. Now is the truth today, Known what the register
// learned of it; InRegister is false for those it never heard of.
type Human struct {
	ID             int32
	Sex            uint8
	Ethnic         uint8
	Nature         uint8
	Birth          Date
	LunarBirth     bool // gives the lunar birthday as if it were solar
	IDNumber       string
	Now, Known     state
	InRegister     bool
	FormerName     string
	Spouse         int32
	Father, Mother int32
	Children       []int32
	Order          int8
	Policy         uint8
	TwinOf         int32
	Arrived        Date // from outside
	Reason         string
	MarriedOn      Date
	PartedOn       Date
	FormerSpouse   int32
	Visitor        bool  // a stay that is out of scope
	Employer       int16 // index +1
	School         int16 // index +1
	Grade          int8
	SharedID       int32 // uses this human's number, +1
	SecondID       string
}

func (h *Human) alive() bool { return !h.Now.Death.known() }

type orderKey struct {
	county string
	birth  Date
}

// newIDNumber gives the next free order code of the county and day.
func (t *Town) newIDNumber(r *dice, county string, birth Date, sex uint8) string {
	k := orderKey{county, birth}
	next := t.orders[k]
	if next == 0 {
		next = int16(r.between(1, 400))
	}
	next += int16(r.between(1, 12))
	if int(next)%2 != int(sex)%2 {
		next++
	}
	next = next % 999
	if next == 0 || int(next)%2 != int(sex)%2 {
		next++
	}
	t.orders[k] = next
	return idnumber.Compose(county, int(birth.Year), int(birth.Month), int(birth.Day), int(next))
}

// bear adds a human; surname "" draws one.
func (t *Town) bear(r *dice, sex uint8, birth Date, surname string, ethnic uint8, county string) int32 {
	id := int32(len(t.Humans))
	h := Human{ID: id, Sex: sex, Birth: birth, Ethnic: ethnic, Spouse: -1, Father: -1, Mother: -1, TwinOf: -1, FormerSpouse: -1, InRegister: true}
	name := minorityName(r, sex, ethnic)
	if name == "" {
		if surname == "" {
			surname = surnames.draw(r)
		}
		name = surname + given(r, sex, int(birth.Year))
	}
	h.Now.Name = name
	h.Now.Marital = neverMarried
	h.Now.Home, h.Now.Hukou = nowhere, nowhere
	h.IDNumber = t.newIDNumber(r, county, birth, sex)
	if age := birth.age(t.AsOf); age >= 12 && r.chance(0.9) {
		h.Now.Phone = newPhone(r)
	}
	h.LunarBirth = birth.Year < 1975 && r.chance(0.03)
	t.Humans = append(t.Humans, h)
	return id
}

func newPhone(r *dice) string {
	return pick(r, []string{"138", "139", "135", "136", "137", "150", "151", "158", "159", "182", "183", "187", "188", "133", "153", "180", "189", "130", "131", "186", "177", "199"}) + r.digits(8)
}

// surnameOf splits the surname off a name without a dot.
func surnameOf(name string) string {
	for _, c := range []string{"欧阳", "上官", "皇甫", "令狐", "诸葛", "司徒", "司马", "东方", "尉迟", "夏侯"} {
		if len(name) > len(c) && name[:len(c)] == c {
			return c
		}
	}
	_, n := utf8.DecodeRuneInString(name)
	return name[:n]
}

func (t *Town) birthday(r *dice, year int) Date {
	return Date{int16(year), 1, 1}.add(r.below(365))
}
