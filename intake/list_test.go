package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
	"quanyuan/refdata/code"
)

func TestMarriages(t *testing.T) {
	for _, lines := range [][]string{
		{"结婚登记名单", "序号,男方姓名,男方身份证号,女方姓名,女方身份证号,登记日期", "1,陈建军,51010419850307005X,李秀英,510104198703070042,2024-05-20"},
		{"结婚登记名单", "序号,男方,,女方,,登记日期", ",姓名,身份证号,姓名,身份证号,", "1,陈建军,51010419850307005X,李秀英,510104198703070042,2024-05-20"},
		{"序号,男姓名,男身份证号,女姓名,女身份证号,登记日期,登记类型", "1,陈建军,51010419850307005X,李秀英,510104198703070042,2024-05-20,结婚登记"},
		{"序号,姓名（男）,身份证号（男）,姓名（女）,身份证号（女）,结婚登记日期", "1,陈建军,51010419850307005X,李秀英,510104198703070042,2024-05-20"},
	} {
		r := csvRows(t, quanyuan.Civil, lines...)
		if len(r.records) != 2 || r.receipt.Accepted != 1 || r.receipt.Records != 2 {
			t.Fatalf("%q: %d records, receipt %+v, mapping %s", lines[0], len(r.records), r.receipt, r.mapping.JSON())
		}
		h, w := r.records[0], r.records[1]
		want(t, h, quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.SpouseName, "李秀英", quanyuan.SpouseID, "510104198703070042", quanyuan.Marital, "20", quanyuan.MarriageDate, "2024-05-20", quanyuan.BirthDate, "1985-03-07")
		want(t, w, quanyuan.Name, "李秀英", quanyuan.Sex, "2", quanyuan.SpouseName, "陈建军", quanyuan.Marital, "20", quanyuan.IDNumber, "510104198703070042")
		if h.Part != 0 || w.Part != 1 || h.Role != quanyuan.Husband || w.Role != quanyuan.Wife || h.Where.Row != w.Where.Row {
			t.Errorf("parts: %+v %+v", h.Where, w.Where)
		}
	}
	r := csvRows(t, quanyuan.Civil, "登记类型,男方姓名,女方姓名,男方婚姻状况,女方婚姻状况", "离婚登记,陈建军,李秀英,,", "结婚登记,王强,周红,未婚,离婚", "离婚,赵云,不详,,")
	for i, m := range []string{"40", "40", "21", "22", "40"} {
		want(t, r.records[i], quanyuan.Marital, m)
	}
	wantCounts(t, r, 3, 0, 1)
}

func TestDeaths(t *testing.T) {
	r := read(t, "死亡人员名单.csv", []byte("序号,逝者姓名,性别,身份证号,死亡日期,火化日期,家属姓名,家属电话\n1,陈建军,男,51010419850307005X,2024.5.20,2024.5.23,陈小雨,13812345671\n"), options(quanyuan.Civil))
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.DeathDate, "2024-05-20", quanyuan.ExitReason, "1", quanyuan.Phone, "")
	r = read(t, "火化.csv", []byte("序号,死者姓名,身份证号,火化日期\n1,陈建军,51010419850307005X,2024.5.23\n2,无名氏,,2024.5.24\n"), options(quanyuan.Civil))
	want(t, r.records[0], quanyuan.DeathDate, "2024-05", quanyuan.ExitReason, "1")
	wantState(t, r.records[0], quanyuan.DeathDate, quanyuan.Doubtful)
	wantCounts(t, r, 1, 1, 1)
}

