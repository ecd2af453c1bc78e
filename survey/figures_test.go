package survey_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
	"quanyuan/survey"
)

// published demands as many digits as were printed.
func published(t *testing.T, what string, got float64, want float64, digits int) {
	t.Helper()
	if !(math.Abs(got-want) <= .5000001*math.Pow(10, float64(-digits))) {
		t.Errorf("%s: %.16g, published %.16g", what, got, want)
	}
}

func TestChapmanAsPublished(t *testing.T) {
	n, err := survey.Chapman(100, 100, 20) // R recapr, tests/testthat/test_recapr.R
	if err != nil {
		t.Fatal(err)
	}
	published(t, "N", n.Estimate, 484.7619, 4)
	published(t, "V", n.Variance, 6729.169, 3)
	published(t, "SE", n.SE, 82.03151, 5)
	for _, bad := range [][3]int{{10, 10, 11}, {-1, 5, 0}, {5, -1, 0}, {5, 5, -1}} {
		if _, err := survey.Chapman(bad[0], bad[1], bad[2]); !errors.Is(err, quanyuan.ErrInvalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// TestIntervalsAsPublished: statsmodels' tests, which took them from R's binom.
// Quantiles of the beta distribution are good to fourteen digits.
func TestIntervalsAsPublished(t *testing.T) {
	for _, c := range []struct {
		k, n      float64
		method    survey.Method
		low, high float64
		digits    int
	}{
		{190, 200, survey.Wilson, 0.910421851861224, 0.972617354399236, 15},
		{190, 200, survey.ClopperPearson, 0.9099724622986486, 0.975765834527891, 13},
		{4, 200, survey.Wilson, 0.00780442641634947, 0.05028708690582643, 15},
		{4, 200, survey.ClopperPearson, 0.005475565879556443, 0.05041360908989634, 13},
		{30, 30, survey.Wilson, 0.8864866, 1, 7},
		{30, 30, survey.ClopperPearson, 0.8842967, 1, 7},
	} {
		i := survey.Proportion{Hits: c.k, N: c.n}.Interval(c.method, .95)
		published(t, string(c.method)+" low", i.Low, c.low, c.digits)
		published(t, string(c.method)+" high", i.High, c.high, c.digits)
	}
	// Fifty with none missed prove no more than 94.2 percent.
	i := survey.Proportion{Hits: 50, N: 50}.Interval(survey.KornGraubard, .95)
	if published(t, "50 of 50", i.Low, .942, 3); !i.OneSided || i.High != 1 {
		t.Errorf("50 of 50: %+v", i)
	}
	i = survey.Proportion{Hits: 0, N: 100, Deff: 2}.Interval(survey.RaoScott, .95)
	if published(t, "0 of 100 counted as 50", i.High, 1-.942, 3); !i.OneSided || i.Low != 0 {
		t.Errorf("0 of 100: %+v", i)
	}
}

// TestIntervalsHold: every method has the share inside, keeps within 0 and 1,
// mirrors when hits and misses change places, and widens with the level and the
// design effect.
func TestIntervalsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := float64(rapid.IntRange(2, 5000).Draw(t, "n"))
		k := float64(rapid.IntRange(0, int(n)).Draw(t, "k"))
		deff := rapid.Float64Range(1, 8).Draw(t, "deff")
		df := float64(rapid.IntRange(0, 60).Draw(t, "df"))
		if df > n-1 {
			df = 0
		}
		for _, m := range survey.Methods {
			s := survey.Proportion{Hits: k, N: n, Deff: deff, DF: df}
			i := s.Interval(m, .95)
			if !(0 <= i.Low && i.Low <= k/n && k/n <= i.High && i.High <= 1) {
				t.Fatalf("%s: %+v does not hold %v", m, i, k/n)
			}
			s.Hits = n - k
			if j := s.Interval(m, .95); math.Abs(j.Low-(1-i.High)) > 1e-9 || math.Abs(j.High-(1-i.Low)) > 1e-9 {
				t.Fatalf("%s: %+v, mirrored %+v", m, i, j)
			}
			s.Hits = k
			if j := s.Interval(m, .99); j.Low > i.Low+1e-12 || j.High < i.High-1e-12 {
				t.Fatalf("%s: at 99%% %+v, narrower than %+v", m, j, i)
			}
			s.Deff = 2 * deff
			if j := s.Interval(m, .95); j.Low > i.Low+1e-9 || j.High < i.High-1e-9 {
				t.Fatalf("%s: with more clustering %+v, narrower than %+v", m, j, i)
			}
		}
	})
}

