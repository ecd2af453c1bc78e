package link

import (
	"fmt"
	"math"
	"strings"

	"quanyuan/link/train"
)

// Step is one bar of a waterfall: what a part of the evidence adds to the
// log2 odds of a match.
type Step struct {
	// Name is the comparison's, or "prior" or "dependence".
	Name string
	// Level is the level the pair reached, with "rare" or "common" where the
	// frequency of the value counts; empty for prior and dependence.
	Level  string
	Weight float64
}

// Explain takes the weight of a pattern apart. The steps add up to
// [Model.Weight]: the odds before any evidence, then for every comparison how
// much likelier its level is among matches than by chance, and at last what
// the fields say together beyond their product: members of a household agree in
// several fields at once.
func (m *Model) Explain(p train.Pattern) []Step {
	classes := m.Mixture.Classes
	var match, other float64
	for _, c := range classes {
		if c.Match {
			match += c.Pairs
		} else {
			other += c.Pairs
		}
	}
	steps := []Step{{Name: "prior", Weight: math.Log2(match / other)}}
	sum := steps[0].Weight
	for k, c := range m.Comparisons {
		g := p.Grade(k)
		s := Step{Name: c.Name, Level: "null"}
		if g > 0 {
			s.Level = c.level(g)
		}
		if g > 0 || c.Informative {
			s.Weight = math.Log2(classes[0].P[k][g] / classes[len(classes)-1].P[k][g])
		}
		sum += s.Weight
		steps = append(steps, s)
	}
	return append(steps, Step{Name: "dependence", Weight: m.Weight(p) - sum})
}

// level names a grade; where a level is split by frequency it says how common
// the value is.
func (c ModelComparison) level(g int) string {
	grade := c.Grades[g]
	first, last := g, g
	for first > 1 && c.Grades[first-1].Level == grade.Level {
		first--
	}
	for last+1 < len(c.Grades) && c.Grades[last+1].Level == grade.Level {
		last++
	}
	switch {
	case first == last:
		return grade.Name
	case 3*(g-first) < last-first+1:
		return grade.Name + ", common value"
	case 3*(last-g) < last-first+1:
		return grade.Name + ", rare value"
	}
	return grade.Name
}

// Waterfall writes an explanation as lines of text.
func Waterfall(steps []Step) string {
	var b strings.Builder
	sum := 0.0
	for _, s := range steps {
		sum += s.Weight
		name := s.Name
		if s.Level != "" {
			name += ": " + s.Level
		}
		fmt.Fprintf(&b, "%-40s %+7.2f  %+7.2f\n", name, s.Weight, sum)
	}
	fmt.Fprintf(&b, "%-40s %7s  %.6f\n", "probability", "", Probability(sum))
	return b.String()
}
