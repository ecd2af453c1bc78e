package link

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/table"
)

// Grade is one outcome of a comparison as the model knows it: a level, and for
// levels with term frequencies the band of frequency the value falls in.
type Grade struct {
	Level int    `json:"level"`
	Name  string `json:"name"`
	// Above is the lowest relative frequency of the band; bands of one level
	// go from common to rare.
	Above float64 `json:"above,omitempty"`
}

// Bands per level. Exact agreement gets what room a pattern leaves, up to
// exactBands; near agreement fewer, since its frequency is that of a
// neighbourhood of values.
const (
	exactBands = 7
	nearBands  = 3
)

// field is a comparison prepared for the values at hand.
type field struct {
	Comparison
	grades   []Grade
	base     []uint8   // level -> its first grade
	bands    []uint8   // level -> number of bands
	edges    []float64 // lower edges of the exact bands, common to rare
	frequent []hashes  // values of the exact bands but the rarest
	counts   *table.Column
	prepared compare.Prepared
	learned  json.RawMessage // what the comparator knows of the column
	band     []uint8         // value -> exact band
	same     []uint8         // value -> grade of the value with itself, 0 when missing
	near     []uint8         // level*16+exact band -> grade
	banded   []bool          // level -> its grade depends on the band
}

// newField prepares a column. frozen, when not nil, is a comparison of a model
// made earlier, whose grades and frequencies are kept.
func newField(c Comparison, col *table.Column, frozen *ModelComparison) (*field, error) {
	f := &field{Comparison: c, counts: col}
	if err := f.prepare(frozen); err != nil {
		return nil, err
	}
	missing := make([]bool, col.Values.Len())
	present := 0
	for v := range missing {
		missing[v] = v == 0 || f.prepared.Missing(uint32(v))
		if !missing[v] {
			present += int(col.Counts[v])
		}
	}
	levels := c.Comparator.Levels()
	f.band = make([]uint8, col.Values.Len())
	if frozen == nil {
		f.planBands(levels, missing, present)
		f.findBands(missing, present)
	} else {
		if err := f.takeBands(levels, frozen); err != nil {
			return nil, err
		}
		for v, text := range col.Values.All() {
			f.band[v] = f.bandOf(text)
		}
	}
	f.same = make([]uint8, col.Values.Len())
	top := len(levels) - 1
	n := int(f.bands[top])
	for v := range f.band {
		if !missing[v] {
			f.same[v] = f.base[top] + min(f.band[v], uint8(n-1))
		}
	}
	f.near = make([]uint8, len(levels)*16)
	f.banded = make([]bool, len(levels))
	for l := range levels {
		nb := int(f.bands[l])
		f.banded[l] = nb > 1
		for b := range 16 {
			// several exact bands fall into one near band
			f.near[l*16+b] = f.base[l] + uint8(min(b*nb/max(len(f.edges), 1), nb-1))
		}
	}
	return f, nil
}

// prepare prepares the values by what the comparator learned when the model was
// made, or learns from them.
func (f *field) prepare(frozen *ModelComparison) error {
	comparator := f.Comparator
	if learned, ok := comparator.(compare.Learned); ok && frozen != nil {
		if frozen.Learned == nil {
			return fmt.Errorf("comparison %q: the model lacks what comparator %q learned: train it again", f.name(), comparator.Name())
		}
		var err error
		if comparator, err = learned.With(frozen.Learned); err != nil {
			return fmt.Errorf("comparison %q: %w", f.name(), err)
		}
	}
	f.prepared = prepareValues(comparator, &f.counts.Values)
	if t, ok := f.prepared.(compare.Taught); ok {
		f.learned = t.State()
	}
	return nil
}

// streamedAtOnce is how many values are in memory of those that lie in a file.
const streamedAtOnce = 1 << 16

func prepareValues(c compare.Comparator, values *table.Values) compare.Prepared {
	if s, ok := c.(compare.Streamed); ok && values.Spilt() {
		return s.PrepareAll(values.Len(), values.Stretches(streamedAtOnce))
	}
	return c.Prepare(values.Strings())
}

