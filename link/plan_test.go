package link_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

var planIgnore = link.Spec{Ignore: []string{"unique_id", "cluster"}}

func plan(t *testing.T, tbl *table.Table, s link.Spec, o link.PlanOptions) *link.Plan {
	t.Helper()
	p, err := link.NewPlan(context.Background(), tbl, s, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The counts of a plan are those of the run, and no matter how many threads
// make it, it is the same plan.
func TestPlanCountsWhatTheRunCompares(t *testing.T) {
	tbl, _ := people(t, town)
	p := plan(t, tbl, planIgnore, link.PlanOptions{Threads: 1})
	r, err := link.Dedupe(context.Background(), tbl, planIgnore, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Pairs != r.Compared || !p.Exact {
		t.Errorf("planned %d pairs, compared %d", p.Pairs, r.Compared)
	}
	var fresh int64
	for i, rule := range p.Rules {
		fresh += rule.New
		if c := r.Rules[i]; rule.Rule != c.Rule || rule.Pairs != c.Pairs-c.Lost || rule.Together != fresh || rule.New > rule.Pairs {
			t.Errorf("planned %+v, found %+v", rule, c)
		}
		for j, w := range rule.Worst {
			if w.Rows > rule.Largest || j > 0 && w.Pairs > rule.Worst[j-1].Pairs || strings.ContainsAny(w.Value, "abcdefg012345678") {
				t.Errorf("rule %q, block %+v", rule.Rule, w)
			}
		}
	}
	found := 0.0
	for _, pair := range r.Pairs {
		found += pair.Probability()
	}
	if math.Abs(found-p.Matches) > .05*found {
		t.Errorf("planned %.0f matches, found %.0f", p.Matches, found)
	}
	if p.Bytes < 1<<20 || p.Seconds != 0 || p.Possible != float64(tbl.Rows)*float64(tbl.Rows-1)/2 {
		t.Errorf("%+v", p)
	}
	one, _ := json.Marshal(p)
	again := plan(t, tbl, planIgnore, link.PlanOptions{Threads: 3})
	again.Threads, again.Bytes = p.Threads, p.Bytes // every thread sorts keys of its own
	if two, _ := json.Marshal(again); !bytes.Equal(one, two) {
		t.Error("three threads make another plan")
	}
}

// shareFound is what share of the true pairs some rule makes, and how many true
// pairs there are.
func shareFound(t *testing.T, tbl *table.Table, truth []uint32, rules []block.Rule) (share, all float64) {
	t.Helper()
	h, err := block.NewHasher(tbl, rules)
	if err != nil {
		t.Fatal(err)
	}
	keys := make([][]uint64, len(rules))
	for i := range rules {
		keys[i] = h.Keys(i, nil)
	}
	members := map[uint32][]int{}
	for row, c := range truth {
		members[c] = append(members[c], row)
	}
	var found float64
	for _, rows := range members {
		for i, a := range rows {
			for _, b := range rows[:i] {
				all++
				for _, k := range keys {
					if k[a] != 0 && k[a] == k[b] {
						found++
						break
					}
				}
			}
		}
	}
	return found / all, all
}

func rules(t *testing.T, texts ...string) []block.Rule {
	t.Helper()
	var out []block.Rule
	for _, text := range texts {
		var r block.Rule
		for part := range strings.SplitSeq(text, " + ") {
			column, name, _ := strings.Cut(part, ":")
			k, err := link.NewKey(column, name)
			if err != nil {
				t.Fatal(err)
			}
			r.Keys = append(r.Keys, k)
		}
		out = append(out, r)
	}
	return out
}

// What the rules find is known from the truth, which the plan does not see: its
// interval must hold it, for the rules the engine chooses and for poorer ones.
func TestPlanEstimatesRecall(t *testing.T) {
	p := town
	p.Households, p.Seed, p.Duplicates = 2500, 22, .4
	tbl, truth := people(t, p)
	g, err := link.Suggest(tbl, "unique_id", "cluster")
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range [][]block.Rule{
		g.Spec.Rules,
		rules(t, "surname + first_name", "dob + postcode", "phone:digits", "email"),
		rules(t, "dob", "surname:soundex + first_name:initial", "postcode + first_name:soundex"),
	} {
		s := g.Spec
		s.Rules = set
		p := plan(t, tbl, s, link.PlanOptions{})
		want, pairs := shareFound(t, tbl, truth, set)
		if p.Recall == nil {
			t.Fatalf("%v: no estimate from %.0f matches", set, p.Matches)
		}
		// Of so few pairs the share that is found is itself a matter of chance.
		chance := 2 * math.Sqrt(p.Recall.Share*(1-p.Recall.Share)/pairs)
		if p.Recall.Low-chance > want || want > p.Recall.High+chance || p.Recall.High-p.Recall.Low > .1 {
			t.Errorf("%v find %.4f, estimated %.4f (%.4f to %.4f) with %d classes", set, want, p.Recall.Share, p.Recall.Low, p.Recall.High, p.Recall.Classes)
		}
	}
}

func TestPlanOfSources(t *testing.T) {
	tbl, _ := people(t, linktest.Population{Seed: 1, Households: 100, Duplicates: .3, Noise: linktest.Usual})
	sources := &block.Sources{Of: make([]uint8, tbl.Rows)}
	for r := range sources.Of {
		sources.Of[r] = uint8(r % 3)
	}
	sources.Unique[1] = true
	p := plan(t, tbl, planIgnore, link.PlanOptions{Sources: sources})
	r, err := link.Dedupe(context.Background(), tbl, planIgnore, link.Options{Sources: sources})
	if err != nil || p.Pairs != r.Compared {
		t.Errorf("planned %d, compared %d, %v", p.Pairs, r.Compared, err)
	}
}

// A clock makes a foretold time, --values a readable key.
func TestPlanTimeAndValues(t *testing.T) {
	tbl, _ := people(t, linktest.Population{Seed: 1, Households: 100, Duplicates: .3, Noise: linktest.Usual})
	ticks := 0
	clock := func() time.Time { ticks++; return time.Unix(int64(ticks), 0) }
	s := link.Spec{Comparisons: []link.Comparison{{Column: "surname", Comparator: compare.Name(), TermFrequency: true, Shared: true}, {Column: "first_name", Comparator: compare.Name()}, {Column: "dob", Comparator: compare.Date()}},
		Rules: rules(t, "city + surname:soundex", "sex")}
	p := plan(t, tbl, s, link.PlanOptions{Now: clock, Values: true, Worst: 1})
	if p.Seconds < 2 || len(p.Rules[1].Worst) != 1 || p.Rules[1].Worst[0].Value != "f" && p.Rules[1].Worst[0].Value != "m" {
		t.Errorf("%.1f s, %+v", p.Seconds, p.Rules[1])
	}
	if p.Rules[1].Largest < tbl.Rows/4 {
		t.Errorf("the largest block of sex has %d rows", p.Rules[1].Largest)
	}
}

func TestPlanFaults(t *testing.T) {
	tbl, _ := people(t, linktest.Population{Seed: 1, Households: 50, Duplicates: .2, Noise: linktest.Usual})
	if _, err := link.NewPlan(context.Background(), tbl, link.Spec{Ignore: []string{"nope"}}, link.PlanOptions{}); err == nil || !strings.Contains(err.Error(), `"nope"`) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := link.NewPlan(ctx, tbl, planIgnore, link.PlanOptions{}); err == nil {
		t.Error("a plan was made after its time")
	}
}

// Pairs of a sorted neighbourhood stand in several of its windows and are
// counted once, by the rule alone and after the rules before it.
func TestPlanOfNeighbourhoods(t *testing.T) {
	p := town
	p.Households = 150
	tbl, _ := people(t, p)
	s := planIgnore
	s.Rules = rules(t, "surname", "surname:exact~3 + sex", "phone:reversed~4")
	got := plan(t, tbl, s, link.PlanOptions{})
	// position of every row's key among all of the column, sorted
	positions := func(column string, key block.KeyFunc) []int {
		var all []string
		for _, v := range tbl.Column(column).Values.All() {
			if k := key(v); k != "" {
				all = append(all, k)
			}
		}
		slices.Sort(all)
		all = slices.Compact(all)
		out := make([]int, tbl.Rows)
		for row := range out {
			out[row] = slices.Index(all, key(tbl.Column(column).Value(row)))
		}
		return out
	}
	surnames, phones := positions("surname", block.Exact), positions("phone", block.Reversed)
	near := func(of []int, a, b, width int) bool {
		return of[a] >= 0 && of[b] >= 0 && max(of[a]-of[b], of[b]-of[a]) < width
	}
	same := func(a, b int, column string) bool {
		x := block.Exact(tbl.Column(column).Value(a))
		return x != "" && x == block.Exact(tbl.Column(column).Value(b))
	}
	var alone, fresh [3]int64
	for a := range tbl.Rows {
		for b := range a {
			made := [3]bool{same(a, b, "surname"), same(a, b, "sex") && near(surnames, a, b, 3), near(phones, a, b, 4)}
			for i, m := range made {
				if m {
					alone[i]++
				}
			}
			if i := slices.Index(made[:], true); i >= 0 {
				fresh[i]++
			}
		}
	}
	for i, r := range got.Rules {
		if r.Pairs != alone[i] || r.New != fresh[i] {
			t.Errorf("rule %q makes %d pairs, %d new ones; counted one by one %d and %d", r.Rule, r.Pairs, r.New, alone[i], fresh[i])
		}
	}
	run, err := link.Dedupe(context.Background(), tbl, s, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if run.Compared != got.Pairs {
		t.Errorf("planned %d pairs, compared %d", got.Pairs, run.Compared)
	}
}
