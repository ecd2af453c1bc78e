package sheet

import (
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
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
		f := open(b, "a.xlsx", data)
		for _, s := range f.Sheets {
			for _, err := range s.Rows() {
				check(err)
				rows++
			}
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

