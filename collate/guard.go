package collate

import (
	"quanyuan"
	"quanyuan/refdata/hanzi"
)

// Reasons why the evidence does not settle a pair that the engine likes; they
// are keys of sentences shown to the clerk.
const (
	reasonClose       = "close"        // a second candidate is nearly as likely
	reasonWeak        = "weak"         // the probability is not high enough
	reasonSharedID    = "shared_id"    // one number, but name or birth date of two people
	reasonTwoNumbers  = "two_numbers"  // two valid numbers
	reasonSibling     = "sibling"      // twins or siblings: one family, another given name
	reasonNamesakes   = "namesakes"    // one name, but nothing else that identifies
	reasonGenerations = "generations"  // one name in one family, births years apart
	reasonNothing     = "little_known" // the row says too little to be sure
)

// guard looks at a pair with the eyes of a clerk: it returns a reason when the
// pair must not be taken for one person without a look, whatever its weight.
//
// The engine multiplies evidence as if it were independent. Within a family it
// is not: twins share birth date, surname, address and parents. And a number
// is evidence only together with the person it belongs to: 重号 (two people,
// one number) and borrowed numbers exist.
func guard(a, b *view) string {
	name := nameLikeness(a, b)
	birth := datesLikeness(a.birth, b.birth)
	sameID := a.id != "" && a.id == b.id
	switch {
	case sameID && name == unlike && birth != alike:
		return reasonSharedID
	case sameID && name == unlike && a.sex != b.sex && a.sex != "" && b.sex != "":
		return reasonSharedID
	case sameID:
		return ""
	case citizen(a.id) && citizen(b.id) && validNumber(a.id) && validNumber(b.id):
		return reasonTwoNumbers
	case name == unlike:
		return reasonSibling
	case birth == unlike && yearsApart(a.birth, b.birth) > 10:
		return reasonGenerations
	case birth == unknown && !anyShared(a, b):
		return reasonNamesakes
	}
	return ""
}

// likeness is a three-way answer.
type likeness uint8

const (
	unknown likeness = iota
	alike
	unlike
)

// nameLikeness is alike when the names can be one name written in two ways or
// with a typing error of a kind that does not make a sibling's name: the same
// sound, a variant, a look-alike, an unwritten character, a missing one.
func nameLikeness(a, b *view) likeness {
	if a.name == "" || b.name == "" {
		return unknown
	}
	for _, x := range []string{a.name, a.former} {
		for _, y := range []string{b.name, b.former} {
			if x != "" && y != "" && oneName(x, y) {
				return alike
			}
		}
	}
	return unlike
}

func oneName(a, b string) bool {
	if compareNames(a, b) != quanyuan.Contradict {
		return true
	}
	a, b = hanzi.FoldString(a), hanzi.FoldString(b)
	if nameSound(a) == nameSound(b) {
		return true
	}
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return oneMissing(x, y)
	}
	for i := range x {
		if x[i] != y[i] && !oneSound(x[i], y[i]) && hanzi.LookAlike(x[i], y[i]) == 0 {
			return swapped(x, y)
		}
	}
	return true
}

// oneSound reports whether two characters share a reading, tones and regional
// confusions aside.
func oneSound(a, b rune) bool {
	for _, r := range hanzi.Readings(a) {
		for _, s := range hanzi.Readings(b) {
			if r.Toneless().Regional() == s.Toneless().Regional() {
				return true
			}
		}
	}
	return false
}

// oneMissing reports whether the longer name is the shorter with one character
// more, the surname being equal.
func oneMissing(x, y []rune) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) != 1 || len(x) < 2 || x[0] != y[0] {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	for ; i < len(x); i++ {
		if x[i] != y[i+1] {
			return false
		}
	}
	return true
}

// swapped reports whether two neighbouring characters changed places.
func swapped(x, y []rune) bool {
	for i := 0; i+1 < len(x); i++ {
		if x[i] != y[i] {
			return x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
		}
	}
	return false
}

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
func anyShared(a, b *view) bool {
	if a.phone != "" && b.phone != "" && comparePhones(a.phone, b.phone) == quanyuan.Agree {
		return true
	}
	if a.residence != "" && a.residence == b.residence || a.hukou != "" && a.hukou == b.hukou {
		return true
	}
	for _, x := range joinSlices(a.parents, a.partner, a.kin) {
		for _, y := range joinSlices(b.parents, b.partner, b.kin) {
			if x == y {
				return true
			}
		}
	}
	return false
}

func joinSlices(lists ...[]string) (all []string) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
