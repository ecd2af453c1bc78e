package register

import "quanyuan/refdata/code"

// The groups of relations to the head (GB/T 4761, two digits, and the broader
// codes that lists use).
func isHead(r string) bool   { return r == "01" || r == "02" || r == "03" }
func isSpouse(r string) bool { return r == "10" || r == "11" || r == "12" }
func isChild(r string) bool {
	return len(r) == 2 && (r[0] == '2' && r != "28" || r[0] == '3' && r != "38" && r != "3A")
}
func isChildInLaw(r string) bool { return r == "28" || r == "38" || r == "3A" }
func isParent(r string) bool {
	return r == "50" || r == "51" || r == "52" || r == "57" || r == "58" || r == "59"
}
func isParentInLaw(r string) bool {
	return r == "53" || r == "54" || r == "55" || r == "56" || r == "5A"
}
func isGrandchild(r string) bool { return r >= "40" && r <= "44" || r == "49" }
func isGrandparent(r string) bool {
	return r >= "60" && r <= "64"
}
func isSibling(r string) bool { return r == "70" || r == "71" || r == "73" || r == "75" || r == "77" }

// byBlood reports relations by descent, whose ages are bound by it; adopted and
// step children and parents are not.
func byBlood(r string) bool { return r != "27" && r != "37" && r != "57" && r != "58" }

// sexOf is the sex that a relation implies, "" if either.
func sexOf(r string) string {
	if e, ok := code.Relation.Get(r); ok && e.Sex != 0 {
		return string(e.Sex)
	}
	return ""
}
