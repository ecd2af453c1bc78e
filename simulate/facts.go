package simulate

import (
	"strings"

	"quanyuan"
	"quanyuan/refdata/idnumber"
)

// Facts are what a record says of a person, by meaning: an empty value says nothing.
type Facts struct {
	Name                         string
	NameOpen                     bool // a character could not be written: □, ?, pinyin
	Former                       string
	Sex                          uint8
	Birth                        Date
	ID                           string
	Marital                      uint8
	HukouStatus, ResidenceStatus uint8
	Hukou, Home                  Address
	Nature, Ethnic, Relation     uint8
	Children                     []ChildFacts
	Dead                         bool
	Death                        Date
	Phone                        string // several joined by /
	ChildCount                   int8   // −1 not given
}

// ChildFacts are the six birth items of a child.
type ChildFacts struct {
	human  int32
	Name   string
	Birth  Date
	ID     string
	Sex    uint8
	Order  int8
	Policy uint8
}

// contradicts lists the collation fields in which the row f cannot stand beside
// the register's r, in the order of the output contract. areas tells which of
// the person's presences to hold the two statuses against.
func (f *Facts) contradicts(p *Registered, area int32) []quanyuan.Field {
	r := &p.Facts
	var out []quanyuan.Field
	add := func(yes bool, field quanyuan.Field) {
		if yes {
			out = append(out, field)
		}
	}
	add(f.Name != "" && r.Name != "" && !f.NameOpen && !r.NameOpen && f.Name != r.Name, quanyuan.Name)
	add(both8(f.Sex, r.Sex), quanyuan.Sex)
	add(f.Birth.contradicts(r.Birth), quanyuan.BirthDate)
	add(idContradicts(f.ID, r.ID), quanyuan.IDNumber)
	add(f.Marital != 0 && r.Marital != 0 && f.Marital != r.Marital &&
		!(f.Marital == 20 && r.Marital/10 == 2) && !(r.Marital == 20 && f.Marital/10 == 2), quanyuan.Marital)
	hukou, home := p.statuses(area)
	// Statuses are said of a community: where the person has no presence there,
	// nothing can be held against them.
	add(f.HukouStatus != 0 && !has(hukou, f.HukouStatus), quanyuan.HukouStatus)
	add(f.ResidenceStatus != 0 && !has(home, f.ResidenceStatus), quanyuan.ResidenceStatus)
	add(f.Hukou.contradicts(r.Hukou), quanyuan.HukouAddress)
	add(f.Home.contradicts(r.Home), quanyuan.ResidenceAddress)
	add(both8(f.Nature, r.Nature) && f.Nature != natureResident && r.Nature != natureResident, quanyuan.HukouNature)
	add(both8(f.Ethnic, r.Ethnic), quanyuan.Ethnic)
	add(both8(f.Relation, r.Relation) && relationGroup(f.Relation) != relationGroup(r.Relation), quanyuan.Relation)
	var child [6]bool
	for _, c := range f.Children {
		known := r.child(c.human)
		if known == nil {
			child[0] = true
			continue
		}
		child[0] = child[0] || c.Name != "" && known.Name != "" && c.Name != known.Name
		child[1] = child[1] || c.Birth.contradicts(known.Birth)
		child[2] = child[2] || idContradicts(c.ID, known.ID)
		child[3] = child[3] || both8(c.Sex, known.Sex)
		child[4] = child[4] || c.Order != 0 && known.Order != 0 && c.Order != known.Order
		child[5] = child[5] || both8(c.Policy, known.Policy)
	}
	for i, yes := range child {
		add(yes, quanyuan.ChildName+quanyuan.Field(i))
	}
	add(f.Dead && (!r.Dead || f.Death.contradicts(r.Death)), quanyuan.DeathDate)
	add(f.Phone != "" && r.Phone != "" && !sharePhone(f.Phone, r.Phone), quanyuan.Phone)
	add(f.ChildCount >= 0 && r.ChildCount >= 0 && f.ChildCount != r.ChildCount, quanyuan.ChildCount)
	return out
}

func (f *Facts) child(human int32) *ChildFacts {
	for i := range f.Children {
		if f.Children[i].human == human {
			return &f.Children[i]
		}
	}
	return nil
}

