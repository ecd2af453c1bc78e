package block

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"quanyuan/link/table"
)

// columnsOf makes a table of texts, row after row.
func columnsOf(names []string, rows [][]string) *table.Table {
	t := &table.Table{Rows: len(rows)}
	for i, name := range names {
		c := &table.Column{Name: name, Counts: []uint32{0}}
		texts, known := []string{""}, map[string]uint32{"": 0}
		for _, r := range rows {
			id, ok := known[r[i]]
			if !ok {
				id = uint32(len(texts))
				known[r[i]] = id
				texts, c.Counts = append(texts, r[i]), append(c.Counts, 0)
			}
			c.IDs = append(c.IDs, id)
			c.Counts[id]++
		}
		c.Values = table.NewValues(texts...)
		t.Columns = append(t.Columns, c)
	}
	return t
}

// crowd is a list of people with names of a few hundred; of every other one
// nothing of the place is known.
func crowd(n int) *table.Table {
	rng := rand.New(rand.NewPCG(7, 8))
	var rows [][]string
	for i := range n {
		r := []string{fmt.Sprint("g", rng.IntN(300)), fmt.Sprint("s", rng.IntN(300)), fmt.Sprint("b", rng.IntN(5000)), fmt.Sprint("p", rng.IntN(2000)), fmt.Sprint("t", rng.IntN(2000))}
		if i%2 == 0 {
			r[3], r[4] = "", ""
		}
		rows = append(rows, r)
	}
	return columnsOf([]string{"given", "surname", "birth", "place", "phone"}, rows)
}

func crowdKeys() []Candidate {
	var keys []Candidate
	for i, name := range []string{"given", "surname", "birth", "place", "phone"} {
		keys = append(keys, Candidate{Key: Key{Column: name}, Field: i, Agree: .8, Place: i >= 3})
	}
	return append(keys, Candidate{Key: keys[0].Key, Field: 0, Agree: .8, With: &keys[1]})
}

// What the imagined matches share follows from the data and the events that
// spoil several fields at once.
func TestImaginedMatches(t *testing.T) {
	tbl, keys := crowd(2000), crowdKeys()
	order := make([]uint32, tbl.Rows)
	for i := range order {
		order[i] = uint32(i)
	}
	share := func(of ...bitset) float64 {
		b := slices.Clone(of[0])
		for _, o := range of[1:] {
			b.and(o)
		}
		return float64(b.count()) / chooseDraws
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if got < want-.02 || got > want+.02 {
			t.Errorf("%s: %.3f, want %.3f", what, got, want)
		}
	}
	got := imagine(tbl, keys, nil, order)
	near("given name", share(got[0]), .8*(1-swappedNames))
	near("birth", share(got[2]), .8)
	near("place", share(got[3]), .25*.8*(1-movedPlace))
	// of two independent fields one would rarely be there without the other
	if both, one := share(got[3], got[4]), share(got[3]); both < .75*one {
		t.Errorf("place and telephone are given together, but agree together in %.3f of %.3f", both, one)
	}
	straight, either := share(got[0], got[1]), share(got[5])
	if either <= straight || either > straight+2*swappedNames {
		t.Errorf("names agree in %.3f, in either order in %.3f", straight, either)
	}

	// Lists of which one alone tells the place share none of it.
	s := &Sources{Of: make([]uint8, tbl.Rows)}
	s.Unique[0], s.Unique[1] = true, true
	for i := range s.Of {
		s.Of[i] = uint8(i % 2)
	}
	if n := share(imagine(tbl, keys, s, order)[3]); n > .01 {
		t.Errorf("places that only one list has agree in %.3f", n)
	}
}

// Names in either order come first in their rule, once; the choice is the same
// for any order of the rows and any threads.
func TestChosenRules(t *testing.T) {
	tbl := crowd(3000)
	choose := func(tbl *table.Table, threads int) (rules []string) {
		order := Order(ContentKeys(tbl.Columns, tbl.Rows, threads))
		choices, _, err := Choose(tbl, crowdKeys(), nil, order, Bounds{Pairs: 100_000, Block: 10_000}, threads)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range choices {
			for i, k := range c.Rule.Keys {
				if name := k.Column == "given" || k.Column == "surname"; c.Rule.AnyOrder && name != (i < 2) {
					t.Errorf("rule %s", c.Rule)
				}
			}
			rules = append(rules, c.Rule.String())
		}
		return rules
	}
	first := choose(tbl, 1)
	if !slices.Contains(first, "given⇄surname") {
		t.Errorf("%q have no names in either order", first)
	}
	turned := &table.Table{Rows: tbl.Rows}
	for _, c := range tbl.Columns {
		ids := slices.Clone(c.IDs)
		slices.Reverse(ids)
		turned.Columns = append(turned.Columns, &table.Column{Name: c.Name, Values: c.Values, Counts: c.Counts, IDs: ids})
	}
	if again := choose(turned, 3); !slices.Equal(first, again) {
		t.Errorf("%q, of the rows turned round %q", first, again)
	}
}

// A rule whose rows have several keys is taken for as dear as it is.
func TestSeveralKeysAreCounted(t *testing.T) {
	var one, two [][]string
	rng := rand.New(rand.NewPCG(9, 10))
	for range 4000 {
		a, b := fmt.Sprintf("1%06d", rng.IntN(1000)), fmt.Sprintf("1%06d", rng.IntN(1000))
		one, two = append(one, []string{a}), append(two, []string{a + ";" + b})
	}
	pairs := func(rows [][]string) float64 {
		tbl := columnsOf([]string{"phone"}, rows)
		order := Order(ContentKeys(tbl.Columns, tbl.Rows, 1))
		choices, _, err := Choose(tbl, []Candidate{{Key: Key{Column: "phone", Name: "digits*"}, Agree: .9}}, nil, order, Bounds{Pairs: 1e6, Block: 1e5}, 1)
		if err != nil || len(choices) != 1 {
			t.Fatal(choices, err)
		}
		h, err := NewHasher(tbl, []Rule{choices[0].Rule})
		if err != nil {
			t.Fatal(err)
		}
		made := float64(h.All(0, nil).Group(nil).Pairs(nil))
		if choices[0].Pairs < .9*made || choices[0].Pairs > 1.1*made {
			t.Errorf("%g pairs expected, %g made", choices[0].Pairs, made)
		}
		return made
	}
	if a, b := pairs(one), pairs(two); b < 3*a {
		t.Errorf("%g pairs by one number, %g by two", a, b)
	}
}
