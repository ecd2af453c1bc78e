package publish

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"quanyuan"
)

// route is where a line stands on the clerk's way: unit, group and estate, then
// the door, then the household's people.
type route struct {
	group []string // reporting unit, group, estate; those that are known
	door  []string // road, number, building, unit, room, address, household
	name  string
}

// routeOf takes the route from the register where it knows the person, else
// from the row. A row that says neither group, estate nor road stands under
// the source that sent it.
func (c *Context) routeOf(it *Item, p *quanyuan.Person, community string) route {
	r := it.Record
	if p == nil {
		p = &quanyuan.Person{}
	}
	rt := c.route(p, community, Door{Group: r.Text(quanyuan.Group), Estate: r.Text(quanyuan.Estate), Building: r.Text(quanyuan.Building), Unit: r.Text(quanyuan.UnitNo), Room: r.Text(quanyuan.Room)},
		cmp.Or(p.Text(quanyuan.ResidenceAddress), r.Text(quanyuan.ResidenceAddress), r.Text(quanyuan.HukouAddress)))
	rt.name = cmp.Or(rt.name, r.Text(quanyuan.Name))
	if unit := r.Text(quanyuan.ReportingUnit); unit != "" {
		rt.group = known(append([]string{unit}, rt.group...)...)
	}
	if len(rt.group) == 0 {
		rt.group = known(it.Batch.Source.Unit)
	}
	return rt
}

// route is the route to a person of the register. What a row says of the door
// comes before what the address says.
func (c *Context) route(p *quanyuan.Person, community string, row Door, address string) route {
	household := p.Text(quanyuan.HouseholdNumber)
	for _, pr := range p.Presences {
		if pr.Community == community {
			row.Group, row.Estate = cmp.Or(pr.Group, row.Group), cmp.Or(pr.Estate, row.Estate)
			household = cmp.Or(pr.Household, household)
		}
	}
	d := c.door(address)
	group, estate := cmp.Or(row.Group, d.Group), cmp.Or(row.Estate, d.Estate)
	if group == "" && estate == "" {
		estate = d.Road
	}
	return route{group: known(group, estate), name: p.Text(quanyuan.Name),
		door: []string{d.Road, d.Number, cmp.Or(row.Building, d.Building), cmp.Or(row.Unit, d.Unit), cmp.Or(row.Room, d.Room), address, household}}
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
	if c := compareAll(r.group, s.group); c != 0 {
		return c
	}
	if c := compareAll(r.door, s.door); c != 0 {
		return c
	}
	return natural(r.name, s.name)
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
	if a == b {
		return 0
	}
	if a == "" || b == "" {
		return cmp.Compare(b, a)
	}
	same := sameHead(a, b)
	a, b = a[same:], b[same:]
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

// sameHead is the length of what two texts have in common at the start, up to
// where a number begins that may go on differently.
func sameHead(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && !utf8.RuneStart(a[n]) || n < len(b) && !utf8.RuneStart(b[n])) {
		n--
	}
	for n > 0 {
		r, size := utf8.DecodeLastRuneInString(a[:n])
		if (r < '0' || r > '9') && r != '十' && !strings.ContainsRune(hanDigits, r) {
			break
		}
		n -= size
	}
	return n
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
