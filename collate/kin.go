package collate

import (
	"slices"
	"strings"

	"quanyuan/link/compare"
)

// kinComparator compares the people named beside a person: household members,
// parents, spouse, children. Values are the relatives' names and ID numbers
// joined by ";". A number in common weighs more than a name in common.
type kinComparator struct{}

// The levels of kinComparator.
const (
	kinName   = 2 // one relative's name in common
	kinNames  = 3 // two or more names
	kinNumber = 4 // a relative's ID number in common
)

func (kinComparator) Name() string { return "kin" }

func (kinComparator) Levels() []compare.Level {
	return []compare.Level{{Name: "null"}, {Name: "else"}, {Name: "one_name"}, {Name: "names"}, {Name: "number"}}
}

func (kinComparator) Prepare(values []string) compare.Prepared {
	p := &kinSets{}
	for _, v := range values {
		p.Add(v)
	}
	return p
}

// kinSets holds each value's relatives, sorted.
type kinSets struct{ of [][]string }

// Add takes in one more value.
func (p *kinSets) Add(value string) uint32 {
	var relatives []string
	if value != "" {
		relatives = strings.Split(value, ";")
		slices.Sort(relatives)
	}
	p.of = append(p.of, relatives)
	return uint32(len(p.of) - 1)
}

func (p *kinSets) Missing(a uint32) bool { return len(p.of[a]) == 0 }

func (p *kinSets) Level(a, b uint32) uint8 {
	if a == b {
		return kinNumber
	}
	x, y := p.of[a], p.of[b]
	names := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch c := strings.Compare(x[i], y[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			if isNumber(x[i]) {
				return kinNumber
			}
			names++
			i++
			j++
		}
	}
	switch {
	case names >= 2:
		return kinNames
	case names == 1:
		return kinName
	}
	return compare.Else
}

func isNumber(s string) bool { return len(s) >= 15 && s[0] >= '0' && s[0] <= '9' }

// joinKin writes relatives as a value of the comparator.
func joinKin(lists ...[]string) string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ";")
}
