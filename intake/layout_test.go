package intake

import (
	"strings"
	"testing"

	"quanyuan"
)

// TestSeveralPersonsInARow: each person of a row is a record of its own, and
// columns about somebody else are not.
func TestSeveralPersonsInARow(t *testing.T) {
	const id1, id2, id3 = "51010419850307005X", "510104198703070042", "510104201505060024"
	type person struct {
		part int
		want []any
	}
	for _, c := range []struct {
		name, header, row string
		kind              quanyuan.SourceKind
		persons           []person
	}{
		{"a household in a row", "组,户主姓名,户主身份证号,户主电话,家庭住址,成员1姓名,成员1与户主关系,成员1身份证号,成员2姓名,成员2与户主关系,成员2身份证号", "3组,陈建军," + id1 + ",13812345671,督院街1号,李秀英,妻," + id2 + ",陈小雨,长女," + id3, quanyuan.Community, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.Phone, "13812345671", quanyuan.ResidenceAddress, "督院街1号"}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Relation, "12", quanyuan.Phone, "", quanyuan.HeadName, "陈建军", quanyuan.ResidenceAddress, "督院街1号", quanyuan.Group, "3组"}},
			{2, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3, quanyuan.HeadID, id1}},
		}},
		{"beds, one empty", "房间号,1床姓名,1床身份证号,2床姓名,2床身份证号,3床姓名,3床身份证号", "301,陈建军," + id1 + ",,,陈小雨," + id3, quanyuan.Employer, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.Room, "301"}},
			{2, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3, quanyuan.Room, "301"}},
		}},
		{"two halves", "序号,姓名,性别,身份证号,,序号,姓名,性别,身份证号", "1,陈建军,男," + id1 + ",,2,李秀英,女," + id2, quanyuan.School, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.IDNumber, id1}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.Sex, "2", quanyuan.IDNumber, id2}},
		}},
		{"two names and two numbers in a cell", "序号,夫妻姓名,身份证号码,现居地,联系电话", "1,陈建军、李秀英," + id1 + "/" + id2 + ",督院街1号,13812345671", quanyuan.Community, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.Phone, "13812345671"}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Phone, "", quanyuan.ResidenceAddress, "督院街1号"}},
		}},
		{"a household listed in a cell", "序号,户主姓名,户主身份证号,共同生活的家庭成员（姓名、关系、身份证号）,家庭住址,联系电话", "1,陈建军," + id1 + ",李秀英、妻、" + id2 + "；陈小雨（长女）" + id3 + ",督院街1号,13812345671", quanyuan.Civil, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.Phone, "13812345671"}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Relation, "12", quanyuan.HeadName, "陈建军", quanyuan.ResidenceAddress, "督院街1号", quanyuan.Phone, ""}},
			{2, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3, quanyuan.Relation, "32", quanyuan.HeadID, id1}},
		}},
		{"members in cells of their own", "房号,户主（姓名/电话）,成员一（姓名/关系/身份证号）,成员二（姓名/关系/身份证号）", "301,陈建军/13812345671,李秀英/妻/" + id2 + ",陈小雨/女/" + id3, quanyuan.Community, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.Phone, "13812345671", quanyuan.Room, "301"}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Relation, "12", quanyuan.Room, "301"}},
			{2, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3, quanyuan.Relation, "30", quanyuan.HeadName, "陈建军"}},
		}},
		{"members told by their numbers", "户主,户主身份证号,家庭其他成员情况", "陈建军," + id1 + ",妻子李秀英 " + id2 + " 长女陈小雨 " + id3, quanyuan.Community, []person{
			{0, []any{quanyuan.Name, "陈建军"}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Relation, "12"}},
			{2, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3, quanyuan.Relation, "32"}},
		}},
		{"members without numbers stay in their cell", "户主,户主身份证号,家庭成员", "陈建军," + id1 + ",妻：李秀英；长女：陈小雨", quanyuan.Property, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1}},
		}},
		{"owners in a cell of an unknown word", "权证号,权利人,证件号,坐落", "1,陈建军、李秀英," + id1 + "、" + id2 + ",督院街1号", quanyuan.Property, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2}},
		}},
		{"two lists side by side", "序号,姓名,性别,身份证号,家庭住址,,序号,姓名,身份证号,减少原因", "1,陈建军,男," + id1 + ",督院街1号,,1,李秀英," + id2 + ",离职", quanyuan.Employer, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.ExitReason, ""}},
			{1, []any{quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.ResidenceAddress, "", quanyuan.ExitReason, "3"}},
		}},
		{"the second list is longer", "序号,姓名,性别,身份证号,,序号,姓名,死亡日期,身份证号", ",,,,,1,李秀英,2024.3.1," + id2, quanyuan.Community, []person{
			{1, []any{quanyuan.Name, "李秀英", quanyuan.DeathDate, "2024-03-01"}},
		}},
		{"one list with two numbers", "序号,姓名,身份证号,学号,监护人姓名,监护人身份证号", "1,陈小雨," + id3 + ",01,陈建军," + id1, quanyuan.School, []person{
			{0, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3}},
		}},
		{"parents in a list of pupils are no rows", "学生姓名,身份证件号,成员1姓名,成员1身份证件号,成员2姓名,成员2身份证件号", "陈小雨," + id3 + ",陈建军," + id1 + ",李秀英," + id2, quanyuan.School, []person{
			{0, []any{quanyuan.Name, "陈小雨", quanyuan.IDNumber, id3}},
		}},
		{"questions with numbers", "1、您的姓名,2、您的性别,3、您的身份证号码", "陈建军,男," + id1, quanyuan.Resident, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.IDNumber, id1}},
		}},
		{"contacts are nobody's rows", "姓名,身份证号,联系人1姓名,联系人1电话,联系人2姓名,联系人2电话", "陈建军," + id1 + ",王芳,13812345671,周红,13812345672", quanyuan.Community, []person{
			{0, []any{quanyuan.Name, "陈建军", quanyuan.Phone, ""}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := csvRows(t, c.kind, c.header, c.row)
			if len(r.records) != len(c.persons) || r.receipt.Accepted != 1 {
				t.Fatalf("%d records, receipt %+v, mapping %s", len(r.records), r.receipt, r.mapping.JSON())
			}
			for i, p := range c.persons {
				if r.records[i].Part != p.part || r.records[i].Where.Row != 2 {
					t.Errorf("record %d: part %d, row %d", i, r.records[i].Part, r.records[i].Where.Row)
				}
				want(t, r.records[i], p.want...)
			}
			// A mapping as it was printed reads the file the same way.
			m, err := ParseMapping(r.mapping.JSON())
			if err != nil {
				t.Fatal(err)
			}
			o := options(c.kind)
			o.Mapping = m
			again := read(t, "list.csv", []byte(c.header+"\n"+c.row+"\n"), o)
			if len(again.records) != len(r.records) {
				t.Errorf("%d records by the mapping", len(again.records))
			}
		})
	}
}

