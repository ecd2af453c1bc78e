package assess

import (
	"math/rand/v2"
	"slices"
	"strings"

	"quanyuan/link"
	"quanyuan/link/train"
)

// impostorKinds are whom impostors resemble: they live with somebody, or bear
// somebody's name and birth date, or are patched together from the values of
// many. All are harder than life: every value is somebody's.
var impostorKinds = []string{"household", "namesake", "patchwork"}

const (
	householdImpostor = iota
	namesakeImpostor
)

// impostor plants a record that is nobody's. What it does not share with the
// row it resembles comes from records drawn apart for every column, so that it
// shares two facts with nobody else on purpose. What tells an entity by itself,
// a number or an e-mail address, is invented, since it would be somebody's.
//
// A namesake shares the surname and the two fields that tell people apart best
// and are no such numbers: in most lists name and birth date.
func (p *planter) impostor(kind int, row uint32) {
	shared := p.resembling(kind)
	out, donor := make([]string, len(p.columns)), make([]uint32, len(p.columns))
	for i, c := range p.columns {
		if shared[i] {
			out[i] = c.Value(int(row))
			continue
		}
		donor[i] = p.other(i, c.Value(int(row)))
		out[i] = c.Value(int(donor[i]))
	}
	for i, c := range p.columns {
		if !shared[i] && p.personal[i] {
			out[i] = p.invent(i, c.Value(int(p.made(i, donor, shared))))
		}
	}
	p.rows, p.of, p.kind = append(p.rows, out), append(p.of, row), append(p.kind, kind)
}

// made is the row that gives the pattern for an invented value: the one that gave
// the column from which such values are made, as numbers are from birth dates.
func (p *planter) made(column int, donor []uint32, shared []bool) uint32 {
	for _, k := range p.compare[column] {
		for _, from := range p.s.Comparisons[k].Derived {
			if i := slices.Index(p.names, from); i >= 0 && !shared[i] && p.columns[column].Value(int(donor[i])) != "" {
				return donor[i]
			}
		}
	}
	return donor[column]
}

// How often a value is invented until it is a valid one.
const (
	triedWhole = 12
	triedEnds  = 80
	inventEnd  = 4 // characters
)

// invent makes a value of the same shape that is nobody's: all its letters and
// figures are others or, where that is not valid, its last ones. It is missing
// when none is valid.
func (p *planter) invent(column int, value string) string {
	if value == "" {
		return ""
	}
	tried := []string{""}
	for range triedWhole {
		tried = append(tried, reshape(value, 0, p.rng))
	}
	for range triedEnds {
		tried = append(tried, reshape(value, max(0, len([]rune(value))-inventEnd), p.rng))
	}
	known := func(text string) bool {
		_, ok := p.place(column, text)
		return ok
	}
	if len(p.compare[column]) == 0 {
		return tried[1]
	}
	graded := p.s.Comparisons[p.compare[column][0]].Comparator.Prepare(tried)
	for i := 1; i < len(tried); i++ {
		if !graded.Missing(uint32(i)) && !known(tried[i]) {
			return tried[i]
		}
	}
	return ""
}

// reshape changes the letters and figures from a place on.
func reshape(s string, from int, rng *rand.Rand) string {
	r := []rune(s)
	for i := from; i < len(r); i++ {
		r[i] = like(r[i], rng)
	}
	return string(r)
}

// personal reports whether the values of a column tell one entity by themselves:
// they hold figures or an address of the mail, and most stand once or twice. A
// name is none: others bear it; nor is a date.
func (p *planter) isPersonal(column int) bool {
	c := p.columns[column]
	var few, present, numbers uint64
	for v, n := range c.Counts {
		if v == 0 {
			continue
		}
		present += uint64(n)
		if n <= 2 {
			few += uint64(n)
		}
		if strings.ContainsAny(c.Values.At(uint32(v)), "0123456789@") {
			numbers += uint64(n)
		}
	}
	return 2*few > present && 2*numbers > present && !p.isDate(column)
}

// isDate reports whether the values of a column are no longer valid when their
// figures are any.
func (p *planter) isDate(column int) bool {
	return slices.ContainsFunc(p.compare[column], func(k int) bool {
		return strings.Contains(p.m.Comparisons[k].Comparator, "date")
	})
}

// expected is how often members of one household, as the model has them, would
// be linked: pairs drawn from its class with the values that the planted ones
// and the rows they resemble have. It is negative when there is no such class.
func (p *planter) expected(from, to int, threshold float64) float64 {
	classes := p.m.Mixture.Classes
	at := slices.IndexFunc(classes, func(c train.Class) bool { return c.Name == "household" })
	if at < 0 || to <= from {
		return -1
	}
	const draws = 40
	least, linked := link.WeightOf(threshold), 0
	prepared := p.m.Mixture.Weights()
	for i := from; i < to; i++ {
		for range draws {
			var pattern train.Pattern
			for c := range p.columns {
				if p.rows[i][c] == "" || p.columns[c].Value(int(p.of[i])) == "" {
					continue
				}
				for _, k := range p.compare[c] {
					pattern = pattern.With(k, p.grade(at, k))
				}
			}
			if prepared.Weight(pattern) >= least {
				linked++
			}
		}
	}
	return float64(linked) / float64(draws*(to-from))
}

// resembling are the columns that an impostor shares with a row.
func (p *planter) resembling(kind int) []bool {
	out := make([]bool, len(p.columns))
	switch kind {
	case householdImpostor:
		for i := range p.columns {
			for _, k := range p.compare[i] {
				out[i] = out[i] || p.m.Comparisons[k].Shared
			}
		}
	case namesakeImpostor:
		for range 2 {
			best := -1
			for i := range p.columns {
				if out[i] || p.personal[i] || len(p.compare[i]) == 0 || p.m.Comparisons[p.compare[i][0]].Shared {
					continue
				}
				if best < 0 || p.chance(i) < p.chance(best) {
					best = i
				}
			}
			if best >= 0 {
				out[best] = true
			}
		}
		for i := range p.columns {
			for _, k := range p.compare[i] {
				out[i] = out[i] || p.m.Comparisons[k].Family
			}
		}
	}
	return out
}

// chance is how often random records agree exactly in a column.
func (p *planter) chance(column int) (sum float64) {
	c := p.m.Comparisons[p.compare[column][0]]
	for g, grade := range c.Grades {
		if grade.Level == c.Grades[len(c.Grades)-1].Level {
			sum += c.U[g]
		}
	}
	return sum
}

// mostDraws is how often a value other than a given one is looked for.
const mostDraws = 8

// other is a row drawn by lot that has a value other than a given one, if there
// is one.
func (p *planter) other(column int, than string) uint32 {
	row := p.draw()
	for range mostDraws {
		if p.columns[column].Value(int(row)) != than {
			return row
		}
		row = p.draw()
	}
	return row
}
