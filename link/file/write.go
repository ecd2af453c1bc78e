package file

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
)

// Kind is what the values of a result's column are.
type Kind uint8

// The kinds.
const (
	Text Kind = iota
	Number
)

// Column is a column of a result. Numbers are written to CSV with the given
// format, as in strconv.FormatFloat, and to Parquet as doubles.
type Column struct {
	Name   string
	Kind   Kind
	Format byte
	Digits int
}

// Cell is a value of a result, by the kind of its column.
type Cell struct {
	Text   string
	Number float64
}

// Write writes a result as the ending of name says: .csv, .csv.gz, .csv.zst or
// .parquet; anything else is CSV. rows calls add for every row, whose cells may
// be used again. The same rows give the same bytes.
func Write(to io.Writer, name string, columns []Column, rows func(add func(cells []Cell) error) error) error {
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

func writeCSV(to io.Writer, columns []Column, rows func(add func(cells []Cell) error) error) error {
	b := bufio.NewWriterSize(to, 1<<16)
	w := csv.NewWriter(b)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.Name
	}
	if err := w.Write(line); err != nil {
		return err
	}
	err := rows(func(cells []Cell) error {
		for i, c := range columns {
			if line[i] = cells[i].Text; c.Kind == Number {
				line[i] = strconv.FormatFloat(cells[i].Number, c.Format, c.Digits, 64)
			}
		}
		return w.Write(line)
	})
	if err != nil {
		return err
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// groupRows is how many rows a row group of a written file has.
const groupRows = 1 << 20

func writeParquet(to io.Writer, columns []Column, rows func(add func(cells []Cell) error) error) error {
	// A group orders its fields by name, so columns are found by theirs.
	group := parquet.Group{}
	for _, c := range columns {
		node := parquet.String()
		if c.Kind == Number {
			node = parquet.Leaf(parquet.DoubleType)
		} else {
			node = parquet.Encoded(node, &parquet.Plain)
		}
		group[c.Name] = parquet.Required(node)
	}
	schema := parquet.NewSchema("result", ordered{group, columns})
	w := parquet.NewGenericWriter[any](to, schema, parquet.Compression(&parquet.Snappy), parquet.CreatedBy("quanyuan", "1", ""), parquet.MaxRowsPerRowGroup(groupRows))
	row := make(parquet.Row, len(columns))
	err := rows(func(cells []Cell) error {
		for i, c := range columns {
			v := parquet.ByteArrayValue([]byte(cells[i].Text))
			if c.Kind == Number {
				v = parquet.DoubleValue(cells[i].Number)
			}
			row[i] = v.Level(0, 0, i)
		}
		_, err := w.WriteRows([]parquet.Row{row})
		return err
	})
	if err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return w.Close()
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
