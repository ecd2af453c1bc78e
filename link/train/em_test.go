package train

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// Pairs are drawn from a known mixture of matches, members of households and
// chance; the fit must find the sizes and distributions again.
func TestEMFindsKnownMixture(t *testing.T) {
	const pairs = 400_000.0
	u := [][]float64{{1, .96, .03, .01}, {1, .95, .03, .02}, {1, .99, .005, .005}, {1, .9, .05, .05}, {1, .97, .02, .01}}
	m := [][]float64{{1, .05, .15, .80}, {1, .08, .12, .80}, {1, .04, .06, .90}, {1, .20, .10, .70}, {1, .15, .05, .80}}
	home := [][]float64{u[0], {1, .25, .05, .70}, u[2], {1, .05, .10, .85}, {1, .30, .10, .60}}
	const matches, homes = 3000, 6000
	rng := rand.New(rand.NewPCG(5, 6))
	var counter Counter
	draw := func(p [][]float64, n int) {
		for range n {
			var x Pattern
			for k := range p {
				v := rng.Float64()
				g := 1
				for ; g < 3 && v > p[k][g]; g++ {
					v -= p[k][g]
				}
				x = x.With(k, g)
			}
			counter.Add(x)
		}
	}
	draw(m, matches)
	draw(home, homes)
	draw(u, int(pairs)-matches-homes)

	prior := []float64{0, .05, .10, .85}
	var fields []Field
	for k := range u {
		random := make([]float64, 4)
		for _, c := range Merge(&counter) {
			random[c.Pattern.Grade(k)] += c.Pairs
		}
		fields = append(fields, Field{Random: random, Prior: prior, Strength: 5, Exact: 3})
	}
	class := func(name string, from Origin, own []int, n float64) Class {
		c := Class{Name: name, Pairs: n, From: []Origin{ByChance, ByChance, ByChance, ByChance, ByChance}}
		for range fields {
			c.P = append(c.P, append([]float64(nil), prior...))
		}
		for _, k := range own {
			c.From[k] = from
		}
		return c
	}
	match := class("match", Own, []int{0, 1, 2, 3, 4}, 1000)
	match.Match = true
	problem := Problem{Fields: fields, Counts: Merge(&counter), Pairs: pairs, Iterations: 300,
		Classes: []Class{match, class("household", Own, []int{1, 3, 4}, 1000), class("chance", ByChance, nil, pairs)}}
	one, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	problem.Threads = 3
	three, err := EM(context.Background(), problem)
	if err != nil {
		t.Fatal(err)
	}
	if one.Likelihood != three.Likelihood {
		t.Errorf("likelihood %v with one thread, %v with three", one.Likelihood, three.Likelihood)
	}
	got := one.Mixture.Classes
	near := func(what string, got, want, within float64) {
		t.Helper()
		if math.Abs(got-want) > within {
			t.Errorf("%s = %.4f, want %.4f", what, got, want)
		}
	}
	near("matches", got[0].Pairs/matches, 1, .05)
	near("household pairs", got[1].Pairs/homes, 1, .08)
	for k := range m {
		for g := 1; g < 4; g++ {
			near("m", got[0].P[k][g], m[k][g], .03)
			near("u", one.U[k][g], u[k][g], .01)
		}
	}
	// The weight is the true log odds.
	p := Pattern(0).With(0, 3).With(1, 3).With(2, 1).With(3, 3).With(4, 1)
	truth := func(d [][]float64, n float64) float64 { return n * d[0][3] * d[1][3] * d[2][1] * d[3][3] * d[4][1] }
	want := math.Log2(truth(m, matches) / (truth(u, pairs) + truth(home, homes)))
	near("weight", one.Mixture.Weight(p), want, .5)
}

func TestOptionalClassVanishesWithoutEvidence(t *testing.T) {
	random := []float64{0, 9_000, 1_000}
	fields := []Field{{Random: random, Prior: []float64{0, .1, .9}, Strength: 5, Exact: 2}, {Random: random, Prior: []float64{0, .1, .9}, Strength: 5, Exact: 2}, {Random: random, Prior: []float64{0, .1, .9}, Strength: 5, Exact: 2}}
	p := func() [][]float64 { return [][]float64{{0, .1, .9}, {0, .1, .9}, {0, .1, .9}} }
	counts := []Count{}
	for i := range 8 {
		x, n := Pattern(0), 10_000.0
		for k := range 3 {
			if i>>k&1 == 1 {
				x, n = x.With(k, 2), n*.1
			} else {
				x, n = x.With(k, 1), n*.9
			}
		}
		counts = append(counts, Count{x, n})
	}
	chance := []Origin{ByChance, ByChance, ByChance}
	f, err := EM(context.Background(), Problem{Fields: fields, Counts: counts, Pairs: 10_000, Iterations: 100, Classes: []Class{
		{Name: "match", Match: true, Pairs: 10, From: []Origin{Own, Own, Own}, P: p()},
		{Name: "same", Optional: true, Pairs: 100, From: []Origin{Agreeing, Agreeing, ByChance}, P: p()},
		{Name: "chance", Pairs: 10_000, From: chance, P: p()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Mixture.Classes {
		if c.Name == "same" {
			t.Errorf("class %q kept %v pairs of independent fields", c.Name, c.Pairs)
		}
	}
}

func TestCounterMergesInOrder(t *testing.T) {
	var a, b Counter
	for i := range 5000 {
		a.Add(Pattern(i % 700))
		b.Add(Pattern(i % 900 * 16))
	}
	one, two := Merge(&a, &b), Merge(&b, &a)
	var total float64
	for i := range one {
		if one[i] != two[i] || i > 0 && one[i].Pattern <= one[i-1].Pattern {
			t.Fatalf("entry %d: %v, %v", i, one[i], two[i])
		}
		total += one[i].Pairs
	}
	if total != 10_000 {
		t.Errorf("%v pairs, want 10000", total)
	}
	thin := Thin(one, []int{9, 9, 9}, 200, 1)
	var kept float64
	for _, c := range thin {
		kept += c.Pairs
	}
	if math.Abs(kept-total) > .15*total {
		t.Errorf("thinned to %d patterns that stand for %v pairs of %v", len(thin), kept, total)
	}
}
