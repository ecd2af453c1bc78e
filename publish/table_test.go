package publish_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"quanyuan/publish"
)

func TestTables(t *testing.T) {
	tables := []publish.Table{
		{Name: "三不漏", Head: []string{"社区", "房屋", "百分比"}, Rows: [][]any{{"=春江社区", 12, 98.5}}, Notes: []string{"不漏户：……"}},
		{Name: "缺漏", Head: []string{"编号", "权数"}, Rows: [][]any{{"510104196203150112", publish.Exact(1.0 / 3)}}},
	}
	write := func() []byte {
		var b bytes.Buffer
		if err := publish.WriteTables(&b, time.Unix(0, 0), tables); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	one := write()
	if !bytes.Equal(one, write()) {
		t.Error("the same tables gave other bytes")
	}
	f, err := excelize.OpenReader(bytes.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"A1": "社区", "A2": "=春江社区", "B2": "12", "C2": "98.50", "A4": "不漏户：……"} {
		if got, err := f.GetCellValue("三不漏", cell); err != nil || got != want {
			t.Errorf("%s is %q, %v, want %q", cell, got, err, want)
		}
	}
	// It prints as it is read: notes across the table, the head on every page.
	if merged, _ := f.GetMergeCells("三不漏"); len(merged) != 1 || merged[0].GetStartAxis() != "A4" || merged[0].GetEndAxis() != "C4" {
		t.Errorf("the note is merged over %v", merged)
	}
	heads := 0
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			heads++
		}
	}
	if heads != len(tables) {
		t.Errorf("%d of %d sheets repeat their head", heads, len(tables))
	}
	if kind, _ := f.GetCellType("缺漏", "A2"); kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset {
		t.Errorf("an ID number became a number: cell type %v", kind)
	}
	if raw, _ := f.GetCellValue("缺漏", "B2", excelize.Options{RawCellValue: true}); raw != "0.333333333333333" {
		t.Errorf("a number with the 15 digits of a workbook is %s", raw)
	}
	if formula, _ := f.GetCellFormula("三不漏", "A2"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}

// A table too wide for a page is split into parts that together have every
// column once, each beside the columns that say what its rows are about; as a
// sheet it keeps these in sight and prints on pages beside each other.
func TestWideTables(t *testing.T) {
	wide := publish.Table{Name: "宽", Head: []string{"编码", "名称"}, Notes: []string{"说明"}}
	row := []any{"519802001001", "沟塘社区居委会"}
	for i := range 45 {
		wide.Head, row = append(wide.Head, fmt.Sprintf("男性，%d～%d 岁", i, i+1)), append(row, i)
	}
	wide.Rows = [][]any{row}
	seen := []string{}
	parts := wide.Split(20)
	for i, p := range parts {
		if len(p.Head) > 22 || p.Head[1] != "名称" || len(p.Rows[0]) != len(p.Head) || len(p.Notes) != i/(len(parts)-1) {
			t.Errorf("part %d: %v", i, p)
		}
		seen = append(seen, p.Head[2:]...)
	}
	if !slices.Equal(seen, wide.Head[2:]) {
		t.Errorf("parts have %q", seen)
	}
	if whole := wide.Split(100); len(whole) != 1 || len(whole[0].Head) != 47 {
		t.Errorf("not split is %v", whole)
	}
	var b bytes.Buffer
	if err := publish.WriteTables(&b, time.Date(2024, 6, 30, 9, 0, 0, 0, time.UTC), []publish.Table{wide}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if p, err := f.GetPanes("宽"); err != nil || p.XSplit != 2 || p.YSplit != 1 || p.TopLeftCell != "C2" {
		t.Errorf("%+v stands still, %v", p, err)
	}
	if l, err := f.GetPageLayout("宽"); err != nil || *l.FitToWidth < 2 {
		t.Errorf("printed %+v, %v", l, err)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'宽'!$A:$B,'宽'!$1:$1" {
		t.Errorf("on every page %+v", names)
	}
}
