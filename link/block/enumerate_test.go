package block

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// plainPairs counts the pairs of rows that share all of some keys, row by row.
func plainPairs(hashes [][]uint64, at []int, side []uint8, unique *[256]bool, most int) float64 {
	met := map[string][]int{}
	n := 0
	for r := range hashes[0] {
		key := ""
		for _, k := range at {
			h := hashes[k][r]
			if h == 0 {
				key = ""
				break
			}
			key += string(rune(h)) + "/"
		}
		if key == "" {
			continue
		}
		inSource := 0
		for _, other := range met[key] {
			if side != nil && unique[side[r]] && side[other] == side[r] {
				inSource++
			}
		}
		n += min(len(met[key]), most) - min(inSource, most)
		met[key] = append(met[key], r)
	}
	return float64(n)
}

// TestPairsOfRules: dividing groups by one key after the other counts the pairs
// that share all of them.
func TestPairsOfRules(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for round := range 60 {
		rows, kinds := rng.IntN(300), []int{1 + rng.IntN(4), 1 + rng.IntN(40), 1 + rng.IntN(400)}
		e := &enumeration{rows: rows, most: uint32(2 + rng.IntN(30))}
		hashes := make([][]uint64, len(kinds))
		for k, n := range kinds {
			hashes[k] = make([]uint64, rows)
			for r := range hashes[k] {
				hashes[k][r] = uint64(rng.IntN(n + 1))
			}
			e.numbers = append(e.numbers, numbered(hashes[k]))
		}
		if round%2 == 1 {
			e.side, e.unique = make([]uint8, rows), [256]bool{0: true, 2: true}
			for r := range e.side {
				e.side[r] = uint8(rng.IntN(3))
			}
		}
		if rows == 0 {
			continue
		}
		g := newGrower(e)
		for _, at := range [][]int{{0}, {1}, {2}, {0, 1}, {1, 2}, {2, 0}, {0, 1, 2}} {
			within := &g.whole
			var counted float64
			for level, k := range at {
				counted = g.count(within, e.numbers[k])
				g.divide(within, e.numbers[k], &g.levels[level])
				within = &g.levels[level]
			}
			if got, want := e.pairs(within), plainPairs(hashes, at, e.side, &e.unique, int(e.most)); got != want {
				t.Fatalf("round %d, keys %v: %v pairs, %v counted row by row", round, at, got, want)
			}
			if got := e.pairs(within); e.side == nil && counted != got {
				t.Fatalf("round %d, keys %v: %v pairs counted, %v divided", round, at, counted, got)
			}
			if slices.ContainsFunc(g.met, func(n uint32) bool { return n != 0 }) {
				t.Fatalf("round %d, keys %v: counts are left for the next group", round, at)
			}
		}
	}
}
