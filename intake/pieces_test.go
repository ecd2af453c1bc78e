package intake

import (
	"strings"
	"testing"

	"quanyuan"
)

// TestValuesInPieces: names, days and numbers that stand in several columns, and
// columns that stand for one code and are ticked.
func TestValuesInPieces(t *testing.T) {
	const id = "51010419850307005X"
	boxes := strings.Join(strings.Split(id, ""), ",")
	for _, c := range []struct {
		name  string
		lines []string
		want  []any
	}{
		{"surname and given name", []string{"序号,姓,名,身份证号", "1,陈,建军," + id}, []any{quanyuan.Name, "陈建军"}},
		{"of foreigners", []string{"Family Name,Given Name,Sex,Passport/ID No.", "WANG,XIAOMING,M," + id}, []any{quanyuan.Name, "WANG XIAOMING", quanyuan.IDNumber, id}},
		{"year, month, day", []string{"姓名,年,月,日,身份证号", "陈建军,1985,3,7,"}, []any{quanyuan.BirthDate, "1985-03-07"}},
		{"under a group", []string{"姓名,出生,,,民族", ",年,月,日,", "陈建军,1985年,03月,07日,汉"}, []any{quanyuan.BirthDate, "1985-03-07", quanyuan.Ethnic, "01"}},
		{"year and month of a questionnaire", []string{"编号,姓名,A103a 出生年,A103b 出生月,A104 民族", "1,陈建军,1985,3,汉"}, []any{quanyuan.BirthDate, "1985-03"}},
		{"of a death", []string{"死者姓名,性别,死亡年,月,日", "陈建军,男,2024,3,1"}, []any{quanyuan.DeathDate, "2024-03-01", quanyuan.BirthDate, ""}},
		{"of something else", []string{"姓名,身份证号,入伍,,", ",,年,月,日", "陈建军," + id + ",2003,12,1"}, []any{quanyuan.Name, "陈建军", quanyuan.DeathDate, ""}},
		{"an unreadable day", []string{"姓名,性别,年,月,日", "陈建军,男,1985,2,30"}, []any{quanyuan.BirthDate, ""}},
		{"a number in boxes", []string{"姓名,身份证号码" + strings.Repeat(",", 17) + ",电话", "陈建军," + boxes + ",13812345671"}, []any{quanyuan.IDNumber, id, quanyuan.Phone, "13812345671"}},
		{"ticks", []string{"姓名,性别,,婚姻状况,,,身份证号", ",男,女,未婚,已婚,离异,", "陈建军,,√,,√,×,"}, []any{quanyuan.Sex, "2", quanyuan.Marital, "20"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := csvRows(t, quanyuan.Community, c.lines...)
			wantCounts(t, r, 1, 0, len(c.lines)-1)
			want(t, r.records[0], c.want...)
			m, err := ParseMapping(r.mapping.JSON())
			if err != nil {
				t.Fatal(err)
			}
			o := options(quanyuan.Community)
			o.Mapping = m
			again := read(t, "list.csv", []byte(strings.Join(c.lines, "\n")+"\n"), o)
			want(t, again.records[0], c.want...)
			if t.Failed() {
				t.Log(string(r.mapping.JSON()))
			}
		})
	}
}

// TestHeadsApart: heads of households who stand in columns beside the members and
// in no row have records, once each; those who have rows have no second one.
func TestHeadsApart(t *testing.T) {
	const id1, id2, id3, id4 = "51010419850307005X", "510104198703070042", "510104201505060024", "510104199001010028"
	r := csvRows(t, quanyuan.Community, "户主姓名,户主身份证号,家庭成员姓名,与户主关系,身份证号,住址", "陈建军,"+id1+",李秀英,妻,"+id2+",督院街1号", "陈建军,"+id1+",陈小雨,长女,"+id3+",督院街1号", "王芳,"+id4+",李娜,女,,督院街2号")
	if len(r.records) != 5 || r.receipt.Accepted != 3 {
		t.Fatalf("%d records, receipt %+v", len(r.records), r.receipt)
	}
	want(t, r.records[1], quanyuan.Name, "陈建军", quanyuan.IDNumber, id1, quanyuan.Relation, "02", quanyuan.ResidenceAddress, "督院街1号")
	if r.records[1].Part != 1 || r.records[1].Where.Row != 2 {
		t.Errorf("part %d, row %d", r.records[1].Part, r.records[1].Where.Row)
	}
	want(t, r.records[4], quanyuan.Name, "王芳", quanyuan.IDNumber, id4)

	for _, lines := range [][]string{
		{"户主姓名,户主身份证号,家庭成员姓名,与户主关系,身份证号", "陈建军," + id1 + ",陈建军,本人," + id1, "陈建军," + id1 + ",陈小雨,长女," + id3, "王芳," + id4 + ",李娜,女,"},
		{"户主姓名,户主身份证号,老人姓名,与户主关系,身份证号", "陈建军," + id1 + ",李秀英,母," + id2, "王芳," + id4 + ",李娜,母," + id3},
	} {
		if r := csvRows(t, quanyuan.Community, lines...); len(r.records) != len(lines)-1 {
			t.Errorf("%d records of %q", len(r.records), lines)
		}
	}

	// 户主 beside an empty cell of the member is his own row.
	r = csvRows(t, quanyuan.Community, "户主,家庭成员,与户主关系,身份证号", "陈建军,,户主,"+id1, ",李秀英,妻,"+id2)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Relation, "02")
	want(t, r.records[1], quanyuan.Name, "李秀英")
}

