package survey

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Jackknife is the variance of the ratio by leaving out one PSU after the other
// (JKn), around the estimate itself as R does with mse = TRUE. Lonely PSUs are
// treated as in R's jknweights.
func (d *Design) Jackknife() float64 {
	all := d.sum(d.rows)
	ratio, v, replicates, psus, strata := all.ratio(d), 0.0, 0, 0, float64(len(d.strata))
	without := func(t totals, factor float64, more totals, by float64) float64 {
		replicates++
		left := slices.Clone(all)
		left.add(t, factor)
		left.add(more, by)
		return square(left.ratio(d) - ratio)
	}
	for i := range d.strata {
		s := &d.strata[i]
		n := float64(len(s.psus))
		psus += len(s.psus)
		sums, whole := d.sums(s)
		switch {
		case s.free <= 1e-7:
			replicates += len(s.psus)
		case !s.alone():
			for _, t := range sums {
				v += s.free * (n - 1) / n * without(whole, 1/(n-1), t, -n/(n-1))
			}
		case d.lonely == LonelyAdjust && strata > 1:
			v += (strata - 1) / strata * without(whole, -1, whole, 0)
		}
	}
	if d.lonely == LonelyAverage && replicates > 0 {
		v *= float64(psus) / float64(replicates)
	}
	return v
}

// sums are the totals of each PSU of a stratum, and of them all.
func (d *Design) sums(s *stratum) (psus []totals, all totals) {
	all = d.sum(nil)
	for _, rows := range s.psus {
		t := d.sum(rows)
		psus = append(psus, t)
		all.add(t, 1)
	}
	return psus, all
}

// Bootstrap is the variance of the ratio by the rescaling bootstrap of J. N. K.
// Rao and C. F. J. Wu (JASA 83 (1988), 231–241): in each stratum n−1 of its n
// PSUs are drawn with replacement and weighted by n/(n−1), pulled towards the
// original weights by √(1−f). ok is false when there is no replicate, or when a
// lonely PSU would have to be guessed about.
func (d *Design) Bootstrap(replicates int, seed uint64) (variance float64, ok bool) {
	ratio, sums := d.sum(d.rows).ratio(d), make([][]totals, len(d.strata))
	for i := range d.strata {
		s := &d.strata[i]
		if s.alone() && d.lonely != LonelyRemove && d.lonely != LonelyCertainty {
			return 0, false
		}
		sums[i], _ = d.sums(s)
	}
	rng, used := rand.New(rand.NewPCG(seed, 0)), 0
	for range replicates {
		t := d.sum(nil)
		for i := range d.strata {
			redraw(t, sums[i], d.strata[i].free, rng)
		}
		if y, x := t.whole(d); x != 0 { // a domain that was not met says nothing
			variance += square(y/x - ratio)
			used++
		}
	}
	if used == 0 {
		return 0, false
	}
	return variance / float64(used), true
}

// redraw adds a stratum's total with its PSUs drawn anew.
func redraw(to totals, psus []totals, free float64, rng *rand.Rand) {
	n, pull := len(psus), math.Sqrt(max(free, 0))
	if n == 1 {
		pull = 0
	}
	for _, p := range psus {
		to.add(p, 1-pull)
	}
	for range n - 1 {
		to.add(psus[rng.IntN(n)], pull*float64(n)/float64(n-1))
	}
}
