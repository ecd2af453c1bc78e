package link

import (
	"math"
	"math/rand/v2"
	"testing"

	"quanyuan/link/block"
)

// twoLists draws pairs of two lists: some records have their match in the other
// list, with weights around weight and spread, and every record has partners by
// chance, fewer the higher the weight: mean of them at -6 bits or above, half as
// many for every bit.
func twoLists(rng *rand.Rand, rows, matches int, weight, spread, mean float64) (*encoded, []Pair) {
	e := &encoded{n: 2 * rows, sources: &block.Sources{Of: make([]uint8, 2*rows), Unique: [256]bool{true, true}}}
	for r := rows; r < 2*rows; r++ {
		e.sources.Of[r] = 1
	}
	var pairs []Pair
	for r := range uint32(matches) {
		pairs = append(pairs, Pair{A: r, B: uint32(rows) + r, Weight: float32(weight + spread*rng.NormFloat64())})
	}
	for range int(mean * float64(rows)) {
		pairs = append(pairs, Pair{A: rng.Uint32N(uint32(rows)), B: uint32(rows) + rng.Uint32N(uint32(rows)), Weight: float32(-6 + math.Log2(1/(1-rng.Float64())))})
	}
	return e, pairs
}

// Where matches stand alone below even odds, the threshold goes down to them;
// where chance makes as many best partners as matches do, it stays.
func TestThresholdGoesDownToLonelyMatches(t *testing.T) {
	for _, tt := range []struct {
		name                 string
		matches              int
		weight, spread, mean float64
		low, high            float64 // of the threshold, in bits
	}{
		{"matches at -2, little chance", 700, -2, 1, 0.1, -5, -3},
		{"matches at 6, little chance", 700, 6, 1, 0.1, -3, 0}, // of three records in a thousand chance has a partner from -3 on
		{"no matches, much chance", 0, 0, 0, 3, 0, 0},
		{"no matches, little chance", 0, 0, 0, 0.1, 0, 0},
		{"matches in a crowd", 300, -4, 1, 8, 0, 0},
		{"few matches", 8, -2, 1, 0.1, -1, 0},
	} {
		for seed := range uint64(5) {
			e, pairs := twoLists(rand.New(rand.NewPCG(seed, 3)), 1000, tt.matches, tt.weight, tt.spread, tt.mean)
			m := &Model{Threshold: defaultThreshold}
			m.lowerByPartners(e, pairs, true)
			if got := WeightOf(m.Threshold); got < tt.low-1e-9 || got > tt.high+1e-9 {
				t.Errorf("%s, seed %d: the threshold is %.2f bits, want %g to %g", tt.name, seed, got, tt.low, tt.high)
			}
			if lowered := m.Threshold < defaultThreshold; lowered != (len(m.Diagnosis) == 1) {
				t.Errorf("%s, seed %d: lowered %v, and %d notes tell of it", tt.name, seed, lowered, len(m.Diagnosis))
			}
		}
	}
}

// The share of records with a partner by chance follows from that with two.
func TestFirstPartnersByChance(t *testing.T) {
	for _, mean := range []float64{0.01, 0.3, 2} {
		none := math.Exp(-mean)
		for _, share := range []float64{0, 0.4, 1} {
			second := share*(1-none) + (1-share)*(1-none*(1+mean))
			if got := firstByChance(second, share); math.Abs(got-(1-none)) > 1e-6 {
				t.Errorf("mean %g, share %g: %g have a first partner by chance, want %g", mean, share, got, 1-none)
			}
		}
	}
}
