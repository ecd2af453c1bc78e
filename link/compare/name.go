package compare

import (
	"fmt"
	"math"
	"slices"
)

// Name compares one name in Latin letters, given or family. From the top:
//
//	exact    equal without case, marks, blanks, hyphens and apostrophes
//	typo     one character wrong, missing, added, or two neighbours exchanged,
//	         in names of four characters and more
//	jw_0.92  Jaro–Winkler similarity of at least 0.92
//	jw_0.88  at least 0.88
//	prefix   one begins with the other: an initial, or a name cut short
//	jw_0.70  at least 0.70
//
// The thresholds 0.92, 0.88 and 0.70 are the usual ones of the field, the steps
// of Splink's NameComparison.
func Name() Comparator {
	all := levels(Level{Name: "jw_0.70"}, Level{Name: "prefix"}, Level{Name: "jw_0.88"}, Level{Name: "jw_0.92"}, Level{Name: "typo", TermFrequency: true})
	return textual("name", joined, all, gradeName)
}

// shortName is the length under which one character makes another name: Jan
// and Jon, Li and Lu.
const shortName = 4

func gradeName(t *texts, x, y uint32) uint8 {
	const (
		above70 = iota + 2
		prefix
		above88
		above92
		typo
	)
	a, b := &t.list[x], &t.list[y]
	m, n := a.size(), b.size()
	// One edit in four characters leaves a Jaro–Winkler similarity above 0.8,
	// so it can be looked for before the similarity is known.
	if min(m, n) >= shortName && t.slip(x, y) {
		return typo
	}
	if a.n >= 0 && b.n >= 0 && (unlike(a.letters, b.letters, m, n) || below70(matchable(a, b), m, n)) {
		if byte(a.lo) == byte(b.lo) && a.begins(b, uint(min(m, n))) {
			return prefix
		}
		return Else
	}
	switch jw := t.similar(x, y); {
	case jw >= 0.92:
		return above92
	case jw >= 0.88:
		return above88
	case t.prefix(x, y):
		return prefix
	case jw >= 0.70:
		return above70
	}
	return Else
}

// JaroWinkler compares folded texts with a level for each threshold, between
// 0 and 1.
func JaroWinkler(thresholds ...float64) (Comparator, error) {
	steps, err := thresholdsOf("jaro_winkler", thresholds, MaxLevels-3)
	if err != nil {
		return nil, err
	}
	var between []Level
	for _, s := range steps {
		between = append(between, Level{Name: fmt.Sprintf("jw_%.2f", s)})
	}
	measure := (*texts).jaroWinkler
	if steps[0] >= 0.70 {
		measure = (*texts).similar
	}
	return textual("jaro_winkler", words, levels(between...), func(t *texts, x, y uint32) uint8 {
		similarity := measure(t, x, y)
		level := uint8(Else)
		for _, s := range steps {
			if similarity < s {
				break
			}
			level++
		}
		return level
	}), nil
}

// Levenshtein compares folded texts with a level for each edit distance.
func Levenshtein(distances ...float64) (Comparator, error) {
	return editing("levenshtein", false, distances)
}

// Damerau is Levenshtein with two exchanged neighbours as one edit (optimal
// string alignment).
func Damerau(distances ...float64) (Comparator, error) {
	return editing("damerau", true, distances)
}

func editing(name string, swaps bool, distances []float64) (Comparator, error) {
	steps := make([]int, 0, len(distances))
	for _, d := range distances {
		if d != math.Trunc(d) || d < 1 || d > maxEdit {
			return nil, fmt.Errorf("%s: the distance %v is not a whole number from 1 to %d", name, d, maxEdit)
		}
		steps = append(steps, int(d))
	}
	slices.Sort(steps)
	if steps = slices.Compact(steps); len(steps) == 0 || len(steps) > MaxLevels-3 {
		return nil, fmt.Errorf("%s: give 1 to %d distances", name, MaxLevels-3)
	}
	var between []Level
	for _, s := range slices.Backward(steps) {
		between = append(between, Level{Name: fmt.Sprintf("distance_%d", s)})
	}
	most := steps[len(steps)-1]
	return textual(name, words, levels(between...), func(t *texts, x, y uint32) uint8 {
		distance := t.within(x, y, most, swaps)
		level := uint8(Else)
		for _, s := range slices.Backward(steps) {
			if distance > s {
				break
			}
			level++
		}
		return level
	}), nil
}
