package simulate

import "math/rand/v2"

// dice is the seeded source of everything that happens by chance.
type dice struct{ *rand.Rand }

// newDice gives an independent stream for each pair of seed and purpose.
func newDice(seed uint64, purpose string) *dice {
	h := uint64(14695981039346656037)
	for i := 0; i < len(purpose); i++ {
		h = (h ^ uint64(purpose[i])) * 1099511628211
	}
	return &dice{rand.New(rand.NewPCG(seed, h))}
}

func (r *dice) below(n int) int        { return r.IntN(n) }
func (r *dice) chance(p float64) bool  { return r.Float64() < p }
func (r *dice) between(lo, hi int) int { return lo + r.IntN(hi-lo+1) }
func pick[T any](r *dice, from []T) T  { return from[r.IntN(len(from))] }
func (r *dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}