func TestKindsOfSources(t *testing.T) {
	for _, c := range []struct {
		kind   quanyuan.SourceKind
		header string
		row    string
		want   []any
	}{
		{quanyuan.School, "学校名称,班级,学生姓名,性别,身份证件号,父亲姓名,父亲身份证号,母亲姓名,监护人电话,现住址", "某小学,一年级1班,陈小雨,女,510104201505060024,陈建军,51010419850307005X,李秀英,13812345671,督院街1号",
			[]any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, "510104201505060024", quanyuan.FatherName, "陈建军", quanyuan.FatherID, "51010419850307005X", quanyuan.MotherName, "李秀英", quanyuan.SchoolClass, "一年级1班", quanyuan.Workplace, "某小学"}},
		{quanyuan.Police, "户号,姓名,曾用名,性别,民族,公民身份号码,与户主关系,住址,现住址,婚姻状况,文化程度", "H1,陈建军,陈军,男,汉,51010419850307005X,户主,督院街1号,督院街2号,有配偶,初中",
			[]any{quanyuan.HukouAddress, "督院街1号", quanyuan.ResidenceAddress, "督院街2号", quanyuan.Relation, "02", quanyuan.FormerName, "陈军", quanyuan.HouseholdNumber, "H1", quanyuan.Marital, "20"}},
		{quanyuan.Commerce, "字号名称,经营者姓名,经营者身份证号,联系电话,经营场所,统一社会信用代码", "小陈面馆,陈建军,51010419850307005X,13812345671,督院街1号,92510104MA6ABCDE1X",
			[]any{quanyuan.Name, "陈建军", quanyuan.Workplace, "小陈面馆", quanyuan.Phone, "13812345671", quanyuan.ResidenceAddress, ""}},
		{quanyuan.Employer, "部门,姓名,职务,身份证号,入职日期,户籍地址,现住址,婚姻状况", "财务部,陈建军,会计,51010419850307005X,2020-01-01,督院街1号,督院街2号,已婚",
			[]any{quanyuan.Name, "陈建军", quanyuan.HukouAddress, "督院街1号", quanyuan.ResidenceAddress, "督院街2号", quanyuan.ArriveDate, ""}},
		{quanyuan.Social, "个人编号,姓名,社会保障号码,参保单位,参保日期,联系电话", "5100001,陈建军,51010419850307005X,某公司,2020-01-01,13812345671",
			[]any{quanyuan.Name, "陈建军", quanyuan.IDNumber, "51010419850307005X", quanyuan.PersonNumber, "", quanyuan.Workplace, "某公司"}},
		{quanyuan.Floating, "姓名,性别,证件号码,户籍地址,暂住地址,来本地日期,暂住事由,房东姓名,房东电话", "陈建军,男,51010419850307005X,重庆市渝中区,督院街1号,2024-6-15,旅游,王芳,13812345671",
			[]any{quanyuan.ResidenceAddress, "督院街1号", quanyuan.ArriveDate, "2024-06-15", quanyuan.StayReason, "11", quanyuan.Phone, ""}},
		{quanyuan.Elderly, "序号,老人姓名,性别,出生年月,身份证号,居住地址,紧急联系人,紧急联系人电话", "1,陈建军,男,1940.3,510104194003070019,督院街1号,陈小雨,13812345671",
			[]any{quanyuan.Name, "陈建军", quanyuan.BirthDate, "1940-03", quanyuan.Phone, ""}},
		{quanyuan.Disabled, "姓名,残疾证号,残疾类别,残疾等级,监护人,监护人电话", "陈建军,51010419850307005X44,肢体,四级,王芳,13812345671",
			[]any{quanyuan.IDNumber, "51010419850307005X", quanyuan.IDKind, "217", quanyuan.Phone, ""}},
		{quanyuan.Health, "姓名,身份证号,丈夫姓名,丈夫身份证号,子女数,孩子姓名,孩子出生日期,联系电话", "李秀英,510104198703070042,陈建军,51010419850307005X,1,陈小雨,2015-5-6,13812345671",
			[]any{quanyuan.Name, "李秀英", quanyuan.SpouseName, "陈建军", quanyuan.SpouseID, "51010419850307005X", quanyuan.ChildCount, "1"}},
		{quanyuan.Health, "儿童姓名,性别,出生日期,身份证号,母亲姓名,联系电话", "陈小雨,女,2021-05-06,,李秀英,13812345671",
			[]any{quanyuan.Name, "陈小雨", quanyuan.MotherName, "李秀英", quanyuan.BirthDate, "2021-05-06"}},
		{quanyuan.Police, "姓名,户别,住址", "陈建军,非农业家庭户,督院街1号", []any{quanyuan.HukouNature, "1", quanyuan.HouseholdType, "10", quanyuan.HukouAddress, "督院街1号"}},
		{quanyuan.School, "Full Name,Gender,DOB,ID No.,Father's Name,Mother Name,Home Address", "陈小雨,F,2015/5/6,510104201505060024,陈建军,李秀英,督院街1号",
			[]any{quanyuan.Name, "陈小雨", quanyuan.Sex, "2", quanyuan.BirthDate, "2015-05-06", quanyuan.FatherName, "陈建军", quanyuan.MotherName, "李秀英", quanyuan.ResidenceAddress, "督院街1号"}},
		{quanyuan.Resident, "name,sex,birth_date,id_number,phone,hukou_address,residence_address", "陈建军,男,1985-03-07,51010419850307005X,13812345671,督院街1号,督院街2号",
			[]any{quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.HukouAddress, "督院街1号"}},
		{quanyuan.Community, "姓名,人员类别,人户状况", "陈建军,,户在人不在", []any{quanyuan.HukouStatus, "1", quanyuan.ResidenceStatus, "7"}},
		{quanyuan.SurveyTeam, "户主姓名,户主身份证号,住址", "陈建军,51010419850307005X,督院街1号", []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, "51010419850307005X"}},
	} {
		r := csvRows(t, c.kind, c.header, c.row)
		wantCounts(t, r, 1, 0, 1)
		if len(r.records) > 0 {
			want(t, r.records[0], c.want...)
		}
		if t.Failed() {
			t.Fatalf("%s: %s", c.kind, r.mapping.JSON())
		}
	}
}