// TestForms: a form for each person is one row, whether label and value stand in
// cells of their own or in one.
func TestForms(t *testing.T) {
	cells := "居民信息登记卡,,,\n姓名,陈建军,性别,男\n出生年月,1985年3月7日,身份证号码,51010419850307005X\n现居住地,督院街1号,,\n联系电话,13812345671,备注,\n,,,\n" +
		"居民信息登记卡,,,\n姓名,李秀英,性别,女\n出生年月,1987年3月7日,身份证号码,510104198703070042\n现居住地,督院街2号,,\n联系电话,,备注,已婚\n"
	lines := "姓名：陈建军　性别：男\n出生日期：1985年3月7日　公民身份号码：51010419850307005X\n现住址：督院街1号\n------\n姓名：李秀英　性别：女\n出生日期：1987年3月7日　公民身份号码：510104198703070042\n现住址：督院街2号\n"
	for name, text := range map[string]string{"cells": cells, "lines": lines} {
		r := read(t, "登记卡.csv", []byte(text), options(quanyuan.Community))
		if len(r.records) != 2 || r.mapping.Sheets[0].Shape != shapeCards {
			t.Fatalf("%s: %d records, mapping %s", name, len(r.records), r.mapping.JSON())
		}
		want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Sex, "1", quanyuan.IDNumber, "51010419850307005X", quanyuan.ResidenceAddress, "督院街1号")
		want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.BirthDate, "1987-03-07", quanyuan.ResidenceAddress, "督院街2号")
		if n := r.receipt; n.Rows != n.Accepted+n.SetAside+n.NotPersons || n.Accepted != 2 {
			t.Errorf("%s: the receipt does not add up: %+v", name, n)
		}
		m, err := ParseMapping(r.mapping.JSON())
		if err != nil {
			t.Fatal(err)
		}
		o := options(quanyuan.Community)
		o.Mapping = m
		if again := read(t, "登记卡.csv", []byte(text), o); len(again.records) != 2 || again.receipt.Rows != r.receipt.Rows {
			t.Errorf("%s: %d records, %d rows by the mapping", name, len(again.records), again.receipt.Rows)
		}
	}
	// Headers that end in a colon are a table.
	r := csvRows(t, quanyuan.Resident, "1、您的姓名：,2、您的性别：,3、您的出生日期：,4、您的手机号码：", "陈建军,男,1985-3-7,13812345671", "李秀英,女,1987-3-7,13812345672")
	wantCounts(t, r, 2, 0, 1)
}

