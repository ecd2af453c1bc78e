package train

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// missingTold makes counts of pairs in which a value of the last field is missing
// more often among matches than among others, and gives these shares.
func missingTold(rng *rand.Rand) (counts []Count, fields []Field, match, other float64) {
	const matches, others = 4_000, 400_000
	match, other = .6, .15
	var all Counter
	fields = make([]Field, 3)
	for k := range fields {
		fields[k] = Field{Random: make([]float64, 3), Prior: []float64{0, .1, .9}, Strength: 5, Exact: 2}
	}
	pair := func(agree [3]float64, missing float64) {
		var p Pattern
		for k, a := range agree {
			g := 1
			if rng.Float64() < a {
				g = 2
			}
			if k == 2 && rng.Float64() < missing {
				fields[k].Null++
				continue
			}
			fields[k].Random[g]++
			p = p.With(k, g)
		}
		all.Add(p)
	}
	for range matches {
		pair([3]float64{.9, .8, .9}, match)
	}
	for range others {
		pair([3]float64{.05, .08, .1}, other)
	}
	return Merge(&all), fields, match, other
}

func nullProblem(counts []Count, fields []Field) Problem {
	p := func() [][]float64 {
		return [][]float64{{0, .1, .9}, {0, .1, .9}, {0, .1, .9}}
	}
	return Problem{Fields: fields, Counts: counts, Pairs: 404_000, Iterations: 200, Classes: []Class{
		{Name: "match", Match: true, Pairs: 10_000, From: []Origin{Own, Own, Own}, P: p()},
		{Name: "chance", Pairs: 390_000, From: []Origin{ByChance, ByChance, ByChance}, P: p()},
	}}
}

// Missing values that are told to inform have the shares they were made with,
// every distribution adds up to one with them, and weights follow; in the other
// fields they say nothing, and a fit goes on from what it gave.
func TestMissingValuesInform(t *testing.T) {
	counts, fields, match, other := missingTold(rand.New(rand.NewPCG(8, 1)))
	problem := nullProblem(counts, fields)
	f, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	m, chance := f.Mixture.Classes[0].P[2], f.Mixture.Classes[1].P[2]
	if math.Abs(m[0]-match) > .03 || math.Abs(chance[0]-other) > .01 {
		t.Errorf("missing in %.3f of the matches and %.3f of others, made with %v and %v", m[0], chance[0], match, other)
	}
	for _, p := range [][]float64{m, chance, f.U[2]} {
		if sum := p[0] + p[1] + p[2]; math.Abs(sum-1) > 1e-9 {
			t.Errorf("%v adds up to %v", p, sum)
		}
	}
	if p := f.Mixture.Classes[0].P[0]; p[0] != 1 {
		t.Errorf("a field that does not learn from missing values has %v", p)
	}
	agree := Pattern(0).With(0, 2).With(1, 2)
	said := f.Mixture.Weight(agree) - math.Log2(match/other)
	problem.Fields[2].Null = 0
	silent, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	if without := silent.Mixture.Weight(agree); math.Abs(said-without) > .3 {
		t.Errorf("weighs %.2f beside the missing value, %.2f without it", said, without)
	}
	_, fields, _, _ = missingTold(rand.New(rand.NewPCG(8, 1)))
	problem.Fields, problem.Classes = fields, f.Mixture.Classes
	again, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := again.Mixture.Weight(agree), f.Mixture.Weight(agree); math.Abs(a-b) > .05 {
		t.Errorf("going on from the fit gives %.3f, not %.3f", a, b)
	}
	if a, b := f.Mixture.Weights().Weight(agree), f.Mixture.Weight(agree); a != b {
		t.Errorf("prepared %v, plain %v", a, b)
	}
}
