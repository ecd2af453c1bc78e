package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
)

// Draw is a number in [0, 1) that depends on the seed and the key alone, evenly
// spread over keys: whoever does not know the seed cannot foresee it, and
// whoever does can draw again what was drawn.
func Draw(seed, key string) float64 {
	h := sha256.New()
	h.Write([]byte(seed))
	h.Write([]byte{0})
	h.Write([]byte(key))
	return float64(binary.BigEndian.Uint64(h.Sum(nil))>>11) / (1 << 53)
}

// Sample draws n of the keys, by their place, in order of the draw.
func Sample(seed string, keys []string, n int) []int {
	at := make([]int, len(keys))
	draws := make([]float64, len(keys))
	for i, k := range keys {
		at[i], draws[i] = i, Draw(seed, k)
	}
	slices.SortFunc(at, func(a, b int) int {
		return cmp.Or(cmp.Compare(draws[a], draws[b]), cmp.Compare(keys[a], keys[b]))
	})
	return at[:min(n, len(at))]
}

// Rank is how much a question matters: how open it is (the entropy of its
// probability, in bits) times how many counted figures the answer may change.
// What changes none still counts a little, so that it is read at last.
func Rank(probability float64, figures int) float64 {
	const uncounted = 0.1
	return entropy(probability) * (float64(figures) + uncounted)
}

func entropy(p float64) float64 {
	if p <= 0 || p >= 1 {
		return 0
	}
	return -p*math.Log2(p) - (1-p)*math.Log2(1-p)
}
