package desk

import "quanyuan/survey"

// Lot is a rule of lot quality assurance sampling for one community: look at
// Size persons, and let it pass when at most Defects are missing. Risks are those
// of drawing, not of the register: a pass is no proof of a share.
type Lot struct {
	survey.Accepts
	Good, Poor float64
	// GoodFails is the chance that a community of share Good is sent back;
	// PoorPasses that one of share Poor passes.
	GoodFails, PoorPasses float64
	// Exact: the risks are those of drawing without replacement from so many.
	Population int
	ICC        float64
	Clusters   int
}

// PlanLot finds the smallest rule by binomial risks, and says its risks for a
// population of so many (0: large), or for clusters with an intra-class
// correlation (beta-binomial; survey.Accepts names the sources). When persons come
// in clusters the rule is enlarged to whole clusters; its risks then may be above
// those asked for, and are said.
func PlanLot(good, poor, alpha, beta float64, population int, icc float64, clusters int) (*Lot, error) {
	if population < 0 || icc < 0 || icc >= 1 || clusters < 0 {
		return nil, refuse("survey.plan")
	}
	a, err := survey.Lots(good, poor, alpha, beta)
	if err != nil {
		return nil, err
	}
	clusters = max(clusters, 1)
	a.Size = (a.Size + clusters - 1) / clusters * clusters
	l := &Lot{Accepts: a, Good: good, Poor: poor, Population: population, ICC: icc, Clusters: clusters}
	passes := func(share float64) float64 {
		switch {
		case icc > 0:
			return a.BetaBinomial(share, icc, clusters)
		case population > 0:
			return a.Hypergeometric(population, int(float64(population)*(1-share)+.5))
		}
		return a.Binomial(share)
	}
	if population > 0 && a.Size >= population { // ask everybody
		return nil, refuse("survey.lot_small", a.Size, population)
	}
	l.GoodFails, l.PoorPasses = 1-passes(good), passes(poor)
	return l, nil
}