// TestTransposed: fields below each other and a person in each column.
func TestTransposed(t *testing.T) {
	r := csvRows(t, quanyuan.Employer, "焊接厂人员表,,", "姓名,陈建军,李秀英", "性别,男,女", "身份证号,51010419850307005X,510104198703070042", "联系电话,13812345671,")
	if len(r.records) != 2 || r.mapping.Sheets[0].Shape != shapeColumns {
		t.Fatalf("%d records, mapping %s", len(r.records), r.mapping.JSON())
	}
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Phone, "13812345671")
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.IDNumber, "510104198703070042", quanyuan.Sex, "2")
	if r.records[1].Part != 1 {
		t.Errorf("part %d", r.records[1].Part)
	}
	if n := r.receipt; n.Rows != n.Accepted+n.SetAside+n.NotPersons || n.Accepted != 2 {
		t.Errorf("the receipt does not add up: %+v", n)
	}
}

// TestLunarBeforeEpoch: the first day of the lunar year by the almanac.
func TestLunarBeforeEpoch(t *testing.T) {
	for lunar, solar := range map[string]string{"1957年正月初一": "1957-01-31", "1949年正月初一": "1949-01-29", "1930年正月初一": "1930-01-30", "1970年正月初一": "1970-02-06", "1956年冬月初十": "1956-12-11", "2000年正月初一": "2000-02-05"} {
		if d, how := readDate(lunar, dateForm{}); !how.understood() || d.String() != solar {
			t.Errorf("%s: %v, want %s", lunar, d, solar)
		}
	}
}

