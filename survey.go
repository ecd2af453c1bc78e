package quanyuan

// Interval holds the true value of a figure with the probability Level.
type Interval struct {
	Method string  `json:"method"`
	Level  float64 `json:"level"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	// OneSided: the whole error lies on one side, since the other end is 0 or 1
	// itself.
	OneSided bool `json:"one_sided,omitempty"`
}

// Estimate is a ratio estimated from a sample, with what a statistician needs
// to judge it.
type Estimate struct {
	Ratio    float64 `json:"ratio"`
	Variance float64 `json:"variance"` // by linearisation
	SE       float64 `json:"se"`
	// Deff is the variance relative to a simple random sample of as many rows,
	// put back after each draw.
	Deff float64 `json:"deff"`
	DF   float64 `json:"df"` // PSUs less strata
	// N rows of PSUs in Strata say something of the ratio; NEff rows of a simple
	// random sample would say as much.
	N      int     `json:"n"`
	NEff   float64 `json:"n_eff,omitempty"` // of shares only
	PSUs   int     `json:"psus"`
	Strata int     `json:"strata"`
	// Assumed: the sample itself shows no variation, so NEff rests on a design
	// effect that was assumed.
	Assumed   bool       `json:"deff_assumed,omitempty"`
	Intervals []Interval `json:"intervals"`
}

// Interval finds the interval of a method; ok is false when there is none.
func (e *Estimate) Interval(method string) (i Interval, ok bool) {
	for _, i := range e.Intervals {
		if i.Method == method {
			return i, true
		}
	}
	return Interval{}, false
}