// TestTemplates: hints, column numbers and sections between the rows.
func TestTemplates(t *testing.T) {
	r := csvRows(t, quanyuan.Community,
		"姓名,性别,身份证号,出生日期,房号",
		"必填,必填,18位，必填,格式：1985-03-07,",
		"1,2,3,4,5",
		"name,sex,id_number,birth_date,room",
		"张三,男,110101199003072316,1990-03-07,1单元101",
		"3栋,,,,", "二单元,,,,", "陈建军,男,51010419850307005X,1985-03-07,201",
		"4号楼,,,,", "李秀英,女,,1987-03-07,202")
	wantCounts(t, r, 3, 0, 7)
	want(t, r.records[1], quanyuan.Name, "陈建军", quanyuan.Building, "3", quanyuan.UnitNo, "二", quanyuan.ResidenceAddress, "3栋二单元201号")
	want(t, r.records[2], quanyuan.Building, "4", quanyuan.UnitNo, "")
}

func TestAnswers(t *testing.T) {
	r := csvRows(t, quanyuan.Floating, "姓名,婚否,是否本社区户籍,暂住事由,身份证件类型,证件号码", "陈建军,是,否,来蓉旅游几天,护照,PX1234567Y8", "李秀英,否,是,业务员,身份证,abc")
	want(t, r.records[0], quanyuan.Marital, "20", quanyuan.HukouStatus, "2", quanyuan.StayReason, "11", quanyuan.IDNumber, "PX1234567Y8")
	want(t, r.records[1], quanyuan.Marital, "10", quanyuan.HukouStatus, "1", quanyuan.StayReason, "业务员", quanyuan.IDNumber, "")
}

func TestNotPersonsByName(t *testing.T) {
	r := csvRows(t, quanyuan.Property, "房号,业主,电话,是否户主", "1-1-101,陈建军,13812345671,是", "1-1-102,成都某某置业有限公司,,", "1-1-103,李秀英,,否")
	wantCounts(t, r, 2, 1, 1)
	want(t, r.records[0], quanyuan.Relation, "02", quanyuan.ResidenceAddress, "1-1-101", quanyuan.HeadName, "")
	wantFinding(t, r.records[1], "name.organisation")
	want(t, r.records[2], quanyuan.Relation, "")
}

func TestDatesWithoutYear(t *testing.T) {
	opts := options(quanyuan.Floating)
	opts.AsOf = quanyuan.Date{Year: 2024, Month: 6, Day: 30}
	r := read(t, "a.csv", []byte("姓名,性别,来本地日期\n陈建军,男,6月20日\n李秀英,女,12月1日\n"), opts)
	want(t, r.records[0], quanyuan.ArriveDate, "2024-06-20")
	want(t, r.records[1], quanyuan.ArriveDate, "2023-12-01")
	wantState(t, r.records[0], quanyuan.ArriveDate, quanyuan.Doubtful)
}

