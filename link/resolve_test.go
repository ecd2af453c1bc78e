package link_test

import (
	"context"
	"testing"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/cluster"
	"quanyuan/link/linktest"
)

// Every pair above the threshold stands in one cluster or is told as a split,
// by the rows of the table, and the sweep agrees with the components.
func TestSplitsAndSweepAreOfTheTable(t *testing.T) {
	p := town
	p.Households, p.Duplicates, p.Noise = 500, 3, linktest.Heavy
	tbl, want := people(t, p)
	r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cut := float32(link.WeightOf(r.Threshold))
	told := map[[2]uint32]cluster.Split{}
	for i, s := range r.Splits {
		told[[2]uint32{s.Left, s.Right}] = s
		if r.Clusters[s.A] != s.Left || r.Clusters[s.B] != s.Right || s.Left >= s.Right || s.Component > s.Left || s.Link.Weight < cut {
			t.Errorf("split %+v does not fit the clusters", s)
		}
		if i > 0 && s.Component < r.Splits[i-1].Component {
			t.Errorf("split %+v is out of order", s)
		}
	}
	edges := make([]cluster.Edge, len(r.Pairs))
	for i, q := range r.Pairs {
		edges[i] = cluster.Edge{A: q.A, B: q.B, Weight: q.Weight}
		a, b := r.Clusters[q.A], r.Clusters[q.B]
		if s, ok := told[[2]uint32{min(a, b), max(a, b)}]; q.Weight >= cut && a != b && (!ok || s.Link.Weight < q.Weight) {
			t.Errorf("the pair %+v is given up without a word", q)
		}
	}
	if len(r.Splits) < 10 {
		t.Errorf("%d splits: too few to test anything", len(r.Splits))
	}
	components := linktest.Evaluate(cluster.Components(tbl.Rows, edges, cut), want)
	divided := linktest.Evaluate(r.Clusters, want)
	if divided.F1 < components.F1 || divided.Precision < components.Precision+.02 {
		t.Errorf("components %v, divided %v", components, divided)
	}
	pairs := int64(0)
	for _, x := range r.Sweep() {
		if x.Weight >= cut {
			pairs = x.Pairs
		}
	}
	if pairs != components.Found {
		t.Errorf("at the threshold the sweep has %d pairs, the components %d", pairs, components.Found)
	}
}

// Where two lists have nobody twice, no cluster may hold two rows of one: not
// over a row of the other list either.
func TestClustersKeepListsUnique(t *testing.T) {
	p := town
	p.Households, p.Duplicates = 400, 2
	tbl, want := people(t, p)
	sources := &block.Sources{Of: make([]uint8, tbl.Rows), Unique: [256]bool{0: true, 1: true}}
	seen := map[uint32]int{}
	for row, who := range want {
		sources.Of[row] = uint8(min(seen[who], 2))
		seen[who]++
	}
	r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{Sources: sources})
	if err != nil {
		t.Fatal(err)
	}
	held := map[[2]uint32]int{}
	for row, c := range r.Clusters {
		if s := uint32(sources.Of[row]); s < 2 {
			held[[2]uint32{c, s}]++
		}
	}
	for at, n := range held {
		if n > 1 {
			t.Errorf("cluster %d has %d rows of list %d, which has nobody twice", at[0], n, at[1])
		}
	}
	if s := linktest.Evaluate(r.Clusters, want); s.Precision < .97 || s.Recall < .95 {
		t.Errorf("%v, want precision ≥ 0.97 and recall ≥ 0.95", s)
	} else {
		t.Log(s)
	}
}
