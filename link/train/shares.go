package train

import "math"

// Shares estimates by EM how a mixture of components whose densities are known
// is made up: density[i][c] is how likely component c makes what pairs[i] of the
// pairs show. prior is what is expected, with the strength of so many pairs. The
// likelihood has one maximum, so it does not matter where it begins.
func Shares(density [][]float64, pairs, prior []float64, strength float64) []float64 {
	share, next := make([]float64, len(prior)), make([]float64, len(prior))
	for c := range share {
		share[c] = 1 / float64(len(share))
	}
	var total float64
	for _, n := range pairs {
		total += n
	}
	for range sharesIterations {
		for c, p := range prior {
			next[c] = strength * p
		}
		for i, d := range density {
			var sum float64
			for c, s := range share {
				sum += s * d[c]
			}
			if sum <= 0 {
				continue
			}
			for c, s := range share {
				next[c] += pairs[i] * s * d[c] / sum
			}
		}
		var change float64
		for c := range next {
			next[c] /= total + strength
			change = max(change, math.Abs(next[c]-share[c]))
		}
		copy(share, next)
		if change < sharesTolerance {
			break
		}
	}
	return share
}

const (
	sharesIterations = 1000
	sharesTolerance  = 1e-9
)