func TestHeadless(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "1,陈建军,男,51010419850307005X,13812345671", "2,李秀英,女,510104198703070042,13812345672")
	wantCounts(t, r, 2, 0, 0)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.IDNumber, "51010419850307005X", quanyuan.Phone, "13812345671")
	_, err := tryRead("a.csv", []byte("a,b,c\n1,2,3\n"), options(quanyuan.Community))
	var fault *quanyuan.Error
	if err == nil || !errorsAs(err, &fault) || fault.Key != "intake.no_header" || fault.Where.File != "a.csv" {
		t.Errorf("err = %v", err)
	}
}

func errorsAs(err error, target **quanyuan.Error) bool {
	e, ok := err.(*quanyuan.Error)
	*target = e
	return ok
}

func TestSwappedHeaders(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "身份证号,姓名", "陈建军,51010419850307005X", "李秀英,510104198703070042", "王强,510104198703070018")
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.IDNumber, "51010419850307005X")
}

func TestMappingRoundTrip(t *testing.T) {
	data := []byte("名单\n序号,姓名,证件,电话甲,备注\n1,陈建军,51010419850307005X,13812345671,无\n2,李秀英,,,\n")
	opts := options(quanyuan.Community)
	m, _, err := Plan(context.Background(), "a.csv", bytes.NewReader(data), int64(len(data)), opts)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseMapping(m.JSON())
	if err != nil {
		t.Fatal(err)
	}
	plain := read(t, "a.csv", data, opts)
	opts.Mapping = back
	mapped := read(t, "a.csv", data, opts)
	if !reflect.DeepEqual(plain.records, mapped.records) {
		t.Errorf("records differ under the mapping that was guessed:\n%s", m.JSON())
	}
	// A correction by hand: column E is the former name.
	for i := range back.Sheets[0].Columns {
		if c := &back.Sheets[0].Columns[i]; c.Column == "E" {
			c.Field = "former_name"
		}
	}
	back.Sheets[0].Sheet = "*"
	if back, err = ParseMapping(back.JSON()); err != nil {
		t.Fatal(err)
	}
	opts.Mapping = back
	r := read(t, "a.csv", data, opts)
	wantState(t, r.records[0], quanyuan.FormerName, quanyuan.Placeholder)
	for _, bad := range []string{`{"version":1,"sheets":[{"sheet":"*","columns":[{"column":"A","field":"nonsense"}]}]}`, `{`, `{"version":99,"sheets":[]}`, `{"sheets":[{"sheet":"*","columns":[{"column":"1","field":"name"}]}]}`} {
		if _, err := ParseMapping([]byte(bad)); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
}

// TestReceiptAddsUp: for any table, every row is accounted for exactly once,
// and the number of workers changes nothing.
func TestReceiptAddsUp(t *testing.T) {
	cell := rapid.SampledFrom([]string{"", "", "陈建军", "李秀英", "51010419850307005X", "000000000000000000", "男", "1985.3.7", "姓名", "身份证号", "性别", "合计", "小计 3人", "制表人：赵", "同上", "不详", "督院街1号", "13812345671", "1", "2", "张三", "示例", "注：请填写", "子女一", "男方", "女方", "户籍地址", "省", "张明、张丽", "x", "\"", "2024年5月"})
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 7), 0, 25).Draw(rt, "rows")
		kind := rapid.SampledFrom([]quanyuan.SourceKind{quanyuan.Community, quanyuan.School, quanyuan.Civil, quanyuan.Health, quanyuan.Register}).Draw(rt, "kind")
		var b strings.Builder
		b.WriteString("序号,姓名,性别,身份证号,出生日期,现住址,子女姓名\n")
		for _, r := range rows {
			for i, c := range r {
				if i > 0 {
					b.WriteByte(',')
				}
				fmt.Fprintf(&b, "\"%s\"", strings.ReplaceAll(c, `"`, `""`))
			}
			b.WriteByte('\n')
		}
		opts := options(kind)
		one, err := tryRead("a.csv", []byte(b.String()), opts)
		if err != nil {
			rt.Fatalf("%v", err)
		}
		aside, rowsSeen := 0, map[int]bool{}
		for _, r := range one.records {
			if r.SetAside != "" {
				aside++
			}
			rowsSeen[r.Where.Row] = true
		}
		if aside != one.receipt.SetAside || len(rowsSeen) != one.receipt.Accepted+one.receipt.SetAside || one.receipt.Records != len(one.records)-aside {
			rt.Fatalf("receipt %+v for %d records, %d set aside", one.receipt, len(one.records), aside)
		}
		sum := 0
		for _, n := range one.receipt.Reasons {
			sum += n
		}
		if sum != one.receipt.NotPersons+one.receipt.SetAside {
			rt.Fatalf("reasons %v do not add up to %+v", one.receipt.Reasons, one.receipt)
		}
		opts.Workers = 5
		two, err := tryRead("a.csv", []byte(b.String()), opts)
		if err != nil || !reflect.DeepEqual(one, two) {
			rt.Fatalf("another result with five workers: %v", err)
		}
	})
}

