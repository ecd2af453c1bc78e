package table

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quanyuan/link/spill"
)

func TestTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	alphabet := []string{"", "a", "ab", "李", "record-00", "record-0", "\x00"}
	for _, n := range []int{0, 1, 2, 700, 30_000} {
		texts := [2]*Texts{{}, {}}
		var want []string
		for i := range n {
			s := alphabet[rng.IntN(len(alphabet))] + strings.Repeat("x", rng.IntN(30)) + alphabet[rng.IntN(len(alphabet))]
			if rng.IntN(100) == 0 {
				s = strings.Repeat("long", 5000)
			}
			texts[2*i/n].Add([]byte(s))
			want = append(want, s)
		}
		all := texts[0].Concat(texts[1])
		if all.Len() != n {
			t.Fatalf("%d texts, want %d", all.Len(), n)
		}
		order := make([]uint32, n)
		for i, s := range want {
			if all.At(i) != s {
				t.Fatalf("text %d of %d is %.40q, want %.40q", i, n, all.At(i), s)
			}
			order[i] = uint32(i)
		}
		slices.SortStableFunc(order, func(a, b uint32) int { return strings.Compare(want[a], want[b]) })
		if !slices.Equal(all.Order(), order) {
			t.Fatalf("%d texts are out of order", n)
		}
		files := spill.New("")
		defer files.Close()
		if err := all.Spill(files); err != nil || all.Len() != n {
			t.Fatalf("in a file are %d texts of %d: %v", all.Len(), n, err)
		}
		for i, s := range want {
			if all.At(i) != s {
				t.Fatalf("text %d of %d is %.40q in a file, want %.40q", i, n, all.At(i), s)
			}
		}
		if both := all.Concat(texts[0]); both.Len() != n+texts[0].Len() || n > 0 && both.At(n-1) != want[n-1] {
			t.Fatal("texts in a file cannot be joined with others")
		}
	}
}
