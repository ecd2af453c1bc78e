package train

import (
	"context"
	"math"
	"testing"
)

// known is a mixture of matches and chance in three fields of two levels, with
// the counts it makes.
func known() (Problem, []Count) {
	u, m := []float64{1, .9, .1}, []float64{1, .1, .9}
	const pairs, matches = 100_000.0, 2_000.0
	var counts []Count
	random := []float64{0, 0, 0}
	for i := range 8 {
		p, a, b := Pattern(0), matches, pairs-matches
		for k := range 3 {
			g := 1 + i>>k&1
			p, a, b = p.With(k, g), a*m[g], b*u[g]
		}
		counts = append(counts, Count{p, a + b})
		random[p.Grade(0)] += a + b
	}
	problem := Problem{Counts: counts, Pairs: pairs, Iterations: 200}
	prior := [][]float64{}
	for range 3 {
		problem.Fields = append(problem.Fields, Field{Random: random, Prior: []float64{0, .2, .8}, Strength: 1, Exact: 2})
		prior = append(prior, []float64{1, .2, .8})
	}
	problem.Classes = []Class{
		{Name: "match", Match: true, Pairs: 500, From: []Origin{Own, Own, Own}, P: prior},
		{Name: "chance", Pairs: pairs, From: []Origin{ByChance, ByChance, ByChance}, P: prior},
	}
	return problem, counts
}

func TestExpectedIsWhatTheMixtureMade(t *testing.T) {
	problem, counts := known()
	f, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	all := Pattern(0).With(0, 2).With(1, 2).With(2, 2)
	q := f.Mixture.Expected(counts, f.Mixture.Weight(all))
	right, other := 2000*.729, 98_000*.001
	if math.Abs(q.Precision-right/(right+other)) > .02 || math.Abs(q.Recall-.729) > .02 {
		t.Errorf("expected %+v, want precision %.3f and recall .729", q, right/(right+other))
	}
	if q := f.Mixture.Expected(counts, math.Inf(-1)); q.Recall != 1 || math.Abs(q.Precision-.02) > .002 {
		t.Errorf("of all pairs: %+v, want precision .02 and recall 1", q)
	}
}

func TestBootstrapSpreadsAsCountsDo(t *testing.T) {
	problem, _ := known()
	f, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	fits, err := Bootstrap(context.Background(), problem, f.Mixture.Classes, 40, 1)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Bootstrap(context.Background(), problem, f.Mixture.Classes, 40, 1)
	var sizes []float64
	for i, b := range fits {
		sizes = append(sizes, b.Mixture.Classes[0].Pairs)
		if again[i].Mixture.Classes[0].Pairs != sizes[i] {
			t.Fatalf("fit %d is another with the same seed", i)
		}
	}
	low, high := Interval(sizes, .9)
	if low > 2000 || high < 2000 || high-low < 50 || high-low > 600 {
		t.Errorf("90 %% of the fits have %.0f to %.0f matches; the truth is 2000, its own chance ±75", low, high)
	}
}

// Judged pairs move what matches look like, not how many there are.
func TestLabelsInformTheMatchClass(t *testing.T) {
	problem, _ := known()
	plain, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	problem.Labelled = []Labelled{
		{Pattern(0).With(0, 1).With(1, 2).With(2, 2), true, 4000, false},
		{Pattern(0).With(0, 2).With(1, 1).With(2, 1), false, 100, false},
	}
	f, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	before, after := plain.Mixture.Classes[0], f.Mixture.Classes[0]
	if after.P[0][1] < 2*before.P[0][1] {
		t.Errorf("matches disagree in the first field by %.3f, %.3f without the labels that say they do", after.P[0][1], before.P[0][1])
	}
	if after.Pairs > 2*before.Pairs {
		t.Errorf("%.0f matches with labels, %.0f without", after.Pairs, before.Pairs)
	}
	bins := f.Mixture.Reliable(problem.Labelled, []float64{0})
	if n := bins[0].Labels + bins[1].Labels; n != 2 || bins[0].Matches+bins[1].Matches != 1 {
		t.Errorf("bins %+v: two labels, one of a match", bins)
	}
}
