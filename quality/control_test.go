package quality_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/quality"
)

func TestControl(t *testing.T) {
	for _, c := range []struct {
		name, values string
		signals      string
	}{
		{"too few to tell", "1 2 3 4 5 6 7", "none"},
		{"always the same", "98 98 98 98 98 98 98 98 98", "[]"},
		{"up and down", "98 98.2 98 98.1 97.9 98.1 98 98.2 97.9", "[]"},
		{"one day out of all", "98 96 98 96 98 96 98 96 98 96 98 96 112 96 98 96 98", "[12]"},
		{"eight on one side", "97 97.6 97 97.6 97 97.6 97 97.6 98.1 98.5 98.1 98.5 98.1 98.5 98.1 98.5", "[7 15]"},
	} {
		var values []float64
		for _, w := range strings.Fields(c.values) {
			var v float64
			fmt.Sscan(w, &v)
			values = append(values, v)
		}
		k, ok := quality.ControlOf(values)
		got := fmt.Sprint(k.Signals)
		if !ok {
			got = "none"
		}
		if got != c.signals {
			t.Errorf("%s: %s (%.3f %.3f %.3f), want %s", c.name, got, k.Lower, k.Mean, k.Upper, c.signals)
		}
	}
}

// fifth is an interval of a fifth of the standard error on either side.
func fifth(p, n float64) (low, high float64) {
	half := .2 * math.Sqrt(p*(1-p)/n)
	return p - half, p + half
}

// TestScoreOfOneMeasureIsItsInterval: joined with nothing it is the measure's own,
// whatever its weight: the bounds it is given; a measure of nothing and one without weight do not count.
func TestScoreOfOneMeasureIsItsInterval(t *testing.T) {
	s := quality.ScoreOf("a", []quality.Weighed{{quality.Share{Done: 190, All: 200}, 200, 3}, {quality.Share{}, 0, 5}, {quality.Share{Done: 1, All: 9}, 9, 0}}, fifth)
	l, h := fifth(.95, 200)
	if math.Abs(s.Value-95) > 1e-9 || math.Abs(s.Low-100*l) > 1e-9 || math.Abs(s.High-100*h) > 1e-9 {
		t.Errorf("%+v", s)
	}
	two := quality.ScoreOf("a", []quality.Weighed{{quality.Share{Done: 190, All: 200}, 200, 1}, {quality.Share{Done: 190, All: 200}, 200, 1}}, fifth)
	if want := 95 - (95-s.Low)/math.Sqrt2; math.Abs(two.Low-want) > 1e-9 {
		t.Errorf("two that say the same are as sure as twice as many: %v, want %v", two.Low, want)
	}
	wide := quality.ScoreOf("a", []quality.Weighed{{quality.Share{Done: 1900, All: 2000}, 200, 1}}, fifth)
	if math.Abs(wide.Low-s.Low) > 1e-9 {
		t.Errorf("ten items of a person are no ten persons: %+v", wide)
	}
	if !quality.ScoreOf("a", nil, fifth).None {
		t.Error("nothing has a score")
	}
}

// TestOverlapIsATie: of two whose intervals overlap neither is ahead, and places
// are those of the plain definition.
func TestOverlapIsATie(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var scores []quality.Score
		for i := range rapid.IntRange(1, 8).Draw(t, "divisions") {
			mid, half := rapid.Float64Range(0, 100).Draw(t, "score"), rapid.Float64Range(0, 20).Draw(t, "half")
			scores = append(scores, quality.Score{Code: fmt.Sprint(i), Value: mid, Low: mid - half, High: mid + half, None: rapid.IntRange(0, 9).Draw(t, "none") == 0})
		}
		quality.Rank(scores)
		for i, s := range scores {
			ahead, behind, n := 0, 0, 0
			for k, o := range scores {
				if o.None {
					continue
				}
				n++
				if i != k && o.Low > s.High {
					ahead++
				}
				if i != k && o.High < s.Low {
					behind++
				}
			}
			if !s.None && (s.Best != 1+ahead || s.Worst != n-behind) {
				t.Fatalf("%+v of %+v: places %d to %d", s, scores, 1+ahead, n-behind)
			}
		}
		if !slices.IsSortedFunc(scores, func(a, b quality.Score) int {
			if a.None != b.None {
				return map[bool]int{true: 1, false: -1}[a.None]
			}
			return a.Best - b.Best
		}) {
			t.Fatalf("order %+v", scores)
		}
	})
}

func TestWeights(t *testing.T) {
	if w := quality.Usual(); !w.Fit() {
		t.Errorf("the usual weights do not fit: %v", w)
	}
	for _, change := range []func(quality.Weights){
		func(w quality.Weights) { w["colour"] = 1 }, func(w quality.Weights) { delete(w, "valid") }, func(w quality.Weights) { w["valid"] = -1 },
		func(w quality.Weights) { w["valid"] = math.NaN() }, func(w quality.Weights) { w["valid"] = math.Inf(1) },
		func(w quality.Weights) {
			for k := range w {
				w[k] = 0
			}
		},
	} {
		w := quality.Usual()
		if change(w); w.Fit() {
			t.Errorf("weights %v fit", w)
		}
	}
}
