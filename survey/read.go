package survey

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
)

// Read reads the rows of a design from CSV with a header: stratum, psu, weight
// and y; x (1 when there is no such column) and fpc if wanted. Other columns are
// passed over. Faults name the file, the row as a sheet shows it, and the column.
func Read(r io.Reader, file string) ([]Row, error) {
	in := csv.NewReader(unmarked(r))
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, unreadable(err, file, 1)
	}
	columns := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(designColumns, name) {
			continue
		}
		if _, twice := columns[name]; twice {
			return nil, at(invalid("survey.column_twice", name), file, 1, name)
		}
		columns[name] = i
	}
	for _, name := range designColumns[:4] {
		if _, ok := columns[name]; !ok {
			return nil, at(invalid("survey.column_missing", name), file, 1, name)
		}
	}
	var rows []Row
	for n := 2; ; n++ {
		cells, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, unreadable(err, file, n)
		}
		row, err := parseRow(cells, columns, file, n)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, at(invalid("survey.no_rows"), file, 0, "")
	}
	return rows, nil
}

// designColumns are the columns of a design; the first four must be there.
var designColumns = []string{"stratum", "psu", "weight", "y", "x", "fpc"}

func parseRow(cells []string, columns map[string]int, file string, n int) (Row, error) {
	cell := func(name string) string { return strings.TrimSpace(cells[columns[name]]) }
	r := Row{Stratum: strings.Clone(cell("stratum")), PSU: strings.Clone(cell("psu")), X: 1}
	if r.PSU == "" {
		return Row{}, at(invalid("survey.cell_empty"), file, n, "psu")
	}
	for _, c := range []struct {
		name string
		to   *float64
		low  bool // may be zero
	}{{"weight", &r.Weight, false}, {"y", &r.Y, true}, {"x", &r.X, true}, {"fpc", &r.FPC, false}} {
		if _, ok := columns[c.name]; !ok {
			continue
		}
		v, err := strconv.ParseFloat(cell(c.name), 64)
		switch {
		case cell(c.name) == "":
			return Row{}, at(invalid("survey.cell_empty"), file, n, c.name)
		case err != nil || !finite(v):
			return Row{}, at(invalid("survey.cell_number", cell(c.name)), file, n, c.name)
		case c.name != "y" && (v < 0 || v == 0 && !c.low):
			return Row{}, at(invalid("survey.cell_positive", cell(c.name)), file, n, c.name)
		}
		*c.to = v
	}
	return r, nil
}

// unmarked drops the mark that spreadsheets put before UTF-8.
func unmarked(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		b.Discard(3)
	}
	return b
}

func unreadable(err error, file string, row int) error {
	if err == io.EOF {
		return at(invalid("survey.no_rows"), file, 0, "")
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		err = parse.Err
	}
	return at(&quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "survey.unreadable", Err: err}, file, row, "")
}

// at says where a fault is.
func at(err error, file string, row int, field string) error {
	var q *quanyuan.Error
	if errors.As(err, &q) {
		q.Where = quanyuan.Where{File: file, Row: row, Field: field}
	}
	return err
}
