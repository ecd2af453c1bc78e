package sheet

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// xlsxOf builds an XLSX of one sheet around the content of its <worksheet>,
// with shared strings and styles after it.
func xlsxOf(worksheet string, more ...string) []byte {
	return zipped(append([]string{
		"xl/workbook.xml", `<workbook xmlns:r="r"><workbookPr date1904="0"/><sheets><sheet name="S" sheetId="7" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet>` + worksheet + `</worksheet>`,
	}, more...)...)
}

func TestXLSX23And24MergedTitleAndHousehold(t *testing.T) {
	data := workbook(t, func(x *excelize.File) {
		check(x.SetCellValue("Sheet1", "A1", "××社区人口花名册"))
		check(x.MergeCell("Sheet1", "A1", "D1"))
		check(x.SetSheetRow("Sheet1", "A2", &[]any{"户主", "姓名", "关系", "备注"}))
		check(x.SetSheetRow("Sheet1", "A3", &[]any{"张伟", "张伟", "户主"}))
		check(x.SetSheetRow("Sheet1", "A4", &[]any{nil, "李娜", "妻"}))
		check(x.MergeCell("Sheet1", "A3", "A4"))
		check(x.SetSheetRow("Sheet1", "A7", &[]any{"王芳", "王芳", "户主"}))
	})
	wantDump(t, open(t, "名册.xlsx", data), `
Sheet1!1|××社区人口花名册|^××社区人口花名册|^××社区人口花名册|^××社区人口花名册
Sheet1!2|户主|姓名|关系|备注
Sheet1!3|张伟|张伟|户主
Sheet1!4|^张伟|李娜|妻
Sheet1!7|王芳|王芳|户主
`)
}

func TestXLSX1And2And3And21StoredNumbers(t *testing.T) {
	wantDump(t, open(t, "a.xlsx", xlsxOf(`<sheetData><row r="2"><c r="B2"><v>510322199001015432</v></c><c><v>5.1032219900101504E+17</v></c><c><v>1.3812345678E10</v></c><c><v>5.10322E+17</v></c></row></sheetData>`)),
		"S!2||n:510322199001015432|n:510322199001015000{!}|n:13812345678|n:5.10322E+17{!}\n")
}

func TestXLSX17And40And41And44Formats(t *testing.T) {
	data := workbook(t, func(x *excelize.File) {
		style := func(s *excelize.Style) int { return must(x.NewStyle(s)) }
		thick := []excelize.Border{}
		for _, side := range []string{"left", "right", "top", "bottom"} {
			thick = append(thick, excelize.Border{Type: side, Style: 5, Color: "000000"})
		}
		month := `yyyy"年"m"月"`
		set := func(cell string, v any, s *excelize.Style) {
			check(x.SetCellValue("Sheet1", cell, v))
			check(x.SetCellStyle("Sheet1", cell, cell, style(s)))
		}
		set("A1", 31113, &excelize.Style{NumFmt: 14})
		set("B1", 31107, &excelize.Style{CustomNumFmt: &month})
		set("C1", 60, &excelize.Style{NumFmt: 14})
		set("D1", "张伟", &excelize.Style{Font: &excelize.Font{Strike: true}})
		set("E1", "李娜", &excelize.Style{Border: thick})
		set("F1", "王芳", &excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}, Font: &excelize.Font{Color: "FF0000"}})
		check(x.SetCellFormula("Sheet1", "A2", "MID(D1,1,1)"))
		check(x.SetCellBool("Sheet1", "B2", true))
		check(x.SetCellRichText("Sheet1", "C2", []excelize.RichTextRun{{Text: "赵"}, {Text: "敏", Font: &excelize.Font{Strike: true}}}))
		check(x.SetRowVisible("Sheet1", 2, false))
		check(x.SetColVisible("Sheet1", "E", false))
		must(x.NewSheet("旧"))
		check(x.SetSheetVisible("旧", false))
		check(x.SetCellStr("旧", "C5", "x & <y>"))
	})
	f := open(t, "a.xlsx", data)
	wantDump(t, f, `
Sheet1!1|d:1985-03-07|d:1985-03|d:1900-02-29|张伟{~}|李娜{h}{#}|王芳{f}{c}
Sheet1!2|u:=MID(D1,1,1){=}|b:TRUE|赵敏
旧!5|||x & <y>
`)
	for _, key := range []string{"hidden_row", "hidden_column", "hidden_sheet", "uncomputed"} {
		wantNote(t, f, "sheet.note."+key)
	}
}

