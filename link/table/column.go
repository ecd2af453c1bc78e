package table

import (
	"bytes"
	"fmt"
	"unicode/utf8"
	"unsafe"
)

// ColumnBuilder makes one column from values that come one after the other, as
// files that are written column by column have them. It is not safe for
// concurrent use; every column has its own.
type ColumnBuilder struct {
	name string
	dict *dictionary
	ids  []uint32
}

// NewColumn starts a column. rows is how many are expected.
func NewColumn(name string, rows int) *ColumnBuilder {
	return &ColumnBuilder{name: name, dict: newDictionary(), ids: make([]uint32, 0, rows)}
}

// ID gives the number of a value, which is copied when it is new. Blanks around
// it are cut off; nothing is 0, the missing value. Numbers are given in the
// order of asking, so ask in the order of the rows.
func (b *ColumnBuilder) ID(value []byte) (uint32, error) {
	value = bytes.TrimSpace(value)
	switch {
	case len(value) > maxText:
		return 0, &Error{Err: ErrTooLong, Detail: fmt.Sprintf("column %q", b.name)}
	case !utf8.Valid(value) || bytes.IndexByte(value, 0) >= 0:
		return 0, &Error{Err: ErrEncoding, Detail: fmt.Sprintf("column %q", b.name), Remedy: "convert the column to UTF-8 text, or leave it out"}
	case len(value) == 0:
		return 0, nil
	}
	return b.dict.id(unsafe.String(&value[0], len(value))), nil // id keeps a copy
}

// Append adds rows by the numbers of their values.
func (b *ColumnBuilder) Append(ids ...uint32) { b.ids = append(b.ids, ids...) }

// Rows is the number of rows so far.
func (b *ColumnBuilder) Rows() int { return len(b.ids) }

// Texts gives the values row by row, for the names of the records. The builder
// must not be used after.
func (b *ColumnBuilder) Texts() *Texts {
	t, values := &Texts{}, b.dict.values()
	for _, id := range b.ids {
		t.Add([]byte(values.At(id)))
	}
	return t
}

// OfColumns puts columns of so many rows together; all rows are of one source.
// The builders must not be used after.
func OfColumns(source uint8, rows int, columns ...*ColumnBuilder) (*Table, error) {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	if err := checkNames(names); err != nil {
		return nil, err
	}
	t := &Table{Rows: rows}
	for _, c := range columns {
		if len(c.ids) != rows {
			return nil, &Error{Err: ErrRagged, Detail: fmt.Sprintf("column %q has %d rows, the table %d", c.name, len(c.ids), rows)}
		}
		out := &Column{Name: c.name, Values: c.dict.values(), IDs: c.ids}
		out.count()
		t.Columns = append(t.Columns, out)
	}
	t.Sources = make([]uint8, t.Rows)
	for i := range t.Sources {
		t.Sources[i] = source
	}
	return t, nil
}
