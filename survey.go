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
	N    int     `json:"n"`
	NEff float64 `json:"n_eff,omitempty"` // of shares only
	// Rare counts the PSUs in which anybody gave the answer that fewer give: what
	// the design effect of a share was seen in.
	Rare   int `json:"psus_rare,omitempty"`
	PSUs   int `json:"psus"`
	Strata int `json:"strata"`
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

// Proof says what a sample says of a target.
type Proof string

// What a sample may say of a target.
const (
	Proved   Proof = "proved"   // the whole interval lies at or above it
	Unproved Proof = "unproved" // the interval holds it: the sample is too small to tell
	Missed   Proof = "missed"   // the whole interval lies below it
)

// Coverage is how complete and how right a register is, by a coverage survey.
type Coverage struct {
	// Measured is the share of the persons found who stand in the register;
	// Placed of those who stand there in the community where they were found.
	Measured Estimate `json:"measured"`
	Placed   Estimate `json:"placed"`
	// Corrected is Measured with the errors of linkage taken out, where they were
	// measured; otherwise Measured again.
	Corrected   Estimate `json:"corrected"`
	IsCorrected bool     `json:"is_corrected"`
	// Correct is the share of the register's persons who stand there rightly;
	// Total how many persons there are in truth. Nil where nobody looked.
	Correct *Estimate `json:"correct,omitempty"`
	Total   *Total    `json:"total,omitempty"`
}

// Total is a number of persons with its interval.
type Total struct {
	Estimate float64 `json:"estimate"`
	Variance float64 `json:"variance"`
	SE       float64 `json:"se"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Net      float64 `json:"net_coverage"` // the register's number over the estimate
}
