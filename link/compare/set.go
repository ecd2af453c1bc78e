package compare

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Set compares values that are several parts with a separator between them,
// as sets: tags, languages, former employers. Parts are compared for equality,
// whatever the case, the width, the marks and the spacing. From the top:
//
//	exact         the same set
//	contained     all parts of the one are among those of the other
//	jaccard_0.50  shared parts, as a share of all, at least the threshold
//	overlap       any part is shared
//
// An empty separator is ";".
func Set(separator string, thresholds ...float64) (Comparator, error) {
	steps, err := thresholdsOf("set", thresholds, MaxLevels-5)
	if err != nil {
		return nil, err
	}
	if separator == "" {
		separator = ";"
	}
	between := []Level{{Name: "overlap"}}
	for _, s := range steps {
		between = append(between, Level{Name: fmt.Sprintf("jaccard_%.2f", s)})
	}
	all := levels(append(between, Level{Name: "contained"})...)
	return &simple{"set", all, func(values []string) Prepared {
		return &sets{newBags(values, cutParts(separator), mostParts, &frequencies{}), steps}
	}}, nil
}

// mostParts is how many parts of a value are compared.
const mostParts = 255

// cutParts cuts at a separator; each part counts once.
func cutParts(separator string) cutting {
	return func(r *reading, value string) {
		start := len(r.ids)
		for part := range strings.SplitSeq(value, separator) {
			from := len(r.text)
			if part = strings.TrimSpace(part); isPlaceholder(part) {
				continue
			}
			if r.text = appendFolded(r.text, part, whole); len(r.text) == from {
				continue
			}
			r.token(r.text[from:])
			if r.once(start); r.room == 0 {
				break
			}
		}
		// The same parts in another order are the same set.
		r.text = r.text[:0]
	}
}

// once takes the last token back when it stands after start already.
func (r *reading) once(start int) {
	last := len(r.ids) - 1
	for _, id := range r.ids[start:last] {
		if id == r.ids[last] {
			r.ids = r.ids[:last]
			r.room++
			return
		}
	}
}

type sets struct {
	*bags
	steps []float64
}

// LevelAll is Level for many pairs; see [Batch].
func (p *sets) LevelAll(a, b []uint32, to []uint8) {
	GradeAll(p, p.fetch(a)+p.fetch(b), a, b, to)
}

func (p *sets) Level(a, b uint32) uint8 {
	s, t := p.of(&p.list[a]), p.of(&p.list[b])
	common := shared(s, t)
	top := uint8(len(p.steps) + 4)
	switch {
	case common == 0:
		return Else
	case common == len(s) && common == len(t):
		return top
	case common == len(s) || common == len(t):
		return top - 1
	}
	return Else + 1 + stepsBelow(p.steps, float64(common)/float64(len(s)+len(t)-common))
}

// shared counts the tokens that two sorted bags share.
func shared(s, t []token) (n int) {
	for i, j := 0, 0; i < len(s) && j < len(t); {
		u, v := s[i].word, t[j].word
		di, dj := 0, 0
		if u <= v {
			di = 1
		}
		if v <= u {
			dj = 1
		}
		i, j = i+di, j+dj
		n += di & dj
	}
	return n
}

// stepsBelow is how many of the rising steps a value reaches.
func stepsBelow(steps []float64, value float64) (n uint8) {
	for _, s := range steps {
		if value < s {
			break
		}
		n++
	}
	return n
}

// QGrams compares texts by their runs of q neighbouring characters, blanks
// before and after included, with a level for each threshold of the Jaccard
// similarity (shared runs as a share of all). It does not mind where in a text
// the parts stand that agree. A q of 0 is 2.
func QGrams(q int, thresholds ...float64) (Comparator, error) {
	steps, err := thresholdsOf("qgrams", thresholds, MaxLevels-3)
	if err != nil {
		return nil, err
	}
	if q == 0 {
		q = 2
	}
	if q < 1 || q > 5 {
		return nil, fmt.Errorf("qgrams: q is %d and must be from 1 to 5", q)
	}
	var between []Level
	for _, s := range steps {
		between = append(between, Level{Name: fmt.Sprintf("jaccard_%.2f", s)})
	}
	return &simple{"qgrams", levels(between...), func(values []string) Prepared {
		return &qgrams{newBags(values, cutGrams(q), mostParts, &frequencies{}), steps}
	}}, nil
}

// cutGrams cuts a text into runs of q characters; each run counts once.
func cutGrams(q int) cutting {
	return func(r *reading, value string) {
		start := len(r.ids)
		r.text = append(r.text, ' ')
		if r.text = appendFolded(r.text, value, words); len(r.text) == 1 {
			r.text = r.text[:0]
			return
		}
		r.text = append(r.text, ' ')
		var at [8]int // where the last characters begin
		n := 0
		for i := 0; i < len(r.text); n++ {
			at[n&7] = i
			_, size := utf8.DecodeRune(r.text[i:])
			i += size
			if n+1 < q {
				continue
			}
			r.token(r.text[at[(n+1-q)&7]:i])
			if r.once(start); r.room == 0 {
				return
			}
		}
		if n < q && len(r.ids) == start {
			r.token(r.text)
		}
	}
}

type qgrams struct {
	*bags
	steps []float64
}

// LevelAll is Level for many pairs; see [Batch].
func (p *qgrams) LevelAll(a, b []uint32, to []uint8) {
	GradeAll(p, p.fetch(a)+p.fetch(b), a, b, to)
}

func (p *qgrams) Level(a, b uint32) uint8 {
	x, y := &p.list[a], &p.list[b]
	top := uint8(len(p.steps) + 2)
	m, n := int(x.n), int(y.n)
	if x.order == y.order && m == n && shared(p.of(x), p.of(y)) == m {
		return top
	}
	if float64(min(m, n)) < p.steps[0]*float64(max(m, n)) {
		return Else // too different in length
	}
	common := shared(p.of(x), p.of(y))
	return Else + stepsBelow(p.steps, float64(common)/float64(m+n-common))
}
