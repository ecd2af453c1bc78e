package block

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Texts share a band as often as the square of their similarity says.
func TestBandsFollowSimilarity(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	grams := func(s string) map[string]bool {
		out := map[string]bool{}
		s = " " + s + " "
		for i := range len(s) - 1 {
			out[s[i:i+2]] = true
		}
		return out
	}
	for _, slips := range []int{0, 1, 3} {
		var shared, expected, n float64
		for range 4000 {
			a := make([]byte, 18)
			for i := range a {
				a[i] = 'a' + byte(rng.IntN(26))
			}
			b := []byte(string(a))
			for range slips {
				b[rng.IntN(len(b))] = 'a' + byte(rng.IntN(26))
			}
			x, y := grams(string(a)), grams(string(b))
			both := 0
			for g := range x {
				if y[g] {
					both++
				}
			}
			s := float64(both) / float64(len(x)+len(y)-both)
			for band := 1; band <= 3; band++ {
				key := Func(fmt.Sprint("grams", band))
				n++
				expected += s * s
				if key(string(a)) == key(strings.ToUpper(string(b))) {
					shared++
				}
			}
		}
		if shared/n < expected/n-.02 || shared/n > expected/n+.02 {
			t.Errorf("%d slips: %.3f share a band, %.3f expected", slips, shared/n, expected/n)
		}
	}
	if key := Func("grams1"); key("ab") != "" || key(" - ") != "" || key("春江路12号") == "" {
		t.Error("grams of short texts and of Chinese")
	}
}
