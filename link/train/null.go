package train

import "math"

// Missing values say nothing, unless a field is told to learn from them
// ([Field].Null): whoever filled in a form left out of one person what he left
// out of the other, or asked only strangers for it. Then every class has a share
// of pairs in which a value is missing. Outside the fit it is the probability of
// grade 0, and the others are those of the grades beside it; inside, it stands
// apart as a distribution of two, missing and present, so that the grades are
// estimated and bounded as in other fields.

// Places in the distribution of missing values; as in others the first is unused.
const (
	nullMissing = 1 + iota
	nullPresent
	nullPlaces
)

// nulls are the distributions of missing values, nil for fields in which they
// say nothing.
type nulls [][]float64

// split takes missing values out of the distribution of a class; expected is
// where it begins when the class does not say.
func (f Field) split(p []float64, expected float64) []float64 {
	null := p[0]
	if null <= 0 || null >= 1 {
		null = expected
	}
	var sum float64
	for _, v := range p[1:] {
		sum += v
	}
	for g := range p[1:] {
		p[g+1] /= sum
	}
	p[0] = 1
	return []float64{1, null, 1 - null}
}

// joined gives the distribution with missing values; p itself when they say
// nothing.
func joined(p, null []float64) []float64 {
	if null == nil {
		return p
	}
	out := make([]float64, len(p))
	out[0] = null[nullMissing]
	for g := 1; g < len(p); g++ {
		out[g] = p[g] * null[nullPresent]
	}
	return out
}

// places adds up missing and present pairs of the grades of a field.
func places(sums []float64) []float64 {
	out := make([]float64, nullPlaces)
	out[nullMissing] = sums[0]
	for _, n := range sums[1:] {
		out[nullPresent] += n
	}
	return out
}

// openNulls takes the missing values out of fields and classes.
func (e *fitting) openNulls() {
	e.nullU, e.nullAny = make(nulls, e.k), make(nulls, e.k)
	for k, f := range e.Fields {
		if f.Null <= 0 {
			continue
		}
		e.nullU[k], e.nullAny[k] = make([]float64, nullPlaces), make([]float64, nullPlaces)
	}
	for c := range e.classes {
		own := make(nulls, e.k)
		for k, f := range e.Fields {
			if f.Null > 0 {
				own[k] = f.split(e.classes[c].P[k], f.Null/e.Pairs)
			}
		}
		e.nulls = append(e.nulls, own)
	}
}

// closeNulls puts them back.
func (e *fitting) closeNulls() {
	for k := range e.Fields {
		for c := range e.classes {
			e.classes[c].P[k] = joined(e.classes[c].P[k], e.nulls[c][k])
		}
		e.u[k] = joined(e.u[k], e.nullU[k])
	}
}

// chanceOfNull computes how often values are missing among random pairs, as
// [fitting.chance] does grades. meant are the pairs that do not agree by chance.
func (e *fitting) chanceOfNull(k int, meant []float64) {
	if e.nullU[k] == nil {
		return
	}
	f := Field{Random: []float64{0, e.Fields[k].Null, e.Fields[k].present}}
	f.without(e.nullU[k], places(e.seen[k]))
	f.without(e.nullAny[k], places(meant))
}

// shareNull gives a class the missing values of where its distribution is from.
func (e *fitting) shareNull(c, k int) {
	own := e.nulls[c][k]
	if own == nil {
		return
	}
	switch e.classes[c].From[k] {
	case ByChance, Agreeing:
		if copy(own, e.nullAny[k]); c == len(e.classes)-1 {
			copy(own, e.nullU[k])
		}
	case AsMatch:
		copy(own, e.nulls[0][k])
	case AsParent:
		copy(own, e.nulls[e.classes[c].Parent][k])
	}
}

// estimateNull sets how often values are missing in a class and gives the
// change. Before any pair is seen it is as often as by chance.
func (e *fitting) estimateNull(c, k int) (change float64) {
	own := e.nulls[c][k]
	if own == nil || !e.classes[c].From[k].estimated() {
		return 0
	}
	n := places(e.sums[c][k])
	strength := e.Fields[k].Strength
	null := (n[nullMissing] + strength*e.nullAny[k][nullMissing]) / (n[nullMissing] + n[nullPresent] + strength)
	change = math.Abs(null - own[nullMissing])
	own[nullMissing], own[nullPresent] = null, 1-null
	return change
}