// TestDomainsAsPublished: R survey, tests/domain.Rout.save.
func TestDomainsAsPublished(t *testing.T) {
	values := []float64{2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2}
	for _, c := range []struct {
		above    bool
		mean, se float64
		means    int
		ses      int
	}{{true, 6.195, 0.7555129, 3, 7}, {false, 3.314286, 0.3117042, 6, 7}} {
		var rows []survey.Row
		for i, v := range values {
			r := survey.Row{Stratum: "1", PSU: string(rune('a' + i)), Weight: 3}
			if i >= 5 {
				r.Stratum, r.Weight = "2", 4
			}
			if (v > 4) == c.above {
				r.Y, r.X = v, 1
			}
			rows = append(rows, r)
		}
		e := ratio(t, rows, survey.LonelyFail)
		published(t, "mean", e.Ratio, c.mean, c.means)
		published(t, "SE", e.SE, c.se, c.ses)
	}
}

// TestDesignEffectAsPublished: R survey, tests/deff.Rout.save.
func TestDesignEffectAsPublished(t *testing.T) {
	w := []float64{20, 200, 11, 25, 550, 30, 250, 100, 10, 55}
	var rows []survey.Row
	for i, y := range []float64{15, 143, 21, 51, 337, 50, 274, 145, 15, 86} {
		rows = append(rows, survey.Row{PSU: string(rune('a' + i)), Weight: w[i], Y: y, X: 1})
	}
	e := ratio(t, rows, survey.LonelyFail)
	published(t, "mean", e.Ratio, 243.914, 3)
	published(t, "SE", e.SE, 48.752, 3)
	published(t, "DEff", e.Deff, 1.974067, 6)
}

// TestClustersAsPublished: the vignette of R's survey, svymean(~api00) of 15
// school districts out of 757; y is a district's sum, x its number of schools.
func TestClustersAsPublished(t *testing.T) {
	schools := []float64{13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4}
	var rows []survey.Row
	for i, y := range []float64{9372, 22508, 2077, 8593, 11369, 1116, 551, 1888, 9111, 13761, 6386, 7359, 20394, 905, 2493} {
		rows = append(rows, survey.Row{PSU: string(rune('a' + i)), Weight: 33.847, Y: y, X: schools[i], FPC: 757})
	}
	e := ratio(t, rows, survey.LonelyFail)
	published(t, "mean", e.Ratio, 644.17, 2)
	published(t, "SE", e.SE, 23.542, 3)
	if e.DF != 14 {
		t.Errorf("df %v", e.DF)
	}
}

func ratio(t *testing.T, rows []survey.Row, lonely survey.Lonely) quanyuan.Estimate {
	t.Helper()
	d, err := survey.New(rows, lonely)
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.Ratio(.95, 0)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestBootstrapAgrees: of a mean in equal PSUs the bootstrap's variance tends to
// the linearised one, with fpc too; the same seed gives the same digits.
func TestBootstrapAgrees(t *testing.T) {
	for _, fpc := range []float64{0, 12} {
		var rows []survey.Row
		for i := range 40 {
			rows = append(rows, survey.Row{Stratum: string(rune('A' + i/10)), PSU: string(rune('a' + i)), Weight: 1, Y: float64(i * i % 17), X: 1, FPC: fpc})
		}
		d, err := survey.New(rows, "")
		if err != nil {
			t.Fatal(err)
		}
		e, _ := d.Ratio(.95, 0)
		v, ok := d.Bootstrap(20_000, 7)
		again, _ := d.Bootstrap(20_000, 7)
		// The variance of 20,000 squares has an error of about 1 percent.
		if !ok || math.Abs(v/e.Variance-1) > .04 || v != again {
			t.Errorf("fpc %v: bootstrap %v (again %v), linearised %v", fpc, v, again, e.Variance)
		}
	}
}

// TestOrderOfRows: the order of the rows changes no digit.
func TestOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 40).Draw(t, "rows")
		var rows []survey.Row
		for i := range n {
			x := rapid.Float64Range(0, 9).Draw(t, "x")
			rows = append(rows, survey.Row{Stratum: string(rune('A' + i%2)), PSU: string(rune('a' + i%5)), Weight: rapid.Float64Range(.1, 50).Draw(t, "w"), Y: x * rapid.Float64Range(0, 1).Draw(t, "y"), X: x + .1})
		}
		one, err := survey.New(rows, survey.LonelyAdjust)
		if err != nil {
			t.Fatal(err)
		}
		other, err := survey.New(rapid.Permutation(rows).Draw(t, "order"), survey.LonelyAdjust)
		if err != nil {
			t.Fatal(err)
		}
		a, err := one.Ratio(.95, 0)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := other.Ratio(.95, 0); a.Ratio != b.Ratio || a.Variance != b.Variance || one.Jackknife() != other.Jackknife() {
			t.Fatalf("%+v, in another order %+v", a, b)
		}
	})
}

