package intake

import (
	"testing"

	"quanyuan"
)

// TestStrangers: columns about somebody else never become the person's own.
func TestStrangers(t *testing.T) {
	const id = "51010419850307005X"
	for _, c := range []struct {
		kind        quanyuan.SourceKind
		header, row string
		want        []any
	}{
		{quanyuan.Community, "姓名,身份证号,推荐人姓名,推荐人电话,推荐人身份证号", "陈建军," + id + ",王芳,13812345671,510104198703070042", []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id, quanyuan.Phone, ""}},
		{quanyuan.Employer, "姓名,身份证号,紧急联系电话,单位电话,紧急联系人,紧急联系人手机", "陈建军," + id + ",13812345671,13812345672,王芳,13812345673", []any{quanyuan.Phone, ""}},
		{quanyuan.Community, "姓名,身份证号,电话（监护人）,联系电话(单位)", "陈建军," + id + ",13812345671,13812345672", []any{quanyuan.Phone, ""}},
		{quanyuan.Community, "姓名,性别,姓名（父亲）,身份证号（父亲）", "陈小雨,女,陈建军," + id, []any{quanyuan.Name, "陈小雨", quanyuan.FatherName, "陈建军", quanyuan.FatherID, id, quanyuan.IDNumber, ""}},
		{quanyuan.School, "学生姓名,身份证件号,成员1姓名,成员1身份证件号,成员1联系电话", "陈小雨,510104201505060024,陈建军," + id + ",13812345671", []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, "510104201505060024", quanyuan.Phone, ""}},
		{quanyuan.Employer, "姓名,身份证号,工作单位地址,派遣单位", "陈建军," + id + ",督院街9号,某公司", []any{quanyuan.ResidenceAddress, ""}},
		{quanyuan.Civil, "惠民卡对象姓名,惠民卡对象身份证号,惠民卡对象电话,登记人姓名", "陈建军," + id + ",13812345671,王芳", []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id, quanyuan.Phone, "13812345671"}},
		{quanyuan.Civil, "序号,慰问对象,身份证号", "1,陈建军," + id, []any{quanyuan.Name, "陈建军"}},
		{quanyuan.SurveyTeam, "1、您的姓名,2、您的性别是,3、您的身份证号（必填）,*手机1", "陈建军,男," + id + ",13812345671", []any{quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.IDNumber, id, quanyuan.Phone, "13812345671"}},
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

// TestPhonesOfKin: the phone of a parent finds a child, that of the family one
// of the dead; neither is his own.
func TestPhonesOfKin(t *testing.T) {
	for _, c := range []struct {
		kind              quanyuan.SourceKind
		header, row       string
		phone, mark, name string
	}{
		{quanyuan.School, "学生姓名,家长姓名,家长电话", "陈小雨,陈建军,13812345671", "13812345671", "kin", "陈小雨"},
		{quanyuan.School, "学生姓名,父亲姓名,父亲联系电话,母亲姓名,母亲手机号", "陈小雨,陈建军,13812345671,李秀英,13812345672", "13812345671;13812345672", "kin", "陈小雨"},
		{quanyuan.School, "学生姓名,家长电话,本人手机", "陈小雨,13812345671,13812345672", "13812345672", "", "陈小雨"},
		{quanyuan.School, "学生姓名,联系电话,监护人1电话", "陈小雨,13812345672,13812345671", "13812345672", "", "陈小雨"},
		{quanyuan.School, "学生姓名,家长姓名,与学生关系,联系电话", "陈小雨,陈建军,父亲,13812345671", "13812345671", "kin", "陈小雨"},
		{quanyuan.School, "学生姓名,联系电话,家长姓名", "陈小雨,13812345671,陈建军", "13812345671", "", "陈小雨"},
		{quanyuan.Health, "新生儿姓名,出生日期,母亲姓名,家庭住址,联系电话", "陈小雨,2024-05-06,李秀英,督院街1号,13812345671", "13812345671", "kin", "陈小雨"},
		{quanyuan.Health, "儿童姓名,出生日期,监护人姓名,监护人手机", "陈小雨,2020-05-06,陈建军,13812345671", "13812345671", "kin", "陈小雨"},
		{quanyuan.Health, "新生儿姓名,出生日期,母亲姓名,母亲联系电话", "陈小雨,2024-05-06,李秀英,13812345671", "13812345671", "kin", "陈小雨"},
		{quanyuan.Community, "姓名,出生日期,父亲姓名,父亲电话", "陈建军,1985-03-07,陈军,13812345671", "", "", "陈建军"},
		{quanyuan.Civil, "逝者姓名,死亡日期,联系电话", "陈建军,2024-05-06,13812345671", "13812345671", "kin", "陈建军"},
	} {
		r := csvRows(t, c.kind, c.header, c.row)
		wantCounts(t, r, 1, 0, 1)
		want(t, r.records[0], quanyuan.Name, c.name, quanyuan.Phone, c.phone)
		if v := r.records[0].Value(quanyuan.Phone); v.Mark != c.mark {
			t.Errorf("%s: mark %q, want %q", c.header, v.Mark, c.mark)
		}
	}
}

