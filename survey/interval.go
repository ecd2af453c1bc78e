package survey

import (
	"math"

	"quanyuan"
)

// Method is a way to bound a share.
type Method string

// The methods, in the order in which they are shown.
const (
	Wilson         Method = "wilson"
	ClopperPearson Method = "clopper-pearson"
	KornGraubard   Method = "korn-graubard"
	RaoScott       Method = "rao-scott"
)

// Methods lists all of them.
var Methods = []Method{Wilson, ClopperPearson, KornGraubard, RaoScott}

// Proportion is a share found in a sample.
type Proportion struct {
	Hits float64 // 0 … N
	N    float64 // persons in the sample, above 0
	Deff float64 // variance relative to a simple random sample; 0 stands for 1
	DF   float64 // degrees of freedom of the design; 0: those of a simple sample
}

// Effective is the size of the simple random sample that would say as much.
func (s Proportion) Effective() float64 {
	if s.Deff > 0 {
		return s.N / s.Deff
	}
	return s.N
}

// Interval bounds the share at a level such as 0.95.
//
// Wilson uses the effective size n* and t with the design's degrees of freedom;
// Clopper–Pearson takes n* as if it were a count; Korn–Graubard also shrinks n*
// by (t of n−1 / t of df)² (E. L. Korn, B. I. Graubard, Survey Methodology 24
// (1998), 193–201; as R's svyciprop "beta", so n* may exceed n); Rao–Scott holds
// all shares whose likelihood ratio 2n*·KL stays below t² (svyciprop
// "likelihood", solved exactly instead of by a spline).
//
// When all or none were hit, neither of the last two is defined: they give the
// exact bound on the one side that is left, at the full level.
func (s Proportion) Interval(m Method, level float64) quanyuan.Interval {
	out := quanyuan.Interval{Method: string(m), Level: level, High: 1}
	n, k, alpha := s.Effective(), s.Hits/s.N*s.Effective(), 1-level
	if s.Deff == 0 || s.Deff == 1 {
		k = s.Hits // exactly
	}
	t := tQuantile(1-alpha/2, s.DF)
	certain := s.Hits <= 0 || s.Hits >= s.N
	if m == KornGraubard && s.DF > 0 {
		shrink := square(tQuantile(1-alpha/2, max(s.N-1, 1)) / t)
		n, k = n*shrink, k*shrink
	}
	switch {
	case m == Wilson:
		out.Low, out.High = wilson(k/n, n, t)
	case certain && m != ClopperPearson:
		out.OneSided = true
		if s.Hits <= 0 {
			out.High = betaQuantile(level, 1, n)
		} else {
			out.Low = betaQuantile(alpha, n, 1)
		}
	case m == RaoScott:
		out.Low, out.High = likelihood(k/n, n, t*t)
	default:
		out.Low = betaQuantile(alpha/2, k, n-k+1)
		out.High = betaQuantile(1-alpha/2, k+1, n-k)
	}
	return out
}

// wilson is E. B. Wilson's score interval (JASA 22 (1927), 209–212).
func wilson(p, n, t float64) (low, high float64) {
	t2 := t * t
	mid, half := p+t2/(2*n), t*math.Sqrt(p*(1-p)/n+t2/(4*n*n))
	low, high = max(0, (mid-half)/(1+t2/n)), min(1, (mid+half)/(1+t2/n))
	if p <= 0 {
		low = 0 // without the last digit's rounding
	}
	if p >= 1 {
		high = 1
	}
	return low, high
}

// likelihood is where 2n·KL(p‖q) reaches the bound on both sides of p, which
// lies between 0 and 1.
func likelihood(p, n, bound float64) (low, high float64) {
	excess := func(q float64) float64 {
		return 2*n*(p*math.Log(p/q)+(1-p)*math.Log((1-p)/(1-q))) - bound
	}
	return bisect(p, 0, excess), bisect(p, 1, excess)
}
