package link_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// member is a person of two lists that tell little of anybody but where he
// lives by a number of their own.
type member struct {
	given, surname, born string
	home, person         int
}

var memberColumns = []string{"id", "given", "surname", "born", "home"}

// homes invents households of parents and children, some of them twins; each
// list has most of the persons, written with mistakes, and in the second list
// some wives have another surname.
func homes(seed uint64, n int) (lists [2][][]string, persons map[string]member) {
	rng := rand.New(rand.NewPCG(seed, 8))
	word := func(kinds int) string {
		w := rng.IntN(kinds) * 7919 % 25350 // names differ in more than a letter
		return string([]byte{"bdfgklmnprstv"[w%13], "aeiou"[w/13%5], "bdfgklmnprstv"[w/65%13], "aeiou"[w/845%5], "lmnrst"[w/4225%6]})
	}
	spoil := func(s string) string {
		if rng.Float64() < .12 {
			b := []byte(s)
			b[rng.IntN(len(b))] = byte('a' + rng.IntN(26))
			return string(b)
		}
		return s
	}
	persons = map[string]member{}
	id, person := 0, 0
	for home := range n {
		surname, year := word(20000), 1940+rng.IntN(40)
		people := []member{{given: word(200), surname: surname, born: fmt.Sprint(year)}, {given: word(200), surname: surname, born: fmt.Sprint(year + rng.IntN(5))}}
		for range rng.IntN(4) {
			year += 1 + rng.IntN(3)
			people = append(people, member{given: word(200), surname: surname, born: fmt.Sprint(year + 22)})
			if rng.Float64() < .2 {
				people = append(people, member{given: word(200), surname: surname, born: fmt.Sprint(year + 22)})
			}
		}
		for i, m := range people {
			m.home, m.person = home, person
			person++
			for side := range lists {
				if rng.Float64() > .85 {
					continue
				}
				if i == 1 && side == 1 && rng.Float64() < .3 {
					m.surname = word(20000)
				}
				born := m.born
				if rng.Float64() < .15 {
					born = fmt.Sprint(1930 + rng.IntN(80))
				}
				id++
				persons[fmt.Sprint(id)] = m
				lists[side] = append(lists[side], []string{fmt.Sprint(id), spoil(m.given), spoil(m.surname), born, fmt.Sprint((home*7919 + side*3571) % (2 * n))})
			}
		}
	}
	return lists, persons
}

func membersSpec(household string) link.Spec {
	s := link.Spec{
		Comparisons: []link.Comparison{
			{Column: "given", Comparator: compare.Name(), TermFrequency: true},
			{Column: "surname", Comparator: compare.Name(), TermFrequency: true, Shared: true, Family: true},
			{Column: "born", Comparator: compare.Code(), TermFrequency: true},
		},
		Rules: []block.Rule{{Keys: []block.Key{{Column: "surname", Name: "soundex"}}}, {Keys: []block.Key{{Column: "given"}, {Column: "born"}}}},
	}
	if household != "" {
		s.Household = block.Rule{Keys: []block.Key{{Column: household}}}
	}
	return s
}

