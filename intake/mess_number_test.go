package intake

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"quanyuan"
)

// The tests named TestMessNN carry the numbers of the catalogue of mess in
// input sheets. All persons are invented.

// idOf reads one person of the given ID cell.
func idOf(t *testing.T, cell string) *quanyuan.Record {
	t.Helper()
	r := csvRows(t, quanyuan.Community, "姓名,身份证号码,联系电话", `陈建军,"`+cell+`",13812345671`)
	wantCounts(t, r, 1, 0, 1)
	return r.records[0]
}

func TestMess01ScientificNotation(t *testing.T) {
	p := idOf(t, "5.10322E+17")
	wantState(t, p, quanyuan.IDNumber, quanyuan.Invalid)
	wantFinding(t, p, "number.precision")
	if v := p.Value(quanyuan.IDNumber); v.Raw != "5.10322E+17" {
		t.Errorf("raw = %q", v.Raw)
	}
}

func TestMess02ExcelRounded(t *testing.T) {
	p := idOf(t, "510322199001015000")
	wantState(t, p, quanyuan.IDNumber, quanyuan.Invalid)
	wantFinding(t, p, "number.precision")
	want(t, p, quanyuan.BirthDate, "1990-01-01", quanyuan.Sex, "")
	if p.Value(quanyuan.BirthDate).Mark != "from_id" {
		t.Error("birth date must say that it comes from the number")
	}
}

func TestMess03NumberCell(t *testing.T) {
	// Stored as a number: the digits are read, never formatted from a float.
	data := workbook(t, sheetCells{name: "Sheet1", rows: [][]any{{"姓名", "身份证号"}, {"陈建军", 351030199001013512}, {"李秀英", 351030199001013000}}})
	r := read(t, "a.xlsx", data, options(quanyuan.Community))
	want(t, r.records[0], quanyuan.IDNumber, "351030199001013512")
	wantState(t, r.records[1], quanyuan.IDNumber, quanyuan.Invalid)
	wantFinding(t, r.records[1], "number.precision")
}

func TestMess04Apostrophe(t *testing.T) {
	for _, q := range []string{"'", "‘", "’"} {
		want(t, idOf(t, q+"51010419850307005X"), quanyuan.IDNumber, "51010419850307005X")
	}
}

func TestMess05CheckLetter(t *testing.T) {
	for _, x := range []string{"x", "Ｘ", "×", "Х", "ｘ"} {
		p := idOf(t, "51010419850307005"+x)
		want(t, p, quanyuan.IDNumber, "51010419850307005X")
		wantFinding(t, p, "id.folded")
	}
}

func TestMess06BlanksInNumbers(t *testing.T) {
	for _, b := range []string{" ", "\u3000", "\u00a0", "\u200b", "\t", "\ufeff"} {
		want(t, idOf(t, "510104"+b+"19850307"+b+"005X"), quanyuan.IDNumber, "51010419850307005X")
	}
}

func TestMess07FifteenDigits(t *testing.T) {
	p := idOf(t, "510104850307005")
	want(t, p, quanyuan.IDNumber, "51010419850307005X", quanyuan.BirthDate, "1985-03-07", quanyuan.Sex, "1")
	if v := p.Value(quanyuan.IDNumber); v.Mark != "upgraded" || v.Raw != "510104850307005" {
		t.Errorf("value = %+v", v)
	}
}

func TestMess08Zeros(t *testing.T) {
	p := idOf(t, "000000000000000000")
	wantState(t, p, quanyuan.IDNumber, quanyuan.Placeholder)
	want(t, p, quanyuan.IDNumber, "", quanyuan.BirthDate, "")
}

func TestMess09ZerosAroundBirth(t *testing.T) {
	p := idOf(t, "000000199801010000")
	wantState(t, p, quanyuan.IDNumber, quanyuan.Placeholder)
	want(t, p, quanyuan.BirthDate, "1998-01-01")
	if v := p.Value(quanyuan.BirthDate); v.State != quanyuan.Doubtful || v.Mark != "from_id" {
		t.Errorf("birth = %+v", v)
	}
	r := csvRows(t, quanyuan.Community, "姓名,身份证号码,出生日期", "陈建军,000000199801010000,1998-01-02")
	want(t, r.records[0], quanyuan.BirthDate, "1998-01-02")
}

func TestMess10FailsLogicCheck(t *testing.T) {
	p := idOf(t, "510104198503070051") // the check digit should be X
	want(t, p, quanyuan.IDNumber, "510104198503070051")
	wantState(t, p, quanyuan.IDNumber, quanyuan.Doubtful)
}

func TestMess11SharedNumber(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,身份证号码,性别", "陈建军,51010419850307005X,男", "王秀英,51010419850307005X,女")
	wantCounts(t, r, 2, 0, 1)
	want(t, r.records[0], quanyuan.Name, "陈建军")
	want(t, r.records[1], quanyuan.Name, "王秀英", quanyuan.IDNumber, "51010419850307005X", quanyuan.Sex, "2")
}

func TestMess12OtherDocuments(t *testing.T) {
	for _, c := range []struct{ cell, text, kind string }{
		{"E12345678", "E12345678", "414"},
		{"R510123456", "R510123456", "117"},
		{"51010419850307005X44", "51010419850307005X", "217"},
		{"810000199001010018", "810000199001010018", "810"},
		{"830000199001010013", "830000199001010013", "830"},
	} {
		want(t, idOf(t, c.cell), quanyuan.IDNumber, c.text, quanyuan.IDKind, c.kind)
	}
	r := csvRows(t, quanyuan.School, "学生姓名,身份证件类型,身份证件号", "陈晨,Z,无")
	wantCounts(t, r, 1, 0, 1)
	wantState(t, r.records[0], quanyuan.IDNumber, quanyuan.Placeholder)
}

