package address

import (
	"strings"

	"quanyuan/refdata/division"
)

// Keys are texts under which addresses of one dwelling meet in blocking:
// place and numbers without the parts that are often left out (unit, floor,
// what lies above). Addresses that give neither a number nor a room have none.
func (p *Parts) Keys() []string {
	var keys []string
	add := func(kind string, parts ...string) { keys = append(keys, kind+strings.Join(parts, "|")) }
	base, _, _ := strings.Cut(strings.TrimPrefix(p.RoadNumber, "-"), "-")
	dwelling := p.Room != "" || p.Building != ""
	if p.Community != "" {
		stem := division.Stem(p.Community, division.Community)
		if dwelling {
			add("c", stem, p.Building, p.Room)
		}
		if p.RoadNumber != "" {
			add("g", stem, p.Group, base)
		}
	}
	if p.Group != "" && p.Room == "" {
		if p.Community != "" {
			add("v", division.Stem(p.Community, division.Community), p.Group)
		}
		if p.Town != "" && base != "" {
			add("t", division.Stem(p.Town, division.Town), p.Group, base)
		}
	}
	if p.Road != "" && base != "" {
		add("r", p.Road, base, p.Room)
	}
	if p.Estate != "" && dwelling {
		add("e", head(estateName(p.Estate), 2), p.Building, p.Room)
	}
	if row := p.numbers(); strings.Count(row, "-") >= 2 {
		add("n", row)
	}
	return keys
}

// head is the first n characters.
func head(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
