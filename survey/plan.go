package survey

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Accepts is a rule: look at Size, accept when at most Defects are wrong.
type Accepts struct {
	Size    int `json:"size"`
	Defects int `json:"defects"`
}

// Binomial is the probability that a lot with a share of right ones passes, of
// lots so large that drawing does not change them.
func (a Accepts) Binomial(right float64) float64 {
	switch {
	case a.Defects >= a.Size || right >= 1:
		return 1
	case right <= 0:
		return 0
	}
	// P(at most d of n wrong) = P(at least n−d right)
	return mathext.RegIncBeta(float64(a.Size-a.Defects), float64(a.Defects+1), right)
}

// Hypergeometric is the same of a lot of so many, of whom wrong are wrong.
func (a Accepts) Hypergeometric(lot, wrong int) float64 {
	p := 0.0
	for i := max(0, a.Size-(lot-wrong)); i <= min(a.Defects, wrong, a.Size); i++ {
		p += math.Exp(choose(wrong, i) + choose(lot-wrong, a.Size-i) - choose(lot, a.Size))
	}
	return min(p, 1)
}

// BetaBinomial is the same of clustered lots: the share of right ones differs
// from cluster to cluster, with an intra-class correlation icc, and the Size
// looked at are of one cluster (LQAS with clusters: M. Pagano, J. J. Valadez, PLoS
// ONE 5 (2010); D. L. Hund, 2013). clusters of equal size add up.
func (a Accepts) BetaBinomial(right, icc float64, clusters int) float64 {
	if icc <= 0 || right <= 0 || right >= 1 {
		return a.Binomial(right)
	}
	n := a.Size / clusters
	alpha, beta := (1-right)*(1-icc)/icc, right*(1-icc)/icc
	one := make([]float64, n+1) // of one cluster: P(i wrong)
	for i := range one {
		one[i] = math.Exp(choose(n, i) + lbeta(float64(i)+alpha, float64(n-i)+beta) - lbeta(alpha, beta))
	}
	sum := []float64{1}
	for range clusters {
		next := make([]float64, min(len(sum)+n, a.Defects+1))
		for i, p := range sum {
			for j, q := range one {
				if i+j < len(next) {
					next[i+j] += p * q
				}
			}
		}
		sum = next
	}
	p := 0.0
	for _, q := range sum {
		p += q
	}
	return min(p, 1)
}

func choose(n, k int) float64 { return -math.Log(float64(n+1)) - lbeta(float64(n-k+1), float64(k+1)) }

func lbeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// Lots is the smallest rule by which a lot with a share good passes with a
// probability of at least 1−alpha, and one with a share poor with at most beta
// (lot quality assurance sampling).
func Lots(good, poor, alpha, beta float64) (Accepts, error) {
	if !(0 < poor && poor < good && good < 1 && 0 < alpha && alpha < 1 && 0 < beta && beta < 1) {
		return Accepts{}, invalid("survey.plan")
	}
	for a := (Accepts{Size: 1}); a.Size <= 1e7; {
		switch {
		case a.Binomial(poor) > beta:
			a.Size++
		case a.Binomial(good) >= 1-alpha:
			return a, nil
		default:
			a.Defects++
		}
	}
	return Accepts{}, invalid("survey.plan")
}

// SizeForMargin is how many must be asked so that a share is known to ± margin:
// z²·p(1−p)/margin², times the design effect.
func SizeForMargin(share, margin, level, deff float64) (int, error) {
	if !(0 < share && share < 1 && 0 < margin && 0 < level && level < 1 && 0 < deff) {
		return 0, invalid("survey.plan")
	}
	n := square(tQuantile(1-(1-level)/2, 0)/margin) * share * (1 - share) * deff
	if n > 1e9 {
		return 0, invalid("survey.plan")
	}
	return int(math.Ceil(n)), nil
}

// SizeForProof is how many must be asked so that at most so many defects prove
// the share to be at least target: the chance of so few is at most 1−level if it
// is less. Multiply by the design effect.
func SizeForProof(target, level float64, defects int) (int, error) {
	if !(0 < target && target < 1 && 0 < level && level < 1 && defects >= 0 && defects < 1e6) {
		return 0, invalid("survey.plan")
	}
	lo, hi := defects+1, defects+1
	for (Accepts{hi, defects}).Binomial(target) > 1-level {
		lo, hi = hi, 2*hi
	}
	for lo < hi {
		if mid := (lo + hi) / 2; (Accepts{mid, defects}).Binomial(target) > 1-level {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return hi, nil
}

// PlanProof is the smallest sample that proves target, if the truth is a share
// of truth, with a probability of at least power. The rule holds for a simple
// sample: multiply Size by the design effect.
func PlanProof(target, truth, level, power float64) (Accepts, error) {
	if !(target < truth && truth <= 1 && 0 < power && power < 1) {
		return Accepts{}, invalid("survey.plan")
	}
	for d := 0; d < 100_000; d++ {
		n, err := SizeForProof(target, level, d)
		if err != nil {
			return Accepts{}, err
		}
		if a := (Accepts{n, d}); a.Binomial(truth) >= power {
			return a, nil
		}
	}
	return Accepts{}, invalid("survey.plan")
}

// DesignEffect is that of clusters of so many persons each: 1 + (m−1)·ICC
// (L. Kish, Survey Sampling, 1965).
func DesignEffect(perCluster, icc float64) float64 { return 1 + (perCluster-1)*icc }

// PValue is the probability of as many hits or more if the share were target: how
// strongly the sample speaks for more than it. Below 1−level, it is proved.
func (s Proportion) PValue(target float64) float64 {
	n := s.Effective()
	k := s.Hits / s.N * n
	switch {
	case k <= 0:
		return 1
	case target <= 0 || target >= 1:
		return target
	}
	return mathext.RegIncBeta(k, n-k+1, target)
}
