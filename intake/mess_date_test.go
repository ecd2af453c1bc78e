package intake

import (
	"testing"

	"github.com/xuri/excelize/v2"

	"quanyuan"
	"quanyuan/refdata/idnumber"
)

type dateCase struct {
	cell, text string
	state      quanyuan.ValueState
}

func dates(t *testing.T, form dateForm, cases []dateCase) {
	t.Helper()
	form.today = today
	for _, c := range cases {
		var find findings
		if v := dateValue(c.cell, form, quanyuan.BirthDate, &find); v.Text != c.text || v.State != c.state {
			t.Errorf("%q = %+v, want %q state %d", c.cell, v, c.text, c.state)
		}
	}
}

const ok, unsure, bad = quanyuan.Understood, quanyuan.Doubtful, quanyuan.Invalid

func TestMess14DottedDates(t *testing.T) {
	dates(t, dateForm{}, []dateCase{
		{"1985.3.7", "1985-03-07", ok}, {"1985.03", "1985-03", ok}, {"85.3.7", "1985-03-07", unsure},
		{"1985。3。7", "1985-03-07", ok}, {"1985/3/7", "1985-03-07", ok}, {"1985-3", "1985-03", ok},
		{"1985 03 07", "1985-03-07", ok}, {"05.3.7", "2005-03-07", unsure}, {"1985.3.7.", "1985-03-07", ok},
		{"3/7/1985", "1985-03-07", unsure}, {"13/7/1985", "1985-07-13", ok}, {"3/17/85", "1985-03-17", unsure},
		{"7-Mar-85", "1985-03-07", unsure}, {"07-Mar-1985", "1985-03-07", ok}, {"1985.00.00", "1985", ok},
	})
}

func TestMess15CompactDates(t *testing.T) {
	dates(t, dateForm{}, []dateCase{
		{"19850307", "1985-03-07", ok}, {"198503", "1985-03", ok}, {"850307", "1985-03-07", unsure},
		{"1985", "1985", ok}, {"19850300", "1985-03", ok}, {"19850000", "1985", ok}, {"20110101", "2011-01-01", ok},
		{"19850307000000", "1985-03-07", ok},
	})
}

func TestMess16ChineseDates(t *testing.T) {
	dates(t, dateForm{}, []dateCase{
		{"1985年3月7日", "1985-03-07", ok}, {"85年3月", "1985-03", unsure}, {"一九八五年三月七日", "1985-03-07", ok},
		{"1985年3月", "1985-03", ok}, {"1985年", "1985", ok}, {"二〇〇八年十二月三十一日", "2008-12-31", ok},
		{"二零零八年十月", "2008-10", ok}, {"1990年5月1日出生", "1990-05-01", ok}, {"1985 年 3 月 7 日", "1985-03-07", ok},
		{"1985年3月7号", "1985-03-07", ok}, {"1985年03月", "1985-03", ok},
		// Lunar words: converted, for review. 正月初一 of 1985 was 20 February.
		{"农历1985年正月初一", "1985-02-20", unsure}, {"一九八五年腊月初八", "1986-01-17", unsure},
		{"八五年三月初七", "1985-04-26", unsure}, {"1985年三月廿三", "1985-05-12", unsure},
		{"农历1985.1.1", "1985-02-20", unsure}, {"1985年腊月", "1985", unsure}, {"农历1985年13月1日", "", bad},
	})
	dates(t, dateForm{lunar: true}, []dateCase{{"1985-01-01", "1985-02-20", unsure}})
	r := csvRows(t, quanyuan.Community, "姓名,出生日期（农历）", "陈建军,1985-01-01")
	want(t, r.records[0], quanyuan.BirthDate, "1985-02-20")
	if m := r.records[0].Value(quanyuan.BirthDate).Mark; m != "lunar" {
		t.Errorf("mark = %q", m)
	}
}

func TestMess17ExcelSerials(t *testing.T) {
	dates(t, dateForm{}, []dateCase{{"31113", "1985-03-07", ok}, {"31113.5", "1985-03-07", ok}, {"31113.0", "1985-03-07", ok}, {"45292", "2024-01-01", ok}, {"60", "", bad}})
	dates(t, dateForm{date1904: true}, []dateCase{{"29651", "1985-03-07", ok}})
	data := workbook(t, sheetCells{name: "Sheet1", rows: [][]any{{"姓名", "出生日期"}, {"陈建军", 31113}}})
	want(t, read(t, "a.xlsx", data, options(quanyuan.Community)).records[0], quanyuan.BirthDate, "1985-03-07")

	// The same in a workbook of the 1904 system.
	data = workbook(t, sheetCells{name: "Sheet1", rows: [][]any{{"姓名", "出生日期"}, {"陈建军", 29651}}, more: func(f *excelize.File, _ string) {
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
	}})
	want(t, read(t, "a.xlsx", data, options(quanyuan.Community)).records[0], quanyuan.BirthDate, "1985-03-07")
}

func TestMess18DateWithTime(t *testing.T) {
	dates(t, dateForm{}, []dateCase{
		{"1985-03-07 00:00:00", "1985-03-07", ok}, {"1985/3/7 0:00", "1985-03-07", ok}, {"1985-03-07T00:00:00Z", "1985-03-07", ok},
		{"1985-03-07 08:30:00.0", "1985-03-07", ok}, {"1985年3月7日 8时", "1985-03-07", ok},
	})
}

func TestMess19ImpossibleDates(t *testing.T) {
	dates(t, dateForm{}, []dateCase{
		{"1985-02-30", "", bad}, {"1985-13-01", "", bad}, {"0000-00-00", "", quanyuan.Placeholder}, {"2024-07-01", "", bad},
		{"1785-01-01", "", bad}, {"三月七日", "", bad}, {"abc", "", bad}, {"19851301", "", bad}, {"2023-02-29", "", bad},
	})
	r := csvRows(t, quanyuan.Community, "姓名,出生日期", "陈建军,1985-02-30")
	wantCounts(t, r, 1, 0, 1)
	wantState(t, r.records[0], quanyuan.BirthDate, quanyuan.Invalid)
	wantFinding(t, r.records[0], "date.unread")
}

// TestOctober: Excel stores 1985.10 as 1985.1.
func TestOctober(t *testing.T) {
	dates(t, dateForm{number: true}, []dateCase{{"1985.1", "1985", unsure}, {"1985.11", "1985-11", ok}})
	dates(t, dateForm{}, []dateCase{{"1985.1", "1985-01", ok}})
}

// TestCentury: the ID number settles a year of two digits.
func TestCentury(t *testing.T) {
	r := csvRows(t, quanyuan.Community, "姓名,出生日期,身份证号", "陈建军,21.3.7,510104192103070010", "李秀英,21.3.7,")
	want(t, r.records[0], quanyuan.BirthDate, "1921-03-07")
	want(t, r.records[1], quanyuan.BirthDate, "2021-03-07")
	wantFinding(t, r.records[1], "date.two_digit_year")
	r = csvRows(t, quanyuan.Community, "姓名,出生日期,身份证号", "陈建军,2035-03-07,"+idnumber.Compose("510104", 1935, 3, 7, 11))
	want(t, r.records[0], quanyuan.BirthDate, "1935-03-07")
}

func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"1985-03-07", "农历1985年正月初一", "八五年三月初七", "31113", "3/7/85", "1985年", "二〇〇八年十二月", "7-Mar-85"} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, lunar bool) {
		if d, how := readDate(s, dateForm{today: today, lunar: lunar}); how.understood() && !d.Valid() {
			t.Errorf("%q gives %v", s, d)
		}
	})
}
