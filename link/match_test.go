package link_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"quanyuan/link"
	"quanyuan/link/cluster"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// halves makes a table of every other row, and one of the others.
func halves(t *testing.T, names []string, rows [][]string) (left, right *table.Table) {
	t.Helper()
	var parts [2][][]string
	for i, r := range rows {
		parts[i%2] = append(parts[i%2], r)
	}
	left, err := linktest.TableOf(names, parts[0])
	if err != nil {
		t.Fatal(err)
	}
	if right, err = linktest.TableOf(names, parts[1]); err != nil {
		t.Fatal(err)
	}
	return left, right
}

// oftenest is how often a row of either side is matched at most.
func oftenest(pairs []link.Pair) (left, right int) {
	a, b := map[uint32]int{}, map[uint32]int{}
	for _, p := range pairs {
		a[p.A]++
		b[p.B]++
		left, right = max(left, a[p.A]), max(right, b[p.B])
	}
	return left, right
}

// A relation bounds how often a record is matched, and every pair above the
// threshold is a match or is told as a split.
func TestRelations(t *testing.T) {
	p := town
	p.Households, p.Duplicates, p.Noise = 400, 3, linktest.Heavy
	left, right := halves(t, linktest.PersonColumns, linktest.People(p))
	who := func(t *table.Table, row uint32) string { return t.Column("cluster").Value(int(row)) }
	for _, tt := range []struct {
		relation    link.Relation
		left, right bool // may be matched several times
	}{{link.OneToOne, false, false}, {link.OneToMany, true, false}, {link.ManyToOne, false, true}, {link.ManyToMany, true, true}} {
		r, err := link.Match(context.Background(), left, right, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{Relation: tt.relation})
		if err != nil {
			t.Fatal(err)
		}
		if l, r := oftenest(r.Matches); (l > 1) != tt.left || (r > 1) != tt.right {
			t.Errorf("relation %d: a left record has up to %d matches, a right one %d", tt.relation, l, r)
		}
		group := cluster.Components(left.Rows+right.Rows, edges(r.Matches, left.Rows), float32(math.Inf(-1)))
		component := cluster.Components(left.Rows+right.Rows, edges(r.Pairs, left.Rows), float32(link.WeightOf(r.Threshold)))
		divided := map[uint32]bool{}
		told := map[[2]uint32]float32{} // of groups, which the matches tell where each has one
		for _, s := range r.Splits {
			if int(s.Link.A) >= left.Rows || int(s.Link.B) < left.Rows || group[s.Link.A] == group[s.Link.B] {
				t.Errorf("relation %d: %+v is no link of the two lists that was given up", tt.relation, s)
			}
			divided[component[s.A]] = true
			told[[2]uint32{group[s.Link.A], group[s.Link.B]}] = s.Link.Weight
			told[[2]uint32{group[s.Link.B], group[s.Link.A]}] = s.Link.Weight
		}
		matched := map[[2]uint32]bool{}
		good := 0
		for _, p := range r.Matches {
			matched[[2]uint32{p.A, p.B}] = true
			if who(left, p.A) == who(right, p.B) {
				good++
			}
		}
		if float64(good) < .9*float64(len(r.Matches)) || good < 400 {
			t.Errorf("relation %d: %d of %d matches are right", tt.relation, good, len(r.Matches))
		}
		for _, e := range edges(r.Pairs, left.Rows) {
			if float64(e.Weight) < link.WeightOf(r.Threshold) || matched[[2]uint32{e.A, e.B - uint32(left.Rows)}] {
				continue
			}
			if tt.relation == link.OneToOne && told[[2]uint32{group[e.A], group[e.B]}] < e.Weight || !divided[component[e.A]] {
				t.Errorf("relation %d: the pair %v is given up without a word", tt.relation, e)
			}
		}
	}
}

// edges are pairs with the rows of the right table after those of the left one.
func edges(pairs []link.Pair, right int) []cluster.Edge {
	out := make([]cluster.Edge, len(pairs))
	for i, p := range pairs {
		out[i] = cluster.Edge{A: p.A, B: p.B + uint32(right), Weight: p.Weight}
	}
	return out
}