// TestMothersLists: a row with child columns is about the adult; two lines only
// for marriages and divorces.
func TestMothersLists(t *testing.T) {
	r := csvRows(t, quanyuan.Health, "序号,女方姓名,女方身份证,男方姓名,男方身份证,结婚日期,联系方式,子女情况",
		"1,李秀英,510104198703070042,陈建军,51010419850307005X,2010-05-06,13812345671,陈小雨2015年")
	wantCounts(t, r, 1, 0, 1)
	if len(r.records) != 1 {
		t.Fatalf("%d records", len(r.records))
	}
	want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.IDNumber, "510104198703070042", quanyuan.SpouseName, "陈建军", quanyuan.SpouseID, "51010419850307005X", quanyuan.Phone, "13812345671")
	r = csvRows(t, quanyuan.Health, "产妇姓名,产妇身份证号,产妇现住址,预产期", "李秀英,510104198703070042,督院街1号,2024-08-01")
	want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.IDNumber, "510104198703070042", quanyuan.ResidenceAddress, "督院街1号")
	r = csvRows(t, quanyuan.Health, "新生儿姓名,出生时间,产妇姓名,产妇现住址", "毛毛,2024-05-06,李秀英,督院街1号")
	want(t, r.records[0], quanyuan.MotherName, "李秀英", quanyuan.ResidenceAddress, "督院街1号")
}

// TestMess47Ties: a nameless infant is a person where something ties it, and
// whoever has a number in the starting register is one there.
func TestMess47Ties(t *testing.T) {
	for _, c := range []struct {
		header, row string
		aside       int
	}{
		{"姓名,出生日期,户主姓名", "未取名,2024-05-06,陈建军", 0},
		{"姓名,出生日期,户编号", ",2024-05-06,H001", 0},
		{"姓名,出生日期,现住址", "待取名,2024-05-06,督院街1号", 0},
		{"姓名,出生日期,联系电话", "无,2024-05-06,13812345671", 0},
		{"姓名,出生日期,母亲姓名", "李秀英之子,2024-05-06,李秀英", 0},
		{"姓名,出生日期,备注", "无名氏某,2024-05-06,", 0},
		{"姓名,出生日期,备注", ",2024-05-06,不明", 1},
		{"姓名,现住址,联系电话", "空置,督院街1号,", 1},
	} {
		r := csvRows(t, quanyuan.Community, c.header, c.row)
		if r.receipt.SetAside != c.aside || r.receipt.Accepted != 1-c.aside {
			t.Errorf("%s %s: %+v", c.header, c.row, r.receipt)
		}
	}
	r := csvRows(t, quanyuan.Register, "系统编号,姓名,性别,出生日期", "P1,陈建军,男,1985-03-07", "P2,,女,", "P3,不详,,")
	wantCounts(t, r, 3, 0, 1)
	want(t, r.records[1], quanyuan.PersonNumber, "P2")
}

// TestMistypedNumbers: the row gives a number, if a wrong one.
func TestMistypedNumbers(t *testing.T) {
	for _, c := range []struct {
		in, text string
		state    quanyuan.ValueState
		mark     string
	}{
		{"5101041985030700", "5101041985030700", quanyuan.Doubtful, "typo"},
		{"51010419850307005", "51010419850307005", quanyuan.Doubtful, "typo"},
		{"5101041985030700055", "5101041985030700055", quanyuan.Doubtful, "typo"},
		{" 5101041985030７000５5 ", "5101041985030700055", quanyuan.Doubtful, "typo"},
		{"51010419850307005XX", "51010419850307005XX", quanyuan.Doubtful, "typo"},
		{"5101041985o307005X", "5101041985O307005X", quanyuan.Doubtful, "typo"},
		{"510104198503070051", "510104198503070051", quanyuan.Doubtful, ""},
		{"51010419851307005X", "51010419851307005X", quanyuan.Doubtful, ""},
		{"510104********005X", "", quanyuan.Invalid, ""},
		{"5.10104E+17", "", quanyuan.Invalid, ""},
		{"510104198503070000", "", quanyuan.Invalid, ""},
		{"000000000000000000", "", quanyuan.Placeholder, ""},
		{"12345", "", quanyuan.Invalid, ""},
	} {
		r := csvRows(t, quanyuan.Community, "姓名,身份证号", "陈建军,"+c.in)
		if v := r.records[0].Value(quanyuan.IDNumber); v.Text != c.text || v.State != c.state || v.Mark != c.mark {
			t.Errorf("%q: %+v", c.in, v)
		}
	}
}

// TestMess7Century: order codes 996 to 999 mean the 1800s only where somebody of
// that age is told.
func TestMess7Century(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,身份证号,出生日期", "陈建军,510104650417999,1965-04-17", "李秀英,510104650417998,", "王强,510104880417997,1888-04-17", "周红,510104880417123,1888-04-17")
	for i, w := range []string{"19650417", "19650417", "18880417", "18880417"} {
		if got := r.records[i].Text(quanyuan.IDNumber); len(got) != 18 || got[6:14] != w || !validNumber(got) {
			t.Errorf("%s: %s, want born %s", r.records[i].Text(quanyuan.Name), got, w)
		}
	}
	want(t, r.records[1], quanyuan.BirthDate, "1965-04-17")
}

