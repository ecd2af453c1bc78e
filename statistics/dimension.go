package statistics

import (
	"fmt"
	"slices"
	"strconv"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Category is one of the classes into which a dimension divides persons.
type Category struct{ Key, Zh, En string }

// Subject is a person where he is counted, on a day.
type Subject struct {
	Person   *quanyuan.Person
	Presence *quanyuan.Presence
	Day      quanyuan.Date
}

// Dimension divides persons: everybody falls into one category, the last of
// which is "not known".
type Dimension struct {
	Key, Zh, En string
	Categories  []Category
	// Fields are the items it is made of; who may not see them may not count
	// by them.
	Fields []quanyuan.Field
	// Family names dimensions that say the same more or less exactly: tables by
	// two of them may be subtracted from each other.
	Family string
	of     func(*Subject) int // index of the category; below 0: not known
}

const notKnown = "-"

// oldest is the age from which ages are put together.
const oldest = 100

// Dimensions lists what persons can be counted by.
var Dimensions = []*Dimension{
	ofCodes("sex", quanyuan.Sex, code.Sex),
	ages("age", "年龄", "age", 1),
	ages("age5", "五岁年龄组", "five-year age group", 5),
	{Key: "age_broad", Zh: "年龄段", En: "age group", Family: "age", Fields: []quanyuan.Field{quanyuan.BirthDate}, of: broad,
		Categories: []Category{{"0-14", "0～14 岁", "0–14"}, {"15-59", "15～59 岁", "15–59"}, {"60-64", "60～64 岁", "60–64"}, {"65-", "65 岁及以上", "65 and over"}, unknown}},
	ofCodes("marital", quanyuan.Marital, code.Marital),
	ofCodes("hukou_nature", quanyuan.HukouNature, code.HukouNature),
	ofCodes("ethnic", quanyuan.Ethnic, code.Ethnic),
	placeCodes("hukou_status", quanyuan.HukouStatus, code.HukouStatus, func(p *quanyuan.Presence) string { return p.Hukou }),
	placeCodes("residence_status", quanyuan.ResidenceStatus, code.ResidenceStatus, func(p *quanyuan.Presence) string { return p.Residence }),
	placeCodes("category", quanyuan.HukouStatus, code.PersonCategory, func(p *quanyuan.Presence) string { return strconv.Itoa(int(p.Category)) }),
	{Key: "household", Zh: "户类型", En: "kind of household", Family: "household", Fields: []quanyuan.Field{quanyuan.HouseholdNumber}, of: household,
		Categories: []Category{{"10", "家庭户", "family household"}, {"20", "集体户", "collective household"}, unknown}},
}

var unknown = Category{notKnown, "不详", "not known"}

// ByKey finds a dimension.
func ByKey(key string) (*Dimension, bool) {
	i := slices.IndexFunc(Dimensions, func(d *Dimension) bool { return d.Key == key })
	if i < 0 {
		return nil, false
	}
	return Dimensions[i], true
}

// At is the index of the category into which somebody falls.
func (d *Dimension) At(s *Subject) int {
	if i := d.of(s); i >= 0 {
		return i
	}
	return len(d.Categories) - 1
}

func ofCodes(key string, f quanyuan.Field, t *code.Table) *Dimension {
	return codes(key, f, t, func(s *Subject) string { return s.Person.Text(f) })
}

func placeCodes(key string, f quanyuan.Field, t *code.Table, of func(*quanyuan.Presence) string) *Dimension {
	return codes(key, f, t, func(s *Subject) string { return of(s.Presence) })
}

// codes divides by the codes of a table; those that say nothing are one.
func codes(key string, f quanyuan.Field, t *code.Table, of func(*Subject) string) *Dimension {
	d := &Dimension{Key: key, Zh: t.Zh, En: t.En, Family: key, Fields: []quanyuan.Field{f}}
	at := map[string]int{}
	d.of = func(s *Subject) int {
		if i, ok := at[of(s)]; ok {
			return i
		}
		return -1
	}
	for _, e := range t.Entries {
		if !t.Unknown(e.Code) {
			at[e.Code] = len(d.Categories)
			d.Categories = append(d.Categories, Category{e.Code, e.Zh, e.En})
		}
	}
	d.Categories = append(d.Categories, unknown)
	return d
}

// ages divides by age in groups of so many years.
func ages(key, zh, en string, years int) *Dimension {
	d := &Dimension{Key: key, Zh: zh, En: en, Family: "age", Fields: []quanyuan.Field{quanyuan.BirthDate}}
	for from := 0; from < oldest; from += years {
		c := Category{Key: fmt.Sprint(from)}
		c.Zh, c.En = c.Key+" 岁", c.Key
		if years > 1 {
			c.Key = fmt.Sprintf("%d-%d", from, from+years-1)
			c.Zh, c.En = fmt.Sprintf("%d～%d 岁", from, from+years-1), fmt.Sprintf("%d–%d", from, from+years-1)
		}
		d.Categories = append(d.Categories, c)
	}
	d.Categories = append(d.Categories, Category{"100-", "100 岁及以上", "100 and over"}, unknown)
	d.of = func(s *Subject) int {
		age, ok := ageOf(s)
		if !ok {
			return -1
		}
		return min(age, oldest) / years
	}
	return d
}

// ageOf is somebody's age on the day in whole years.
func ageOf(s *Subject) (int, bool) {
	born, ok := quanyuan.ParseDate(s.Person.Text(quanyuan.BirthDate))
	if !ok {
		return 0, false
	}
	age, ok := born.Age(s.Day)
	return age, ok && age >= 0
}

// broad and household give indices of the categories listed above.
func broad(s *Subject) int {
	age, ok := ageOf(s)
	switch {
	case !ok:
		return -1
	case age < 15:
		return 0
	case age < 60:
		return 1
	case age < 65:
		return 2
	}
	return 3
}

func household(s *Subject) int {
	switch {
	case s.Presence.Unit != "":
		return 1
	case s.Presence.Household != "":
		return 0
	}
	return -1
}
