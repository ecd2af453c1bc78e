package link

import (
	"fmt"

	"quanyuan/link/table"
)

// Itself gives the grade that each value of the comparison's column has when
// it is compared with itself, 0 where it is missing: the most that a record
// with this value can contribute to any pair.
func (c ModelComparison) Itself(t *table.Table) ([]uint8, error) {
	col := t.Column(c.Column)
	if col == nil {
		return nil, fmt.Errorf("comparison %q: there is no column %q (columns: %q)", c.Name, c.Column, t.Names())
	}
	comparator, err := ComparatorNamed(c.Comparator)
	if err != nil {
		return nil, fmt.Errorf("comparison %q: %w", c.Name, err)
	}
	f, err := newField(Comparison{Name: c.Name, Column: c.Column, Comparator: comparator, TermFrequency: c.TermFrequency}, col, &c)
	if err != nil {
		return nil, err
	}
	return f.same, nil
}