func tablesOf(t *testing.T, lists [2][][]string) (out [2]*table.Table) {
	t.Helper()
	for side, rows := range lists {
		var err error
		if out[side], err = linktest.TableOf(memberColumns, rows); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// found are the pairs of ids at or above even odds.
func found(r *link.Result, a, b *table.Table) map[[2]string]link.Pair {
	out := map[[2]string]link.Pair{}
	for _, p := range r.Matches {
		if p.Weight >= 0 {
			out[[2]string{a.Column("id").Value(int(p.A)), b.Column("id").Value(int(p.B))}] = p
		}
	}
	return out
}

// Matched members of two households speak for the others: more is found, hardly
// anything wrong, no brother for his sister, and each person once.
func TestHouseholdsSpeakForTheirMembers(t *testing.T) {
	lists, persons := homes(3, 900)
	sides := tablesOf(t, lists)
	run := func(household string) *link.Result {
		r, err := link.Match(context.Background(), sides[0], sides[1], membersSpec(household), link.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	alone, together := run(""), run("home")
	count := func(r *link.Result) (right, wrong, siblings int) {
		for ids := range found(r, sides[0], sides[1]) {
			a, b := persons[ids[0]], persons[ids[1]]
			switch {
			case a.person == b.person:
				right++
			case a.home == b.home:
				siblings++
			default:
				wrong++
			}
		}
		return right, wrong, siblings
	}
	right, wrong, siblings := count(alone)
	more, amiss, brothers := count(together)
	if more < right+right/20 || amiss > wrong || brothers > siblings {
		t.Errorf("alone %d right, %d wrong, %d of one household; with households %d, %d, %d", right, wrong, siblings, more, amiss, brothers)
	}
	h := together.Household
	if alone.Household != nil || h == nil || h.Share < 100*h.Base || h.Lifted == 0 || h.Lifted > h.Lent {
		t.Errorf("told %+v and %+v", alone.Household, h)
	}
	partner := map[uint32]bool{}
	for _, p := range together.Matches {
		if partner[p.A] {
			t.Fatalf("row %d matches twice", p.A)
		}
		partner[p.A] = true
		if p.Lent < 0 {
			t.Fatalf("a pair was lent %v", p.Lent)
		}
	}
}

// Pairs that the definition does not allow to gain do not: those of one
// household, those with a better partner, those without a linked household.
func TestWhoIsLentNothing(t *testing.T) {
	lists, _ := homes(4, 300)
	rows := slices.Concat(lists[0], lists[1])
	for i := range rows { // the second list follows in the same table: numbers of its own
		rows[i] = append([]string{}, rows[i]...)
		rows[i][4] = fmt.Sprintf("%s.%d", rows[i][4], i/len(lists[0]))
	}
	tbl, err := linktest.TableOf(memberColumns, rows)
	if err != nil {
		t.Fatal(err)
	}
	spec := membersSpec("")
	before, err := link.Dedupe(context.Background(), tbl, spec, link.Options{Floor: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	after, err := link.Dedupe(context.Background(), tbl, membersSpec("home"), link.Options{Floor: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	home := func(row uint32) string { return tbl.Column("home").Value(int(row)) }
	linked := map[[2]string]bool{}
	for a, c := range before.Clusters {
		for b := range a {
			if before.Clusters[b] == c {
				linked[[2]string{home(uint32(a)), home(uint32(b))}], linked[[2]string{home(uint32(b)), home(uint32(a))}] = true, true
			}
		}
	}
	livesWith := func(c, d uint32) bool { // have two persons rows in one household?
		for a, x := range before.Clusters {
			for b, y := range before.Clusters {
				if x == c && y == d && home(uint32(a)) == home(uint32(b)) {
					return true
				}
			}
		}
		return false
	}
	old := map[[2]uint32]float32{}
	for _, p := range before.Pairs {
		old[[2]uint32{p.A, p.B}] = p.Weight
	}
	lent := 0
	for _, p := range after.Pairs {
		w, known := old[[2]uint32{p.A, p.B}]
		switch {
		case p.Lent == 0 && known && w != p.Weight:
			t.Fatalf("pair %v weighed %v", p, w)
		case p.Lent == 0:
			continue
		case known && math.Abs(float64(p.Weight-w-p.Lent)) > 1e-5:
			t.Fatalf("pair %v weighed %v", p, w)
		case home(p.A) == home(p.B) || !linked[[2]string{home(p.A), home(p.B)}]:
			t.Fatalf("pair %v of households %s and %s gained", p, home(p.A), home(p.B))
		}
		lent++
		for _, q := range before.Pairs { // a better partner in the other household?
			other := before.Clusters[q.B]
			if q.A == p.A && other != before.Clusters[p.B] && home(q.B) == home(p.B) && q.Weight > p.Weight-p.Lent && !livesWith(other, before.Clusters[p.A]) {
				t.Fatalf("pair %v gained although %v is better", p, q)
			}
		}
	}
	if lent == 0 {
		t.Error("nothing was lent")
	}
}

// Threads, the order of the rows and a bound of memory change nothing.
func TestHouseholdsAreLentTheSameAlways(t *testing.T) {
	lists, _ := homes(5, 400)
	run := func(rows [][]string, o link.Options) string {
		tbl, err := linktest.TableOf(memberColumns, rows)
		if err != nil {
			t.Fatal(err)
		}
		r, err := link.Dedupe(context.Background(), tbl, membersSpec("home"), o)
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{fmt.Sprintf("%+v", *r.Household)}
		for _, p := range r.Pairs {
			a, b := rows[p.A][0], rows[p.B][0]
			lines = append(lines, fmt.Sprintln(min(a, b), max(a, b), p.Weight, p.Lent))
		}
		for row, c := range r.Clusters {
			if uint32(row) != c {
				a, b := rows[row][0], rows[c][0]
				lines = append(lines, fmt.Sprintln("with", min(a, b), max(a, b)))
			}
		}
		slices.Sort(lines)
		return strings.Join(lines, "")
	}
	rows := slices.Concat(lists[0], lists[1])
	want := run(rows, link.Options{Threads: 1})
	if run(rows, link.Options{Threads: 3}) != want {
		t.Error("three threads give something else than one")
	}
	if run(rows, link.Options{Threads: 2, Memory: 1}) != want {
		t.Error("with a bound of memory there is something else")
	}
	if !strings.Contains(want, "Lent") {
		t.Fatal(want)
	}
	pairsOnly := func(s string) string { // who names a cluster depends on the order of the rows
		first, _, _ := strings.Cut(s, "with")
		return first
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if pairsOnly(run(rows, link.Options{})) != pairsOnly(want) {
		t.Error("another order of the rows gives other pairs")
	}
}

func TestHouseholdFaults(t *testing.T) {
	lists, _ := homes(6, 50)
	tbl := tablesOf(t, lists)[0]
	for _, tt := range []struct {
		rule block.Rule
		want string
	}{
		{block.Rule{Keys: []block.Key{{Column: "hoem"}}}, `household: blocking rule "hoem": there is no column "hoem"`},
		{block.Rule{Keys: []block.Key{{Column: "home", Name: "digits*"}}}, "a row is in one household"},
		{block.Rule{Keys: []block.Key{{Column: "home"}, {Column: "born"}}, AnyOrder: true}, "a row is in one household"},
	} {
		s := membersSpec("")
		s.Household = tt.rule
		if _, err := link.Dedupe(context.Background(), tbl, s, link.Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: %v, want %s", tt.rule, err, tt.want)
		}
	}
}
