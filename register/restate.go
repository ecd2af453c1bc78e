package register

import (
	"quanyuan"
	"quanyuan/refdata/code"
)

// Kin is what restating a relation must know of a person: how he stood to the
// head that was, his sex ("1", "2") and birth date, each "" where not known.
type Kin struct {
	Relation   string
	Sex, Birth string
}

// Restate gives the relation of m to a new head, where both stood to the old
// one as they say and old is the old head himself (his Relation is not used).
// It is "" where the table does not follow: whoever changes the head must say
// it then. What follows is a proposal too: a spouse's child may be a stepchild.
func Restate(old, head, m Kin) string {
	if isHead(m.Relation) {
		return inverse(head, old)
	}
	if m.Relation == "" {
		return ""
	}
	if notKin(head.Relation) != notKin(m.Relation) || notKin(m.Relation) {
		return "99"
	}
	for _, row := range restated {
		if row.head(head.Relation) && row.member(m.Relation) {
			return row.now(old, head, m)
		}
	}
	return ""
}

func notKin(r string) bool { return r == "99" }

// bySex chooses by the sex of a person, "" where it is not known.
func bySex(k Kin, male, female string) string {
	sex := k.Sex
	if sex == "" {
		sex = sexOf(k.Relation)
	}
	switch sex {
	case "1":
		return male
	case "2":
		return female
	}
	return ""
}

// sibling is m as brother or sister of head, elder or younger by their dates of
// birth.
func sibling(head, m Kin) string {
	a, okA := quanyuan.ParseDate(head.Birth)
	b, okB := quanyuan.ParseDate(m.Birth)
	if !okA || !okB || a.Compatible(b) {
		return ""
	}
	if m.Birth < head.Birth {
		return bySex(m, "71", "75")
	}
	return bySex(m, "73", "77")
}

// inverse is the old head's relation to the new one.
func inverse(head, old Kin) string {
	r := head.Relation
	switch {
	case isSpouse(r):
		return bySex(old, "11", "12")
	case isChild(r) && byBlood(r):
		return bySex(old, "51", "52")
	case isChild(r):
		return bySex(old, "57", "58")
	case r == "57" || r == "58":
		return bySex(old, "27", "37")
	case isParent(r):
		return bySex(old, "20", "30")
	case r == "38":
		return bySex(old, "53", "54")
	case r == "28":
		return bySex(old, "55", "56")
	case r == "53" || r == "54":
		return "38"
	case r == "55" || r == "56":
		return "28"
	case r == "41" || r == "42":
		return bySex(old, "61", "62")
	case r == "43" || r == "44":
		return bySex(old, "63", "64")
	case r == "61" || r == "62":
		return bySex(old, "41", "42")
	case r == "63" || r == "64":
		return bySex(old, "43", "44")
	case r == "71" || r == "75":
		return bySex(old, "73", "77")
	case r == "73" || r == "77":
		return bySex(old, "71", "75")
	case notKin(r):
		return "99"
	}
	return ""
}

// restatement says what m is to the new head, from how both stood to the old.
type restatement struct {
	head, member func(string) bool
	now          func(old, head, m Kin) string
}

func same(_, _, m Kin) string { return m.Relation }

func ofBlood(is func(string) bool) func(string) bool {
	return func(r string) bool { return is(r) && byBlood(r) }
}

func oneOf(codes ...string) func(string) bool {
	return func(r string) bool {
		for _, c := range codes {
			if r == c {
				return true
			}
		}
		return false
	}
}

// fixed chooses by the sex of the old head first, then of the member.
func fixed(male, female [2]string) func(old, head, m Kin) string {
	return func(old, _, m Kin) string {
		return bySex(old, bySex(m, male[0], male[1]), bySex(m, female[0], female[1]))
	}
}