// TestNoVariation: a sample in which all were hit says nothing of its design
// effect; the one assumed is taken, and shown as assumed.
func TestNoVariation(t *testing.T) {
	var rows []survey.Row
	for i := range 100 {
		rows = append(rows, survey.Row{PSU: string(rune('a' + i%10)), Weight: 1, Y: 1, X: 1})
	}
	d, err := survey.New(rows, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ assumed, low float64 }{{0, math.Pow(.05, 1./100)}, {2, math.Pow(.05, 1./50)}} {
		e, err := d.Ratio(.95, c.assumed)
		if err != nil {
			t.Fatal(err)
		}
		if i, _ := e.Interval("rao-scott"); !e.Assumed || math.Abs(i.Low-c.low) > 1e-12 {
			t.Errorf("deff %v assumed: %+v", c.assumed, e)
		}
	}
}

// TestRefused: contradictory designs are refused with a reason.
func TestRefused(t *testing.T) {
	pair := []survey.Row{{Stratum: "1", PSU: "a", Weight: 1, X: 1}, {Stratum: "1", PSU: "b", Weight: 1, X: 1}}
	with := func(change func([]survey.Row)) []survey.Row {
		rows := append([]survey.Row(nil), pair...)
		change(rows)
		return rows
	}
	for _, c := range []struct {
		rows []survey.Row
		want string
	}{
		{nil, "survey.no_rows"},
		{pair[:1], "survey.lonely"},
		{with(func(r []survey.Row) { r[0].FPC, r[1].FPC = 9, 8 }), "survey.fpc_differs"},
		{append(with(func(r []survey.Row) { r[0].FPC, r[1].FPC = 1, 1 }), survey.Row{Stratum: "2", PSU: "a", FPC: 5}), "survey.fpc_small"},
		{with(func(r []survey.Row) { r[0].X, r[1].X = 0, 0 }), "survey.no_base"},
		{with(func(r []survey.Row) { r[0].Y, r[1].Y = math.MaxFloat64, math.MaxFloat64 }), "survey.too_large"},
	} {
		d, err := survey.New(c.rows, "")
		if err == nil {
			_, err = d.Ratio(.95, 0)
		}
		var q *quanyuan.Error
		if !errors.As(err, &q) || q.Key != c.want {
			t.Errorf("%v, want %s", err, c.want)
		} else if !quanyuan.HasMessage(q.Key) {
			t.Errorf("%s has no text", q.Key)
		}
	}
}

// TestDualSystemAsWorked: the anchor's vector.
func TestDualSystemAsWorked(t *testing.T) {
	n, err := survey.DualSystem(10_100, 100, survey.Share{Value: .987}, survey.Share{Value: 8000. / 7910 * 0})
	if err == nil {
		t.Errorf("nobody covered: %+v", n)
	}
	// M/P = 7,910/8,000, so P/M = 8,000/7,910.
	n, err = survey.DualSystem(10_100, 100, survey.Share{Value: 9870. / 10_000}, survey.Share{Value: 7910. / 8000})
	if err != nil {
		t.Fatal(err)
	}
	published(t, "DSE", n.Estimate, 9982.3009, 4)
	// The delta method against a small step.
	c, p := survey.Share{Value: .98, Variance: 1e-6}, survey.Share{Value: .99, Variance: 4e-6}
	n, _ = survey.DualSystem(1e5, 0, c, p)
	dc, dp := 1e5/.99, -1e5*.98/(.99*.99)
	published(t, "its variance", n.Variance/(dc*dc*1e-6+dp*dp*4e-6), 1, 12)
}

