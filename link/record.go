package link

import (
	"cmp"
	"context"
	"slices"

	"quanyuan/link/block"
	"quanyuan/link/table"
)

// encoded is a table prepared for comparison.
type encoded struct {
	fields []*field
	// rows are the values of all fields, row after row; 0 is missing.
	rows    []uint32
	n       int
	sources *block.Sources // nil when every pair may be one
	// order is the row of the table that each row here is. Rows stand in the
	// order of what they say, so that nothing depends on the order in which
	// they came.
	order []uint32
}

// row is the values of one row.
func (e *encoded) row(r uint32) []uint32 {
	k := len(e.fields)
	return e.rows[int(r)*k : int(r)*k+k]
}

// column is the values of one field, row after row.
func (e *encoded) column(field int) []uint32 {
	k := len(e.fields)
	out := make([]uint32, e.n)
	for r := range out {
		out[r] = e.rows[r*k+field]
	}
	return out
}

// contentOrder is the rows of a table in the order of what they say in the
// compared columns.
func contentOrder(t *table.Table, columns []*table.Column, threads int) []uint32 {
	return block.Order(block.ContentKeys(columns, t.Rows, threads))
}

// arrange starts an encoded table: the order of its rows and their sources.
func arrange(t *table.Table, comparisons []Comparison, s *block.Sources, order []uint32, threads int) *encoded {
	e := &encoded{n: t.Rows, order: order}
	if e.order == nil {
		columns := make([]*table.Column, len(comparisons))
		for i, c := range comparisons {
			columns[i] = t.Column(c.Column)
		}
		e.order = contentOrder(t, columns, threads)
	}
	if s != nil {
		e.sources = &block.Sources{Of: make([]uint8, e.n), Unique: s.Unique}
		for r, from := range e.order {
			e.sources.Of[r] = s.Of[from]
		}
	}
	return e
}

// prepare prepares the values of the compared columns and fills the rows.
// consume drops the texts and numbers of the table on the way: the texts of a
// column as soon as they are prepared, so that with one thread they and what is
// made of them are there together for one column only.
func (e *encoded) prepare(ctx context.Context, t *table.Table, comparisons []Comparison, m *Model, threads int, consume bool) error {
	e.fields = make([]*field, len(comparisons))
	columns := make([]*table.Column, len(comparisons))
	uses := map[*table.Column]int{}
	for i, c := range comparisons {
		columns[i] = t.Column(c.Column)
		uses[columns[i]]++
	}
	if consume {
		for _, c := range t.Columns {
			if uses[c] == 0 {
				c.Values, c.IDs = table.Values{}, nil
			}
		}
	}
	prepare := func(i int) (err error) {
		var frozen *ModelComparison
		if m != nil {
			frozen = &m.Comparisons[i]
		}
		e.fields[i], err = newField(comparisons[i], columns[i], frozen)
		if consume && uses[columns[i]] == 1 {
			columns[i].Values = table.Values{}
		}
		return err
	}
	if threads > 1 {
		if err := each(ctx, threads, len(comparisons), prepare); err != nil {
			return err
		}
	}
	e.rows = make([]uint32, e.n*len(e.fields))
	const stretch = 1 << 13
	for _, i := range mostValuesFirst(columns) {
		if threads == 1 { // one by one: of the numbers of a column there is one copy only
			if err := prepare(i); err != nil {
				return err
			}
		}
		err := each(ctx, threads, (e.n+stretch-1)/stretch, func(part int) error {
			e.fill(i, columns[i].IDs, part*stretch, min((part+1)*stretch, e.n))
			return nil
		})
		if err != nil {
			return err
		}
		if uses[columns[i]]--; consume && uses[columns[i]] == 0 {
			columns[i].Values, columns[i].IDs = table.Values{}, nil
		}
	}
	return nil
}

// mostValuesFirst gives the places of columns, those first whose values take
// most room while they are prepared: little else is there then.
func mostValuesFirst(columns []*table.Column) []int {
	order := make([]int, len(columns))
	values := make([]int, len(columns))
	for i, c := range columns {
		order[i], values[i] = i, c.Values.Len()
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	return order
}

// fill puts the values of a field into some rows.
func (e *encoded) fill(i int, ids []uint32, from, to int) {
	k, same := len(e.fields), e.fields[i].same
	for r := from; r < to; r++ {
		if v := ids[e.order[r]]; same[v] != 0 {
			e.rows[r*k+i] = v
		}
	}
}

// forgetCounts gives the counts of the values back, which only training needs.
func (e *encoded) forgetCounts() {
	for _, f := range e.fields {
		f.counts.Counts = nil
	}
}
