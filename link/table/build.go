package table

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"
)

// Builder makes a table row by row from Go values.
type Builder struct {
	names  []string
	dicts  []*dictionary
	ids    [][]uint32
	source []uint8
}

// NewBuilder starts a table with these columns.
func NewBuilder(names ...string) (*Builder, error) {
	if err := checkNames(names); err != nil {
		return nil, err
	}
	b := &Builder{names: names, ids: make([][]uint32, len(names))}
	for range names {
		b.dicts = append(b.dicts, newDictionary())
	}
	return b, nil
}

// Append adds a row, one value per column. Blanks around a value are cut off
// as in a file, and an empty value is a missing one.
func (b *Builder) Append(values ...string) error { return b.AppendFrom(0, values...) }

// AppendFrom is Append for a row of the given source.
func (b *Builder) AppendFrom(source uint8, values ...string) error {
	row := len(b.source) + 1
	if len(values) != len(b.names) {
		return &Error{Line: row, Err: ErrRagged, Detail: fmt.Sprintf("%d values for %d columns", len(values), len(b.names))}
	}
	for i, v := range values {
		if len(v) > maxText {
			return &Error{Line: row, Err: ErrTooLong, Detail: fmt.Sprintf("column %q", b.names[i])}
		}
		if !utf8.ValidString(v) {
			return &Error{Line: row, Err: ErrEncoding, Detail: fmt.Sprintf("column %q", b.names[i]), Remedy: "convert the value to UTF-8"}
		}
	}
	for i, v := range values {
		b.ids[i] = append(b.ids[i], b.dicts[i].id(strings.TrimSpace(v)))
	}
	b.source = append(b.source, source)
	return nil
}

// Table returns the rows appended so far; the builder must not be used after.
func (b *Builder) Table() *Table {
	t := &Table{Rows: len(b.source), Sources: b.source}
	for i, name := range b.names {
		c := &Column{Name: name, Values: b.dicts[i].values(), IDs: b.ids[i]}
		c.count()
		t.Columns = append(t.Columns, c)
	}
	return t
}

// New builds a table from rows, each with one value per name.
func New(names []string, rows iter.Seq[[]string]) (*Table, error) {
	b, err := NewBuilder(names...)
	if err != nil {
		return nil, err
	}
	for row := range rows {
		if err := b.Append(row...); err != nil {
			return nil, err
		}
	}
	return b.Table(), nil
}

// checkNames refuses names that appear twice.
func checkNames(names []string) error {
	at := make(map[string]int, len(names))
	for i, name := range names {
		if j, ok := at[name]; ok {
			return &Error{Line: 1, Err: ErrDuplicate, Detail: fmt.Sprintf("columns %d and %d", j+1, i+1), Remedy: "rename one of them, or add the header if the first line is a record"}
		}
		at[name] = i
	}
	return nil
}
