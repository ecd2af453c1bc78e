package train

import (
	"math/rand/v2"
	"testing"
)

func TestWeightsAreThoseOfTheMixture(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	grades := []int{4, 7, 16, 3}
	var m Mixture
	for c := range 6 {
		cl := Class{Match: c < 2, Pairs: float64(c%3) * 1000 * rng.Float64()}
		for k, n := range grades {
			p := make([]float64, n)
			for g := range p {
				p[g] = rng.Float64()
				if c > 0 && rng.IntN(3) == 0 {
					p[g] = m.Classes[0].P[k][g]
				}
			}
			p[0] = 1
			cl.P = append(cl.P, p)
		}
		m.Classes = append(m.Classes, cl)
	}
	copy(m.Classes[3].P[1], m.Classes[5].P[1])
	w := m.Weights()
	for range 1000 {
		var p Pattern
		for k, n := range grades {
			p = p.With(k, rng.IntN(n))
		}
		if got, want := w.Weight(p), m.Weight(p); got != want {
			t.Fatalf("pattern %x weighs %v, by the mixture %v", p, got, want)
		}
	}
}

func BenchmarkWeights(b *testing.B) {
	var m Mixture
	for c := range 20 {
		cl := Class{Match: c == 0, Pairs: 1}
		for k := range 10 {
			p := make([]float64, 12)
			for g := range p {
				p[g] = 0.1
				if (c+k)%3 == 0 {
					p[g] = 0.2
				}
			}
			cl.P = append(cl.P, p)
		}
		m.Classes = append(m.Classes, cl)
	}
	w := m.Weights()
	b.Run("prepared", func(b *testing.B) {
		for b.Loop() {
			w.Weight(0x1234512345)
		}
	})
	b.Run("mixture", func(b *testing.B) {
		for b.Loop() {
			m.Weight(0x1234512345)
		}
	})
}
