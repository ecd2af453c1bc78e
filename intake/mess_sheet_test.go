package intake

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"quanyuan"
)

func merge(from, to string) func(*excelize.File, string) {
	return func(f *excelize.File, sheet string) {
		if err := f.MergeCell(sheet, from, to); err != nil {
			panic(err)
		}
	}
}

func TestMess22DittoMarks(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,民族,现住址,户主姓名",
		"陈建军,汉,督院街1号,陈建军",
		`李秀英,同上,同上,"〃"`,
		`陈小雨,同前,"""",″`,
		`王芳,回,督院街2号,王芳`,
		`王强,上同,同上,`)
	wantCounts(t, r, 5, 0, 1)
	for _, p := range r.records[1:3] {
		want(t, p, quanyuan.Ethnic, "01", quanyuan.ResidenceAddress, "督院街1号", quanyuan.HeadName, "陈建军")
		if m := p.Value(quanyuan.ResidenceAddress).Mark; m != "filled" {
			t.Errorf("mark = %q", m)
		}
		wantFinding(t, p, "cell.filled")
	}
	want(t, r.records[4], quanyuan.Ethnic, "03", quanyuan.ResidenceAddress, "督院街2号", quanyuan.HeadName, "")
}

func TestMess23TitlesAndTails(t *testing.T) {
	data := workbook(t, sheetCells{name: "Sheet1", rows: [][]any{
		{"督院街社区人口花名册（盖章）"},
		{"填报单位：督院街社区居委会", nil, nil, "填表日期：2024年5月31日"},
		{"序号", "姓名", "基本情况", nil, "户籍地址", nil, nil, "备注"},
		{nil, nil, "性别", "出生日期", "省", "市县", "详细地址"},
		{1, "陈建军", "男", "1985-03-07", "四川省", "成都市锦江区", "督院街1号", ""},
		{2, "李秀英", "女", "1987-03-07", "四川省", "成都市锦江区", "督院街2号", ""},
		{"合计", "2人"},
		{"制表人：赵某", nil, "审核人：钱某", nil, "单位负责人："},
		{"说明：1.本表一式两份；2.请于每月5日前报送。"},
	}, more: func(f *excelize.File, s string) {
		merge("A1", "H1")(f, s)
		merge("A3", "A4")(f, s)
		merge("B3", "B4")(f, s)
		merge("C3", "D3")(f, s)
		merge("E3", "G3")(f, s)
		merge("H3", "H4")(f, s)
	}})
	opts := options(quanyuan.Community)
	opts.Tree, opts.Home = testTree(t), "510104000000"
	r := read(t, "a.xlsx", data, opts)
	wantCounts(t, r, 2, 0, 7)
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.Sex, "2", quanyuan.HukouAddress, "四川省成都市锦江区督院街2号", quanyuan.CommunityCode, "510104020001")
	if r.records[1].Where.Row != 6 {
		t.Errorf("row = %d", r.records[1].Where.Row)
	}
	s := r.mapping.Sheets[0]
	if fmt.Sprint(s.Header) != "[3 4]" || s.AsOf != "2024-05-31" {
		t.Errorf("mapping = %+v", s)
	}
	// A second header with other columns in the same sheet.
	r = csvRows(t, quanyuan.Employer, "姓名,身份证号", "陈建军,51010419850307005X", "", "单位：某某公司", "序号,职工姓名,联系电话,性别", "1,李秀英,13812345671,女")
	wantCounts(t, r, 2, 0, 3)
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.Phone, "13812345671", quanyuan.Sex, "2", quanyuan.IDNumber, "")
}

func TestMess24MergedHouseholds(t *testing.T) {
	data := workbook(t, sheetCells{name: "Sheet1", rows: [][]any{
		{"户主", "姓名", "性别", "住址"},
		{"陈建军", "陈建军", "男", "督院街1号"},
		{nil, "李秀英", "女", nil},
		{nil, "陈小雨", "女", nil},
		{nil, "王芳", "女", "督院街2号"},
	}, more: func(f *excelize.File, s string) {
		merge("A2", "A4")(f, s)
		merge("D2", "D4")(f, s)
	}})
	r := read(t, "a.xlsx", data, options(quanyuan.Community))
	wantCounts(t, r, 4, 0, 1)
	for i, head := range []string{"陈建军", "陈建军", "陈建军", ""} {
		want(t, r.records[i], quanyuan.HeadName, head)
	}
	want(t, r.records[2], quanyuan.ResidenceAddress, "督院街1号")
}

