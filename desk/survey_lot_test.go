package desk_test

import (
	"errors"
	"math"
	"testing"

	"quanyuan"
	"quanyuan/desk"
)

// TestPlanLot: the risks of a rule are those of drawing, added up here term by
// term; no smaller rule keeps both.
func TestPlanLot(t *testing.T) {
	passes := func(n, d int, right float64) (p float64) {
		term := math.Pow(right, float64(n))
		for i := range d + 1 {
			p += term
			term *= float64(n-i) / float64(i+1) * (1 - right) / right
		}
		return p
	}
	l, err := desk.PlanLot(.995, .97, .1, .1, 0, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if d := l.GoodFails - (1 - passes(l.Size, l.Defects, .995)); math.Abs(d) > 1e-9 || l.GoodFails > .1 {
		t.Errorf("a good one fails with %v", l.GoodFails)
	}
	if d := l.PoorPasses - passes(l.Size, l.Defects, .97); math.Abs(d) > 1e-9 || l.PoorPasses > .1 {
		t.Errorf("a poor one passes with %v", l.PoorPasses)
	}
	for d := range l.Defects + 1 {
		for n := d + 1; n < l.Size; n++ {
			if passes(n, d, .97) <= .1 && passes(n, d, .995) >= .9 {
				t.Fatalf("%d of at most %d is smaller than %d of %d", n, d, l.Size, l.Defects)
			}
		}
	}
	few, err := desk.PlanLot(.995, .97, .1, .1, 600, 0, 1)
	if err != nil || few.PoorPasses >= l.PoorPasses {
		t.Errorf("drawn without replacement a poor one passes with %v, else %v; %v", few.PoorPasses, l.PoorPasses, err)
	}
	alike, err := desk.PlanLot(.995, .97, .1, .1, 0, .1, 10)
	if err != nil || alike.PoorPasses <= l.PoorPasses || alike.Size%10 != 0 {
		t.Errorf("in clusters a poor one passes with %v, else %v; %v", alike.PoorPasses, l.PoorPasses, err)
	}
	if _, err := desk.PlanLot(.995, .97, .1, .1, 100, 0, 1); !errors.Is(err, quanyuan.ErrInvalid) {
		t.Errorf("more than there are: %v", err)
	}
}
