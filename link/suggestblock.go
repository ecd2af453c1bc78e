package link

import (
	"cmp"
	"fmt"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// everyPair gives the rules that make every pair: one where a column is given in
// every row, otherwise one for each column, so that two rows meet if they can be
// compared at all.
func (s *Suggestion) everyPair(t *table.Table, pairs float64) {
	s.Choices = nil
	columns := s.columns(t)
	slices.SortStableFunc(columns, func(a, b *table.Column) int { return cmp.Compare(a.Missing(), b.Missing()) })
	columns = slices.CompactFunc(columns, func(a, b *table.Column) bool { return a == b })
	if columns[0].Missing() == 0 {
		columns = columns[:1]
	}
	for _, c := range columns {
		with := float64(t.Rows - int(c.Missing()))
		share := with / float64(max(t.Rows, 1))
		choice := block.Choice{Rule: block.Rule{Keys: []block.Key{{Column: c.Name, Name: "any"}}}, Pairs: pairs * share * share, Found: share * share}
		if len(s.Choices) == 0 {
			choice.New = choice.Found
		}
		s.Choices = append(s.Choices, choice)
	}
}

// byWords adds rules by which rows meet that have a rare word in common, for
// texts and names of several words: two texts of one thing are seldom the same,
// but nearly always have some word in common that few others have. How rare it
// must be follows from the pairs that may be made.
func (s *Suggestion) byWords(t *table.Table, sources *block.Sources, most float64) {
	var columns []string
	for _, c := range s.Spec.Comparisons {
		name, _ := innerName(c.Comparator)
		kind := s.kindOf(c.Column)
		if (name == "tokens" || name == "full_name") && (kind == KindText || kind == KindFullName) && !slices.Contains(columns, c.Column) {
			columns = append(columns, c.Column)
		}
	}
	for _, name := range columns {
		rows, pairs := rareWords(t.Column(name), sources, most/float64(len(columns)))
		if rows <= 2 {
			continue
		}
		s.Choices = append(s.Choices, block.Choice{
			Rule:  block.Rule{Keys: []block.Key{{Column: name, Name: fmt.Sprintf("word<%d", rows)}}},
			Pairs: pairs, Found: wordsAgree,
		})
	}
}

// wordsAgree is the share of matches that is expected to have a rare word in
// common, if both have the text.
const wordsAgree = 0.9

func (s *Suggestion) kindOf(column string) Kind {
	for _, p := range s.Profiles {
		if p.Column == column {
			return p.Kind
		}
	}
	return ""
}

// rareWords finds below how many rows a word is rare enough for the pairs of all
// such words to be at most so many, and how many these are.
func rareWords(c *table.Column, sources *block.Sources, most float64) (rows int, pairs float64) {
	of := map[string][]uint32{} // rows of a word, by source
	lists := 1
	if sources != nil {
		for _, source := range sources.Of {
			lists = max(lists, int(source)+1)
		}
	}
	value := make([]uint32, c.Values.Len()*lists)
	for r, v := range c.IDs {
		source := 0
		if sources != nil {
			source = int(sources.Of[r])
		}
		value[int(v)*lists+source]++
	}
	key := block.Key{Column: c.Name, Name: "word"}
	for v, text := range c.Values.All() {
		if v == 0 {
			continue
		}
		for _, w := range key.Values(text) {
			n := of[w]
			if n == nil {
				n = make([]uint32, lists)
				of[w] = n
			}
			for i, rows := range value[int(v)*lists : int(v+1)*lists] {
				n[i] += rows
			}
		}
	}
	bySize := map[int]float64{}
	for _, n := range of {
		size := 0
		for _, rows := range n {
			size += int(rows)
		}
		bySize[size] += pairsAmong(n, sources)
	}
	sizes := make([]int, 0, len(bySize))
	for size := range bySize {
		sizes = append(sizes, size)
	}
	slices.Sort(sizes)
	for _, size := range sizes {
		if pairs+bySize[size] > most {
			break
		}
		rows, pairs = size+1, pairs+bySize[size]
	}
	return rows, pairs
}