// TestLegend: the key in a header holds for its column.
func TestLegend(t *testing.T) {
	r := csvRows(t, quanyuan.SurveyTeam, "A101 姓名,A102 性别（1女 2男）,A105 户口性质（1农业 2非农业）,婚姻(未婚1已婚2离异3丧偶4)", "陈建军,2,1,3", "李秀英,1,2,4")
	want(t, r.records[0], quanyuan.Sex, "1", quanyuan.Marital, "40")
	want(t, r.records[1], quanyuan.Sex, "2", quanyuan.Marital, "30")
	a, b := r.records[0].Text(quanyuan.HukouNature), r.records[1].Text(quanyuan.HukouNature)
	plain := csvRows(t, quanyuan.SurveyTeam, "姓名,户口性质", "陈建军,农业", "李秀英,非农业")
	if a != plain.records[0].Text(quanyuan.HukouNature) || b != plain.records[1].Text(quanyuan.HukouNature) {
		t.Errorf("nature of the hukou: %s, %s", a, b)
	}
	for _, h := range []string{"身份证号码（18位）", "出生年月（如1985年3月）", "联系电话1", "第1孩姓名", "住址（几栋几单元）"} {
		if legend(h) != nil {
			t.Errorf("%s: %v", h, legend(h))
		}
	}
}

// TestTailsOfForms: places to sign are nobody, wherever they stand.
func TestTailsOfForms(t *testing.T) {
	r := csvRows(t, quanyuan.Civil, "序号,姓名,性别,身份证号,住址", "1,陈建军,男,51010419850307005X,督院街1号", "共,1 户,,,", "园长签字：,,,制表人：,填表日期：2024年3月1日", "分管领导：,,,民政所负责人：,")
	wantCounts(t, r, 1, 0, 4)
}

// TestWhereSomebodyLives: 现住址 outweighs 家庭住址, in whichever order.
func TestWhereSomebodyLives(t *testing.T) {
	for _, c := range [][2]string{{"家庭住址,现住址", "乡下1号,督院街1号"}, {"现住址,家庭住址", "督院街1号,乡下1号"}, {"家庭地址,暂住地址", "乡下1号,督院街1号"}} {
		r := csvRows(t, quanyuan.Employer, "姓名,身份证号,"+c[0], "陈建军,51010419850307005X,"+c[1])
		want(t, r.records[0], quanyuan.ResidenceAddress, "督院街1号")
	}
}

// TestDeliveries: the day of the delivery is the newborn's birthday.
func TestDeliveries(t *testing.T) {
	r := csvRows(t, quanyuan.Health, "产妇姓名,产妇身份证号,分娩日期,新生儿姓名,新生儿性别,出生体重", "李秀英,510104198703070042,2024-5-6,李秀英之女,女,3300")
	wantCounts(t, r, 1, 0, 1)
	want(t, r.records[0], quanyuan.BirthDate, "2024-05-06", quanyuan.MotherName, "李秀英")
}

// TestForeignHeader: a header in unknown words is no person, and stands in the
// mapping to be explained.
func TestForeignHeader(t *testing.T) {
	r := csvRows(t, quanyuan.Social, "F001,F002,F003", "陈建军,51010419850307005X,13812345671", "李秀英,510104198703070042,13812345672")
	wantCounts(t, r, 2, 0, 1)
	if c := r.mapping.Sheets[0].Columns; c[0].Header != "F001" || c[0].Field != "name" {
		t.Errorf("mapping %s", r.mapping.JSON())
	}
	r = csvRows(t, quanyuan.Social, "AAC003,AAC002,AAC005,AAE005", "陈建军,51010419850307005X,01,13812345671")
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Ethnic, "01", quanyuan.Phone, "13812345671")
}

