package compare

import (
	"fmt"
	"slices"
)

// Tokens compares free text, addresses and titles as sets of words in any
// order. Words count by their rarity (log of texts per text with the word),
// and two words of four letters or more that are one edit apart count as
// shared for four fifths: the soft TF-IDF of Cohen, Ravikumar and Fienberg
// (2003) with edit distance inside and the weighted Dice coefficient outside.
// From the top:
//
//	exact       the same words in the same order
//	same_words  the same words
//	dice_0.90   similarity at least the highest threshold
//	contained   all words of the one, two at least, are in the other
//	dice_0.70 … the lower thresholds
func Tokens(thresholds ...float64) (Comparator, error) {
	steps := slices.Clone(thresholds)
	slices.Sort(steps)
	for _, s := range steps {
		if !(s > 0 && s < 1) {
			return nil, fmt.Errorf("tokens: the threshold %v is not between 0 and 1", s)
		}
	}
	if steps = slices.Compact(steps); len(steps) == 0 || len(steps) > MaxLevels-5 {
		return nil, fmt.Errorf("tokens: give 1 to %d thresholds", MaxLevels-5)
	}
	var between []Level
	for i, s := range steps {
		if i == len(steps)-1 {
			between = append(between, Level{Name: "contained"})
		}
		between = append(between, Level{Name: fmt.Sprintf("dice_%.2f", s)})
	}
	between = append(between, Level{Name: "same_words", TermFrequency: true})
	return &simple{"tokens", levels(between...), func(values []string) Prepared {
		return &tokens{newBags(values), steps}
	}}, nil
}

type tokens struct {
	*bags
	steps []float64
}

// softWord is what a word with one edit counts.
const softWord = 0.8

func (p *tokens) Level(a, b uint32) uint8 {
	x, y := p.number[a], p.number[b]
	top := uint8(len(p.steps) + 4)
	if x == y {
		return top
	}
	if x > y {
		x, y = y, x // the pairing below must not depend on the order
	}
	var r rest
	p.split(p.of(x), p.of(y), &r)
	if r.na == 0 && r.nb == 0 {
		return top - 1
	}
	highest := p.steps[len(p.steps)-1]
	similarity := p.dice(&r)
	switch {
	case similarity >= highest:
		return top - 2
	case (r.na == 0 || r.nb == 0) && r.common >= 2:
		return top - 3
	}
	level := uint8(Else)
	for _, s := range p.steps[:len(p.steps)-1] {
		if similarity < s {
			break
		}
		level++
	}
	return level
}

// dice gives the soft weighted Dice coefficient.
func (p *tokens) dice(r *rest) float64 {
	shared, all := 2*r.weight, 2*r.weight
	var used uint64
	for _, t := range r.b[:r.nb] {
		all += float64(p.weight[t])
	}
	for _, s := range r.a[:r.na] {
		all += float64(p.weight[s])
		for j, t := range r.b[:r.nb] {
			if used&(1<<j) == 0 && p.typo(s, t) {
				used |= 1 << j
				shared += softWord * float64(p.weight[s]+p.weight[t])
				break
			}
		}
	}
	if all == 0 {
		return 0
	}
	return shared / all
}
