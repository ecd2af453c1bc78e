package people

import (
	"math/rand/v2"
	"sort"
)

// dice is the seeded source of everything that happens by chance.
type dice struct{ *rand.Rand }

// newDice gives an independent stream for each seed, purpose and number.
func newDice(seed uint64, purpose string, n uint64) dice {
	h := uint64(14695981039346656037)
	for i := 0; i < len(purpose); i++ {
		h = (h ^ uint64(purpose[i])) * 1099511628211
	}
	return dice{rand.New(rand.NewPCG(mix(seed^h), mix(n+h)))}
}

// mix spreads a number over all bits (the finaliser of splitmix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (r dice) chance(p float64) bool  { return r.Float64() < p }
func (r dice) between(lo, hi int) int { return lo + r.IntN(hi-lo+1) }

func pick[T any](r dice, from []T) T { return from[r.IntN(len(from))] }

// digits are n figures.
func (r dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}

// urn draws numbers 0, 1, … by their weights.
type urn []float64

func newUrn(n int, weight func(int) float64) urn {
	u, sum := make(urn, n), 0.0
	for i := range u {
		sum += weight(i)
		u[i] = sum
	}
	return u
}

func (u urn) draw(r dice) int {
	x := r.Float64() * u[len(u)-1]
	return min(sort.SearchFloat64s(u, x), len(u)-1)
}

// weight is the share of number i.
func (u urn) weight(i int) float64 {
	w := u[i]
	if i > 0 {
		w -= u[i-1]
	}
	return w / u[len(u)-1]
}
