package train

import (
	"math"
	"testing"
)

// Pairs that are certain by the others tell of a comparison, whatever they do in
// it; those that it alone would make certain do not.
func TestCertainPairs(t *testing.T) {
	p := func(exact float64) [][]float64 {
		return [][]float64{{1, 1 - exact, exact}, {1, 1 - exact, exact}, {1, 1 - exact, exact}}
	}
	m := Mixture{Classes: []Class{{Match: true, Pairs: 1000, P: p(.9)}, {Pairs: 1e6, P: p(.001)}}}
	pattern := func(a, b, c int) Pattern { return Pattern(0).With(0, a).With(1, b).With(2, c) }
	none, low, pairs := m.Certain([]Count{
		{pattern(2, 2, 2), 90}, // each is certain by the other two
		{pattern(1, 2, 2), 6},  // only the first is, and disagrees
		{pattern(1, 2, 1), 1000},
		{pattern(0, 2, 2), 50}, // missing: nothing is told of it
	}, []Field{{}, {}, {}})
	if pairs[0] != 96 || pairs[1] != 90 || pairs[2] != 90 {
		t.Errorf("known from %v pairs, want 96, 90 and 90", pairs)
	}
	if math.Abs(none[0]-6./96) > 1e-12 || low[0] != none[0] || none[1] != 0 {
		t.Errorf("disagree %v and %v, want 1/16, 0, 0", none, low)
	}
	if u := Upper(0, 25); u < 2./25 || u > 3./25 {
		t.Errorf("none of 25 is at most %v, want two to three of 25", u)
	}
}

// People of one town have a name in common as often as any two, though another
// class, of pairs that are of one sex then, explains all such agreement.
func TestChanceOfOneFieldInOtherClasses(t *testing.T) {
	const pairs = 1e6
	fields := []Field{}
	prior := []float64{0, .1, .9}
	for _, exact := range []float64{.01, .5, .01} {
		fields = append(fields, Field{Random: []float64{0, pairs * (1 - exact), pairs * exact}, Prior: prior, Strength: 5, Exact: 2})
	}
	var counts []Count
	for i := range 8 {
		name, sex, town := 1+i&1, 1+i>>1&1, 1+i>>2&1
		n := pairs
		for _, v := range []struct {
			g     int
			exact float64
		}{{name, .01}, {town, .01}} {
			if v.g == 2 {
				n *= v.exact
			} else {
				n *= 1 - v.exact
			}
		}
		switch { // who have one name are of one sex
		case name == 2 && sex == 1:
			n = 0
		case name == 1:
			n /= 2
		}
		if n > 0 {
			counts = append(counts, Count{Pattern(0).With(0, name).With(1, sex).With(2, town), n})
		}
	}
	p := func() [][]float64 { return [][]float64{{0, .1, .9}, {0, .1, .9}, {0, .1, .9}} }
	f := newFitting(Problem{Fields: fields, Counts: counts, Pairs: pairs, Classes: []Class{
		{Name: "match", Match: true, Pairs: 1, From: []Origin{Own, Own, Own}, P: p()},
		{Name: "town", Pairs: 1000, From: []Origin{ByChance, ByChance, Own}, P: p()},
		{Name: "same name and sex", Optional: true, Pairs: 9000, From: []Origin{Agreeing, Agreeing, ByChance}, P: p()},
		{Name: "chance", Pairs: pairs, From: []Origin{ByChance, ByChance, ByChance}, P: p()},
	}})
	for range 50 {
		f.expect()
		f.maximise()
	}
	if town, rest := f.classes[1].P[0][2], f.classes[3].P[0][2]; math.Abs(town-.01) > .001 || rest > .005 {
		t.Errorf("one name by chance: %.4f in a town, want .01; %.4f where nothing else agrees, want less", town, rest)
	}
}
