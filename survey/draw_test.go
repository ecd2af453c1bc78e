package survey_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/survey"
)

// TestDrawHasItsChances: over many seeds every unit comes in as often as its
// chance says, in one stage and in two; estimates weighted by 1/chance add up to
// the size of the frame.
func TestDrawHasItsChances(t *testing.T) {
	var units []survey.Unit
	total := 0.0
	for i := range 60 {
		u := survey.Unit{ID: fmt.Sprintf("u%02d", i), Stratum: string(rune('A' + i/30)), Cluster: fmt.Sprintf("c%d", i/6), Size: float64(1 + i*i%37)}
		if i == 7 {
			u.Size = 400 // for sure
		}
		units = append(units, u)
		total += u.Size
	}
	for _, per := range []int{0, 2} {
		const seeds = 4000
		came, chance, sum := map[string]int{}, map[string]float64{}, 0.0
		for seed := range seeds {
			drawn, err := survey.Draw(units, survey.Sampling{Units: 12, PerCluster: per, Seed: fmt.Sprint(seed), Frame: "f"})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range drawn {
				came[d.Unit.ID]++
				if c, ok := chance[d.Unit.ID]; ok && per == 0 && math.Abs(c-d.Chance) > 1e-12 {
					t.Fatalf("%s has the chances %v and %v", d.Unit.ID, c, d.Chance)
				}
				chance[d.Unit.ID] = d.Chance
				sum += d.Unit.Size / d.Chance
			}
		}
		for _, u := range units {
			p := chance[u.ID]
			got := float64(came[u.ID]) / seeds
			if math.Abs(got-p) > 5*math.Sqrt(p*(1-p)/seeds)+1e-9 {
				t.Errorf("per cluster %d: %s came in %.3f, its chance is %.3f", per, u.ID, got, p)
			}
		}
		if mean := sum / seeds; math.Abs(mean/total-1) > .02 {
			t.Errorf("per cluster %d: weighted sizes add up to %v, not %v", per, mean, total)
		}
	}
}

// TestDrawIsPublic: the same frame and seed draw the same, in whatever order the
// frame comes; another seed or another frame draws otherwise.
func TestDrawIsPublic(t *testing.T) {
	var units []survey.Unit
	for i := range 200 {
		units = append(units, survey.Unit{ID: fmt.Sprintf("u%03d", i), Stratum: string(rune('A' + i%3)), Cluster: fmt.Sprint(i % 20), Size: float64(10 + i%50)})
	}
	ids := func(units []survey.Unit, s survey.Sampling) (out []string) {
		drawn, err := survey.Draw(units, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drawn {
			out = append(out, d.Unit.ID)
		}
		return out
	}
	s := survey.Sampling{Units: 20, Seed: "公布的种子", Frame: "hash"}
	want := ids(units, s)
	if len(want) != 20 {
		t.Errorf("%d drawn", len(want))
	}
	// Fixed for ever: whoever has the frame and the seed can check the draw.
	if first := want[:3]; !slices.Equal(first, []string{"u024", "u045", "u081"}) {
		t.Errorf("the draw begins %v", first)
	}
	rapid.Check(t, func(r *rapid.T) {
		if got := ids(rapid.Permutation(units).Draw(r, "order"), s); !slices.Equal(got, want) {
			r.Fatalf("%v, want %v", got, want)
		}
	})
	for _, other := range []survey.Sampling{{Units: 20, Seed: "别的", Frame: "hash"}, {Units: 20, Seed: s.Seed, Frame: "another"}} {
		if slices.Equal(ids(units, other), want) {
			t.Errorf("%+v draws the same", other)
		}
	}
	drawn, _ := survey.Draw(units, s)
	reserves := survey.Reserves(units, drawn, s)
	for stratum, ids := range reserves {
		for _, id := range ids {
			if slices.Contains(want, id) || id[0] != 'u' {
				t.Errorf("reserve %s of %s was drawn", id, stratum)
			}
		}
	}
	if _, err := survey.Draw([]survey.Unit{{ID: "a", Size: 1}, {ID: "a", Size: 1}}, s); err == nil {
		t.Error("a unit twice in the frame")
	}
}

// TestJudge: nothing is shown as proved that the sample does not prove.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		missed, n int
		want      string
	}{{0, 50, "unproved"}, {0, 299, "unproved"}, {0, 1000, "proved"}, {12, 1941, "unproved"}, {3, 1941, "proved"}, {60, 1000, "missed"}} {
		var rows []survey.Row
		for i := range c.n {
			y := 1.
			if i < c.missed {
				y = 0
			}
			rows = append(rows, survey.Row{PSU: fmt.Sprint(i), Weight: 1, Y: y, X: 1})
		}
		d, err := survey.New(rows, "")
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Ratio(.95, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := survey.Judge(e, .99); string(got) != c.want {
			t.Errorf("%d of %d missed: %s, want %s: %+v", c.missed, c.n, got, c.want, e.Intervals)
		}
	}
}
