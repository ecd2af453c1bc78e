package train

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What is found is at least as likely, with what is expected, as any mixture
// drawn by chance, and as those near it.
func TestSharesAreTheLikeliest(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	for range 50 {
		kinds, n := 2+rng.IntN(3), 1+rng.IntN(40)
		draw := func() []float64 {
			p, sum := make([]float64, kinds), 0.0
			for c := range p {
				p[c] = rng.ExpFloat64()
				sum += p[c]
			}
			for c := range p {
				p[c] /= sum
			}
			return p
		}
		density, pairs, prior := make([][]float64, n), make([]float64, n), draw()
		for i := range density {
			density[i], pairs[i] = draw(), float64(1+rng.IntN(20))
		}
		const strength = 10
		likelihood := func(share []float64) (sum float64) {
			for i, d := range density {
				var p float64
				for c, s := range share {
					p += s * d[c]
				}
				sum += pairs[i] * math.Log(p)
			}
			for c, s := range share {
				sum += strength * prior[c] * math.Log(s)
			}
			return sum
		}
		found := Shares(density, pairs, prior, strength)
		most := likelihood(found)
		for range 100 {
			other := draw()
			near := make([]float64, kinds)
			for c := range near {
				near[c] = .99*found[c] + .01*other[c]
			}
			if likelihood(other) > most+1e-6 || likelihood(near) > most+1e-6 {
				t.Fatalf("%v is likelier than %v", other, found)
			}
		}
	}
}

// What is known of few pairs is mostly what was expected.
func TestSharesOfFewPairs(t *testing.T) {
	density := [][]float64{{1, 0}}
	for _, tt := range []struct{ pairs, want float64 }{{0, 1e-4}, {1, (1 + 1e-3) / 11}, {990, (990 + 1e-3) / 1000}} {
		if got := Shares(density, []float64{tt.pairs}, []float64{1e-4, 1 - 1e-4}, 10); math.Abs(got[0]-tt.want) > 1e-6 {
			t.Errorf("%v pairs give the share %v, want %v", tt.pairs, got[0], tt.want)
		}
	}
}
