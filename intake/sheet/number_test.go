package sheet

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestPlainNumber1And2And3And21(t *testing.T) {
	for _, c := range []struct {
		raw, want string
		imprecise bool
	}{
		{"510322199001015432", "510322199001015432", false},
		{"5.1032219900101504E+17", "510322199001015000", true},
		{"5.10322E+17", "5.10322E+17", true},
		{"351030001351351000", "351030001351351000", false},
		{"1.3812345678E10", "13812345678", false},
		{"13812345678.0", "13812345678", false},
		{"0.30000000000000004", "0.3", false},
		{"9.9999999999999995", "10", false},
		{"1E-3", "0.001", false},
		{"-1.50", "-1.5", false},
		{"-0.0", "0", false},
		{"0", "0", false},
		{"007", "007", false},
		{"1E+400", "1E+400", false},
		{"abc", "abc", false},
		{"", "", false},
	} {
		got, imprecise := plainNumber(c.raw)
		if got != c.want || imprecise != c.imprecise {
			t.Errorf("plainNumber(%q) = %q %v, want %q %v", c.raw, got, imprecise, c.want, c.imprecise)
		}
	}
}

func TestPlainNumberKeepsValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := float64(rapid.Int64Range(-1e14, 1e14).Draw(t, "n")) / float64(rapid.SampledFrom([]int{1, 10, 100}).Draw(t, "d"))
		form := rapid.SampledFrom([]byte{'e', 'f', 'g'}).Draw(t, "form")
		got, _ := plainNumber(strconv.FormatFloat(v, form, -1, 64))
		if want := strconv.FormatFloat(v, 'f', -1, 64); got != want && !(v == 0 && got == "0") {
			t.Fatalf("%v: %s, want %s", v, got, want)
		}
	})
}

func TestDateText17(t *testing.T) {
	ymd := numberForm{date: showsYear | showsMonth | showsDay}
	for _, c := range []struct {
		serial float64
		form   numberForm
		d1904  bool
		want   string
		ok     bool
	}{
		{31113, ymd, false, "1985-03-07", true},
		{29651, ymd, true, "1985-03-07", true},
		{1, ymd, false, "1900-01-01", true},
		{59, ymd, false, "1900-02-28", true},
		{60, ymd, false, "1900-02-29", true},
		{61, ymd, false, "1900-03-01", true},
		{0, ymd, false, "1900-01-00", true},
		{31113.354166666664, ymd, false, "1985-03-07 08:30:00", true},
		{31112.9999999, ymd, false, "1985-03-07", true},
		{31107, parseForm(`yyyy"年"m"月"`), false, "1985-03", true},
		{31113, parseForm(`yyyy"年"m"月"`), false, "1985-03-07", true},
		{0.5, parseForm("h:mm"), false, "12:00:00", true},
		{2958465, ymd, false, "9999-12-31", true},
		{13812345678, ymd, false, "", false},
		{-1, ymd, false, "", false},
	} {
		got, ok := dateText(c.serial, c.form, c.d1904)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("dateText(%v) = %q %v, want %q %v", c.serial, got, ok, c.want, c.ok)
		}
	}
}

func TestParseForm(t *testing.T) {
	const y, m, d = showsYear, showsMonth, showsDay
	for code, want := range map[string]numberForm{
		"General":                        {},
		"G/通用格式":                         {},
		"@":                              {},
		"0":                              {},
		"0000":                           {zeros: 4},
		"#,##0.00":                       {},
		"0.00E+00":                       {},
		"yyyy/m/d;@":                     {date: y | m | d},
		`[$-804]yyyy"年"m"月"d"日";@`:       {date: y | m | d},
		`[DBNum1][$-804]yyyy"年"m"月"d"日"`: {date: y | m | d},
		"m/d/yy h:mm":                    {date: y | m | d, clock: true},
		"yyyy-mm-dd hh:mm:ss.000":        {date: y | m | d, clock: true},
		"[h]:mm:ss":                      {clock: true},
		"mm:ss.0":                        {clock: true},
		"h:mm AM/PM":                     {clock: true},
		"mmm-yy":                         {date: y | m},
		"yyyy.m":                         {date: y | m},
		`0"人"`:                           {},
		`0"day"`:                         {},
		`[Red]-0.00`:                     {},
		`yyyy\-mm\-dd`:                   {date: y | m | d},
	} {
		if got := parseForm(code); got != want {
			t.Errorf("parseForm(%q) = %+v, want %+v", code, got, want)
		}
	}
}
