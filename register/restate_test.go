package register_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"quanyuan/register"
)

// soul is a person of a family tree, by index; -1 is nobody.
type soul struct {
	father, mother, spouse int
	male                   bool
	born                   int
}

// tree is a family of four generations, told plainly.
type tree []soul

func growTree(rng *rand.Rand) tree {
	t := tree{}
	add := func(father, mother int, male bool, born int) int {
		t = append(t, soul{father, mother, -1, male, born})
		return len(t) - 1
	}
	couple := func(born int) (int, int) {
		a, b := add(-1, -1, true, born), add(-1, -1, false, born+1)
		t[a].spouse, t[b].spouse = b, a
		return a, b
	}
	var grow func(father, mother, born, depth int)
	grow = func(father, mother, born, depth int) {
		for range 1 + rng.IntN(3) {
			born += 2
			c := add(father, mother, rng.IntN(2) == 0, born)
			if depth == 0 {
				continue
			}
			gf, gm := -1, -1
			if rng.IntN(2) == 0 {
				gf, gm = couple(born - 25)
			}
			s := add(gf, gm, !t[c].male, born+1)
			t[c].spouse, t[s].spouse = s, c
			if t[c].male {
				grow(c, s, born+25, depth-1)
			} else {
				grow(s, c, born+25, depth-1)
			}
		}
	}
	a, b := couple(1930)
	grow(a, b, 1952, 2)
	return t
}

func (t tree) parents(i int) []int {
	if i < 0 || t[i].father < 0 {
		return nil
	}
	return []int{t[i].father, t[i].mother}
}

func (t tree) isParent(p, c int) bool {
	return p >= 0 && c >= 0 && (t[c].father == p || t[c].mother == p)
}

func (t tree) siblings(a, b int) bool {
	return a != b && a >= 0 && b >= 0 && t[a].father >= 0 && t[a].father == t[b].father
}

// relation is how m stands to the head, found by looking at the tree; "" where
// the code table has no word of its own.
func (t tree) relation(head, m int) string {
	bySex := func(of int, male, female string) string {
		if t[of].male {
			return male
		}
		return female
	}
	sp := t[head].spouse
	switch {
	case m == head:
		return "02"
	case m == sp:
		return bySex(m, "11", "12")
	case t.isParent(head, m):
		return bySex(m, "20", "30")
	case t.isParent(m, head):
		return bySex(m, "51", "52")
	case t.isParent(m, sp):
		return bySex(head, bySex(m, "55", "56"), bySex(m, "53", "54"))
	case t.isParent(head, t[m].spouse):
		return bySex(m, "28", "38")
	case t.siblings(head, m):
		if t[m].born < t[head].born {
			return bySex(m, "71", "75")
		}
		return bySex(m, "73", "77")
	case t.siblings(head, t[m].spouse):
		s := t[m].spouse
		if t[s].born < t[head].born {
			return bySex(m, "76", "72")
		}
		return bySex(m, "78", "74")
	case t.siblings(sp, m):
		return "79"
	}
	for _, p := range t.parents(m) {
		switch {
		case t.isParent(head, p):
			return bySex(p, bySex(m, "41", "42"), bySex(m, "43", "44"))
		case t.siblings(head, p):
			return bySex(p, bySex(m, "93", "94"), bySex(m, "95", "96"))
		}
		for _, g := range t.parents(p) {
			if t.isParent(head, g) {
				return bySex(m, "47", "48")
			}
		}
	}
	for _, p := range t.parents(head) {
		switch {
		case t.isParent(m, p):
			return bySex(p, bySex(m, "61", "62"), bySex(m, "63", "64"))
		case t.siblings(p, m):
			return bySex(p, bySex(m, map[bool]string{true: "81", false: "83"}[t[m].born < t[p].born], "90"), bySex(m, "85", "88"))
		case t.siblings(p, t[m].spouse):
			s := t[m].spouse
			return bySex(p, bySex(m, "89", map[bool]string{true: "82", false: "84"}[t[s].born < t[p].born]), bySex(m, "87", "86"))
		}
	}
	for _, p := range t.parents(t[m].spouse) {
		if t.isParent(head, p) {
			return bySex(m, "46", "45")
		}
	}
	for _, p := range t.parents(sp) {
		if t.isParent(m, p) {
			return "65"
		}
	}
	return ""
}

