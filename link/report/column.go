package report

import (
	"cmp"
	binary "math/bits"
	"slices"

	"quanyuan/link/table"
)

// describeColumns tells what every column was taken for, how complete it is and
// what stands in it.
func (b *builder) describeColumns() {
	compared := map[string]bool{}
	for _, c := range b.model.Comparisons {
		compared[c.Column] = true
	}
	for _, c := range b.t.Columns {
		out := Column{Name: c.Name, Used: compared[c.Name], Distinct: c.Values.Len() - 1, Present: b.present(c.Name)}
		if b.Suggestion != nil {
			for _, p := range b.Suggestion.Profiles {
				if p.Column == c.Name {
					out.Kind, out.Why = string(p.Kind), p.Why
				}
			}
		}
		out.Repeats = repeats(c)
		if !b.Masked {
			out.Common = common(c)
		}
		b.d.Columns = append(b.d.Columns, out)
	}
}

func (b *builder) present(column string) []float64 {
	var out []float64
	for _, t := range []*table.Table{b.Left, b.Right} {
		if t == nil {
			continue
		}
		x := 0.0
		if c := t.Column(column); c != nil && t.Rows > 0 {
			x = 1 - float64(c.Missing())/float64(t.Rows)
		}
		out = append(out, share(x))
	}
	return out
}

// common are the values that most rows have; those that stand once say nothing.
func common(c *table.Column) []Common {
	var ids []uint32
	for v := 1; v < c.Values.Len(); v++ {
		if c.Counts[v] > 1 {
			ids = append(ids, uint32(v))
		}
	}
	slices.SortFunc(ids, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(c.Counts[y], c.Counts[x]), cmp.Compare(c.Values.At(x), c.Values.At(y)))
	})
	var out []Common
	for _, v := range ids[:min(len(ids), mostCommon)] {
		out = append(out, Common{Value: clip(c.Values.At(v)), Rows: int(c.Counts[v])})
	}
	return out
}

// repeats counts values by how often they stand, in powers of two: once, twice
// or three times, four to seven times …
func repeats(c *table.Column) []int {
	out := []int{}
	for v := 1; v < c.Values.Len(); v++ {
		i := binary.Len32(c.Counts[v]) - 1
		for i >= len(out) {
			out = append(out, 0)
		}
		if i >= 0 {
			out[i]++
		}
	}
	return out
}

func (b *builder) describeRules() {
	found := map[string]float64{}
	if b.Suggestion != nil {
		for _, c := range b.Suggestion.Choices {
			found[c.Rule.String()] = c.Found
		}
	}
	b.d.Rules = []Rule{}
	for _, r := range b.Result.Rules {
		b.d.Rules = append(b.d.Rules, Rule{Rule: r.Rule, Pairs: r.Pairs, Lost: r.Lost, Found: share(found[r.Rule]), Blocks: r.Sizes})
	}
}
