package collate

import (
	"testing"

	"quanyuan"
)

// TestParentsOfOneNumber: of two people with one number, the one of the child's
// name has the parents who list it; a slip in the name does no harm.
func TestParentsOfOneNumber(t *testing.T) {
	const id = "510104201205180757"
	views := []view{
		{name: "孙丽华", id: "510104198703070042", sex: "2", children: []parent{{"孙浩然", id}}},
		{name: "赵磊", id: id},
		{name: "孙皓然", id: id},
	}
	joinHouseholds(views)
	if views[1].mother.known() {
		t.Errorf("a stranger of the same number got a mother: %+v", views[1].mother)
	}
	if views[2].mother.name != "孙丽华" {
		t.Errorf("mother %+v", views[2].mother)
	}
}

// TestLeaning: a row that speaks for the father is not the son's.
func TestLeaning(t *testing.T) {
	reg := &Register{family: []uint32{0, 1}}
	both := []candidate{{person: 0, odds: 10}, {person: 1, odds: 7}}
	for _, c := range []struct {
		name   string
		cs     []candidate
		family int64
		want   bool
	}{
		{"the father's, settled as the son's", both, 1, true},
		{"the father's", both, 0, false},
		{"as likely the one as the other", []candidate{{person: 0, odds: 10}, {person: 1, odds: 9.5}}, 1, false},
		{"another's", both[:1], 1, true},
		{"hardly anybody's", []candidate{{person: 0, odds: -5}}, 1, false},
		{"nobody's", nil, 1, false},
		{"none settled", both, -1, false},
		{"one who must be looked at", []candidate{{person: 0, odds: 10, reason: reasonWeak}}, 1, false},
	} {
		if got := reg.leansAway(c.cs, c.family); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestHeadIsNoKinOfHimself: two heads of one name have nobody in common.
func TestHeadIsNoKinOfHimself(t *testing.T) {
	person := func(head string) *quanyuan.Person {
		return &quanyuan.Person{Values: []quanyuan.Current{{Field: quanyuan.Name, Value: known("刘平")}, {Field: quanyuan.HeadName, Value: known(head)}}}
	}
	a, b := personView(person("刘平")), personView(person("刘平"))
	if anyShared(&a, &b, testParser(t)) {
		t.Error("a shared name of the head counts as a relative")
	}
	a, b = personView(person("赵磊")), personView(person("赵磊"))
	if !anyShared(&a, &b, testParser(t)) {
		t.Error("a head in common does not count")
	}
}