// TestChandrasekaranDeming on a table that adds up: systems of 90 % and 80 %
// that know nothing of each other.
func TestChandrasekaranDeming(t *testing.T) {
	n, err := survey.ChandrasekaranDeming(900, 800, 720)
	if err != nil || n.Estimate != 1000 || math.Abs(n.Variance-900*800*180*80/(720.*720*720)) > 1e-9 {
		t.Errorf("%+v, %v", n, err)
	}
	if _, err := survey.ChandrasekaranDeming(5, 5, 0); err == nil {
		t.Error("nobody on both")
	}
}

// TestLinkageErrors: links missed at rate f make 99 percent look like less; the
// correction takes it back and adds the uncertainty of the rates.
func TestLinkageErrors(t *testing.T) {
	for _, c := range []struct{ missed, measured float64 }{{.0004, .9896}, {.0025, .9875}, {.005, .9851}, {.01, .9801}} {
		l := survey.Links{Recall: survey.Share{Value: 1 - c.missed}}
		published(t, "measured", l.Measured(.99), c.measured, 4)
		p, err := l.Corrected(survey.Share{Value: l.Measured(.99)})
		if err != nil || math.Abs(p.Value-.99) > 1e-12 {
			t.Errorf("corrected %+v, %v", p, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0, 1)
		l := survey.Links{Recall: survey.Share{Value: rapid.Float64Range(.6, 1).Draw(t, "α"), Variance: 1e-6}, False: survey.Share{Value: rapid.Float64Range(0, .4).Draw(t, "β"), Variance: 2e-6}}
		truth := share.Draw(t, "truth")
		at := func(l survey.Links, m float64) float64 {
			a, b := l.Recall.Value, l.False.Value
			return (m - b) / (a - b)
		}
		m := survey.Share{Value: l.Measured(truth), Variance: 3e-6}
		p, err := l.Corrected(m)
		if err != nil || math.Abs(p.Value-truth) > 1e-9 {
			t.Fatalf("%v measured as %v and corrected to %+v, %v", truth, m.Value, p, err)
		}
		// The variance is that of small steps.
		const h = 1e-6
		step := func(change func(*survey.Links, *float64)) float64 {
			k, v := l, m.Value
			change(&k, &v)
			return (at(k, v) - at(l, m.Value)) / h
		}
		want := square(step(func(_ *survey.Links, v *float64) { *v += h }))*3e-6 +
			square(step(func(k *survey.Links, _ *float64) { k.Recall.Value += h }))*1e-6 +
			square(step(func(k *survey.Links, _ *float64) { k.False.Value += h }))*2e-6
		if math.Abs(p.Variance/want-1) > 1e-4 {
			t.Fatalf("variance %v, by steps %v", p.Variance, want)
		}
	})
	if _, err := (survey.Links{Recall: survey.Share{Value: .2}, False: survey.Share{Value: .3}}).Corrected(survey.Share{Value: .5}); err == nil {
		t.Error("links worse than none were taken")
	}
}

func square(x float64) float64 { return x * x }

