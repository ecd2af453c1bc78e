package train

import "slices"

// keepBelow moves exact agreement above most to the lower grades.
func (f Field) keepBelow(p []float64, most float64) {
	var exact float64
	for g := f.Exact; g < len(p); g++ {
		exact += p[g]
	}
	if exact <= most {
		return
	}
	for g := 1; g < len(p); g++ {
		if g >= f.Exact {
			p[g] *= most / exact
		} else {
			p[g] *= (1 - most) / (1 - exact)
		}
	}
}

// boundMatches keeps the number of matches in bounds and returns by how many it
// lowers it.
func (e *fitting) boundMatches() float64 {
	var matches float64
	for _, c := range e.classes {
		if c.Match {
			matches += c.Pairs
		}
	}
	if e.MostMatches <= 0 || matches <= e.MostMatches {
		return 0
	}
	for c := range e.classes {
		if e.classes[c].Match {
			e.classes[c].Pairs *= e.MostMatches / matches
		}
	}
	return matches - e.MostMatches
}

// bound keeps the disagreement of matches in all fields together in bounds.
func (e *fitting) bound() {
	var sum float64
	for k, f := range e.Fields {
		if f.MostElse > 0 {
			sum += f.disagreement(e.classes[0].P[k])
		}
	}
	if e.MostElse <= 0 || sum <= e.MostElse {
		return
	}
	for k, f := range e.Fields {
		if f.MostElse > 0 {
			f.MostElse = f.disagreement(e.classes[0].P[k]) * e.MostElse / sum
			f.bound(e.classes[0].P[k])
		}
	}
}

// bound keeps the disagreement of matches in bounds.
func (f Field) bound(p []float64) {
	if f.LeastExact > 0 {
		var exact float64
		for g := f.Exact; g < len(p); g++ {
			exact += p[g]
		}
		if exact < f.LeastExact {
			for g := 1; g < len(p); g++ {
				if g >= f.Exact {
					p[g] *= f.LeastExact / exact
				} else {
					p[g] *= (1 - f.LeastExact) / (1 - exact)
				}
			}
		}
	}
	atMost(p, 1, f.MostNone)
	atMost(p, f.Low, f.MostElse)
}

// atMost takes what grades up to last are more than most, 0 for no bound, to
// those above.
func atMost(p []float64, last int, most float64) {
	var low float64
	for _, v := range p[1 : max(1, last)+1] {
		low += v
	}
	if most <= 0 || low <= most {
		return
	}
	for g := 1; g < len(p); g++ {
		if g <= max(1, last) {
			p[g] *= most / low
		} else {
			p[g] *= (1 - most) / (1 - low)
		}
	}
}

func (f Field) disagreement(p []float64) (sum float64) {
	for g := 1; g <= max(1, f.Low); g++ {
		sum += p[g]
	}
	return sum
}

// near sets p half way between what was found and the distribution of matches.
func near(p, sums, match []float64) {
	total := 1.0
	for g := 1; g < len(sums); g++ {
		total += sums[g]
	}
	for g := 1; g < len(sums); g++ {
		p[g] = ((sums[g]+match[g])/total + match[g]) / 2
	}
}

// A household has a value in common in borrowed of all cases, it is expected,
// with the strength of borrowStrength pairs; in mostBorrowed at most.
const (
	borrowed       = 0.05
	borrowStrength = 20
	mostBorrowed   = 0.5
)

// borrow estimates p from an expectation near chance.
func (f Field) borrow(p, sums, chance, match []float64, scale float64) {
	strength := borrowStrength * scale
	var total float64
	for g := 1; g < len(p); g++ {
		p[g] = sums[g] + strength*((1-borrowed)*chance[g]+borrowed*match[g])
		total += p[g]
	}
	for g := 1; g < len(p); g++ {
		p[g] /= total
	}
	f.keepBelow(p, mostBorrowed)
}

// Values made from one name or date resemble each other in alike of all cases,
// it is expected, with the strength of alikeStrength pairs.
const (
	alike         = 0.05
	alikeStrength = 20
)

// expectAlike adds what is expected to what was found in the grades below exact
// agreement. Without it a class that starts small finds no such pair, and never
// will.
func (f Field) expectAlike(sums, u []float64, scale float64) []float64 {
	strength := alikeStrength * scale
	var near float64
	for g := 2; g <= f.alikeTo(); g++ {
		near += f.Prior[g]
	}
	out := slices.Clone(sums)
	for g := 1; g <= f.alikeTo(); g++ {
		out[g] += strength * (1 - alike) * u[g]
		if g > 1 {
			out[g] += strength * alike * f.Prior[g] / near
		}
	}
	return out
}

func (f Field) alikeTo() int {
	if f.AlikeTo > 0 {
		return f.AlikeTo
	}
	return f.Exact - 1
}

// kin estimates p for some grades and leaves the rest to chance.
func (f Field) kin(p, sums, u []float64, from Origin, scale float64) {
	if from == Alike {
		sums = f.expectAlike(sums, u, scale)
	}
	of := func(g int) bool { return from == Alike && g <= f.alikeTo() || from == Kin && f.Kin[g] }
	var found, room float64
	for g := 1; g < len(p); g++ {
		if of(g) {
			found += sums[g] + u[g]
			room += u[g]
		}
	}
	for g := 1; g < len(p); g++ {
		if p[g] = u[g]; of(g) {
			p[g] = room * (sums[g] + u[g]) / found
		}
	}
}
