package publish

import (
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// Table is a sheet of a plain workbook: figures or a list, with a note under
// its rows that says what they mean. Cells are texts, whole numbers or
// percentages (float64).
type Table struct {
	Name  string
	Head  []string
	Rows  [][]any
	Notes []string
}

// WriteTables writes tables as one workbook; the same tables and time give the
// same bytes.
func WriteTables(w io.Writer, at time.Time, tables []Table) error {
	f := excelize.NewFile()
	defer f.Close()
	stable(f, at)
	if err := f.SetDefaultFont(bodyFont); err != nil {
		return err
	}
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	percent, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: bodyFont, Size: 10}, Border: box(1), CustomNumFmt: ptr("0.00"), Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "right", Indent: 1}})
	if err != nil {
		return err
	}
	stamp := at.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Title: tables[0].Name, Creator: "全员 Quanyuan", LastModifiedBy: "全员 Quanyuan", Created: stamp, Modified: stamp, Language: "zh-CN"}); err != nil {
		return err
	}
	for i := range tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", tables[0].Name)
		} else {
			_, err = f.NewSheet(tables[i].Name)
		}
		if err != nil {
			return err
		}
		if err := writeTable(f, &tables[i], st, percent); err != nil {
			return err
		}
	}
	return f.Write(w)
}

func writeTable(f *excelize.File, t *Table, st *styles, percent int) error {
	sw, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i, h := range t.Head {
		width := textWidth(h) + 4
		for _, r := range t.Rows[:min(len(t.Rows), 200)] {
			if s, ok := r[i].(string); ok {
				width = max(width, min(textWidth(s)+2, 60))
			}
		}
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	row := func(n int, cells []any) error { return sw.SetRow("A"+strconv.Itoa(n), cells) }
	head := make([]any, len(t.Head))
	for i, h := range t.Head {
		head[i] = excelize.Cell{StyleID: st.head, Value: h}
	}
	if err := row(1, head); err != nil {
		return err
	}
	for i, r := range t.Rows {
		cells := make([]any, len(r))
		for k, v := range r {
			c := excelize.Cell{StyleID: st.cells[cellStyle{plain, false, false}], Value: v}
			switch x := v.(type) {
			case string:
				c.Value = clean(x)
			case int:
				c.StyleID = st.cells[cellStyle{number, false, false}]
			case float64:
				c.StyleID = percent
			}
			cells[k] = c
		}
		if err := row(i+2, cells); err != nil {
			return err
		}
	}
	for i, n := range t.Notes {
		if err := row(len(t.Rows)+3+i, []any{excelize.Cell{StyleID: st.text, Value: clean(n)}}); err != nil {
			return err
		}
	}
	return sw.Flush()
}