// TestOddTables: a line for each item of a person, parents with two items under
// them, women's children beside a husband, lines numbered in running text.
func TestOddTables(t *testing.T) {
	const id1, id2 = "51010419850307005X", "510104198703070042"
	r := csvRows(t, quanyuan.Community, "编号,项目,内容", "1,姓名,陈建军", "1,性别,男", "1,身份证号,"+id1, "1,联系电话,13812345671", "2,姓名,李秀英", "2,性别,女", "2,身份证号,"+id2, "2,联系电话,13812345672")
	if len(r.records) != 2 {
		t.Fatalf("%d records, receipt %+v", len(r.records), r.receipt)
	}
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Phone, "13812345672")

	r = csvRows(t, quanyuan.Community, "幼儿姓名,性别,出生日期,父亲,母亲", ",,,姓名/电话,姓名/电话", "陈小雨,女,2019-03-01,陈建军/13812345671,李秀英/13812345672")
	wantCounts(t, r, 1, 0, 2)
	want(t, r.records[0], quanyuan.Name, "陈小雨", quanyuan.FatherName, "陈建军", quanyuan.MotherName, "李秀英")

	r = csvRows(t, quanyuan.Community, "妇女姓名,身份证号,配偶,第一个孩子,,第二个孩子,", ",,,姓名,出生,姓名,出生", "李秀英,"+id2+",陈建军,陈小雨,2010.3,陈小晴,2015.6")
	want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.SpouseName, "陈建军")
	wantChildren(t, r.records[0], childCase{name: "陈小雨", birth: "2010-03"}, childCase{name: "陈小晴", birth: "2015-06"})

	r = csvRows(t, quanyuan.Community, "某单位人员名单", "1. 陈建军，男，"+id1+"，电话13812345671", "2. 李秀英，女，"+id2+"，电话13812345672", "3. 王芳女士，女，510104199001010028，电话13812345673")
	wantCounts(t, r, 3, 0, 1)
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.Phone, "13812345671")
	want(t, r.records[2], quanyuan.Name, "王芳")
}

// TestDatabaseColumns: names of columns as databases shorten them.
func TestDatabaseColumns(t *testing.T) {
	for header, want := range map[string]attribute{
		"person_name": "name", "sex_code": "sex", "cert_no": "id_number", "birth_dt": "birth_date", "nation_name": "ethnic", "domicile_addr": "hukou_address", "resid_addr": "residence_address",
		"mobile_no": "phone", "marital_name": "marital", "Permanent Address": "hukou_address", "create_time": "", "file_name": "", "person_id": "person_id", "order_no": "",
	} {
		got := vocabularyOf(quanyuan.Social).understand(header).attr
		if want == "person_id" { // a number of the register or of nobody, never of a person
			if got == "id_number" || got == "name" {
				t.Errorf("%s is %s", header, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
}

// TestWifeAndHusband: both stand in a row and nobody else; a list of a hospital is
// about the woman.
func TestWifeAndHusband(t *testing.T) {
	const id1, id2 = "51010419850307005X", "510104198703070042"
	lines := []string{"档案编号,妻子信息,,,丈夫信息,,,现住址", ",姓名,身份证号,电话,姓名,身份证号,电话,", "D1,李秀英," + id2 + ",13812345671,陈建军," + id1 + ",13812345672,督院街1号"}
	r := csvRows(t, quanyuan.Health, lines...)
	wantCounts(t, r, 1, 0, 2)
	want(t, r.records[0], quanyuan.Name, "李秀英", quanyuan.IDNumber, id2, quanyuan.Phone, "13812345671", quanyuan.SpouseName, "陈建军", quanyuan.SpouseID, id1)
	r = csvRows(t, quanyuan.Community, lines...)
	if len(r.records) != 2 {
		t.Fatalf("%d records", len(r.records))
	}
	want(t, r.records[0], quanyuan.Name, "陈建军", quanyuan.SpouseName, "李秀英")
}
