package web

import (
	"quanyuan"
	"quanyuan/refdata/hanzi"
)

// besideMark is a stretch of a value: the same as beside it, or not.
type besideMark struct {
	Text    string
	Differs bool
}

// mostSlipped is the longest value whose characters are compared one by one.
const mostSlipped = 200

// inCommon tells for every character of a whether it stands in b too, in the order
// of both: the longest sequence that both have in common.
func inCommon(a, b []rune) []bool {
	out := make([]bool, len(a))
	if len(a) > mostSlipped || len(b) > mostSlipped {
		return out
	}
	if len(a) == len(b) { // as with numbers: place by place
		for i := range a {
			out[i] = a[i] == b[i]
		}
		return out
	}
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if a[i] == b[j] {
				best[i][j] = best[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out[i] = true
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// marksAmong takes a value apart by what differs from any of the others; others that
// say nothing are left aside.
func marksAmong(text string, others ...string) []besideMark {
	rs := []rune(text)
	same := make([]bool, len(rs))
	for i := range same {
		same[i] = true
	}
	for _, o := range others {
		if o == "" {
			continue
		}
		for i, k := range inCommon(rs, []rune(o)) {
			same[i] = same[i] && k
		}
	}
	var out []besideMark
	for i, r := range rs {
		if n := len(out); n > 0 && out[n-1].Differs == !same[i] {
			out[n-1].Text += string(r)
			continue
		}
		out = append(out, besideMark{string(r), !same[i]})
	}
	return out
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
