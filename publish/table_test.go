package publish_test

import (
	"bytes"
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
