package file

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"quanyuan/link/table"
)

// Column is a column of a result.
type Column struct {
	Name   string
	Number bool // its values are numbers, otherwise texts
}

// Rows takes the rows of a result, one field after the other. Errors are kept
// to the end. [table.Writer] is one.
type Rows interface {
	Text(s string)
	// Number adds a number; where it is written as text, then as
	// strconv.FormatFloat does.
	Number(v float64, format byte, precision int)
	End()
}

// Each writes n rows; row may be called for several at the same time.
func Each(to Rows, n int, row func(to Rows, i int)) {
	if w, ok := to.(*table.Writer); ok {
		w.Each(n, func(w *table.Writer, i int) { row(w, i) })
		return
	}
	for i := range n {
		row(to, i)
	}
}

// Write writes a result as the ending of name says: .csv, .csv.gz, .csv.zst or
// .parquet; anything else is CSV. The same rows give the same bytes.
func Write(to io.Writer, name string, columns []Column, rows func(Rows)) error {
	switch KindOf(name) {
	case ".parquet":
		return writeParquet(to, columns, rows)
	case ".csv.gz":
		z := gzip.NewWriter(to)
		if err := writeCSV(z, columns, rows); err != nil {
			return err
		}
		return z.Close()
	case ".csv.zst":
		z, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		if err := writeCSV(z, columns, rows); err != nil {
			return err
		}
		return z.Close()
	}
	return writeCSV(to, columns, rows)
}

func writeCSV(to io.Writer, columns []Column, rows func(Rows)) error {
	w := table.NewWriter(to)
	for _, c := range columns {
		w.Text(c.Name)
	}
	w.End()
	rows(w)
	return w.Flush()
}

// groupRows is how many rows a row group of a written file has.
const groupRows = 1 << 20

func writeParquet(to io.Writer, columns []Column, rows func(Rows)) error {
	// A group orders its fields by name, so columns are found by theirs.
	group := parquet.Group{}
	for _, c := range columns {
		node := parquet.Encoded(parquet.String(), &parquet.Plain)
		if c.Number {
			node = parquet.Leaf(parquet.DoubleType)
		}
		group[c.Name] = parquet.Required(node)
	}
	schema := parquet.NewSchema("result", ordered{group, columns})
	w := &parquetRows{to: parquet.NewGenericWriter[any](to, schema, parquet.Compression(&parquet.Snappy), parquet.CreatedBy("quanyuan", "1", ""), parquet.MaxRowsPerRowGroup(groupRows))}
	rows(w)
	if w.flush(); w.err != nil {
		return fmt.Errorf("parquet: %w", w.err)
	}
	return w.to.Close()
}

// parquetRows collects rows and writes them many at a time.
type parquetRows struct {
	to   *parquet.GenericWriter[any]
	row  parquet.Row
	rows []parquet.Row
	err  error
}

// Text adds a text.
func (w *parquetRows) Text(s string) { w.add(parquet.ByteArrayValue([]byte(s))) }

// Number adds a number.
func (w *parquetRows) Number(v float64, _ byte, _ int) { w.add(parquet.DoubleValue(v)) }

func (w *parquetRows) add(v parquet.Value) { w.row = append(w.row, v.Level(0, 0, len(w.row))) }

// End ends the row.
func (w *parquetRows) End() {
	w.rows = append(w.rows, w.row)
	w.row = make(parquet.Row, 0, len(w.row))
	if len(w.rows) == 1<<12 {
		w.flush()
	}
}

func (w *parquetRows) flush() {
	if w.err == nil {
		_, w.err = w.to.WriteRows(w.rows)
	}
	w.rows = w.rows[:0]
}

// ordered is a group whose fields stand in the order of the columns.
type ordered struct {
	parquet.Group
	columns []Column
}

// Fields lists the fields in order.
func (o ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range o.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(o.columns))
	for i, c := range o.columns {
		out[i] = byName[c.Name]
	}
	return out
}
