package survey_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"quanyuan"
	"quanyuan/survey"
)

// TestCountsAreEnough: from the counts of segments alone, with nothing but sums,
// come the share, its variance, design effect and effective size that the
// estimate finds person by person; correctness as well.
func TestCountsAreEnough(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := &survey.Sample{Survey: &quanyuan.Survey{Plan: quanyuan.SurveyPlan{Level: .95, Deff: 2}, Frame: quanyuan.Frame{Persons: 10000}}}
		for i := range 3 + rng.IntN(10) {
			s.PSUs = append(s.PSUs, drawnSegment(rng, i))
		}
		data, _ := s.Gather()
		c, err := data.Coverage()
		if err != nil {
			t.Fatal(err)
		}
		counts := s.Counts()
		var in, found, right, listed, lives, settled float64
		n := 0
		for i := range counts {
			x := &counts[i]
			in, found, n = in+x.Weight()*float64(x.In), found+x.Weight()*float64(x.Found), n+x.Found
			lives, settled = lives+float64(x.Lives)/x.Chance, settled+float64(x.Lives+x.Gone)/x.Chance
		}
		for i := range counts {
			x := &counts[i]
			listed += float64(x.Listed) / x.Chance
			right += float64(x.Met+x.Lives) / x.Chance
			if settled > 0 {
				right += float64(x.Open()) * lives / settled / x.Chance
			}
		}
		m, v := in/found, 0.0
		for _, h := range survey.Strata(counts) {
			v += h.Variance
		}
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
				t.Errorf("seed %d: %s by counts %v, by persons %v", seed, what, got, want)
			}
		}
		near("share", m, c.Measured.Ratio)
		near("variance", v, c.Measured.Variance)
		near("correctness", right/listed, c.Correct.Ratio)
		if m < 1 && v > 0 {
			near("design effect", v*float64(n-1)/(m*(1-m)), c.Measured.Deff)
			units := map[string]bool{} // PSUs with the rarer answer
			for i := range counts {
				if m >= .5 && counts[i].In < counts[i].Found || m < .5 && counts[i].In > 0 {
					units[counts[i].PSU.Unit] = true
				}
			}
			k, d := float64(len(units)), float64(n)*v/(m*(1-m))
			near("effective size", float64(n)/max(d, (k*d+4*2)/(k+4)), c.Measured.NEff)
		}
	}
}

// drawnSegment is a segment as a survey may find it: houses of all results,
// persons linked and not, some of the register met, some asked about.
func drawnSegment(rng *rand.Rand, i int) *quanyuan.PSU {
	p := &quanyuan.PSU{Segment: fmt.Sprint("s", i), Layer: fmt.Sprint("h", i%3), Unit: fmt.Sprint("s", i), Chance: .05 + .9*rng.Float64(), State: quanyuan.PSULoaded, Followed: map[quanyuan.Number]string{}}
	if i%7 == 6 {
		p.Chance, p.FPC, p.Layer = 1, 1, p.Layer+"·必"
	}
	for j, result := range []string{quanyuan.HouseDone, quanyuan.HouseDone, quanyuan.HouseRefused, quanyuan.HouseEmpty, quanyuan.HouseAbsent} {
		if j == 0 || rng.IntN(2) == 0 {
			p.Houses = append(p.Houses, quanyuan.House{Number: fmt.Sprint(j), Result: result})
		}
	}
	for j := range 5 + rng.IntN(20) {
		n := quanyuan.Number(fmt.Sprint("P", i, "-", j))
		p.Listed = append(p.Listed, n)
		switch rng.IntN(5) {
		case 0:
			p.Responses = append(p.Responses, answer("", false, ""))
		case 1:
			p.Followed[n] = []string{quanyuan.FollowLives, quanyuan.FollowMoved, quanyuan.FollowUnsettled}[rng.IntN(3)]
		case 2:
			r := answer(n, true, "")
			r.Out = "excluded_stay"
			p.Responses = append(p.Responses, r)
		default:
			p.Responses = append(p.Responses, answer(n, true, ""))
		}
	}
	if len(p.Responses) == 0 {
		p.Responses = append(p.Responses, answer(p.Listed[0], true, ""))
	}
	return p
}