// One to one gives every small component the assignment with the greatest sum of
// weights above the threshold: no other that is made of the scored pairs has
// more.
func TestMatchIsTheBestAssignment(t *testing.T) {
	p := town
	p.Households, p.Duplicates, p.Twins, p.Noise = 300, 3, .2, linktest.Heavy
	left, right := halves(t, linktest.PersonColumns, linktest.People(p))
	const threshold = .05
	r, err := link.Match(context.Background(), left, right, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{Threshold: threshold, Floor: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	cut := float32(link.WeightOf(threshold))
	all := edges(r.Pairs, left.Rows)
	component := cluster.Components(left.Rows+right.Rows, all, cut)
	size := map[uint32]int{}
	for _, c := range component {
		size[c]++
	}
	strong := map[uint32][]cluster.Edge{}
	for _, e := range all {
		if e.Weight >= cut {
			strong[component[e.A]] = append(strong[component[e.A]], e)
		}
	}
	got, want := map[uint32]float64{}, map[uint32]float64{}
	for _, e := range edges(r.Matches, left.Rows) {
		if component[e.A] != component[e.B] || e.Weight < cut {
			t.Errorf("%v is matched without being linked", e)
		}
		got[component[e.A]] += float64(e.Weight - cut)
	}
	hard := 0
	for c, edges := range strong {
		if size[c] > 14 {
			continue
		}
		want[c] = bestOf(edges, map[uint32]bool{}, cut)
		if got[c] < want[c]-1e-4 {
			t.Errorf("component %v: the matches have %v, the best assignment %v", edges, got[c], want[c])
		}
		if greedy(edges, cut) < want[c]-1e-4 {
			hard++
		}
	}
	if hard < 3 {
		t.Errorf("in %d components best pairs first is not the best: too few to test anything", hard)
	}
}

// bestOf tries to take and to leave every edge.
func bestOf(edges []cluster.Edge, used map[uint32]bool, cut float32) float64 {
	if len(edges) == 0 {
		return 0
	}
	e := edges[0]
	best := bestOf(edges[1:], used, cut)
	if !used[e.A] && !used[e.B] {
		used[e.A], used[e.B] = true, true
		best = max(best, float64(e.Weight-cut)+bestOf(edges[1:], used, cut))
		used[e.A], used[e.B] = false, false
	}
	return best
}

// greedy takes best pairs first.
func greedy(edges []cluster.Edge, cut float32) (sum float64) {
	used := map[uint32]bool{}
	edges = slices.Clone(edges)
	slices.SortStableFunc(edges, func(a, b cluster.Edge) int { return int(math.Copysign(1, float64(b.Weight-a.Weight))) })
	for _, e := range edges {
		if !used[e.A] && !used[e.B] {
			used[e.A], used[e.B] = true, true
			sum += float64(e.Weight - cut)
		}
	}
	return sum
}

// A record without a number is not the bridge between two people whose valid
// numbers differ, in whichever list they stand.
func TestMatchHeedsContradictions(t *testing.T) {
	p := linktest.Population{Seed: 4, Households: 800, Duplicates: 3, Twins: .3, Noise: linktest.Heavy}
	left, right := halves(t, linktest.ChineseColumns, linktest.ChinesePeople(p))
	r, err := link.Match(context.Background(), left, right, link.Spec{Ignore: []string{"编号", "cluster"}},
		link.Options{Relation: link.ManyToMany, ContradictionsAreFinal: true, Threshold: .01})
	if err != nil {
		t.Fatal(err)
	}
	number := left.Column("身份证号码")
	valid := func(row uint32) string {
		n := number.Value(int(row))
		if len(n) == 18 && checks(n) {
			return n
		}
		return ""
	}
	bridges := func(pairs []link.Pair) (n int) {
		of := map[uint32]string{}
		for _, p := range pairs {
			if float64(p.Weight) < link.WeightOf(r.Threshold) {
				continue
			}
			v := valid(p.A)
			if v != "" && of[p.B] != "" && of[p.B] != v {
				n++
			}
			if v != "" {
				of[p.B] = v
			}
		}
		return n
	}
	if n := bridges(r.Pairs); n < 10 {
		t.Errorf("%d right records are near to two people: too few to test anything", n)
	}
	if n := bridges(r.Matches); n > 0 {
		t.Errorf("%d right records are matched with two people whose numbers differ", n)
	}
	if !slices.ContainsFunc(r.Splits, func(s cluster.Split) bool { return s.Reason == cluster.Contradiction }) {
		t.Error("no split tells of a contradiction")
	}
}

// checks reports whether the last figure of an identity number is right.
func checks(n string) bool {
	sum := 0
	for i := range 17 {
		sum += int(n[i]-'0') * (1 << (17 - i) % 11)
	}
	return n[17] == "10X98765432"[sum%11]
}