func TestMess25RepeatedHeaders(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "序号,姓名,性别,身份证号",
		"1,陈建军,男,51010419850307005X", "小计,1人,,", "序号,姓名,性别,身份证号", "2,李秀英,女,", "小计 1人,,,", "总计：2人,,,")
	wantCounts(t, r, 2, 0, 5)
	if r.receipt.Reasons[rowHeader] != 2 || r.receipt.Reasons[rowTotal] != 3 {
		t.Errorf("reasons = %v", r.receipt.Reasons)
	}
}

func TestMess26HeaderSynonyms(t *testing.T) {
	for _, c := range []struct {
		headers string
		field   quanyuan.Field
		cell    string
		want    string
	}{
		{"身份证号|身份证号码|公民身份号码|证件号码|身份证件号|★身份证号码*|身份证号码（18位）|公民身份证号码|居民身份证号|身 份 证 号|ID Number|id_number|身份证\n号码|社会保障号码|有效身份证件号码|身份证好码", quanyuan.IDNumber, "51010419850307005X", "51010419850307005X"},
		{"现住址|现居住地址|居住地|居住地址|实际居住地址|家庭住址|现居住地详细地址|常住地址|Address", quanyuan.ResidenceAddress, "督院街1号", "督院街1号"},
		{"户籍地址|户口所在地|户籍所在地|户藉地址|户口所在地（详细）|户籍地详细地址", quanyuan.HukouAddress, "督院街1号", "督院街1号"},
		{"与户主关系|和户主关系|家庭关系|与户主的关系|与户主\r\n关系", quanyuan.Relation, "户主", "02"},
		{"出生日期|出生年月|出生年月日|出生日期(YYYY-MM-DD)|生日|Date of Birth|birth_date|出生日期★", quanyuan.BirthDate, "1985-03-07", "1985-03-07"},
		{"联系电话|手机号码|电话|联系方式|本人联系电话|手机号码（必填）", quanyuan.Phone, "13812345671", "13812345671"},
		{"婚姻状况|婚姻|婚否|婚姻情况", quanyuan.Marital, "已婚", "20"},
		{"流入日期|来本地日期|来蓉日期|来我市时间|来此时间", quanyuan.ArriveDate, "2024-01-02", "2024-01-02"},
		{"子女数|现有子女数|子女个数|生育子女数", quanyuan.ChildCount, "2", "2"},
	} {
		for h := range strings.SplitSeq(c.headers, "|") {
			r := csvRows(t, quanyuan.Community, `姓名,"`+h+`"`, "陈建军,"+c.cell)
			if got := r.records[0].Text(c.field); got != c.want {
				t.Errorf("header %q: %s = %q, want %q", h, c.field.Key(), got, c.want)
			}
		}
	}
	// What is somebody else's is not the person's.
	for _, h := range []string{"监护人联系电话", "紧急联系人电话", "房东电话", "配偶联系电话", "班主任电话"} {
		r := csvRows(t, quanyuan.Community, "姓名,"+h, "陈建军,13812345671")
		want(t, r.records[0], quanyuan.Phone, "")
	}
}

