package review

import "math"

// Kappa is Cohen's kappa of two readers with its standard error: agreement
// beyond what chance would give, 1 when they always agree, 0 when no more often
// than by chance. table[i][j] counts the questions to which the first reader
// gave answer i and the second answer j. ok is false when chance alone agrees
// always (everybody gave one answer), or when nothing was read twice.
//
// The standard error is that of large samples for a kappa that is not zero:
// J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa
// and weighted kappa, Psychological Bulletin 72 (1969), 323–327.
func Kappa(table [][]int) (kappa, se float64, ok bool) {
	k, n := len(table), 0
	for _, row := range table {
		for _, c := range row {
			n += c
		}
	}
	if n == 0 {
		return 0, 0, false
	}
	p := func(i, j int) float64 { return float64(table[i][j]) / float64(n) }
	first, second := make([]float64, k), make([]float64, k)
	observed, expected := 0.0, 0.0
	for i := range k {
		observed += p(i, i)
		for j := range k {
			first[i] += p(i, j)
			second[i] += p(j, i)
		}
	}
	for i := range k {
		expected += first[i] * second[i]
	}
	if expected >= 1 {
		return 0, 0, false
	}
	kappa = (observed - expected) / (1 - expected)
	sum := 0.0
	for i := range k {
		sum += p(i, i) * square(1-(first[i]+second[i])*(1-kappa))
		for j := range k {
			if i != j {
				sum += square(1-kappa) * p(i, j) * square(second[i]+first[j])
			}
		}
	}
	sum -= square(kappa - expected*(1-kappa))
	return kappa, math.Sqrt(max(sum, 0)/float64(n)) / (1 - expected), true
}

func square(x float64) float64 { return x * x }

// UpperBound is the one-sided upper bound of a share of errors of which k were
// found in a sample of n: with a share above it, so few would be found with a
// probability of at most 1 − confidence. It is exact for the binomial
// distribution and errs on the safe side for a sample drawn without putting
// back: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934), 404–413.
func UpperBound(k, n int, confidence float64) float64 {
	if n <= 0 || k >= n {
		return 1
	}
	lo, hi := float64(k)/float64(n), 1.0
	for range 100 {
		if mid := (lo + hi) / 2; atMost(k, n, mid) > 1-confidence {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// atMost is the probability of at most k hits in n draws of probability p.
func atMost(k, n int, p float64) float64 {
	if p <= 0 {
		return 1
	}
	if p >= 1 {
		return 0
	}
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	sum := 0.0
	for i := 0; i <= k; i++ {
		sum += math.Exp(lg(n) - lg(i) - lg(n-i) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return min(sum, 1)
}

// SampleSize is how many of a lot must be looked at so that, when all are
// right, the share of errors is below limit with the confidence given.
func SampleSize(lot int, limit, confidence float64) int {
	n := int(math.Ceil(math.Log(1-confidence) / math.Log1p(-limit)))
	return min(max(n, 1), lot)
}