// TestUnknownCharacters: a star of either width hides a character.
func TestUnknownCharacters(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,性别", "蒋生＊,男", "蒋生*,男", "蒋＊生,男")
	for i, w := range []string{"蒋生□", "蒋生□", "蒋□生"} {
		want(t, r.records[i], quanyuan.Name, w)
		wantState(t, r.records[i], quanyuan.Name, quanyuan.Doubtful)
	}
}

// TestOwners: a bare column behind somebody else's name is his where the person
// has one already.
func TestOwners(t *testing.T) {
	const id, other, child = "51010419850307005X", "510104198703070042", "510104201505060024"
	r := csvRows(t, quanyuan.Community, "姓名,性别,出生日期,身份证号,联系电话,配偶姓名,身份证号,联系电话,子女姓名,性别,出生日期,身份证号",
		"陈建军,男,1985-03-07,"+id+",13812345671,李秀英,"+other+",13812345672,陈小雨,女,2015-05-06,"+child)
	want(t, r.records[0], quanyuan.Sex, "1", quanyuan.BirthDate, "1985-03-07", quanyuan.IDNumber, id, quanyuan.Phone, "13812345671", quanyuan.SpouseName, "李秀英", quanyuan.SpouseID, other)
	wantChildren(t, r.records[0], childCase{"陈小雨", "2015-05-06", "2", child, "", ""})

	r = csvRows(t, quanyuan.Civil, "男方姓名,身份证号,出生日期,女方姓名,身份证号,出生日期,登记类型", "陈建军,"+id+",1985-03-07,李秀英,"+other+",1987-03-07,结婚")
	want(t, r.records[0], quanyuan.IDNumber, id, quanyuan.BirthDate, "1985-03-07", quanyuan.SpouseID, other)
	want(t, r.records[1], quanyuan.IDNumber, other, quanyuan.BirthDate, "1987-03-07", quanyuan.SpouseID, id)

	r = csvRows(t, quanyuan.Elderly, "姓名,身份证号,电话,紧急联系人,关系,电话", "陈建军,"+id+",13812345671,陈小雨,女儿,13812345672")
	want(t, r.records[0], quanyuan.Phone, "13812345671", quanyuan.Relation, "")

	// What only the other column gives is the person's.
	r = csvRows(t, quanyuan.Community, "户主姓名,姓名,身份证号,监护人,联系电话", "陈建军,陈小雨,"+child+",陈建军,13812345671")
	want(t, r.records[0], quanyuan.IDNumber, child, quanyuan.Phone, "13812345671", quanyuan.HeadName, "陈建军")
	r = csvRows(t, quanyuan.Community, "户主姓名,与户主关系,姓名,身份证号", "陈建军,女儿,陈小雨,"+child)
	want(t, r.records[0], quanyuan.Name, "陈小雨", quanyuan.IDNumber, child)
	if r.records[0].Text(quanyuan.Relation) == "" {
		t.Error("与户主关系 behind 户主姓名 is the person's")
	}
	r = csvRows(t, quanyuan.Commerce, "企业名称,法定代表人,法定代表人住址,住所", "某公司,陈建军,督院街1号,督院街2号")
	want(t, r.records[0], quanyuan.ResidenceAddress, "督院街1号")
}

// TestCommunitiesByContent: cells that are codes or names of communities say so
// whatever the header.
func TestCommunitiesByContent(t *testing.T) {
	for _, c := range [][2]string{{"抽样点", "督院街社区居委会"}, {"样本小区", "督院街社区"}, {"归口", "510104020001"}} {
		opts := options(quanyuan.SurveyTeam)
		opts.Tree, opts.Home = testTree(t), "510104000000"
		r := read(t, "a.csv", []byte("姓名,性别,"+c[0]+"\n陈建军,男,"+c[1]+"\n"), opts)
		want(t, r.records[0], quanyuan.CommunityCode, "510104020001", quanyuan.Estate, "")
	}
	opts := options(quanyuan.SurveyTeam)
	opts.Tree, opts.Home = testTree(t), "510104000000"
	r := read(t, "a.csv", []byte("姓名,性别,样本小区\n陈建军,男,锦绣花园\n"), opts)
	want(t, r.records[0], quanyuan.CommunityCode, "", quanyuan.Estate, "锦绣花园")
}

// TestNameAndSex: two things in one cell.
func TestNameAndSex(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "编号,姓名/性别,身份证件号码,家庭成员", "1,陈建军/男,51010419850307005X,", "2,李秀英（女）,,", "3,王强 男,,", "4,周红,,")
	for i, w := range [][2]string{{"陈建军", "1"}, {"李秀英", "2"}, {"王强", "1"}, {"周红", ""}} {
		want(t, r.records[i], quanyuan.Name, w[0], quanyuan.Sex, w[1])
	}
}
