package survey

import (
	"cmp"
	"math"
	"slices"

	"quanyuan"
)

// Row is a unit of the sample: y of x, with the number of units of the
// population that it stands for.
type Row struct {
	Stratum, PSU string
	Weight       float64 // above 0
	Y, X         float64 // X is 1 for a mean; 0 outside the domain that is asked about
	// FPC is the number of PSUs in the stratum's population, or, when no row of
	// the design has more than 1, the share of them that was drawn. 0: drawn with
	// replacement, or from so many that it does not matter.
	FPC float64
	// Post is the post-stratum, such as sex by age, for PostStratify.
	Post string

	post int // its place in Design.known
}

// Lonely says what a stratum with a single PSU contributes to the variance,
// named as in R's options(survey.lonely.psu).
type Lonely string

// What may be done about strata with one PSU.
const (
	LonelyFail      Lonely = "fail"      // nothing can be said: an error
	LonelyAdjust    Lonely = "adjust"    // its distance from the mean of all: on the safe side
	LonelyAverage   Lonely = "average"   // as much as the other strata on average
	LonelyRemove    Lonely = "remove"    // nothing
	LonelyCertainty Lonely = "certainty" // nothing: it was taken for sure
)

// Design is a sample prepared for estimates. Rows may come in any order.
type Design struct {
	rows   []Row
	strata []stratum
	lonely Lonely
	known  []float64 // the population's totals of the post-strata; empty: none
}

// stratum holds the rows of a stratum, PSU by PSU.
type stratum struct {
	name string
	free float64 // 1 − the share of PSUs drawn
	psus [][]Row
}

// New prepares a design. It fails with ErrInvalid when rows contradict each
// other or when a stratum has one PSU and lonely says fail.
func New(rows []Row, lonely Lonely) (*Design, error) {
	if len(rows) == 0 {
		return nil, invalid("survey.no_rows")
	}
	d := &Design{rows: slices.Clone(rows), lonely: cmp.Or(lonely, LonelyFail)}
	slices.SortFunc(d.rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.PSU, b.PSU), cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X), cmp.Compare(a.Post, b.Post))
	})
	counts := slices.ContainsFunc(rows, func(r Row) bool { return r.FPC > 1 })
	for i, r := range d.rows {
		switch {
		case i == 0 || r.Stratum != d.rows[i-1].Stratum:
			d.strata = append(d.strata, stratum{name: r.Stratum, free: r.FPC, psus: [][]Row{d.rows[i : i+1]}})
		case r.FPC != d.rows[i-1].FPC:
			return nil, invalid("survey.fpc_differs", r.Stratum)
		case r.PSU != d.rows[i-1].PSU:
			s := &d.strata[len(d.strata)-1]
			s.psus = append(s.psus, d.rows[i:i+1])
		default:
			s := &d.strata[len(d.strata)-1]
			last := &s.psus[len(s.psus)-1]
			*last = (*last)[:len(*last)+1]
		}
	}
	for i := range d.strata {
		s := &d.strata[i]
		n := float64(len(s.psus))
		switch {
		case s.free == 0:
			s.free = 1
		case counts && s.free < n:
			return nil, invalid("survey.fpc_small", s.name, len(s.psus))
		case counts:
			s.free = 1 - n/s.free
		default:
			s.free = 1 - s.free
		}
		if s.alone() && d.lonely == LonelyFail {
			return nil, invalid("survey.lonely", s.name)
		}
	}
	return d, nil
}

// alone reports whether nothing shows how much PSUs of the stratum differ. A
// stratum taken as a whole has nothing to show.
func (s *stratum) alone() bool { return len(s.psus) == 1 && s.free > 1e-7 }

// Ratio estimates Σwy/Σwx with its variance by linearisation: z = w(y − px)/Σwx
// summed within PSUs, V = Σ_h (1−f_h)·n_h/(n_h−1)·Σ_i (z_hi − z̄_h)². Variation
// within PSUs needs no term of its own where PSUs are drawn with replacement or
// few of many; with FPC it is left out, as R does for designs of one stage.
//
// Rows with x = 0 lie outside the domain: they keep their PSUs in the variance,
// and do not count in N and DF.
//
// A share (0 ≤ y ≤ x in every row) gets the intervals of Methods. Planned is the
// design effect that the plan supposed, 0 for none; see effective. When the
// sample shows no variation, its design effect is unknown and the planned one is
// taken; without one that of unequal weights, n·Σw²/(Σw)², which knows nothing
// of clusters.
// Another ratio gets a t interval.
func (d *Design) Ratio(level, planned float64) (quanyuan.Estimate, error) {
	y, x := d.sum(d.rows).whole(d)
	if x == 0 {
		return quanyuan.Estimate{}, invalid("survey.no_base")
	}
	e := quanyuan.Estimate{Ratio: y / x}
	e.PSUs, e.Strata, e.N = d.domain()
	e.DF = float64(e.PSUs - e.Strata)
	e.Variance = d.linearised(e.Ratio, x)
	e.SE = math.Sqrt(e.Variance)
	if simple := d.simple(e.Ratio, x); simple > 0 {
		e.Deff = e.Variance / simple
	}
	if !finite(e.Ratio, e.Variance, e.Deff) {
		return quanyuan.Estimate{}, invalid("survey.too_large")
	}
	if d.share() {
		d.bound(&e, level, planned)
	} else {
		half := tQuantile(1-(1-level)/2, max(e.DF, 1)) * e.SE
		e.Intervals = []quanyuan.Interval{{Method: "t", Level: level, Low: e.Ratio - half, High: e.Ratio + half}}
	}
	return e, nil
}

