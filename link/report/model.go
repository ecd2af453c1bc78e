package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"quanyuan/link"
	"quanyuan/link/train"
)

func (b *builder) describeModel() {
	m := b.model
	out := Model{Iterations: m.Iterations, Converged: m.Converged, Prior: bits(m.Explain(0)[0].Weight)}
	classes := m.Mixture.Classes
	match, chance := classes[0], classes[len(classes)-1]
	for k, c := range m.Comparisons {
		out.Comparisons = append(out.Comparisons, describeComparison(c, match.P[k], chance.P[k]))
	}
	for _, c := range classes {
		n := Class{Name: c.Name, Match: c.Match, Pairs: share(c.Pairs)}
		for k, cmp := range m.Comparisons {
			var exact float64
			for g := 1; g < len(cmp.Grades); g++ {
				if cmp.Grades[g].Level == cmp.Grades[len(cmp.Grades)-1].Level {
					exact += c.P[k][g]
				}
			}
			n.Exact = append(n.Exact, share(exact))
		}
		out.Classes = append(out.Classes, n)
	}
	b.d.Model = out
}

// describeComparison folds the grades of a comparison into levels, the best
// first.
func describeComparison(c link.ModelComparison, m, u []float64) Comparison {
	out := Comparison{Name: c.Name, Column: c.Column, Comparator: c.Comparator, Shared: c.Shared, Family: c.Family,
		Grades: make([]GradeAt, len(c.Grades))}
	out.Grades[0] = GradeAt{Level: -1}
	for g := len(c.Grades) - 1; g >= 1; {
		first := g
		for first > 1 && c.Grades[first-1].Level == c.Grades[g].Level {
			first--
		}
		l := Level{Name: c.Grades[g].Name}
		var lm, lu float64
		for i := first; i <= g; i++ {
			out.Grades[i] = GradeAt{Level: len(out.Levels), Band: i - first}
			lm, lu = lm+m[i], lu+u[i]
			if first < g {
				l.Bands = append(l.Bands, Band{Above: share(c.Grades[i].Above), M: share(m[i]), U: share(u[i]), Weight: bits(math.Log2(m[i] / u[i]))})
			}
		}
		l.M, l.U, l.Weight = share(lm), share(lu), bits(math.Log2(lm/lu))
		out.Levels = append(out.Levels, l)
		g = first - 1
	}
	return out
}

// pickPatterns adds to the patterns of the pairs shown the most frequent
// others, and describes them all.
func (b *builder) pickPatterns() {
	frequent := slices.Clone(b.counts)
	slices.SortStableFunc(frequent, func(x, y train.Count) int { return cmp.Compare(y.Pairs, x.Pairs) })
	for _, c := range frequent {
		if len(b.patterns) >= mostPatterns {
			break
		}
		b.pattern(c.Pattern)
	}
	pairs := make(map[train.Pattern]float64, len(b.counts))
	for _, c := range b.counts {
		pairs[c.Pattern] = c.Pairs
		if _, ok := b.patterns[c.Pattern]; !ok {
			b.d.Rest.Patterns++
			b.d.Rest.Pairs += c.Pairs
		}
	}
	b.d.Patterns = make([]Pattern, len(b.patterns))
	for p, n := range b.patterns {
		steps := b.model.Explain(p)
		out := Pattern{Grades: grades(p, len(b.model.Comparisons)), Pairs: pairs[p], Weight: bits(b.model.Weight(p))}
		for _, s := range steps[1 : len(steps)-1] {
			out.Steps = append(out.Steps, bits(s.Weight))
		}
		b.d.Patterns[n] = out
	}
}

// grades writes a pattern with one hexadecimal figure for each comparison.
func grades(p train.Pattern, comparisons int) string {
	var s strings.Builder
	for k := range comparisons {
		s.WriteByte("0123456789abcdef"[p.Grade(k)])
	}
	return s.String()
}
