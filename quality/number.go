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
	n := c.citizen
	if v.Written() != v.Text || !v.Known() {
		n = idnumber.Parse(v.Written())
	}
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

func idBirth(c *checker) {
	in := c.citizen.Birth
	inside := quanyuan.Date{Year: in.Year, Month: in.Month, Day: in.Day}
	if c.numbered && c.born && !c.birth.Compatible(inside) {
		c.find(quanyuan.IDNumber, []quanyuan.Field{quanyuan.BirthDate}, howFar(c.birth, inside))
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
	n, sex := &c.citizen, c.r.Text(quanyuan.Sex)
	if c.numbered && n.CheckOK && n.Sex != 0 && (sex == "1" || sex == "2") && sex[0] != n.Sex {
		c.find(quanyuan.IDNumber, []quanyuan.Field{quanyuan.Sex})
	}
}
