package review_test

import (
	"fmt"
	"math"
	"testing"

	"quanyuan/review"
)

// TestKappa: two dermatologists and 88 patients, the agreement study in the
// documentation of SAS/STAT, procedure FREQ, which prints 0.3449 and 0.0724.
func TestKappa(t *testing.T) {
	for _, c := range []struct {
		name      string
		table     [][]int
		kappa, se float64
		ok        bool
	}{
		{"dermatologists", [][]int{{10, 4, 1, 0}, {5, 10, 12, 2}, {2, 4, 12, 5}, {0, 2, 6, 13}}, .3449, .0724, true},
		{"always one answer", [][]int{{7, 0}, {0, 0}}, 0, 0, false},
		{"always agree", [][]int{{7, 0}, {0, 3}}, 1, 0, true},
		{"nothing read twice", [][]int{{0, 0}, {0, 0}}, 0, 0, false},
	} {
		kappa, se, ok := review.Kappa(c.table)
		if math.Abs(kappa-c.kappa) > 5e-5 || math.Abs(se-c.se) > 5e-5 || ok != c.ok {
			t.Errorf("%s: %.5f ± %.5f %v, want %.4f ± %.4f %v", c.name, kappa, se, ok, c.kappa, c.se, c.ok)
		}
	}
}

// TestUpperBound: the upper ends of two-sided intervals as statsmodels and R
// give them, and the samples of 59, 93 and 124 that are looked at to show
// 95 % with 95 % confidence when 0, 1 and 2 errors are found.
func TestUpperBound(t *testing.T) {
	for _, c := range []struct {
		k, n       int
		confidence float64
		want       float64
	}{
		{4, 200, .975, .05041360908989634},
		{190, 200, .975, .975765834527891},
		{30, 30, .975, 1},
		{0, 59, .95, .0495}, {1, 93, .95, .05}, {2, 124, .95, .05},
		{0, 0, .95, 1},
	} {
		got := review.UpperBound(c.k, c.n, c.confidence)
		tolerance := 1e-12
		if c.confidence == .95 {
			tolerance = 1e-4
		}
		if math.Abs(got-c.want) > tolerance {
			t.Errorf("%d of %d: %.15f, want %.15f", c.k, c.n, got, c.want)
		}
	}
}

func TestSampleSizeKeepsItsWord(t *testing.T) {
	for _, c := range []struct{ lot, want int }{{10000, 299}, {100, 100}, {1, 1}} {
		n := review.SampleSize(c.lot, .01, .95)
		if n != c.want {
			t.Errorf("lot of %d: %d, want %d", c.lot, n, c.want)
		}
	}
	if b := review.UpperBound(0, 299, .95); b > .01 {
		t.Errorf("299 without an error bound the share by %v", b)
	}
	if b := review.UpperBound(0, 298, .95); b <= .01 {
		t.Errorf("298 would do: %v", b)
	}
}

func TestDraw(t *testing.T) {
	n, twice := 0, 0
	for i := range 20000 {
		key := fmt.Sprint(i)
		if review.Draw("a", key) < .05 {
			n++
			if review.Draw("b", key) < .05 {
				twice++
			}
		}
	}
	// Five standard deviations about 1000 and about 50.
	if math.Abs(float64(n)-1000) > 155 || math.Abs(float64(twice)-50) > 35 {
		t.Errorf("%d of 20000 drawn at 5 %%, %d of them under another seed too", n, twice)
	}
}

func TestRank(t *testing.T) {
	for _, c := range []struct {
		what                    string
		more, less              float64
		moreFigures, lessFigure int
	}{
		{"open before nearly certain", .5, .9, 1, 1},
		{"two counted figures before one", .7, .7, 2, 1},
		{"one before none", .9, .5, 1, 0},
		{"none before what is certain", .5, 1, 0, 2},
	} {
		if review.Rank(c.more, c.moreFigures) <= review.Rank(c.less, c.lessFigure) {
			t.Errorf("%s: no", c.what)
		}
	}
}
