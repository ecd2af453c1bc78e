package quality

import (
	"strconv"

	"quanyuan"
	"quanyuan/refdata/code"
	"quanyuan/refdata/hanzi"
)

// Ages in years at which a value becomes odd.
const (
	oldest        = 110
	marriageable  = 18 // odd below, impossible to marry below 15 in the mission's rules
	youngestHead  = 10
	youngestBirth = 14
	oldestMother  = 55
	oldestFather  = 75
)

func nameMissing(c *checker) {
	if v := c.r.Value(quanyuan.Name); !v.Known() && v.State != quanyuan.Placeholder {
		c.find(quanyuan.Name, nil)
	}
}

func nameUnwritten(c *checker) {
	han, other := false, false
	for _, r := range c.r.Text(quanyuan.Name) {
		switch {
		case r == '□' || r == '?' || r == '*' || r == '■' || r == '(' || r == '\ufffd':
			c.find(quanyuan.Name, nil)
			return
		case hanzi.IsHan(r):
			han = true
		case r != '·':
			other = true
		}
	}
	if han && other {
		c.find(quanyuan.Name, nil)
	}
}

func idMissing(c *checker) {
	if c.r.Value(quanyuan.IDNumber).State == quanyuan.Missing {
		c.find(quanyuan.IDNumber, nil)
	}
}

func birthMissing(c *checker) {
	if c.r.Value(quanyuan.BirthDate).State == quanyuan.Missing {
		c.find(quanyuan.BirthDate, nil)
	}
}

func birthInvalid(c *checker) {
	if c.r.Value(quanyuan.BirthDate).State == quanyuan.Invalid {
		c.find(quanyuan.BirthDate, nil)
	}
}

// date is a known date of the record.
func (c *checker) date(f quanyuan.Field) (quanyuan.Date, bool) {
	return quanyuan.ParseDate(c.r.Text(f))
}

// age is the person's age today in years.
func (c *checker) age() (int, bool) {
	if !c.born {
		return 0, false
	}
	return c.birth.Age(c.today)
}

// after reports whether a certainly lies after b.
func after(a, b quanyuan.Date) bool {
	switch {
	case a.Year != b.Year:
		return a.Year > b.Year
	case a.Month == 0 || b.Month == 0 || a.Month != b.Month:
		return a.Month != 0 && b.Month != 0 && a.Month > b.Month
	}
	return a.Day != 0 && b.Day != 0 && a.Day > b.Day
}

func birthFuture(c *checker) {
	if c.born && after(c.birth, c.today) {
		c.find(quanyuan.BirthDate, nil)
	}
}

func birthOld(c *checker) {
	if age, ok := c.age(); ok && age > oldest && c.r.Text(quanyuan.DeathDate) == "" {
		c.find(quanyuan.BirthDate, nil, oldest)
	}
}

func birthCoarse(c *checker) {
	if c.born && c.birth.Day == 0 {
		c.find(quanyuan.BirthDate, nil)
	}
}

func codeUnknown(c *checker) {
	for _, f := range []quanyuan.Field{quanyuan.Sex, quanyuan.Marital, quanyuan.HukouStatus, quanyuan.ResidenceStatus, quanyuan.HukouNature, quanyuan.Ethnic, quanyuan.Relation} {
		if c.r.Value(f).State == quanyuan.Invalid {
			c.find(f, nil, f.Zh())
		}
	}
}

// married reports whether a marital code says that there is or was a marriage.
func married(marital string) bool {
	return marital != "" && marital != "10" && !code.Marital.Unknown(marital)
}

func maritalYoung(c *checker) {
	if age, ok := c.age(); ok && age >= 0 && age < marriageable && married(c.r.Text(quanyuan.Marital)) {
		c.find(quanyuan.Marital, []quanyuan.Field{quanyuan.BirthDate}, age)
	}
}

func maritalSpouse(c *checker) {
	if c.r.Text(quanyuan.Marital) == "10" && c.r.Text(quanyuan.SpouseName) != "" {
		c.find(quanyuan.Marital, []quanyuan.Field{quanyuan.SpouseName})
	}
}

