package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/splink"
	"quanyuan/link/table"
)

// Pairs that one side alone takes for matches are told with what the other
// says: nothing where this engine did not make the pair, Splink's weight
// always. Pairs that neither or both take are none.
func TestDisagreements(t *testing.T) {
	m, err := splink.Read(strings.NewReader(`{"link_type": "dedupe_only", "probability_two_random_records_match": 0.5, "match_weight_column_prefix": "mw_", "comparisons": [
		{"output_column_name": "a", "comparison_levels": [
			{"sql_condition": "a_l = a_r", "m_probability": 0.8, "u_probability": 0.1},
			{"sql_condition": "ELSE", "m_probability": 0.2, "u_probability": 0.8}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	records, err := table.New([]string{"a"}, slices.Values([][]string{{"x"}, {"x"}, {"x"}, {"y"}}))
	if err != nil {
		t.Fatal(err)
	}
	r := &splinkRun{model: m, records: records, order: []uint32{3, 2, 1, 0}}
	if r.scorer, err = m.Scorer(records, splink.Options{}); err != nil {
		t.Fatal(err)
	}
	theirs, err := r.scorer.Pairs(context.Background(), splink.PairOptions{Order: r.order, Least: 0.5})
	if err != nil || len(theirs) != 3 {
		t.Fatalf("%d pairs, %v", len(theirs), err)
	}
	ours := []link.Pair{{A: 0, B: 1, Weight: 4}, {A: 0, B: 2, Weight: -4}, {A: 2, B: 3, Weight: 5}, {A: 1, B: 3, Weight: -5}}
	differ, both, err := disagreements(r, theirs, ours, 0.5)
	if err != nil || both != 1 {
		t.Fatalf("%d of both, %v", both, err)
	}
	var got []string
	for _, o := range differ {
		got = append(got, fmt.Sprintf("%d-%d: %.0f, %.0f", o.l, o.r, o.splink[0], o.engine[0]))
	}
	// Left is the record with the smaller place in the order of ids.
	if want := []string{"3-2: -2, 5", "2-1: 3, NaN", "2-0: 3, -4"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
