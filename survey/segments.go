package survey

import (
	"cmp"
	"maps"
	"slices"

	"quanyuan"
)

// SegmentCount is a segment of the sample in whole numbers. Together with the
// chances they are all that the shares of a coverage survey and their variances
// rest on: whoever has them can compute both again by hand.
type SegmentCount struct {
	*quanyuan.PSU
	Lived, Answered int // dwellings lived in; those of them that answered
	Found, In, Here int // P: persons found; of them registered; of them in this community
	Listed          int // E: persons of the register in the segment
	Met             int // of them found by the survey
	Lives           int // not met, and found to live there by a second visit
	Gone            int // found not to live there
}

// Open are the persons of the register about whom nothing could be found out.
func (c *SegmentCount) Open() int { return c.Listed - c.Met - c.Lives - c.Gone }

// Raised is what makes up for the dwellings without an answer.
func (c *SegmentCount) Raised() float64 { return raised(c.Lived, c.Answered) }

// Weight is that of a person found; one of the register weighs 1/Chance.
func (c *SegmentCount) Weight() float64 { return c.Raised() / c.Chance }

func raised(lived, answered int) float64 {
	if answered == 0 {
		return 1
	}
	return float64(lived) / float64(answered)
}

// Counts are the segments with answers, in the order of the sample.
func (s *Sample) Counts() []SegmentCount {
	var out []SegmentCount
	for _, p := range s.PSUs {
		if p.State != quanyuan.PSULoaded {
			continue
		}
		c := SegmentCount{PSU: p, Listed: len(p.Listed)}
		c.Lived, c.Answered = (&Fieldwork{}).houses(p)
		met := map[quanyuan.Number]bool{}
		for i := range p.Responses {
			r := &p.Responses[i]
			if r.Out != "" {
				continue
			}
			c.Found++
			if f := r.Found; f != nil {
				met[f.Number] = true
				c.In += int(share(f.In))
				c.Here += int(share(f.Here && f.Usable))
			}
		}
		for _, n := range p.Listed {
			switch found, ok := p.Followed[n]; {
			case met[n]:
				c.Met++
			case ok && found == quanyuan.FollowLives:
				c.Lives++
			case ok && found != quanyuan.FollowUnsettled:
				c.Gone++
			}
		}
		out = append(out, c)
	}
	return out
}

// StratumCount is what one stratum adds to the variance of M/P.
type StratumCount struct {
	Name      string
	PSUs      int
	Drawn     float64 // share of its PSUs that was drawn, where that matters
	Found, In int
	Variance  float64
}

// Strata takes the variance of the measured coverage apart, from the counts of
// segments alone: V_h = (1 − f_h)·n_h/(n_h − 1)·Σ_i (z_hi − z̄_h)² with
// z = Σ w·(M − m·P) / Σ w·P of each PSU. A stratum of one PSU adds (1 − f_h)·z².
func Strata(counts []SegmentCount) []StratumCount {
	yes, all := 0.0, 0.0
	for i := range counts {
		c := &counts[i]
		yes += c.Weight() * float64(c.In)
		all += c.Weight() * float64(c.Found)
	}
	strata, psus := map[string]*StratumCount{}, map[string]map[string]float64{}
	for i := range counts {
		c := &counts[i]
		if c.Found == 0 {
			continue
		}
		h := strata[c.Layer]
		if h == nil {
			h = &StratumCount{Name: c.Layer, Drawn: c.FPC}
			strata[c.Layer], psus[c.Layer] = h, map[string]float64{}
		}
		h.Found += c.Found
		h.In += c.In
		psus[c.Layer][c.Unit] += c.Weight() * (float64(c.In) - yes/all*float64(c.Found)) / all
	}
	var out []StratumCount
	for name, h := range strata {
		h.PSUs = len(psus[name])
		n, mean := float64(h.PSUs), 0.0
		for _, unit := range slices.Sorted(maps.Keys(psus[name])) {
			mean += psus[name][unit] / n
		}
		for _, unit := range slices.Sorted(maps.Keys(psus[name])) {
			z := psus[name][unit]
			if h.PSUs == 1 {
				h.Variance = (1 - h.Drawn) * z * z
			} else {
				h.Variance += (1 - h.Drawn) * n / (n - 1) * square(z-mean)
			}
		}
		out = append(out, *h)
	}
	slices.SortFunc(out, func(a, b StratumCount) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Student is the p quantile of Student's t with df degrees of freedom, of the
// normal distribution for df 0.
func Student(p, df float64) float64 { return tQuantile(p, df) }
