package quality

import (
	"fmt"

	"quanyuan"
	"quanyuan/refdata/division"
	"quanyuan/refdata/idnumber"
)

// numberRules are the rules of the five checks of an ID number and of what
// spreadsheets do to it.
var numberRules = map[idnumber.Problem]string{
	idnumber.Length:          "id.length",
	idnumber.Charset:         "id.charset",
	idnumber.Masked:          "id.charset",
	idnumber.BirthDate:       "id.date",
	idnumber.Future:          "id.future",
	idnumber.WrongCheckDigit: "id.check_digit",
	idnumber.Area:            "id.area",
	idnumber.ExcelRounded:    "id.precision",
	idnumber.Scientific:      "id.precision",
}

// number reads the number as it was written and adds what is wrong with it.
func (c *checker) number() {
	v := c.r.Value(quanyuan.IDNumber)
	if v.State == quanyuan.Missing || v.State == quanyuan.Placeholder {
		return
	}
	n := idnumber.Parse(v.Written())
	today := idnumber.Date{Year: c.today.Year, Month: c.today.Month, Day: c.today.Day}
	for _, p := range n.Check(today, countyName) {
		if r := ruleOf(numberRules[p]); r != nil {
			c.add(r, quanyuan.IDNumber, nil)
		}
	}
}

func countyName(county6 string, _ int) (string, bool) {
	f, ok := division.CountyEver(county6)
	return f.Name, ok
}

// citizen is the citizen number of the record when it can be trusted to say
// something of the person.
func (c *checker) citizen() (idnumber.Number, bool) {
	n := idnumber.Parse(c.r.Text(quanyuan.IDNumber))
	return n, n.Kind.Citizen() && n.DateOK
}

func idBirth(c *checker) {
	n, ok := c.citizen()
	birth, known := c.date(quanyuan.BirthDate)
	inside := quanyuan.Date{Year: n.Birth.Year, Month: n.Birth.Month, Day: n.Birth.Day}
	if ok && known && !birth.Compatible(inside) {
		c.find(quanyuan.IDNumber, []quanyuan.Field{quanyuan.BirthDate}, howFar(birth, inside))
	}
}

// howFar says in which part two dates differ, without telling either.
func howFar(a, b quanyuan.Date) string {
	switch {
	case a.Year == b.Year && a.Month == b.Month:
		return "日/day"
	case a.Year == b.Year:
		return "月/month"
	}
	return fmt.Sprintf("%+d 年/years", a.Year-b.Year)
}

func idSex(c *checker) {
	n, ok := c.citizen()
	sex := c.r.Text(quanyuan.Sex)
	if ok && n.CheckOK && n.Sex != 0 && (sex == "1" || sex == "2") && sex[0] != n.Sex {
		c.find(quanyuan.IDNumber, []quanyuan.Field{quanyuan.Sex})
	}
}