// bound gives a share its intervals.
func (d *Design) bound(e *quanyuan.Estimate, level, planned float64) {
	p := min(max(e.Ratio, 0), 1)
	n := float64(e.N)
	if census := !slices.ContainsFunc(d.strata, func(s stratum) bool { return s.free > 1e-7 }); census {
		e.NEff = n
		for _, m := range Methods {
			e.Intervals = append(e.Intervals, quanyuan.Interval{Method: string(m), Level: level, Low: p, High: p})
		}
		return
	}
	if p > 0 && p < 1 && e.Variance > 1e-18 {
		e.Rare = d.rare(p)
		e.NEff = effective(n, n*e.Variance/(p*(1-p)), planned, e.Rare)
	} else {
		e.Assumed = true
		if planned == 0 {
			planned = d.unequal()
		}
		e.NEff = n / planned
	}
	s := Proportion{Hits: p * n, N: n, Deff: n / e.NEff, DF: max(e.DF, 1)}
	for _, m := range Methods {
		s := s
		if m == RaoScott && !e.Assumed {
			s.Deff *= n / (n - 1) // R's svyciprop has the dispersion of its model in it
		}
		e.Intervals = append(e.Intervals, s.Interval(m, level))
	}
}

// planWorth is how many PSUs with the rarer answer the plan's design effect
// counts for. A design effect seen in k of them has a relative variance of about
// 2/k (of Σd²/Σd, with d exponentially distributed over them); a supposed one
// that is right to within a factor of two has one of about (ln 2)² ≈ 2/4.
const planWorth = 4

// effective is the size of the simple random sample that would say as much as n
// persons. Near 0 and 100 percent a design effect is seen in the few PSUs where
// anybody gave the rarer answer, and is mostly too small when they are few: then
// the plan's counts beside it, weighed by what each is worth, but never to make
// it smaller. (Smoothed design effects instead of those of single estimates: K.
// M. Wolter, Introduction to Variance Estimation, 2nd ed. 2007, ch. 7; Wilson's
// interval on an effective size bounded from above: C. Franco, R. J. A. Little,
// T. A. Louis, E. V. Slud, J. Survey Statist. Methodol. 7 (2019), 334–364.)
func effective(n, deff, planned float64, rare int) float64 {
	k := float64(rare)
	return n / max(deff, (k*deff+planWorth*planned)/(k+planWorth))
}

// rare counts the PSUs in which anybody gave the answer that fewer give.
func (d *Design) rare(p float64) (psus int) {
	for _, s := range d.strata {
		for _, rows := range s.psus {
			if slices.ContainsFunc(rows, func(r Row) bool { return p >= .5 && r.Y < r.X || p < .5 && r.Y > 0 }) {
				psus++
			}
		}
	}
	return psus
}

// domain counts what says something of the ratio.
func (d *Design) domain() (psus, strata, rows int) {
	for _, s := range d.strata {
		before := psus
		for _, p := range s.psus {
			n := 0
			for _, r := range p {
				if r.X != 0 {
					n++
				}
			}
			rows += n
			psus += min(n, 1)
		}
		strata += min(psus-before, 1)
	}
	return psus, strata, rows
}

// share reports whether y is a part of x in every row.
func (d *Design) share() bool {
	return !slices.ContainsFunc(d.rows, func(r Row) bool { return r.Y < 0 || r.Y > r.X })
}

// linearised is the variance of the ratio.
func (d *Design) linearised(p, x float64) float64 {
	v, lonely := 0.0, 0
	shift := d.shift(p)
	for i := range d.strata {
		s := &d.strata[i]
		n := float64(len(s.psus))
		z, mean := make([]float64, len(s.psus)), 0.0
		for i, rows := range s.psus {
			for _, r := range rows {
				z[i] += r.Weight * (r.Y - p*r.X - shift[r.post]) / x
			}
			mean += z[i] / n
		}
		switch {
		case s.free <= 1e-7:
		case !s.alone():
			for _, z := range z {
				v += s.free * n / (n - 1) * square(z-mean)
			}
		case d.lonely == LonelyAdjust:
			v += s.free * square(z[0])
		default:
			lonely++
		}
	}
	if d.lonely == LonelyAverage && lonely < len(d.strata) {
		v *= float64(len(d.strata)) / float64(len(d.strata)-lonely)
	}
	return v
}

// simple is the variance that as many rows drawn one by one, with replacement,
// would have: that of R's deff = "replace".
func (d *Design) simple(p, x float64) float64 {
	s, w, n := 0.0, 0.0, float64(len(d.rows))
	for _, r := range d.rows {
		s += r.Weight * square((r.Y-p*r.X)/x)
		w += r.Weight
	}
	if n < 2 {
		return 0
	}
	return s * w / (n - 1)
}

// unequal is Kish's design effect of unequal weights in the domain.
func (d *Design) unequal() float64 {
	n, w, w2 := 0.0, 0.0, 0.0
	for _, r := range d.rows {
		if r.X != 0 {
			n++
			w += r.Weight
			w2 += r.Weight * r.Weight
		}
	}
	return n * w2 / (w * w)
}

// invalid is a fault of what was given.
func invalid(key string, args ...any) error {
	return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
}
