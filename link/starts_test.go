package link

import (
	"context"
	"slices"
	"strings"
	"testing"

	"quanyuan/link/compare"
	"quanyuan/link/train"
)

// Of several beginnings the likeliest end becomes the model; the first is that
// of a run with one, and threads change nothing.
func TestLikeliestOfSeveralStarts(t *testing.T) {
	tbl, spec := emailsInform(t)
	run := func(starts, threads int) *Result {
		spec.Starts = starts
		r, err := Dedupe(context.Background(), tbl, spec, Options{Threads: threads})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	one, four, again := run(1, 2), run(4, 1), run(4, 3)
	if one.Model.Starts != nil || len(four.Model.Starts) != 4 {
		t.Fatalf("one start tells %v, four %v", one.Model.Starts, four.Model.Starts)
	}
	var matches float64
	for _, c := range one.Model.Mixture.Classes {
		if c.Match {
			matches += c.Pairs
		}
	}
	if four.Model.Starts[0].Matches != matches {
		t.Errorf("the first of four ends with %v matches, the only one with %v", four.Model.Starts[0].Matches, matches)
	}
	chosen := 0
	for _, s := range four.Model.Starts {
		if s.Chosen {
			chosen++
			for _, o := range four.Model.Starts {
				if !o.Switched && o.Likelihood > s.Likelihood {
					t.Errorf("%+v was chosen, %+v is likelier", s, o)
				}
			}
		}
	}
	if chosen != 1 {
		t.Errorf("%d were chosen", chosen)
	}
	if !slices.Equal(four.Pairs, again.Pairs) || !slices.Equal(four.Model.Starts, again.Model.Starts) {
		t.Error("three threads choose otherwise than one")
	}
	spec.Starts = MostStarts + 1
	if _, err := Dedupe(context.Background(), tbl, spec, Options{}); err == nil || !strings.Contains(err.Error(), "51 starts of the training: give 1 to 50") {
		t.Error(err)
	}
}

func TestClassesThatChangedPlaces(t *testing.T) {
	e := &encoded{fields: []*field{
		{Comparison: Comparison{Column: "name", Comparator: compare.Name()}},
		{Comparison: Comparison{Column: "born", Comparator: compare.Date()}},
		{Comparison: Comparison{Column: "street", Comparator: compare.Name(), Shared: true}},
	}}
	fields := []train.Field{{Exact: 2}, {Exact: 2}, {Exact: 2}}
	for _, tt := range []struct {
		match, chance [3]float64
		want          bool
	}{
		{[3]float64{.9, .9, .9}, [3]float64{.1, .1, .1}, false},
		{[3]float64{.1, .1, .9}, [3]float64{.9, .9, .1}, true},
		{[3]float64{.05, .9, .9}, [3]float64{.1, .1, .1}, false}, // a useless column is none
		{[3]float64{.9, .9, .1}, [3]float64{.1, .1, .9}, false},  // they moved
	} {
		f := &train.Fit{Mixture: train.Mixture{Classes: []train.Class{{}}}}
		for k := range tt.match {
			f.Mixture.Classes[0].P = append(f.Mixture.Classes[0].P, []float64{1, 1 - tt.match[k], tt.match[k]})
			f.U = append(f.U, []float64{1, 1 - tt.chance[k], tt.chance[k]})
		}
		if got := e.switched(fields, f); got != tt.want {
			t.Errorf("matches agree in %v, others in %v: switched %v", tt.match, tt.chance, got)
		}
	}
}

func TestStartsInWords(t *testing.T) {
	for _, tt := range []struct {
		starts []Start
		want   []string
	}{
		{nil, nil},
		{[]Start{{Matches: 100}, {Matches: 100.5}}, nil},
		{[]Start{{Matches: 100}, {Matches: 150}, {Matches: 100}}, []string{"3 beginnings of the training ended in 2 places, with 100 to 150 matches"}},
		{[]Start{{Matches: 100}, {Matches: 100, Switched: true}}, []string{"1 of 2 beginnings took others for matches"}},
		{[]Start{{Matches: 100, Switched: true}, {Matches: 100, Switched: true}}, []string{"matches and others have changed places"}},
	} {
		got := diagnoseStarts(tt.starts)
		if len(got) != len(tt.want) {
			t.Errorf("%v: %q", tt.starts, got)
			continue
		}
		for i, w := range tt.want {
			if !strings.Contains(got[i].EN, w) || got[i].ZH == "" {
				t.Errorf("%v: %q, want %q", tt.starts, got[i], w)
			}
		}
	}
}
