package sheet

import (
	"bytes"
	"fmt"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func list(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("序号,姓名,性别,出生日期,身份证号码,婚姻,类别,户籍地址,居住地址,民族,电话,关系\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,张%d,男,1985-03-07,51032219900101%04d,初婚,户籍人口,四川省自贡市富顺县富世街道,锦绣小区%d栋%d单元,汉族,%d,户主\n", i, i%977, i%10000, i%97, i%7, 13800000000+i)
	}
	return b.Bytes()
}

func benchText(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		f := open(b, "a.csv", data)
		for _, err := range f.Sheets[0].Rows() {
			check(err)
		}
	}
}

func BenchmarkCSV(b *testing.B) { benchText(b, list(50_000)) }

func BenchmarkCSVGB18030(b *testing.B) {
	benchText(b, must(simplifiedchinese.GB18030.NewEncoder().Bytes(list(50_000))))
}
