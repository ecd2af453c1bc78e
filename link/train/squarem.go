package train

import "math"

// distance is that of two positions.
func distance(a, b []float64) (sum float64) {
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum)
}

// stride is how many steps of the kind just made are promising.
func stride(start, first, second []float64) float64 {
	var r, v float64
	for i := range start {
		a := first[i] - start[i]
		b := second[i] - first[i] - a
		r += a * a
		v += b * b
	}
	if v == 0 {
		return 1
	}
	return math.Sqrt(r / v)
}

// position is all that is estimated: sizes as logarithms, probabilities as square
// roots, so that what vanishes does not weigh.
func (e *fitting) position() []float64 {
	var out []float64
	roots := func(p []float64) {
		for _, v := range p[1:] {
			out = append(out, math.Sqrt(v))
		}
	}
	for c := range e.classes[:len(e.classes)-1] {
		out = append(out, math.Log(max(e.classes[c].Pairs, 1e-300)))
		for k, from := range e.classes[c].From {
			if from.estimated() {
				roots(e.classes[c].P[k])
				if null := e.nulls[c][k]; null != nil {
					roots(null)
				}
			}
		}
	}
	for k := range e.u {
		roots(e.u[k])
		roots(e.any[k])
		if e.nullU[k] != nil {
			roots(e.nullU[k])
			roots(e.nullAny[k])
		}
	}
	return out
}

// leastRoot keeps what a long step has emptied above nothing.
const leastRoot = 1e-5

// moveTo sets what is estimated to a position.
func (e *fitting) moveTo(at []float64) {
	square := func(p []float64) {
		var sum float64
		for g := range p[1:] {
			v := max(at[g], leastRoot)
			p[g+1] = v * v
			sum += p[g+1]
		}
		for g := range p[1:] {
			p[g+1] /= sum
		}
		at = at[len(p)-1:]
	}
	var others float64
	for c := range e.classes[:len(e.classes)-1] {
		e.classes[c].Pairs = math.Exp(at[0])
		others += e.classes[c].Pairs
		at = at[1:]
		for k, from := range e.classes[c].From {
			if from.estimated() {
				square(e.classes[c].P[k])
				if null := e.nulls[c][k]; null != nil {
					square(null)
				}
			}
		}
	}
	for k := range e.u {
		square(e.u[k])
		square(e.any[k])
		if e.nullU[k] != nil {
			square(e.nullU[k])
			square(e.nullAny[k])
		}
	}
	e.classes[len(e.classes)-1].Pairs = max(e.Pairs-others, e.Pairs/2)
	e.share()
}