func TestMess31Encodings(t *testing.T) {
	text := "姓名,性别,现住址\r\n陈建军,男,督院街1号\r\n李秀英,女,督院街2号附3号\r\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16le := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(text, ",", "\t"))) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	html := "<html><head><meta charset=\"gb2312\"></head><body><table><tr><td>姓名</td><td>性别</td><td>现住址</td></tr><tr><td>陈建军</td><td>男</td><td>督院街1号</td></tr><tr><td>李秀英</td><td>女</td><td>督院街2号附3号</td></tr></table></body></html>"
	gbkHTML, err := simplifiedchinese.GB18030.NewEncoder().String(html)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"gbk.csv": gbk, "bom.csv": "\ufeff" + text, "utf8.csv": text, "utf16.txt": string(utf16le), "html.xls": gbkHTML, "tab.xls": strings.ReplaceAll(gbk, ",", "\t"),
	} {
		r := read(t, name, []byte(data), options(quanyuan.Community))
		wantCounts(t, r, 2, 0, 1)
		want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.ResidenceAddress, "督院街2号附3号")
		if w := r.records[1].Where; w.Row != 3 || w.Sheet != "" {
			t.Errorf("%s: where = %+v", name, w)
		}
	}
	// FE59 is 䶮's neighbour in GB 18030 that Go decodes to U+FFFD.
	r := read(t, "a.csv", []byte("\xd0\xd5\xc3\xfb,\xd0\xd4\xb1\xf0\r\n\xb3\xc2\xfe\x59,\xc4\xd0\r\n"), options(quanyuan.Community))
	if got := r.records[0].Text(quanyuan.Name); strings.ContainsRune(got, '\ufffd') || got == "" {
		t.Errorf("name = %q", got)
	}
}

func TestMess39Addresses(t *testing.T) {
	opts := options(quanyuan.Community)
	opts.Tree, opts.Home = testTree(t), "510104000000"
	data := []byte("姓名,现住址,户籍地址,所属社区\n" +
		"陈建军,督院街街道督院街社区11栋2单元3-1,四川省成都市锦江区青石桥社区１１幢２０１,总府路社区\n" +
		"李秀英,11-2-301,同现住址,青石桥\n" +
		"王芳,原红星厂宿舍3楼东,四川省成都市郫县,\n")
	r := read(t, "a.csv", data, opts)
	want(t, r.records[0], quanyuan.ResidenceDivision, "510104020001", quanyuan.HukouDivision, "510104020002", quanyuan.CommunityCode, "510104020003",
		quanyuan.HukouAddress, "四川省成都市锦江区青石桥社区11幢201")
	if m := r.records[0].Value(quanyuan.ResidenceDivision).Mark; m != "from_address" {
		t.Errorf("mark = %q", m)
	}
	want(t, r.records[1], quanyuan.HukouAddress, "11-2-301", quanyuan.CommunityCode, "510104020002")
	want(t, r.records[2], quanyuan.ResidenceAddress, "原红星厂宿舍3楼东")

	r = csvRows(t, quanyuan.Property, "小区名称,楼栋,单元,房号,业主姓名,联系电话", "阳光花园,3,2,201,陈建军,13812345671", "阳光花园,3栋,2单元,202号,李秀英,")
	want(t, r.records[0], quanyuan.ResidenceAddress, "阳光花园3栋2单元201号", quanyuan.Name, "陈建军", quanyuan.Building, "3")
	want(t, r.records[1], quanyuan.ResidenceAddress, "阳光花园3栋2单元202号")
}

func TestMess40Sheets(t *testing.T) {
	head := []any{"姓名", "单元", "房号"}
	data := workbook(t,
		sheetCells{name: "填表说明", rows: [][]any{{"请如实填写"}, {"每人一行"}}},
		sheetCells{name: "3栋", rows: [][]any{head, {"陈建军", "1", "101"}}},
		sheetCells{name: "4栋", rows: [][]any{head, {"李秀英", "2", "202"}, {"王芳", "2", "203"}}, more: func(f *excelize.File, s string) {
			if err := f.SetSheetVisible(s, false); err != nil {
				t.Fatal(err)
			}
			if err := f.SetRowVisible(s, 3, false); err != nil {
				t.Fatal(err)
			}
		}},
		sheetCells{name: "Sheet1 (2)"})
	r := read(t, "a.xlsx", data, options(quanyuan.Property))
	wantCounts(t, r, 3, 0, 4)
	want(t, r.records[0], quanyuan.Building, "3", quanyuan.ResidenceAddress, "3栋1单元101号")
	want(t, r.records[2], quanyuan.Building, "4", quanyuan.ResidenceAddress, "4栋2单元203号")
	if r.records[2].Where.Sheet != "4栋" {
		t.Errorf("where = %+v", r.records[2].Where)
	}
	hidden, without := false, false
	for _, n := range r.receipt.Notes {
		hidden = hidden || n.Key == "intake.sheet_hidden"
		without = without || n.Key == "intake.sheet_without_header"
	}
	if !hidden || !without {
		t.Errorf("notes = %+v", r.receipt.Notes)
	}
}