// filled counts the collation items that the row gives.
func (f *Facts) filled() int {
	n := 0
	for _, yes := range []bool{f.Name != "", f.Sex != 0, f.Birth.known(), f.ID != "", f.Marital != 0, f.HukouStatus != 0, f.ResidenceStatus != 0,
		f.Hukou.Area != -2, f.Home.Area != -2, f.Nature != 0, f.Ethnic != 0, f.Relation != 0, f.Dead, f.Phone != "", f.ChildCount >= 0, len(f.Children) > 0} {
		if yes {
			n++
		}
	}
	return n
}

func both8(a, b uint8) bool { return a != 0 && b != 0 && a != b }

func has(s []uint8, v uint8) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return len(s) == 0
}

// idContradicts compares numbers as 18 digits; one cut to its first 15 digits
// (Excel rounding) agrees with what begins so.
func idContradicts(a, b string) bool {
	if a == "" || b == "" || isPlaceholder(a) || isPlaceholder(b) {
		return false
	}
	a, b = long(a), long(b)
	if len(a) == 15 || len(b) == 15 {
		n := min(len(a), len(b))
		return a[:n] != b[:n]
	}
	return a != b
}

// roundedMark precedes a number of which only the first 15 of 18 digits are left.
const roundedMark = "~"

func long(s string) string {
	if strings.HasPrefix(s, roundedMark) {
		return s[1:]
	}
	if len(s) == 15 {
		if up := idnumber.Upgrade15(s, 19); up != "" {
			return up
		}
	}
	return s
}

// relationGroup folds 长子 to 子 and the like.
func relationGroup(r uint8) uint8 {
	if r == relHead {
		return r
	}
	return r / 10 * 10
}

func sharePhone(a, b string) bool {
	for _, x := range strings.Split(a, "/") {
		for _, y := range strings.Split(b, "/") {
			if x == y {
				return true
			}
		}
	}
	return false
}

// factsOf is what an office that knows the state s of h could write down.
func (t *Town) factsOf(h *Human, s *state) Facts {
	f := Facts{Name: s.Name, Sex: h.Sex, Birth: h.Birth, ID: h.IDNumber, Marital: s.Marital, Hukou: s.Hukou, Home: s.Home, Nature: h.Nature,
		Ethnic: h.Ethnic, Relation: s.Relation, Phone: s.Phone, Dead: s.Death.known(), Death: s.Death, ChildCount: int8(len(h.Children))}
	if s.Pending {
		f.ID, f.Hukou, f.Nature = "", nowhere, 0
	}
	for _, c := range h.Children {
		k := &t.Humans[c]
		cf := ChildFacts{human: c, Name: k.Now.Name, Birth: k.Birth, ID: k.IDNumber, Sex: k.Sex, Order: k.Order, Policy: k.Policy}
		if k.Now.Pending {
			cf.ID = ""
		}
		f.Children = append(f.Children, cf)
	}
	return f
}

// fieldSet is a set of collation fields.
type fieldSet uint64

func (s fieldSet) has(f quanyuan.Field) bool { return s>>f&1 == 1 }

// keep drops every field of f that the set does not name.
func (f *Facts) keep(s fieldSet) {
	for _, x := range []struct {
		field quanyuan.Field
		drop  func()
	}{
		{quanyuan.Name, func() { f.Name, f.Former = "", "" }},
		{quanyuan.Sex, func() { f.Sex = 0 }},
		{quanyuan.BirthDate, func() { f.Birth = Date{} }},
		{quanyuan.IDNumber, func() { f.ID = "" }},
		{quanyuan.Marital, func() { f.Marital = 0 }},
		{quanyuan.HukouStatus, func() { f.HukouStatus = 0 }},
		{quanyuan.ResidenceStatus, func() { f.ResidenceStatus = 0 }},
		{quanyuan.HukouAddress, func() { f.Hukou = nowhere }},
		{quanyuan.ResidenceAddress, func() { f.Home = nowhere }},
		{quanyuan.HukouNature, func() { f.Nature = 0 }},
		{quanyuan.Ethnic, func() { f.Ethnic = 0 }},
		{quanyuan.Relation, func() { f.Relation = 0 }},
		{quanyuan.ChildName, func() { f.Children = nil }},
		{quanyuan.DeathDate, func() { f.Dead, f.Death = false, Date{} }},
		{quanyuan.Phone, func() { f.Phone = "" }},
		{quanyuan.ChildCount, func() { f.ChildCount = -1 }},
	} {
		if !s.has(x.field) {
			x.drop()
		}
	}
}
