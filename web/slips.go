package web

import (
	"quanyuan"
	"quanyuan/refdata/hanzi"
)

// marksAmong takes a value apart by what differs from any of the others; others that
// say nothing are left aside.
func marksAmong(text string, others ...string) []Span {
	rs := []rune(text)
	kinds := make([]string, len(rs))
	for _, o := range others {
		if o == "" || o == text {
			continue
		}
		var same []bool
		if ro := []rune(o); len(rs) <= mostMarked && len(ro) <= mostMarked {
			same, _ = common(rs, ro)
		} else {
			same = make([]bool, len(rs))
		}
		for i, k := range same {
			if !k {
				kinds[i] = "differs"
			}
		}
	}
	return spans(rs, kinds)
}

var slipWords = family("duplicate.slip.", "variant", "sound", "look", "order", "places", "digit", "swapped")

// slips says in words how a value may have come from the one beside it by a slip
// of ear, eye or hand.
func (q *request) slips(f quanyuan.Field, a, b string) (out []string) {
	x, y := []rune(a), []rune(b)
	if a == "" || b == "" || a == b {
		return nil
	}
	say := func(kind string, args ...any) { out = append(out, q.t(slipWords+kind, args...)) }
	if isNameField(f) {
		if len(x) != len(y) {
			return nil
		}
		if sameCharacters(x, y) {
			say("order")
			return out
		}
		for i := range x {
			if x[i] == y[i] {
				continue
			}
			pair := string(x[i]) + "／" + string(y[i])
			switch {
			case hanzi.Fold(x[i]) == hanzi.Fold(y[i]):
				say("variant", pair)
				continue
			case soundsAlike(x[i], y[i]):
				say("sound", pair)
			}
			if hanzi.LookAlike(x[i], y[i]) > 0 {
				say("look", pair)
			}
		}
		return out
	}
	if !isDigitField(f) || len(x) != len(y) {
		return nil
	}
	var at []int
	for i := range x {
		if x[i] != y[i] {
			at = append(at, i)
		}
	}
	switch {
	case len(at) == 2 && at[1] == at[0]+1 && x[at[0]] == y[at[1]] && x[at[1]] == y[at[0]]:
		say("swapped", at[0]+1, at[1]+1)
	case len(at) == 1:
		say("digit", at[0]+1)
	case len(at) == 2:
		say("places", len(at))
	}
	return out
}

func isNameField(f quanyuan.Field) bool {
	switch f {
	case quanyuan.Name, quanyuan.FormerName, quanyuan.HeadName, quanyuan.SpouseName, quanyuan.FatherName, quanyuan.MotherName, quanyuan.ChildName:
		return true
	}
	return false
}

// isWordField reports a field whose values are words for codes.
func isWordField(f quanyuan.Field) bool {
	switch f {
	case quanyuan.Sex, quanyuan.Marital, quanyuan.HukouNature, quanyuan.Ethnic, quanyuan.Relation, quanyuan.ChildCount:
		return true
	}
	return false
}

func isDigitField(f quanyuan.Field) bool {
	return f == quanyuan.IDNumber || f == quanyuan.Phone || f == quanyuan.BirthDate
}

// sameCharacters reports two names with the same characters in another order.
func sameCharacters(a, b []rune) bool {
	n := map[rune]int{}
	for i := range a {
		n[a[i]]++
		n[b[i]]--
	}
	for _, c := range n {
		if c != 0 {
			return false
		}
	}
	return true
}

// soundsAlike reports two characters with a reading in common, whatever the tone.
func soundsAlike(a, b rune) bool {
	for _, s := range hanzi.Readings(a) {
		for _, t := range hanzi.Readings(b) {
			if s.Toneless() == t.Toneless() {
				return true
			}
		}
	}
	return false
}
