package link_test

import (
	"context"
	"testing"

	"quanyuan/link"
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
