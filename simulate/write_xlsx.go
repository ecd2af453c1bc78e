package simulate

import (
	"bytes"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// workbook gives the list as an XLSX file and sets each line's row.
func (l *list) workbook() ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return nil, err
	}
	strike, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
	if err != nil {
		return nil, err
	}
	for i := range l.sheets {
		s := &l.sheets[i]
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err != nil {
			return nil, err
		}
		if err := s.stream(f, date, strike); err != nil {
			return nil, err
		}
		if s.hidden {
			if err := f.SetSheetVisible(s.name, false); err != nil {
				return nil, err
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s *sheet) stream(f *excelize.File, date, strike int) error {
	w, err := f.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	row := 0
	put := func(cells []cell, hidden bool) error {
		row++
		values := make([]any, len(cells))
		for i, c := range cells {
			values[i] = c.value(date, strike)
		}
		at, _ := excelize.CoordinatesToCellName(1, row)
		return w.SetRow(at, values, excelize.RowOpts{Hidden: hidden})
	}
	width := len(s.header[0])
	for i, cells := range s.before() {
		if err := put(cells, false); err != nil {
			return err
		}
		if i < len(s.title) && width > 1 {
			from, _ := excelize.CoordinatesToCellName(1, row)
			to, _ := excelize.CoordinatesToCellName(width, row)
			if err := w.MergeCell(from, to); err != nil {
				return err
			}
		}
	}
	if len(s.header) == 2 {
		if err := s.mergeHeader(w, row-1); err != nil {
			return err
		}
	}
	for j := range s.lines {
		if err := put(s.lines[j].cells, s.lines[j].hidden); err != nil {
			return err
		}
		s.lines[j].row = row
	}
	for _, m := range s.merges {
		from, _ := excelize.CoordinatesToCellName(m.column+1, s.lines[m.from].row)
		to, _ := excelize.CoordinatesToCellName(m.column+1, s.lines[m.to].row)
		if err := w.MergeCell(from, to); err != nil {
			return err
		}
	}
	return w.Flush()
}

// mergeHeader joins the cells of a two-row header: empty ones to their left in
// the first row, empty ones below to the one above.
func (s *sheet) mergeHeader(w *excelize.StreamWriter, top int) error {
	for i := 0; i < len(s.header[0]); i++ {
		from, _ := excelize.CoordinatesToCellName(i+1, top)
		if s.header[1][i] == "" {
			to, _ := excelize.CoordinatesToCellName(i+1, top+1)
			if err := w.MergeCell(from, to); err != nil {
				return err
			}
			continue
		}
		j := i
		for j+1 < len(s.header[0]) && s.header[0][j+1] == "" && s.header[1][j+1] != "" {
			j++
		}
		if j > i {
			to, _ := excelize.CoordinatesToCellName(j+1, top)
			if err := w.MergeCell(from, to); err != nil {
				return err
			}
			i = j
		}
	}
	return nil
}

func (c cell) value(date, strike int) any {
	if c.text == "" {
		return nil
	}
	switch c.kind {
	case numberCell:
		if n, err := strconv.ParseFloat(c.text, 64); err == nil {
			return n
		}
	case dateCell:
		if n, err := strconv.Atoi(c.text); err == nil {
			return excelize.Cell{StyleID: date, Value: n}
		}
	case formulaCell:
		return excelize.Cell{Formula: c.text}
	}
	if c.strike {
		return excelize.Cell{StyleID: strike, Value: c.text}
	}
	return c.text
}
