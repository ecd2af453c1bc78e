package survey

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// tQuantile is the p quantile of Student's t with df degrees of freedom, of the
// normal distribution when df is 0 or too large to differ from it.
func tQuantile(p, df float64) float64 {
	if df <= 0 || df > 1e8 {
		return distuv.UnitNormal.Quantile(p)
	}
	return distuv.StudentsT{Sigma: 1, Nu: df}.Quantile(p)
}

// betaQuantile is the p quantile of Beta(a, b); a or b may be 0, where all of
// the distribution lies in one point.
func betaQuantile(p, a, b float64) float64 {
	switch {
	case a <= 0:
		return 0
	case b <= 0:
		return 1
	}
	return distuv.Beta{Alpha: a, Beta: b}.Quantile(p)
}

// bisect finds where a function that is at or below zero at lo and above zero at
// hi crosses zero, to the last digit.
func bisect(lo, hi float64, f func(float64) float64) float64 {
	for range 2000 {
		mid := lo + (hi-lo)/2
		if mid <= min(lo, hi) || mid >= max(lo, hi) {
			break
		}
		if f(mid) <= 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

func square(x float64) float64 { return x * x }

// finite reports whether all are numbers.
func finite(xs ...float64) bool {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
