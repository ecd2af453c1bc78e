package intake

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"quanyuan"
	"quanyuan/refdata/division"
)

var today = quanyuan.Date{Year: 2024, Month: 6, Day: 30}

// testTree is the country with a few communities of a real town; see
// testdata/communities.csv.
func testTree(t testing.TB) *division.Tree {
	t.Helper()
	tree, err := division.Embedded().WithFile(strings.NewReader(communities), "communities.csv")
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

const communities = "code,level,parent,name\n" +
	"510104020001,5,510104020000,督院街社区居委会\n" +
	"510104020002,5,510104020000,青石桥社区居委会\n" +
	"510104020003,5,510104020000,总府路社区居委会\n"

func options(kind quanyuan.SourceKind) Options {
	return Options{Source: quanyuan.Source{Kind: kind}, Today: today}
}

// result is what a reading gave.
type result struct {
	receipt quanyuan.Receipt
	mapping *Mapping
	records []*quanyuan.Record
}

func read(t testing.TB, name string, data []byte, opts Options) result {
	t.Helper()
	r, err := tryRead(name, data, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tryRead(name string, data []byte, opts Options) (result, error) {
	var r result
	var err error
	r.receipt, r.mapping, err = Read(context.Background(), name, bytes.NewReader(data), int64(len(data)), opts, func(rec *quanyuan.Record) error {
		r.records = append(r.records, rec)
		return nil
	})
	if err == nil && !r.receipt.AddsUp() {
		err = fmt.Errorf("receipt does not add up: %+v", r.receipt)
	}
	return r, err
}

// csvRows reads a list given as lines of CSV.
func csvRows(t testing.TB, kind quanyuan.SourceKind, lines ...string) result {
	t.Helper()
	return read(t, "list.csv", []byte(strings.Join(lines, "\n")+"\n"), options(kind))
}

// sheetCells is a workbook of sheets, each a list of rows.
type sheetCells struct {
	name string
	rows [][]any
	more func(f *excelize.File, sheet string)
}

func workbook(t testing.TB, sheets ...sheetCells) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for y, row := range s.rows {
			for x, v := range row {
				if v == nil {
					continue
				}
				cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if err := f.SetCellValue(s.name, cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
		if s.more != nil {
			s.more(f, s.name)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// want compares values of a record, given as pairs of field and text.
func want(t testing.TB, r *quanyuan.Record, pairs ...any) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		f := pairs[i].(quanyuan.Field)
		if got := r.Text(f); got != pairs[i+1].(string) {
			t.Errorf("row %d %s = %q (%+v), want %q", r.Where.Row, f.Key(), got, r.Value(f), pairs[i+1])
		}
	}
}

func wantState(t testing.TB, r *quanyuan.Record, f quanyuan.Field, state quanyuan.ValueState) {
	t.Helper()
	if got := r.Value(f); got.State != state {
		t.Errorf("row %d %s = %+v, want state %d", r.Where.Row, f.Key(), got, state)
	}
}

func wantFinding(t testing.TB, r *quanyuan.Record, rule string) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Rule == rule {
			return
		}
	}
	t.Errorf("row %d has no finding %s: %+v", r.Where.Row, rule, r.Findings)
}

func wantCounts(t testing.TB, r result, accepted, aside, not int) {
	t.Helper()
	got := r.receipt
	if got.Accepted != accepted || got.SetAside != aside || got.NotPersons != not {
		t.Errorf("accepted %d, set aside %d, not persons %d %v; want %d, %d, %d", got.Accepted, got.SetAside, got.NotPersons, got.Reasons, accepted, aside, not)
	}
}

func TestRegister(t *testing.T) {
	r := csvRows(t, quanyuan.Register,
		"系统编号,户编号,社区编码,姓名,性别,出生日期,身份证号码,婚姻状况,户籍状况,居住状况,户籍地址,户籍地址编码,居住地址,居住地址编码,户口性质,民族,与户主关系,电话号码,子女数,子女1姓名,子女1出生日期,子女1身份证号码,子女1性别,子女1孩次,子女1政策",
		"P000001,H000001,510104020001,张伟,1,1985-03-07,510104198503070013,21,1,1,四川省成都市锦江区督院街1号,510104020001,四川省成都市锦江区督院街1号,510104020001,1,01,02,13812345671,1,张小明,2010-05-06,51010420100506001X,1,1,1",
		"P000002,H000001,510104020001,李娜,2,1987-11-02,,20,1,1,,,,,,01,12,,,,,,,,")
	wantCounts(t, r, 2, 0, 1)
	p := r.records[0]
	want(t, p, quanyuan.PersonNumber, "P000001", quanyuan.HouseholdNumber, "H000001", quanyuan.CommunityCode, "510104020001",
		quanyuan.Name, "张伟", quanyuan.Sex, "1", quanyuan.BirthDate, "1985-03-07", quanyuan.Marital, "21", quanyuan.HukouStatus, "1",
		quanyuan.ResidenceStatus, "1", quanyuan.HukouDivision, "510104020001", quanyuan.HukouNature, "1", quanyuan.Ethnic, "01",
		quanyuan.Relation, "02", quanyuan.Phone, "13812345671", quanyuan.ChildCount, "1")
	if len(p.Children) != 1 || p.Children[0].Name.Text != "张小明" || p.Children[0].Birth.Text != "2010-05-06" || p.Children[0].Sex.Text != "1" || p.Children[0].Order.Text != "1" || p.Children[0].Policy.Text != "1" {
		t.Errorf("children = %+v", p.Children)
	}
	if p.Where != (quanyuan.Where{File: "list.csv", Row: 2}) {
		t.Errorf("where = %+v", p.Where)
	}
	want(t, r.records[1], quanyuan.Name, "李娜", quanyuan.Relation, "12")
}

func TestWorkbook(t *testing.T) {
	data := workbook(t, sheetCells{name: "一年级", rows: [][]any{
		{"春熙路小学学生花名册"},
		{"序号", "学生姓名", "性别", "出生日期", "身份证号", "父亲姓名", "母亲姓名", "家庭住址", "班级"},
		{1, "王小明", "男", "2016-05-06", "510104201605060011", "王强", "李丽", "督院街1号", "一年级1班"},
		{2, "陈 静", "女", "2016.7.8", nil, "陈刚", "周敏", "同上", "一年级1班"},
		{"合计", "2人"},
		{"制表人：赵老师", nil, nil, "2024年6月30日"},
	}})
	r := read(t, "学生.xlsx", data, options(quanyuan.School))
	wantCounts(t, r, 2, 0, 4)
	want(t, r.records[0], quanyuan.Name, "王小明", quanyuan.FatherName, "王强", quanyuan.ResidenceAddress, "督院街1号", quanyuan.SchoolClass, "一年级1班")
	want(t, r.records[1], quanyuan.Name, "陈静", quanyuan.BirthDate, "2016-07-08", quanyuan.ResidenceAddress, "督院街1号")
	if r.records[1].Role != quanyuan.Pupil || r.records[1].Where.Row != 4 || r.records[1].Where.Sheet != "一年级" {
		t.Errorf("record = %+v", r.records[1])
	}
}
