package link

import (
	"context"
	"fmt"
	"math"

	"quanyuan/link/block"
	"quanyuan/link/compare"
	"quanyuan/link/table"
	"quanyuan/link/train"
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

// field is a comparison prepared for the rows at hand.
type field struct {
	Comparison
	grades   []Grade
	base     []uint8   // level -> its first grade
	bands    []uint8   // level -> number of bands
	edges    []float64 // lower edges of the exact bands, common to rare
	ids      []uint32  // row -> value, 0 when missing
	counts   table.Column
	prepared compare.Prepared
	band     []uint8 // value -> exact band
	same     []uint8 // value -> grade of the value with itself
	near     []uint8 // level*16+exact band -> grade
}

// newField prepares a column. frozen, when not nil, are the grades of a model
// made earlier, whose bands must be kept.
func newField(c Comparison, t *table.Table, frozen []Grade) (*field, error) {
	col := t.Column(c.Column)
	f := &field{Comparison: c, counts: *col}
	f.prepared = c.Comparator.Prepare(col.Values)
	missing := make([]bool, len(col.Values))
	present := 0
	for v := range col.Values {
		missing[v] = v == 0 || f.prepared.Missing(uint32(v))
		if !missing[v] {
			present += int(col.Counts[v])
		}
	}
	f.ids = make([]uint32, len(col.IDs))
	for row, v := range col.IDs {
		if !missing[v] {
			f.ids[row] = v
		}
	}
	levels := c.Comparator.Levels()
	if frozen == nil {
		f.planBands(levels, col, missing, present)
	} else if err := f.takeBands(levels, frozen); err != nil {
		return nil, err
	}
	f.band = make([]uint8, len(col.Values))
	f.same = make([]uint8, len(col.Values))
	top := len(levels) - 1
	n := int(f.bands[top])
	for v := range col.Values {
		if missing[v] {
			continue
		}
		freq := float64(col.Counts[v]) / float64(max(present, 1))
		b := 0
		for b+1 < len(f.edges) && freq < f.edges[b] {
			b++
		}
		f.band[v] = uint8(b)
		f.same[v] = f.base[top] + uint8(min(b, n-1))
	}
	f.near = make([]uint8, len(levels)*16)
	for l := range levels {
		nb := int(f.bands[l])
		for b := range 16 {
			// several exact bands fall into one near band
			f.near[l*16+b] = f.base[l] + uint8(min(b*nb/max(len(f.edges), 1), nb-1))
		}
	}
	return f, nil
}

// planBands divides the values into bands of frequency. The bands are equal
// steps in the logarithm between the most common value and a value that
// stands twice, so that inside a band a weight is off by half a step at most.
func (f *field) planBands(levels []compare.Level, col *table.Column, missing []bool, present int) {
	most := 0.0
	for v, n := range col.Counts {
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
func (f *field) takeBands(levels []compare.Level, frozen []Grade) error {
	f.grades = frozen
	f.base = make([]uint8, len(levels))
	f.bands = make([]uint8, len(levels))
	for g, grade := range frozen {
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
	for l, n := range f.bands {
		if n == 0 {
			return fmt.Errorf("comparison %q: the model lacks level %q of comparator %q", f.name(), levels[l].Name, f.Comparator.Name())
		}
	}
	return nil
}

// grade compares two distinct, present values.
func (f *field) grade(a, b uint32) uint8 {
	// the more common of the two says how surprising a near agreement is
	return f.near[int(f.prepared.Level(a, b))*16+int(min(f.band[a], f.band[b]))]
}

// cacheBits is the size of the cache of graded value pairs per thread and
// field: 2^13 entries of 8 bytes stay in the second-level cache.
const cacheBits = 13

// grader grades pairs of rows for one thread.
type grader struct {
	fields []*field
	rows   []uint32 // row-major values of all fields
	k      int
	cache  []uint64
}

func newGrader(e *encoded) *grader {
	return &grader{fields: e.fields, rows: e.rows, k: len(e.fields), cache: make([]uint64, len(e.fields)<<cacheBits)}
}

// pattern grades two records given as their values.
func (g *grader) pattern(a, b []uint32) train.Pattern {
	var p uint64
	b = b[:len(a)]
	for k, va := range a {
		vb := b[k]
		if va == 0 || vb == 0 {
			continue
		}
		var grade uint64
		if va == vb {
			grade = uint64(g.fields[k].same[va])
		} else {
			grade = g.unequal(k, va, vb)
		}
		p |= grade << (4 * k)
	}
	return train.Pattern(p)
}

// unequal looks a value pair up in the cache. An entry is the two values, 30
// bits each, over the four bits of the grade; dictionaries larger than that
// are graded without a cache.
func (g *grader) unequal(k int, a, b uint32) uint64 {
	if a > b {
		a, b = b, a
	}
	if b >= 1<<30 {
		return uint64(g.fields[k].grade(a, b))
	}
	key := uint64(a)<<30 | uint64(b)
	slot := &g.cache[k<<cacheBits|int(key*0x9E3779B97F4A7C15>>(64-cacheBits))]
	if *slot>>4 == key {
		return *slot & 15
	}
	grade := uint64(g.fields[k].grade(a, b))
	*slot = key<<4 | grade
	return grade
}

// encoded is a table prepared for comparison.
type encoded struct {
	fields  []*field
	rows    []uint32
	n       int
	sources []uint8 // nil for one table
	// order is the row of the table that each row here is. Rows stand in the
	// order of what they say, so that nothing depends on the order in which
	// they came.
	order []uint32
}

func (e *encoded) row(r uint32) []uint32 {
	k := len(e.fields)
	return e.rows[int(r)*k : int(r)*k+k]
}

func encode(ctx context.Context, t *table.Table, comparisons []Comparison, m *Model, matching bool, threads int) (*encoded, error) {
	e := &encoded{n: t.Rows, fields: make([]*field, len(comparisons))}
	columns := make([]*table.Column, len(comparisons))
	err := each(ctx, threads, len(comparisons), func(i int) (err error) {
		var frozen []Grade
		if m != nil {
			frozen = m.Comparisons[i].Grades
		}
		columns[i] = t.Column(comparisons[i].Column)
		e.fields[i], err = newField(comparisons[i], t, frozen)
		return err
	})
	if err != nil {
		return nil, err
	}
	e.order = block.Order(block.ContentKeys(columns, t.Rows))
	k := len(e.fields)
	e.rows = make([]uint32, e.n*k)
	for i, f := range e.fields {
		ids := make([]uint32, e.n)
		for r, from := range e.order {
			v := f.ids[from]
			ids[r] = v
			e.rows[r*k+i] = v
		}
		f.ids = ids
	}
	if matching {
		e.sources = make([]uint8, e.n)
		for r, from := range e.order {
			e.sources[r] = t.Sources[from]
		}
	}
	return e, nil
}

// arrange puts keys of the table's rows into the order of the encoded rows.
func (e *encoded) arrange(keys []uint64) []uint64 {
	out := make([]uint64, len(keys))
	for r, from := range e.order {
		out[r] = keys[from]
	}
	return out
}
