package publish

import (
	"math"
	"testing"
)

// Scales end at round figures, hold what they are made for, and have few steps.
func TestRoundScale(t *testing.T) {
	for _, c := range []struct {
		low, top, from, to, step float64
		first                    string
	}{
		{92.43, 100, 92, 100, 1, "92"},
		{98.52, 99.10, 98.5, 99.1, .1, "98.5"},
		{0, 100, 0, 100, 20, "0"},
		{99.95, 100, 99.95, 100, .01, "99.95"},
		{50, 50, 50, 50.1, .02, "50.00"},
	} {
		from, to, step := roundScale(c.low, c.top)
		if math.Abs(from-c.from) > 1e-9 || math.Abs(to-c.to) > 1e-9 || math.Abs(step-c.step) > 1e-9 || tickText(from, step) != c.first {
			t.Errorf("%v–%v becomes %v–%v by %v, %s", c.low, c.top, from, to, step, tickText(from, step))
		}
	}
	for low := 0.0; low < 100; low += 1.37 {
		for wide := .01; low+wide <= 100; wide *= 1.9 {
			from, to, step := roundScale(low, low+wide)
			if n := (to - from) / step; from > low+1e-9 || to < low+wide-1e-9 || to > 100+1e-9 || n < 2.9 || n > 10.1 {
				t.Fatalf("%v–%v becomes %v–%v by %v", low, low+wide, from, to, step)
			}
		}
	}
}
