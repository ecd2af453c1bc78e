package division

import (
	"fmt"
	"strings"
)

// Code is a division code of twelve digits, such as 510104020003 for a
// community: two digits each for province, city and county, three each for
// town and community, zeros below the division's own level. The empty Code
// stands for the whole country.
type Code string

// Levels of a division.
const (
	Province  = 1 // 省、自治区、直辖市
	City      = 2 // 市、地区、自治州、盟
	County    = 3 // 县、区、县级市、旗
	Town      = 4 // 街道、镇、乡
	Community = 5 // 社区、村
)

const zeros = "000000000000"

// digits is the number of digits that matter down to a level.
var digits = [...]int{0, 2, 4, 6, 9, 12}

// Parse reads a code of 2, 4, 6, 9 or 12 digits and fills it up with zeros.
func Parse(s string) (Code, error) {
	s = strings.TrimSpace(s)
	switch len(s) {
	case 2, 4, 6, 9, 12:
	default:
		return "", fmt.Errorf("division code %.20q has %d characters; write 2, 4, 6, 9 or 12 digits", s, len(s))
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", fmt.Errorf("division code %q: %q is not a digit", s, s[i:i+1])
		}
	}
	if s[0] == '0' {
		return "", fmt.Errorf("division code %q begins with 0, which no province does", s)
	}
	return Code(s + zeros[len(s):]), nil
}

// Level is 1 for a province to 5 for a community, 0 for the whole country (or
// a text that is no code).
func (c Code) Level() int {
	if len(c) != 12 {
		return 0
	}
	switch {
	case c[9:] != "000":
		return Community
	case c[6:9] != "000":
		return Town
	case c[4:6] != "00":
		return County
	case c[2:4] != "00":
		return City
	}
	return Province
}

// At is the division of the given level that c lies in: c.At(County) is the
// county of a community. It is c itself when c is no deeper. A city without
// counties (东莞市) takes the place of its county.
func (c Code) At(level int) Code {
	switch {
	case len(c) != 12 || level <= 0:
		return ""
	case level >= Community:
		return c
	}
	if c[digits[level]:] == Code(zeros[digits[level]:]) {
		return c
	}
	return c[:digits[level]] + Code(zeros[digits[level]:])
}

// Parent is the next division above, empty for a province.
func (c Code) Parent() Code { return c.At(c.Level() - 1) }

// County is the six-digit form, as in an ID number.
func (c Code) County() string {
	if len(c) != 12 {
		return ""
	}
	return string(c[:6])
}

// Prefix is the code without the zeros below its level: what all codes inside
// begin with.
func (c Code) Prefix() string { return string(c[:digits[c.Level()]]) }

// Contains reports whether d is c or lies in it. The empty code contains all.
func (c Code) Contains(d Code) bool { return strings.HasPrefix(string(d), c.Prefix()) }