func TestNothingToRead(t *testing.T) {
	for text, key := range map[string]string{",,,\n\n,,\n": "intake.no_text", "序号,说明\n1,没有人员\n": "intake.no_header"} {
		_, _, err := Read(t.Context(), "a.csv", strings.NewReader(text), int64(len(text)), options(quanyuan.Community), func(*quanyuan.Record) error { return nil })
		var fault *quanyuan.Error
		if err == nil || !errorsAs(err, &fault) || fault.Key != key && !strings.HasPrefix(fault.Key, "sheet.empty") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestSecondImagination: what a second set of invented lists brought up.
func TestSecondImagination(t *testing.T) {
	const id1, id2 = "51010419850307005X", "510104198703070042"
	r := csvRows(t, quanyuan.Civil, "业务类型,申请人姓名(男),申请人证件号码(男),申请人姓名(女),申请人证件号码(女)", "结婚登记,陈建军,"+id1+",李秀英,"+id2)
	if len(r.records) != 2 {
		t.Fatalf("a couple in brackets: %d records, %s", len(r.records), r.mapping.JSON())
	}
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Marital, "20")

	r = csvRows(t, quanyuan.Commerce, "登记甲,登记甲证件,登记日期,登记甲电话,现居", "陈建军,"+id1+",2024/5/1,13812345671,督院街1号", "李秀英,"+id2+",2024/5/1,13812345672,督院街2号")
	wantCounts(t, r, 2, 0, 1)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.ResidenceAddress, "督院街1号", quanyuan.BirthDate, "1985-03-07")

	r = csvRows(t, quanyuan.Commerce, "登记人,登记人证件,登记日期,企业字号,登记人电话,住所（经营场所）,登记人现居,执照状态", "陈建军,"+id1+",2024/5/1,千灯镇陈建军小吃店,13812345671,炎武路1号,督院街1号,有效", "李秀英,"+id2+",2024/5/1,千灯镇李秀英小吃店,13812345672,炎武路1号,督院街2号,有效")
	wantCounts(t, r, 2, 0, 1)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.ResidenceAddress, "督院街1号", quanyuan.Phone, "13812345671")

	r = csvRows(t, quanyuan.Property, "户号,户名,房间号,手机号码,应收金额", "S1,陈建军,3-1-201,13812345671,105.5")
	want(t, r.records[0], quanyuan.Name, "陈建军")

	r = csvRows(t, quanyuan.Employer, "姓名,身份证号,籍贯地址,租房地址", "陈建军,"+id1+",四川成都,督院街1号")
	want(t, r.records[0], quanyuan.ResidenceAddress, "督院街1号")

	r = csvRows(t, quanyuan.Community, "组,户主,家庭成员信息,,,,户籍信息,", ",,姓名,性别,身份信息,,户口性质,户籍地", ",,,,出生日期,身份证号,,", "3,陈建军,李秀英,女,1987.3.7,"+id2+",农业,督院街1号")
	wantCounts(t, r, 1, 0, 3)
	want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.BirthDate, "1987-03-07", quanyuan.IDNumber, id2, quanyuan.HukouAddress, "督院街1号")

	r = csvRows(t, quanyuan.Civil, "编号,老人姓名,性别,出生日期,,,居民身份证号码", ",,,年,月,日,", "1,陈建军,男,1985,3,7,"+id1)
	wantCounts(t, r, 1, 0, 2)

	r = csvRows(t, quanyuan.Employer, "bianhao,xingming,xingbie,minzu,chushengriqi,shenfenzheng,xianzhuzhi,dianhua,hunyin", "1,陈建军,男,汉,1985.3.7,"+id1+",督院街1号,13812345671,已婚")
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Ethnic, "01", quanyuan.ResidenceAddress, "督院街1号", quanyuan.Marital, "20", quanyuan.BirthDate, "1985-03-07")

	form := "学生学籍卡,,,,\n姓名,陈小雨,性别,女,\n出生日期,2015年5月6日,身份证号,510104201505060024,\n家庭住址,督院街1号,,,\n家庭成员,称谓,姓名,工作单位,联系电话\n,父亲,陈建军,某厂,13812345671\n,母亲,李秀英,务农,\n"
	r = read(t, "学籍卡.csv", []byte(form), options(quanyuan.School))
	if len(r.records) != 1 {
		t.Fatalf("a form with a table of the family: %d records, %s", len(r.records), r.mapping.JSON())
	}
	want(t, r.records[0], quanyuan.Name, "陈小雨", quanyuan.IDNumber, "510104201505060024", quanyuan.ResidenceAddress, "督院街1号")
}

