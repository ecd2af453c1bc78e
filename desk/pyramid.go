package desk

import (
	"slices"

	"quanyuan/publish"
	"quanyuan/statistics"
)

// Pyramid gives the bars of the first row of a table by sex and age, the oldest
// first; ok is false for a table by anything else.
func Pyramid(t *statistics.Table, columns []string, lang string) (bars []publish.PyramidBar, ok bool) {
	if len(columns) != 2 || columns[0] != bySex.Key {
		return nil, false
	}
	age, ok := statistics.ByKey(columns[1])
	if !ok || age.Family != byAge.Family || len(t.Rows) == 0 {
		return nil, false
	}
	counts, seen := make([][2]int, len(age.Categories)), make([]bool, len(age.Categories))
	for k, col := range t.Columns {
		i := slices.IndexFunc(age.Categories, func(c statistics.Category) bool { return c.Key == col.Keys[1] })
		side := slices.Index([]string{"1", "2"}, col.Keys[0])
		if i >= 0 && side >= 0 {
			counts[i][side], seen[i] = t.Rows[0].Cells[k], true
		}
	}
	return barsOf(age, counts, func(i int) bool { return seen[i] }, lang), true
}

// Pyramid gives the bars of a population, the oldest first.
func (p *Population) Pyramid(lang string) []publish.PyramidBar {
	return barsOf(byAge, p.Ages, func(i int) bool { return i < len(p.Ages) && p.Ages[i] != [2]int{} }, lang)
}

// barsOf leaves out the ages that nobody reaches, and "not known" of nobody.
func barsOf(age *statistics.Dimension, counts [][2]int, seen func(i int) bool, lang string) (bars []publish.PyramidBar) {
	last := len(age.Categories) - 1 // the one of those whose age is not known
	top := last
	for top > 0 && !seen(top-1) {
		top--
	}
	for i, c := range age.Categories {
		if i >= top && (i != last || !seen(last)) {
			continue
		}
		b := publish.PyramidBar{Label: c.En}
		if lang == "zh" {
			b.Label = c.Zh
		}
		if i < len(counts) {
			b.Left, b.Right = counts[i][0], counts[i][1]
		}
		bars = append(bars, b)
	}
	slices.Reverse(bars)
	return bars
}
