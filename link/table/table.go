// Package table holds records column by column, every column as a dictionary
// of its distinct values and one small number per row.
//
// Everything costly about a value is then computed once per distinct value,
// and equality of two rows in a column is equality of two numbers. The
// dictionary is in order of first appearance, so a table depends on nothing
// but its input: not on the number of threads, nor on the size of reads.
package table

import (
	"fmt"
	"math"

	"quanyuan/link/spill"
)

// Column is one column, dictionary encoded.
type Column struct {
	Name string
	// Values is the dictionary, in order of first appearance in the rows.
	Values Values
	// IDs gives for every row its index into Values.
	IDs []uint32
	// Counts gives for every value the number of rows that have it.
	Counts []uint32
}

// Value returns the text of one row.
func (c *Column) Value(row int) string { return c.Values.At(c.IDs[row]) }

// Missing returns the number of rows without a value.
func (c *Column) Missing() int { return int(c.Counts[0]) }

// count fills Counts from IDs.
func (c *Column) count() {
	c.Counts = make([]uint32, c.Values.Len())
	for _, id := range c.IDs {
		c.Counts[id]++
	}
}

// Table is a set of records.
type Table struct {
	Rows    int
	Columns []*Column
	// Sources gives for every row the number of the input table it came from.
	Sources []uint8
	// Header names all columns of the file, also of those not kept.
	Header []string
	// Labels names the rows, when a column was read for that.
	Labels *Texts
}

// Column returns the column of that name, nil when there is none.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Names returns the names of the columns in order.
func (t *Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Head is the first rows of a table. Texts are shared; a column may then have
// values that no row has, with a count of 0.
func (t *Table) Head(rows int) *Table {
	out := &Table{Rows: rows, Header: t.Header}
	if t.Sources != nil {
		out.Sources = t.Sources[:rows]
	}
	if t.Labels != nil {
		out.Labels = t.Labels.head(rows)
	}
	for _, c := range t.Columns {
		h := &Column{Name: c.Name, Values: c.Values, IDs: c.IDs[:rows]}
		h.count()
		out.Columns = append(out.Columns, h)
	}
	return out
}

// Concat puts tables one after the other. Columns are joined by name, in order
// of first appearance, each with one dictionary; a column that a table does
// not have is missing in its rows. Sources are numbered anew from 0: each
// source of the first table in order, then each of the second and so on.
//
// The texts of the values are shared with the inputs, not copied.
func Concat(tables ...*Table) (*Table, error) {
	out := &Table{}
	seen := make(map[string]bool)
	for _, t := range tables {
		out.Rows += t.Rows
		for _, c := range t.Columns {
			if !seen[c.Name] {
				seen[c.Name] = true
				out.Columns = append(out.Columns, &Column{Name: c.Name})
			}
		}
	}
	if out.Rows > math.MaxUint32 {
		return nil, fmt.Errorf("the tables have more than %d rows together: link them in parts", uint32(math.MaxUint32))
	}
	if err := out.joinSources(tables); err != nil {
		return nil, err
	}
	for _, c := range out.Columns {
		if err := c.join(tables, out.Rows); err != nil {
			return nil, err
		}
	}
	if labels := labelsOf(tables); labels != nil {
		out.Labels = labels[0].Concat(labels[1:]...)
	}
	return out, nil
}

// labelsOf gives the labels of tables that all have them.
func labelsOf(tables []*Table) (all []*Texts) {
	for _, t := range tables {
		if t.Labels == nil {
			return nil
		}
		all = append(all, t.Labels)
	}
	return all
}

// joinSources numbers the sources of the tables through.
func (t *Table) joinSources(tables []*Table) error {
	t.Sources = make([]uint8, 0, t.Rows)
	next := 0
	for i, from := range tables {
		var present [256]bool
		for _, s := range from.Sources {
			present[s] = true
		}
		if from.Sources == nil {
			present[0] = true
		}
		var to [256]uint8
		for s, ok := range present {
			if !ok {
				continue
			}
			if next > math.MaxUint8 {
				return fmt.Errorf("table %d is one too many: at most %d sources can be linked at once; join some of them first", i+1, math.MaxUint8+1)
			}
			to[s] = uint8(next)
			next++
		}
		for r := range from.Rows {
			s := uint8(0)
			if from.Sources != nil {
				s = from.Sources[r]
			}
			t.Sources = append(t.Sources, to[s])
		}
	}
	return nil
}

// join fills c with the columns of its name in the tables.
func (c *Column) join(tables []*Table, rows int) error {
	d := newSharing()
	var files *spill.Files
	for _, t := range tables {
		if from := t.Column(c.Name); files == nil && from != nil && from.Values.stored != nil {
			files = from.Values.stored.files
		}
	}
	c.IDs = make([]uint32, 0, rows)
	for _, t := range tables {
		from := t.Column(c.Name)
		if from == nil {
			c.IDs = append(c.IDs, make([]uint32, t.Rows)...)
			continue
		}
		d.share(&from.Values)
		to := make([]uint32, from.Values.Len())
		for i, v := range from.Values.All() {
			at := place(0)
			if files == nil {
				at = from.Values.places[i]
			}
			to[i] = d.id(v, at)
		}
		for _, id := range from.IDs {
			c.IDs = append(c.IDs, to[id])
		}
	}
	if files == nil {
		c.Values = d.values
		c.count()
		return nil
	}
	c.Values = d.numbers.values()
	c.count()
	return c.Values.Spill(files)
}

// Spill moves the texts of all columns to files, see [Values.Spill].
func (t *Table) Spill(files *spill.Files) error {
	for _, c := range t.Columns {
		if err := c.Values.Spill(files); err != nil {
			return err
		}
	}
	return nil
}

// Spilt are the files in which texts of the table lie, nil when all are in
// memory. Whoever reads such texts asks it for errors in the end.
func (t *Table) Spilt() *spill.Files {
	for _, c := range t.Columns {
		if s := c.Values.stored; s != nil {
			return s.files
		}
	}
	return nil
}

// sharing is a dictionary whose texts lie in the blocks of the values that it
// was given.
type sharing struct {
	numbers *dictionary
	values  Values
	base    place // of the blocks shared last
}

func newSharing() *sharing {
	return &sharing{numbers: newDictionary(), values: Values{places: []place{0}}}
}

// share takes the blocks of values whose texts follow.
func (d *sharing) share(v *Values) {
	d.base = place(len(d.values.blocks)) << placeBlock
	d.values.blocks = append(d.values.blocks, v.blocks...)
}

// id is the number of a text and its place in the blocks shared last.
func (d *sharing) id(s string, at place) uint32 {
	id := d.numbers.id(s)
	if int(id) == len(d.values.places) {
		d.values.places = append(d.values.places, d.base+at)
	}
	return id
}
