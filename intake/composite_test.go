package intake

import (
	"testing"

	"quanyuan"
)

// TestCompositeCells: a header that names several fields, over cells with as
// many texts, with fewer, in another order, or with one.
func TestCompositeCells(t *testing.T) {
	const id = "51010419850307005X"
	for _, c := range []struct {
		header, row string
		want        []any
	}{
		{"序号,姓名、性别,身份证号/联系电话", "1,陈建军、男," + id + "/13812345671", []any{quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.IDNumber, id, quanyuan.Phone, "13812345671"}},
		{"序号,姓名／性别／民族,身份证号/联系电话", "1,陈建军／男／回族,13812345671 " + id, []any{quanyuan.Name, "陈建军", quanyuan.Ethnic, "03", quanyuan.IDNumber, id, quanyuan.Phone, "13812345671"}},
		{"序号,姓名及身份证号", "1,陈建军（" + id + "）", []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id}},
		{"序号,姓名/电话,身份证号", "1,陈建军," + id, []any{quanyuan.Name, "陈建军", quanyuan.Phone, "", quanyuan.IDNumber, id}},
		{"序号,姓名/电话,身份证号", "1,陈建军13812345671," + id, []any{quanyuan.Name, "陈建军", quanyuan.Phone, "13812345671"}},
		{"序号,姓名（性别，年龄）,身份证号", "1,陈建军（男，39岁）," + id, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id}},
		{"序号,姓名,民族/文化程度", "1,陈建军,汉/初中", []any{quanyuan.Name, "陈建军", quanyuan.Ethnic, "01", quanyuan.Education, "70"}},
		// What looks like it and is not.
		{"序号,姓名,身份证号/护照号", "1,陈建军," + id, []any{quanyuan.IDNumber, id}},
		{"序号,姓名,出生日期/年龄", "1,陈建军,1985/3/7", []any{quanyuan.BirthDate, "1985-03-07"}},
		{"序号,姓名,父母姓名/电话", "1,陈建军,王芳/13812345671", []any{quanyuan.Name, "陈建军", quanyuan.Phone, ""}},
		{"序号,姓 名,联系 电话,本人 电话", "1,陈建军,,13812345671", []any{quanyuan.Name, "陈建军", quanyuan.Phone, "13812345671"}},
	} {
		r := csvRows(t, quanyuan.Community, c.header, c.row)
		wantCounts(t, r, 1, 0, 1)
		want(t, r.records[0], c.want...)
		if t.Failed() {
			t.Fatalf("%s: %s", c.header, r.mapping.JSON())
		}
	}
}

// TestHeadersConfirmedByCells: headers whose words are mostly unknown, told by
// what stands below them.
func TestHeadersConfirmedByCells(t *testing.T) {
	const id = "51010419850307005X"
	r := csvRows(t, quanyuan.Civil, "骨灰寄存登记簿", "格位号,逝者,性别,寿数,生于,卒于,逝者身份证,生前单位,寄存人,寄存人与逝者关系,寄存人电话,寄存期限,缴费人", "东3-1,陈建军,男,39,1985.3.7,2024.3.1,"+id+",某厂,李秀英,妻,13812345671,三年,李秀英")
	wantCounts(t, r, 1, 0, 2)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.BirthDate, "1985-03-07", quanyuan.DeathDate, "2024-03-01", quanyuan.Phone, "")

	// All is said of one whom other lists mean by somebody else.
	r = csvRows(t, quanyuan.Floating, "申报编号,申报人,申报人性别,申报人证件号,申报人手机号,居住地址", "1,陈建军,男,"+id+",13812345671,督院街1号")
	wantCounts(t, r, 1, 0, 1)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.IDNumber, id, quanyuan.Phone, "13812345671")

	// Under a title.
	r = csvRows(t, quanyuan.Employer, "工地花名", "甲,乙,丙,丁", "1,陈建军,"+id+",13812345671", "2,李秀英,510104198703070042,13812345672", "3,王芳,510104199001010028,13812345673")
	wantCounts(t, r, 3, 0, 2)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.IDNumber, id)
}

