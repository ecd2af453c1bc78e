package collate

import (
	"slices"

	"quanyuan"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/refdata/address"
	"quanyuan/refdata/hanzi"
	"quanyuan/refdata/idnumber"
)

// Reasons why the evidence does not settle a pair that the engine likes; they
// are keys of sentences shown to the clerk.
const (
	reasonClose       = "close"       // a second candidate is nearly as likely
	reasonWeak        = "weak"        // the probability is not high enough
	reasonSharedID    = "shared_id"   // one number, but name or birth date of two people
	reasonTwoNumbers  = "two_numbers" // two valid numbers
	reasonSibling     = "sibling"     // twins or siblings: one family, another given name
	reasonNamesakes   = "namesakes"   // one name, but nothing else that identifies
	reasonGenerations = "generations" // one name in one family, births years apart
	reasonRuled       = "ruled"       // ruled not to be somebody who is probably the same
	// twoPeople is no question at all: the pair is left out.
	twoPeople = "two_people"
)

// guard looks at a pair with the eyes of a clerk: it returns a reason when the
// pair must not be taken for one person without a look, whatever its weight.
//
// The engine multiplies evidence as if it were independent. Within a family it
// is not: twins share birth date, surname, address and parents. And a number
// is evidence only together with the person it belongs to: 重号 (two people,
// one number) and borrowed numbers exist.
func guard(a, b *view, parser *address.Parser) string {
	name := nameLikeness(a, b)
	birth := datesLikeness(a.birth, b.birth)
	if a.id != "" && a.id == b.id {
		return guardOneNumber(a, b, name, birth, parser)
	}
	twoNumbers := citizen(a.id) && citizen(b.id) && validNumber(a.id) && validNumber(b.id) && !roundedAlike(a.id, b.id)
	switch {
	case twoNumbers && name != alike:
		return twoPeople
	case twoNumbers:
		return reasonTwoNumbers
	case name == unlike:
		return twoPeople
	case name == slightly && birth == alike && a.sex != "" && b.sex != "" && a.sex != b.sex:
		return twoPeople // brother and sister
	case name == slightly:
		return reasonSibling
	case birth == unlike && yearsApart(a.birth, b.birth) > 10 && !fewDigitsApart(a.birth, b.birth):
		return reasonGenerations
	case birth == unlike && (a.id == "" || b.id == "") && !fewDigitsApart(a.birth, b.birth) && !anyShared(a, b, parser):
		return reasonNamesakes
	case (name == unknown || birth == unknown || !fullDays(a.birth, b.birth)) && !anyShared(a, b, parser):
		return reasonNamesakes
	}
	return ""
}

// guardOneNumber looks at two views with one ID number. The number carries the
// birth date and the sex, so these say nothing more; the name does, and where it
// is another one, something that the number does not carry must speak for them.
func guardOneNumber(a, b *view, name, birth likeness, parser *address.Parser) string {
	switch {
	case name == alike || name == slightly:
		return ""
	case birth == unlike || a.sex != "" && b.sex != "" && a.sex != b.sex:
		return reasonSharedID
	case name == unlike && !anyShared(a, b, parser) && !oneFamilyHere(a, b):
		return reasonSharedID
	}
	return ""
}

// oneFamilyHere reports whether two views have the surname and the community in
// common: somebody who took another given name, where the register has him.
func oneFamilyHere(a, b *view) bool {
	x, _ := hanzi.SplitName(a.name)
	y, _ := hanzi.SplitName(b.name)
	return x != "" && x == y && a.community != "" && a.community == b.community
}

// fewDigitsApart reports whether two dates look like one with a digit wrong.
func fewDigitsApart(a, b string) bool {
	if len(a) != len(b) || len(a) < len("2006-01-02") {
		return false
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n == 1
}

func fullDays(a, b string) bool { return len(a) == len("2006-01-02") && len(b) == len(a) }

// likeness is how a value of two views compares.
type likeness uint8

const (
	unknown  likeness = iota
	alike             // the same, or written in another way
	slightly          // one character differs
	unlike
)

// nameLikeness is alike when the names can be one name written in two ways or
// with an error of a kind that does not make a sibling's name: the same sound,
// a variant, a look-alike, an unwritten or missing character.
func nameLikeness(a, b *view) likeness {
	if a.name == "" || b.name == "" {
		return unknown
	}
	values := []string{a.name, a.former, b.name, b.former}
	names := chinese.Name{}.Prepare(values)
	best := unlike
	for x := range uint32(2) {
		for y := uint32(2); y < 4; y++ {
			if values[x] != "" && values[y] != "" && (names.Missing(x) || names.Missing(y)) {
				return unknown
			}
			if values[x] == "" || values[y] == "" {
				continue
			}
			switch level := names.Level(x, y); {
			case level >= oneName:
				return alike
			case level == compare.Null:
				best = unknown
			case level >= nearName && best == unlike:
				best = slightly
			}
		}
	}
	return best
}

// The lowest levels of a name comparison that does not set siblings apart, and
// of one that leaves it open.
var (
	oneName  = levelNamed("incomplete")
	nearName = levelNamed("one_differs")
)

func levelNamed(name string) uint8 {
	i := slices.IndexFunc(chinese.Name{}.Levels(), func(l compare.Level) bool { return l.Name == name })
	if i < 0 {
		panic("collate: the name comparator has no level " + name)
	}
	return uint8(i)
}

// validNumber reports whether an ID number passes its own checks.
func validNumber(id string) bool { return idnumber.Parse(id).Valid() }

func datesLikeness(a, b string) likeness {
	x, okX := quanyuan.ParseDate(a)
	y, okY := quanyuan.ParseDate(b)
	switch {
	case !okX || !okY:
		return unknown
	case x.Compatible(y):
		return alike
	}
	return unlike
}

func yearsApart(a, b string) int {
	x, okX := quanyuan.ParseDate(a)
	y, okY := quanyuan.ParseDate(b)
	if !okX || !okY {
		return 0
	}
	if d := x.Year - y.Year; d < 0 {
		return -d
	} else {
		return d
	}
}

// anyShared reports whether something besides the name ties two views: a
// phone, the dwelling, a relative.
func anyShared(a, b *view, parser *address.Parser) bool {
	if a.phone != "" && b.phone != "" && comparePhones(a.phone, b.phone) == quanyuan.Agree {
		return true
	}
	if oneDoor(a.residence, b.residence, parser) || oneDoor(a.hukou, b.hukou, parser) {
		return true
	}
	for _, x := range joinSlices(a.parents(), a.partner, a.kin) {
		for _, y := range joinSlices(b.parents(), b.partner, b.kin) {
			if x == y {
				return true
			}
		}
	}
	return false
}

// oneDoor reports whether two addresses denote one dwelling, down to its door.
func oneDoor(a, b string, parser *address.Parser) bool {
	if a == "" || b == "" {
		return false
	}
	rel, depth := address.Compare(parser.Parse(a), parser.Parse(b))
	return (rel == address.Same || rel == address.Contains) && depth >= address.RoadNumber
}

func joinSlices(lists ...[]string) (all []string) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
