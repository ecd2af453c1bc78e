package assess

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"unicode"

	"quanyuan/link/compare"
)

// copy plants a duplicate of a row, spoilt as the model says matches differ.
func (p *planter) copy(row uint32) {
	class := p.matchClass()
	out := make([]string, len(p.columns))
	for i, c := range p.columns {
		v := c.Value(int(row))
		if out[i] = v; v == "" || len(p.compare[i]) == 0 {
			continue
		}
		if present := p.t.Rows - c.Missing(); p.rng.IntN(p.t.Rows) >= present {
			out[i] = "" // as often as in the table
			continue
		}
		k := p.compare[i][0]
		out[i] = p.spoil(i, k, v, p.m.Comparisons[k].Grades[p.grade(class, k)].Level)
	}
	p.rows, p.of, p.kind = append(p.rows, out), append(p.of, row), append(p.kind, -1)
}

// matchClass draws one of the classes of matches by their sizes.
func (p *planter) matchClass() int {
	classes := p.m.Mixture.Classes
	var all float64
	for _, c := range classes {
		if c.Match {
			all += c.Pairs
		}
	}
	at, last := p.rng.Float64()*all, 0
	for i, c := range classes {
		if !c.Match {
			continue
		}
		if last = i; at < c.Pairs {
			return i
		}
		at -= c.Pairs
	}
	return last
}

// grade draws the grade of a comparison in a class.
func (p *planter) grade(class, k int) int {
	last, at := len(p.m.Comparisons[k].Grades)-1, p.rng.Float64()
	if p.m.Comparisons[k].Informative { // the value is there
		at *= 1 - p.m.Mixture.Classes[class].P[k][0]
	}
	for g := 1; g < last; g++ {
		if at -= p.m.Mixture.Classes[class].P[k][g]; at < 0 {
			return g
		}
	}
	return last
}

// How many values are tried to find one that agrees at the drawn level.
const (
	triedNeighbours = 12
	triedRandom     = 24
	triedErrors     = 24
)

// spoil finds a text that agrees with a value at a level: another value of the
// column, or the value with typing errors. Where there is none the nearest level
// must do. Two columns drawn apart may tell two things of one change.
func (p *planter) spoil(column, k int, value string, level int) string {
	comparator := p.s.Comparisons[k].Comparator
	if level == len(comparator.Levels())-1 {
		return value
	}
	tried := []string{"", value}
	c, order := p.columns[column], p.sorted[column]
	random := func() {
		for range triedRandom {
			tried = append(tried, c.Value(int(p.draw())))
		}
	}
	if level == compare.Else {
		random()
	}
	if level != compare.Else {
		at, _ := p.place(column, value)
		for j := max(0, at-triedNeighbours/2); j < min(len(order), at+triedNeighbours/2); j++ {
			tried = append(tried, c.Values.At(order[j]))
		}
		random()
	}
	for j := range triedErrors {
		text := mistype(value, p.rng)
		if j%2 == 1 {
			text = mistype(text, p.rng)
		}
		tried = append(tried, text)
	}
	graded := comparator.Prepare(tried)
	best, distance := value, len(comparator.Levels())
	for i := 2; i < len(tried); i++ {
		if tried[i] == "" || tried[i] == value || graded.Missing(1) || graded.Missing(uint32(i)) {
			continue
		}
		d := int(graded.Level(1, uint32(i))) - level
		if d = max(d, -d); d < distance {
			best, distance = tried[i], d
		}
		if d == 0 {
			return best
		}
	}
	p.unlike++
	return best
}

// place is where a text stands or would stand among the values of a column.
func (p *planter) place(column int, text string) (int, bool) {
	c := p.columns[column]
	return slices.BinarySearchFunc(p.sorted[column], text, func(v uint32, s string) int { return cmp.Compare(c.Values.At(v), s) })
}

// mistype changes a character as hands do: another one of its kind, one missing,
// one doubled, or two exchanged.
func mistype(s string, rng *rand.Rand) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	i := rng.IntN(len(r))
	switch rng.IntN(4) {
	case 0:
		r[i] = like(r[i], rng)
	case 1:
		r = slices.Delete(r, i, i+1)
	case 2:
		r = slices.Insert(r, i, r[i])
	default:
		if i+1 < len(r) {
			r[i], r[i+1] = r[i+1], r[i]
		}
	}
	return string(r)
}

// like is another character of the same kind; hanzi and signs stay.
func like(r rune, rng *rand.Rand) rune {
	switch {
	case r >= '0' && r <= '9':
		return '0' + rune(rng.IntN(10))
	case r < unicode.MaxASCII && unicode.IsLower(r):
		return 'a' + rune(rng.IntN(26))
	case r < unicode.MaxASCII && unicode.IsUpper(r):
		return 'A' + rune(rng.IntN(26))
	}
	return r
}