// TestContentAsWorked: the anchor's vector; and a table against one category.
func TestContentAsWorked(t *testing.T) {
	c := survey.OneCategory(1000, 480, 490, 470)
	published(t, "NDR", c.NetDifference, -1, 10)
	published(t, "I", c.Inconsistency, 6.0048, 4)
	all, gross, err := survey.Agreement([][]float64{{470, 10}, {20, 500}})
	if err != nil || all[0] != c || math.Abs(gross-.03) > 1e-15 {
		t.Errorf("%+v, %v, %v", all, gross, err)
	}
	for _, bad := range [][][]float64{{{1, 2}, {3}}, {{0}}, {{-1}}, {{math.NaN()}}, nil} {
		if _, _, err := survey.Agreement(bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

// TestHolm: R's p.adjust(c(.01, .04, .03, .005, .5), "holm").
func TestHolm(t *testing.T) {
	got := survey.Holm([]float64{.01, .04, .03, .005, .5})
	for i, want := range []float64{.04, .09, .09, .025, .5} {
		published(t, "p", got[i], want, 12)
	}
}

// TestLotsAsPublished: PMC3013262, table 1, at 80 and 50 percent.
func TestLotsAsPublished(t *testing.T) {
	for _, c := range []struct {
		a            survey.Accepts
		good, reject float64
	}{{survey.Accepts{Size: 19, Defects: 6}, .93, .92}, {survey.Accepts{Size: 12, Defects: 4}, .93, .81}, {survey.Accepts{Size: 28, Defects: 9}, .96, .96}} {
		published(t, "accepted at 80 %", c.a.Binomial(.8), c.good, 2)
		published(t, "rejected at 50 %", 1-c.a.Binomial(.5), c.reject, 2)
		for right := 0.; right <= 1; right += .1 {
			// Large lots are as good as endless; clusters of one as good as none.
			published(t, "a large lot", c.a.Hypergeometric(2e6, int(math.Round(2e6*(1-right)))), c.a.Binomial(right), 4)
			published(t, "clusters of one", c.a.BetaBinomial(right, .3, c.a.Size), c.a.Binomial(right), 10)
		}
		if wide := c.a.BetaBinomial(.5, .2, 1); wide <= c.a.Binomial(.5) {
			t.Errorf("clusters make no poor lot pass: %v", wide)
		}
	}
	if got := (survey.Accepts{Size: 5, Defects: 1}).Hypergeometric(10, 4); math.Abs(got-(6.+60)/252) > 1e-12 {
		t.Errorf("hypergeometric %v", got)
	}
	a, err := survey.Lots(.8, .5, .1, .1)
	if err != nil || a.Binomial(.8) < .9 || a.Binomial(.5) > .1 {
		t.Errorf("%+v, %v", a, err)
	}
	for n := 1; n < a.Size; n++ { // nothing smaller does
		for d := range n {
			if b := (survey.Accepts{Size: n, Defects: d}); b.Binomial(.8) >= .9 && b.Binomial(.5) <= .1 {
				t.Fatalf("%+v does it too", b)
			}
		}
	}
}

// TestSizesAsWorked: the anchor's table.
func TestSizesAsWorked(t *testing.T) {
	for _, c := range []struct {
		share, margin, deff float64
		want                int
	}{{.99, .01, 1, 381}, {.99, .005, 1, 1522}, {.99, .003, 1, 4226}, {.99, .002, 1, 9508}, {.99, .005, 2, 3043}, {.95, .01, 1, 1825}, {.95, .02, 1, 457}} {
		if n, err := survey.SizeForMargin(c.share, c.margin, .95, c.deff); n != c.want || err != nil {
			t.Errorf("%+v: %d, %v", c, n, err)
		}
	}
	for defects, want := range map[int]int{0: 299, 1: 473, 2: 628, 5: 1049, 10: 1693} {
		if n, err := survey.SizeForProof(.99, .95, defects); n != want || err != nil {
			t.Errorf("%d missed: %d, %v, want %d", defects, n, err, want)
		}
	}
	for _, c := range []struct {
		a            survey.Accepts
		truth, power float64
	}{{survey.Accepts{Size: 1941, Defects: 12}, .995, .82}, {survey.Accepts{Size: 2546, Defects: 17}, .995, .91}, {survey.Accepts{Size: 913, Defects: 4}, .997, .86}} {
		published(t, "power", c.a.Binomial(c.truth), c.power, 2)
		if n, _ := survey.SizeForProof(.99, .95, c.a.Defects); n != c.a.Size {
			t.Errorf("%+v: %d", c.a, n)
		}
	}
	a, err := survey.PlanProof(.99, .995, .95, .8)
	if err != nil || a.Binomial(.995) < .8 || a.Binomial(.99) > .05 {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := survey.PlanProof(.99, .98, .95, .8); err == nil {
		t.Error("less than the target was to be proved")
	}
	if p := (survey.Proportion{Hits: 299, N: 299}).PValue(.99); math.Abs(p-math.Pow(.99, 299)) > 1e-12 {
		t.Errorf("p-value %v", p)
	}
}
