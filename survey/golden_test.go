package survey_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"quanyuan/survey"
)

// golden is testdata/r.json: what R's package survey says of random designs;
// testdata/r.R made it.
type golden struct {
	R, Survey string
	Designs   []struct {
		Name    string
		Lonely  survey.Lonely
		Stratum []int
		PSU     []int
		Weight  []float64
		Y, X    []float64
		FPC     []float64
		Post    []string // brought up to 900 children, 2100 men, 2000 women
		Ratio   float64
		V       float64
		Deff    float64
		JKn     *float64
		DF      float64
		Beta    []float64 // svyciprop(method = "beta") of shares whose x is 1
		Like    []float64 // the likelihood interval, solved exactly
	}
}

func readGolden(t *testing.T) golden {
	b, err := os.ReadFile("testdata/r.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Designs) == 0 {
		t.Fatal("no design")
	}
	return g
}

// TestAsR: ratio, variance, design effect, jackknife and intervals of random
// designs are those of R's survey to nine digits.
func TestAsR(t *testing.T) {
	for _, g := range readGolden(t).Designs {
		var rows []survey.Row
		for i := range g.Y {
			r := survey.Row{Stratum: string(rune('A' + g.Stratum[i])), PSU: string(rune('a' + g.PSU[i])), Weight: g.Weight[i], Y: g.Y[i], X: g.X[i]}
			if g.FPC != nil {
				r.FPC = g.FPC[i]
			}
			if g.Post != nil {
				r.Post = g.Post[i]
			}
			rows = append(rows, r)
		}
		d, err := survey.New(rows, g.Lonely)
		if err != nil {
			t.Errorf("%s: %v", g.Name, err)
			continue
		}
		if g.Post != nil {
			if err := d.PostStratify(map[string]float64{"children": 900, "men": 2100, "women": 2000}); err != nil {
				t.Fatal(err)
			}
		}
		e, err := d.Ratio(.95, 0)
		if err != nil {
			t.Errorf("%s: %v", g.Name, err)
			continue
		}
		near(t, g.Name+" ratio", e.Ratio, g.Ratio)
		near(t, g.Name+" variance", e.Variance, g.V)
		near(t, g.Name+" deff", e.Deff, g.Deff)
		near(t, g.Name+" df", e.DF, g.DF)
		if g.JKn != nil {
			near(t, g.Name+" jackknife", d.Jackknife(), *g.JKn)
		}
		for method, want := range map[survey.Method][]float64{survey.KornGraubard: g.Beta, survey.RaoScott: g.Like} {
			if want == nil {
				continue
			}
			got, ok := e.Interval(string(method))
			if !ok {
				t.Errorf("%s: no interval %s", g.Name, method)
			}
			near(t, g.Name+" low of "+string(method), got.Low, want[0])
			near(t, g.Name+" high of "+string(method), got.High, want[1])
		}
	}
}

// near demands nine digits.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Abs(want)) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}
