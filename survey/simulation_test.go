package survey_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"quanyuan"
	"quanyuan/survey"
)

// scene is a world of surveys: clusters of one size, whose shares of registered
// persons vary as a beta distribution with an intra-class correlation.
type scene struct {
	coverage, icc, missed float64 // missed: links not found
	cluster               int
	wrong                 float64 // by what factor the plan's design effect is wrong
}

// survey asks psus clusters and estimates.
func (s scene) survey(rng *rand.Rand, psus int) (found []survey.Seen) {
	for i := range psus {
		p := s.coverage
		if s.icc > 0 {
			p = betaDraw(rng, s.coverage*(1-s.icc)/s.icc, (1-s.coverage)*(1-s.icc)/s.icc)
		}
		for range s.cluster {
			x := survey.Seen{Stratum: string(rune('A' + i%4)), PSU: strconv.Itoa(i), Weight: 1}
			if rng.Float64() < p && rng.Float64() >= s.missed {
				x.Yes = 1
			}
			found = append(found, x)
		}
	}
	return found
}

func betaDraw(rng *rand.Rand, a, b float64) float64 {
	x, y := gammaDraw(rng, a), gammaDraw(rng, b)
	if x+y == 0 {
		if rng.Float64() < a/(a+b) {
			return 1
		}
		return 0
	}
	return x / (x + y)
}

// gammaDraw is Marsaglia's and Tsang's; below 1 by Stuart's boost.
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gammaDraw(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(rng.Float64()) < .5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// TestCoverageOfIntervals: how often 95 percent intervals hold the truth, over
// coverages, cluster sizes, ICCs and errors of linkage. QUANYUAN_SURVEYS=1000
// makes the table of docs/method/survey.md, with QUANYUAN_PLAN=0.5 or 2 for plans
// whose design effect is wrong by that factor; the usual run is smaller and holds
// what must always be so: Wilson's and Korn–Graubard's do not fall far below.
func TestCoverageOfIntervals(t *testing.T) {
	runs, _ := strconv.Atoi(os.Getenv("QUANYUAN_SURVEYS"))
	plan, _ := strconv.ParseFloat(os.Getenv("QUANYUAN_PLAN"), 64)
	if plan == 0 {
		plan = 1
	}
	table := runs > 0
	if !table {
		runs = 40
	}
	if table {
		fmt.Println("| coverage | cluster | ICC | links missed | psus | wilson | clopper-pearson | korn-graubard | rao-scott | wrongly proved |")
	}
	for _, coverage := range []float64{.97, .99, .995, .999} {
		for _, cluster := range []int{10, 40} {
			for _, icc := range []float64{0, .1, .3} {
				for _, missed := range []float64{0, .01} {
					if !table && (coverage != .97 || icc == .3 || (missed > 0) != (cluster == 40)) {
						continue
					}
					s := scene{coverage, icc, missed, cluster, plan}
					psus := 3000 / cluster
					if !table {
						psus = 1200 / cluster
					}
					held, wrong := s.held(t, runs, psus)
					if table {
						fmt.Printf("| %g | %d | %g | %g | %d |", coverage, cluster, icc, missed, psus)
						for _, m := range survey.Methods {
							fmt.Printf(" %.1f |", 100*held[m])
						}
						fmt.Printf(" %.1f |\n", 100*wrong)
					}
					if wrong > .1 {
						t.Errorf("%+v: more than there is was called proved in %.3f of %d surveys", s, wrong, runs)
					}
					for _, m := range []survey.Method{survey.Wilson, survey.KornGraubard} {
						if coverage <= .99 && held[m] < .85 {
							t.Errorf("%+v: %s held the truth in %.3f of %d surveys", s, m, held[m], runs)
						}
					}
				}
			}
		}
	}
}

// held is how often each method's interval held the truth, and how often a share
// a little above the truth was called proved.
func (s scene) held(t *testing.T, runs, psus int) (held map[survey.Method]float64, wrong float64) {
	rng := rand.New(rand.NewPCG(uint64(s.cluster), math.Float64bits(s.coverage+s.icc+s.missed)))
	held = map[survey.Method]float64{}
	const checked = 2000 // links that clerks read, so that the recall is known as well as they can tell
	for range runs {
		seen := 0
		for range checked {
			if rng.Float64() >= s.missed {
				seen++
			}
		}
		links := &survey.Links{Recall: survey.Share{Value: float64(seen) / checked, Variance: s.missed * (1 - s.missed) / checked}}
		v := survey.Survey{Found: s.survey(rng, psus), Links: links, Level: .95, Deff: max(1, s.wrong*survey.DesignEffect(float64(s.cluster), s.icc))}
		v.Placed = v.Found
		c, err := v.Coverage()
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range c.Corrected.Intervals {
			if i.Low <= s.coverage && s.coverage <= i.High {
				held[survey.Method(i.Method)] += 1 / float64(runs)
			}
		}
		if v.Judge(c.Corrected, s.coverage+.0005) == quanyuan.Proved {
			wrong += 1 / float64(runs)
		}
	}
	return held, wrong
}