var restated = []restatement{
	// The spouse becomes head: children and theirs stay what they are.
	{isSpouse, isChild, same},
	{isSpouse, isGrandchild, same},
	{isSpouse, isChildInLaw, same},
	{isSpouse, ofBlood(isParent), func(_, head, m Kin) string {
		return bySex(head, bySex(m, "55", "56"), bySex(m, "53", "54"))
	}},
	{isSpouse, isParentInLaw, func(_, _, m Kin) string { return bySex(m, "51", "52") }},
	{isSpouse, isSibling, func(_, _, _ Kin) string { return "79" }},
	{isSpouse, isGrandparent, func(_, _, _ Kin) string { return "65" }},
	// A child becomes head.
	{ofBlood(isChild), isSpouse, func(_, _, m Kin) string { return bySex(m, "51", "52") }},
	{ofBlood(isChild), ofBlood(isChild), func(_, head, m Kin) string { return sibling(head, m) }},
	{ofBlood(isChild), ofBlood(isParent), fixed([2]string{"61", "62"}, [2]string{"63", "64"})},
	{ofBlood(isChild), oneOf("71"), fixed([2]string{"81", ""}, [2]string{"85", ""})},
	{ofBlood(isChild), oneOf("73"), fixed([2]string{"83", ""}, [2]string{"85", ""})},
	{ofBlood(isChild), oneOf("75", "77"), fixed([2]string{"", "90"}, [2]string{"", "88"})},
	{ofBlood(isChild), oneOf("72"), fixed([2]string{"", "82"}, [2]string{"", "86"})},
	{ofBlood(isChild), oneOf("74"), fixed([2]string{"", "84"}, [2]string{"", "86"})},
	{ofBlood(isChild), oneOf("76", "78"), fixed([2]string{"89", ""}, [2]string{"87", ""})},
	// A parent becomes head.
	{ofBlood(isParent), isSpouse, func(old, _, _ Kin) string { return bySex(old, "38", "28") }},
	{ofBlood(isParent), ofBlood(isChild), fixed([2]string{"41", "42"}, [2]string{"43", "44"})},
	{ofBlood(isParent), ofBlood(isParent), func(_, _, m Kin) string { return bySex(m, "11", "12") }},
	{ofBlood(isParent), isSibling, func(_, _, m Kin) string { return bySex(m, "20", "30") }},
	{ofBlood(isParent), oneOf("72", "74"), func(_, _, _ Kin) string { return "38" }},
	{ofBlood(isParent), oneOf("76", "78"), func(_, _, _ Kin) string { return "28" }},
	{ofBlood(isParent), oneOf("38"), func(_, _, _ Kin) string { return "45" }},
	{ofBlood(isParent), oneOf("28"), func(_, _, _ Kin) string { return "46" }},
	{ofBlood(isParent), isGrandchild, func(_, _, m Kin) string { return bySex(m, "47", "48") }},
	// A brother or sister becomes head.
	{oneOf("71", "73", "75", "77"), isSpouse, siblingsSpouse},
	{oneOf("71", "73", "75", "77"), ofBlood(isChild), fixed([2]string{"93", "94"}, [2]string{"95", "96"})},
	{oneOf("71", "73", "75", "77"), ofBlood(isParent), same},
	{oneOf("71", "73", "75", "77"), isGrandparent, same},
	{oneOf("71", "73", "75", "77"), isSibling, func(_, head, m Kin) string { return sibling(head, m) }},
	// A grandchild becomes head.
	{oneOf("41", "42"), isSpouse, func(_, _, m Kin) string { return bySex(m, "61", "62") }},
	{oneOf("43", "44"), isSpouse, func(_, _, m Kin) string { return bySex(m, "63", "64") }},
	// A child's spouse becomes head.
	{oneOf("38"), isSpouse, func(_, _, m Kin) string { return bySex(m, "53", "54") }},
	{oneOf("28"), isSpouse, func(_, _, m Kin) string { return bySex(m, "55", "56") }},
	// A parent of the spouse becomes head: the spouse is the child.
	{oneOf("53", "54", "55", "56"), isSpouse, func(_, _, m Kin) string { return bySex(m, "20", "30") }},
	{oneOf("53", "54"), ofBlood(isChild), func(_, _, m Kin) string { return bySex(m, "41", "42") }},
	{oneOf("55", "56"), ofBlood(isChild), func(_, _, m Kin) string { return bySex(m, "43", "44") }},
	{oneOf("53", "54", "55", "56"), isParentInLaw, func(_, _, m Kin) string { return bySex(m, "11", "12") }},
}

// siblingsSpouse is the old head's spouse to his brother or sister.
func siblingsSpouse(old, head, _ Kin) string {
	elder := head.Relation == "73" || head.Relation == "77" // the old head is the elder
	if elder {
		return bySex(old, "72", "76")
	}
	return bySex(old, "74", "78")
}

// Fits reports whether a relation to the head fits a person's sex.
func Fits(relation, sex string) bool {
	e, ok := code.Relation.Get(relation)
	return ok && (e.Sex == 0 || sex == "" || sex == string(e.Sex))
}

// ChildOf gives the relation to the head of a child of the given sex whose
// parent stands to him as relation says; "" where it does not follow.
func ChildOf(relation, sex string) string {
	child := Kin{Sex: sex}
	switch {
	case isHead(relation), isSpouse(relation):
		return bySex(child, "20", "30")
	case relation == "38" || isChild(relation) && sexOf(relation) == "1":
		return bySex(child, "41", "42")
	case relation == "28" || isChild(relation) && sexOf(relation) == "2":
		return bySex(child, "43", "44")
	case relation == "41" || relation == "42" || relation == "45" || relation == "46" || relation == "43" || relation == "44":
		return bySex(child, "47", "48")
	case relation == "71" || relation == "73" || relation == "72" || relation == "74":
		return bySex(child, "93", "94")
	case relation == "75" || relation == "77" || relation == "76" || relation == "78":
		return bySex(child, "95", "96")
	case relation == "99":
		return "99"
	}
	return ""
}