func relationSex(c *checker) {
	sex := c.r.Text(quanyuan.Sex)
	e, ok := code.Relation.Get(c.r.Text(quanyuan.Relation))
	if ok && e.Sex != 0 && (sex == "1" || sex == "2") && sex[0] != e.Sex {
		c.find(quanyuan.Relation, []quanyuan.Field{quanyuan.Sex}, e.Zh)
	}
}

// relationYoung finds heads, spouses and parents of heads who are children.
func relationYoung(c *checker) {
	age, ok := c.age()
	e, known := code.Relation.Get(c.r.Text(quanyuan.Relation))
	if !ok || !known || age < 0 {
		return
	}
	youngest := 0
	switch {
	case code.Relation.Within(e.Code, "10"):
		youngest = marriageable
	case code.Relation.Within(e.Code, "50"):
		youngest = marriageable + youngestHead
	case e.Code == "02":
		youngest = youngestHead
	}
	if age < youngest {
		c.find(quanyuan.Relation, []quanyuan.Field{quanyuan.BirthDate}, age, e.Zh)
	}
}

func deathBeforeBirth(c *checker) {
	if death, ok := c.date(quanyuan.DeathDate); ok && c.born && after(c.birth, death) {
		c.find(quanyuan.DeathDate, []quanyuan.Field{quanyuan.BirthDate})
	}
}

func deathFuture(c *checker) {
	if d, ok := c.date(quanyuan.DeathDate); ok && after(d, c.today) {
		c.find(quanyuan.DeathDate, nil)
	}
}

func childAge(c *checker) {
	if !c.born || len(c.r.Children) == 0 {
		return
	}
	oldestParent := oldestFather
	if c.r.Text(quanyuan.Sex) == "2" {
		oldestParent = oldestMother
	}
	for i, ch := range c.r.Children {
		born, ok := quanyuan.ParseDate(ch.Birth.Text)
		if !ok || !ch.Birth.Known() {
			continue
		}
		if age, ok := c.birth.Age(born); ok && (age < youngestBirth || age > oldestParent) {
			c.find(quanyuan.ChildBirth, []quanyuan.Field{quanyuan.BirthDate}, i+1, age)
		}
	}
}

func childCount(c *checker) {
	n, err := strconv.Atoi(c.r.Text(quanyuan.ChildCount))
	if err == nil && len(c.r.Children) > n {
		c.find(quanyuan.ChildCount, []quanyuan.Field{quanyuan.ChildName}, n, len(c.r.Children))
	}
}

func childOrder(c *checker) {
	for i, a := range c.r.Children {
		for _, b := range c.r.Children[i+1:] {
			x, okX := quanyuan.ParseDate(a.Birth.Text)
			y, okY := quanyuan.ParseDate(b.Birth.Text)
			m, errM := strconv.Atoi(a.Order.Text)
			n, errN := strconv.Atoi(b.Order.Text)
			if okX && okY && errM == nil && errN == nil && (after(x, y) && m < n || after(y, x) && n < m) {
				c.find(quanyuan.ChildOrder, []quanyuan.Field{quanyuan.ChildBirth})
				return
			}
		}
	}
}

func phoneFormat(c *checker) {
	if c.r.Value(quanyuan.Phone).State == quanyuan.Invalid {
		c.find(quanyuan.Phone, nil)
	}
}

func addressCoarse(c *checker) {
	v, d := c.r.Text(quanyuan.ResidenceAddress), c.r.Text(quanyuan.ResidenceDivision)
	if v != "" && c.r.Text(quanyuan.CommunityCode) == "" && (len(d) < 12 || d[9:] == "000") {
		c.find(quanyuan.ResidenceAddress, nil)
	}
}

func stayOrder(c *checker) {
	came, okC := c.date(quanyuan.ArriveDate)
	left, okL := c.date(quanyuan.LeaveDate)
	if okC && okL && after(came, left) {
		c.find(quanyuan.LeaveDate, []quanyuan.Field{quanyuan.ArriveDate})
	}
}

func hukouPending(c *checker) {
	if c.r.Text(quanyuan.HukouStatus) == "3" && len(c.r.Text(quanyuan.IDNumber)) == 18 {
		c.find(quanyuan.HukouStatus, []quanyuan.Field{quanyuan.IDNumber})
	}
}
