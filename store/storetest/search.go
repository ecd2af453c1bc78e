package storetest

import (
	"context"
	"slices"
	"testing"

	"quanyuan"
)

// personsFoundByKeys: persons under any key come once, in their order; a key of
// too many is counted and gives nobody; an import under way shows nobody.
func personsFoundByKeys(t *testing.T, open Opener) {
	s, _ := open(t)
	ctx := context.Background()
	im := must(s.Begin(ctx, batch("register.csv", quanyuan.Register)))(t)
	const everybody, even = 1 << 63, 77
	for i := range 12 {
		r := record(i+2, "某")
		keys := []uint64{uint64(i), everybody}
		if i%2 == 0 {
			keys = append(keys, even)
		}
		check(t, im.Add(ctx, []*quanyuan.Record{r}))
		check(t, im.Enter(ctx, []quanyuan.Entry{{Person: person(i, r.ID), Keys: keys}}))
	}
	persons, counts, err := s.FindPersons(ctx, []uint64{3, even}, 20)
	if check(t, err); len(persons) != 0 || counts[0] != 0 || counts[1] != 0 {
		t.Errorf("before the commit: %d persons, counts %v", len(persons), counts)
	}
	for range s.PersonsUnder(ctx, []uint64{3, even}) {
		t.Error("before the commit somebody is found")
	}
	must(im.Commit(ctx, quanyuan.Receipt{Rows: 12, Accepted: 12, Records: 12}))(t)
	for _, c := range []struct {
		name   string
		keys   []uint64
		most   int
		counts []int
		want   []quanyuan.Number
	}{
		{"one key", []uint64{3}, 10, []int{1}, []quanyuan.Number{"P003"}},
		{"no key", nil, 10, nil, nil},
		{"a key of nobody", []uint64{99}, 10, []int{0}, nil},
		{"under two keys once", []uint64{even, 4}, 10, []int{6, 1}, []quanyuan.Number{"P000", "P002", "P004", "P006", "P008", "P010"}},
		{"too many are counted", []uint64{everybody, 5}, 6, []int{12, 1}, []quanyuan.Number{"P005"}},
		{"as many as may be", []uint64{even}, 6, []int{6}, []quanyuan.Number{"P000", "P002", "P004", "P006", "P008", "P010"}},
	} {
		persons, counts, err := s.FindPersons(ctx, c.keys, c.most)
		check(t, err)
		var got []quanyuan.Number
		for _, p := range persons {
			if got = append(got, p.Number); p.Text(quanyuan.Name) == "" {
				t.Errorf("%s: %s comes without values", c.name, p.Number)
			}
		}
		if !equal(got, c.want) || !equal(counts, c.counts) {
			t.Errorf("%s: %v, counts %v, want %v, %v", c.name, got, counts, c.want, c.counts)
		}
	}
	for _, c := range []struct {
		name string
		keys []uint64
		want int
	}{
		{"one key", []uint64{3}, 1}, {"no key", nil, 0}, {"a key of nobody", []uint64{99}, 0}, {"a key twice", []uint64{3, 3}, 1},
		{"the key 0", []uint64{0}, 1}, {"under two keys once", []uint64{even, 4}, 6}, {"everybody", []uint64{everybody, 5, 0}, 12}, {"everybody by one", []uint64{everybody}, 12},
	} {
		got := map[quanyuan.Number]int{}
		for p, err := range s.PersonsUnder(ctx, c.keys) {
			check(t, err)
			if len(p.Keys) == 0 || slices.ContainsFunc(p.Keys, func(k uint64) bool { return !slices.Contains(c.keys, k) }) ||
				c.name == "everybody" && (len(p.Keys) == 2) != (p.Number == "P000" || p.Number == "P005") {
				t.Errorf("%s: %s is under %v", c.name, p.Number, p.Keys)
			}
			if got[p.Number]++; got[p.Number] > 1 || p.Text(quanyuan.Name) == "" {
				t.Errorf("%s: %s comes %d times, or without values", c.name, p.Number, got[p.Number])
			}
		}
		if len(got) != c.want {
			t.Errorf("%s: %v, want %d persons", c.name, got, c.want)
		}
	}
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// keysMadeAnew: after that everybody is found by the new keys and nobody by the
// old ones, and a later change removes the new ones.
func keysMadeAnew(t *testing.T, open Opener) {
	s, reopen := open(t)
	ctx := context.Background()
	register(t, s, 3)
	if n, err := s.Rekey(ctx, func(p *quanyuan.Person) []uint64 { return []uint64{1000, uint64(len(p.Number))} }); err != nil || n != 3 {
		t.Fatalf("%d persons, %v", n, err)
	}
	s = reopen()
	for _, c := range []struct {
		key  uint64
		want int
	}{{0, 0}, {1 << 63, 0}, {1000, 3}, {4, 3}} {
		if ns := must(s.FindByKeys(ctx, []uint64{c.key}))(t); len(ns) != c.want {
			t.Errorf("key %d: %v, want %d persons", c.key, ns, c.want)
		}
	}
}