func TestEmitErrorStops(t *testing.T) {
	var b strings.Builder
	b.WriteString("姓名,性别\n")
	for range 5000 {
		b.WriteString("陈建军,男\n")
	}
	stop := fmt.Errorf("stop")
	n := 0
	_, _, err := Read(context.Background(), "a.csv", strings.NewReader(b.String()), int64(b.Len()), options(quanyuan.Community), func(*quanyuan.Record) error {
		if n++; n == 10 {
			return stop
		}
		return nil
	})
	if err != stop || n != 10 {
		t.Errorf("err = %v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := Read(ctx, "a.csv", strings.NewReader(b.String()), int64(b.Len()), options(quanyuan.Community), func(*quanyuan.Record) error { return nil }); err == nil {
		t.Error("a cancelled reading must fail")
	}
}

// TestMessages: every key that the package can raise has both texts.
func TestMessages(t *testing.T) {
	for key, m := range messages {
		if m[0] == "" || m[1] == "" || strings.Count(m[0], "%") != strings.Count(m[1], "%") {
			t.Errorf("%s: %q %q", key, m[0], m[1])
		}
	}
	keys := sourceKeys(t)
	if len(keys) < 40 {
		t.Fatalf("only %d keys found in the source", len(keys))
	}
	for _, key := range keys {
		if !HasMessage(key) && !quanyuan.HasMessage(key) {
			t.Errorf("no text for %s", key)
		}
	}
}

// TestVocabulary: words stand for fields that exist, and none for two fields.
func TestVocabulary(t *testing.T) {
	seen := map[string]string{}
	for _, line := range table(wordsCSV) {
		if _, ok := quanyuan.FieldByKey(line[0]); !ok && !pseudoAttributes[attribute(line[0])] {
			t.Errorf("field %q does not exist", line[0])
		}
		for word := range strings.SplitSeq(line[2], "|") {
			key := line[1] + "\x00" + foldHeader(word)
			if was, ok := seen[key]; ok && was != line[0] {
				t.Errorf("%q (%s) stands for %s and %s", word, line[1], was, line[0])
			}
			seen[key] = line[0]
		}
	}
	for f := quanyuan.Field(0); f < quanyuan.NumFields; f++ {
		v := vocabularyOf(quanyuan.Community)
		for _, h := range []string{f.Key(), f.Zh()} {
			if got := v.understand(h); got.attr != attribute(f.Key()) {
				t.Errorf("header %q is %q", h, got.attr)
			}
		}
	}
	for _, kind := range []string{"sex", "marital", "relation"} {
		if _, ok := code.ByKey(kind); !ok {
			t.Errorf("no table %s", kind)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("姓名,性别,身份证号\n陈建军,男,51010419850307005X\n合计,1人\n"), "community")
	f.Add([]byte("男方,,女方,\n姓名,身份证号,姓名,身份证号\n陈建军,,李秀英,\n"), "civil")
	f.Add([]byte("<table><tr><td>姓名</td></tr></table>"), "school")
	f.Add([]byte("姓名,子女情况\n李,长子张明2008.3.5；次女\n姓名,电话,性别,备注\n,,,\n"), "health")
	f.Fuzz(func(t *testing.T, data []byte, kind string) {
		r, err := tryRead("a.csv", data, options(quanyuan.SourceKind(kind)))
		if err != nil {
			if strings.Contains(err.Error(), "add up") {
				t.Fatal(err)
			}
			return
		}
		if _, err := json.Marshal(r.records); err != nil {
			t.Fatal(err)
		}
	})
}
