package link_test

import (
	"context"
	"fmt"
	"testing"

	"quanyuan/link"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// TestSingleWeighsAsABatchDoes: every pair that a batch run under a frozen
// model weighs has the same weight when one record comes alone, also when a
// comparison is made later, and its bound is never below.
func TestSingleWeighsAsABatchDoes(t *testing.T) {
	people := linktest.Population{Seed: 11, Households: 300, Duplicates: .6, Twins: .1, Noise: linktest.Heavy}
	for _, c := range []struct {
		name    string
		columns []string
		rows    [][]string
		ignore  []string
	}{
		{"western", linktest.PersonColumns, linktest.People(people), []string{"unique_id", "cluster"}},
		{"chinese", linktest.ChineseColumns, linktest.ChinesePeople(people), []string{"编号", "cluster"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := linktest.TableOf(c.columns, c.rows)
			if err != nil {
				t.Fatal(err)
			}
			g, err := link.Suggest(all, c.ignore...)
			if err != nil {
				t.Fatal(err)
			}
			trained, err := link.Dedupe(context.Background(), all, g.Spec, link.Options{})
			if err != nil {
				t.Fatal(err)
			}
			batch, err := link.Dedupe(context.Background(), all, g.Spec, link.Options{Model: trained.Model, Floor: 1e-9})
			if err != nil {
				t.Fatal(err)
			}
			one, err := link.NewSingle(trained.Model, g.Spec)
			if err != nil {
				t.Fatal(err)
			}
			if len(batch.Pairs) < 200 {
				t.Fatalf("only %d pairs", len(batch.Pairs))
			}
			checkSingle(t, one, all, batch.Pairs)
		})
	}
}

func checkSingle(t *testing.T, one *link.Single, all *table.Table, pairs []link.Pair) {
	record := func(row uint32) (values []string) {
		for _, name := range one.Columns() {
			values = append(values, all.Column(name).Value(int(row)))
		}
		return values
	}
	const later = link.Comparisons(1)
	for from := 0; from < len(pairs); {
		to := from
		var others [][]string
		for ; to < len(pairs) && pairs[to].A == pairs[from].A; to++ {
			others = append(others, record(pairs[to].B))
		}
		whole, err := one.Patterns(record(pairs[from].A), others, 0)
		if err != nil {
			t.Fatal(err)
		}
		part, err := one.Patterns(record(pairs[from].A), others, later)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range pairs[from:to] {
			if w := one.Weight(whole[i]); w != p.Weight {
				t.Fatalf("records %d and %d: %s alone, %s in a batch", p.A, p.B, fmt.Sprint(w), fmt.Sprint(p.Weight))
			}
			if whole[i]&^15 != part[i] {
				t.Fatalf("records %d and %d: pattern %x, without the first comparison %x", p.A, p.B, whole[i], part[i])
			}
			if b := one.Bound(part[i], later); b < p.Weight {
				t.Fatalf("records %d and %d: bound %v below the weight %v", p.A, p.B, b, p.Weight)
			}
		}
		from = to
	}
}
