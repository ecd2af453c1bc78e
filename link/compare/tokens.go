package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/bits"
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
//
// How rare words are it learns.
func Tokens(thresholds ...float64) (Comparator, error) {
	steps, err := thresholdsOf("tokens", thresholds, MaxLevels-5)
	if err != nil {
		return nil, err
	}
	var between []Level
	for i, s := range steps {
		if i == len(steps)-1 {
			between = append(between, Level{Name: "contained"})
		}
		between = append(between, Level{Name: fmt.Sprintf("dice_%.2f", s)})
	}
	between = append(between, Level{Name: "same_words", TermFrequency: true})
	prepare := func(values []string, f *frequencies) *tokens {
		return &tokens{newBags(values, cutWords, maxTokens, f), steps}
	}
	return &learner{
		simple: simple{"tokens", levels(between...), func(values []string) Prepared { return prepare(values, nil) }},
		learn:  func(values []string) json.RawMessage { return prepare(values, nil).State() },
		with: func(state json.RawMessage) (func([]string) Prepared, error) {
			f, err := readFrequencies("tokens", state)
			if err != nil {
				return nil, err
			}
			return func(values []string) Prepared { return prepare(values, f) }, nil
		},
	}, nil
}

// thresholdsOf sorts thresholds between 0 and 1.
func thresholdsOf(name string, thresholds []float64, most int) ([]float64, error) {
	steps := slices.Clone(thresholds)
	slices.Sort(steps)
	for _, s := range steps {
		if !(s > 0 && s < 1) {
			return nil, fmt.Errorf("%s: the threshold %v is not between 0 and 1", name, s)
		}
	}
	if steps = slices.Compact(steps); len(steps) == 0 || len(steps) > most {
		return nil, fmt.Errorf("%s: give 1 to %d thresholds", name, most)
	}
	return steps, nil
}

type tokens struct {
	*bags
	steps []float64
}

// softWord is what a word with one edit counts.
const softWord = 0.8

func (p *tokens) Level(a, b uint32) uint8 {
	x, y := &p.list[a], &p.list[b]
	top := uint8(len(p.steps) + 4)
	s, t := p.of(x), p.of(y)
	if !related(s, t) {
		return Else
	}
	o := p.overlap(s, t)
	restX, restY := left(len(s), o.a), left(len(t), o.b)
	if restX|restY == 0 {
		if x.order == y.order {
			return top
		}
		return top - 1
	}
	soft := uint32(0)
	if restX != 0 && restY != 0 {
		soft = p.soft(s, t, restX, restY)
	}
	if o.common == 0 && soft == 0 {
		return Else
	}
	similarity := (2*float64(o.weight) + softWord*float64(soft)) / float64(x.weight+y.weight)
	switch {
	case similarity >= p.steps[len(p.steps)-1]:
		return top - 2
	case (restX == 0 || restY == 0) && o.common >= 2:
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

// soft gives the weight of the words left over that are one edit from one of
// the other side.
func (p *tokens) soft(s, t []token, restX, restY uint32) (weight uint32) {
	var used uint32
	for i, u := range s {
		if restX>>i&1 == 0 || u.sketch&sketchDigit != 0 {
			continue
		}
		found := false
		for j, v := range t {
			if bits.OnesCount32((u.sketch^v.sketch)&sketchLetters) > 2 || restY>>j&1 == 0 || !p.typo(u, v) {
				continue
			}
			if found || used>>j&1 != 0 {
				var roomX, roomY [maxTokens]token
				return p.softInOrder(p.inOrder(&roomX, s, restX), p.inOrder(&roomY, t, restY))
			}
			found = true
			used |= 1 << j
			weight += p.words.weights[u.word] + p.words.weights[v.word]
		}
	}
	return weight
}

// related reports whether any word can be another's or one edit from it, by
// the letters; it may say so of two texts that have nothing in common.
func related(s, t []token) bool {
	if len(s)*len(t) > 64 {
		return true
	}
	for i := range s {
		u := s[i].sketch
		for j := range t {
			if bits.OnesCount32((u^t[j].sketch)&sketchLetters) <= 2 {
				return true
			}
		}
	}
	return false
}

// inOrder gives the words left over in the order of their letters, which does
// not depend on the column.
func (p *tokens) inOrder(room *[maxTokens]token, s []token, rest uint32) []token {
	list := room[:0]
	for ; rest != 0; rest &= rest - 1 {
		list = append(list, s[bits.TrailingZeros32(rest)])
	}
	slices.SortFunc(list, p.compareWords)
	return list
}

func (p *tokens) compareWords(u, v token) int {
	var a, b [16]byte
	return bytes.Compare(p.words.word(u.word, &a), p.words.word(v.word, &b))
}

// softInOrder is soft where a word has several like it: they are paired first
// come, first served.
func (p *tokens) softInOrder(s, t []token) (weight uint32) {
	if slices.CompareFunc(s, t, p.compareWords) > 0 {
		s, t = t, s
	}
	var used uint32
	for _, u := range s {
		for j, v := range t {
			if used>>j&1 == 0 && p.typo(u, v) {
				used |= 1 << j
				weight += p.words.weights[u.word] + p.words.weights[v.word]
				break
			}
		}
	}
	return weight
}

// LevelAll is Level for many pairs; see [Batch].
func (p *tokens) LevelAll(a, b []uint32, to []uint8) {
	GradeAll(p, p.fetch(a)+p.fetch(b), a, b, to)
}
