package intake

import (
	"testing"

	"quanyuan"
)

type childCase struct{ name, birth, sex, id, order, policy string }

func wantChildren(t *testing.T, r *quanyuan.Record, want ...childCase) {
	t.Helper()
	var got []childCase
	for _, c := range r.Children {
		got = append(got, childCase{c.Name.Text, c.Birth.Text, c.Sex.Text, c.ID.Text, c.Order.Text, c.Policy.Text})
	}
	if len(got) != len(want) {
		t.Fatalf("children = %+v, want %+v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("child %d = %+v, want %+v", i+1, got[i], want[i])
		}
	}
}

func TestMess34SeveralChildrenInOneCell(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,性别,子女情况",
		"李秀英,女,长子张明2008.3.5；次女张丽 2015年",
		"王芳,女,\"张明\n张丽\"",
		"陈静,女,张明、张丽",
		"周敏,女,张强（男，2010年5月6日）；张小红 女 2012.7",
		"吴红,女,张明",
		"郑霞,女,无",
		"何梅,女,长女冯薇",
		"罗静,女,子轩",
		"宋洁,女,次子：李鹏飞")
	wantCounts(t, r, 9, 0, 1)
	wantChildren(t, r.records[6], childCase{name: "冯薇", sex: "2"})
	wantChildren(t, r.records[7], childCase{name: "子轩"})
	wantChildren(t, r.records[8], childCase{name: "李鹏飞", sex: "1"})
	wantChildren(t, r.records[0], childCase{"张明", "2008-03-05", "1", "", "", ""}, childCase{"张丽", "2015", "2", "", "", ""})
	for _, p := range r.records[1:3] {
		wantChildren(t, p, childCase{name: "张明"}, childCase{name: "张丽"})
	}
	wantChildren(t, r.records[3], childCase{"张强", "2010-05-06", "1", "", "", ""}, childCase{"张小红", "2012-07", "2", "", "", ""})
	wantChildren(t, r.records[4], childCase{name: "张明"})

	// Names in one cell are paired with the dates and sexes beside them.
	r = csvRows(t, quanyuan.Community, "姓名,子女姓名,子女出生日期,子女性别,子女数", "李秀英,张明、张丽,2008.3.5、2015.6,男、女,2")
	wantChildren(t, r.records[0], childCase{"张明", "2008-03-05", "1", "", "", ""}, childCase{"张丽", "2015-06", "2", "", "", ""})
	want(t, r.records[0], quanyuan.ChildCount, "2")
}

func TestMess35WideChildColumns(t *testing.T) {
	full := []childCase{{"张明", "2008-03-05", "1", "510104200803050014", "1", "1"}, {"张丽", "2015-06-07", "2", "", "2", "2"}}
	for _, header := range []string{
		"姓名,子女1姓名,子女1出生日期,子女1身份证号,子女1性别,子女1孩次,子女1政策,子女2姓名,子女2出生日期,子女2身份证号,子女2性别,子女2孩次,子女2政策",
		"姓名,子女一姓名,子女一出生日期,子女一身份证号码,子女一性别,子女一孩次,子女一政策内外,子女二姓名,子女二出生日期,子女二身份证号码,子女二性别,子女二孩次,子女二政策内外",
		"姓名,一孩姓名,一孩出生日期,一孩身份证号,一孩性别,一孩孩次,一孩政策,二孩姓名,二孩出生日期,二孩身份证号,二孩性别,二孩孩次,二孩政策",
		"姓名,子女姓名,子女出生日期,子女身份证号,子女性别,孩次,政策属性,子女姓名,子女出生日期,子女身份证号,子女性别,孩次,政策属性",
		"姓名,子女姓名1,子女出生日期1,子女身份证号1,子女性别1,子女孩次1,子女政策1,子女姓名2,子女出生日期2,子女身份证号2,子女性别2,子女孩次2,子女政策2",
	} {
		r := csvRows(t, quanyuan.Community, header, "李秀英,张明,2008-03-05,510104200803050014,男,1,政策内,张丽,2015-06-07,,女,2,政策外")
		wantChildren(t, r.records[0], full...)
		want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.Sex, "", quanyuan.BirthDate, "")
	}
	// Groups over items.
	r := csvRows(t, quanyuan.Community,
		"姓名,性别,子女一,,,子女二,,",
		",,姓名,出生日期,性别,姓名,出生日期,性别",
		"李秀英,女,张明,2008-03-05,男,张丽,2015-06-07,女")
	wantCounts(t, r, 1, 0, 2)
	wantChildren(t, r.records[0], childCase{"张明", "2008-03-05", "1", "", "", ""}, childCase{"张丽", "2015-06-07", "2", "", "", ""})
	want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.Sex, "2")
}

func TestMess36CodedValues(t *testing.T) {
	r := csvRows(t, quanyuan.School, "姓名,性别,民族,婚姻状况",
		"陈一,1-男,01,10", "陈二,男1,汉,未婚", "陈三五,M,汉族,20", "陈四,♂,1,21", "陈五,男性,01-汉族,初婚", "陈六六,男,汉族(01),有配偶")
	for i, p := range r.records {
		want(t, p, quanyuan.Sex, "1", quanyuan.Ethnic, "01", quanyuan.Marital, []string{"10", "10", "20", "21", "21", "20"}[i])
	}
	// Codes of another list are told by the column as a whole.
	r = csvRows(t, quanyuan.Health, "姓名,婚姻状况", "陈一,1", "陈二,2", "陈三五,3", "陈四,4", "陈五,5")
	want(t, r.records[1], quanyuan.Marital, "20")
	want(t, r.records[3], quanyuan.Marital, "40")
	if v := r.mapping.Sheets[0].Columns[1].Variant; v == "" {
		t.Error("the mapping must name the list of codes")
	}
	r = csvRows(t, quanyuan.Community, "姓名,性别", "陈一,外星人")
	wantState(t, r.records[0], quanyuan.Sex, quanyuan.Invalid)
	wantFinding(t, r.records[0], "code.unknown")
}

func TestMess37HukouNature(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,户口性质", "陈一,农业", "陈二,非农", "陈三五,居民户口", "陈四,农转非", "陈五,蓝印", "陈六,家庭户", "陈七,农业集体户口", "陈八,不知道")
	for i, w := range [][2]string{{"2", ""}, {"1", ""}, {"3", ""}, {"1", ""}, {"6", ""}, {"", "10"}, {"2", "20"}, {"99", ""}} {
		want(t, r.records[i], quanyuan.HukouNature, w[0], quanyuan.HouseholdType, w[1])
	}
}

func TestMess38Relations(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "户号,姓名,性别,与户主关系", "1,陈一,男,户主", "1,陈二,女,子", "1,李三五,女,之妻", "1,陈四,男,户主")
	for i, w := range []string{"02", "20", "12", "02"} {
		want(t, r.records[i], quanyuan.Relation, w)
	}
	want(t, r.records[1], quanyuan.Sex, "2", quanyuan.HouseholdNumber, "1")
}
