package survey

import (
	"math"

	"quanyuan"
)

// Seen is one person of a coverage survey: found by the survey, or standing in
// the register where the survey went.
type Seen struct {
	Stratum, PSU string
	Weight, FPC  float64
	// Yes is 1 when a person found stands in the register, or one of the register
	// stands there rightly; between 0 and 1 where that could not be settled.
	Yes float64
}

// Survey is what a coverage survey brought in.
type Survey struct {
	Found  []Seen // P: persons found; Yes: in the register (M)
	Placed []Seen // P again; Yes: in the register in the right community
	Listed []Seen // E: persons of the register in the same segments; Yes: correct (CE)
	// Register is the number of persons in the register (C), Unusable those of
	// them who cannot be matched or placed (II).
	Register, Unusable float64
	// Links corrects for errors of linkage; nil: not measured.
	Links *Links
	Level float64
	// Deff is the design effect of the plan, which counts beside that of the
	// sample where few clusters miss anybody.
	Deff   float64
	Lonely Lonely
}

// Coverage estimates the figures of a coverage survey.
func (s *Survey) Coverage() (*quanyuan.Coverage, error) {
	c := &quanyuan.Coverage{}
	var err error
	if c.Measured, err = s.share(s.Found); err != nil {
		return nil, err
	}
	if c.Placed, err = s.share(s.Placed); err != nil {
		return nil, err
	}
	c.Corrected = c.Measured
	if s.Links != nil {
		p, err := s.Links.Corrected(Share{c.Measured.Ratio, c.Measured.Variance})
		if err != nil {
			return nil, err
		}
		c.Corrected = s.corrected(c.Measured, p)
		c.IsCorrected = true
	}
	if len(s.Listed) == 0 {
		return c, nil
	}
	correct, err := s.share(s.Listed)
	if err != nil {
		return nil, err
	}
	c.Correct = &correct
	return c, s.total(c)
}

func (s *Survey) share(seen []Seen) (quanyuan.Estimate, error) {
	rows := make([]Row, len(seen))
	for i, x := range seen {
		rows[i] = Row{Stratum: x.Stratum, PSU: x.PSU, Weight: x.Weight, FPC: x.FPC, Y: x.Yes, X: 1}
	}
	d, err := New(rows, s.Lonely)
	if err != nil {
		return quanyuan.Estimate{}, err
	}
	return d.Ratio(s.Level, s.Deff)
}

// corrected gives a measured share its value without the errors of linkage, and
// the intervals that go with it. What the sample and what the errors of linkage
// leave open are not alike: the first shrinks near 100 percent, the second does
// not. So the distances from the estimate to the limits of each are found one
// by one and combined as at right angles (MOVER: A. Donner, G. Y. Zou, Stat.
// Methods Med. Res. 21 (2012), 347–359). The estimate may pass 1 on the way.
func (s *Survey) corrected(measured quanyuan.Estimate, p Share) quanyuan.Estimate {
	e, n := measured, float64(measured.N)
	e.Ratio, e.Variance, e.SE = p.Value, p.Variance, math.Sqrt(p.Variance)
	e.NEff = measured.NEff
	if p.Value > 0 && p.Value < 1 && p.Variance > 0 {
		e.NEff = min(p.Value*(1-p.Value)/p.Variance, n)
	}
	m := measured.Ratio
	a, b := s.Links.Recall.around(s.Level), s.Links.False.around(s.Level)
	at := func(m, a, b float64) float64 { return (m - b) / (a - b) }
	value := at(m, a.value, b.value)
	e.Intervals = nil
	for _, i := range measured.Intervals {
		down := math.Hypot(math.Hypot(value-at(i.Low, a.value, b.value), value-at(m, a.high, b.value)), value-at(m, a.value, b.high))
		up := math.Hypot(math.Hypot(at(i.High, a.value, b.value)-value, at(m, a.low, b.value)-value), at(m, a.value, b.low)-value)
		i.Low, i.High = min(max(value-down, 0), 1), min(max(value+up, 0), 1)
		i.OneSided = i.OneSided && i.High == 1
		e.Intervals = append(e.Intervals, i)
	}
	return e
}

