package link

import (
	"context"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"quanyuan/link/train"
)

// boundAll tries all grades of the open comparisons.
func boundAll(m *Model, fields []*field, p train.Pattern, open Comparisons) float64 {
	if open == 0 {
		return m.Weight(p)
	}
	k, most := bits.TrailingZeros32(uint32(open)), math.Inf(-1)
	for g := range fields[k].grades {
		most = max(most, boundAll(m, fields, p|train.Pattern(g)<<(4*k), open&(open-1)))
	}
	return most
}

// boundModel is a trained model with a Weigher and the patterns that were met.
func boundModel(t testing.TB) (*Model, *Weigher, []train.Pattern) {
	tbl, spec := emailsInform(t)
	r, err := Dedupe(context.Background(), tbl, spec, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewScorer(r.Model, ComparatorNamed)
	if err != nil {
		t.Fatal(err)
	}
	var met []train.Pattern
	for _, n := range r.Patterns {
		met = append(met, n.Pattern)
	}
	return r.Model, s.Weigher(), met
}

// A bound is what the best end of the open comparisons gives, to its slack.
func TestBoundIsReached(t *testing.T) {
	m, w, met := boundModel(t)
	rng, tried := rand.New(rand.NewPCG(4, 4)), map[Comparisons]int{}
	for range 3000 {
		p := met[rng.IntN(len(met))]
		open := Comparisons(0)
		for range rng.IntN(4) {
			open |= 1 << rng.IntN(len(m.Comparisons))
		}
		for k := range m.Comparisons {
			if open>>k&1 != 0 {
				p &^= 15 << (4 * k)
			}
		}
		tried[open]++
		want, got := boundAll(m, w.e.fields, p, open), float64(w.Bound(p, open))
		if got < want-1e-5 || got > want+0.002 {
			t.Fatalf("pattern %x without %b: at most %v, bounded by %v", p, open, want, got)
		}
	}
	if len(tried) < 15 {
		t.Errorf("only %d sets of comparisons were open", len(tried))
	}
}

// BenchmarkBound bounds patterns that were not met lately.
func BenchmarkBound(b *testing.B) {
	_, w, met := boundModel(b)
	of := w.boundsOf(1<<0 | 1<<1)
	for i := 0; b.Loop(); i++ {
		of.most(met[i%len(met)] &^ 0xFF)
	}
}