// TestFamilyTables: persons in a table within a household's form have records,
// share its address, and are none in the form of a pupil.
func TestFamilyTables(t *testing.T) {
	const id1, id2, id3 = "51010419850307005X", "510104198703070042", "510104201505060024"
	lines := []string{"居民家庭登记表,,,,,", "户主姓名,陈建军,性别,男,身份证号," + id1, "家庭住址,督院街1号,,电话,13812345671,", "家庭成员,,,,,", "姓名,关系,性别,身份证号码,电话,备注", "陈建军,户主,男," + id1 + ",,", "李秀英,妻,女," + id2 + ",,", "陈小雨,长女,女," + id3 + ",,", "王某某,保姆,女,,,", "登记人：,,,日期：,,"}
	r := csvRows(t, quanyuan.Community, lines...)
	if len(r.records) != 3 {
		t.Fatalf("%d records, receipt %+v, %s", len(r.records), r.receipt, r.mapping.JSON())
	}
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.Phone, "13812345671", quanyuan.Relation, "02")
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.ResidenceAddress, "督院街1号", quanyuan.Phone, "", quanyuan.Relation, "12")
	want(t, r.records[2], quanyuan.Name, "陈小雨", quanyuan.ResidenceAddress, "督院街1号")
	if r.receipt.Rows != 10 || r.records[2].Where.Row != 8 {
		t.Errorf("receipt %+v, row %d", r.receipt, r.records[2].Where.Row)
	}
	lines[1] = "学生姓名,陈建军,性别,男,身份证号," + id1
	if r := csvRows(t, quanyuan.School, lines...); len(r.records) != 1 {
		t.Errorf("%d records of a pupil's form", len(r.records))
	}
}

// TestTwoLinesAPerson: a header of two lines over persons of two lines, with a
// total between them.
func TestTwoLinesAPerson(t *testing.T) {
	const id1, id2, id3 = "51010419850307005X", "510104198703070042", "510104201505060024"
	r := csvRows(t, quanyuan.Community, "某表", "序号,姓名,性别,身份证号", ",民族,电话,家庭住址", "1,陈建军,男,"+id1, ",汉,13812345671,督院街1号", "2,李秀英,女,"+id2, ",回,,督院街2号", "小计,2人,,", "3,陈小雨,女,"+id3, ",汉,,督院街1号", "4,王芳,女,510104199001010028", ",汉,,督院街3号", "合计,4人,,")
	if len(r.records) != 4 {
		t.Fatalf("%d records, receipt %+v", len(r.records), r.receipt)
	}
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Ethnic, "01", quanyuan.Phone, "13812345671", quanyuan.ResidenceAddress, "督院街1号")
	want(t, r.records[1], quanyuan.Ethnic, "03", quanyuan.Phone, "")
	want(t, r.records[2], quanyuan.Name, "陈小雨", quanyuan.ResidenceAddress, "督院街1号")
	if r.receipt.Rows != 13 || r.receipt.Accepted != 4 || r.records[2].Where.Row != 9 {
		t.Errorf("receipt %+v, row %d", r.receipt, r.records[2].Where.Row)
	}
}

// TestCommunitiesBetweenRows: a line that names a community is said of the rows
// below it, until the next.
func TestCommunitiesBetweenRows(t *testing.T) {
	o := options(quanyuan.Civil)
	o.Tree, o.Home = testTree(t), "510104020000"
	r := read(t, "x.csv", []byte("低保名册,,\n序号,姓名,身份证号\n单位：督院街社区,,\n1,陈建军,51010419850307005X\n青石桥社区居委会,,\n2,李秀英,510104198703070042\n某某家园,,\n3,王芳,510104199001010028\n"), o)
	wantCounts(t, r, 3, 0, 5)
	for i, code := range []string{"510104020001", "510104020002", "510104020002"} {
		want(t, r.records[i], quanyuan.CommunityCode, code)
	}
}