// TestRowsOfOffices: totals by the end of their word, stamps, a telephone of
// one's own beside a child's, deeds of one person a row, traditional characters.
func TestRowsOfOffices(t *testing.T) {
	const id1, id2 = "51010419850307005X", "510104198703070042"
	r := csvRows(t, quanyuan.Employer, "工号,部门,姓名,身份证号", "1,一车间,陈建军,"+id1, ",一车间小计,1人,", ",总计,1人,", "工会委员会（章）,,,2024年5月10日")
	wantCounts(t, r, 1, 0, 4)

	r = csvRows(t, quanyuan.Elderly, "姓名,身份证号码,联系电话,", ",,本人,子女", "陈建军,"+id1+",13812345671,13812345672")
	want(t, r.records[0], quanyuan.Phone, "13812345671")

	r = csvRows(t, quanyuan.Civil, "离婚登记花名册", "编号,离婚证字号,姓名,性别,身份证件号,登记日期", "1,L1,陈建军,男,"+id1+",2024-03-01", ",,李秀英,女,"+id2+",")
	want(t, r.records[0], quanyuan.Marital, "40")
	want(t, r.records[1], quanyuan.Marital, "40")
	r = csvRows(t, quanyuan.Community, "离婚人员帮扶名单", "编号,姓名,身份证号", "1,陈建军,"+id1)
	want(t, r.records[0], quanyuan.Marital, "")

	r = csvRows(t, quanyuan.Community, "姓名,身份證號碼,婚姻狀況,與戶主關係", "陳建軍,"+id1+",離婚,戶主", "李秀英,"+id2+",喪偶,長女")
	want(t, r.records[0], quanyuan.Marital, "40", quanyuan.Relation, "02")
	want(t, r.records[1], quanyuan.Marital, "30", quanyuan.Relation, "32")

	// A detailed address from its province on is whole.
	r = csvRows(t, quanyuan.Floating, "姓名,身份证号,户籍地址省市县,户籍地址详址", "陈建军,"+id1+",四川省巴中市平昌县,湖南省邵阳市隆回县石桥村1组", "李秀英,"+id2+",四川省巴中市平昌县,石桥村1组")
	want(t, r.records[0], quanyuan.HukouAddress, "湖南省邵阳市隆回县石桥村1组")
	want(t, r.records[1], quanyuan.HukouAddress, "四川省巴中市平昌县石桥村1组")
}

// TestDeathsInRemarks: a remark that gives the day of a death gives its date,
// doubtful; one that gives another day does not.
func TestDeathsInRemarks(t *testing.T) {
	for note, date := range map[string]string{
		"2024-02-03死亡注销":     "2024-02-03",
		"2023年12月死亡":         "2023-12",
		"已故，死亡时间2023.12.5":   "2023-12-05",
		"2020年5月迁入，2023.1病故": "2023-01",
		"死亡":                 "",
		"2020年5月迁入，已故":       "",
		"2023年12月迁出":         "",
		"父亲去世2023年12月":       "",
	} {
		r := csvRows(t, quanyuan.Community, "姓名,身份证号,备注", "陈建军,51010419850307005X,"+note)
		want(t, r.records[0], quanyuan.DeathDate, date)
		if t.Failed() {
			t.Fatal(note)
		}
	}
}

// TestPersonsWithoutHeaderOrNumber: names beside birth dates are persons; names
// beside anything else are not.
func TestPersonsWithoutHeaderOrNumber(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "陈建军,男,1985-03-07,督院街1号", "李秀英,女,1987-03-07,督院街2号", "王芳,女,1990-01-01,督院街3号")
	wantCounts(t, r, 3, 0, 0)
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.Sex, "2", quanyuan.BirthDate, "1987-03-07", quanyuan.ResidenceAddress, "督院街2号")
}

// TestHomeAddress: the address of those who live away from home is marked, where
// the list gives no hukou address.
func TestHomeAddress(t *testing.T) {
	for header, mark := range map[string]string{
		"姓名,身份证号,家庭地址,宿舍": "home", "姓名,身份证号,家庭地址,电话": "", "姓名,身份证号,现住址,宿舍": "", "姓名,身份证号,家庭地址,是否住校,户籍地址": "",
	} {
		r := csvRows(t, quanyuan.School, header, "陈小雨,510104201505060024,督院街1号附2号,3-401,")
		if v := r.records[0].Value(quanyuan.ResidenceAddress); v.Mark != mark || v.Text != "督院街1号附2号" {
			t.Errorf("%s: %+v, want mark %q", header, v, mark)
		}
	}
}

// TestCardReaders: what a reader of identity cards exports.
func TestCardReaders(t *testing.T) {
	r := csvRows(t, quanyuan.Employer, "姓名,性别,民族,出生,住址,公民身份号码,签发机关,有效期限,手机号", "陈建军,男,汉,1985年3月7日,督院街1号,51010419850307005X,某市公安局,2015.03.01-2035.03.01,13812345671")
	want(t, r.records[0], quanyuan.HukouAddress, "督院街1号", quanyuan.ResidenceAddress, "")
}

// TestWordsBeforeValues: a relation before the name, the word for a number before
// the number, a note behind a name; a further header of another table.
func TestWordsBeforeValues(t *testing.T) {
	const id1, id2 = "51010419850307005X", "510104198703070042"
	r := csvRows(t, quanyuan.Community, "户主及成员,身份证号", "户主：陈建军,"+id1, "妻 李秀英,"+id2)
	wantCounts(t, r, 2, 0, 1)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Relation, "02")
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.Relation, "12")
	r = csvRows(t, quanyuan.Community, "姓名,身份证号", "王芳 迁入,身份证号510104199001010028")
	want(t, r.records[0], quanyuan.Name, "王芳", quanyuan.IDNumber, "510104199001010028", quanyuan.Note, "迁入")

	r = csvRows(t, quanyuan.Community, "姓名,与户主关系,身份证号", "陈建军,户主,"+id1, "表三：住房情况,,", "房屋面积,结构,建成年份", "120,砖混,2005")
	wantCounts(t, r, 1, 1, 3)

	r = csvRows(t, quanyuan.Community, "姓名,性别,身份证号", ",男,")
	wantCounts(t, r, 0, 1, 1)
}
