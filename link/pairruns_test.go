package link_test

import (
	"os"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/link"
	"quanyuan/link/cluster"
)

// Pairs come out in order, once each and as often as they are asked for,
// however little memory there is and whoever adds them, and leave no file.
func TestPairRuns(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		var want []cluster.Edge
		for at := range rapid.SliceOfN(rapid.IntRange(0, 1<<20), 0, 300).Draw(t, "pairs") {
			want = append(want, cluster.Edge{A: uint32(at * at % 37), B: uint32(at), Weight: float32(at) / 3})
		}
		runs := link.NewPairRuns(dir, int64(rapid.IntRange(0, 4000).Draw(t, "bytes")))
		defer runs.Close()
		var wg sync.WaitGroup
		mixed := rapid.Permutation(want).Draw(t, "mixed")
		for some := range slices.Chunk(mixed, rapid.IntRange(1, 300).Draw(t, "at once")) {
			wg.Go(func() {
				if err := runs.Add(some); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		slices.SortFunc(want, func(a, b cluster.Edge) int {
			return slices.Compare([]uint32{a.A, a.B}, []uint32{b.A, b.B})
		})
		if runs.Len() != int64(len(want)) {
			t.Fatalf("%d pairs, want %d", runs.Len(), len(want))
		}
		for range 2 {
			var got []cluster.Edge
			err := runs.Each(func(pairs []cluster.Edge) error { got = append(got, pairs...); return nil })
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%v, got %v, want %v", err, got, want)
			}
		}
		runs.Close()
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Fatalf("%v, %v are left", err, left)
		}
	})
}
