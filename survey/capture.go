package survey

import "math"

// Capture is a population estimated from two lists.
type Capture struct {
	Estimate float64 `json:"estimate"`
	Variance float64 `json:"variance"`
	SE       float64 `json:"se"`
}

// Chapman estimates the number of persons from two lists of n1 and n2 with m on
// both: (n1+1)(n2+1)/(m+1) − 1, with Seber's variance (D. G. Chapman, Univ.
// California Publ. Statist. 1 (1951), 131–160; G. A. F. Seber, Biometrika 57
// (1970), 313–318). It holds for a closed population, lists that know nothing of
// each other, and links without error.
func Chapman(n1, n2, m int) (Capture, error) {
	if n1 < 0 || n2 < 0 || m < 0 || m > min(n1, n2) {
		return Capture{}, invalid("survey.capture")
	}
	a, b, c := float64(n1), float64(n2), float64(m)
	v := (a + 1) * (b + 1) / (c + 1) * (a - c) / (c + 1) * (b - c) / (c + 2)
	return Capture{(a+1)*(b+1)/(c+1) - 1, v, math.Sqrt(v)}, nil
}

// ChandrasekaranDeming estimates the number of events of which two systems
// recorded n1 and n2, m of them both: n1·n2/m, with its variance of large
// samples n1·n2·(n1−m)(n2−m)/m³ (C. Chandra Sekar, W. E. Deming, JASA 44 (1949),
// 101–115). m must be above 0.
func ChandrasekaranDeming(n1, n2, m int) (Capture, error) {
	if n1 < 0 || n2 < 0 || m < 1 || m > min(n1, n2) {
		return Capture{}, invalid("survey.capture")
	}
	a, b, c := float64(n1), float64(n2), float64(m)
	v := a / c * b / c * (a - c) / c * (b - c)
	return Capture{a * b / c, v, math.Sqrt(v)}, nil
}

// DualSystem is the number of persons by register and survey together:
// (C − II)·(CE/E)·(P/M), where C persons stand in the register, II of them
// cannot be matched for want of values, CE/E is the share that stands there
// rightly, and M/P the share of the survey's persons who stand there (US Census
// A.C.E.: The 2000 Census: Interim Assessment, National Academies, p. 204).
// variance combines those of the two shares, taken as independent: over- and
// undercoverage of the same areas mostly go together, so it is on the safe side.
func DualSystem(register, unusable float64, correct, covered Share) (Capture, error) {
	if unusable < 0 || unusable > register || !correct.valid() || !covered.valid() || covered.Value == 0 {
		return Capture{}, invalid("survey.capture")
	}
	n := (register - unusable) * correct.Value / covered.Value
	v := square(register-unusable) * (correct.Variance/square(covered.Value) + square(correct.Value)*covered.Variance/math.Pow(covered.Value, 4))
	return Capture{n, v, math.Sqrt(v)}, nil
}

// Share is a share with its variance.
type Share struct{ Value, Variance float64 }

func (s Share) valid() bool {
	return finite(s.Value, s.Variance) && s.Value >= 0 && s.Value <= 1 && s.Variance >= 0
}

// Links says how well persons of the survey were linked to the register: Recall
// is the probability that a person who stands there was found there, False that
// one who does not was linked to somebody. Both come from double clerical
// review, with their uncertainty.
type Links struct{ Recall, False Share }

// Corrected takes the errors of linkage out of a measured share of persons
// covered: (p − β)/(α − β) (the moment form of Y. Ding, S. E. Fienberg, Survey
// Methodology 20 (1994), 149–158), with the variance by the delta method. The
// share is kept between 0 and 1.
func (l Links) Corrected(measured Share) (Share, error) {
	a, b := l.Recall.Value, l.False.Value
	if !measured.valid() || !l.Recall.valid() || !l.False.valid() || a <= b {
		return Share{}, invalid("survey.links")
	}
	p := (measured.Value - b) / (a - b)
	// ∂/∂m = 1/(α−β), ∂/∂α = −p/(α−β), ∂/∂β = −(1−p)/(α−β)
	v := (measured.Variance + p*p*l.Recall.Variance + square(1-p)*l.False.Variance) / square(a-b)
	return Share{min(max(p, 0), 1), v}, nil
}

// Measured is the share that linkage with these errors would measure of a true
// one: what Corrected takes back.
func (l Links) Measured(truth float64) float64 {
	return truth*l.Recall.Value + (1-truth)*l.False.Value
}
