package intake

import (
	"testing"

	"quanyuan"
)

// TestHeadersOfOffices: words that offices use and that look like others.
func TestHeadersOfOffices(t *testing.T) {
	for _, c := range []struct {
		kind        quanyuan.SourceKind
		header, row string
		want        []any
	}{
		{quanyuan.School, "学生姓名,身份证件号,家长姓名,与学生关系,家长电话", "陈小雨,510104201505060024,陈建军,父亲,13812345671",
			[]any{quanyuan.Name, "陈小雨", quanyuan.Relation, ""}},
		{quanyuan.School, "学生姓名,身份证件号,家长姓名,关系", "陈小雨,510104201505060024,陈建军,父亲", []any{quanyuan.Relation, ""}},
		{quanyuan.Property, "房号,业主姓名,与业主的关系,联系电话", "1-1-101,陈建军,本人,13812345671", []any{quanyuan.Relation, ""}},
		{quanyuan.Register, "人员编号,社区代码,姓名,性别代码,民族代码,身份证件号", "1,510104020001,陈建军,1,03,51010419850307005X",
			[]any{quanyuan.Sex, "1", quanyuan.Ethnic, "03", quanyuan.CommunityCode, "510104020001"}},
		{quanyuan.Register, "居委会编码,居委会,系统编号,姓名,身份证", "510104020001,春熙社区居委会,1,陈建军,51010419850307005X",
			[]any{quanyuan.CommunityCode, "510104020001", quanyuan.CommunityName, "春熙社区居委会"}},
		{quanyuan.School, "姓名,身份证号,户口所在地行政区划,现住址", "陈小雨,510104201505060024,510104,督院街1号",
			[]any{quanyuan.HukouAddress, "", quanyuan.HukouDivision, "510104000000", quanyuan.ResidenceAddress, "督院街1号"}},
		{quanyuan.School, "姓名,身份证号,户口所在地", "陈小雨,510104201505060024,510104", []any{quanyuan.HukouAddress, "", quanyuan.HukouDivision, "510104000000"}},
		{quanyuan.Floating, "被登记人,证件号码,到达本地日期", "陈建军,51010419850307005X,2024-6-15", []any{quanyuan.ArriveDate, "2024-06-15"}},
		{quanyuan.Community, "姓名,身份证号,入伍时间,退伍时间", "陈建军,51010419850307005X,2024-6-15,2024-6-20", []any{quanyuan.ArriveDate, "", quanyuan.LeaveDate, ""}},
		{quanyuan.Health, "死者姓名,有效身份证件号码,死亡日期,户籍地址,生前居住地址", "陈建军,51010419850307005X,2024-05-20,督院街1号,督院街2号",
			[]any{quanyuan.HukouAddress, "督院街1号", quanyuan.ResidenceAddress, "督院街2号"}},
		{quanyuan.Employer, "姓名,身份证号,婚育状况", "陈建军,51010419850307005X,已婚已育", []any{quanyuan.Marital, "20"}},
		{quanyuan.Elderly, "编号,申领人,身份证号码,现住址", "1,陈建军,,督院街1号", []any{quanyuan.Name, "陈建军"}},
		{quanyuan.Community, "序号,姓名及身份证号,性别", "1,陈建军（51010419850307005X）,男", []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, "51010419850307005X"}},
		{quanyuan.Community, "序号,姓名,性别", "1,陈建军 51010419850307005X,男", []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, "51010419850307005X"}},
	} {
		r := csvRows(t, c.kind, c.header, c.row)
		wantCounts(t, r, 1, 0, 1)
		if len(r.records) > 0 {
			want(t, r.records[0], c.want...)
		}
		if t.Failed() {
			t.Fatalf("%s: %s", c.header, r.mapping.JSON())
		}
	}
}

// TestNamesByContent: a header nobody knows over names of persons, not over the
// few names of those who visited them.
func TestNamesByContent(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "序号,走访干部甲,惠民卡对象甲,身份证号", "1,李秀英,陈建军,51010419850307005X", "2,李秀英,王强,", "3,李秀英,周红,", "4,李秀英,赵云,", "5,李秀英,孙丽,")
	want(t, r.records[0], quanyuan.Name, "陈建军")
	wantCounts(t, r, 5, 0, 1)
}

func TestTotalsInNames(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "序号,姓名,身份证号", "1,陈建军,51010419850307005X", ",以上共1人,")
	wantCounts(t, r, 1, 0, 2)
}

// TestBornOrNamed: 生 after a date is born, at the end of a name it is the name's.
func TestBornOrNamed(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,子女情况", "陈建军,一孩陈志生 2009.3.14；二孩陈丽 2012年5月生", "王强,长子王明2008.3.5出生", "\"周红\",\"1.周金福（男，2003.12.21） 2.周光玉（女，2005.9.19）\"")
	if c := r.records[0].Children; len(c) != 2 || c[0].Name.Text != "陈志生" || c[0].Birth.Text != "2009-03-14" || c[1].Name.Text != "陈丽" {
		t.Errorf("children %+v", c)
	}
	if c := r.records[2].Children; len(c) != 2 || c[0].Name.Text != "周金福" || c[1].Name.Text != "周光玉" || c[1].Birth.Text != "2005-09-19" || c[1].Sex.Text != "2" {
		t.Errorf("children %+v", c)
	}
	if c := r.records[1].Children; len(c) != 1 || c[0].Name.Text != "王明" {
		t.Errorf("children %+v", c)
	}
}

// TestDwellingsInParts: estate, building, unit and room in columns, the estate
// or the group perhaps in the sheet's name.
func TestDwellingsInParts(t *testing.T) {
	r := csvRows(t, quanyuan.Resident, "姓名,现住小区,楼号,单元,室", "陈建军,督院街159号院,21,1,302", "李秀英,锦绣花园,3,2,301")
	want(t, r.records[0], quanyuan.ResidenceAddress, "督院街159号院21栋1单元302号")
	want(t, r.records[1], quanyuan.ResidenceAddress, "锦绣花园3栋2单元301号")
}

func TestSheetsNamedAfterPlaces(t *testing.T) {
	r := read(t, "a.xlsx", workbook(t,
		sheetCells{"锦绣花园", [][]any{{"楼栋", "单元", "门牌", "住户姓名"}, {"3", "2", "301", "陈建军"}}, nil},
		sheetCells{"八组", [][]any{{"姓名", "性别", "门牌号"}, {"李秀英", "女", "188号"}}, nil},
		sheetCells{"某某幼儿园", [][]any{{"姓名", "性别", "房号"}, {"王强", "男", "3-2-301"}}, nil},
	), options(quanyuan.Property))
	want(t, r.records[0], quanyuan.Estate, "锦绣花园", quanyuan.ResidenceAddress, "锦绣花园3栋2单元301号")
	want(t, r.records[1], quanyuan.Group, "八", quanyuan.ResidenceAddress, "八组188号")
	want(t, r.records[2], quanyuan.Estate, "", quanyuan.ResidenceAddress, "3-2-301")
}
