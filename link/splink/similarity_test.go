package splink

import (
	"testing"

	"pgregory.net/rapid"
)

// slowDistance is the definition of the Levenshtein distance.
func slowDistance(a, b []rune) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a) + len(b)
	case a[0] == b[0]:
		return slowDistance(a[1:], b[1:])
	}
	return 1 + min(slowDistance(a[1:], b), slowDistance(a, b[1:]), slowDistance(a[1:], b[1:]))
}

// Distances are those of the definition; the others keep to their bounds and
// do not depend on the order of the texts where they should not.
func TestSimilarityProperties(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abc王伟")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b"))
		d := levenshtein(a, b)
		if want := slowDistance(a, b); d != want {
			t.Fatalf("levenshtein %d, want %d", d, want)
		}
		swaps := damerau(a, b)
		if swaps > d || swaps != damerau(b, a) || 2*swaps < d {
			t.Fatalf("damerau %d of levenshtein %d", swaps, d)
		}
		for _, f := range []func(a, b []rune) float64{jaro[rune], jaroWinkler[rune]} {
			if s := f(a, b); !(s >= 0 && s <= 1) || len(a) > 0 && f(a, a) != 1 {
				t.Fatalf("similarity %v", s)
			}
		}
		if len(a) > 0 && len(b) > 0 && jaccard(a, b) != jaccard(b, a) {
			t.Fatal("jaccard depends on the order")
		}
	})
}

func BenchmarkScore(b *testing.B) {
	s, err := readModel(b, "people.splink-5").Scorer(readRecords(b, "people"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	n := s.table.Rows
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, _, err := s.weigh(i%n, i/n%n, nil); err != nil {
			b.Fatal(err)
		}
	}
}