// findBands gives every value the band of its frequency in the column.
func (f *field) findBands(missing []bool, present int) {
	rarest := len(f.edges) - 1
	f.frequent = make([]hashes, rarest)
	for v, n := range f.counts.Counts {
		if missing[v] {
			continue
		}
		freq := float64(n) / float64(max(present, 1))
		b := 0
		for b < rarest && freq < f.edges[b] {
			b++
		}
		f.band[v] = uint8(b)
		if b < rarest {
			f.frequent[b] = append(f.frequent[b], block.Hash(f.counts.Values.At(uint32(v))))
		}
	}
	for _, h := range f.frequent {
		slices.Sort(h)
	}
}

// bandOf is the band that a model gives a text: those it does not know are
// rare.
func (f *field) bandOf(text string) uint8 {
	if len(f.frequent) > 0 {
		h := block.Hash(text)
		for b, set := range f.frequent {
			if set.has(h) {
				return uint8(b)
			}
		}
	}
	return uint8(len(f.frequent))
}

// planBands divides the values into bands of frequency. The bands are equal
// steps in the logarithm between the most common value and a value that
// stands twice, so that inside a band a weight is off by half a step at most.
func (f *field) planBands(levels []compare.Level, missing []bool, present int) {
	most := 0.0
	for v, n := range f.counts.Counts {
		if !missing[v] {
			most = max(most, float64(n))
		}
	}
	near := 0
	for l, lv := range levels[:len(levels)-1] {
		if l > int(compare.Else) && lv.TermFrequency && f.TermFrequency {
			near++
		}
	}
	room := compare.MaxLevels - len(levels) + 1
	exact := 1
	if f.TermFrequency && most > 2 {
		exact = min(exactBands, room, 1+int(math.Ceil(math.Log2(most/2))))
	}
	room -= exact
	nb := 1
	if near > 0 && exact > 1 {
		nb = min(nearBands, exact, 1+room/near)
	}
	f.edges = make([]float64, exact)
	if exact > 1 {
		step := math.Log2(most/2) / float64(exact)
		for b := range exact {
			f.edges[b] = most / float64(present) * math.Exp2(-step*float64(b+1))
		}
	}
	f.edges[exact-1] = 0
	f.base = make([]uint8, len(levels))
	f.bands = make([]uint8, len(levels))
	for l, lv := range levels {
		n := 1
		switch {
		case l == len(levels)-1:
			n = exact
		case l > int(compare.Else) && lv.TermFrequency && f.TermFrequency:
			n = nb
		}
		f.base[l] = uint8(len(f.grades))
		f.bands[l] = uint8(n)
		for b := range n {
			g := Grade{Level: l, Name: lv.Name}
			if n == exact {
				g.Above = f.edges[b]
			} else if n > 1 {
				g.Above = f.edges[((b+1)*exact+n-1)/n-1]
			}
			f.grades = append(f.grades, g)
		}
	}
}

// takeBands restores the bands of a model.
func (f *field) takeBands(levels []compare.Level, frozen *ModelComparison) error {
	f.grades, f.frequent = frozen.Grades, frozen.Frequent
	f.base = make([]uint8, len(levels))
	f.bands = make([]uint8, len(levels))
	for g, grade := range frozen.Grades {
		if grade.Level >= len(levels) || levels[grade.Level].Name != grade.Name {
			return fmt.Errorf("comparison %q: the model's level %q is not one of comparator %q", f.name(), grade.Name, f.Comparator.Name())
		}
		if f.bands[grade.Level] == 0 {
			f.base[grade.Level] = uint8(g)
		}
		f.bands[grade.Level]++
		if grade.Level == len(levels)-1 {
			f.edges = append(f.edges, grade.Above)
		}
	}
	if len(f.edges) != len(f.frequent)+1 {
		return fmt.Errorf("comparison %q: the model has %d bands of frequency and the values of %d", f.name(), len(f.edges), len(f.frequent))
	}
	for l, n := range f.bands {
		if n == 0 {
			return fmt.Errorf("comparison %q: the model lacks level %q of comparator %q", f.name(), levels[l].Name, f.Comparator.Name())
		}
	}
	return nil
}

// grade compares two distinct, present values.
func (f *field) grade(a, b uint32) uint8 { return f.graded(f.prepared.Level(a, b), a, b) }

// graded is the grade of a level. The more common of the two values says how
// surprising a near agreement is.
func (f *field) graded(level uint8, a, b uint32) uint8 {
	if !f.banded[level] {
		return f.base[level]
	}
	return f.near[int(level)*16+int(min(f.band[a], f.band[b]))]
}
