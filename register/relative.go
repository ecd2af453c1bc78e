package register

import (
	"quanyuan"
)

// Relative is somebody of whom a person's file tells and who should be a person
// of the register as well: a child under age, or a spouse with an ID number.
type Relative struct {
	Why      string // key of the remark to be made when he is not found
	Name, ID string
	Born     quanyuan.Date
	Sex      string
}

// underAge is the age up to which a child is expected with its parents.
const underAge = 18

// KinOf lists the relatives of whom a person's file tells. Children whose birth
// is registered are persons already.
func KinOf(p *quanyuan.Person, births []*quanyuan.Birth, today quanyuan.Date) []Relative {
	var out []Relative
	for _, c := range Children(p, births, func(quanyuan.Number) bool { return false }) {
		if age, ok := c.Born.Age(today); c.Number == "" && ok && age >= 0 && age < underAge {
			out = append(out, Relative{Why: "gap.child", Name: c.Name, ID: c.ID, Born: c.Born, Sex: c.Sex})
		}
	}
	if id := p.Text(quanyuan.SpouseID); len(id) == 18 && p.Text(quanyuan.Marital) != "40" && p.Text(quanyuan.Marital) != "30" {
		if born, ok := quanyuan.ParseDate(id[6:10] + "-" + id[10:12] + "-" + id[12:14]); ok {
			out = append(out, Relative{Why: "gap.spouse", Name: p.Text(quanyuan.SpouseName), ID: id, Born: born})
		}
	}
	return out
}

// Key is what two people tell of one relative alike.
func (r Relative) Key() string {
	switch {
	case r.Why == "gap.spouse":
		return r.ID
	case r.Name != "":
		return r.Born.String() + r.Name
	}
	return r.Born.String() + r.Sex
}

// Is reports whether a person of the register is the relative: by ID number,
// else by name and date of birth.
func (r Relative) Is(p *quanyuan.Person) bool {
	if id := p.Text(quanyuan.IDNumber); r.ID != "" && id != "" {
		return id == r.ID
	}
	born, ok := quanyuan.ParseDate(p.Text(quanyuan.BirthDate))
	return ok && r.Name != "" && p.Text(quanyuan.Name) == r.Name && born.Compatible(r.Born)
}
