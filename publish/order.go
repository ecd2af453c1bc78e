package publish

import (
	"cmp"
	"strings"

	"quanyuan"
)

// route is where a line stands on the clerk's way: unit, group and estate, then
// the door, then the household's people.
type route struct {
	group []string // reporting unit, group, estate; those that are known
	door  []string // building, unit, room, address, household
	name  string
}

// routeOf takes the route from the register where it knows the person, else
// from the row. A row that says neither unit, group nor estate stands under
// the source that sent it.
func routeOf(it *Item, p *quanyuan.Person, community string) route {
	r := it.Record
	rt := route{name: r.Text(quanyuan.Name)}
	group, estate := r.Text(quanyuan.Group), r.Text(quanyuan.Estate)
	address, household := r.Text(quanyuan.ResidenceAddress), r.Text(quanyuan.HouseholdNumber)
	if p != nil {
		for _, pr := range p.Presences {
			if pr.Community == community {
				group, estate = cmp.Or(pr.Group, group), cmp.Or(pr.Estate, estate)
				household = cmp.Or(pr.Household, household)
			}
		}
		address = cmp.Or(address, p.Text(quanyuan.ResidenceAddress))
		rt.name = cmp.Or(p.Text(quanyuan.Name), rt.name)
	}
	unit := r.Text(quanyuan.ReportingUnit)
	if group == "" && estate == "" {
		unit = cmp.Or(unit, it.Batch.Source.Unit)
	}
	rt.group = known(unit, group, estate)
	rt.door = []string{r.Text(quanyuan.Building), r.Text(quanyuan.UnitNo), r.Text(quanyuan.Room), address, household}
	return rt
}

// routeIn is the route to a person of the register.
func routeIn(p *quanyuan.Person, community string) route {
	rt := route{name: p.Text(quanyuan.Name), door: []string{p.Text(quanyuan.ResidenceAddress)}}
	for _, pr := range p.Presences {
		if pr.Community == community {
			rt.group = known(pr.Group, pr.Estate)
			rt.door = append(rt.door, pr.Household)
		}
	}
	return rt
}

func known(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" && (len(out) == 0 || out[len(out)-1] != t) {
			out = append(out, t)
		}
	}
	return out
}

// heading is the group as the worklist writes it.
func (r *route) heading() string { return strings.Join(r.group, "／") }

func (r *route) compare(s *route) int {
	return cmp.Or(compareAll(r.group, s.group), compareAll(r.door, s.door), natural(r.name, s.name))
}

// compareAll compares part by part; what is missing comes last.
func compareAll(a, b []string) int {
	for i := 0; i < max(len(a), len(b)); i++ {
		x, y := "", ""
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if c := natural(x, y); c != 0 {
			return c
		}
	}
	return 0
}

// natural compares texts so that 2栋 stands before 12栋 and 二组 before 十组;
// the empty text comes last.
func natural(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(b, a)
	}
	x, y := []rune(a), []rune(b)
	i, j := 0, 0
	for i < len(x) && j < len(y) {
		m, di := leadingNumber(x[i:])
		n, dj := leadingNumber(y[j:])
		if di > 0 && dj > 0 {
			if m != n {
				return cmp.Compare(m, n)
			}
			i, j = i+di, j+dj
			continue
		}
		if (di > 0) != (dj > 0) { // numbers before words
			return cmp.Compare(dj, di)
		}
		if x[i] != y[j] {
			return cmp.Compare(x[i], y[j])
		}
		i, j = i+1, j+1
	}
	return cmp.Or(cmp.Compare(len(x)-i, len(y)-j), strings.Compare(a, b))
}

const hanDigits = "零一二三四五六七八九"

// leadingNumber reads a number in digits or Chinese numerals up to 99 at the
// start; length 0 when there is none.
func leadingNumber(s []rune) (value, length int) {
	for length < len(s) && length < 15 && s[length] >= '0' && s[length] <= '9' {
		value = value*10 + int(s[length]-'0')
		length++
	}
	if length > 0 {
		return value, length
	}
	digit := func(i int) int {
		if i >= len(s) || s[i] == '零' {
			return -1
		}
		if at := strings.IndexRune(hanDigits, s[i]); at >= 0 {
			return at / len("零")
		}
		return -1
	}
	tens := 1
	if d := digit(0); d > 0 {
		if len(s) < 2 || s[1] != '十' {
			return d, 1
		}
		tens, length = d, 1
	}
	if length >= len(s) || s[length] != '十' {
		return 0, 0
	}
	length++
	if d := digit(length); d > 0 {
		return tens*10 + d, length + 1
	}
	return tens * 10, length
}