func (t tree) kin(head, m int) register.Kin {
	k := register.Kin{Relation: t.relation(head, m), Sex: "2", Birth: fmt.Sprintf("%d-01-01", t[m].born)}
	if t[m].male {
		k.Sex = "1"
	}
	return k
}

// near are the relations of the families that live together most.
var near = map[string]bool{"02": true, "11": true, "12": true, "20": true, "30": true, "51": true, "52": true}

// TestRestateAgainstTheTree changes heads in random families: what follows by
// the table is what the tree says, and within the nearest family all follows.
func TestRestateAgainstTheTree(t *testing.T) {
	for seed := range uint64(20) {
		f := growTree(rand.New(rand.NewPCG(seed, 7)))
		for old := range f {
			for head := range f {
				if head == old || f.relation(old, head) == "" {
					continue
				}
				for m := range f {
					if m == head || f.relation(old, m) == "" {
						continue
					}
					got, want := register.Restate(f.kin(old, old), f.kin(old, head), f.kin(old, m)), f.relation(head, m)
					if got != "" && got != want {
						t.Fatalf("seed %d: head %d (%+v) becomes %d (%s, %+v): member %d (%s, %+v) is %q, the tree says %q", seed, old, f[old], head, f.relation(old, head), f[head], m, f.relation(old, m), f[m], got, want)
					}
					if a, b := f.relation(old, head), f.relation(old, m); got == "" && near[a] && near[b] {
						t.Fatalf("seed %d: nothing follows for a member %s when %s becomes head", seed, b, a)
					}
				}
			}
		}
	}
}

func TestRestate(t *testing.T) {
	man, woman := register.Kin{Relation: "02", Sex: "1", Birth: "1962-03-15"}, register.Kin{Relation: "02", Sex: "2", Birth: "1964-07-22"}
	for _, c := range []struct {
		name         string
		old, head, m register.Kin
		want         string
	}{
		{"the husband, when his wife becomes head", man, register.Kin{Relation: "12", Sex: "2"}, man, "11"},
		{"their son stays son", man, register.Kin{Relation: "10", Sex: "2"}, register.Kin{Relation: "22", Sex: "1"}, "22"},
		{"the mother of the husband", man, register.Kin{Relation: "12", Sex: "2"}, register.Kin{Relation: "52"}, "54"},
		{"brothers of unknown ages must be said", man, register.Kin{Relation: "20", Sex: "1"}, register.Kin{Relation: "20", Sex: "1", Birth: "1990"}, ""},
		{"the wife of one of the sons must be said", man, register.Kin{Relation: "20", Sex: "1"}, register.Kin{Relation: "38"}, ""},
		{"a stepson's stepfather", man, register.Kin{Relation: "27", Sex: "1"}, man, "57"},
		{"a woman's elder brother, seen by her daughter", woman, register.Kin{Relation: "30", Sex: "2"}, register.Kin{Relation: "71"}, "85"},
		{"no relation gives none", man, register.Kin{Relation: "12", Sex: "2"}, register.Kin{}, ""},
		{"a lodger stays a lodger", man, register.Kin{Relation: "12", Sex: "2"}, register.Kin{Relation: "99"}, "99"},
		{"a family seen by its lodger", man, register.Kin{Relation: "99"}, register.Kin{Relation: "12"}, "99"},
		{"somebody of unknown sex", register.Kin{Relation: "02"}, register.Kin{Relation: "12", Sex: "2"}, register.Kin{Relation: "02"}, ""},
	} {
		if got := register.Restate(c.old, c.head, c.m); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
