package sheet

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// readAll reads everything under tight limits: any fault is fine, a panic or
// an endless read is not, and faults are always *Error.
func readAll(t *testing.T, name string, data []byte) {
	limits := Options{MaxSize: 1 << 20, MaxUnpacked: 8 << 20, MaxStrings: 1 << 20, MaxColumns: 512, MaxEmptyRows: 1000}
	f, err := OpenBytes(name, data, limits)
	if err != nil {
		if _, ok := err.(*Error); !ok {
			t.Fatalf("%T %v", err, err)
		}
		return
	}
	for _, s := range f.Sheets[:min(len(f.Sheets), 20)] {
		rows := 0
		for row, err := range s.Rows() {
			if err != nil {
				if _, ok := err.(*Error); !ok {
					t.Fatalf("%T %v", err, err)
				}
				break
			}
			if len(row.Cells) == 0 || len(row.Cells) > limits.MaxColumns {
				t.Fatalf("row of %d cells", len(row.Cells))
			}
			if rows++; rows > 20_000 {
				break
			}
		}
	}
	for _, n := range f.Notes {
		_ = n.Message("zh")
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte(plainList))
	f.Add(gbk(plainList))
	f.Add(utf16Bytes(plainList, false, true))
	f.Add(utf16Bytes(plainList, true, false))
	f.Add([]byte("sep=;\n\"a\"\"b;\n\";c\r\n=\"01\"\x00\n"))
	f.Fuzz(func(t *testing.T, data []byte) { readAll(t, "a.csv", data) })
}

func FuzzMarkup(f *testing.F) {
	f.Add([]byte(htmlList))
	f.Add(gbk(htmlList))
	f.Add([]byte(`<table><tr><td rowspan=9 colspan=9>a<table><td>b`))
	f.Add([]byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Column ss:Span="9" ss:Hidden="1"/><Row ss:Index="4" ss:Span="2"><Cell ss:Index="3" ss:MergeDown="1"><Data ss:Type="Number">1E5</Data></Cell></Row></Table></Worksheet></Workbook>`))
	f.Fuzz(func(t *testing.T, data []byte) { readAll(t, "a.xls", data) })
}

func FuzzBIFF(f *testing.F) {
	f.Add(fixture(f, "list.xls"))
	f.Add(fixture(f, "date1904.xls"))
	var b bare
	b.rec(0x0809, [4]uint16{8, 0x10, 0, 0}).rec(0x0204, [3]uint16{1, 0, 0}, uint16(2), []byte("ab")).rec(0x000A)
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) { readAll(t, "a.xls", data) })
}

// FuzzXLSX fuzzes the parts rather than the zip around them.
func FuzzXLSX(f *testing.F) {
	f.Add(`<sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>`,
		`<sst><si><r><rPr><strike/></rPr><t>a</t></r></si></sst>`,
		`<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy-mm"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, sheet, strings, styles string) {
		readAll(t, "a.xlsx", xlsxOf(sheet, "xl/sharedStrings.xml", strings, "xl/styles.xml", styles))
	})
}

func FuzzZip(f *testing.F) {
	f.Add(workbook(f, func(x *excelize.File) { check(x.SetCellStr("Sheet1", "A1", "姓名")) }))
	f.Add(zipped("META-INF/manifest.xml", odsManifest, "content.xml", `<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>`))
	f.Fuzz(func(t *testing.T, data []byte) { readAll(t, "a.xlsx", data) })
}
