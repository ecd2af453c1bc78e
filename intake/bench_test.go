package intake

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"quanyuan"
	"quanyuan/refdata/idnumber"
)

// BenchmarkRegister reads an export of an old system, 30 columns a row.
func BenchmarkRegister(b *testing.B) {
	const rows = 20000
	var buf bytes.Buffer
	buf.WriteString("系统编号,户编号,社区编码,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,户籍地址,户籍地址编码,居住地址,居住地址编码,户口性质,民族,与户主关系,电话号码,死亡日期,子女数,子女1姓名,子女1出生日期,子女1身份证号码,子女1性别,子女1孩次,子女1政策,文化程度,工作单位,登记日期,备注\n")
	names := []string{"张伟", "李娜", "王小芳", "欧阳建国", "陈静"}
	for i := range rows {
		birth := quanyuan.Date{Year: 1950 + i%60, Month: 1 + i%12, Day: 1 + i%28}
		id := idnumber.Compose("510104", birth.Year, birth.Month, birth.Day, i%1000)
		fmt.Fprintf(&buf, "P%07d,H%06d,51010402000%d,%s,%d,%s,%s,21,1,1,四川省成都市锦江区督院街%d号,510104020001,四川省成都市锦江区青石桥北街%d号%d栋%d单元%d号,510104020002,1,01,02,138%08d,,1,张小明,2010-05-06,,1,1,1,70,某某公司,2015-01-01,\n",
			i, i/3, 1+i%3, names[i%5], 1+i%2, birth, id, i%300, i%50, i%20, i%4+1, i%900+100, i)
	}
	opts := options(quanyuan.Register)
	opts.Tree, opts.Home = testTree(b), "510104000000"
	opts.Workers = 1
	b.SetBytes(int64(buf.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r, _, err := Read(context.Background(), "register.csv", bytes.NewReader(buf.Bytes()), int64(buf.Len()), opts, func(*quanyuan.Record) error { return nil })
		if err != nil || r.Accepted != rows {
			b.Fatal(err, r)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}
