package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

// wantsWorkbook reports whether the list is to be given as Excel.
func (q *request) wantsWorkbook() bool { return q.choice("as") == "xlsx" }

// workbook gives the list, narrowed and sorted as it is shown, as Excel. Lists
// of persons are asked for by POST with a reason, which is noted.
func (l *list[T]) workbook(q *request, rows []T) error {
	rows = l.narrow(q, rows[:min(len(rows), mostRows)])
	if l.persons {
		if q.Method != http.MethodPost {
			return &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "access.reason"}
		}
		by := q.by
		if by.Purpose = q.typed("reason"); len([]rune(by.Purpose)) < 4 {
			return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "access.reason"}
		}
		if err := q.desk.TakeOut(by, l.id, len(rows)); err != nil {
			return err
		}
	}
	f := excelize.NewFile()
	defer f.Close()
	sheet := f.GetSheetName(0)
	w, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	columns := l.chosen(q)
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = excelize.Cell{StyleID: bold, Value: c.heading(q)}
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	for n, r := range rows {
		at, err := excelize.CoordinatesToCellName(1, n+2)
		if err != nil {
			return err
		}
		cells := make([]any, len(columns))
		for i, c := range columns {
			cells[i] = plainCell(c.cell(q, r))
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	name := q.t(l.caption) + " " + q.today().String() + ".xlsx"
	h := q.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	return f.Write(q.w)
}

// plainCell is a cell as text.
func plainCell(c Cell) string {
	s := c.Text
	if c.Tag != nil {
		s = strings.TrimSpace(s + " " + c.Tag.Text)
	}
	return s
}
