package index

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPostingsAgainstMap holds the tables and lists against a map, under many
// keys that fall on few slots.
func TestPostingsAgainstMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct{ keys, records, steps int }{{3, 400, 4000}, {40, 20, 8000}, {900, 2, 30_000}} {
		p, want := &postings{}, map[uint64][]uint32{}
		key := func() uint64 { return 1<<60 | uint64(rng.IntN(tt.keys))<<46 } // one shard, few homes
		for range tt.steps {
			k, r := key(), uint32(rng.IntN(tt.records))
			if at, ok := slices.BinarySearch(want[k], r); ok {
				p.remove(k, r)
				want[k] = slices.Delete(want[k], at, at+1)
			} else {
				p.add(k, r)
				want[k] = slices.Insert(want[k], at, r)
			}
			var one [1]uint32
			for _, k := range []uint64{k, key()} {
				if got := p.rows(k, &one); !slices.Equal(got, want[k]) {
					t.Fatalf("key %x has %v, want %v", k, got, want[k])
				}
			}
		}
		for k, rows := range want {
			var one [1]uint32
			if got := p.rows(k, &one); !slices.Equal(got, rows) {
				t.Fatalf("in the end key %x has %v, want %v", k, got, rows)
			}
		}
	}
}

func TestSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var s set
	for range 40 {
		s.reset()
		want := map[uint32]bool{}
		for range rng.IntN(2000) {
			r := rng.Uint32N(3000)
			if s.has(r) != want[r] || s.add(r) == want[r] || !s.has(r) {
				t.Fatalf("%d is wrong", r)
			}
			want[r] = true
		}
	}
}