func TestXLSX41CachedResultsAndErrors(t *testing.T) {
	f := open(t, "a.xlsx", xlsxOf(`<sheetData><row><c t="str"><f>A1</f><v>缓存</v></c><c t="e"><f>B1</f><v>#VALUE!</v></c><c><f>1+1</f><v>2</v></c><c><f>C1</f><v></v></c><c t="str"><f>""</f><v></v></c><c t="inlineStr"><is><r><rPr><strike/></rPr><t>张_x000D_</t></r><rPh><t>ZHANG</t></rPh></is></c><c t="s"><v>99</v></c></row></sheetData>`))
	wantDump(t, f, "S!1|缓存{=}|e:#VALUE!{=}|n:2{=}|u:=C1{=}||张{~}|e:#REF!\n")
	wantNote(t, f, "sheet.note.error_value")
}

func TestXLSX17Date1904(t *testing.T) {
	data := workbook(t, func(x *excelize.File) {
		yes := true
		check(x.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
		check(x.SetCellValue("Sheet1", "A1", 29651))
		check(x.SetCellStyle("Sheet1", "A1", "A1", must(x.NewStyle(&excelize.Style{NumFmt: 14}))))
	})
	f := open(t, "a.xlsx", data)
	wantDump(t, f, "Sheet1!1|d:1985-03-07\n")
	wantNote(t, f, "sheet.note.date1904")
}

func TestXLSX46EmptyTail(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row>`)
	for i := 2; i < 3000; i++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" s="1"/></row>`, i, i)
	}
	b.WriteString(`<row r="3000"><c r="A3000"><v>2</v></c></row></sheetData>`)
	data := xlsxOf(b.String())
	wantDump(t, open(t, "a.xlsx", data), "S!1|n:1\nS!3000|n:2\n")
	f, err := OpenBytes("a.xlsx", data, Options{MaxEmptyRows: 1000})
	check(err)
	wantDump(t, f, "S!1|n:1\n")
	wantNote(t, f, "sheet.note.empty_tail")
}

func TestXLSXPrefixedTagsAndOddWriters(t *testing.T) {
	wantDump(t, open(t, "a.xlsx", xlsxOf(`<x:sheetData><x:row r='3' hidden='1'><x:c r='B3' t='s'><x:v>0</x:v></x:c><x:c r='D3' t='inlineStr'><x:is><x:t><![CDATA[a<b]]></x:t></x:is></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="B3:C3"/></x:mergeCells>`,
		`xl\sharedStrings.xml`, `<x:sst><x:si><x:t xml:space="preserve">张&#x4F1F;&#10;</x:t></x:si></x:sst>`)),
		"S!3||张伟⏎|^张伟\n|a<b\n")
}

func TestXLSXCutInTheMiddle(t *testing.T) {
	f := open(t, "a.xlsx", xlsxOf(`<sheetData><row r="1"><c><v>1</v></c></row><row r="2"><c><v>`))
	var err error
	for _, err = range f.Sheets[0].Rows() {
	}
	wantFault(t, err, ErrCorrupt, "sheet.corrupt")
}

func TestXLSXReadsWhatWasWritten(t *testing.T) {
	cell := rapid.StringOfN(rapid.SampledFrom([]rune("张伟abc019<>&'\"_x0D ·𠮷")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.SliceOfN(rapid.SliceOfN(cell, 0, 6), 1, 10).Draw(t, "table")
		x := excelize.NewFile()
		defer x.Close()
		for r, row := range table {
			for c, text := range row {
				check(x.SetCellStr("Sheet1", must(excelize.CoordinatesToCellName(c+1, r+1)), text))
			}
		}
		b := must(x.WriteToBuffer())
		f, err := OpenBytes("a.xlsx", b.Bytes(), Options{})
		check(err)
		got := map[[2]int]string{}
		for row, err := range f.Sheets[0].Rows() {
			check(err)
			for i := range row.Cells {
				got[[2]int{row.Number - 1, i}] = row.Cells[i].Text
			}
		}
		for r, row := range table {
			for c, text := range row {
				if have := got[[2]int{r, c}]; have != text && !(text != "" && blank(text) && have == "") {
					t.Fatalf("row %d column %d: %q, want %q", r, c, have, text)
				}
			}
		}
	})
}

func BenchmarkXLSX(b *testing.B) {
	data := workbook(b, func(x *excelize.File) {
		w := must(x.NewStreamWriter("Sheet1"))
		for i := range 20_000 {
			row := []any{i, fmt.Sprint("张", i%977), "男", "1985-03-07", fmt.Sprintf("51032219900101%04d", i%10000), "初婚", "户籍人口", "四川省自贡市富顺县富世街道", fmt.Sprintf("锦绣小区%d栋%d单元", i%97, i%7), "汉族", fmt.Sprint(13800000000 + i), "户主"}
			check(w.SetRow(fmt.Sprint("A", i+1), row))
		}
		check(w.Flush())
	})
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		rows = 0
		for _, err := range open(b, "a.xlsx", data).Sheets[0].Rows() {
			check(err)
			rows++
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
