package link_test

import (
	"context"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
)

// Members of households resemble each other and duplicates are few: siblings
// with a character in common and twins with most of their number must not make
// matches look as if they disagreed.
func TestFewDuplicatesAmongTwins(t *testing.T) {
	p := linktest.Population{Seed: 21, Households: 1500, Duplicates: .02, Twins: .3, Noise: linktest.Usual}
	tbl, err := linktest.TableOf(linktest.ChineseColumns, linktest.ChinesePeople(p))
	if err != nil {
		t.Fatal(err)
	}
	want := truth(tbl.Column("cluster"), func(s string) string { return s })
	r, err := link.Dedupe(context.Background(), tbl, link.Spec{Ignore: []string{"编号", "cluster"}}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := linktest.Evaluate(r.Clusters, want); got.Precision < .95 || got.Recall < .93 {
		t.Errorf("%v", got)
	}
	// Precision is estimated without the truth, among the compared pairs.
	var right, found float64
	for _, p := range r.Pairs {
		if p.Probability() >= r.Threshold {
			found++
			if want[p.A] == want[p.B] {
				right++
			}
		}
	}
	if q := r.Model.Expected(r.Patterns, r.Threshold); q.Pairs != found || q.Precision < right/found-.05 || q.Precision > right/found+.05 {
		t.Errorf("expected %+v, found %.0f pairs, %.0f of them right", q, found, right)
	}
}

func TestLabelsAreUsed(t *testing.T) {
	p := town
	p.Households = 300
	tbl, want := people(t, p)
	spec := link.Spec{Ignore: []string{"unique_id", "cluster"}}
	plain, err := link.Dedupe(context.Background(), tbl, spec, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var labels []link.Label
	for _, p := range plain.Pairs {
		labels = append(labels, link.Label{A: p.B, B: p.A, Match: want[p.A] == want[p.B]})
	}
	taught, err := link.Dedupe(context.Background(), tbl, spec, link.Options{Labels: labels})
	if err != nil {
		t.Fatal(err)
	}
	before, after := linktest.Evaluate(plain.Clusters, want), linktest.Evaluate(taught.Clusters, want)
	if after.F1 < before.F1-.005 {
		t.Errorf("without labels %v, with them %v", before, after)
	}
	labels[0].B = uint32(tbl.Rows)
	if _, err := link.Dedupe(context.Background(), tbl, spec, link.Options{Labels: labels}); err == nil || !strings.Contains(err.Error(), "label 1") {
		t.Errorf("a label of a row that is not there: %v", err)
	}
}

// TestJudgedTeach: pairs given by their texts are used as they are, do no harm
// where everything is known already, and must fit the comparisons.
func TestJudgedTeach(t *testing.T) {
	p := town
	p.Households = 200
	tbl, want := people(t, p)
	spec := link.Spec{Ignore: []string{"unique_id", "cluster"}}
	o := link.Options{TrainOnly: true}
	plain, err := link.Dedupe(context.Background(), tbl, spec, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	row := func(r uint32) (out []string) {
		for _, c := range plain.Model.Comparisons {
			col := tbl.Column(c.Column)
			out = append(out, col.Value(int(r)))
		}
		return out
	}
	for i, p := range plain.Pairs {
		if i%3 == 0 {
			o.Judged = append(o.Judged, link.Judged{A: row(p.A), B: row(p.B), Match: want[p.A] == want[p.B]})
		}
	}
	taught, err := link.Dedupe(context.Background(), tbl, spec, o)
	if err != nil {
		t.Fatal(err)
	}
	if taught.Pairs != nil || taught.Clusters != nil {
		t.Error("training alone scored pairs")
	}
	scored, err := link.Dedupe(context.Background(), tbl, spec, link.Options{Model: taught.Model})
	if err != nil {
		t.Fatal(err)
	}
	before, after := linktest.Evaluate(plain.Clusters, want), linktest.Evaluate(scored.Clusters, want)
	t.Logf("without judgements %v, with %d of them %v", before, len(o.Judged), after)
	if after.F1 < before.F1-.005 {
		t.Errorf("without judgements %v, with %d of them %v", before, len(o.Judged), after)
	}
	o.Judged[1].B = o.Judged[1].B[1:]
	if _, err := link.Dedupe(context.Background(), tbl, spec, o); err == nil || !strings.Contains(err.Error(), "judged pair 2") {
		t.Errorf("a record of too few values: %v", err)
	}
}