func TestMess42ControlTotals(t *testing.T) {
	for _, lines := range [][]string{
		{"督院街社区名单（共2户，3人）", "姓名,性别", "陈建军,男", "李秀英,女"},
		{"督院街社区名单（共3人）", "姓名,性别", "陈建军,男", "李秀英,女"},
		{"姓名,性别", "陈建军,男", "李秀英,女", "合计：3人,"},
		{"姓名,性别", "陈建军,男", "李秀英,女", "合计,3"},
	} {
		r := csvRows(t, quanyuan.Community, lines...)
		wantCounts(t, r, 2, 0, 2)
		found := false
		for _, n := range r.receipt.Notes {
			found = found || n.Key == "intake.total_differs" && n.Args[1] == 3 && n.Args[2] == 2
		}
		if !found {
			t.Errorf("%q: notes = %+v", lines, r.receipt.Notes)
		}
	}
	r := csvRows(t, quanyuan.Community, "名单（共2人）", "姓名,性别", "陈建军,男", "李秀英,女")
	for _, n := range r.receipt.Notes {
		if n.Key == "intake.total_differs" {
			t.Errorf("a total that fits is no remark: %+v", n)
		}
	}
}

func TestMess43SamePersonTwice(t *testing.T) {
	// The reader keeps both rows; collation finds the duplicate.
	r := csvRows(t, quanyuan.Community, "姓名,身份证号", "陈建军,51010419850307005X", "陈建军,51010419850307005X")
	wantCounts(t, r, 2, 0, 1)
}

func TestMess44StruckOut(t *testing.T) {
	data := workbook(t, sheetCells{name: "Sheet1", rows: [][]any{{"姓名", "性别"}, {"陈建军", "男"}, {"李秀英", "女"}}, more: func(f *excelize.File, s string) {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle(s, "A2", "B2", style); err != nil {
			t.Fatal(err)
		}
	}})
	r := read(t, "a.xlsx", data, options(quanyuan.Community))
	wantCounts(t, r, 2, 0, 1)
	wantFinding(t, r.records[0], "style.struck")
	if len(r.records[1].Findings) != 0 {
		t.Errorf("findings = %+v", r.records[1].Findings)
	}
}

func TestMess45SampleRows(t *testing.T) {
	r := csvRows(t, quanyuan.School, "序号,姓名,性别,身份证号,联系电话",
		"示例,张三,男,110101199003071234,13800138000",
		"例：,李四,女,110101199001011234,",
		"1,张三,男,510104198503070017,13812345671",
		"2,陈建军,男,,")
	wantCounts(t, r, 2, 0, 3)
	want(t, r.records[0], quanyuan.Name, "张三")
	if r.receipt.Reasons[rowSample] != 2 {
		t.Errorf("reasons = %v", r.receipt.Reasons)
	}
}

func TestMess46EmptyTail(t *testing.T) {
	lines := []string{"序号,姓名,性别", "1,陈建军,男"}
	for i := 2; i < 3000; i++ {
		lines = append(lines, fmt.Sprintf("%d,,", i))
	}
	r := csvRows(t, quanyuan.Community, lines...)
	wantCounts(t, r, 1, 0, 2999)
	r = csvRows(t, quanyuan.Community, append([]string{"序号,姓名,性别", "1,陈建军,男"}, strings.Repeat(",,\n", 5000))...)
	wantCounts(t, r, 1, 0, 1)
}

func TestSetAside(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "序号,姓名,性别,身份证号,现住址",
		"1,陈建军,男,,督院街1号",
		"2,,,,督院街2号",
		"3,不详,,,督院街3号",
		"4,@@##,男,abc,",
		"5,空户,,,督院街4号",
		"6,,,51010419850307005X,",
		",,,,督院街5号")
	wantCounts(t, r, 2, 5, 1)
	for i, why := range []string{"", "aside.no_person", "aside.nameless", "aside.unreadable", "aside.nameless", "", "aside.no_person"} {
		if got := r.records[i].SetAside; got != why {
			t.Errorf("row %d set aside = %q, want %q", r.records[i].Where.Row, got, why)
		}
	}
	if r.receipt.Records != 2 {
		t.Errorf("records = %d", r.receipt.Records)
	}
}