// limits are a share with what it may be at least and at most.
type limits struct{ low, value, high float64 }

// around bounds a share by Wilson's interval of as many readings as would have
// its variance; one that is 0 or 1 by its standard error.
func (x Share) around(level float64) limits {
	t := tQuantile(1-(1-level)/2, 0)
	switch p := x.Value; {
	case x.Variance <= 0:
		return limits{p, p, p}
	case p <= 0 || p >= 1:
		reach := t * math.Sqrt(x.Variance)
		return limits{max(0, p-reach), p, min(1, p+reach)}
	}
	low, high := wilson(x.Value, x.Value*(1-x.Value)/x.Variance, t)
	return limits{low, x.Value, high}
}

// Judge is the verdict on an estimate of the survey. It is not proved unless it
// would be with the design effect of the plan as well: the sample's own is
// guessed from the few segments that miss anybody, and often too low.
func (s *Survey) Judge(e quanyuan.Estimate, target float64) quanyuan.Proof {
	proof := Judge(e, target)
	if n := float64(e.N); proof == quanyuan.Proved && e.NEff > n/max(s.Deff, 1) {
		planned := e
		planned.Intervals = nil
		for _, m := range Methods {
			planned.Intervals = append(planned.Intervals, Proportion{Hits: e.Ratio * n, N: n, Deff: max(s.Deff, 1), DF: max(e.DF, 1)}.Interval(m, s.Level))
		}
		return Judge(planned, target)
	}
	return proof
}

// total is the number of persons by register and survey together. Its variance
// counts that both shares come from the same segments: where the register has
// too few it may also have too many.
func (s *Survey) total(c *quanyuan.Coverage) error {
	covered := Share{c.Placed.Ratio, c.Placed.Variance}
	if s.Links != nil {
		var err error
		if covered, err = s.Links.Corrected(covered); err != nil {
			return err
		}
	}
	both, err := DualSystem(s.Register, s.Unusable, Share{c.Correct.Ratio, c.Correct.Variance}, covered)
	if err != nil {
		return nil // nobody covered: there is no total, the shares stand
	}
	// log N = log(CE/E) − log(M/P) + …: of each the relative deviations, summed
	// within PSUs.
	var rows []Row
	add := func(seen []Seen, e quanyuan.Estimate, sign float64) {
		w := 0.0
		for _, x := range seen {
			w += x.Weight
		}
		for _, x := range seen {
			rows = append(rows, Row{Stratum: x.Stratum, PSU: x.PSU, Weight: 1, FPC: x.FPC, Y: sign * x.Weight * (x.Yes - e.Ratio) / (w * e.Ratio)})
		}
	}
	if c.Correct.Ratio > 0 && c.Placed.Ratio > 0 {
		add(s.Listed, *c.Correct, 1)
		add(s.Placed, c.Placed, -1)
		d, err := New(rows, s.Lonely)
		if err != nil {
			return err
		}
		sampling := square(both.Estimate) * d.linearised(0, 1)
		// What the errors of linkage add to the sampling variance of the share.
		linkage := max(0, covered.Variance-c.Placed.Variance) * square(both.Estimate/covered.Value)
		both.Variance = sampling + linkage
		both.SE = math.Sqrt(both.Variance)
	}
	t := tQuantile(1-(1-s.Level)/2, max(c.Placed.DF, 1))
	c.Total = &quanyuan.Total{Estimate: both.Estimate, Variance: both.Variance, SE: both.SE, Low: both.Estimate - t*both.SE, High: both.Estimate + t*both.SE, Net: s.Register / both.Estimate}
	return nil
}

// Judge says whether an estimate proves that the share is at least target, at
// the level of its intervals: only a lower bound at or above it does, by the
// strictest of the intervals. Whose upper bounds all lie below it has failed;
// anything else is open.
func Judge(e quanyuan.Estimate, target float64) quanyuan.Proof {
	proved, failed := len(e.Intervals) > 0, len(e.Intervals) > 0
	for _, i := range e.Intervals {
		proved = proved && i.Low >= target
		failed = failed && i.High < target
	}
	switch {
	case proved:
		return quanyuan.Proved
	case failed:
		return quanyuan.Missed
	}
	return quanyuan.Unproved
}