func TestMess13ParentsNumber(t *testing.T) {
	// The reader keeps both; the rules of quality compare them.
	r := csvRows(t, quanyuan.Community, "姓名,性别,出生日期,身份证号码", "陈小雨,女,2015-05-06,51010419850307005X")
	want(t, r.records[0], quanyuan.Sex, "2", quanyuan.BirthDate, "2015-05-06", quanyuan.IDNumber, "51010419850307005X")
}

func TestMess20FullWidth(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,出生日期,联系电话,楼栋", "陈建军,１９８５－０３－０７,１３８１２３４５６７１,Ａ栋")
	want(t, r.records[0], quanyuan.BirthDate, "1985-03-07", quanyuan.Phone, "13812345671", quanyuan.Building, "A栋")
}

func TestMess21Phones(t *testing.T) {
	for _, c := range []struct {
		cell, text string
		state      quanyuan.ValueState
	}{
		{"138-1234-5671", "13812345671", quanyuan.Understood},
		{"138 1234 5671", "13812345671", quanyuan.Understood},
		{"+8613812345671", "13812345671", quanyuan.Understood},
		{"008613812345671", "13812345671", quanyuan.Understood},
		{"13812345671/0816-1234567", "13812345671;08161234567", quanyuan.Understood},
		{"13812345671 13912345679", "13812345671;13912345679", quanyuan.Understood},
		{"13812345671、13912345679", "13812345671;13912345679", quanyuan.Understood},
		{"028-84567890", "02884567890", quanyuan.Understood},
		{"84567890", "84567890", quanyuan.Understood},
		{"(028)84567890", "02884567890", quanyuan.Understood},
		{"1.38E+10", "", quanyuan.Invalid},
		{"13812345671.0", "13812345671", quanyuan.Understood},
		{"13800000000", "", quanyuan.Placeholder},
		{"无", "", quanyuan.Placeholder},
		{"1381234567", "1381234567", quanyuan.Doubtful},
		{"不接电话", "", quanyuan.Invalid},
	} {
		var find findings
		if v := phoneValue(c.cell, &find); v.State != c.state || v.Text != c.text {
			t.Errorf("%q = %+v, want %q state %d", c.cell, v, c.text, c.state)
		}
	}
	r := csvRows(t, quanyuan.Community, "姓名,联系电话,备用电话", "陈建军,13812345671,13912345679")
	want(t, r.records[0], quanyuan.Phone, "13812345671;13912345679")
}

func TestMess41FormulaErrors(t *testing.T) {
	data := workbook(t, sheetCells{name: "Sheet1", rows: [][]any{
		{"姓名", "身份证号", "出生日期", "性别"},
		{"陈建军", "51010419850307005X", "#VALUE!", "#N/A"},
		{"李秀英", "510104198703070021", nil, "女"},
	}, more: func(f *excelize.File, sheet string) {
		if err := f.SetCellFormula(sheet, "C3", "MID(B3,7,8)"); err != nil {
			t.Fatal(err)
		}
	}})
	r := read(t, "a.xlsx", data, options(quanyuan.Community))
	wantCounts(t, r, 2, 0, 1)
	want(t, r.records[0], quanyuan.BirthDate, "1985-03-07", quanyuan.Sex, "1") // out of the number
	if m := r.records[0].Value(quanyuan.BirthDate).Mark; m != "from_id" {
		t.Errorf("mark = %q", m)
	}
	want(t, r.records[1], quanyuan.Name, "李秀英", quanyuan.Sex, "2")
}

func TestMess47Newborns(t *testing.T) {
	r := csvRows(t, quanyuan.Health,
		"序号,新生儿姓名,性别,出生日期,孩次,母亲姓名,母亲身份证号,父亲姓名,现住址",
		"1,张某某之子,男,2024-05-01,1,李芳,510104199003070022,张强,督院街1号",
		"2,未取名,女,2024-05-02,2,王敏,510104199103070033,,督院街2号",
		"3,毛毛,男,2024-05-03,1,陈静,,,督院街3号",
		"4,,女,2024-05-04,1,周红,,,督院街4号",
		"5,不详,,,,,,,督院街5号")
	wantCounts(t, r, 4, 1, 1)
	for i, mother := range []string{"李芳", "王敏", "陈静", "周红"} {
		want(t, r.records[i], quanyuan.MotherName, mother, quanyuan.Sex, []string{"1", "2"}[i%2], quanyuan.BirthDate, "2024-05-0"+string(rune('1'+i)))
		if r.records[i].Role != quanyuan.Newborn {
			t.Errorf("role = %q", r.records[i].Role)
		}
	}
	wantState(t, r.records[0], quanyuan.Name, quanyuan.Placeholder)
	wantState(t, r.records[1], quanyuan.Name, quanyuan.Placeholder)
	wantState(t, r.records[2], quanyuan.Name, quanyuan.Doubtful)
	want(t, r.records[1], quanyuan.ChildOrder, "2")
	if a := r.records[4].SetAside; a == "" || !strings.HasPrefix(a, "aside.") {
		t.Errorf("set aside = %q", a)
	}
}
